/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"bytes"
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// screen is a terminal, or the end of one that programs see as such, so many columns wide.
func screen(t *testing.T, columns uint16) *os.File {
	t.Helper()
	file, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here: ", err)
	}
	t.Cleanup(func() { _ = file.Close() })
	if err := unix.IoctlSetWinsize(int(file.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		t.Fatal(err)
	}
	return file
}

// variables looks up an environment.
func variables(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	}
}

// file is no terminal, but has a descriptor.
func file(t *testing.T) *os.File {
	t.Helper()
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func TestColour(t *testing.T) {
	cases := map[string]struct {
		reason string
		out    io.Writer
		env    map[string]string
		want   bool
	}{
		"Terminal": {"a terminal has colours", screen(t, 80), map[string]string{"TERM": "xterm"}, true},
		"Unnamed":  {"whatever it is called", screen(t, 80), nil, true},
		"Dumb":     {"but not a dumb one", screen(t, 80), map[string]string{"TERM": "dumb"}, false},
		"NoColour": {"nor where they are refused", screen(t, 80), map[string]string{"NO_COLOR": "0"}, false},
		"Empty":    {"which an empty word does not", screen(t, 80), map[string]string{"NO_COLOR": ""}, true},
		"File":     {"a file is none", file(t), nil, false},
		"Buffer":   {"nor is memory", &bytes.Buffer{}, nil, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Colour(tc.out, variables(tc.env)); got != tc.want {
				t.Errorf("%s: %t, want %t", tc.reason, got, tc.want)
			}
		})
	}
}

func TestColumns(t *testing.T) {
	forty := map[string]string{"COLUMNS": "40"}
	cases := map[string]struct {
		reason string
		out    io.Writer
		env    map[string]string
		want   int
	}{
		"Terminal": {"a terminal knows its width", screen(t, 132), forty, 132},
		"Unsized":  {"but not over every line", screen(t, 0), forty, 40},
		"Told":     {"who is told is bound", &bytes.Buffer{}, forty, 40},
		"File":     {"a file has no bound", file(t), nil, 0},
		"Buffer":   {"nor has memory", &bytes.Buffer{}, nil, 0},
		"NoNumber": {"nor what is told no number", &bytes.Buffer{}, map[string]string{"COLUMNS": "wide"}, 0},
		"Negative": {"or none that is a width", &bytes.Buffer{}, map[string]string{"COLUMNS": "-4"}, 0},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Columns(tc.out, variables(tc.env)); got != tc.want {
				t.Errorf("%s: %d, want %d", tc.reason, got, tc.want)
			}
		})
	}
}
