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

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestTargets(t *testing.T) {
	tests := []struct {
		reason         string
		set            option
		value          float64
		progress, text string
		met            bool
	}{
		{"half of the way", reach(0, 10), 5, "0.5", "0 -> 10", false},
		{"beyond the goal is not clamped", reach(0, 10), 15, "1.5", "0 -> 10", true},
		{"below the start is not clamped", reach(0, 10), -5, "-0.5", "0 -> 10", false},
		{"just below is not reached", reach(0, 10), 9.999, "0.99", "0 -> 10", false},
		{"just above is more", reach(0, 10), 10.001, "1.01", "0 -> 10", true},
		{"downwards", reach(2.6, 2.1), 2.35, "0.5", "2.6 -> 2.1", false},
		{"large numbers are written out", reach(0, 2500000), 2500000, "1", "0 -> 2500000", true},
		{"a bound is inside", within(18, 22, 4), 22, "1", "18..22", true},
		{"half of the tolerance", within(18, 22, 4), 24, "0.5", "18..22", false},
		{"no tolerance", within(18, 22, 0), 22.1, "0", "18..22", false},
		{"open above", atLeast(99.5), 100, "1", ">= 99.5", true},
		{"stages as drawn", stages(v1alpha1.Stage{At: 0}, v1alpha1.Stage{At: 20, Score: 0.7}, v1alpha1.Stage{At: 30, Score: 1}),
			25, "0.85", "0 -> 20 (0.7) -> 30", false},
		{"falling stages that begin high", stages(v1alpha1.Stage{At: 9, Score: 0.2}, v1alpha1.Stage{At: 1, Score: 1}), 0, "1", "9 (0.2) -> 1", true},
		{"tiny numbers", reach(0, 1e-9), 5e-10, "0.5", "0 -> 1e-09", false},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.set("q", tc.value)
			op := newOperator(t, goal(prom("a", "q", tc.set)), source)
			kr := result(t, op.at("10-02"), "a")
			if show(kr.Progress) != tc.progress || kr.Target != tc.text || *kr.Met != tc.met {
				t.Errorf("progress %s of %q, met %t; want %s of %q, %t", show(kr.Progress), kr.Target, *kr.Met, tc.progress, tc.text, tc.met)
			}
		})
	}
}

