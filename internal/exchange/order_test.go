/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-3, 3).Filter(isNumber), 1, 60).Draw(t, "values")
		if rapid.Bool().Draw(t, "few distinct ones") {
			for i := range values {
				values[i] = float64(int(values[i]))
			}
		}
		place := rapid.IntRange(0, len(values)-1).Draw(t, "place")
		sorted := slices.Sorted(slices.Values(values))
		got := nth(values, place)
		if got != sorted[place] || values[place] != got {
			t.Fatalf("%v at %d, want %v", got, place, sorted[place])
		}
		for i, v := range values {
			if i < place && v > got || i > place && v < got {
				t.Fatalf("%v is at %d, %v at %d", v, i, got, place)
			}
		}
		if !slices.Equal(slices.Sorted(slices.Values(values)), sorted) {
			t.Fatal("a value was lost")
		}
	})
}

func TestMedian(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		want   float64
	}{
		{"none", nil, 0},
		{"one", []float64{4}, 4},
		{"the mean of two", []float64{4, 1}, 2.5},
		{"the middle of three", []float64{9, 1, 4}, 4},
		{"the mean of the two in the middle", []float64{9, 1, 4, 5}, 4.5},
		{"equal ones", []float64{2, 2, 2, 2}, 2},
		{"greater than any sum can be", []float64{1.7e308, 1.7e308}, 1.7e308},
	} {
		if got := median(slices.Clone(tc.values)); got != tc.want {
			t.Errorf("%s: median %v, want %v", tc.reason, got, tc.want)
		}
	}
}

func TestMedianIsInTheMiddle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := someValues(t, 1, 40, "values")
		sorted := slices.Sorted(slices.Values(values))
		want := (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
		if got := median(values); !near(got, want, 1e-12) {
			t.Fatalf("median %v, want %v", got, want)
		}
	})
}

func TestLocalMedian(t *testing.T) {
	values := []float64{5, 1, 9, 3, 7, 2, 8, 4, 6}
	for _, tc := range []struct {
		reason string
		at     int
		want   float64
	}{
		{"three to both sides", 4, 4},
		{"at the start there are three after it", 0, 4},
		{"one before and three after", 1, 5},
		{"at the end there are three before it", 8, 5},
	} {
		if got := localMedian(values, tc.at); got != tc.want {
			t.Errorf("%s: median around %d is %v, want %v", tc.reason, tc.at, got, tc.want)
		}
	}
	if got := localMedian([]float64{3}, 0); got != 3 {
		t.Errorf("alone: %v", got)
	}
}

func TestLocalLine(t *testing.T) {
	line := drawn(20, func(i int) float64 { return 7 - 3*float64(i) })
	for i := 1; i < 19; i++ {
		if got := localLine(line, i); !near(got, line[i], 1e-12) {
			t.Errorf("%v on a line at %v", got, line[i])
		}
	}
	for _, tc := range []struct {
		reason string
		values []float64
		at     int
		want   float64
	}{
		{"the value itself has no say", []float64{0, 100, 2}, 1, 1},
		{"one of them may be far off", []float64{0, 1, 900, 3, 4, 5, 6}, 3, 3},
		{"near an end there are fewer", []float64{0, 1, 2, 90, 4}, 1, 1},
		{"two pairs have a mean", []float64{0, 4, 50, 2, 2}, 2, 2},
	} {
		if got := localLine(tc.values, tc.at); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.reason, got, tc.want)
		}
	}
}
