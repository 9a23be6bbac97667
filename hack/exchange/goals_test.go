/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"testing"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// handMade are results as short runs would give them.
func handMade() []result {
	none := result{process: "walks"}
	none.by[truenorth] = tally{exchanges: 100, alarms: 2, tested: 290, untested: 10, smallest: []float64{0.4, 0.04, 0.2, 0.3, 0.5}}
	none.by[naive] = tally{exchanges: 100, alarms: 92, tested: 300, smallest: []float64{0, 0, 0.04, 0.1, 0.2}}
	worse := result{process: "steps"}
	worse.by = none.by
	worse.by[truenorth].alarms = 4
	link := result{process: "white noise", linked: true}
	link.by[truenorth] = tally{exchanges: 100, found: 97, alarms: 1, tested: 300, smallest: []float64{1},
		lags: []float64{0, 0, 1, 2, 5}, responses: []float64{0.9, 1, 1.2}, skills: []float64{0.1, 0.5, 0.6}}
	link.by[naive] = tally{exchanges: 100, found: 90, alarms: 70, tested: 300, smallest: []float64{0}, lags: []float64{7}}
	return []result{none, worse, link}
}

func TestGoals(t *testing.T) {
	for _, tc := range []struct {
		reason string
		change func(results []result, s *speed)
		missed string // "": none
	}{
		{"all are met", func([]result, *speed) {}, ""},
		{"too many false ones", func(r []result, _ *speed) { r[1].by[truenorth].alarms = 6 }, "unrelated series Supported, worst process"},
		{"as many as may be", func(r []result, _ *speed) { r[1].by[truenorth].alarms = 5 }, ""},
		{"too small p-values", func(r []result, _ *speed) { r[0].by[truenorth].smallest = []float64{0.005, 1} },
			"exchanges of unrelated series with a p-value under 0.01, mean"},
		{"too few links", func(r []result, _ *speed) { r[2].by[truenorth].found = 89 }, "links found, worst process"},
		{"as few as may be", func(r []result, _ *speed) { r[2].by[truenorth].found = 90 }, ""},
		{"lags are wrong", func(r []result, _ *speed) { r[2].by[truenorth].lags = []float64{0, 3, 3} }, "median error of their lag in steps, worst process"},
		{"no lag is known", func(r []result, _ *speed) { r[2].by[truenorth].lags = nil }, "median error of their lag in steps, worst process"},
		{"too many beside", func(r []result, _ *speed) { r[2].by[truenorth].alarms = 6 }, "unrelated drivers Supported beside them, worst process"},
		{"too slow", func(_ []result, s *speed) { s.millis = 51 }, "milliseconds for 30 drivers, 60 lags, 365 days"},
		{"too many allocations", func(_ []result, s *speed) { s.allocations = 101 }, "allocations for them"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			results, s := handMade(), &speed{8, 40}
			tc.change(results, s)
			goals := goalsOf(results, s)
			if len(goals) != 7 {
				t.Fatalf("%d goals", len(goals))
			}
			missed := ""
			for _, g := range goals {
				if !g.Met {
					missed += g.What
				}
			}
			if missed != tc.missed || figures.AllMet(goals) != (tc.missed == "") {
				t.Errorf("missed: %q, want %q", missed, tc.missed)
			}
		})
	}
}

func TestGoalsOfWhatWasRun(t *testing.T) {
	results := handMade()
	for _, tc := range []struct {
		reason  string
		results []result
		want    int
	}{
		{"no links", results[:2], 2}, {"links alone", results[2:], 3}, {"both", results, 5},
	} {
		if got := len(goalsOf(tc.results, nil)); got != tc.want {
			t.Errorf("%s: %d goals, want %d", tc.reason, got, tc.want)
		}
	}
}

func TestMost(t *testing.T) {
	results := handMade()
	if got := most(results, func(t tally) float64 { return t.falseShare() }); got.Of != "steps" || got.At != 0.04 {
		t.Errorf("%+v", got)
	}
	if got := most(results, func(tally) float64 { return math.NaN() }); !math.IsNaN(got.At) {
		t.Errorf("%+v of what is not a number", got)
	}
}