func TestDescribe(t *testing.T) {
	for want, set := range map[string]option{
		"start -> 80":                      reachFromStart(80, "Increase"),
		">= 99.5 for 95 % of the time":     share(99.5, 0.95),
		">= 99.5 for 99.995 % of the time": share(99.5, 0.99995),
		">= 1 for 7 % of the time":         share(1, 0.07),
		"<= 3": func(kr *v1alpha1.KeyResult) {
			top := 3.0
			kr.Target = v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Max: &top}}
		},
	} {
		if got := describe(prom("a", "q", set).Target); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestMetIsLeftOnlyBeyondNoise(t *testing.T) {
	source := newFeed()
	source.pasts["q"] = always(12)
	op := newOperator(t, goal(prom("a", "q")), source)
	steps := []struct {
		reason              string
		value               float64
		wantMet             bool
		wantValue, progress string
		writes              int
	}{
		{"not there yet", 9.995, false, "9.995", "0.99", 1},
		{"the goal is met at once, though the move is noise", 10, true, "10", "1", 2},
		{"a little less is noise", 9.995, true, "10", "1", 2},
		{"at a thousandth of the span still", 9.99, true, "10", "1", 2},
		{"beyond it is left", 9.98, false, "9.98", "0.99", 3},
		{"back within noise of the goal is not met", 9.985, false, "9.98", "0.99", 3},
		{"far above", 12, true, "12", "1.2", 4},
		{"a fall to just below keeps met, and shows the value", 9.995, true, "9.995", "0.99", 5},
		{"noise around that", 9.992, true, "9.995", "0.99", 5},
	}
	for i, step := range steps {
		source.set("q", step.value)
		kr := result(t, op.on(moment("10-05").Add(time.Duration(i)*time.Minute)), "a")
		if *kr.Met != step.wantMet || show(kr.Value) != step.wantValue || show(kr.Progress) != step.progress || op.writes != step.writes {
			t.Errorf("%s: met %t, value %s, progress %s, %d writes", step.reason, *kr.Met, show(kr.Value), show(kr.Progress), op.writes)
		}
	}
	if got := result(t, &op.goal.Status, "a").MetTime.Time; !got.Equal(moment("10-05T00:01")) {
		t.Errorf("metTime = %s, want the first time", got)
	}
}

func TestConstantMetricIsWrittenOnceADay(t *testing.T) {
	source := newFeed()
	source.set("q", 5)
	op := newOperator(t, goal(prom("a", "q")), source)
	for now := moment("10-02"); now.Before(moment("10-05")); now = now.Add(5 * time.Minute) {
		op.on(now)
	}
	if op.writes != 3 {
		t.Errorf("%d writes on three days, want one at each midnight", op.writes)
	}
	if got := result(t, &op.goal.Status, "a").ObservedTime.Time; !got.Equal(moment("10-04")) {
		t.Errorf("observedTime = %s, want that of the last write", got)
	}
}

func TestMetTimeOncePerJudgedHash(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q")), source)
	metTime := func(when string) time.Time { return result(t, op.at(when), "a").MetTime.Time }
	if got := metTime("10-02"); !got.Equal(moment("10-02")) {
		t.Errorf("metTime = %s", got)
	}
	source.set("q", 2)
	op.at("10-03")
	source.set("q", 10)
	if got := metTime("10-04"); !got.Equal(moment("10-02")) {
		t.Errorf("met again: metTime = %s", got)
	}
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Title = "another" })
	if got := metTime("10-05"); !got.Equal(moment("10-02")) {
		t.Errorf("after an edit of the title: metTime = %s", got)
	}
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 9 })
	if got := metTime("10-06"); !got.Equal(moment("10-06")) {
		t.Errorf("after an edit of the target: metTime = %s", got)
	}
}

func TestBaseline(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 { return 20 + at.Sub(moment("10-01")).Hours()/24 }
	op := newOperator(t, goal(prom("a", "q", reachFromStart(30, "Increase"))), source)
	if kr := result(t, op.at("09-30"), "a"); kr.Baseline != nil || kr.Reason != "" {
		t.Errorf("before the start: %+v", kr)
	}
	kr := result(t, op.at("10-06"), "a")
	if show(kr.Baseline) != "20" || show(kr.Progress) != "0.5" || kr.Target != "start -> 30" {
		t.Errorf("baseline %s, progress %s of %q", show(kr.Baseline), show(kr.Progress), kr.Target)
	}
	source.series["q"] = func(time.Time) float64 { return 26 } // the data of the start are gone
	if kr = result(t, op.at("10-07"), "a"); show(kr.Baseline) != "20" || show(kr.Progress) != "0.6" {
		t.Errorf("a written baseline was not kept: %+v", kr)
	}
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 32 })
	if kr = result(t, op.at("10-07T01:00"), "a"); show(kr.Baseline) != "20" || show(kr.Progress) != "0.5" {
		t.Errorf("another target is no other baseline: %+v", kr)
	}
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Period.Start = "2026-10-02" })
	if kr = result(t, op.at("10-07T02:00"), "a"); show(kr.Baseline) != "26" {
		t.Errorf("another start is another baseline: %+v", kr)
	}
	source.set("p", 16)
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Query = "p" })
	if kr = result(t, op.at("10-07T03:00"), "a"); show(kr.Baseline) != "16" || show(kr.Progress) != "0" {
		t.Errorf("another measure is another baseline: %+v", kr)
	}
}

