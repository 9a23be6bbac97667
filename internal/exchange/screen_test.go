/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSpan(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		want   stretch
	}{
		{"all", []float64{1, 2, 3}, stretch{0, 3, 3, 0}},
		{"none", nil, stretch{0, 0, 0, 0}},
		{"nothing known", []float64{nan, inf, -inf}, stretch{3, 3, 0, 0}},
		{"from the first known to the last", []float64{nan, 1, 2, nan}, stretch{1, 3, 2, 0}},
		{"a gap", []float64{1, nan, nan, 2, nan, 3}, stretch{0, 6, 3, 2}},
		{"one", []float64{nan, 7, nan}, stretch{1, 2, 1, 0}},
		{"infinities are gaps", []float64{1, inf, -inf, nan, 2}, stretch{0, 5, 2, 3}},
	} {
		if got := span(tc.values); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.reason, got, tc.want)
		}
	}
}

func TestSpanOfCountsGapsAtTheEnds(t *testing.T) {
	if got, want := spanOf([]float64{9, nan, 1, nan, nan}, 1, 5), (stretch{1, 5, 1, 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestGappy(t *testing.T) {
	for _, tc := range []struct {
		reason string
		s      stretch
		want   bool
	}{
		{"nothing is missing", stretch{0, 360, 360, 0}, false},
		{"two thirds are enough", stretch{0, 360, 240, 2}, false},
		{"one less is not", stretch{0, 360, 239, 2}, true},
		{"a sixth in one piece is bearable", stretch{0, 360, 300, 60}, false},
		{"one more is not", stretch{0, 360, 299, 61}, true},
		{"it counts from where the stretch begins", stretch{300, 360, 45, 10}, false},
	} {
		if got := tc.s.gappy(); got != tc.want {
			t.Errorf("%s: gappy %t", tc.reason, got)
		}
	}
}

func TestIsConstant(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		want   bool
	}{
		{"equal ones", []float64{4, 4, 4}, true},
		{"equal ones and gaps", []float64{nan, 4, inf, 4}, true},
		{"zeros", []float64{0, 0}, true},
		{"one", []float64{4}, true},
		{"rounding", []float64{0.3, 0.1 + 0.2}, true},
		{"two different ones", []float64{4, 4.001}, false},
		{"tiny ones that differ", []float64{1e-300, 2e-300}, false},
		{"from end to end", []float64{-math.MaxFloat64, math.MaxFloat64}, false},
		{"around 0", []float64{-1e-9, 1e-9}, false},
	} {
		if got := isConstant(tc.values); got != tc.want {
			t.Errorf("%s: constant %t", tc.reason, got)
		}
	}
}

func TestChanges(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		want   int
	}{
		{"each", []float64{1, 2, 3, 2}, 3},
		{"none", []float64{5, 5, 5}, 0},
		{"steps", []float64{1, 1, 2, 2, 2, 1}, 2},
		{"across a gap", []float64{1, nan, nan, 2}, 1},
		{"a gap is no change", []float64{1, nan, 1, inf, 1}, 0},
	} {
		if got := changes(tc.values); got != tc.want {
			t.Errorf("%s: %d changes, want %d", tc.reason, got, tc.want)
		}
	}
}

func TestIsPositive(t *testing.T) {
	for _, tc := range []struct {
		values []float64
		want   bool
	}{
		{[]float64{1, 2}, true}, {[]float64{1, 0}, false}, {[]float64{1, -1}, false}, {[]float64{1, nan, -inf}, true},
	} {
		if got := isPositive(tc.values); got != tc.want {
			t.Errorf("%v is positive: %t", tc.values, got)
		}
	}
}

func TestIsAffine(t *testing.T) {
	a := white(7, 100)
	for _, tc := range []struct {
		reason string
		b      []float64
		want   bool
	}{
		{"itself", a, true},
		{"in another unit", changed(a, func(_ int, v float64) float64 { return 1e-9 * v }), true},
		{"upside down", changed(a, func(_ int, v float64) float64 { return -3 * v }), true},
		{"from another zero", changed(a, func(_ int, v float64) float64 { return 40 - 2*v }), true},
		{"as far as both are known", changed(a, func(i int, v float64) float64 {
			if i%3 == 0 {
				return nan
			}
			return v
		}), true},
		{"very great", changed(a, func(_ int, v float64) float64 { return 1e307 * v }), true},
		{"with a little noise", changed(a, func(i int, v float64) float64 { return v + 1e-3*math.Sin(float64(i)) }), false},
		{"a day later", slices.Concat([]float64{0}, a[:99]), false},
		{"a constant", slices.Repeat([]float64{2}, 100), false},
		{"nothing in common is known", slices.Repeat([]float64{nan}, 100), false},
	} {
		if got := isAffine(a, tc.b); got != tc.want {
			t.Errorf("%s: affine %t", tc.reason, got)
		}
	}
}

func TestUnit(t *testing.T) {
	for _, tc := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{1, -3, 2}, 3}, {[]float64{0, 0}, 1}, {nil, 1}, {[]float64{nan, inf, 0.5}, 0.5}, {[]float64{5e-324}, 5e-324},
	} {
		if got := unit(tc.values); got != tc.want {
			t.Errorf("unit of %v is %v, want %v", tc.values, got, tc.want)
		}
	}
}

func TestNeeds(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		maxLag, want int
	}{
		{"sixty pairs", 0, 60},
		{"and the lags", 20, 80},
		{"of three quarters, thirty beside the lags", 60, 121},
		{"and so on", 300, 441},
	} {
		got := Needs(tc.maxLag)
		if got != tc.want {
			t.Errorf("%s: %d lags need %d steps, want %d", tc.reason, tc.maxLag, got, tc.want)
		}
		if rest := got - got/testShare - tc.maxLag; rest < leastPairs/2 {
			t.Errorf("%d lags leave %d pairs to fit", tc.maxLag, rest)
		}
	}
}

// A driver is screened in the part of the history that it shares with the result.
func TestScreenOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, year-2).Draw(t, "the driver's first day")
		c := ordinary()
		c.Drivers[0].Values = changed(c.Drivers[0].Values, func(i int, v float64) float64 {
			if i < from {
				return nan
			}
			return v
		})
		want := None
		if year-from < Needs(c.MaxLag) {
			want = TooShort
		}
		if got := sound(t, c)[0].Problem; got != want {
			t.Fatalf("problem %d of %d days, want %d", got, year-from, want)
		}
	})
}
