/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	cases := map[string]struct {
		reason string
		text   string
		width  int
		want   []string
	}{
		"Empty":    {"no words, no lines", " \n ", 10, nil},
		"Fits":     {"what fits is one line", "I am known.", 11, []string{"I am known."}},
		"Words":    {"a line ends between words", "When I arrive, I am known.", 14, []string{"When I arrive,", "I am known."}},
		"Lines":    {"not where the text has a line", "When I\narrive", 20, []string{"When I arrive"}},
		"Hyphens":  {"names are not torn", "the goal guests-belong --at now", 14, []string{"the goal", "guests-belong", "--at now"}},
		"Long":     {"but where they fit nowhere", "a guests-belong-here b", 8, []string{"a", "guests-b", "elong-he", "re b"}},
		"Wide":     {"scripts without spaces break where they may", "hotel 日本語。東京", 12, []string{"hotel 日本", "語。東京"}},
		"TooWide":  {"a line has a character", "日本", 1, []string{"日", "本"}},
		"NoBound":  {"no width is no bound", "When I arrive, I am known.", 0, []string{"When I arrive, I am known."}},
		"Cleaned":  {"it is clean", "\x1b[31mred", 5, []string{"red"}},
		"Together": {"a no-break space is none to break at", "a 5\u00a0% b", 4, []string{"a", "5\u00a0%", "b"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Wrap(tc.text, tc.width)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestWrapKeepsAllAndFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, width := texts().Draw(t, "text"), rapid.IntRange(4, 30).Draw(t, "width")
		lines := Wrap(text, width)
		for _, line := range lines {
			if Width(line) > width && uniseg.GraphemeClusterCount(line) > 1 {
				t.Fatalf("%+q takes %d columns, want at most %d", line, Width(line), width)
			}
		}
		want := strings.ReplaceAll(Clean(text), " ", "")
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != want {
			t.Fatalf("Wrap(%+q, %d) = %+q", text, width, lines)
		}
	})
}
