/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/internal/forecast"
)

func TestSeriesComeFromTheSeed(t *testing.T) {
	same := func(a, b *series) bool { return cmp.Equal(a.seen.values, b.seen.values, cmpopts.EquateNaNs()) }
	for _, p := range all {
		if !same(p.series(1, 7), p.series(1, 7)) {
			t.Errorf("%s: the same series is not the same", p.name)
		}
		if same(p.series(1, 7), p.series(2, 7)) {
			t.Errorf("%s: another seed gives the same series", p.name)
		}
		if same(p.series(1, 7), p.series(1, 13)) {
			t.Errorf("%s: the 7th series is the 13th", p.name)
		}
	}
}

func TestProcessesAreOpen(t *testing.T) {
	for _, p := range all {
		won := 0
		for i := range 200 {
			if p.series(1, i).succeeded() {
				won++
			}
		}
		if p.name == "stall" {
			if won > 2 {
				t.Errorf("%d of 200 stalls end well", won)
			}
		} else if won < 70 || won > 130 {
			t.Errorf("%s: %d of 200 succeed, want about half", p.name, won)
		}
	}
}

func TestSeriesVary(t *testing.T) {
	p := process{name: "p", draw: func(dice) keyResult { return reach(signal{mean: flat, noise: white{1}}) }}
	late := process{name: "q", draw: func(dice) keyResult {
		return keyResult{model: signal{mean: flat, noise: white{1}}, to: 1, late: 0.25}
	}, days: []int{40}}
	for _, tc := range []struct {
		reason      string
		process     process
		i           int
		first, last time.Duration
		step        time.Duration
	}{
		{"even: with a period before", p, 0, -92 * day, 46 * day, day / 2},
		{"odd: from the start", p, 1, 0, 46 * day, day / 2},
		{"every third: daily", p, 2, -92 * day, 46 * day, day},
		{"a third that is odd", p, 5, 0, 46 * day, day},
		{"late", late, 0, 10 * day, 20 * day, 6 * time.Hour},
	} {
		s := tc.process.series(1, tc.i)
		c := s.caseAt(s.clean.length() / 2)
		if c.First.Sub(c.Start) != tc.first || c.Step != tc.step {
			t.Errorf("%s: begins %v after the start, step %v", tc.reason, c.First.Sub(c.Start), c.Step)
		}
		if last := c.First.Add(time.Duration(len(c.Values)-1) * c.Step).Sub(c.Start); last != tc.last {
			t.Errorf("%s: the last value is of %v after the start, want %v", tc.reason, last, tc.last)
		}
	}
}

func TestSomeHistoriesBeginLate(t *testing.T) {
	for _, p := range heldOut {
		for i := range 20 {
			if s := p.series(1, i); (s.first > 0) != (s.variant == "from later on") {
				t.Errorf("%s, %s: begins at point %d", p.name, s.variant, s.first)
			}
		}
	}
}

func TestCases(t *testing.T) {
	g := grid{10, day}
	still := signal{mean: flat, noise: white{0}}
	for _, tc := range []struct {
		reason  string
		key     keyResult
		success forecast.Band
		bounds  forecast.Band
		way     float64
	}{
		{"up", keyResult{model: still, to: 1}, forecast.AtLeast(1), forecast.Everything(), 1},
		{"down", keyResult{model: still, from: 40, to: 10}, forecast.AtMost(10), forecast.Everything(), -30},
		{"stay", keyResult{model: still, from: 5, to: 5}, forecast.AtLeast(5), forecast.Everything(), 0},
		{"bounds", keyResult{model: still, to: 1, bounds: forecast.Band{Max: 1}}, forecast.AtLeast(1), forecast.Band{Max: 1}, 1},
	} {
		s := &series{keyResult: tc.key}
		s.clean = s.play(chance(), g)
		s.seen = s.clean
		c := s.caseAt(3)
		if c.Success != tc.success || c.Bounds != tc.bounds || c.Way != tc.way || len(c.Values) != 4 || c.Plan != nil {
			t.Errorf("%s: got %+v", tc.reason, c)
		}
	}
}

func TestPlansAreToldByTime(t *testing.T) {
	s := &series{keyResult: keyResult{plan: power(2)}}
	s.seen = pathOf(grid{10, day}, func(int) float64 { return 0 })
	if got := s.caseAt(3).Plan(start.Add(5 * day)); got != 0.25 {
		t.Errorf("half way through time %v of the way is planned, want 0.25", got)
	}
}

func TestCountsBeginWhereTheyAre(t *testing.T) {
	p := process{name: "p", draw: func(dice) keyResult {
		m := counter{mean: straight(50), before: 50, season: flat, spread: 1}
		return keyResult{model: m, to: 60, fromStart: true}
	}}
	s := p.series(1, 0)
	if begin := s.clean.at(0); begin == 0 || s.from != begin || s.to != begin+60 {
		t.Errorf("at %v at the start: from %v to %v, want 60 more", begin, s.from, s.to)
	}
}

func TestMar(t *testing.T) {
	clean := pathOf(gridOf(92), func(int) float64 { return 1 })
	seen := mar(dice{chance()}, clean, 2)
	var missing, far, stretch, longest int
	for _, v := range seen.values {
		switch {
		case math.IsNaN(v):
			missing++
			stretch++
			longest = max(longest, stretch)
			continue
		case math.Abs(v-1) >= 2 && math.Abs(v-1) <= 10:
			far++
		case v != 1:
			t.Errorf("%v is neither right nor far off", v)
		}
		stretch = 0
	}
	if far == 0 || longest < 9 || longest > 40 || missing == longest {
		t.Errorf("%d missing, %d of them in a row, %d far off", missing, longest, far)
	}
	for _, v := range clean.values {
		if v != 1 {
			t.Fatal("the clean path was changed")
		}
	}
}
