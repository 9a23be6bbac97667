/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var nan = math.NaN()

func TestBar(t *testing.T) {
	cases := map[string]struct {
		reason          string
		share, expected float64
		width           int
		want            string
	}{
		"Behind":        {"what is behind ends before the mark", 0.5, 0.8, 13, "██████▌···│··"},
		"Ahead":         {"what is ahead goes over it", 0.9, 0.5, 10, "█████│███·"},
		"OnPlan":        {"what is on plan ends at it", 0.5, 0.5, 10, "█████│····"},
		"Unmarked":      {"no plan, no mark", 0.25, nan, 10, "██▌·······"},
		"Digits":        {"an eighth is not lost for want of digits", 0.7 + 0.1, nan, 10, "████████··"},
		"Little":        {"something is not nothing", 1e-9, nan, 10, "▏·········"},
		"Nothing":       {"nothing is", 0, nan, 10, "··········"},
		"NearlyAll":     {"nearly all is not all", 1 - 1e-12, nan, 10, "█████████▉"},
		"All":           {"all is, at its end too", 1, 1, 10, "██████████"},
		"AllEarly":      {"and is ahead before its end", 1, 0.5, 10, "█████│████"},
		"TooMuch":       {"more than all is all", math.Inf(1), nan, 10, "██████████"},
		"TooLittle":     {"less than nothing is nothing", math.Inf(-1), 7, 10, "·········│"},
		"Unknown":       {"what is unknown is no zero", nan, nan, 9, "╌╌╌╌?╌╌╌╌"},
		"UnknownMarked": {"whatever is expected", nan, 0.8, 9, "╌╌╌╌?╌╌│╌"},
		"NoRoom":        {"no room, no bar", 0.5, 0.5, 0, ""},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Bar(tc.share, tc.expected, tc.width); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
			}
		})
	}
}

func TestBarsAreAsWideAsAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 40).Draw(t, "width")
		bar := Bar(rapid.Float64().Draw(t, "share"), rapid.Float64().Draw(t, "expected"), width)
		if Width(bar) != width || Clean(bar) != bar {
			t.Fatalf("bar %q takes %d columns, want %d", bar, Width(bar), width)
		}
	})
}

func TestMoreIsNeverAShorterBar(t *testing.T) {
	length := func(share float64) (eighth int) {
		for _, r := range Bar(share, nan, 20) {
			eighth += max(0, strings.IndexRune(string(eighths), r)) / len("█")
		}
		return eighth
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
		if a <= b && length(a) > length(b) {
			t.Fatalf("the bar of %v is longer than that of %v", a, b)
		}
	})
}

func TestSparkline(t *testing.T) {
	cases := map[string]struct {
		reason string
		values []float64
		want   string
	}{
		"Empty":  {"no values, no line", nil, ""},
		"Rising": {"from the least to the largest", []float64{0, 1, 2, 3, 4, 5, 6, 7}, "▁▂▃▄▅▆▇█"},
		"Gaps":   {"what is unknown is a gap", []float64{-1, nan, math.Inf(1), 1}, "▁  █"},
		"Level":  {"what stands still is no floor", []float64{3, 3}, "▅▅"},
		"Tiny":   {"the least difference is one", []float64{0, math.SmallestNonzeroFloat64}, "▁█"},
		"Huge":   {"so is the largest", []float64{-math.MaxFloat64, 0, math.MaxFloat64}, "▁▅█"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Sparkline(tc.values); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
			}
		})
	}
}
