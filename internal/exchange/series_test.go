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

func TestNewSeries(t *testing.T) {
	for _, tc := range []struct {
		reason   string
		history  []float64
		want     []float64
		from, to int
		unit     float64
		mean     float64
	}{
		{"the greatest is 1", []float64{1, 2, 4, 2}, []float64{0.25, 0.5, 1, 0.5}, 0, 4, 4, 0.5625},
		{"the greatest in size", []float64{1, -4, 3, -4}, []float64{0.25, -1, 0.75, -1}, 0, 4, 4, -0.25},
		{"a gap is bridged", []float64{1, nan, nan, 4}, []float64{0.25, 0.5, 0.75, 1}, 0, 4, 4, 0.625},
		{"what is infinite is missing", []float64{1, inf, -inf, 4}, []float64{0.25, 0.5, 0.75, 1}, 0, 4, 4, 0.625},
		{"nothing is known before and after", []float64{nan, 2, 1, nan, nan}, []float64{0, 1, 0.5, 0, 0}, 1, 3, 2, 0.75},
		{"zeros", []float64{0, 0, 0}, []float64{0, 0, 0}, 0, 3, 1, 0},
		{"as great as can be", []float64{math.MaxFloat64, -math.MaxFloat64}, []float64{1, -1}, 0, 2, math.MaxFloat64, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			s := newSeries(tc.history, nil, new(memory))
			if !nearAll(s.values, tc.want, 1e-12) || s.from != tc.from || s.to != tc.to || s.unit != tc.unit || !near(s.mean, tc.mean, 1e-12) {
				t.Errorf("%+v, want %v from %d to %d, unit %v, mean %v", s, tc.want, tc.from, tc.to, tc.unit, tc.mean)
			}
			for i, v := range tc.history {
				if s.known[i] != isNumber(v) {
					t.Errorf("%v is known: %t", v, s.known[i])
				}
			}
		})
	}
}

func TestNewSeriesTakesSeasons(t *testing.T) {
	e := white(3, year)
	history := drawn(year, func(i int) float64 { return 10 + e[i] + 5*math.Sin(2*math.Pi*float64(i)/7) })
	plain, seasonal := newSeries(history, nil, new(memory)), newSeries(history, []int{7}, new(memory))
	variance := func(s series) float64 {
		v := 0.0
		for _, x := range s.values {
			v += square((x - s.mean) * s.unit)
		}
		return v / year
	}
	if with, without := variance(plain), variance(seasonal); with < 10 || without > 1.5 {
		t.Errorf("variance %v with the season and %v without", with, without)
	}
}

func TestNewSeriesOfWhatMovesOnceAWeek(t *testing.T) {
	w := walk(4, year)
	history := drawn(year, func(i int) float64 { return 30 + w[i-i%7] })
	s := newSeries(history, []int{7}, new(memory))
	for i, v := range s.values {
		if !near(v*s.unit, history[i], 1e-12) {
			t.Fatalf("%v on day %d, want %v: a value that is held for a week has no weekdays", v*s.unit, i, history[i])
		}
	}
}

func TestFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := someValues(t, 2, 30, "values")
		s := all(slices.Clone(values)...)
		for i := 1; i < len(values)-1; i++ {
			s.known[i] = rapid.Bool().Draw(t, "known")
		}
		s.fill()
		last := 0
		for i, v := range s.values {
			if s.known[i] {
				if v != values[i] {
					t.Fatalf("the known value %v became %v", values[i], v)
				}
				last = i
				continue
			}
			next := i + slices.Index(s.known[i:], true)
			want := values[last] + (values[next]-values[last])*float64(i-last)/float64(next-last)
			if !near(v, want, 1e-9) {
				t.Fatalf("%v at %d between %d and %d, want %v", v, i, last, next, want)
			}
		}
	})
}

func TestUntil(t *testing.T) {
	s := newSeries([]float64{nan, nan, 1, 2, 3, 4, nan}, nil, new(memory))
	for _, tc := range []struct {
		step, from, to int
	}{{7, 2, 6}, {6, 2, 6}, {5, 2, 5}, {3, 2, 3}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}} {
		got := s.until(tc.step)
		if len(got.values) != tc.step || len(got.known) != tc.step || got.from != tc.from || got.to != tc.to {
			t.Errorf("until %d: %d values from %d to %d, want from %d to %d", tc.step, len(got.values), got.from, got.to, tc.from, tc.to)
		}
		if len(got.inner()) != tc.to-tc.from {
			t.Errorf("until %d: %v inside", tc.step, got.inner())
		}
	}
}

// More than one in twenty far off are what a series is like: no more than that many are taken out.
func TestDropOutliersKeepsWhatIsUsual(t *testing.T) {
	values := changed(white(6, 200), func(i int, v float64) float64 {
		if i%9 == 4 {
			return v + 50 + float64(i)
		}
		return v
	})
	s := all(values...)
	s.dropOutliers(new(memory))
	dropped := 0
	for _, known := range s.known {
		if !known {
			dropped++
		}
	}
	if dropped > 10 {
		t.Errorf("%d of 200 were dropped, of 22 that are far off", dropped)
	}
}

func TestDropOutliers(t *testing.T) {
	noise := white(5, 200)
	with := func(changes map[int]float64) []float64 {
		return changed(noise, func(i int, v float64) float64 { return v + changes[i] })
	}
	for _, tc := range []struct {
		reason string
		values []float64
		want   []int
	}{
		{"noise has none", noise, nil},
		{"one that stands alone", with(map[int]float64{50: 100}), []int{50}},
		{"below, too", with(map[int]float64{50: -100}), []int{50}},
		{"two side by side", with(map[int]float64{50: 100, 51: 100}), []int{50, 51}},
		{"not the first and not the last, which hold the ends", with(map[int]float64{0: 100, 199: 100}), nil},
		{"a level that changes is none", changed(noise, func(i int, v float64) float64 { return v + 50*float64(i/100) }), nil},
		{"a steep line has none", changed(noise, func(i int, v float64) float64 { return v + 2*float64(i) }), nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			s := all(slices.Clone(tc.values)...)
			s.dropOutliers(new(memory))
			var got []int
			for i, known := range s.known {
				if !known {
					got = append(got, i)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("outliers %v, want %v", got, tc.want)
			}
			for _, i := range tc.want {
				if math.Abs(s.values[i]) > 10 {
					t.Errorf("%v stands where the outlier was", s.values[i])
				}
			}
		})
	}
}
