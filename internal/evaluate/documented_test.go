/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// table is which reasons conditions can have, by their types and statuses.
type table map[string]map[metav1.ConditionStatus]string

// documented are the reasons of the conditions of a kind.
var documented = map[string]table{
	"Objective": {
		"Ready": {"True": "Succeeded Suspended", "False": "InvalidSpec InvalidQuery ReferenceCycle SourceNotFound ReferenceNotFound", "Unknown": "Progressing"},
		"Measured": {"True": "AllMeasured", "Unknown": "Progressing", "False": "NoData MultipleSeries NotANumber UnsupportedResult NoBaseline " +
			"Stale QueryFailed QueryTimeout SourceUnavailable HistoryGone InvalidSpec InvalidQuery ReferenceCycle SourceNotFound ReferenceNotFound"},
		"KeyResultsMet":   {"True": "AllMet", "False": "GuardrailBroken NotAllMet", "Unknown": "NotMeasured NotStarted"},
		"OnTrack":         {"True": "OnTrack Achieved", "False": "AtRisk OffTrack Missed", "Unknown": "NotStarted NotMeasured InsufficientData"},
		"CustomerAligned": {"True": "ServesOutcome", "False": "NoCustomerOutcome OutcomeNotFound ParentNotFound ParentCycle"},
		"Stalled":         {"True": "InvalidSpec InvalidQuery ReferenceCycle"},
		"Reconciling":     {"True": "Progressing"},
		"Suspended":       {"True": "Suspended"},
	},
	"CustomerOutcome": {
		"Ready": {"True": "Succeeded Suspended", "False": "InvalidSpec InvalidQuery SourceNotFound ReferenceNotFound", "Unknown": "Progressing"},
		"Measured": {"True": "AllMeasured", "Unknown": "Progressing", "False": "NoData MultipleSeries NotANumber UnsupportedResult " +
			"Stale QueryFailed QueryTimeout SourceUnavailable InvalidSpec InvalidQuery SourceNotFound ReferenceNotFound"},
		"Delivered":   {"True": "AllDelivered", "False": "NotDelivered", "Unknown": "NotMeasured"},
		"Served":      {"True": "ServedByObjectives", "False": "NoObjective"},
		"Stalled":     {"True": "InvalidSpec InvalidQuery"},
		"Reconciling": {"True": "Progressing"},
		"Suspended":   {"True": "Suspended"},
	},
	"Indicator": {
		"Ready": {"True": "Succeeded Suspended", "False": "InvalidSpec InvalidQuery SourceNotFound", "Unknown": "Progressing"},
		"Measured": {"True": "AllMeasured", "Unknown": "Progressing", "False": "NoData MultipleSeries NotANumber UnsupportedResult " +
			"Stale QueryFailed QueryTimeout SourceUnavailable InvalidSpec InvalidQuery SourceNotFound"},
		"Stalled":     {"True": "InvalidSpec InvalidQuery"},
		"Reconciling": {"True": "Progressing"},
		"Suspended":   {"True": "Suspended"},
	},
	"ValueExchange": {
		"Ready": {"True": "Succeeded Suspended", "False": "InvalidSpec InvalidQuery SourceNotFound ReferenceNotFound", "Unknown": "Progressing"},
		"Measured": {"True": "AllMeasured", "Unknown": "Progressing", "False": "NoData MultipleSeries NotANumber UnsupportedResult " +
			"QueryFailed QueryTimeout SourceUnavailable InvalidSpec InvalidQuery SourceNotFound ReferenceNotFound"},
		"Supported":   {"True": "EvidenceFound", "False": "NoEvidence", "Unknown": "InsufficientData"},
		"Stalled":     {"True": "InvalidSpec InvalidQuery"},
		"Reconciling": {"True": "Progressing"},
		"Suspended":   {"True": "Suspended"},
	},
	"Scorecard": {
		"Ready": {"True": "Succeeded Suspended", "False": "InvalidSpec InvalidQuery SourceNotFound ReferenceNotFound", "Unknown": "Progressing"},
		"Measured": {"True": "AllMeasured", "Unknown": "Progressing", "False": "NoData MultipleSeries NotANumber UnsupportedResult " +
			"Stale QueryFailed QueryTimeout SourceUnavailable InvalidSpec InvalidQuery SourceNotFound ReferenceNotFound"},
		"OnTrack":         {"True": "OnTrack Achieved", "False": "AtRisk OffTrack Missed", "Unknown": "NotStarted NotMeasured InsufficientData"},
		"CustomerAligned": {"True": "AllAligned", "False": "NotAllAligned", "Unknown": "NoObjective Progressing"},
		"Stalled":         {"True": "InvalidSpec InvalidQuery"},
		"Reconciling":     {"True": "Progressing"},
		"Suspended":       {"True": "Suspended"},
	},
}

