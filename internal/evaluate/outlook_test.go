/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// days since the first midnight of the goals in these tests.
func days(at time.Time) float64 { return at.Sub(moment("10-01")).Hours() / 24 }

// noisy is a line through a value at the start with a daily rise, and noise of some size around it.
func noisy(start, daily, noise float64) func(time.Time) float64 {
	return func(at time.Time) float64 {
		return start + daily*max(days(at), 0) + noise*(math.Sin(997*days(at))+math.Sin(313*days(at)))
	}
}

// TestOutlookByForecast looks at clear cases, in which every sane forecast comes to the same.
func TestOutlookByForecast(t *testing.T) {
	falling := stages(v1alpha1.Stage{At: 100}, v1alpha1.Stage{At: 60, Score: 0.7}, v1alpha1.Stage{At: 50, Score: 1})
	tests := []struct {
		reason string
		goal   *v1alpha1.Objective
		series func(time.Time) float64
		want   v1alpha1.Outlook
	}{
		{"a noisy line well above plan", goal(prom("a", "q", reach(0, 10))), noisy(0, 1.5, 0.2), "OnTrack"},
		{"flat at zero", goal(prom("a", "q", reach(0, 10))), noisy(0, 0, 0), "OffTrack"},
		{"a noisy line far below plan", goal(prom("a", "q", reach(0, 10))), noisy(0, 0.3, 0.2), "OffTrack"},
		{"the same is enough for less", goal(prom("a", "q", reach(0, 2))), noisy(0, 0.3, 0.2), "OnTrack"},
		{"downwards", goal(prom("a", "q", reach(10, 0))), noisy(10, -1.5, 0.2), "OnTrack"},
		{"the wrong way", goal(prom("a", "q", reach(10, 0))), noisy(10, 1, 0.2), "OffTrack"},
		{"aspirations need 0.7 of the way", aspirational(goal(prom("a", "q", reach(0, 10)))), noisy(0, 0.85, 0.1), "OnTrack"},
		{"commitments need all of it", goal(prom("a", "q", reach(0, 10))), noisy(0, 0.85, 0.1), "OffTrack"},
		{"a baseline from the data", goal(prom("a", "q", reachFromStart(25, "Increase"))), noisy(10, 2, 0.2), "OnTrack"},
		{"a baseline beyond the target, left", goal(prom("a", "q", reachFromStart(10, "Increase"))), noisy(12, -1, 0.1), "OffTrack"},
		{"a floor far below", goal(prom("a", "q", atLeast(5))), noisy(9, 0, 0.3), "OnTrack"},
		{"a floor far above", goal(prom("a", "q", atLeast(5))), noisy(1, 0, 0.3), "OffTrack"},
		{"a tolerance does not save a commitment", goal(prom("a", "q", within(18, 22, 10))), noisy(24, 0, 0.2), "OffTrack"},
		{"it saves an aspiration", aspirational(goal(prom("a", "q", within(18, 22, 10)))), noisy(24, 0, 0.2), "OnTrack"},
		{"stages downwards", goal(prom("a", "q", falling)), noisy(100, -8, 2), "OnTrack"},
		{"stages, too slowly", goal(prom("a", "q", falling)), noisy(100, -2, 2), "OffTrack"},
		{"stages, fast enough for an aspiration", aspirational(goal(prom("a", "q", falling))), noisy(100, -4.5, 0.5), "OnTrack"},
		{"always inside", goal(prom("a", "q", share(5, 0.9))), noisy(9, 0, 0.2), "OnTrack"},
		{"never inside", goal(prom("a", "q", share(5, 0.3))), noisy(1, 0, 0.2), "OffTrack"},
		{"since the start alone", goal(prom("a", "sum(increase(q[$__elapsed]))", reach(0, 10))), noisy(0, 1.5, 0.1), "OnTrack"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.series["q"], source.series["sum(increase(q[$__elapsed]))"] = tc.series, tc.series
			op := newOperator(t, tc.goal, source)
			status := op.at("10-07T00:00")
			kr := result(t, status, "a")
			if kr.Outlook != tc.want || status.Outlook != tc.want || kr.Reason != "" {
				t.Fatalf("outlook %s, of the objective %s, reason %q; want %s: %s", kr.Outlook, status.Outlook, kr.Reason, tc.want, kr.Message)
			}
			if good := *kr.Probability > 0.8; good != (tc.want == v1alpha1.OutlookOnTrack) || !good && *kr.Probability > 0.1 {
				t.Errorf("probability %v, which is not clear", *kr.Probability)
			}
			if show(status.Probability) != show(kr.Probability) {
				t.Errorf("probability of the objective %s, of its only key result %s", show(status.Probability), show(kr.Probability))
			}
			if f := kr.Forecast; f == nil || f.Low > f.Value || f.Value > f.High {
				t.Errorf("forecast %+v", f)
			}
			if got := reasonOf(status.Conditions, "OnTrack"); got != string(tc.want) || !strings.Contains(kr.Message, "to make it") {
				t.Errorf("condition %s, message %q", got, kr.Message)
			}
		})
	}
}

