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

// until is a value up to an instant, and another from it on.
func until(when string, before, after float64) func(time.Time) float64 {
	return func(at time.Time) float64 {
		if at.After(moment(when)) {
			return after
		}
		return before
	}
}

func TestDueEarlierThanTheEnd(t *testing.T) {
	source := newFeed()
	source.series["early"] = until("10-05", 10, 2)
	source.set("late", 5)
	op := newOperator(t, goal(prom("early", "early", due("10-04")), follows("late", "other")), source)
	op.scores["other"] = Answer{Value: 1}
	if kr := result(t, op.at("10-05T00:30"), "early"); decided(kr.Outlook) {
		t.Errorf("inside settle: %s", kr.Outlook)
	}
	status := op.at("10-05T01:00")
	kr := result(t, status, "early")
	if kr.Outlook != v1alpha1.OutlookAchieved || show(kr.Value) != "10" || show(kr.Expected) != "1" {
		t.Errorf("as of the due day: %+v", kr)
	}
	if status.Outlook != v1alpha1.OutlookOnTrack || status.Grade != "" {
		t.Errorf("%s, grade %q: Achieved counts as OnTrack before the verdict", status.Outlook, status.Grade)
	}
	source.set("early", 0)
	if kr = result(t, op.at("10-08"), "early"); show(kr.Value) != "10" || !*kr.Met {
		t.Errorf("not frozen: %+v", kr)
	}
	if status = op.at("10-11T01:00"); status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("verdict: %s", status.Outlook)
	}
}

func TestAllDueEarly(t *testing.T) {
	source := newFeed()
	source.set("q", 3)
	op := newOperator(t, goal(prom("a", "q", due("10-04"))), source)
	status := op.at("10-11T00:30")
	if status.Outlook != v1alpha1.OutlookOffTrack || result(t, status, "a").Outlook != v1alpha1.OutlookMissed {
		t.Errorf("%s: Missed counts as OffTrack before the verdict", status.Outlook)
	}
	if !op.last.Next.Equal(moment("10-11T01:00")) {
		t.Errorf("next = %s: nobody would take the verdict", op.last.Next)
	}
	if status = op.at("10-11T01:00"); status.Outlook != v1alpha1.OutlookMissed || status.Grade != v1alpha1.GradeRed {
		t.Errorf("verdict: %s, %s", status.Outlook, status.Grade)
	}
}

func TestUnmeasuredAtTheEnd(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q"), prom("b", "p")), source)
	source.set("p", 10)
	op.at("10-10")
	source.down["p"] = unavailable
	status := op.at("10-12")
	if status.Outlook != v1alpha1.OutlookUnknown || status.Grade != "" || result(t, status, "b").Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("%s: not measured is never Missed", status.Outlook)
	}
	if got := reasons(status.Conditions, "Measured", "KeyResultsMet", "OnTrack"); got != "Measured=SourceUnavailable KeyResultsMet=NotMeasured OnTrack=NotMeasured" {
		t.Error(got)
	}
	if result(t, status, "a").Outlook != v1alpha1.OutlookAchieved {
		t.Error("a bad key result held up another")
	}
	if status = op.at("11-20"); status.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("weeks later: %s", status.Outlook)
	}
	source.series["p"] = until("10-11", 10, 0)
	delete(source.down, "p")
	if status = op.at("11-21"); status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("as of the end, late: %s", status.Outlook)
	}
}

func TestVerdictWaitsForItsAnswer(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-10")
	source.silent["q"] = true
	if op.at("10-12"); !op.last.Incomplete {
		t.Error("a verdict without its answer")
	}
}

func TestOverBeforeItWasCreated(t *testing.T) {
	source := newFeed()
	source.series["q"] = until("10-11", 10, 0)
	op := newOperator(t, goal(prom("a", "q")), source)
	if status := op.at("12-01"); status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("%s, want the verdict as of the end", status.Outlook)
	}
	for _, q := range source.asked {
		if !q.At.Equal(moment("10-11")) {
			t.Errorf("asked as of %s", q.At)
		}
	}
}

