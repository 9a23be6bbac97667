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

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// windowOf is a window of values, of which those from a point on are in the period.
func windowOf(values []float64, start int) (w window, from, due time.Time) {
	w = window{values: slices.Clone(values), first: begin, step: time.Hour, start: start}
	from = begin.Add(time.Duration(start) * time.Hour)
	return w, from, from.Add(1000 * time.Hour)
}

// every keeps one value of so many, the last among them.
func every(k, n int) []float64 {
	values := slices.Repeat([]float64{nan}, n)
	for i := n - 1; i >= 0; i -= k {
		values[i] = float64(i)
	}
	return values
}

func TestSizesOfBins(t *testing.T) {
	for _, tc := range []struct {
		reason   string
		values   []float64
		want     int // bins
		observed int
	}{
		{"few points are left as they are", upFrom(0, 8), 8, 8},
		{"as many as there may be", upFrom(0, mostBins), mostBins, mostBins},
		{"one more is two a bin", upFrom(0, mostBins+1), mostBins/2 + 1, mostBins/2 + 1},
		{"two a bin", upFrom(0, 2*mostBins), mostBins, mostBins},
		{"three a bin", upFrom(0, 2*mostBins+1), (2*mostBins + 3) / 3, (2*mostBins + 3) / 3},
		{"fifty a bin", upFrom(0, 11000), mostBins, mostBins},
		{"a point every other hour", every(2, 101), 51, 51},
		{"a point every day, of which two empty bins count", every(24, 20*24), 20 * 24 / 3, 20},
		{"a point a week", every(7*24, 12*7*24), (12*7*24 + 9) / 10, 12},
		{"one point in five is missing", with(upFrom(0, 50), gaps(5, 50)), 50, 40},
		{"one point in three is missing", with(upFrom(0, 60), gaps(3, 60)), 30, 30},
		{"a long gap makes no bins larger", with(upFrom(0, 100), gap(20, 80)), 100, 40},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			w, start, due := windowOf(tc.values, 0)
			s := bin(w, start, due, m)
			if len(s.y) != tc.want || s.observed != tc.observed {
				t.Errorf("%d bins, %d of them observed, want %d and %d", len(s.y), s.observed, tc.want, tc.observed)
			}
		})
	}
}

// gaps takes out one of so many points, and neither the first nor the last.
func gaps(k, n int) map[int]float64 {
	changes := map[int]float64{}
	for i := 1; i < n-1; i += k {
		changes[i] = nan
	}
	return changes
}

// gap takes out what is from one point up to another.
func gap(from, to int) map[int]float64 {
	changes := map[int]float64{}
	for i := from; i < to; i++ {
		changes[i] = nan
	}
	return changes
}

func TestBin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(MinPoints, 700).Draw(t, "points")
		start := rapid.IntRange(0, n-MinPoints).Draw(t, "start")
		missing := rapid.IntRange(1, 12).Draw(t, "one in so many is missing")
		slope, bow := rapid.Float64Range(-3, 3).Draw(t, "slope"), rapid.Float64Range(-1, 1).Draw(t, "bow")
		values := make([]float64, n)
		for i := range values {
			values[i] = slope*float64(i) + bow*float64(i*i%97)
			if i%missing == 1 && i != n-1 {
				values[i] = nan
			}
		}
		w, from, due := windowOf(values, start)
		m := newMemory()
		defer m.release()
		s := bin(w, from, due, m)
		if len(s.y) > mostBins || len(s.y) != len(s.s) || len(s.y) != len(s.slots) || s.start >= len(s.y) || len(s.y) < min(n, MinPoints) {
			t.Fatalf("%d values at %d times in %d slots, starting at %d", len(s.y), len(s.s), len(s.slots), s.start)
		}
		if s.perDay != 24 || s.due != 1000 {
			t.Errorf("due in slot %v, %v a day", s.due, s.perDay)
		}
		size := s.ds * 1000
		if got, want := s.horizon(), (s.due-s.slots[len(s.slots)-1])/size; !near(got, want, 1e-9) {
			t.Errorf("horizon %v, want %v", got, want)
		}
		checkBins(t, s, values, start, int(math.Round(size)))
	})
}

