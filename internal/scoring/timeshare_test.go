/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

func TestShareInside(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tc := range []struct {
		reason string
		values []float64
		points int
		want   float64
		wantOK bool
	}{
		{"all inside", []float64{1, 1.5, 2}, 3, 1, true},
		{"none inside", []float64{0, 3}, 2, 0, true},
		{"one of four", []float64{0, 1, 3, 4}, 4, 0.25, true},
		{"the share is of the answered ones", []float64{1, 1, 5}, 4, 2.0 / 3, true},
		{"half of them answered", []float64{1, 5}, 4, 0.5, true},
		{"just under half", []float64{1, 5}, 5, 0, false},
		{"NaN is no answer", []float64{1, nan, nan, 1}, 4, 1, true},
		{"NaN is no answer: too few are left", []float64{1, nan, nan, nan}, 4, 0, false},
		{"infinity is no answer", []float64{inf, -inf, -inf, 1}, 4, 0, false},
		{"infinity is not outside either", []float64{inf, -inf, 1, 1}, 4, 1, true},
		{"nothing answered", nil, 4, 0, false},
		{"only NaN", []float64{nan}, 1, 0, false},
		{"one point", []float64{1}, 1, 1, true},
		{"no points", nil, 0, 0, false},
		{"no points, though there are values", []float64{1}, 0, 0, false},
		{"fewer than no points", []float64{1}, -1, 0, false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, ok := scoring.ShareInside(band(1, 2, 10), tc.values, tc.points)
			if got != tc.want || ok != tc.wantOK {
				t.Errorf("got %v, %t, want %v, %t", got, ok, tc.want, tc.wantOK)
			}
		})
	}
}

func TestShareInsideIsAShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Float64Range(0, 3)).Draw(t, "values")
		missing := rapid.IntRange(0, 50).Draw(t, "missing")
		got, ok := scoring.ShareInside(band(1, 2, 0), values, len(values)+missing)
		if wantOK := len(values) > 0 && len(values) >= missing; ok != wantOK {
			t.Fatalf("%d answered, %d missing: ok is %t, want %t", len(values), missing, ok, wantOK)
		}
		outside, _ := scoring.ShareInside(atLeast(math.Nextafter(2, 3), 0), values, len(values)+missing)
		below, _ := scoring.ShareInside(atMost(math.Nextafter(1, 0), 0), values, len(values)+missing)
		if sum := got + outside + below; ok && math.Abs(sum-1) > 1e-12 {
			t.Fatalf("inside, above and below make %v, want 1", sum)
		}
	})
}