func TestSettle(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	goal := goal(prom("a", "q"))
	goal.Spec.Period.Settle = "2d"
	op := newOperator(t, goal, source)
	if status := op.at("10-12T23:59"); decided(status.Outlook) {
		t.Errorf("early: %s", status.Outlook)
	}
	if status := op.at("10-13"); status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("settled: %s", status.Outlook)
	}
}

func TestSuccessAndGrade(t *testing.T) {
	tests := []struct {
		reason       string
		scores       []float64
		aspirational bool
		want         v1alpha1.Outlook
		grade        v1alpha1.Grade
		met          string
	}{
		{"met is success", []float64{1}, false, "Achieved", "Green", "AllMet"},
		{"committed means in full", []float64{0.99}, false, "Missed", "Green", "NotAllMet"},
		{"aspirational at 0.7", []float64{0.7}, true, "Achieved", "Green", "NotAllMet"},
		{"just below 0.7, though written as 0.7", []float64{0.699}, true, "Missed", "Yellow", "NotAllMet"},
		{"each has to succeed", []float64{1, 0.6}, true, "Missed", "Green", "NotAllMet"},
		{"just below 0.4, though written as 0.4", []float64{0.3999}, false, "Missed", "Red", "NotAllMet"},
		{"at 0.4", []float64{0.4}, false, "Missed", "Yellow", "NotAllMet"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			var results []v1alpha1.KeyResult
			for i, score := range tc.scores {
				name := string(rune('a' + i))
				source.set(name, score)
				results = append(results, prom(name, name, reach(0, 1)))
			}
			goal := goal(results...)
			if tc.aspirational {
				aspirational(goal)
			}
			op := newOperator(t, goal, source)
			status := op.at("10-11T01:00")
			if status.Outlook != tc.want || status.Grade != tc.grade || reasonOf(status.Conditions, "KeyResultsMet") != tc.met {
				t.Errorf("%s, %s, %s", status.Outlook, status.Grade, reasonOf(status.Conditions, "KeyResultsMet"))
			}
		})
	}
}

// judged is an objective after its verdict, Achieved as of the end.
func judged(t *testing.T) (*operator, *feed) {
	t.Helper()
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q"), prom("b", "q")), source)
	if status := op.at("10-12"); status.Outlook != v1alpha1.OutlookAchieved {
		t.Fatal(status.Outlook)
	}
	return op, source
}

func TestEditAfterTheVerdict(t *testing.T) {
	op, source := judged(t)
	writes := op.writes
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Title = "another" })
	asked := len(source.asked)
	if op.at("10-13"); op.writes != writes+1 || len(source.asked) != asked || op.goal.Status.Outlook != v1alpha1.OutlookAchieved {
		t.Error("an edit of the title judged again")
	}
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 50 })
	status := op.at("10-14")
	if status.Outlook != v1alpha1.OutlookMissed || show(result(t, status, "a").Score) != "0.2" || status.KeyResultsMet != "1/2" || status.Grade != v1alpha1.GradeYellow {
		t.Errorf("judged again: %+v", status)
	}
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Period.End = "2026-12-31" })
	if status = op.at("10-15"); decided(status.Outlook) || status.Grade != "" {
		t.Errorf("a longer period takes the verdict back: %s", status.Outlook)
	}
}

