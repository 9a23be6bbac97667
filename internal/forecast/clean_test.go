/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestIsOneWay(t *testing.T) {
	flat := slices.Repeat([]float64{4}, 12)
	for _, tc := range []struct {
		reason string
		values []float64
		want   bool
	}{
		{"it rises", upFrom(0, leastOneWay), true},
		{"it falls", []float64{9, 8, 8, 7, 6, 5, 5, 5, 4, 3, 2, -1}, true},
		{"too few points to tell", upFrom(0, leastOneWay-1), false},
		{"what is missing tells nothing", append(upFrom(0, leastOneWay-1), nan), false},
		{"it rises across gaps", []float64{0, 1, nan, 2, 3, 4, 5, 6, 7, nan, nan, 8, 9, 10, 11}, true},
		{"it falls once", append(upFrom(0, 20), 18), false},
		{"it falls once across a gap", append(upFrom(0, 20), nan, 18), false},
		{"it rises once", []float64{9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, 3}, false},
		{"it stays", flat, false},
		{"it rose twice", append(slices.Clone(flat), 5, 6), false},
		{"it rose three times", append(slices.Clone(flat), 5, 6, 7), true},
		{"it fell three times", append(slices.Clone(flat), 3, 2, 1), true},
		{"none", nil, false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := isOneWay(tc.values); got != tc.want {
				t.Errorf("isOneWay = %t, want %t", got, tc.want)
			}
		})
	}
}

// with are values some of which are others.
func with(values []float64, changes map[int]float64) []float64 {
	values = slices.Clone(values)
	for i, v := range changes {
		values[i] = v
	}
	return values
}

func TestDropOutliers(t *testing.T) {
	e := white(7, 1)
	noise := make([]float64, 100)
	for i := range noise {
		noise[i] = e()
	}
	shifted, steep := slices.Clone(noise), slices.Clone(noise)
	for i := range noise {
		if i >= 50 {
			shifted[i] += 1000
		}
		steep[i] += 1000 * float64(i)
	}
	flat := slices.Repeat([]float64{3}, 20)
	for _, tc := range []struct {
		reason string
		values []float64
		want   []int // those that are dropped
	}{
		{"noise alone", noise, nil},
		{"one far off", with(noise, map[int]float64{40: 1e12}), []int{40}},
		{"one far below", with(noise, map[int]float64{40: -1e12}), []int{40}},
		{"the first and the last", with(noise, map[int]float64{0: 50, 99: -50}), []int{0, 99}},
		{"two together", with(noise, map[int]float64{40: 60, 41: 70}), []int{40, 41}},
		{"three in a hundred", with(noise, map[int]float64{20: 60, 50: 70, 80: -60}), []int{20, 50, 80}},
		{"four in a hundred are what it is like", with(noise, map[int]float64{20: 60, 40: 70, 60: -50, 80: -60}), nil},
		{"two of few", with(noise[:10], map[int]float64{3: 60, 7: 70}), []int{3, 7}},
		{"three of few", with(noise[:20], map[int]float64{3: 60, 9: 60, 15: 70}), nil},
		{"not so far off: 5 standard deviations", with(noise, map[int]float64{40: noise[41] + 5}), nil},
		{"a shift of the level", shifted, nil},
		{"a steep line", steep, nil},
		{"one far off a steep line", with(steep, map[int]float64{40: 1e6}), []int{40}},
		{"one far off a line without noise", with(upFrom(0, 30), map[int]float64{12: 1e9}), []int{12}},
		{"one far off many that are far off themselves", with(noise, map[int]float64{10: 60, 20: 70, 40: -50, 60: 80, 80: -60, 90: 1e12}), []int{90}},
		{"one off what never moves", with(flat, map[int]float64{11: 3.001}), []int{11}},
		{"but for rounding", with(flat, map[int]float64{11: 3 + 1e-13}), nil},
		{"nothing moves", flat, nil},
		{"beside a gap", with(noise, map[int]float64{38: nan, 39: nan, 40: 1e6, 41: nan}), []int{40}},
		{"alone in a gap, there is nothing to tell it by", with(noise, map[int]float64{37: nan, 38: nan, 39: nan, 40: 1e6, 41: nan, 42: nan, 43: nan}), nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			got, want := slices.Clone(tc.values), slices.Clone(tc.values)
			for _, i := range tc.want {
				want[i] = nan
			}
			dropOutliers(got, m)
			if !nearAll(got, want, 0) {
				for i := range got {
					if !nearAll(got[i:i+1], want[i:i+1], 0) {
						t.Errorf("point %d: %v is %v, want %v", i, tc.values[i], got[i], want[i])
					}
				}
			}
		})
	}
}

func TestLocalMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.SampledFrom([]float64{nan, 0, 1, 2, 3, 5, 8, 13}), 1, 20).Draw(t, "values")
		i := rapid.IntRange(0, len(y)-1).Draw(t, "point")
		var around []float64
		for j, v := range y {
			if max(i-j, j-i) <= outlierReach && !math.IsNaN(v) {
				around = append(around, v)
			}
		}
		slices.Sort(around)
		want := nan
		switch n := len(around); {
		case n%2 == 1:
			want = around[n/2]
		case n > 0:
			want = (around[n/2-1] + around[n/2]) / 2
		}
		if got := localMedian(y, i); !nearAll([]float64{got}, []float64{want}, 0) {
			t.Errorf("median %v around point %d of %v, want %v", got, i, y, want)
		}
	})
}

func TestNewSeriesCleans(t *testing.T) {
	m := newMemory()
	defer m.release()
	s, k := seriesOf(t, daily(40, func(d int) float64 {
		switch d {
		case 20:
			return 1e9
		case 30:
			return nan
		case 31:
			return -inf
		}
		return float64(d)
	}), m)
	for i, y := range s.y {
		if got := k.outOf(y); !near(got, float64(i), 1e-6) {
			t.Errorf("day %d: %v", i, got)
		}
	}
	if s.observed != 37 {
		t.Errorf("%d points count, want the 37 that were good", s.observed)
	}
	if s, _ := seriesOf(t, dailyFrom(-20, 20, func(d int) float64 { return math.Abs(float64(d)) }), m); !s.oneWay {
		t.Error("what only rises since the start is a total, whatever it did before")
	}
}
