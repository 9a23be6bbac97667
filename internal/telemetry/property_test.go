/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

var (
	anyOutlook = rapid.SampledFrom([]v1alpha1.Outlook{
		"", v1alpha1.OutlookPending, v1alpha1.OutlookOnTrack, v1alpha1.OutlookAtRisk, v1alpha1.OutlookOffTrack,
		v1alpha1.OutlookAchieved, v1alpha1.OutlookMissed, v1alpha1.OutlookUnknown,
	})
	anyOnTrack = rapid.SampledFrom([]string{
		"", v1alpha1.ObjectiveReasonNotStarted, v1alpha1.ObjectiveReasonNotMeasured,
		v1alpha1.ObjectiveReasonInsufficientData, "OnTrack", "OffTrack",
	})
	anyReason = rapid.SampledFrom([]v1alpha1.MeasureReason{
		"", v1alpha1.MeasureReasonInsufficientData, v1alpha1.MeasureReasonHistoryGone, v1alpha1.MeasureReasonSourceUnavailable,
	})
)

// anyKeyResult draws a key result with a name of the longest kind, so that notes get full.
func anyKeyResult(t *rapid.T, i int) v1alpha1.KeyResultStatus {
	kr := v1alpha1.KeyResultStatus{
		Name:    strings.Repeat("k", 61) + fmt.Sprintf("%02d", i),
		Target:  rapid.SampledFrom([]string{"", "0 -> 1", "0 -> 2"}).Draw(t, "target"),
		Outlook: anyOutlook.Draw(t, "outlook"),
		Reason:  anyReason.Draw(t, "reason"),
		Message: "a message", // of a status; no event repeats it
		Score:   rapid.Ptr(rapid.Float64Range(0, 1), true).Draw(t, "score"),
		Value:   rapid.Ptr(rapid.Float64(), true).Draw(t, "value"),
	}
	if rapid.Bool().Draw(t, "met") {
		kr.MetTime = &evaluatedTime
	}
	return kr
}

func anyStatus(t *rapid.T) v1alpha1.ObjectiveStatus {
	status := objectiveStatus(anyOutlook.Draw(t, "objective's outlook"), anyOnTrack.Draw(t, "onTrack"))
	status.Score = rapid.Ptr(rapid.Float64Range(0, 1), true).Draw(t, "objective's score")
	for i := range rapid.IntRange(0, 20).Draw(t, "key results") {
		status.KeyResults = append(status.KeyResults, anyKeyResult(t, i))
	}
	return status
}

func TestObjectiveEventsAreFitToBeSent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyStatus(t), &v1alpha1.Objective{Status: anyStatus(t)}
		got := ObjectiveEvents(&before, after)
		seen := map[string]bool{}
		for _, e := range got {
			if len(e.Note) == 0 || len(e.Note) > 1024 {
				t.Errorf("the note of %s has %d bytes, want 1 to 1024", e.Reason, len(e.Note))
			}
			if seen[e.Reason] {
				t.Errorf("two events with reason %s: a recorder would drop the second one's note", e.Reason)
			}
			seen[e.Reason] = true
		}
		if diff := cmp.Diff(got, ObjectiveEvents(&before, after)); diff != "" {
			t.Errorf("the same change gives other events: -first +second:\n%s", diff)
		}
	})
}

func TestObjectiveEventsOfNoChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := anyStatus(t)
		if got := ObjectiveEvents(&before, &v1alpha1.Objective{Status: before}); len(got) > 0 {
			t.Errorf("ObjectiveEvents(...) = %v for a status that stays, want none", got)
		}
	})
}