func TestHistoryGone(t *testing.T) {
	op, source := judged(t)
	source.set("q", math.NaN())
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 20 })
	status := op.at("10-14")
	kr := result(t, status, "a")
	if kr.Outlook != v1alpha1.OutlookAchieved || kr.Reason != v1alpha1.MeasureReasonHistoryGone || !*kr.Met || show(kr.Value) != "10" || show(kr.Score) != "1" {
		t.Errorf("%+v, want the old verdict", kr)
	}
	if status.Outlook != v1alpha1.OutlookAchieved || status.Grade != v1alpha1.GradeGreen || show(status.Score) != "1" {
		t.Errorf("%+v, want the old verdict", status)
	}
	if got := reasons(status.Conditions, "Ready", "Measured", "OnTrack"); got != "Ready=Succeeded Measured=HistoryGone OnTrack=Achieved" {
		t.Error(got)
	}
	writes := op.writes
	source.silent["q"] = true // after a restart
	if op.at("10-15"); !op.last.Incomplete {
		t.Error("judged with no answer")
	}
	source.silent["q"] = false
	asked := len(source.asked)
	for _, reason := range []v1alpha1.MeasureReason{"", unavailable, v1alpha1.MeasureReasonSourceNotFound, ""} {
		source.down["q"] = reason
		op.at("10-16")
	}
	if op.writes != writes || len(source.asked) == asked {
		t.Errorf("%d writes, %d questions while the data is gone, want none and some", op.writes-writes, len(source.asked)-asked)
	}
	source.set("q", 1)
	status = op.at("10-17")
	if kr = result(t, status, "a"); kr.Outlook != v1alpha1.OutlookMissed || kr.Reason != "" || kr.Target != "0 -> 20" || show(kr.Score) != "0.05" {
		t.Errorf("%+v, want it judged by the data that is there again", kr)
	}
	if got := reasonOf(status.Conditions, "Measured"); status.Outlook != v1alpha1.OutlookMissed || status.Grade != v1alpha1.GradeRed || got != "AllMeasured" {
		t.Errorf("%s, %s, %s: the old grade must go, too", status.Outlook, status.Grade, got)
	}
	asked = len(source.asked)
	if op.at("10-18"); len(source.asked) != asked {
		t.Error("judged for good, and asked again")
	}
}

func TestTransientFailureAfterTheVerdict(t *testing.T) {
	op, source := judged(t)
	source.down["q"] = unavailable
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 10.005 })
	status := op.at("10-14")
	if kr := result(t, status, "a"); kr.Outlook != v1alpha1.OutlookAchieved || kr.Reason != unavailable || status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("%+v, want the old verdict for the time being", kr)
	}
	op.at("10-15")
	source.silent["q"] = true
	if op.at("10-15T12:00"); !op.last.Incomplete {
		t.Error("judged with no answer")
	}
	source.silent["q"] = false
	delete(source.down, "q")
	status = op.at("10-16")
	if kr := result(t, status, "a"); kr.Outlook != v1alpha1.OutlookMissed || kr.Reason != "" || kr.Target != "0 -> 10.005" || *kr.Met {
		t.Errorf("%+v, want it judged anew, with nothing of the old target", kr)
	}
	if status.Outlook != v1alpha1.OutlookMissed {
		t.Errorf("%s", status.Outlook)
	}
}

func TestMeasureEditedAfterTheVerdict(t *testing.T) {
	op, source := judged(t)
	source.down["p"] = v1alpha1.MeasureReasonMultipleSeries
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Query = "p" })
	status := op.at("10-14")
	if kr := result(t, status, "a"); kr.Reason != v1alpha1.MeasureReasonMultipleSeries || kr.Outlook != v1alpha1.OutlookAchieved || kr.Message == "" {
		t.Errorf("%+v: several series are no lost history", kr)
	}
	delete(source.down, "p")
	source.set("p", 4)
	if status = op.at("10-15"); status.Outlook != v1alpha1.OutlookMissed || show(result(t, status, "a").Value) != "4" {
		t.Errorf("%+v", status)
	}
}

func TestNoBaselineAtTheVerdict(t *testing.T) {
	source := newFeed()
	source.series["q"] = until("10-03", math.NaN(), 10)
	op := newOperator(t, goal(prom("a", "q", reachFromStart(10, "Increase"))), source)
	status := op.at("10-12")
	if kr := result(t, status, "a"); status.Outlook != v1alpha1.OutlookUnknown || kr.Reason != v1alpha1.MeasureReasonNoBaseline {
		t.Errorf("%s, %+v", status.Outlook, kr)
	}
	op, _ = judged(t)
	op.edit(func(s *v1alpha1.ObjectiveSpec) {
		s.KeyResults[0] = prom("a", "q", reachFromStart(11, "Increase"))
	})
	op.source = source
	if kr := result(t, op.at("10-14"), "a"); kr.Reason != v1alpha1.MeasureReasonHistoryGone || !strings.Contains(kr.Message, "NoBaseline") {
		t.Errorf("%+v", kr)
	}
}
