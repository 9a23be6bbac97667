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

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// late is a series that is well on its way until the last quarter of ten days, and then falls to nothing.
func late(at time.Time) float64 {
	if at.After(moment("10-09")) {
		return 0
	}
	return noisy(0, 1.5, 0.2)(at)
}

func TestVerdictsBesideTheirForecasts(t *testing.T) {
	source := newFeed()
	source.series["good"], source.series["bad"], source.series["late"] = noisy(0, 1.5, 0.2), noisy(0, 0.2, 0.1), late
	source.series["young"] = func(at time.Time) float64 { // its history begins too late to have forecast anything
		if at.Before(moment("10-08")) {
			return math.NaN()
		}
		return 12
	}
	op := newOperator(t, goal(
		prom("good", "good"), prom("bad", "bad"), prom("late", "late"), prom("young", "young"), prom("early", "good", reach(0, 2), due("10-04")),
		prom("time", "good", share(2, 0.5)), prom("calm", "good", atLeast(0), guardrail), follows("other", "other"),
	), source)
	op.scores["other"] = Answer{Value: 1}
	verdicts := func(when string) map[string]bool {
		t.Helper()
		op.at(when)
		got := map[string]bool{}
		for _, v := range op.last.Verdicts {
			got[v.KeyResult] = v.Succeeded
			if likely := v.Probability > 0.8; likely != (v.KeyResult != "bad") || !likely && v.Probability > 0.1 {
				t.Errorf("%s had been forecast at %v", v.KeyResult, v.Probability)
			}
		}
		return got
	}
	for _, step := range []struct {
		reason, at string
		want       map[string]bool
	}{
		{"nothing was judged", "10-03", map[string]bool{}},
		{"due early", "10-05T01:00", map[string]bool{"early": true}},
		{"a verdict counts once", "10-06", map[string]bool{}},
		{"the rest, but for guardrails and what has no history", "10-11T01:00",
			map[string]bool{"good": true, "bad": false, "late": false, "time": true}},
		{"all was counted", "10-12", map[string]bool{}},
	} {
		if diff := cmp.Diff(step.want, verdicts(step.at)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", step.reason, diff)
		}
	}
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 5 })
	if diff := cmp.Diff(map[string]bool{}, verdicts("10-13")); diff != "" {
		t.Errorf("judged again after an edit: %s", diff)
	}
}

func TestAVerdictDoesNotWaitForItsHistory(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.2)
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-06")
	op.restart()
	source.unloaded = true
	status := op.at("10-11T01:00")
	if op.last.Incomplete || status.Outlook != v1alpha1.OutlookAchieved || len(op.last.Verdicts) != 0 {
		t.Errorf("incomplete %t, outlook %s, verdicts %+v", op.last.Incomplete, status.Outlook, op.last.Verdicts)
	}
}

func TestAGoalThatWasOverBeforeItWasCreatedWasNotForecast(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(0, 1.5, 0.2)
	op := newOperator(t, goal(prom("a", "q")), source)
	if op.at("10-12"); len(op.last.Verdicts) != 0 {
		t.Errorf("verdicts %+v", op.last.Verdicts)
	}
}

// TestALateVerdictLooksAtTheSame shows that the forecast before a verdict is that of its time, however late it is taken.
func TestALateVerdictLooksAtTheSame(t *testing.T) {
	source := newFeed()
	source.series["q"] = slope(t, "10-08T12:00", 0.4, 0.6)
	inTime, tooLate := newOperator(t, goal(prom("a", "q")), source), newOperator(t, goal(prom("a", "q")), source)
	inTime.at("10-06")
	tooLate.at("10-06")
	inTime.at("10-11T01:00")
	tooLate.at("11-20")
	then := newOperator(t, goal(prom("a", "q")), source)
	want := show(result(t, then.at("10-08T12:00"), "a").Probability)
	for name, op := range map[string]*operator{"in time": inTime, "late": tooLate} {
		if len(op.last.Verdicts) != 1 {
			t.Fatalf("%s: verdicts %+v", name, op.last.Verdicts)
		}
		if got := show(rounded(op.last.Verdicts[0].Probability)); got != want {
			t.Errorf("%s: looking back it was %s, a quarter of the time before the end it was %s", name, got, want)
		}
	}
}
