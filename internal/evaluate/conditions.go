/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// messageLimit is the longest message in a status, in bytes.
const messageLimit = 1024

// conditions writes the conditions of one generation at one time.
type conditions struct {
	list       *[]metav1.Condition
	generation int64
	now        time.Time
}

// renew begins to write the conditions of a status that shares them with the previous one, which stays as it is.
func renew(list *[]metav1.Condition, generation int64, now time.Time) conditions {
	*list = slices.Clone(*list)
	return conditions{list: list, generation: generation, now: now}
}

func (c conditions) set(kind string, status metav1.ConditionStatus, reason, message string) {
	meta.SetStatusCondition(c.list, metav1.Condition{
		Type: kind, Status: status, Reason: reason, Message: shorten(message),
		ObservedGeneration: c.generation, LastTransitionTime: *stamp(c.now),
	})
}

// setIf sets a condition that is absent unless it is True.
func (c conditions) setIf(holds bool, kind, reason, message string) {
	if holds {
		c.set(kind, metav1.ConditionTrue, reason, message)
		return
	}
	meta.RemoveStatusCondition(c.list, kind)
}

// carry rewrites a condition for this generation as it stands, or as Unknown where there is none.
func (c conditions) carry(kind, reason, message string) {
	if old := meta.FindStatusCondition(*c.list, kind); old != nil {
		c.set(kind, old.Status, old.Reason, old.Message)
		return
	}
	c.set(kind, metav1.ConditionUnknown, reason, message)
}

// readiness is what Ready, Measured and Stalled are made of.
type readiness struct {
	// blocker is the first reason, in spec order, for which the operator could not do its work; empty: none.
	blocker, blockerMessage string
	// bad is the first reason, in spec order, for which a measure gave no number; empty: none.
	bad, badMessage string
	// waiting says which measures are not asked yet; empty: none.
	waiting string
}

// see takes in the next measure of the goal, in spec order. A goal with one measure has no name for it.
func (r *readiness) see(name string, reason v1alpha1.MeasureReason, message string) {
	if !failing(reason) {
		return
	}
	if name != "" {
		message = name + ": " + message
	}
	if r.bad == "" {
		r.bad, r.badMessage = string(reason), message
	}
	if r.blocker == "" && blocks(reason) {
		r.blocker, r.blockerMessage = string(reason), message
	}
}

// blocks tells whether a reason is the operator's own matter, so that Ready speaks of it.
func blocks(reason v1alpha1.MeasureReason) bool {
	return stalls(string(reason)) ||
		reason == v1alpha1.MeasureReasonSourceNotFound || reason == v1alpha1.MeasureReasonReferenceNotFound
}

// stalls tells whether a human has to change the spec.
func stalls(reason string) bool {
	return reason == v1alpha1.GoalReasonInvalidSpec || reason == string(v1alpha1.MeasureReasonInvalidQuery) ||
		reason == string(v1alpha1.MeasureReasonReferenceCycle)
}

// ready sets the conditions that every goal has, after an evaluation.
func (c conditions) ready(r readiness, measured string) {
	c.setIf(false, v1alpha1.GoalConditionReconciling, "", "")
	c.setIf(false, v1alpha1.GoalConditionSuspended, "", "")
	c.setIf(stalls(r.blocker), v1alpha1.GoalConditionStalled, r.blocker, r.blockerMessage)
	if r.blocker == "" {
		c.set(v1alpha1.GoalConditionReady, metav1.ConditionTrue, v1alpha1.GoalReasonSucceeded, "this generation was evaluated")
	} else {
		c.set(v1alpha1.GoalConditionReady, metav1.ConditionFalse, r.blocker, r.blockerMessage)
	}
	switch {
	case r.bad != "":
		c.set(v1alpha1.GoalConditionMeasured, metav1.ConditionFalse, r.bad, r.badMessage)
	case r.waiting != "":
		c.set(v1alpha1.GoalConditionMeasured, metav1.ConditionUnknown, v1alpha1.GoalReasonProgressing, r.waiting)
	default:
		c.set(v1alpha1.GoalConditionMeasured, metav1.ConditionTrue, v1alpha1.GoalReasonAllMeasured, measured)
	}
}

// invalid sets the conditions that every goal has, where the spec contradicts itself.
func (c conditions) invalid(err error) {
	c.ready(readiness{
		blocker: v1alpha1.GoalReasonInvalidSpec, blockerMessage: err.Error(),
		bad: v1alpha1.GoalReasonInvalidSpec, badMessage: err.Error(),
	}, "")
}

// suspended sets the conditions that every goal has, while nothing is asked.
func (c conditions) suspended() {
	const message = "spec.suspend is true: nothing is asked, and the results stay as they are"
	c.setIf(false, v1alpha1.GoalConditionReconciling, "", "")
	c.setIf(false, v1alpha1.GoalConditionStalled, "", "")
	c.set(v1alpha1.GoalConditionSuspended, metav1.ConditionTrue, v1alpha1.GoalReasonSuspended, message)
	c.set(v1alpha1.GoalConditionReady, metav1.ConditionTrue, v1alpha1.GoalReasonSuspended, message)
	c.carry(v1alpha1.GoalConditionMeasured, v1alpha1.GoalReasonProgressing, "suspended before it was measured")
}

// progressing sets the conditions of a generation whose first answers take their time. The judgements are left as
// they stand, of the generation that they were made for.
func (c conditions) progressing() {
	const message = "waiting for the first answers for this generation"
	c.setIf(false, v1alpha1.GoalConditionStalled, "", "")
	c.setIf(false, v1alpha1.GoalConditionSuspended, "", "")
	for _, kind := range []string{v1alpha1.GoalConditionReady, v1alpha1.GoalConditionMeasured} {
		c.set(kind, metav1.ConditionUnknown, v1alpha1.GoalReasonProgressing, message)
	}
	c.set(v1alpha1.GoalConditionReconciling, metav1.ConditionTrue, v1alpha1.GoalReasonProgressing, message)
}

// reasonOf is the reason of a condition; empty: there is none.
func reasonOf(list []metav1.Condition, kind string) string {
	if condition := meta.FindStatusCondition(list, kind); condition != nil {
		return condition.Reason
	}
	return ""
}

// writtenReason is why a goal with one measure had no number, as its conditions say it.
func writtenReason(list []metav1.Condition) (v1alpha1.MeasureReason, string) {
	measured := meta.FindStatusCondition(list, v1alpha1.GoalConditionMeasured)
	if measured == nil || measured.Status != metav1.ConditionFalse || measured.Reason == v1alpha1.GoalReasonInvalidSpec {
		return "", ""
	}
	return v1alpha1.MeasureReason(measured.Reason), measured.Message
}

// shorten cuts a message to what a status holds, between characters.
func shorten(message string) string {
	const more = "…"
	message = strings.ToValidUTF8(message, "?")
	if len(message) <= messageLimit {
		return message
	}
	cut := messageLimit - len(more)
	for !utf8.RuneStart(message[cut]) {
		cut--
	}
	return message[:cut] + more
}
