/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestObjectiveEventsOfMeasurement(t *testing.T) {
	t.Parallel()
	type kr = v1alpha1.KeyResultStatus
	good := kr{Name: "a", Value: ptr(1.0)}
	young := kr{Name: "a", Value: ptr(1.0), Reason: v1alpha1.MeasureReasonInsufficientData}
	gone := kr{Name: "a", Value: ptr(1.0), Reason: v1alpha1.MeasureReasonHistoryGone}
	silent := kr{Name: "a", Value: ptr(1.0), Reason: v1alpha1.MeasureReasonNoData}
	never := kr{Name: "a", Reason: v1alpha1.MeasureReasonNoData}
	down := kr{Name: "b", Value: ptr(1.0), Reason: v1alpha1.MeasureReasonSourceUnavailable}
	lostA := &Event{"Warning", "MeasurementLost", "Evaluate", "There was no fresh number any more: a (NoData)"}
	restoredA := &Event{"Normal", "MeasurementRestored", "Evaluate", "There were fresh numbers again (outlook Unknown): a"}
	tests := map[string]struct {
		reason                      string
		beforeOnTrack, afterOnTrack string
		before, after               []kr
		want                        *Event
	}{
		"Lost": {
			reason:        "a judgement that was given up is news",
			beforeOnTrack: "OnTrack", afterOnTrack: "NotMeasured", before: []kr{good}, after: []kr{silent}, want: lostA,
		},
		"LostWithoutOutlook": {
			reason:        "too little history is no want of numbers",
			beforeOnTrack: "InsufficientData", afterOnTrack: "NotMeasured", before: []kr{young}, after: []kr{silent}, want: lostA,
		},
		"LostTwice": {
			reason:        "all that fail are named, and those that do not are not",
			beforeOnTrack: "OffTrack", afterOnTrack: "NotMeasured",
			before: []kr{good}, after: []kr{silent, {Name: "c", Reason: v1alpha1.MeasureReasonInsufficientData}, down, {Name: "d"}},
			want: &Event{"Warning", "MeasurementLost", "Evaluate",
				"There was no fresh number any more: a (NoData), b (SourceUnavailable)"},
		},
		"NotStartedToLost": {
			reason:        "what had not begun was not judged",
			beforeOnTrack: "NotStarted", afterOnTrack: "NotMeasured", before: []kr{good}, after: []kr{silent},
		},
		"StillLost": {
			reason:        "a loss is told once",
			beforeOnTrack: "NotMeasured", afterOnTrack: "NotMeasured", before: []kr{silent}, after: []kr{down},
		},
		"FirstJudgement": {
			reason:        "without a judgement before there was nothing to lose",
			beforeOnTrack: "", afterOnTrack: "NotMeasured", before: []kr{good}, after: []kr{silent},
		},
		"KeptByItsLastValue": {
			reason:        "a failure within the limit is no loss yet",
			beforeOnTrack: "OnTrack", afterOnTrack: "OnTrack", before: []kr{good}, after: []kr{silent},
		},
		"Restored": {
			reason:        "the way back is news, too",
			beforeOnTrack: "NotMeasured", afterOnTrack: "OnTrack", before: []kr{silent}, after: []kr{good}, want: restoredA,
		},
		"RestoredWithoutOutlook": {
			reason:        "a number is there again, whatever its history",
			beforeOnTrack: "NotMeasured", afterOnTrack: "InsufficientData", before: []kr{silent}, after: []kr{young}, want: restoredA,
		},
		"FirstMeasured": {
			reason:        "a key result that never had a value gets its first one",
			beforeOnTrack: "NotMeasured", afterOnTrack: "OnTrack", before: []kr{never}, after: []kr{good},
		},
		"JudgedByAnother": {
			reason:        "another key result made the judgement; this one still fails",
			beforeOnTrack: "NotMeasured", afterOnTrack: "OffTrack", before: []kr{silent}, after: []kr{silent},
		},
		"OldVerdictStood": {
			reason:        "a verdict that stands without its data had not failed",
			beforeOnTrack: "NotMeasured", afterOnTrack: "Missed", before: []kr{gone}, after: []kr{good},
		},
		"HistoryLoaded": {
			reason:        "a number whose history was being loaded was never lost",
			beforeOnTrack: "InsufficientData", afterOnTrack: "OnTrack", before: []kr{good}, after: []kr{good},
		},
		"HistoryGrown": {
			reason:        "nor was one whose history was too short",
			beforeOnTrack: "InsufficientData", afterOnTrack: "OnTrack", before: []kr{young}, after: []kr{good},
		},
		"HistoryShrunk": {
			reason:        "too little history is no want of numbers",
			beforeOnTrack: "OnTrack", afterOnTrack: "InsufficientData", before: []kr{good}, after: []kr{young},
		},
		"RestoredToNotStarted": {
			reason:        "a period that was moved to the future judges nothing",
			beforeOnTrack: "NotMeasured", afterOnTrack: "NotStarted", before: []kr{silent}, after: []kr{good},
		},
		"NoJudgementAfter": {
			reason:        "without a judgement after nothing is known to be restored",
			beforeOnTrack: "NotMeasured", afterOnTrack: "", before: []kr{silent}, after: []kr{good},
		},
		"StillMeasured": {
			reason:        "numbers that stay are no news",
			beforeOnTrack: "AtRisk", afterOnTrack: "OnTrack", before: []kr{silent}, after: []kr{good},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := objectiveStatus(v1alpha1.OutlookUnknown, tc.beforeOnTrack, tc.before...)
			after := &v1alpha1.Objective{Status: objectiveStatus(v1alpha1.OutlookUnknown, tc.afterOnTrack, tc.after...)}
			if diff := cmp.Diff(listOf(tc.want), ObjectiveEvents(&before, after)); diff != "" {
				t.Errorf("%s: ObjectiveEvents(...): -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}

func listOf(e *Event) []Event {
	if e == nil {
		return nil
	}
	return []Event{*e}
}

func TestCustomerOutcomeEvents(t *testing.T) {
	t.Parallel()
	type indicator = v1alpha1.OutcomeIndicatorStatus
	good := indicator{Name: "known", Value: ptr(0.9)}
	silent := indicator{Name: "known", Value: ptr(0.9), Reason: v1alpha1.MeasureReasonQueryFailed}
	never := indicator{Name: "known", Reason: v1alpha1.MeasureReasonQueryFailed}
	status := func(delivered string, indicators ...indicator) v1alpha1.CustomerOutcomeStatus {
		return v1alpha1.CustomerOutcomeStatus{
			ObservedGeneration: 1, EvaluatedTime: &evaluatedTime, Indicators: indicators,
			Conditions: []metav1.Condition{
				{Type: v1alpha1.GoalConditionReady, Reason: v1alpha1.GoalReasonSucceeded},
				{Type: v1alpha1.CustomerOutcomeConditionDelivered, Reason: delivered},
			},
		}
	}
	unevaluated := status("AllDelivered", good)
	unevaluated.EvaluatedTime = nil
	defaulted := status("AllDelivered", good)
	defaulted.ObservedGeneration = -1
	lost := &Event{"Warning", "MeasurementLost", "Evaluate", "There was no fresh number any more: known (QueryFailed)"}
	tests := map[string]struct {
		reason string
		before *v1alpha1.CustomerOutcomeStatus
		after  v1alpha1.CustomerOutcomeStatus
		want   *Event
	}{
		"LostFromDelivered": {
			reason: "nobody knows any more whether it is delivered",
			before: ptr(status("AllDelivered", good)), after: status("NotMeasured", silent), want: lost,
		},
		"LostFromNotDelivered": {
			reason: "nor whether it is not",
			before: ptr(status("NotDelivered", good)), after: status("NotMeasured", silent), want: lost,
		},
		"StillLost": {
			reason: "a loss is told once", before: ptr(status("NotMeasured", good)), after: status("NotMeasured", silent),
		},
		"Restored": {
			reason: "the way back is news, too",
			before: ptr(status("NotMeasured", silent)), after: status("NotDelivered", good),
			want: &Event{"Normal", "MeasurementRestored", "Evaluate", "There were fresh numbers again: known"},
		},
		"FirstMeasured": {
			reason: "an indicator that never had a value gets its first one",
			before: ptr(status("NotMeasured", never)), after: status("AllDelivered", good),
		},
		"AddedIndicator": {
			reason: "an indicator that was added had no value to lose",
			before: ptr(status("NotMeasured")), after: status("AllDelivered", good),
		},
		"NoLongerDelivered": {
			reason: "the contract has no event for it; the condition shows it",
			before: ptr(status("AllDelivered", good)), after: status("NotDelivered", good),
		},
		"FirstEvaluation":   {reason: "the first evaluation is no news", before: &unevaluated, after: status("NotMeasured", silent)},
		"DefaultGeneration": {reason: "nor is one on the schema's default", before: &defaulted, after: status("NotMeasured", silent)},
		"NoStatus":          {reason: "nor is one without any status before", after: status("NotMeasured", silent)},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := CustomerOutcomeEvents(tc.before, &v1alpha1.CustomerOutcome{Status: tc.after})
			if diff := cmp.Diff(listOf(tc.want), got); diff != "" {
				t.Errorf("%s: CustomerOutcomeEvents(...): -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}
