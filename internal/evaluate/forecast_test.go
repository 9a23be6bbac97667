/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// TestForecastMovesOnceADay follows noise around a plan over a week, with an evaluation whenever there is something new.
func TestForecastMovesOnceADay(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.05, 1)
	op := newOperator(t, goal(prom("a", "q"), prom("b", "p", atLeast(3))), source)
	source.series["p"] = noisy(4, 0, 0.4)
	last := op.at("10-02T20:00").DeepCopy()
	moves := 0
	for now := op.last.Next; now.Before(moment("10-10")); now = op.last.Next {
		status := op.on(now)
		for i, kr := range status.KeyResults {
			was := last.KeyResults[i]
			moved := show(kr.Probability) != show(was.Probability) || !cmp.Equal(kr.Forecast, was.Forecast)
			if moved && kr.Outlook == was.Outlook && !now.Equal(midnightBefore(now)) {
				t.Errorf("%s moved at %s without its outlook: %s", kr.Name, now, cmp.Diff(was, kr))
			}
			if moved {
				moves++
			}
		}
		last = status.DeepCopy()
	}
	if moves < 7 {
		t.Errorf("%d moves of two forecasts in a week", moves)
	}
}

func midnightBefore(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }

// TestADayHasOneForecast shows that it does not matter when on a day the first evaluation is.
func TestADayHasOneForecast(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.5)
	onTime := newOperator(t, goal(prom("a", "q")), source)
	onTime.at("10-05T12:00")
	late := newOperator(t, onTime.goal.DeepCopy(), source)
	want := result(t, onTime.at("10-06"), "a")
	got := result(t, late.at("10-06T17:00"), "a")
	if show(got.Probability) != show(want.Probability) || !cmp.Equal(got.Forecast, want.Forecast) {
		t.Errorf("first evaluated at five: %s, at midnight %s", cmp.Diff(got.Forecast, want.Forecast), show(want.Probability))
	}
	if after := result(t, onTime.at("10-06T17:00"), "a"); !cmp.Equal(after.Forecast, want.Forecast) {
		t.Errorf("the day's forecast moved: %s", cmp.Diff(want.Forecast, after.Forecast))
	}
	onTime.edit(func(s *v1alpha1.ObjectiveSpec) { s.Title = "another" })
	if after := result(t, onTime.at("10-06T17:00"), "a"); cmp.Equal(after.Forecast, want.Forecast) {
		t.Error("a new generation is told the forecast of the hour")
	}
}

func TestForecastInPercentStaysInside(t *testing.T) {
	up := noisy(97, 0.4, 0.3)
	for _, tc := range []struct {
		reason string
		unit   string
		set    option
		series func(time.Time) float64
		inside bool
	}{
		{"by its unit", "%", reach(97, 99), up, true},
		{"in words", " Percent", reach(97, 99), up, true},
		{"by its bound", "", within(90, 100, 0), up, true},
		{"another unit", "degrees", within(90, 100, 0), up, false},
		{"no unit", "", reach(97, 99), up, false},
		{"a target beyond", "%", reach(97, 120), up, false},
		{"a history beyond", "%", reach(97, 99), noisy(99, 0.4, 0.3), false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.series["q"] = tc.series
			kr := prom("a", "q", tc.set)
			kr.Unit = tc.unit
			f := result(t, newOperator(t, goal(kr), source).at("10-07"), "a").Forecast
			if inside := f.High <= 100; inside != tc.inside {
				t.Errorf("forecast %+v, inside %t, want %t", f, inside, tc.inside)
			}
		})
	}
}

// anyPast lets the histories of an objective's queries be noise around a line, from so near to the target that every
// outlook comes up.
func anyPast(t *rapid.T, op *operator) {
	for _, query := range queries(op.goal) {
		first, daily := rapid.Float64Range(-2, 12).Draw(t, "first"), rapid.Float64Range(-1, 1.5).Draw(t, "daily")
		noise := rapid.SampledFrom([]float64{0, 0.1, 1}).Draw(t, "noise")
		op.source.pasts[query] = func(at time.Time) float64 {
			days := at.Sub(moment("10-01")).Hours() / 24
			return first + daily*days + noise*math.Sin(997*days)
		}
	}
}