// checkBins compares a series with the means of so many points each, the newest ones first.
func checkBins(t *rapid.T, s series, values []float64, start, size int) {
	first := len(s.y) // the oldest one that was not forgotten
	for to, b := len(values), len(s.y)-1; b >= 0; to, b = to-size, b-1 {
		from := max(0, to-size)
		if middle := float64(to-1) - float64(size-1)/2 - float64(start); !near(s.slots[b], middle, 1e-9) || !near(s.s[b], middle/1000, 1e-9) {
			t.Errorf("bin %d is in slot %v at %v, want %v", b, s.slots[b], s.s[b], middle)
		}
		var known []float64
		for _, v := range values[from:to] {
			if !math.IsNaN(v) {
				known = append(known, v)
			}
		}
		if len(known) > 0 && !near(s.y[b], stat.Mean(known, nil), 1e-9) {
			t.Errorf("bin %d is %v, want the mean of %v", b, s.y[b], known)
		}
		if math.IsNaN(s.y[b]) {
			t.Errorf("bin %d is empty", b)
		}
		if to > start {
			first = b
		}
	}
	if s.start != first && s.start != 0 {
		t.Errorf("the period starts in bin %d, want %d", s.start, first)
	}
}

func TestWithinBins(t *testing.T) {
	e := white(3, 2)
	values := make([]float64, 4*mostBins)
	for i := range values {
		values[i] = e()
	}
	m := newMemory()
	defer m.release()
	w, start, due := windowOf(values, 0)
	s := bin(w, start, due, m)
	variances := 0.0
	for b := range mostBins {
		variances += stat.Variance(values[4*b:4*b+4], nil) / mostBins
	}
	// A point is as far from the mean of its four as its noise is from the mean of four.
	if want := variances * 3 / 4; !near(s.within, want, 1e-9) {
		t.Errorf("variance within bins %v, want %v", s.within, want)
	}
	if w, start, due := windowOf(values[:100], 0); bin(w, start, due, m).within != 0 {
		t.Error("single points have no variance within")
	}
}

func TestFill(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		y, want []float64
	}{
		{"nothing is missing", []float64{1, 2, 4}, []float64{1, 2, 4}},
		{"one is missing", []float64{1, nan, 4}, []float64{1, 2.5, 4}},
		{"two in a row", []float64{1, nan, nan, 7}, []float64{1, 3, 5, 7}},
		{"twice", []float64{0, nan, 4, nan, 0}, []float64{0, 2, 4, 2, 0}},
		{"at the beginning", []float64{nan, nan, 3, 4}, []float64{3, 3, 3, 4}},
		{"at the end", []float64{3, 4, nan, nan}, []float64{3, 4, 4, 4}},
		{"all but one", []float64{nan, 5, nan}, []float64{5, 5, 5}},
		{"none", nil, nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := slices.Clone(tc.y)
			fill(got)
			if !nearAll(got, tc.want, 1e-12) {
				t.Errorf("filled %v, want %v", got, tc.want)
			}
		})
	}
}

