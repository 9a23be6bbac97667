/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestReport(t *testing.T) {
	for name, tc := range map[string]struct {
		printer figures.Printer
		speed   *speed
	}{
		"table.txt":   {figures.Text, &speed{8.1, 37}},
		"markdown.md": {figures.Markdown, nil},
	} {
		var got bytes.Buffer
		for _, table := range report(handMade(), tc.speed) {
			tc.printer(&got, table)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s; go test ./hack/exchange -update writes it anew (-want +got):\n%s", name, diff)
		}
	}
}

// output is what a command line prints, and whether all goals are met.
func output(t *testing.T, args ...string) (string, []figures.Goal) {
	t.Helper()
	o, err := parse(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	goals, err := run(o, &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), goals
}

func TestRun(t *testing.T) {
	tiny := []string{"-runs", "8", "-no-speed"}
	noise := append(tiny, "-process", "^white noise|^random walks$")
	first, _ := output(t, noise...)
	if again, _ := output(t, noise...); again != first {
		t.Errorf("the same seed gives something else (-first +again):\n%s", cmp.Diff(first, again))
	}
	for _, tc := range []struct {
		reason   string
		args     []string
		want     string
		wantNone string
	}{
		{"the seed is printed", []string{"-process", "^counts", "-seed", "5"}, "8 exchanges of each process, seed 5.", "| "},
		{"one process", []string{"-process", "gaps"}, "gaps", "random walks"},
		{"held-out ones", []string{"-held-out", "-process", "memory|many gaps"}, "long memory", "AR(0.9)"},
		{"no links", []string{"-process", "^counts"}, "NO DRIVER MOVES THE RESULT", "links found"},
		{"links alone", []string{"-process", "^negative"}, "links found", "CALIBRATION"},
		{"markdown", []string{"-o", "markdown", "-process", "^counts"}, "| counts | ", "CALIBRATION"},
		{"the time is left out", []string{"-process", "^counts"}, "counts", "nanoseconds"},
	} {
		got, _ := output(t, append(tiny, tc.args...)...)
		if !strings.Contains(got, tc.want) || strings.Contains(got, tc.wantNone) {
			t.Errorf("%s: want %q and not %q in\n%s", tc.reason, tc.want, tc.wantNone, got)
		}
	}
}

func TestCostIsAGoal(t *testing.T) {
	out, goals := output(t, "-runs", "1", "-process", "^counts")
	if !strings.Contains(out, "nanoseconds") || goals[len(goals)-1].What != "allocations for them" {
		t.Errorf("no word on what it costs:\n%s", out)
	}
}

func TestCommandLinesThatAreRefused(t *testing.T) {
	for _, args := range [][]string{{"-o", "yaml"}, {"-process", "("}, {"-runs", "many"}, {"-nonsense"}, {"walks"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
	for _, args := range [][]string{{"-process", "nothing of that name"}, {"-runs", "0"}} {
		o, err := parse(args, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := run(o, io.Discard); err == nil {
			t.Errorf("%v runs", args)
		}
	}
}
