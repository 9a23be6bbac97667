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

// sourceStatus is one that was checked.
func sourceStatus(ready metav1.ConditionStatus, reason v1alpha1.MetricSourceReason) v1alpha1.MetricSourceStatus {
	return v1alpha1.MetricSourceStatus{
		ObservedGeneration: 1, Version: "<b>2.55</b>",
		Conditions: []metav1.Condition{{
			Type: v1alpha1.MetricSourceConditionReady, Status: ready, Reason: string(reason), Message: "a message",
		}},
	}
}

func TestSourceEvents(t *testing.T) {
	t.Parallel()
	up := sourceStatus(metav1.ConditionTrue, v1alpha1.MetricSourceReasonConnected)
	down := sourceStatus(metav1.ConditionFalse, v1alpha1.MetricSourceReasonUnreachable)
	refused := sourceStatus(metav1.ConditionFalse, v1alpha1.MetricSourceReasonUnauthorized)
	unknown := sourceStatus(metav1.ConditionUnknown, "Progressing")
	defaulted := up
	defaulted.ObservedGeneration = -1
	zero := up
	zero.ObservedGeneration = 0
	tests := map[string]struct {
		reason string
		before *v1alpha1.MetricSourceStatus
		after  v1alpha1.MetricSourceStatus
		want   *Event
	}{
		"Lost": {
			reason: "a source that goes is news, in our words and with its reason",
			before: &up, after: refused,
			want: &Event{"Warning", "ConnectionLost", "Connect", "The source was lost, reason Unauthorized"},
		},
		"Back": {
			reason: "so is one that comes back; what the server says of itself is not repeated",
			before: &down, after: up, want: &Event{"Normal", "Connected", "Connect", "The source answered again"},
		},
		"StillUp":       {reason: "what stays is no news", before: &up, after: up},
		"OtherReason":   {reason: "a source that was lost cannot be lost again", before: &down, after: refused},
		"Unknown":       {reason: "what is not known is no loss", before: &up, after: unknown},
		"FirstCheck":    {reason: "the first check is no news", before: &v1alpha1.MetricSourceStatus{ObservedGeneration: 1}, after: down},
		"Default":       {reason: "the schema's default is no check", before: &defaulted, after: down},
		"Zero":          {reason: "nor is generation 0, which no object has", before: &zero, after: down},
		"NoStatus":      {reason: "nor is no status at all", after: down},
		"NothingToTell": {reason: "without a Ready after nothing can be said", before: &up, after: v1alpha1.MetricSourceStatus{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(listOf(tc.want), SourceEvents(tc.before, &tc.after)); diff != "" {
				t.Errorf("%s: SourceEvents(...): -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}