// slope finds a line to a target of 10 on which the probability is between two bounds, at a time.
func slope(t *testing.T, at string, low, high float64) func(time.Time) float64 {
	t.Helper()
	from, to := 0.0, 3.0
	for range 60 {
		daily := (from + to) / 2
		source := newFeed()
		source.series["q"] = noisy(0, daily, 0.5)
		p := *result(t, newOperator(t, goal(prom("a", "q")), source).at(at), "a").Probability
		switch {
		case p <= low:
			from = daily
		case p >= high:
			to = daily
		default:
			return source.series["q"]
		}
	}
	t.Fatalf("no line has a probability between %v and %v", low, high)
	return nil
}

func TestOutlookHolds(t *testing.T) {
	tests := []struct {
		reason          string
		low, high       float64
		fresh           v1alpha1.Outlook
		before, holding v1alpha1.Outlook
	}{
		{"OnTrack is left below 0.30 and entered at 0.40", 0.32, 0.38, "AtRisk", "OnTrack", "OnTrack"},
		{"OffTrack is left at 0.25 and entered below 0.15", 0.17, 0.23, "AtRisk", "OffTrack", "OffTrack"},
		{"AtRisk is between", 0.17, 0.23, "AtRisk", "OnTrack", "AtRisk"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.series["q"] = slope(t, "10-06", tc.low, tc.high)
			op := newOperator(t, goal(prom("a", "q")), source)
			if got := op.at("10-06").Outlook; got != tc.fresh {
				t.Errorf("at first %s, want %s", got, tc.fresh)
			}
			as := func(outlook v1alpha1.Outlook) { // as if the evaluation before had come to this
				op.goal.Status.Outlook, op.goal.Status.KeyResults[0].Outlook = outlook, outlook
			}
			as(tc.before)
			if got := op.at("10-06"); got.Outlook != tc.holding || got.KeyResults[0].Outlook != tc.holding {
				t.Errorf("after %s: %s and %s, want %s", tc.before, got.KeyResults[0].Outlook, got.Outlook, tc.holding)
			}
			op.restart()
			if got := op.at("10-06").Outlook; got != tc.holding {
				t.Errorf("after a restart: %s, want %s", got, tc.holding)
			}
			op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults = append(s.KeyResults, follows("b", "other")) })
			op.scores["other"] = Answer{Value: 1}
			if got := result(t, op.at("10-06"), "a").Outlook; got != tc.holding {
				t.Errorf("after an edit of another key result: %s, want %s", got, tc.holding)
			}
			as(tc.before)
			op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 10.001 })
			if got := result(t, op.at("10-06"), "a").Outlook; got != tc.fresh {
				t.Errorf("against another target: %s, want %s", got, tc.fresh)
			}
		})
	}
}

func TestTooLittleHistory(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 { // known before the start, and then again after a day
		if at.After(moment("10-01")) && at.Before(moment("10-02")) {
			return math.NaN()
		}
		return 9
	}
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-01T23:00") // not measured at all
	status := op.at("10-02T00:30")
	kr := result(t, status, "a")
	if kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason != v1alpha1.MeasureReasonInsufficientData || kr.Probability != nil || kr.Forecast != nil {
		t.Errorf("%+v, want that two points since the start are too few", kr)
	}
	if want := "no outlook yet: 2 of the 8 points of history that a forecast takes; since the start there is one every 2h"; kr.Message != want {
		t.Errorf("message %q, want %q", kr.Message, want)
	}
	if got := reasons(status.Conditions, "Ready", "Measured", "OnTrack"); got != "Ready=Succeeded Measured=AllMeasured OnTrack=InsufficientData" {
		t.Error(got)
	}
	if kr = result(t, op.at("10-02T12:29:59"), "a"); kr.Outlook != v1alpha1.OutlookUnknown || !strings.Contains(kr.Message, "2 of the 8") {
		t.Errorf("%+v: of a message alone nothing is written", kr)
	}
	if !op.last.Next.Equal(moment("10-02T12:30")) {
		t.Errorf("next = %s, want when the eighth point counts", op.last.Next)
	}
	if kr = result(t, op.at("10-02T12:30"), "a"); kr.Outlook == v1alpha1.OutlookUnknown || kr.Reason != "" {
		t.Errorf("%+v, want an outlook by eight points", kr)
	}
}