func TestNoBaseline(t *testing.T) {
	const query = "q"
	source := newFeed()
	source.series[query] = func(at time.Time) float64 {
		if at.Before(moment("10-03")) {
			return math.NaN()
		}
		return 5
	}
	op := newOperator(t, goal(prom("a", query, reachFromStart(10, "Increase"))), source)
	status := op.at("10-04")
	kr := result(t, status, "a")
	if kr.Reason != v1alpha1.MeasureReasonNoBaseline || show(kr.Value) != "5" || kr.Score != nil || kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("%+v", kr)
	}
	if got := reasons(status.Conditions, "Ready", "Measured", "KeyResultsMet", "OnTrack"); got != "Ready=Succeeded Measured=NoBaseline KeyResultsMet=NotMeasured OnTrack=NotMeasured" {
		t.Error(got)
	}

	op.restart()
	source.silent[query] = true
	if op.at("10-04T12:00"); op.last.Incomplete || op.last.Changed {
		t.Error("what was said of the baseline has to stand until there is an answer")
	}
	source.silent[query] = false
	source.set(query, 5)
	if kr = result(t, op.at("10-05"), "a"); show(kr.Baseline) != "5" || kr.Reason != "" || kr.Outlook != v1alpha1.OutlookOffTrack {
		t.Errorf("a baseline that comes late: %+v", kr)
	}
}

func TestBaselineOfAFailingSource(t *testing.T) {
	source := newFeed()
	source.set("q", 5)
	ask := func(q Question) (Answer, bool) {
		if !q.At.IsZero() {
			return Answer{Reason: v1alpha1.MeasureReasonQueryTimeout, FailingSince: moment("10-04")}, true
		}
		return source.ask(q)
	}
	op := newOperator(t, goal(prom("a", "q", reachFromStart(10, "Increase"))), source)
	source.now = moment("10-04")
	res := Objective(ObjectiveInput{Objective: op.goal, Now: source.now, Ask: ask, Alignment: op.align})
	if kr := res.Status.KeyResults[0]; kr.Reason != v1alpha1.MeasureReasonQueryTimeout || kr.Score != nil || show(kr.Value) != "5" {
		t.Errorf("%+v, want the reason of the failure and not NoBaseline", kr)
	}
	silent := func(q Question) (Answer, bool) {
		if !q.At.IsZero() {
			return Answer{}, false
		}
		return source.ask(q)
	}
	if res = Objective(ObjectiveInput{Objective: op.goal, Now: source.now, Ask: silent, Alignment: op.align}); !res.Incomplete {
		t.Error("judged without the baseline's answer")
	}
}

func TestElapsedCountsFromZero(t *testing.T) {
	const query = "sum(increase(signups[$__elapsed]))"
	source := newFeed()
	source.set(query, 40)
	op := newOperator(t, goal(prom("a", query, reachFromStart(100, "Increase"))), source)
	kr := result(t, op.at("10-04"), "a")
	if show(kr.Baseline) != "0" || show(kr.Progress) != "0.4" {
		t.Errorf("%+v", kr)
	}
	if len(source.asked) == 0 || !source.asked[0].Start.Equal(moment("10-01")) || !source.asked[0].At.IsZero() {
		t.Errorf("asked %+v, want now, with the start", source.asked)
	}
}

func TestBaselineAtTheTargetAlready(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 {
		if at.After(moment("10-05")) {
			return 9
		}
		return 12
	}
	op := newOperator(t, goal(prom("a", "q", reachFromStart(10, "Increase"))), source)
	if kr := result(t, op.at("10-02"), "a"); show(kr.Progress) != "1" || !strings.Contains(kr.Message, "baseline 12") {
		t.Errorf("%+v", kr)
	}
	if kr := result(t, op.at("10-06"), "a"); show(kr.Progress) != "0" || *kr.Met || !strings.Contains(kr.Message, "baseline 12") {
		t.Errorf("%+v", kr)
	}
}

