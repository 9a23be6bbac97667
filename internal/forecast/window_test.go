/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestUpTo(t *testing.T) {
	for _, tc := range []struct {
		reason string
		after  time.Duration
		step   time.Duration
		n      int
		want   int
	}{
		{"before the first point", -1, day, 5, 0},
		{"long before it", math.MinInt64, day, 5, 0},
		{"at the first point", 0, day, 5, 1},
		{"just before the second", day - 1, day, 5, 1},
		{"at the second", day, day, 5, 2},
		{"at the last", 4 * day, day, 5, 5},
		{"after the last", 5 * day, day, 5, 5},
		{"long after it", math.MaxInt64, day, 5, 5},
		{"more steps than there are numbers for", math.MaxInt64, 1, 5, 5},
		{"a step that is longer than all of it", day, math.MaxInt64, 5, 1},
		{"no points", day, day, 0, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := upTo(tc.after, tc.step, tc.n); got != tc.want {
				t.Errorf("%d points, want %d", got, tc.want)
			}
		})
	}
}

// upFrom is so many whole numbers from one on.
func upFrom(first, n int) (values []float64) {
	for i := range n {
		values = append(values, float64(first+i))
	}
	return values
}

func TestNewWindow(t *testing.T) {
	gap := []float64{nan, nan}
	for _, tc := range []struct {
		reason     string
		values     []float64
		step       time.Duration
		start, due time.Duration // after the first point
		want       []float64     // nil: there is no forecast
		wantFirst  time.Duration // after the first point
		wantStart  int
	}{
		{"all of it", upFrom(0, 10), day, 0, 30 * day, upFrom(0, 10), 0, 0},
		{"just enough", upFrom(0, 8), day, 0, 30 * day, upFrom(0, 8), 0, 0},
		{"one too few", upFrom(0, 7), day, 0, 30 * day, nil, 0, 0},
		{"none", nil, day, 0, 30 * day, nil, 0, 0},
		{"enough points, one without an answer", append(upFrom(0, 7), nan), day, 0, 30 * day, nil, 0, 0},
		{"infinities are no answers", append(upFrom(0, 7), inf, -inf), day, 0, 30 * day, nil, 0, 0},
		{"a point at the due date counts", upFrom(0, 8), day, 0, 7 * day, upFrom(0, 8), 0, 0},
		{"points after the due date do not", upFrom(0, 20), day, 0, 10*day - 1, upFrom(0, 10), 0, 0},
		{"nor do they make up for what is missing", upFrom(0, 20), day, 0, 7*day - 1, nil, 0, 0},
		{"the past is kept", upFrom(0, 20), day, 8 * day, 30 * day, upFrom(0, 20), 0, 8},
		{"a point at the start is none of the past", upFrom(0, 20), day, 8*day + 1, 30 * day, upFrom(0, 20), 0, 9},
		{"a past of too few points is dropped", upFrom(0, 20), day, 7 * day, 30 * day, upFrom(7, 13), 7 * day, 0},
		{"what is missing in the past does not count", slices.Concat(gap, upFrom(2, 18)), day, 9 * day, 30 * day, upFrom(9, 11), 9 * day, 0},
		{"the past does not make up for too few", upFrom(0, 20), day, 13 * day, 30 * day, nil, 0, 0},
		{"a history that begins after the start", upFrom(0, 10), day, -20 * day, 30 * day, upFrom(0, 10), 0, 0},
		{"no answer at the beginning", slices.Concat(gap, upFrom(2, 18)), day, 0, 30 * day, upFrom(2, 18), 2 * day, 0},
		{"no answer at the beginning of the past", slices.Concat(gap, upFrom(2, 18)), day, 11 * day, 30 * day, upFrom(2, 18), 2 * day, 9},
		{"no answer at the start", slices.Concat(upFrom(0, 3), gap, upFrom(5, 15)), day, 4 * day, 30 * day, upFrom(5, 15), 5 * day, 0},
		{"no answer at the end", slices.Concat(upFrom(0, 9), gap), day, 0, 30 * day, upFrom(0, 9), 0, 0},
		{"no answer in the middle", slices.Concat(upFrom(0, 4), gap, upFrom(6, 4)), day, 0, 30 * day, slices.Concat(upFrom(0, 4), gap, upFrom(6, 4)), 0, 0},
		{"no step", upFrom(0, 20), 0, 0, 30 * day, nil, 0, 0},
		{"a step back", upFrom(0, 20), -day, 0, 30 * day, nil, 0, 0},
		{"due at the start", upFrom(0, 20), day, 0, 0, nil, 0, 0},
		{"due before the start", upFrom(0, 20), day, 5 * day, 4 * day, nil, 0, 0},
		{"due before the first point", upFrom(0, 20), day, -9 * day, -day, nil, 0, 0},
		{"starts after the last point", upFrom(0, 20), day, 25 * day, 30 * day, nil, 0, 0},
		{"starts before time", upFrom(0, 20), time.Nanosecond, math.MinInt64, day, upFrom(0, 20), 0, 0},
		{"due at the end of time", upFrom(0, 20), time.Nanosecond, 0, math.MaxInt64, upFrom(0, 20), 0, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			given := slices.Clone(tc.values)
			got, ok := newWindow(begin, tc.step, given, begin.Add(tc.start), begin.Add(tc.due))
			if ok != (tc.want != nil) {
				t.Fatalf("ok = %t", ok)
			}
			if !nearAll(got.values, tc.want, 0) {
				t.Errorf("values %v, want %v", got.values, tc.want)
			}
			if ok && (!got.first.Equal(begin.Add(tc.wantFirst)) || got.start != tc.wantStart || got.step != tc.step) {
				t.Errorf("first %s, start %d, step %s; want %s, %d", got.first, got.start, got.step, begin.Add(tc.wantFirst), tc.wantStart)
			}
			for i := range got.values {
				got.values[i] = -1
			}
			if !nearAll(given, tc.values, 0) {
				t.Error("a window has a memory of its own, so that nobody's history is changed")
			}
		})
	}
}

