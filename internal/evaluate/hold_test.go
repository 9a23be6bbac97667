/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// other is an objective that another one measures, over the period of goal and measured.
func other(score float64, outlook v1alpha1.Outlook) *v1alpha1.Objective {
	o := goal()
	o.Name, o.Status = "other", v1alpha1.ObjectiveStatus{ObservedGeneration: 1, Score: &score, Outlook: outlook}
	o.Status.Conditions = []metav1.Condition{{
		Type: v1alpha1.GoalConditionMeasured, Status: metav1.ConditionTrue, Reason: v1alpha1.GoalReasonAllMeasured, ObservedGeneration: 1,
	}}
	return o
}

// unmeasured is the same with a score that is stale.
func unmeasured(o *v1alpha1.Objective) *v1alpha1.Objective {
	o.Status.Conditions[0].Status, o.Status.Conditions[0].Reason = metav1.ConditionFalse, string(unavailable)
	return o
}

func TestFinalReference(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason     string
		other      *v1alpha1.Objective
		change     func(*v1alpha1.Objective)
		wantFinal  bool
		wantReason v1alpha1.MeasureReason
		wantSays   string
	}{
		{"its verdict is taken", other(0.4, "Missed"), nil, true, "", ""},
		{"whatever became of its data since", unmeasured(other(0.4, "Achieved")), nil, true, "", ""},
		{"it ends as early and has no verdict", other(0.4, "OnTrack"), nil, false, "", "none yet"},
		{"it ends later, and is measured", other(0.4, "OnTrack"), func(o *v1alpha1.Objective) { o.Spec.Period.End = "2026-10-11" }, true, "", ""},
		{"it ends later, and is not measured", unmeasured(other(0.4, "Unknown")), func(o *v1alpha1.Objective) { o.Spec.Period.End = "2026-10-11" },
			false, "Stale", "not measured (SourceUnavailable)"},
		{"it ends as early, and is not measured", unmeasured(other(0.4, "Unknown")), nil, false, "Stale", "not measured (SourceUnavailable)"},
		{"it will have none before it is resumed", other(0.4, "OnTrack"), func(o *v1alpha1.Objective) { o.Spec.Suspend = true }, false, "", "resume it"},
		{"it was edited since", other(0.4, "Achieved"), func(o *v1alpha1.Objective) { o.Generation = 2 }, false, "", "present spec"},
		{"it was edited, and is being measured", other(0.4, "OnTrack"),
			func(o *v1alpha1.Objective) { o.Generation, o.Status.ObservedGeneration = 2, 2 }, false, "", "present spec"},
		{"it was never measured", other(0.4, "OnTrack"), func(o *v1alpha1.Objective) { o.Status.Conditions = nil }, false, "", "present spec"},
		{"it has no score to wait for", other(0.4, "Pending"), func(o *v1alpha1.Objective) { o.Status.Score = nil }, true, "NoData", "no score"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			if tc.change != nil {
				tc.change(tc.other)
			}
			world := newCluster()
			world.objectives["team/other"] = tc.other
			got, final := FinalReference(world, "team", goal(), v1alpha1.ObjectReference{Name: "other"}, moment("10-11"))
			if final != tc.wantFinal || got.Reason != tc.wantReason || !strings.Contains(got.Message, tc.wantSays) || (got.Message == "") != (tc.wantSays == "") {
				t.Errorf("FinalReference(...) = %+v, %t, want %q, %t", got, final, tc.wantReason, tc.wantFinal)
			}
			if final && got.Reason == "" && got.Value != 0.4 {
				t.Errorf("FinalReference(...) = %v, want the score", got.Value)
			}
		})
	}
	got, final := FinalReference(newCluster(), "team", goal(), v1alpha1.ObjectReference{Name: "other"}, moment("10-11"))
	if got.Reason != v1alpha1.MeasureReasonReferenceNotFound || !final {
		t.Errorf("FinalReference(...) = %+v, %t of what is not there", got, final)
	}
}

