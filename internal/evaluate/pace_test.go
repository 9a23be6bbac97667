/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestCheckIns(t *testing.T) {
	source := newFeed()
	entries := []v1alpha1.CheckInEntry{
		entry("10-09", 9), entry("10-02", 2), entry("10-04", 3), entry("10-04T00:00:00Z", 4), {Date: "2026-02-30", Value: 7},
	}
	op := newOperator(t, goal(typed("a", entries, freshFor("4d"))), source)
	for _, step := range []struct {
		reason, at, value string
		why               v1alpha1.MeasureReason
		outlook           v1alpha1.Outlook
		next              string
	}{
		{"a later day does not count yet", "10-01T23:59:59", "-", v1alpha1.MeasureReasonNoData, "Unknown", "10-02"},
		{"a day counts from its first midnight", "10-02", "2", "", "OnTrack", "10-03"},
		{"until the next counts", "10-03T12:00", "2", "", "OnTrack", "10-04"},
		{"of two for one day the later in the list wins", "10-04", "4", "", "OnTrack", "10-05"},
		{"just before it is stale", "10-07T23:59:59", "4", "", "AtRisk", "10-08"},
		{"stale is Unknown at once", "10-08", "4", v1alpha1.MeasureReasonStale, "Unknown", "10-09"},
		{"a new entry mends it", "10-09", "9", "", "OnTrack", "10-10"},
	} {
		status := op.at(step.at)
		kr := result(t, status, "a")
		if show(kr.Value) != step.value || kr.Reason != step.why || kr.Outlook != step.outlook || status.Outlook != step.outlook {
			t.Errorf("%s: value %s, %q, %s", step.reason, show(kr.Value), kr.Reason, kr.Outlook)
		}
		if !op.last.Next.Equal(moment(step.next)) {
			t.Errorf("%s: next %s, want %s", step.reason, op.last.Next, step.next)
		}
	}
	if len(source.asked) != 0 {
		t.Error("a check-in asked a source")
	}
}

func TestCheckInCountsInThePeriodsZone(t *testing.T) {
	zone := "America/New_York"
	goal := goal(typed("a", []v1alpha1.CheckInEntry{entry("10-02", 2)}))
	goal.Spec.Period.TimeZone = &zone
	op := newOperator(t, goal, newFeed())
	if kr := result(t, op.at("10-02T03:59"), "a"); kr.Value != nil {
		t.Errorf("early: %+v", kr)
	}
	if kr := result(t, op.at("10-02T04:00"), "a"); show(kr.Value) != "2" {
		t.Errorf("at midnight: %+v", kr)
	}
}

func TestVerdictOnCheckIns(t *testing.T) {
	tests := []struct {
		reason  string
		entries []v1alpha1.CheckInEntry
		fresh   v1alpha1.Duration
		want    v1alpha1.Outlook
	}{
		{"an entry of the due day counts", []v1alpha1.CheckInEntry{entry("10-09", 1), entry("10-10", 10)}, "", "Achieved"},
		{"one of the day after does not", []v1alpha1.CheckInEntry{entry("10-09", 1), entry("10-11", 10)}, "", "Missed"},
		{"stale at the end is not measured", []v1alpha1.CheckInEntry{entry("10-01", 10)}, "3d", "Unknown"},
		{"fresh to the very end", []v1alpha1.CheckInEntry{entry("10-01", 10)}, "10d", "Achieved"},
		{"none at all", []v1alpha1.CheckInEntry{entry("10-11", 10)}, "", "Unknown"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			op := newOperator(t, goal(typed("a", tc.entries, freshFor(tc.fresh))), newFeed())
			if status := op.at("10-11T01:00"); status.Outlook != tc.want {
				t.Errorf("%s, want %s", status.Outlook, tc.want)
			}
		})
	}
}

func TestCheckInsGoOnAfterTheVerdict(t *testing.T) {
	op := newOperator(t, goal(typed("a", []v1alpha1.CheckInEntry{entry("10-10", 10)})), newFeed())
	op.at("10-12")
	op.edit(func(s *v1alpha1.ObjectiveSpec) {
		s.KeyResults[0].Measure.CheckIn.Entries = []v1alpha1.CheckInEntry{entry("10-12", 1)}
	})
	if status := op.at("10-13"); status.Outlook != v1alpha1.OutlookAchieved || show(status.Score) != "1" {
		t.Errorf("%s: entries are not part of what was judged", status.Outlook)
	}
}

