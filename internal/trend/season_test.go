/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// season is that of a week.
var season = []float64{1, 2, 3, 4, 5, -7, -8}

func TestWithoutWeek(t *testing.T) {
	for _, slope := range []float64{0, 0.25, -4} {
		s := seriesOf(every(day, slices.Repeat(season, 4)...))
		for i := range s.values {
			s.values[i] = season[i%week] + slope*s.days[i]
		}
		got := s.withoutWeek(slope)
		for i, value := range got.values {
			if want := got.values[0] + slope*s.days[i]; !near(value, want, 1e-4) {
				t.Errorf("slope %v: %v is left on day %d, want %v", slope, value, i, want)
			}
		}
	}
}

func TestSeasonsThatAreNotSeen(t *testing.T) {
	for _, tc := range []struct {
		reason string
		points []Point
	}{
		{"too few values", every(day, slices.Repeat(season, 4)[:27]...)},
		{"too few weeks", every(16*time.Hour, slices.Repeat(season, 4)...)},
		{"constant", every(day, slices.Repeat([]float64{3}, 28)...)},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			s := seriesOf(tc.points)
			if diff := cmp.Diff(s.values, s.withoutWeek(0).values); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// One day that is unlike the others of its weekday is no season.
func TestRareEventsAreNoSeason(t *testing.T) {
	values := slices.Repeat([]float64{5}, 35)
	values[4], values[19] = 90, 70
	s := seriesOf(every(day, values...))
	if diff := cmp.Diff(s.values, s.withoutWeek(s.slope()).values); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSquares(t *testing.T) {
	for _, tc := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0}, {[]float64{7}, 0}, {[]float64{3, 3, 3}, 0}, {[]float64{1, 2, 3}, 2}, {[]float64{-4, 4}, 32}, {[]float64{101, 103}, 2},
	} {
		if got := squares(tc.values); !near(got, tc.want, 1e-12) {
			t.Errorf("squares of %v: %v, want %v", tc.values, got, tc.want)
		}
	}
}

// A step falls on some days of the week more often than on others, which makes no season of it.
func TestStepsAreNoSeason(t *testing.T) {
	for late := 1; late < 28; late++ {
		s := seriesOf(every(day, append(slices.Repeat([]float64{1}, 28-late), slices.Repeat([]float64{9}, late)...)...))
		if diff := cmp.Diff(s.values, s.withoutWeek(s.slope()).values); diff != "" {
			t.Errorf("a step %d days before the end (-want +got):\n%s", late, diff)
		}
	}
}

// The parts of a day are one day, counted from the time of the first value, before it too.
func TestWeekday(t *testing.T) {
	s := series{days: []float64{0, 0.5, 0.99, 1, 6.9, 7, 8, 700, -0.5, -7, -8}}
	want := []int{0, 0, 0, 1, 6, 0, 1, 0, 6, 0, 6}
	for i := range want {
		if got := s.weekday(i); got != want[i] {
			t.Errorf("day %v is day %d of the week, want %d", s.days[i], got, want[i])
		}
	}
}
