/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// gaps are what cannot be told, and why.
func (m *maker) gaps() []Gap {
	var gaps []Gap
	for _, o := range m.objectives() {
		gaps = append(gaps, objectiveGaps(o)...)
	}
	for _, o := range m.outcomes() {
		goal := outcomeGoal(o)
		if gap, ok := gapOf(goal, o, o.Status.ObservedGeneration, o.Status.Conditions); ok {
			gaps = append(gaps, gap)
			continue
		}
		for _, spec := range o.Spec.Indicators {
			gaps = appendGap(gaps, goal, titled(spec.Title, spec.Name), indicatorStatus(o, spec.Name))
		}
	}
	for _, o := range m.indicators() {
		goal := indicatorGoal(o)
		measured := condition(o.Status.Conditions, v1alpha1.GoalConditionMeasured)
		if gap, ok := gapOf(goal, o, o.Status.ObservedGeneration, o.Status.Conditions); ok {
			gaps = append(gaps, gap)
		} else if measured.Status == metav1.ConditionFalse {
			gaps = append(gaps, Gap{goal, "", measured.Reason, clean(measured.Message), timeOf(o.Status.ObservedTime)})
		}
	}
	for _, vx := range m.exchanges() {
		gaps = append(gaps, exchangeGaps(vx)...)
	}
	for _, card := range m.scorecards() {
		goal := scorecardGoal(card)
		if gap, ok := gapOf(goal, card, card.Status.ObservedGeneration, card.Status.Conditions); ok {
			gaps = append(gaps, gap)
		} else if star := card.Status.NorthStar; star != nil {
			gaps = appendGap(gaps, goal, titled(card.Spec.NorthStar.Title, "north star"), *star)
		}
	}
	return gaps
}

// gapOf tells of a goal of which nothing can be told, or nothing new.
func gapOf(goal Goal, o world.Object, observed int64, conditions []metav1.Condition) (Gap, bool) {
	ready := condition(conditions, v1alpha1.GoalConditionReady)
	switch {
	case ready.Status == "":
		return Gap{Goal: goal, Reason: "NotEvaluated", Message: "it was never evaluated"}, true
	case ready.Reason == v1alpha1.GoalReasonSuspended:
		return Gap{Goal: goal, Reason: ready.Reason, Message: "nothing is asked while it is suspended; its results stay as they were"}, true
	case o.GetGeneration() > 0 && observed <= 0:
		return Gap{Goal: goal, Reason: "NotEvaluated", Message: "it was never evaluated"}, true
	case world.Outdated(o, observed):
		return Gap{Goal: goal, Reason: v1alpha1.GoalReasonProgressing, Message: "its spec was changed, and what is told here is from before that"}, true
	case condition(conditions, v1alpha1.GoalConditionStalled).Status == metav1.ConditionTrue:
		return Gap{Goal: goal, Reason: ready.Reason, Message: clean(ready.Message)}, true
	}
	return Gap{}, false
}

func appendGap(gaps []Gap, goal Goal, subject string, s v1alpha1.OutcomeIndicatorStatus) []Gap {
	if s.Reason == "" {
		return gaps
	}
	return append(gaps, Gap{goal, subject, string(s.Reason), clean(s.Message), timeOf(s.ObservedTime)})
}

// objectiveGaps are the key results that are not measured, or have no outlook.
func objectiveGaps(o *v1alpha1.Objective) []Gap {
	goal := objectiveGoal(o)
	if gap, ok := gapOf(goal, o, o.Status.ObservedGeneration, o.Status.Conditions); ok {
		return []Gap{gap}
	}
	var gaps []Gap
	for _, spec := range o.Spec.KeyResults {
		s := keyResultStatus(o, spec.Name)
		unknown := known(s.Outlook) == v1alpha1.OutlookUnknown
		if s.Reason == "" && !unknown {
			continue
		}
		gap := Gap{Goal: goal, Subject: titled(spec.Title, spec.Name), Reason: string(s.Reason), Message: clean(s.Message)}
		if gap.Reason == "" {
			gap.Reason = string(v1alpha1.OutlookUnknown)
		}
		if s.Reason != v1alpha1.MeasureReasonInsufficientData {
			gap.Seen = seen(s)
		}
		gaps = append(gaps, gap)
	}
	return gaps
}

// seen is when a value was good last that is so no longer.
func seen(s v1alpha1.KeyResultStatus) time.Time {
	if s.Reason == "" || s.Value == nil {
		return time.Time{}
	}
	return timeOf(s.ObservedTime)
}

// exchangeGaps are the drivers that could not be tested.
func exchangeGaps(vx *v1alpha1.ValueExchange) []Gap {
	goal := exchangeGoal(vx)
	if gap, ok := gapOf(goal, vx, vx.Status.ObservedGeneration, vx.Status.Conditions); ok {
		return []Gap{gap}
	}
	var gaps []Gap
	for _, driver := range vx.Status.Drivers {
		if driver.Verdict == v1alpha1.ExchangeInsufficientData {
			reason := string(driver.Reason)
			if reason == "" {
				reason = string(driver.Verdict)
			}
			gaps = append(gaps, Gap{Goal: goal, Subject: clean(driver.Name), Reason: reason, Message: clean(driver.Message)})
		}
	}
	return gaps
}