func TestAnEditedEntryThatIsStale(t *testing.T) {
	op := newOperator(t, goal(typed("a", []v1alpha1.CheckInEntry{entry("10-02", 1)}, freshFor("2d"))), newFeed())
	op.at("10-03")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.CheckIn.Entries[0].Value = 10 })
	kr := result(t, op.at("10-06"), "a")
	if show(kr.Value) != "10" || show(kr.Progress) != "1" || !*kr.Met || kr.Reason != v1alpha1.MeasureReasonStale || kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("%+v: what is shown has to fit together", kr)
	}
}

func TestPace(t *testing.T) {
	tests := []struct {
		reason       string
		score        float64
		aspirational bool
		want         v1alpha1.Outlook
	}{
		{"as expected", 0.5, false, "OnTrack"},
		{"a tenth behind", 0.4, false, "OnTrack"},
		{"more than a tenth behind", 0.399, false, "AtRisk"},
		{"three tenths behind", 0.2, false, "AtRisk"},
		{"more than three tenths behind", 0.19, false, "OffTrack"},
		{"aspirational expects less", 0.25, true, "OnTrack"},
		{"aspirational, behind", 0.04, true, "OffTrack"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			goal := goal(follows("a", "other"))
			if tc.aspirational {
				aspirational(goal)
			}
			op := newOperator(t, goal, newFeed())
			op.scores["other"] = Answer{Value: tc.score}
			status := op.at("10-06T12:00")
			kr := result(t, status, "a")
			if kr.Outlook != tc.want || status.Outlook != tc.want || kr.Reason != "" || !strings.Contains(kr.Message, "by pace") {
				t.Errorf("%+v", kr)
			}
			if got := reasonOf(status.Conditions, "OnTrack"); got != string(tc.want) {
				t.Errorf("OnTrack for %s", got)
			}
		})
	}
}

func TestWorstOutlook(t *testing.T) {
	for _, tc := range []struct {
		reason string
		scores []float64 // below 0: none
		want   string
	}{
		{"AtRisk before OnTrack", []float64{0.9, 0.3, 0.9}, "AtRisk"},
		{"Unknown before AtRisk", []float64{0.3, -1, 0.9}, "NotMeasured"},
		{"OffTrack before Unknown", []float64{0.3, -1, 0}, "OffTrack"},
	} {
		op := newOperator(t, goal(follows("a", "0"), follows("b", "1"), follows("c", "2")), newFeed())
		for i, score := range tc.scores {
			op.scores[string(rune('0'+i))] = Answer{Value: score}
			if score < 0 {
				op.scores[string(rune('0'+i))] = Answer{Reason: v1alpha1.MeasureReasonNoData}
			}
		}
		if got := reasonOf(op.at("10-06").Conditions, "OnTrack"); got != tc.want {
			t.Errorf("%s: %s", tc.reason, got)
		}
	}
}

func TestObjectiveRef(t *testing.T) {
	op := newOperator(t, goal(follows("a", "other")), newFeed())
	op.scores["other"] = Answer{Value: 0.6}
	op.at("10-05")
	for _, tc := range []struct {
		why               v1alpha1.MeasureReason
		value, conditions string
	}{
		{v1alpha1.MeasureReasonNoData, "0.6", "Ready=Succeeded Measured=NoData Stalled= OnTrack=NotMeasured"},
		{v1alpha1.MeasureReasonReferenceNotFound, "0.6", "Ready=ReferenceNotFound Measured=ReferenceNotFound Stalled= OnTrack=NotMeasured"},
		{v1alpha1.MeasureReasonReferenceCycle, "-", "Ready=ReferenceCycle Measured=ReferenceCycle Stalled=ReferenceCycle OnTrack=NotMeasured"},
	} {
		op.scores["other"] = Answer{Reason: tc.why, Message: "why"}
		status := op.at("10-05T01:00")
		kr := result(t, status, "a")
		if show(kr.Value) != tc.value || kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason != tc.why {
			t.Errorf("%s: %+v", tc.why, kr)
		}
		if got := reasons(status.Conditions, "Ready", "Measured", "Stalled", "OnTrack"); got != tc.conditions {
			t.Errorf("%s, want %s", got, tc.conditions)
		}
	}
	op.scores["other"] = Answer{Value: 1}
	if status := op.on(moment("10-11").Add(time.Hour)); status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("verdict on the value at that moment: %s", status.Outlook)
	}
	op.scores["other"] = Answer{Value: 0}
	if status := op.at("10-12"); status.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("frozen: %s", status.Outlook)
	}
}