func TestNewScale(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		way    float64
		unit   float64 // of one unit of the scale, in the values' own
	}{
		{"the planned way is the unit", []float64{0, 10, 20, 30}, 60, 60},
		{"downwards too", []float64{0, 10, 20, 30}, -60, 60},
		{"a way that is far less than the values", []float64{1e6, 1e6 + 1, 1e6 + 2}, 2, 2},
		{"no way: half of the spread without the outermost eighths", []float64{-1e3, 0, 1, 2, 3, 4, 5, 1e3}, 0, 2.5},
		{"what is missing does not count", []float64{nan, -1e3, 0, 1, inf, 2, 3, 4, 5, 1e3, nan}, 0, 2.5},
		{"nothing but some points differs", []float64{5, 5, 5, 5, 5, 5, 5, 5, 9}, 0, 4},
		{"nothing differs: the greatest of them", []float64{-8, -8, -8}, 0, 8},
		{"nothing but rounding differs", []float64{1, 1 + 1e-15, 1}, 0, 1 + 1e-15},
		{"a way that is nothing but rounding", []float64{1, 3, 1, 3}, 1e-15, 1},
		{"nothing but zeros", []float64{0, 0, 0}, 0, 1},
		{"zeros, and a way", []float64{0, 0, 0}, 20, 20},
		{"the greatest numbers", []float64{-1e308, 1e308}, 1e308, 1e308},
		{"the least numbers", []float64{-1e-308, 2e-308}, 4e-308, 4e-308},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			k := newScale(tc.values, tc.way, m)
			if got := k.unit * k.magnitude; !near(got/tc.unit, 1, 1e-9) {
				t.Errorf("unit %v, want %v", got, tc.unit)
			}
			for _, v := range tc.values {
				if !isNumber(v) {
					continue
				}
				if got := k.outOf(k.into(v)); !near(got/k.magnitude, v/k.magnitude, 1e-12) {
					t.Errorf("there and back %v is %v", v, got)
				}
			}
		})
	}
}

func TestScaleIsAmongTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64(), 1, 30).Draw(t, "values")
		way := rapid.Float64().Draw(t, "way")
		m := newMemory()
		defer m.release()
		k := newScale(values, way, m)
		if middle := k.outOf(0); middle < slices.Min(values)-tiny*k.magnitude || middle > slices.Max(values)+tiny*k.magnitude {
			t.Errorf("%v is taken for the middle of %v", middle, values)
		}
		for _, v := range values {
			if y := k.into(v); !isNumber(y) || !isNumber(y*y) {
				t.Fatalf("%v is %v in %+v", v, y, k)
			}
		}
	})
}

func TestScaleOfBands(t *testing.T) {
	k := scale{magnitude: 100, center: 0.5, unit: 0.25}
	if got, want := k.band(Band{Min: 50, Max: 100}), (Band{Min: 0, Max: 2}); got != want {
		t.Errorf("band %v, want %v", got, want)
	}
	if got := k.band(Everything()); got != Everything() {
		t.Errorf("everything is %v", got)
	}
	if got := k.outOf(1e308); got != math.MaxFloat64 {
		t.Errorf("what is over the greatest number is %v", got)
	}
	if got := k.outOf(-1e308); got != -math.MaxFloat64 {
		t.Errorf("what is under the least number is %v", got)
	}
}

func TestDirection(t *testing.T) {
	for _, tc := range []struct {
		reason         string
		magnitude, way float64
		want           float64
	}{
		{"up", 100, 20, 1},
		{"down", 100, -20, -1},
		{"to stay", 100, 0, 0},
		{"so little beside the values that it is nothing", 1e15, 1, 0},
		{"so little down", 1e15, -1, 0},
		{"little", 1e11, 1, 1},
		{"little down", 1e11, -1, -1},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := (scale{magnitude: tc.magnitude, center: 1}).direction(tc.way); got != tc.want {
				t.Errorf("direction %v, want %v", got, tc.want)
			}
		})
	}
}
