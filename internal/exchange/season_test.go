/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSeasons(t *testing.T) {
	for _, tc := range []struct {
		reason string
		step   time.Duration
		n      int
		want   []int
	}{
		{"days have a week", day, year, []int{7}},
		{"hours have a day and a week", time.Hour, 24 * 60, []int{24, 168}},
		{"twelve hours", 12 * time.Hour, year, []int{2, 14}},
		{"weeks have neither", 7 * day, 150, nil},
		{"a day is no season of days", day, 27, nil},
		{"four weeks are enough", day, 28, []int{7}},
		{"too few hours for weeks", time.Hour, 24 * 7, []int{24}},
		{"five hours do not divide a day", 5 * time.Hour, year, nil},
		{"two days do not divide a week", 2 * day, year, nil},
		{"no step", 0, year, nil},
		{"a step back", -day, year, nil},
		{"a nanosecond", 1, year, nil},
		{"no values", day, 0, nil},
		{"more than a week", 30 * day, year, nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := seasons(tc.step, tc.n); !slices.Equal(got, tc.want) {
				t.Errorf("seasons %v, want %v", got, tc.want)
			}
		})
	}
}

// known are n points with an answer.
func known(n int) []bool { return all(make([]float64, n)...).known }

func TestTakeSeasonLeavesNothingOfOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		period := rapid.IntRange(2, 14).Draw(t, "period")
		profile := rapid.SliceOfN(rapid.Float64Range(-50, 50), period, period).Draw(t, "profile")
		n := rapid.IntRange(4*period, 40*period).Draw(t, "n")
		values := drawn(n, func(i int) float64 { return 3 + profile[i%period] })
		takeSeason(values, known(n), period, new(memory))
		for i, v := range values {
			if !near(v, values[0], 1e-9) {
				t.Fatalf("%v is left at %d, %v at the start", v, i, values[0])
			}
		}
	})
}

func TestTakeSeasonKeepsALine(t *testing.T) {
	n := 364
	values := drawn(n, func(i int) float64 { return 0.5*float64(i) + 4*math.Sin(2*math.Pi*float64(i)/7) })
	takeSeason(values, known(n), 7, new(memory))
	for i := 4; i < n-4; i++ {
		if got := values[i] - values[i-1]; !near(got, 0.5, 0.05) {
			t.Fatalf("it rises by %v on day %d, want 0.5", got, i)
		}
	}
}

func TestTakeSeasonFollowsWhatGrows(t *testing.T) {
	n := 364
	values := drawn(n, func(i int) float64 { return (1 + 3*float64(i)/float64(n)) * math.Sin(2*math.Pi*float64(i)/7) })
	takeSeason(values, known(n), 7, new(memory))
	for i, v := range values {
		if math.Abs(v) > 0.15 {
			t.Fatalf("%v is left on day %d of a season that grows from 1 to 4", v, i)
		}
	}
}

func TestTakeSeasonBearsOutliers(t *testing.T) {
	n := 364
	values := drawn(n, func(i int) float64 { return 4 * math.Sin(2*math.Pi*float64(i)/7) })
	for _, i := range []int{20, 101, 200, 301} {
		values[i] += 1000
	}
	takeSeason(values, known(n), 7, new(memory))
	off := 0
	for _, v := range values {
		if math.Abs(v) > 1 {
			off++
		}
	}
	if off != 4 {
		t.Errorf("%d values are far from 0, want the 4 outliers alone", off)
	}
}

func TestTakeSeasonAsksOnlyTheKnown(t *testing.T) {
	n := 140
	answered := known(n)
	values := drawn(n, func(i int) float64 { return float64(i % 7) })
	for i := 3; i < n; i += 5 {
		answered[i] = false
	}
	withHoles := slices.Clone(values)
	takeSeason(withHoles, answered, 7, new(memory))
	takeSeason(values, known(n), 7, new(memory))
	if !nearAll(withHoles, values, 1e-9) {
		t.Error("points without an answer have a say")
	}
}

func TestTakeSeasonOfTooFew(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5}
	takeSeason(values, known(5), 3, new(memory))
	if !slices.Equal(values, []float64{1, 2, 3, 4, 5}) {
		t.Errorf("%v of less than two periods", values)
	}
}

func TestAboveMean(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		period int
		want   []float64
	}{
		{"a mean of three", []float64{0, 3, 0, 6, 0}, 3, []float64{-1, 2, -3, 4, -2}},
		{"a mean of two", []float64{2, 4, 6}, 2, []float64{-1, 1, 1}},
		{"all of them", []float64{1, 2, 6}, 3, []float64{-2, -1, 3}},
	} {
		if got := aboveMean(tc.values, tc.period, new(memory)); !nearAll(got, tc.want, 1e-12) {
			t.Errorf("%s: %v, want %v", tc.reason, got, tc.want)
		}
	}
}

func TestEvery(t *testing.T) {
	values := []float64{0, 1, 2, 3, 4, 5, 6, 7}
	answered := []bool{true, true, false, true, true, true, true, false}
	for _, tc := range []struct {
		first, period int
		want          []float64
	}{
		{0, 3, []float64{0, 3, 6}},
		{1, 3, []float64{1, 4}},
		{2, 3, []float64{5}},
		{7, 9, nil},
	} {
		if got := every(values, answered, tc.first, tc.period, make([]float64, 0, 8)); !slices.Equal(got, tc.want) {
			t.Errorf("every %d from %d: %v, want %v", tc.period, tc.first, got, tc.want)
		}
	}
}