// every reason of a table: "Ready=True Succeeded".
func (t table) every() []string {
	var all []string
	for kind, statuses := range t {
		for status, reasons := range statuses {
			for reason := range strings.FieldsSeq(reasons) {
				all = append(all, kind+"="+string(status)+" "+reason)
			}
		}
	}
	slices.Sort(all)
	return all
}

// gather adds the reasons of some conditions, so that a table can be compared with what was seen.
func gather(seen map[string]bool, list []metav1.Condition) {
	for _, c := range list {
		seen[c.Type+"="+string(c.Status)+" "+c.Reason] = true
	}
}

// troubles are the reasons for which a source gives no number.
var troubles = strings.Fields("NoData MultipleSeries NotANumber UnsupportedResult QueryFailed QueryTimeout SourceUnavailable InvalidQuery SourceNotFound")

// checkConditions checks what must hold of the conditions of a kind: those that every goal has, and its own.
func checkConditions(t rapidT, of string, list []metav1.Condition, generation int64, own ...string) {
	t.Helper()
	for _, kind := range append([]string{"Ready", "Measured"}, own...) {
		if meta.FindStatusCondition(list, kind) == nil {
			t.Errorf("condition %s is missing", kind)
		}
	}
	for _, c := range list {
		checkMessage(t, c.Message)
		if !slices.Contains(strings.Fields(documented[of][c.Type][c.Status]), c.Reason) {
			t.Errorf("%s=%s with reason %q, which is not documented", c.Type, c.Status, c.Reason)
		}
		if c.ObservedGeneration != generation {
			t.Errorf("%s speaks of generation %d, want %d", c.Type, c.ObservedGeneration, generation)
		}
	}
	stalled, ready := meta.FindStatusCondition(list, "Stalled"), meta.FindStatusCondition(list, "Ready")
	if stalled != nil && (ready.Status != metav1.ConditionFalse || ready.Reason != stalled.Reason) {
		t.Errorf("Stalled for %s while Ready is %s for %s", stalled.Reason, ready.Status, ready.Reason)
	}
}

// evaluated is what an evaluation of any kind comes to.
type evaluated[S any] struct {
	status     S
	conditions []metav1.Condition
	observed   int64
	changed    bool
	incomplete bool
	next       time.Time
}

// fold evaluates an object once more, keeps what is to be written, and checks what must hold always.
func fold[S any](t rapidT, now time.Time, object runtime.Object, status *S, evaluate func() evaluated[S]) (got evaluated[S]) {
	t.Helper()
	input := object.DeepCopyObject()
	got = evaluate()
	if diff := cmp.Diff(input, object); diff != "" {
		t.Fatalf("an evaluation changed its input:\n%s", diff)
	}
	if next := got.next; !next.IsZero() && !next.After(now) {
		t.Errorf("at %s: next is %s, which is not later", now, next)
	}
	if got.incomplete {
		return got
	}
	if diff := cmp.Diff(*status, got.status); !got.changed && diff != "" {
		t.Fatalf("unchanged, but not the previous status:\n%s", diff)
	}
	*status = got.status
	checkJSON(t, got.status)
	if again := evaluate(); again.changed || again.incomplete || !again.next.Equal(got.next) {
		t.Errorf("at %s: a second evaluation gives something else, next %s after %s: %s", now, again.next, got.next, cmp.Diff(*status, again.status))
	}
	return got
}

// sorted keys of a set.
func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
