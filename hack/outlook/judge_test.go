/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

func TestJudge(t *testing.T) {
	s := standard[0].series(1, 0)
	s.turn, s.stall = 0.5, true
	var at []int
	var before []scoring.Outlook
	said := map[int]scoring.Outlook{40: scoring.OnTrack, 42: scoring.OffTrack}
	r := judge(s, method{ask: func(l look, b scoring.Outlook) answer {
		at, before = append(at, l.at), append(before, b)
		return answer{probability: 0.5, outlook: said[l.at]}
	}})
	if len(at) != 64 || at[0] != 2*19 || at[1] != 2*20 || at[63] != 2*82 {
		t.Errorf("looked at %v, want daily from day 19 to day 82", at)
	}
	if diff := cmp.Diff([]scoring.Outlook{scoring.Unknown, "", scoring.OnTrack, scoring.OffTrack, ""}, before[:5]); diff != "" {
		t.Errorf("the outlook before (-want +got):\n%s", diff)
	}
	if r.looks[1].day != 20 || r.looks[1].outlook != scoring.OnTrack || r.turn != 46 || !r.stall || r.value != s.value() || r.succeeded != s.succeeded() {
		t.Errorf("got %+v", r)
	}
}

func TestForecastsBecomeAnswers(t *testing.T) {
	l := look{standard[0].series(1, 0), 40}
	for _, tc := range []struct {
		reason string
		known  bool
		before scoring.Outlook
		want   answer
	}{
		{"between the bands", true, scoring.AtRisk, answer{0.35, 1, 2, scoring.AtRisk}},
		{"OnTrack is left later than it is entered", true, scoring.OnTrack, answer{0.35, 1, 2, scoring.OnTrack}},
	} {
		ask := askForecast(func(c forecast.Case) (forecast.Forecast, bool) {
			if len(c.Values) != l.seen.length()+40+1 {
				t.Errorf("%s: given %d values", tc.reason, len(c.Values))
			}
			return forecast.Forecast{Low: 1, High: 2, Probability: 0.35}, tc.known
		})
		if got := ask(l, tc.before); got != tc.want {
			t.Errorf("%s: got %+v, want %+v", tc.reason, got, tc.want)
		}
	}
	silent := askForecast(func(forecast.Case) (forecast.Forecast, bool) { return forecast.Forecast{}, false })
	if got := silent(l, scoring.OnTrack); got.probability != 0.5 || got.outlook != scoring.Unknown || got.low == got.low {
		t.Errorf("without a forecast: %+v", got)
	}
}

func TestCoresMakeNoDifference(t *testing.T) {
	many := simulate(standard[5], 1, 6)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := simulate(standard[5], 1, 6)
	if diff := cmp.Diff(one, many, cmp.AllowUnexported(result{}, tally{}, bucket{})); diff != "" {
		t.Errorf("on one core and on all (-one +all):\n%s", diff)
	}
	both, looks := one.variants["white noise"], one.variants["AR(1) noise"]
	if both == nil || looks == nil || both[oracle].days+looks[oracle].days != one.all[oracle].days || one.all[oracle].days != 6*64 {
		t.Errorf("the variants %v do not add up to the whole", one.variants)
	}
}