func TestForgetPast(t *testing.T) {
	mixed := func(past, before, since float64) []float64 {
		e, values := white(5, 1), make([]float64, 0, 90)
		for i := range 90 {
			deviation := since
			if i < 60 {
				deviation = before
			}
			values = append(values, past+deviation*e())
		}
		return values
	}
	for _, tc := range []struct {
		reason string
		values []float64
		start  int
		want   int // points that are left
	}{
		{"the same noise", mixed(0, 1, 1), 60, 90},
		{"somewhat more noise than before", mixed(0, 1, 1.5), 60, 90},
		{"another level is no other noise", append(mixed(1e3, 1, 1)[:60], mixed(0, 1, 1)[60:]...), 60, 90},
		{"far less noise before", mixed(0, 0.2, 1), 60, 30},
		{"far more noise before", mixed(0, 5, 1), 60, 30},
		{"nothing moved before", mixed(0, 0, 1), 60, 30},
		{"nothing moved since", mixed(0, 1, 0), 60, 30},
		{"too little since to tell", mixed(0, 5, 1)[:60+MinPoints-1], 60, 60 + MinPoints - 1},
		{"enough since to tell", mixed(0, 5, 1)[:60+MinPoints], 60, MinPoints},
		{"no past", mixed(0, 1, 1), 0, 90},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			w, start, due := windowOf(tc.values, tc.start)
			s := bin(w, start, due, m)
			gone := len(tc.values) - tc.want
			if !nearAll(s.y, tc.values[gone:], 1e-12) || s.observed != tc.want || s.start != tc.start-gone {
				t.Fatalf("%d values, %d observed, started at %d; want %d, %d", len(s.y), s.observed, s.start, tc.want, tc.start-gone)
			}
			if s.slots[0] != float64(gone-tc.start) || !near(s.s[0], float64(gone-tc.start)/1000, 1e-12) {
				t.Errorf("the first is in slot %v at %v", s.slots[0], s.s[0])
			}
		})
	}
}

func TestScatterIsTheVarianceOfSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(-100, 100), 3, 40).Draw(t, "values")
		steps := make([]float64, len(y)-1)
		for i := range steps {
			steps[i] = y[i+1] - y[i]
		}
		if got, want := scatterOf(y), stat.Variance(steps, nil); !near(got, want, 1e-9) {
			t.Errorf("scatter %v, want %v", got, want)
		}
	})
	if got := scatterOf([]float64{1, 5}); got != 0 {
		t.Errorf("one step scatters by %v", got)
	}
}

func TestMeanOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.SampledFrom([]float64{nan, -2, 0, 1, 3, 1e6}), 0, 30).Draw(t, "values")
		known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
		mean, squares, count := meanOf(values)
		if count != len(known) {
			t.Fatalf("%d values, want %d", count, len(known))
		}
		if count == 0 {
			if !math.IsNaN(mean) || squares != 0 {
				t.Errorf("nothing has the mean %v and the squares %v", mean, squares)
			}
			return
		}
		wantMean, wantVariance := stat.PopMeanVariance(known, nil)
		if !near(mean, wantMean, 1e-9) || !near(squares, wantVariance*float64(count), 1e-9) {
			t.Errorf("mean %v, squares %v, want %v, %v", mean, squares, wantMean, wantVariance*float64(count))
		}
	})
}

func TestSparse(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		size   int
		want   bool
	}{
		{"nothing is missing", upFrom(0, 12), 1, false},
		{"a quarter is missing", with(upFrom(0, 12), map[int]float64{2: nan, 5: nan, 8: nan}), 1, false},
		{"over a quarter is missing", with(upFrom(0, 12), map[int]float64{2: nan, 4: nan, 6: nan, 8: nan}), 1, true},
		{"none of it in bins of two", with(upFrom(0, 12), map[int]float64{2: nan, 4: nan, 6: nan, 8: nan}), 2, false},
		{"of a long gap two bins count", with(upFrom(0, 12), gap(2, 11)), 1, false},
		{"of two long gaps four", with(upFrom(0, 12), map[int]float64{1: nan, 2: nan, 3: nan, 4: nan, 7: nan, 8: nan, 9: nan}), 1, true},
		{"bins end with the last point", []float64{nan, 1, nan, nan, 4, 5, nan, nan, 8}, 2, false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := sparse(tc.values, tc.size); got != tc.want {
				t.Errorf("sparse = %t, want %t", got, tc.want)
			}
		})
	}
}