func TestHistoryWithoutNumbers(t *testing.T) {
	for _, why := range []v1alpha1.MeasureReason{"", v1alpha1.MeasureReasonMultipleSeries} {
		source := newFeed()
		source.set("q", 9)
		source.pasts["q"], source.historyFails = always(math.NaN()), why
		op := newOperator(t, goal(prom("a", "q")), source)
		status := op.at("10-06")
		kr := result(t, status, "a")
		if kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason != v1alpha1.MeasureReasonInsufficientData || show(kr.Value) != "9" {
			t.Errorf("%q: %+v, want no outlook for want of a history", why, kr)
		}
		op.restart()
		source.unloaded = true
		if op.at("10-06"); op.last.Changed {
			t.Errorf("%q: a restart changed %s", why, cmp.Diff(*status, op.last.Status))
		}
	}
}

func TestANewGoalDoesNotWaitForItsHistory(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.2)
	source.unloaded = true
	op := newOperator(t, goal(prom("a", "q")), source)
	status := op.at("10-06")
	kr := result(t, status, "a")
	if op.last.Incomplete || show(kr.Value) == "-" || show(kr.Score) == "-" || show(status.Score) == "-" {
		t.Fatalf("incomplete %t, %+v; want its numbers at once", op.last.Incomplete, kr)
	}
	if kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason != "" || kr.Message != "no outlook yet: the history is being loaded" {
		t.Errorf("%s, reason %q, message %q", kr.Outlook, kr.Reason, kr.Message)
	}
	if got := reasons(status.Conditions, "Ready", "Measured", "OnTrack"); got != "Ready=Succeeded Measured=AllMeasured OnTrack=InsufficientData" {
		t.Error(got)
	}
	source.unloaded, source.historyFails = false, v1alpha1.MeasureReasonQueryTimeout
	writes := op.writes
	if kr = result(t, op.at("10-06"), "a"); op.writes != writes || kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("a history that fails: %+v", kr)
	}
	source.historyFails = ""
	if kr = result(t, op.at("10-06"), "a"); kr.Outlook != v1alpha1.OutlookOnTrack {
		t.Errorf("the history is there: %+v", kr)
	}
}

func TestAfterARestartTheForecastStands(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.2)
	op := newOperator(t, goal(prom("a", "q")), source)
	before := op.at("10-06").DeepCopy()
	op.restart()
	source.unloaded, source.silent["q"] = true, true
	for _, tc := range []struct {
		reason string
		happen func()
	}{
		{"nothing is known", func() {}},
		{"the value is", func() { source.silent["q"] = false }},
		{"the history cannot be loaded", func() { source.unloaded, source.historyFails = false, v1alpha1.MeasureReasonSourceUnavailable }},
		{"it is loaded", func() { source.historyFails = "" }},
	} {
		tc.happen()
		if op.at("10-06"); op.last.Changed || op.last.Incomplete {
			t.Errorf("%s: incomplete %t, changed %s", tc.reason, op.last.Incomplete, cmp.Diff(*before, op.last.Status))
		}
	}
	op.restart()
	source.unloaded = true
	status := op.at("10-07")
	if kr := result(t, status, "a"); kr.Outlook != before.Outlook || !cmp.Equal(kr.Forecast, before.KeyResults[0].Forecast) ||
		show(status.ExpectedScore) != "0.6" || !strings.Contains(kr.Message, "to make it") {
		t.Errorf("at midnight: %+v, want the forecast as it was beside a new plan", kr)
	}
}

