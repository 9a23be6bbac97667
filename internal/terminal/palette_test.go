/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import "testing"

func TestPalette(t *testing.T) {
	coloured := NewPalette(true)
	cases := map[string]struct {
		reason    string
		got, want string
	}{
		"Good":     {"green", coloured.Good("x"), "\x1b[32mx\x1b[0m"},
		"Warn":     {"yellow", coloured.Warn("x"), "\x1b[33mx\x1b[0m"},
		"Bad":      {"red", coloured.Bad("x"), "\x1b[31mx\x1b[0m"},
		"Muted":    {"faint", coloured.Muted("x"), "\x1b[2mx\x1b[0m"},
		"Bold":     {"bold", coloured.Bold("x"), "\x1b[1mx\x1b[0m"},
		"Nothing":  {"nothing has no colour", coloured.Bad(""), ""},
		"NoColour": {"without colours a word is itself", NewPalette(false).Bad("x"), "x"},
		"Zero":     {"as in the zero palette", Palette{}.Bold("x"), "x"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("%s: %q, want %q", tc.reason, tc.got, tc.want)
			}
		})
	}
}
