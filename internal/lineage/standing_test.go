/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestStale(t *testing.T) {
	t.Parallel()
	unmeasured := []metav1.Condition{{Type: v1alpha1.GoalConditionMeasured, Status: metav1.ConditionFalse}}
	tests := []struct {
		reason    string
		score     *float64
		condition []metav1.Condition
		part      v1alpha1.KeyResultStatus
		guardrail bool
		want      bool
	}{
		{"all is fresh", new(0.7), nil, v1alpha1.KeyResultStatus{Value: new(1.0)}, false, false},
		{"as the operator says it of all", new(0.7), unmeasured, v1alpha1.KeyResultStatus{}, false, true},
		{"as a key result says it", new(0.7), nil, v1alpha1.KeyResultStatus{Value: new(1.0), Reason: v1alpha1.MeasureReasonQueryTimeout}, false, true},
		{"a score that is not known is not old", nil, unmeasured, v1alpha1.KeyResultStatus{}, false, false},
		{"a value that is not known is not counted", new(0.7), nil, v1alpha1.KeyResultStatus{Reason: v1alpha1.MeasureReasonNoData}, false, false},
		{"a reason that is no failure", new(0.7), nil, v1alpha1.KeyResultStatus{Value: new(1.0), Reason: v1alpha1.MeasureReasonInsufficientData}, false, false},
		{"a guardrail has no part in the score", new(0.7), nil, v1alpha1.KeyResultStatus{Value: new(1.0), Reason: v1alpha1.MeasureReasonNoData}, true, false},
		{"judged as of its due day", new(0.7), nil,
			v1alpha1.KeyResultStatus{Value: new(1.0), Reason: v1alpha1.MeasureReasonNoData, Outlook: v1alpha1.OutlookAchieved}, false, false},
	}
	for _, tc := range tests {
		o := goal("n/a")
		tc.part.Name, o.Spec.KeyResults[0].Guardrail = "one", tc.guardrail
		o.Status = v1alpha1.ObjectiveStatus{Score: tc.score, Conditions: tc.condition, KeyResults: []v1alpha1.KeyResultStatus{tc.part}}
		if got := objective(o).Stale; got != tc.want {
			t.Errorf("%s: stale is %t, want %t", tc.reason, got, tc.want)
		}
	}
	known := promise("n/known", "I am known.")
	known.Status = v1alpha1.CustomerOutcomeStatus{Score: new(0.7), Indicators: []v1alpha1.OutcomeIndicatorStatus{
		{Name: "a", Value: new(1.0), Reason: v1alpha1.MeasureReasonNoData},
	}}
	if !outcome(known).Stale {
		t.Error("an outcome with an indicator that is not fresh is not stale")
	}
}
