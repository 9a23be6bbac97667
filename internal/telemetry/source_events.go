/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// SourceEvents tells whether the connection to a source was lost or came back. The first check is no news, and before
// may be nil then.
func SourceEvents(before, after *v1alpha1.MetricSourceStatus) []Event {
	if before == nil || before.ObservedGeneration <= 0 {
		return nil
	}
	was := meta.FindStatusCondition(before.Conditions, v1alpha1.MetricSourceConditionReady)
	is := meta.FindStatusCondition(after.Conditions, v1alpha1.MetricSourceConditionReady)
	if was == nil || is == nil || was.Status == is.Status {
		return nil
	}
	switch is.Status {
	case metav1.ConditionTrue:
		return []Event{{typeNormal, ReasonConnected, actionConnect, "The source answered again"}}
	case metav1.ConditionFalse:
		return []Event{{typeWarning, ReasonConnectionLost, actionConnect, "The source was lost, reason " + is.Reason}}
	}
	return nil
}
