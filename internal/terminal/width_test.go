/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestWidth(t *testing.T) {
	cases := map[string]struct {
		reason string
		text   string
		want   int
	}{
		"Empty":     {"nothing takes nothing", "", 0},
		"Plain":     {"a letter takes a column", "goals", 5},
		"Combining": {"its marks take none", "cafe\u0301", 4},
		"Wide":      {"wide ones take two", "日本", 4},
		"Halfwidth": {"unless they are halved", "ﾆﾎﾝ", 3},
		"Voiced":    {"whose marks are beside them", "ﾊﾞﾊﾟ", 4},
		"Family":    {"a picture is one, whoever is in it", "👨‍👩‍👧‍👦", 2},
		"Flag":      {"two letters are a flag", "🇩🇪", 2},
		"Korean":    {"letters are a syllable", "\u1112\u1161\u11ab", 2},
		"Drawn":     {"what bars and trees are drawn with takes a column", "├─ ▌│·╌…", 8},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Width(tc.text); got != tc.want {
				t.Errorf("%s: Width(%+q) = %d, want %d", tc.reason, tc.text, got, tc.want)
			}
		})
	}
}

func TestTruncate(t *testing.T) {
	cases := map[string]struct {
		reason string
		text   string
		width  int
		want   string
	}{
		"Fits":      {"what fits is whole", "goals", 5, "goals"},
		"Cut":       {"what does not says so", "guests belong", 9, "guests b…"},
		"AtSpace":   {"without a space before", "guests belong", 8, "guests…"},
		"One":       {"one column is for saying so", "goals", 1, "…"},
		"None":      {"none is for nothing", "goals", 0, ""},
		"Less":      {"nor less than none", "goals", -1, ""},
		"Wide":      {"half a character is none", "日本語", 4, "日…"},
		"Combining": {"a mark stays on its letter", "e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		"Family":    {"a family stays together", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "👨‍👩‍👧‍👦…"},
		"Flag":      {"a flag is not torn", "🇩🇪🇫🇷", 3, "🇩🇪…"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Truncate(tc.text, tc.width); got != tc.want {
				t.Errorf("%s: Truncate(%q, %d) = %q, want %q", tc.reason, tc.text, tc.width, got, tc.want)
			}
		})
	}
}

// checkTruncate says what is wrong with a text that was cut.
func checkTruncate(t interface{ Fatalf(string, ...any) }, text string, width int) {
	got := Truncate(text, width)
	if Width(got) > max(width, 0) {
		t.Fatalf("Truncate(%+q, %d) = %+q takes %d columns", text, width, got, Width(got))
	}
	if width <= 0 {
		return
	}
	head, wasCut := strings.CutSuffix(got, ellipsis)
	switch fits := Width(text) <= width; {
	case fits && got != text:
		t.Fatalf("Truncate(%+q, %d) = %+q, and it would fit", text, width, got)
	case fits:
		return
	case !wasCut:
		t.Fatalf("Truncate(%+q, %d) = %+q does not say that it was cut", text, width, got)
	}
	begin := ""
	for rest, state := text, -1; strings.TrimRight(begin, trailing) != head; {
		if rest == "" {
			t.Fatalf("Truncate(%+q, %d) = %+q cuts a grapheme", text, width, got)
		}
		var next string
		next, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		begin += next
	}
}

func TestTruncateFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkTruncate(t, Clean(texts().Draw(t, "text")), rapid.IntRange(-1, 30).Draw(t, "width"))
	})
}

func FuzzTruncate(f *testing.F) {
	f.Add("guests belong", 5)
	f.Add("👨‍👩‍👧‍👦🇩🇪", 3)
	f.Add("日本e\u0301", 2)
	f.Fuzz(func(t *testing.T, text string, width int) { checkTruncate(t, Clean(text), width) })
}

func TestPad(t *testing.T) {
	cases := map[string]struct {
		reason     string
		text       string
		width      int
		want, left string
	}{
		"Short": {"spaces make up for columns, not for bytes", "日", 4, "日  ", "  日"},
		"Full":  {"what is full has none", "日本", 4, "日本", "日本"},
		"Long":  {"what is longer is not cut", "日本語", 4, "日本語", "日本語"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Pad(tc.text, tc.width); got != tc.want {
				t.Errorf("%s: Pad(%q, %d) = %q, want %q", tc.reason, tc.text, tc.width, got, tc.want)
			}
			if got := PadLeft(tc.text, tc.width); got != tc.left {
				t.Errorf("%s: PadLeft(%q, %d) = %q, want %q", tc.reason, tc.text, tc.width, got, tc.left)
			}
		})
	}
}