func TestExpected(t *testing.T) {
	day := func(by string, share float64) v1alpha1.PlanPoint {
		return v1alpha1.PlanPoint{By: v1alpha1.Date("2026-" + by), Share: share}
	}
	steps := []v1alpha1.Stage{{At: 0, Score: 0.2}, {At: 10, Score: 1}}
	tests := []struct {
		reason       string
		set          []option
		committed    string
		aspirational string
	}{
		{"one straight line", nil, "0.5", "0.35"},
		{"due early", []option{due("10-05")}, "1", "0.7"},
		{"as planned, by the end of the day", []option{plan(day("10-05", 0.2))}, "0.2", "0.14"},
		{"between the points", []option{plan(day("10-03", 0.2), day("10-07", 0.6))}, "0.4", "0.28"},
		{"to maintain is to be there always", []option{atLeast(1)}, "1", "1"},
		{"of stages a share of the score", []option{stages(steps...)}, "0.5", "0.35"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.set("q", 5)
			op := newOperator(t, goal(prom("a", "q", tc.set...)), source)
			status := op.at("10-06T00:59")
			if show(status.ExpectedScore) != tc.committed || show(status.KeyResults[0].Expected) != tc.committed {
				t.Errorf("expected %s, want %s", show(status.ExpectedScore), tc.committed)
			}
			op = newOperator(t, aspirational(goal(prom("a", "q", tc.set...))), source)
			if got := show(op.at("10-06T00:59").ExpectedScore); got != tc.aspirational {
				t.Errorf("aspirational: expected %s, want %s", got, tc.aspirational)
			}
		})
	}
}

func TestGuardrails(t *testing.T) {
	source := newFeed()
	source.set("calm", 20)
	source.pasts["calm"] = always(20)
	kpi := follows("kpi", "other")
	op := newOperator(t, goal(kpi, prom("calm", "calm", within(18, 22, 4), guardrail)), source)
	op.scores["other"] = Answer{Value: 0.9}
	status := op.at("10-05")
	if show(status.Score) != "0.9" || status.KeyResultsMet != "0/1" || status.Outlook != v1alpha1.OutlookOnTrack || show(status.ExpectedScore) != "0.4" {
		t.Errorf("a guardrail is neither in the score nor counted: %+v", status)
	}
	source.set("calm", 24)
	status = op.at("10-05T01:00")
	if show(status.Score) != "0.9" || status.Outlook != v1alpha1.OutlookAtRisk {
		t.Errorf("broken: score %s, %s; want 0.9, capped at AtRisk", show(status.Score), status.Outlook)
	}
	if got := reasons(status.Conditions, "KeyResultsMet", "OnTrack"); got != "KeyResultsMet=GuardrailBroken OnTrack=AtRisk" {
		t.Error(got)
	}
	op.scores["other"] = Answer{Value: 0}
	if status = op.at("10-06"); status.Outlook != v1alpha1.OutlookOffTrack {
		t.Errorf("a cap lifts nothing: %s", status.Outlook)
	}
	op.scores["other"] = Answer{Value: 1}
	if status = op.at("10-11T01:00"); status.Outlook != v1alpha1.OutlookMissed || show(status.Score) != "1" || status.KeyResultsMet != "1/1" {
		t.Errorf("%s with score %s: no success with a broken guardrail", status.Outlook, show(status.Score))
	}
}

func TestUnmeasuredGuardrail(t *testing.T) {
	source := newFeed()
	op := newOperator(t, goal(follows("kpi", "other"), prom("calm", "calm", atLeast(1), guardrail)), source)
	op.scores["other"] = Answer{Value: 1}
	status := op.at("10-05")
	if got := reasons(status.Conditions, "KeyResultsMet", "OnTrack"); got != "KeyResultsMet=NotMeasured OnTrack=OnTrack" {
		t.Error(got)
	}
	status = op.at("10-11T01:00")
	if got := reasons(status.Conditions, "KeyResultsMet", "OnTrack"); got != "KeyResultsMet=NotMeasured OnTrack=NotMeasured" || status.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("%s, %s: without it there is no verdict", got, status.Outlook)
	}
	source.set("calm", 1)
	if status = op.at("10-12"); status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("measured late: %s", status.Outlook)
	}
}

func TestKeyResultsMetText(t *testing.T) {
	source := newFeed()
	source.set("good", 10)
	source.set("bad", 1)
	op := newOperator(t, goal(prom("a", "good"), prom("b", "bad"), prom("c", "gone"), prom("d", "good", atLeast(1), guardrail)), source)
	status := op.at("10-05")
	if status.KeyResultsMet != "1/3" || status.Score != nil {
		t.Errorf("%s, score %s", status.KeyResultsMet, show(status.Score))
	}
	if got := reasons(status.Conditions, "KeyResultsMet"); got != "KeyResultsMet=NotAllMet" {
		t.Errorf("%s: a known one is unmet", got)
	}
}
