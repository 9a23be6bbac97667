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
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// caseOf is a case of daily values of which some came before the start, due ten days after it.
func caseOf(before int, values ...float64) forecast.Case {
	return forecast.Case{
		First: start.Add(-time.Duration(before) * day), Step: day, Values: values,
		Start: start, Due: start.Add(10 * day),
		Success: forecast.AtLeast(10), Bounds: forecast.Everything(), Way: 10,
	}
}

func TestTextbookRules(t *testing.T) {
	gap := math.NaN()
	rules := map[string]func(forecast.Case) (forecast.Forecast, bool){"line": leastSquares, "walk": driftingWalk}
	for _, tc := range []struct {
		reason, rule string
		c            forecast.Case
		want         forecast.Forecast
		wantNone     bool
	}{
		// The line is 0.22 + 1.42 t, the squares left 0.188, 2 degrees of freedom; at 10: sqrt(0.094 (1 + 1/4 + 8.5²/5)) = 1.21483.
		{"a line", "line", caseOf(0, 0, 2, 3, 4.4), forecast.Forecast{Value: 14.42, Low: 12.12930, High: 16.71070, Probability: 0.96603}, false},
		{"what came before the start does not count", "line", caseOf(2, 99, -99, 0, 2, 3, 4.4),
			forecast.Forecast{Value: 14.42, Low: 12.12930, High: 16.71070, Probability: 0.96603}, false},
		{"a line without noise is certain", "line", caseOf(0, 0, 1, 2, 3), forecast.Forecast{Value: 10, Low: 10, High: 10, Probability: 1}, false},
		{"two points leave no noise to be seen", "line", caseOf(0, 1, gap, 2), forecast.Forecast{}, true},
		// Increments 2, 1, 3: drift 2, variance 1, 2 degrees of freedom; 7 ahead: sqrt(7 (1 + 7/3)) = 4.83046.
		{"a walk", "walk", caseOf(0, 0, 2, 3, 6), forecast.Forecast{Value: 20, Low: 10.89162, High: 29.10838, Probability: 0.91286}, false},
		// Drift 9/4; the squares left are (2-9/4)², (1-9/4)² and over the gap (6-9/2)²/2; 6 ahead: sqrt(1.375 x 6 (1 + 6/4)) = 4.54148.
		{"a gap is spread evenly", "walk", caseOf(0, 0, 2, 3, gap, 9), forecast.Forecast{Value: 22.5, Low: 13.93651, High: 31.06349, Probability: 0.94473}, false},
		{"two points leave no noise to be seen", "walk", caseOf(1, 5, 1, 2), forecast.Forecast{}, true},
	} {
		got, ok := rules[tc.rule](tc.c)
		if ok == tc.wantNone {
			t.Errorf("%s: %s: a forecast: %v", tc.rule, tc.reason, ok)
		}
		if diff := cmp.Diff(tc.want, got, cmpopts.EquateApprox(0, 1e-4)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tc.rule, tc.reason, diff)
		}
	}
}

func TestPace(t *testing.T) {
	quick, gap := curve(func(float64) float64 { return 0.5 }), math.NaN()
	for _, tc := range []struct {
		reason string
		key    keyResult
		now    []float64 // the last values, at 40 % of the period
		want   scoring.Outlook
	}{
		{"as far as time", keyResult{to: 1}, []float64{0.4}, scoring.OnTrack},
		{"a little behind", keyResult{to: 1}, []float64{0.25}, scoring.AtRisk},
		{"far behind", keyResult{to: 1}, []float64{0.05}, scoring.OffTrack},
		{"below where it started", keyResult{to: 1}, []float64{-3}, scoring.OffTrack},
		{"down is as good as up", keyResult{from: 40, to: 10}, []float64{28}, scoring.OnTrack},
		{"down and behind", keyResult{from: 40, to: 10}, []float64{34}, scoring.AtRisk},
		{"the plan is what counts", keyResult{to: 1, plan: quick}, []float64{0.35}, scoring.AtRisk},
		{"the last point that there is", keyResult{to: 1}, []float64{0.25, gap, gap}, scoring.AtRisk},
		{"none", keyResult{to: 1}, []float64{gap}, scoring.Unknown},
		{"above the floor", keyResult{from: 5, to: 5}, []float64{5}, scoring.OnTrack},
		{"below the floor", keyResult{from: 5, to: 5}, []float64{4.9}, scoring.OffTrack},
	} {
		g := grid{10, day}
		s := &series{keyResult: tc.key, first: 4 - len(tc.now) + 1}
		s.seen = pathOf(g, func(i int) float64 { return tc.now[max(0, min(len(tc.now)-1, i-s.first))] })
		s.clean = s.seen
		got := askPace(look{s, 4}, scoring.OffTrack)
		if got.outlook != tc.want || got.probability != pacePromises[tc.want] || !math.IsNaN(got.low) {
			t.Errorf("%s: got %+v, want %s", tc.reason, got, tc.want)
		}
	}
}

// TestPacePromisesFit keeps the numbers that the pace rule is given in line with the processes.
func TestPacePromisesFit(t *testing.T) {
	looks, successes := map[scoring.Outlook]float64{}, map[scoring.Outlook]float64{}
	for _, p := range standard {
		for i := range 300 {
			r := judge(p.series(1, i), methods[paceRule])
			for _, v := range r.looks {
				if v.day < r.turn {
					continue
				}
				looks[v.outlook]++
				if r.succeeded {
					successes[v.outlook]++
				}
			}
		}
	}
	for outlook, n := range looks {
		if often := successes[outlook] / n; math.Abs(often-pacePromises[outlook]) > 0.05 {
			t.Errorf("%s is followed by success in %.3f of cases, but promises %v", outlook, often, pacePromises[outlook])
		}
	}
}