func TestAVerdictWaitsForTheOneThatItMeasures(t *testing.T) {
	t.Parallel()
	op := newOperator(t, goal(follows("ref", "other")), newFeed())
	op.world.objectives["team/other"] = other(1, "OnTrack")
	op.at("10-10T23:00")
	writes := op.writes
	op.at("10-11T00:30")
	status := op.at("10-11T01:00")
	kr := result(t, status, "ref")
	if status.Outlook != v1alpha1.OutlookOnTrack || kr.Outlook != v1alpha1.OutlookOnTrack || show(kr.Score) != "1" || kr.Reason != "" || status.Grade != "" {
		t.Errorf("%s, %+v, want what was before until there is the other verdict", status.Outlook, kr)
	}
	if !op.last.Next.Equal(moment("10-11T01:05")) {
		t.Errorf("next = %s, want an interval later: a verdict need not move the score", op.last.Next)
	}
	if op.at("10-11T01:05"); op.writes > writes+1 {
		t.Errorf("%d writes while it waits, want one for the new day at most", op.writes-writes)
	}
	op.world.objectives["team/other"] = other(0.4, "Missed")
	status = op.at("10-11T01:06")
	if kr = result(t, status, "ref"); status.Outlook != v1alpha1.OutlookMissed || show(kr.Value) != "0.4" || kr.Outlook != v1alpha1.OutlookMissed {
		t.Errorf("%s, %+v, want the verdict by the other verdict", status.Outlook, kr)
	}
}

func TestAStaleScoreDecidesNothing(t *testing.T) {
	t.Parallel()
	for _, end := range []v1alpha1.Date{"2026-10-10", "2026-12-31"} {
		measured, lost := other(0.4, "AtRisk"), unmeasured(other(0.4, "Unknown"))
		measured.Spec.Period.End, lost.Spec.Period.End = end, end
		op := newOperator(t, goal(follows("ref", "other")), newFeed())
		op.world.objectives["team/other"] = measured
		op.at("10-10T22:00")
		op.world.objectives["team/other"] = lost
		if status := op.at("10-10T23:00"); show(status.Score) != "0.4" || reasonOf(status.Conditions, "Measured") != "AllMeasured" {
			t.Errorf("until %s: %+v, want that a stale score counts inside the period", end, status)
		}
		status := op.at("10-11T01:00")
		kr := result(t, status, "ref")
		if status.Outlook != v1alpha1.OutlookUnknown || kr.Outlook != v1alpha1.OutlookUnknown || show(kr.Value) != "0.4" || kr.Reason != v1alpha1.MeasureReasonStale {
			t.Errorf("until %s: %s, %+v, want Unknown", end, status.Outlook, kr)
		}
		if got := reasons(status.Conditions, "Ready", "Measured", "OnTrack"); got != "Ready=Succeeded Measured=Stale OnTrack=NotMeasured" {
			t.Error(got)
		}
		if !op.last.Next.Equal(moment("10-11T01:05")) {
			t.Errorf("next = %s: nobody would try again", op.last.Next)
		}
		op.world.objectives["team/other"] = other(1, "Achieved")
		if status = op.at("10-11T01:05"); status.Outlook != v1alpha1.OutlookAchieved {
			t.Errorf("until %s: %s, want the verdict", end, status.Outlook)
		}
	}
}

func TestAnEditedVerdictWaitsForTheOneThatItMeasures(t *testing.T) {
	t.Parallel()
	op := newOperator(t, goal(follows("ref", "other")), newFeed())
	op.world.objectives["team/other"] = other(0.6, "Missed")
	if status := op.at("10-12"); status.Outlook != v1alpha1.OutlookMissed {
		t.Fatal(status.Outlook)
	}
	op.world.objectives["team/other"] = other(0.6, "OnTrack")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.To = 0.5 })
	if kr := result(t, op.at("10-13"), "ref"); kr.Outlook != v1alpha1.OutlookMissed || kr.Reason != v1alpha1.MeasureReasonStale {
		t.Errorf("%+v, want the old verdict for the time being", kr)
	}
	op.world.objectives["team/other"] = other(0.6, "Achieved")
	if status := op.at("10-14"); status.Outlook != v1alpha1.OutlookAchieved || status.Grade != v1alpha1.GradeGreen {
		t.Errorf("%s, %s, want it judged anew", status.Outlook, status.Grade)
	}
}