func TestAnEditKeepsTheOutlookUntilItHasTheNext(t *testing.T) {
	tests := []struct {
		reason string
		edit   func(*v1alpha1.ObjectiveSpec)
		waits  bool
	}{
		{"another measure", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Query = "p" }, true},
		{"a longer period, which has another grid", func(s *v1alpha1.ObjectiveSpec) { s.Period.End = "2026-12-31" }, true},
		{"another target, after a restart", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 9 }, true},
		{"one more key result", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults = append(s.KeyResults, prom("b", "p")) }, true},
		{"another title", func(s *v1alpha1.ObjectiveSpec) { s.Title = "another" }, false},
		{"another interval", func(s *v1alpha1.ObjectiveSpec) { s.Interval = "1h" }, false},
	}
	for _, tc := range tests {
		for _, answer := range []v1alpha1.MeasureReason{"", v1alpha1.MeasureReasonQueryTimeout} {
			t.Run(tc.reason+" "+string(answer), func(t *testing.T) {
				source := newFeed()
				source.series["q"], source.series["p"] = noisy(0, 1.5, 0.2), noisy(0, 1.6, 0.2)
				op := newOperator(t, goal(prom("a", "q")), source)
				op.at("10-06")
				op.edit(tc.edit)
				op.restart()
				source.unloaded = true
				if status := op.at("10-06T00:01"); op.last.Incomplete != tc.waits || status.Outlook != v1alpha1.OutlookOnTrack {
					t.Errorf("incomplete %t, want %t; outlook %s", op.last.Incomplete, tc.waits, status.Outlook)
				}
				source.unloaded, source.historyFails = false, answer
				status := op.at("10-06T00:02")
				want := v1alpha1.OutlookOnTrack
				if tc.waits && answer != "" {
					want = v1alpha1.OutlookUnknown
				}
				if op.last.Incomplete || status.Outlook != want {
					t.Errorf("with an answer: incomplete %t, outlook %s, want %s", op.last.Incomplete, status.Outlook, want)
				}
				if kr := result(t, status, "a"); want == v1alpha1.OutlookUnknown && kr.Message != "no outlook yet: the history cannot be loaded: no history to be had" {
					t.Errorf("message %q", kr.Message)
				}
			})
		}
	}
}

func TestAResumedGoalThatNeverWasJudgedDoesNotWait(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.2)
	source.unloaded = true
	op := newOperator(t, goal(prom("a", "q")), source)
	op.goal.Spec.Suspend = true
	op.at("10-06")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Suspend = false })
	if op.at("10-06T00:01"); op.last.Incomplete {
		t.Error("its first numbers were held back")
	}
}

func TestOutlookOfAFailingSource(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.2)
	op := newOperator(t, goal(prom("a", "q")), source)
	before := result(t, op.at("10-06T22:00"), "a")
	source.down["q"] = unavailable
	for _, when := range []string{"10-06T22:05", "10-06T22:45"} {
		kr := result(t, op.at(when), "a")
		if kr.Outlook != before.Outlook || show(kr.Probability) != show(before.Probability) || !cmp.Equal(kr.Forecast, before.Forecast) {
			t.Errorf("at %s, within the limit: %+v, want what was forecast", when, kr)
		}
	}
	status := op.at("10-06T23:00")
	if kr := result(t, status, "a"); kr.Outlook != v1alpha1.OutlookUnknown || kr.Probability != nil || kr.Forecast != nil || status.Probability != nil {
		t.Errorf("given up: %+v", kr)
	}
	if got := reasonOf(status.Conditions, "OnTrack"); got != v1alpha1.ObjectiveReasonNotMeasured {
		t.Errorf("OnTrack for %s", got)
	}
	delete(source.down, "q")
	if kr := result(t, op.at("10-06T23:30"), "a"); kr.Outlook != v1alpha1.OutlookOnTrack || kr.Probability == nil {
		t.Errorf("back again: %+v", kr)
	}
}

func TestAFailingSourceIsJudgedByANewTarget(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.2)
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-06T12:00")
	source.down["q"] = unavailable
	op.at("10-06T12:05")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 100 })
	kr := result(t, op.at("10-06T12:10"), "a")
	if kr.Outlook != v1alpha1.OutlookOffTrack || kr.Reason != unavailable || kr.Message != "no number to be had" {
		t.Errorf("%+v, want the last value and its history judged by the new target, and the failure told", kr)
	}
}
