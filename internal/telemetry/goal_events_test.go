/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

var evaluatedTime = metav1.NewTime(time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC))

func ptr[T any](v T) *T { return &v }

// objectiveStatus is one that was evaluated, judged for the given reason.
func objectiveStatus(outlook v1alpha1.Outlook, onTrack string, keyResults ...v1alpha1.KeyResultStatus) v1alpha1.ObjectiveStatus {
	status := v1alpha1.ObjectiveStatus{
		ObservedGeneration: 1, EvaluatedTime: &evaluatedTime, Outlook: outlook, KeyResults: keyResults,
	}
	if onTrack != "" {
		status.Conditions = []metav1.Condition{{Type: v1alpha1.ObjectiveConditionOnTrack, Reason: onTrack}}
	}
	return status
}

func scored(status v1alpha1.ObjectiveStatus, score float64) v1alpha1.ObjectiveStatus {
	status.Score = &score
	return status
}

func TestObjectiveEventsOfKeyResults(t *testing.T) {
	t.Parallel()
	type kr = v1alpha1.KeyResultStatus
	metTime := &evaluatedTime
	later := ptr(metav1.NewTime(evaluatedTime.Add(time.Hour)))
	tests := map[string]struct {
		reason        string
		before, after []kr
		want          []Event
	}{
		"Met": {
			reason: "a metTime that is new is news",
			before: []kr{{Name: "a"}}, after: []kr{{Name: "a", MetTime: metTime}},
			want: []Event{{"Normal", "KeyResultMet", "Evaluate", "The target was met by key results: a"}},
		},
		"SeveralMet": {
			reason: "one event names all, for recorders would drop a second one",
			before: []kr{{Name: "b"}, {Name: "a"}, {Name: "c"}},
			after:  []kr{{Name: "b", MetTime: metTime}, {Name: "a", MetTime: metTime}, {Name: "c"}},
			want:   []Event{{"Normal", "KeyResultMet", "Evaluate", "The target was met by key results: b, a"}},
		},
		"NewAndMet": {
			reason: "a key result that was added and is met was not met before",
			after:  []kr{{Name: "a", MetTime: metTime}},
			want:   []Event{{"Normal", "KeyResultMet", "Evaluate", "The target was met by key results: a"}},
		},
		"MetAsBefore": {
			reason: "met is told once",
			before: []kr{{Name: "a", MetTime: metTime}}, after: []kr{{Name: "a", MetTime: metTime}},
		},
		"MetAnew": {
			reason: "a metTime that was taken for another spec stands for a key result that was met already",
			before: []kr{{Name: "a", MetTime: metTime}}, after: []kr{{Name: "a", MetTime: later}},
		},
		"MetNoLonger": {
			reason: "a metTime that goes is no success",
			before: []kr{{Name: "a", MetTime: metTime}}, after: []kr{{Name: "a"}},
		},
		"Missed": {
			reason: "a verdict is news",
			before: []kr{{Name: "a", Outlook: v1alpha1.OutlookUnknown}, {Name: "b", Outlook: v1alpha1.OutlookAtRisk}},
			after:  []kr{{Name: "a", Outlook: v1alpha1.OutlookMissed}, {Name: "b", Outlook: v1alpha1.OutlookAchieved}},
			want: []Event{{"Warning", "KeyResultMissed", "Evaluate",
				"The due day came without success for key results: a"}},
		},
		"MissedAsBefore": {
			reason: "a verdict is told once",
			before: []kr{{Name: "a", Outlook: v1alpha1.OutlookMissed}}, after: []kr{{Name: "a", Outlook: v1alpha1.OutlookMissed}},
		},
		"OffTrack": {
			reason: "a key result that is off track is not missed",
			before: []kr{{Name: "a", Outlook: v1alpha1.OutlookOnTrack}}, after: []kr{{Name: "a", Outlook: v1alpha1.OutlookOffTrack}},
		},
		"TargetMoved": {
			reason: "who moves a target is told what it does to the score",
			before: []kr{{Name: "a", Target: "0 -> 10", Score: ptr(0.5)}, {Name: "b", Target: ">= 1", Score: ptr(1.0)}},
			after:  []kr{{Name: "a", Target: "0 -> 5", Score: ptr(1.0)}, {Name: "b", Target: ">= 2"}},
			want: []Event{{"Normal", "TargetMoved", "Evaluate", "The target moved (objective: score 0.6 before, 0.9 after) of key results: " +
				"a (score 0.5 before, 1 after), b (score 1 before, none after)"}},
		},
		"TargetOfOthers": {
			reason: "targets are compared by name, whatever their order",
			before: []kr{{Name: "a", Target: "0 -> 10"}, {Name: "b", Target: ">= 1"}},
			after:  []kr{{Name: "b", Target: ">= 1"}, {Name: "a", Target: "0 -> 10"}},
		},
		"TargetOfNewKeyResult": {
			reason: "a key result that was added, or had no target in its status, has none that could move",
			before: []kr{{Name: "a"}}, after: []kr{{Name: "a", Target: "0 -> 5"}, {Name: "b", Target: ">= 1"}},
		},
		"TargetGone": {
			reason: "without a target after, nothing can be said",
			before: []kr{{Name: "a", Target: "0 -> 5"}}, after: []kr{{Name: "a"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := scored(objectiveStatus(v1alpha1.OutlookAtRisk, "AtRisk", tc.before...), 0.6)
			after := &v1alpha1.Objective{Status: scored(objectiveStatus(v1alpha1.OutlookAtRisk, "AtRisk", tc.after...), 0.9)}
			got := ObjectiveEvents(&before, after)
			if diff := cmp.Diff(tc.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: ObjectiveEvents(...): -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}

func TestObjectiveEventsOfOutlook(t *testing.T) {
	t.Parallel()
	keyResults := []v1alpha1.KeyResultStatus{
		{Name: "good", Outlook: v1alpha1.OutlookOnTrack},
		{Name: "late", Outlook: v1alpha1.OutlookOffTrack},
		{Name: "lost", Outlook: v1alpha1.OutlookMissed},
	}
	achieved := Event{"Normal", "ObjectiveAchieved", "Evaluate", "The objective was achieved, score 0.7"}
	missed := Event{"Warning", "ObjectiveMissed", "Evaluate", "The objective was missed, score 0.7, by key results: late, lost"}
	wentOff := Event{"Warning", "WentOffTrack", "Evaluate", "The objective went off track by key results: late, lost"}
	cameBack := Event{"Normal", "BackOnTrack", "Evaluate", "The objective came back on track, score 0.7"}
	outlooks := []v1alpha1.Outlook{
		v1alpha1.OutlookPending, v1alpha1.OutlookOnTrack, v1alpha1.OutlookAtRisk, v1alpha1.OutlookOffTrack,
		v1alpha1.OutlookAchieved, v1alpha1.OutlookMissed, v1alpha1.OutlookUnknown,
	}
	tests := map[v1alpha1.Outlook]struct {
		reason string
		want   Event
		from   []v1alpha1.Outlook // nil: any other
	}{
		v1alpha1.OutlookAchieved: {reason: "success is news, wherever it comes from", want: achieved},
		v1alpha1.OutlookMissed:   {reason: "failure is news, wherever it comes from", want: missed},
		v1alpha1.OutlookOffTrack: {reason: "so is what will probably fail", want: wentOff},
		v1alpha1.OutlookOnTrack: {
			reason: "only who was off the track comes back to it", want: cameBack,
			from: []v1alpha1.Outlook{v1alpha1.OutlookAtRisk, v1alpha1.OutlookOffTrack},
		},
		v1alpha1.OutlookAtRisk:  {reason: "the contract has no event for it", from: []v1alpha1.Outlook{}},
		v1alpha1.OutlookPending: {reason: "the contract has no event for it", from: []v1alpha1.Outlook{}},
		v1alpha1.OutlookUnknown: {reason: "MeasurementLost tells it, by the condition", from: []v1alpha1.Outlook{}},
	}
	for to, tc := range tests {
		for _, from := range outlooks {
			t.Run(string(from+"To"+to), func(t *testing.T) {
				t.Parallel()
				wants := from != to && (tc.from == nil || slices.Contains(tc.from, from))
				var want []Event
				if wants {
					want = []Event{tc.want}
				}
				before := objectiveStatus(from, "InsufficientData", keyResults...)
				after := &v1alpha1.Objective{Status: scored(objectiveStatus(to, "InsufficientData", keyResults...), 0.7)}
				if diff := cmp.Diff(want, ObjectiveEvents(&before, after)); diff != "" {
					t.Errorf("%s: ObjectiveEvents(...): -want +got:\n%s", tc.reason, diff)
				}
			})
		}
	}
}

func TestWentOffTrackIsNotToldOfAFirstJudgement(t *testing.T) {
	t.Parallel()
	type kr = v1alpha1.KeyResultStatus
	loading := kr{Name: "a", Value: ptr(1.0), Outlook: v1alpha1.OutlookUnknown}
	young := kr{Name: "a", Value: ptr(1.0), Outlook: v1alpha1.OutlookUnknown, Reason: v1alpha1.MeasureReasonInsufficientData}
	silent := kr{Name: "a", Value: ptr(1.0), Outlook: v1alpha1.OutlookUnknown, Reason: v1alpha1.MeasureReasonNoData}
	off := kr{Name: "a", Value: ptr(1.0), Outlook: v1alpha1.OutlookOffTrack}
	on := kr{Name: "a", Value: ptr(1.0), Outlook: v1alpha1.OutlookOnTrack}
	missed := kr{Name: "a", Value: ptr(1.0), Outlook: v1alpha1.OutlookMissed}
	other := func(of kr) kr { of.Name = "b"; return of }
	tests := map[string]struct {
		reason        string
		from          v1alpha1.Outlook
		before, after []kr
		want          []string
	}{
		"Loaded": {
			reason: "the history of a new objective came",
			from:   v1alpha1.OutlookUnknown, before: []kr{loading}, after: []kr{off},
		},
		"LoadedTogether": {
			reason: "all that is behind was being loaded; the objective's own probability may be what is low",
			from:   v1alpha1.OutlookUnknown, before: []kr{loading, other(loading)}, after: []kr{on, other(on)},
		},
		"Grown": {
			reason: "a history became long enough, days after the first evaluation",
			from:   v1alpha1.OutlookUnknown, before: []kr{young}, after: []kr{off}, want: []string{"WentOffTrack"},
		},
		"Measured": {
			reason: "what was lost is measured again: it may have been behind all the time, and the other event tells",
			from:   v1alpha1.OutlookUnknown, before: []kr{silent}, after: []kr{off}, want: []string{"MeasurementRestored"},
		},
		"FirstMeasured": {
			reason: "what never had a number has one, and is behind",
			from:   v1alpha1.OutlookUnknown, before: []kr{{Name: "a", Outlook: v1alpha1.OutlookUnknown, Reason: v1alpha1.MeasureReasonNoData}},
			after: []kr{off}, want: []string{"WentOffTrack"},
		},
		"ByAnother": {
			reason: "another key result went off track than the one whose history came",
			from:   v1alpha1.OutlookUnknown, before: []kr{loading, other(on)}, after: []kr{on, other(off)}, want: []string{"WentOffTrack"},
		},
		"MissedByAnother": {
			reason: "another key result was missed",
			from:   v1alpha1.OutlookUnknown, before: []kr{loading, other(on)}, after: []kr{off, other(missed)},
			want: []string{"WentOffTrack", "KeyResultMissed"},
		},
		"Added": {
			reason: "a key result was added and is off track",
			from:   v1alpha1.OutlookUnknown, before: []kr{loading}, after: []kr{on, other(off)}, want: []string{"WentOffTrack"},
		},
		"FromAnOutlook": {
			reason: "there was an outlook before",
			from:   v1alpha1.OutlookOnTrack, before: []kr{loading}, after: []kr{off}, want: []string{"WentOffTrack"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reasons := map[bool]string{true: "NotMeasured", false: "InsufficientData"}
			before := objectiveStatus(tc.from, reasons[tc.before[0].Reason == silent.Reason], tc.before...)
			after := &v1alpha1.Objective{Status: objectiveStatus(v1alpha1.OutlookOffTrack, "OffTrack", tc.after...)}
			var got []string
			for _, e := range ObjectiveEvents(&before, after) {
				got = append(got, e.Reason)
			}
			slices.Sort(got)
			slices.Sort(tc.want)
			if diff := cmp.Diff(tc.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: reasons of ObjectiveEvents(...): -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}

func TestAVerdictIsToldOfAFirstJudgement(t *testing.T) {
	t.Parallel()
	before := objectiveStatus(v1alpha1.OutlookUnknown, "InsufficientData", v1alpha1.KeyResultStatus{Name: "a", Outlook: v1alpha1.OutlookUnknown})
	after := &v1alpha1.Objective{Status: objectiveStatus(v1alpha1.OutlookMissed, "Missed",
		v1alpha1.KeyResultStatus{Name: "a", Outlook: v1alpha1.OutlookMissed})}
	if got := ObjectiveEvents(&before, after); len(got) != 2 {
		t.Errorf("ObjectiveEvents(...) = %v, want that the key result and the objective were missed", got)
	}
}

func TestObjectiveEventsOfFirstEvaluation(t *testing.T) {
	t.Parallel()
	after := &v1alpha1.Objective{Status: objectiveStatus(v1alpha1.OutlookMissed, "Missed",
		v1alpha1.KeyResultStatus{Name: "a", MetTime: &evaluatedTime, Outlook: v1alpha1.OutlookMissed})}
	tests := map[string]struct {
		reason string
		before *v1alpha1.ObjectiveStatus
		want   int
	}{
		"Nil":         {reason: "there was no status"},
		"Default":     {reason: "the schema's default is no evaluation", before: &v1alpha1.ObjectiveStatus{ObservedGeneration: -1}},
		"Zero":        {reason: "no status at all is none either", before: &v1alpha1.ObjectiveStatus{EvaluatedTime: &evaluatedTime}},
		"Progressing": {reason: "nor is waiting for the first answers", before: &v1alpha1.ObjectiveStatus{ObservedGeneration: 1}},
		"Evaluated": {
			reason: "after it there is news", want: 3,
			before: &v1alpha1.ObjectiveStatus{ObservedGeneration: 1, EvaluatedTime: &evaluatedTime},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := ObjectiveEvents(tc.before, after); len(got) != tc.want {
				t.Errorf("%s: ObjectiveEvents(...) = %v, want %d events", tc.reason, got, tc.want)
			}
		})
	}
}

func TestObjectiveEventsInOrder(t *testing.T) {
	t.Parallel()
	type kr = v1alpha1.KeyResultStatus
	before := objectiveStatus(v1alpha1.OutlookUnknown, "NotMeasured",
		kr{Name: "a", Target: "0 -> 1", Value: ptr(1.0), Reason: v1alpha1.MeasureReasonNoData}, kr{Name: "b"})
	after := &v1alpha1.Objective{Status: objectiveStatus(v1alpha1.OutlookMissed, "Missed",
		kr{Name: "a", Target: "0 -> 2", Value: ptr(1.0), MetTime: &evaluatedTime}, kr{Name: "b", Outlook: v1alpha1.OutlookMissed})}
	var got []string
	for _, e := range ObjectiveEvents(&before, after) {
		got = append(got, e.Reason)
	}
	want := []string{"TargetMoved", "KeyResultMet", "KeyResultMissed", "MeasurementRestored", "ObjectiveMissed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reasons of one evaluation with all kinds of news: -want +got:\n%s", diff)
	}
}