func TestNothingIsJudgedBetweenTheDueMomentAndTheVerdict(t *testing.T) {
	t.Parallel()
	entries := []v1alpha1.CheckInEntry{{Date: "2026-10-02", Value: 4}, {Date: "2026-10-11", Value: 10}}
	tests := []struct {
		reason string
		result v1alpha1.KeyResult
		want   string // the value at the end
		after  string // the value from before the end
	}{
		{"a query", prom("a", "q"), "4", "4"},
		{"a query with a baseline", prom("a", "q", reachFromStart(10, "Increase")), "4", "4"},
		{"a share of the time", prom("a", "q", share(10, 0.5)), "4", "4"},
		{"check-ins", typed("a", entries), "4", "4"},
		{"a score", follows("a", "other"), "0.4", "0.4"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			source := newFeed()
			source.series["q"] = func(at time.Time) float64 {
				if at.Before(moment("10-05")) {
					return 2
				}
				return until("10-11", 4, 10)(at)
			}
			op := newOperator(t, goal(tc.result), source)
			op.scores["other"] = Answer{Value: 0.4}
			before := result(t, op.at("10-10T23:00"), "a")
			op.scores["other"] = Answer{Value: 1}
			for _, when := range []string{"10-11", "10-11T00:02", "10-11T00:59"} {
				kr := result(t, op.at(when), "a")
				if show(kr.Value) != tc.want || show(kr.Progress) != show(before.Progress) || show(kr.Score) != show(before.Score) ||
					*kr.Met != *before.Met || kr.MetTime != nil || kr.Outlook != before.Outlook {
					t.Errorf("%s: %+v, want it as before the end: %+v", when, kr, before)
				}
			}
			late := newOperator(t, goal(tc.result), source)
			late.scores["other"] = Answer{Value: 1}
			kr := result(t, late.at("10-11T00:30"), "a")
			if kr.Value != nil || kr.Score != nil || kr.Met != nil || kr.MetTime != nil || kr.Reason != "" || kr.Outlook != v1alpha1.OutlookUnknown {
				t.Errorf("%+v, want nothing judged where nothing was before the end", kr)
			}
			op.scores["other"] = Answer{Value: 0.4}
			if kr = result(t, op.at("10-11T01:00"), "a"); kr.Outlook != v1alpha1.OutlookMissed || kr.MetTime != nil {
				t.Errorf("%+v, want the verdict as of the end", kr)
			}
			if kr = result(t, late.at("10-11T01:00"), "a"); !decided(kr.Outlook) {
				t.Errorf("%+v, want a verdict", kr)
			}
		})
	}
}

func TestAFailureIsToldBetweenTheDueMomentAndTheVerdict(t *testing.T) {
	t.Parallel()
	source := newFeed()
	source.set("q", 4)
	op := newOperator(t, goal(prom("a", "q")), source)
	before := result(t, op.at("10-10T23:59"), "a")
	op.at("10-11T00:10")
	source.down["q"] = unavailable
	kr := result(t, op.at("10-11T00:20"), "a")
	if kr.Reason != unavailable || show(kr.Value) != "4" || !kr.ObservedTime.Equal(before.ObservedTime) || kr.Outlook != before.Outlook {
		t.Errorf("%+v, want the reason beside what was written before", kr)
	}
	op.restart()
	source.silent["q"] = true
	if op.at("10-11T00:30"); op.last.Changed {
		t.Error("a restart is no news")
	}
	source.silent["q"] = false
	delete(source.down, "q")
	if kr = result(t, op.at("10-11T00:40"), "a"); kr.Reason != "" || show(kr.Value) != "4" {
		t.Errorf("%+v, want the reason gone", kr)
	}
}
