/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// scored is a result with a Brier score for each method, and with truenorth's coverage.
func scored(process string, covered float64, briers standings) result {
	briers[truenorth].ranges, briers[truenorth].held = 100, int(covered)
	return result{process: process, all: briers}
}

// briers are standings of 100 looks with given Brier scores.
func briers(ours, oracles, pace, line, walk float64) standings {
	var s standings
	for m, brier := range []float64{ours, oracles, pace, line, walk} {
		s[m] = tally{looks: 100, squares: 100 * brier, days: 100}
	}
	return s
}

func TestGoals(t *testing.T) {
	good := scored("good", 80, briers(0.1, 0.08, 0.2, 0.2, 0.09))
	for _, tc := range []struct {
		reason  string
		results []result
		speed   *speed
		// wantMissed are the goals missed: a part of what they say, and the figure.
		wantMissed map[string]string
	}{
		{"all is well", []result{good}, nil, nil},
		{"too far from the oracle", []result{good, scored("bad", 80, briers(0.2, 0.14, 0.3, 0.3, 0.3))}, nil,
			map[string]string{"mean": "+0.040", "oracle's, worst": "+0.060 (bad)"}},
		{"a rule does better", []result{good, scored("bad", 80, briers(0.2, 0.19, 0.17, 0.3, 0.3))}, nil,
			map[string]string{"best rule": "+0.030 (bad)"}},
		{"intervals too narrow and too wide", []result{scored("narrow", 71, good.all), scored("wide", 93, good.all)}, nil,
			map[string]string{"lowest": "71 % (narrow)", "highest": "93 % (wide)"}},
		{"slow", []result{good}, &speed{201, 50}, map[string]string{"microseconds": "201"}},
		{"wasteful", []result{good}, &speed{200, 51}, map[string]string{"allocations": "51"}},
	} {
		missed, goals := map[string]string{}, goalsOf(tc.results, tc.speed)
		if figures.AllMet(goals) != (len(tc.wantMissed) == 0) {
			t.Errorf("%s: all goals met: %v", tc.reason, figures.AllMet(goals))
		}
		for _, g := range goals {
			if g.Met {
				continue
			}
			what := g.What
			for part := range tc.wantMissed {
				if strings.Contains(what, part) {
					what = part
				}
			}
			missed[what] = g.Figure
		}
		if len(tc.wantMissed) == 0 && len(missed) == 0 {
			continue
		}
		if diff := cmp.Diff(tc.wantMissed, missed); diff != "" {
			t.Errorf("%s: goals missed (-want +got):\n%s", tc.reason, diff)
		}
	}
}

func TestGoalsOfSingleProcesses(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		process string
		tally   tally
		want    []string
	}{
		{"quiet", exactlyOnPlan, tally{days: 92, changes: 2, off: 4}, []string{"1.4 met", "4 % met"}},
		{"flickering", exactlyOnPlan, tally{days: 92, changes: 3, off: 5}, []string{"2.1 missed", "5 % missed"}},
		{"noticed", "stall", tally{days: 1, delays: []float64{1, 2, 3, 4, 5, 6, 7, 8, 21, 22}}, []string{"90 % met"}},
		{"not noticed", "stall", tally{days: 1, delays: []float64{1, 22, math.Inf(1)}}, []string{"33 % missed"}},
		{"neither", "trend", tally{days: 92, changes: 90, off: 90}, nil},
	} {
		var got []string
		r := result{process: tc.process}
		r.all[truenorth] = tc.tally
		for _, g := range goalsOf([]result{r}, nil)[5:] {
			got = append(got, g.Figure+map[bool]string{true: " met", false: " missed"}[g.Met])
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
		}
	}
}

func TestWhatIsNotANumberMissesItsGoal(t *testing.T) {
	for _, g := range goalsOf([]result{{process: "mute"}}, nil) {
		if g.Met || !strings.Contains(g.Figure, "NaN") {
			t.Errorf("%s: %s, met: %v", g.What, g.Figure, g.Met)
		}
	}
}
