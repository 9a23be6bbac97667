/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestReason(t *testing.T) {
	died, step := errors.New("the operator died"), errors.New("killed")
	cases := map[string]struct {
		reason      string
		err         error
		interrupted bool
		failed      error
		want        error
	}{
		"Fine":          {"no error", nil, false, nil, nil},
		"Step":          {"a step's own error", step, false, nil, step},
		"Interrupted":   {"Ctrl-C killed the step", step, true, nil, errInterrupted},
		"Died":          {"what ended the step is told, not the step", step, false, died, died},
		"DiedAtTheEnd":  {"after the last step nothing is wrong", nil, false, died, nil},
		"BothInterrupt": {"the user wins", step, true, died, errInterrupted},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			interrupt, stop := context.WithCancel(t.Context())
			defer stop()
			ctx, fail := context.WithCancelCause(interrupt)
			defer fail(nil)
			if tc.failed != nil {
				fail(tc.failed)
			}
			if tc.interrupted {
				stop()
			}
			if got := reason(interrupt, ctx, tc.err); !errors.Is(got, tc.want) || (got == nil) != (tc.want == nil) {
				t.Errorf("%s: %v, want %v", tc.reason, got, tc.want)
			}
		})
	}
}

func TestStopUndoesEverythingTheLastFirst(t *testing.T) {
	d := &demo{narrator: &narrator{started: time.Now(), out: io.Discard}}
	broken := errors.New("broken")
	var undone []int
	for i := range 3 {
		d.later(func() error {
			undone = append(undone, i)
			if i == 1 {
				return broken
			}
			return nil
		})
	}
	if err := d.stop(); !errors.Is(err, broken) {
		t.Errorf("stop said %v, want %v", err, broken)
	}
	if want := []int{2, 1, 0}; !slices.Equal(undone, want) {
		t.Errorf("undone in the order %v, want %v", undone, want)
	}
}

func TestResolveSaysWhatLacks(t *testing.T) {
	there := t.TempDir()
	if err := (&options{controlPlane: there, manager: there, config: there}).resolve(); err != nil {
		t.Errorf("all there: %v", err)
	}
	err := (&options{controlPlane: there, manager: filepath.Join(there, "manager"), config: there}).resolve()
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no manager: %v, want that it does not exist", err)
	}
}
