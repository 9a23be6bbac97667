/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// trouble is what a reader has to know before all else: that the status is not of what stands in the spec, or that there
// is none.
func (s *standing) trouble(e entry) string {
	ready := s.condition(v1alpha1.GoalConditionReady)
	switch {
	case e.goal.GetDeletionTimestamp() != nil:
		return "being deleted"
	case s.generation < 1 && ready.Status == "":
		return "not evaluated yet"
	case s.generation < e.goal.GetGeneration():
		return old(s.generation, e.goal.GetGeneration())
	case ready.Status != metav1.ConditionTrue:
		return ready.Reason + ": " + ready.Message
	case ready.Reason == v1alpha1.GoalReasonSuspended:
		return "suspended: nothing is asked, and the results stay as they are"
	}
	if measured := s.condition(v1alpha1.GoalConditionMeasured); measured.Status == metav1.ConditionFalse {
		return measured.Reason + ": " + measured.Message
	}
	return ""
}

// old says that a status is not of the spec.
func old(status, spec int64) string {
	return fmt.Sprintf("the status is older than the spec: of generation %d, not %d", status, spec)
}

// whyObjective is what is behind an objective's outlook where it is no good one: what is broken, the key result that
// stands worst, and whom it serves.
func whyObjective(o *v1alpha1.Objective) string {
	text := ""
	if c := conditionOf(o.Status.Conditions, v1alpha1.ObjectiveConditionKeyResultsMet); c.Reason == v1alpha1.ObjectiveReasonGuardrailBroken {
		text = "guardrail " + c.Message
	}
	if kr := worstKeyResult(o); kr != nil {
		text = joined(text, kr.Name+": "+cmp.Or(kr.Message, string(kr.Outlook)))
	}
	if c := conditionOf(o.Status.Conditions, v1alpha1.ObjectiveConditionCustomerAligned); c.Status == metav1.ConditionFalse {
		text = joined(text, c.Message)
	}
	return text
}

// joined puts two parts of a sentence together.
func joined(a, b string) string { return joinedBy("; ", a, b) }

// conditionOf is one of conditions; the zero one where there is none.
func conditionOf(conditions []metav1.Condition, kind string) metav1.Condition {
	return (&standing{conditions: conditions}).condition(kind)
}

// worstKeyResult is the key result, guardrails left out, with the worst outlook and then the lowest probability; nil
// where no outlook is a bad one.
func worstKeyResult(o *v1alpha1.Objective) *v1alpha1.KeyResultStatus {
	var worst *v1alpha1.KeyResultStatus
	for i := range o.Status.KeyResults {
		kr := &o.Status.KeyResults[i]
		rank := slices.Index(worstFirst, kr.Outlook)
		if rank >= slices.Index(worstFirst, v1alpha1.OutlookOnTrack) || rank < 0 || isGuardrail(o, kr.Name) {
			continue
		}
		if worst == nil || cmp.Or(rank-slices.Index(worstFirst, worst.Outlook), cmp.Compare(known(kr.Probability), known(worst.Probability))) < 0 {
			worst = kr
		}
	}
	return worst
}

// isGuardrail tells whether a key result of that name is a guardrail.
func isGuardrail(o *v1alpha1.Objective, name string) bool {
	return slices.ContainsFunc(o.Spec.KeyResults, func(kr v1alpha1.KeyResult) bool { return kr.Name == name && kr.Guardrail })
}

// indicatorInShort is an indicator's value, trend and rank.
func indicatorInShort(o *v1alpha1.Indicator) string {
	status := o.Status
	if status.Value == nil {
		return "no value"
	}
	text := quantity(*status.Value, o.Spec.Unit)
	if status.Trend != nil && status.Trend.Direction != v1alpha1.TrendFlat {
		text += ", " + trendWords(status.Trend, o.Spec.Unit)
	}
	if status.Benchmark != nil {
		text += ", " + rankWords(status.Benchmark.Rank)
	}
	return text
}
