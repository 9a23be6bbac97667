/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// sen is the slope of values at days.
func sen(days, values []float64) float64 { return series{days: days, values: values}.slope() }

func TestSlope(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		days, values []float64
		want         float64
	}{
		{"two points", []float64{0, 2}, []float64{1, 5}, 2},
		{"three slopes: 1, 2 and 3, the middle one", []float64{0, 1, 2}, []float64{0, 1, 4}, 2},
		{"six slopes: -1, 1/2, 3/2, 5/3, 2, 4: the mean of the two in the middle", []float64{0, 1, 2, 3}, []float64{0, 2, 1, 5}, (3.0/2 + 5.0/3) / 2},
		{"pairs at one time have none: 1, 3", []float64{0, 1, 1}, []float64{0, 1, 3}, 2},
		{"no two times", []float64{1, 1, 1}, []float64{1, 2, 3}, 0},
		{"one value", []float64{1}, []float64{1}, 0},
		{"none", nil, nil, 0},
		{"uneven times: -5, -1/2, -1/4, 0, 0, 1/3, 1, 5/4, 4/3, 4", []float64{0, 1, 3, 4, 5}, []float64{1, 2, 2, 6, 1}, 1.0 / 6},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := sen(tc.days, tc.values); !near(got, tc.want, 1e-12) {
				t.Errorf("slope %v, want %v", got, tc.want)
			}
		})
	}
}

func TestMedianIsThatOfTheSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-1e3, 1e3), rapid.SampledFrom([]float64{0, 1, 2})), 0, 60).Draw(t, "values")
		sorted := slices.Sorted(slices.Values(values))
		want := 0.0
		if n := len(sorted); n > 0 {
			want = (sorted[(n-1)/2] + sorted[n/2]) / 2
		}
		got := median(values)
		if got != want {
			t.Fatalf("median %v, want %v", got, want)
		}
		if slices.Sort(values); !slices.Equal(values, sorted) {
			t.Fatalf("%v are no longer the values %v", values, sorted)
		}
	})
}

func TestSelected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 40).Draw(t, "values")
		k := rapid.IntRange(0, len(values)-1).Draw(t, "k")
		want := slices.Sorted(slices.Values(values))[k]
		if got := selected(values, k); got != want {
			t.Fatalf("%v at place %d, want %v", got, k, want)
		}
		if k > 0 && slices.Max(values[:k]) > want || slices.Min(values[k:]) < want {
			t.Fatalf("%v is not parted at %d", values, k)
		}
	})
}

// Values in order, all alike, or shaped like an organ pipe are the hard ones of many ways to select.
func TestMedianOfHardOrders(t *testing.T) {
	const n = 100_001
	for name, f := range map[string]func(i int) int{
		"Sorted":   func(i int) int { return i },
		"Reversed": func(i int) int { return n - 1 - i },
		"Pipe":     func(i int) int { return min(2*i, 2*(n-1-i)+1) },
		"Two":      func(i int) int { return (n/2 + i%2) },
	} {
		t.Run(name, func(t *testing.T) {
			values := make([]float64, n)
			for i := range values {
				values[i] = float64(f(i))
			}
			if got := median(values); got != n/2 {
				t.Errorf("median %v, want %v", got, n/2)
			}
		})
	}
}
