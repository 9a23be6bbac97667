/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"fmt"
	"slices"
	"strconv"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// ObjectiveEvents tells what happened to an objective from its status before to that in after. The first evaluation of
// an object is no news, and before may be nil then.
func ObjectiveEvents(before *v1alpha1.ObjectiveStatus, after *v1alpha1.Objective) []Event {
	if before == nil || !evaluated(before.ObservedGeneration, before.EvaluatedTime) {
		return nil
	}
	status := &after.Status
	changes := changesOf(before.KeyResults, status.KeyResults)
	events := keyResultEvents(before, status, changes)
	measurement := measurementEvents(
		reasonOf(before.Conditions, v1alpha1.ObjectiveConditionOnTrack),
		reasonOf(status.Conditions, v1alpha1.ObjectiveConditionOnTrack),
		keyResultReadings(changes), status.Outlook)
	events = append(events, measurement...)
	if !over(status.Outlook) && restores(measurement) ||
		status.Outlook == v1alpha1.OutlookOffTrack && before.Outlook == v1alpha1.OutlookUnknown && completes(changes) {
		return events
	}
	return append(events, outlookEvents(before.Outlook, status)...)
}

// CustomerOutcomeEvents tells what happened to an outcome from its status before to that in after. The first evaluation
// of an object is no news, and before may be nil then.
func CustomerOutcomeEvents(before *v1alpha1.CustomerOutcomeStatus, after *v1alpha1.CustomerOutcome) []Event {
	if before == nil || !evaluated(before.ObservedGeneration, before.EvaluatedTime) {
		return nil
	}
	return measurementEvents(
		reasonOf(before.Conditions, v1alpha1.CustomerOutcomeConditionDelivered),
		reasonOf(after.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered),
		indicatorReadings(before.Indicators, after.Status.Indicators), "")
}

// restores tells whether an event says that the measurement is back, which tells the outlook, too: that is no turn of the
// objective, whose outlook before the loss is not known any more.
func restores(events []Event) bool {
	return slices.ContainsFunc(events, func(e Event) bool { return e.Reason == ReasonMeasurementRestored })
}

// over tells whether an outlook is a verdict.
func over(o v1alpha1.Outlook) bool {
	return o == v1alpha1.OutlookAchieved || o == v1alpha1.OutlookMissed
}

// evaluated tells whether a status was ever written by an evaluation.
func evaluated(observedGeneration int64, at *metav1.Time) bool {
	return observedGeneration > 0 && at != nil
}

// reasonOf is the reason of a condition, empty where there is none.
func reasonOf(conditions []metav1.Condition, kind string) string {
	if c := meta.FindStatusCondition(conditions, kind); c != nil {
		return c.Reason
	}
	return ""
}

// change is what an evaluation made of one key result; before is zero where it is a new one.
type change struct{ before, after v1alpha1.KeyResultStatus }

func changesOf(before, after []v1alpha1.KeyResultStatus) []change {
	known := make(map[string]v1alpha1.KeyResultStatus, len(before))
	for _, kr := range before {
		known[kr.Name] = kr
	}
	changes := make([]change, 0, len(after))
	for _, kr := range after {
		changes = append(changes, change{known[kr.Name], kr})
	}
	return changes
}

func (c change) moved() bool {
	return c.before.Target != c.after.Target && c.before.Target != "" && c.after.Target != ""
}

func (c change) met() bool { return c.before.MetTime == nil && c.after.MetTime != nil }

func (c change) missed() bool { return becameMissed(c.before.Outlook, c.after.Outlook) }

func becameMissed(before, after v1alpha1.Outlook) bool {
	return before != v1alpha1.OutlookMissed && after == v1alpha1.OutlookMissed
}

// keyResultEvents tells what happened to the key results of an objective.
func keyResultEvents(before, after *v1alpha1.ObjectiveStatus, changes []change) []Event {
	var moved, met, missed []string
	for _, c := range changes {
		if c.moved() {
			moved = append(moved, fmt.Sprintf("%s (%s)", c.after.Name, scores(c.before.Score, c.after.Score)))
		}
		if c.met() {
			met = append(met, c.after.Name)
		}
		if c.missed() {
			missed = append(missed, c.after.Name)
		}
	}
	var events []Event
	if len(moved) > 0 {
		words := fmt.Sprintf("The target moved (objective: %s) of key results", scores(before.Score, after.Score))
		events = append(events, normal(ReasonTargetMoved, note(words, moved)))
	}
	if len(met) > 0 {
		events = append(events, normal(ReasonKeyResultMet, note("The target was met by key results", met)))
	}
	if len(missed) > 0 {
		events = append(events, warning(ReasonKeyResultMissed, note("The due day came without success for key results", missed)))
	}
	return events
}

// completes tells whether an unknown outlook becomes OffTrack only because the histories came that the evaluation before
// did not wait for. So it is part of the first judgement, and no news. Key results whose history is being loaded have
// neither an outlook nor a reason for that; it is news where another one than those is behind.
func completes(changes []change) bool {
	loaded := false
	for _, c := range changes {
		loading := c.before.Outlook == v1alpha1.OutlookUnknown && c.before.Reason == ""
		loaded = loaded || loading
		if lags := c.after.Outlook == v1alpha1.OutlookOffTrack || c.after.Outlook == v1alpha1.OutlookMissed; lags && !loading {
			return false
		}
	}
	return loaded
}

func scores(before, after *float64) string {
	return fmt.Sprintf("score %s before, %s after", number(before), number(after))
}

func number(score *float64) string {
	if score == nil {
		return "none"
	}
	return strconv.FormatFloat(*score, 'g', -1, 64)
}

// outlookEvents tells what became of an objective as a whole.
func outlookEvents(before v1alpha1.Outlook, status *v1alpha1.ObjectiveStatus) []Event {
	if before == status.Outlook {
		return nil
	}
	switch status.Outlook {
	case v1alpha1.OutlookAchieved:
		return []Event{normal(ReasonObjectiveAchieved, "The objective was achieved, score "+number(status.Score))}
	case v1alpha1.OutlookMissed:
		words := fmt.Sprintf("The objective was missed, score %s, by key results", number(status.Score))
		return []Event{warning(ReasonObjectiveMissed, note(words, behind(status.KeyResults)))}
	case v1alpha1.OutlookOffTrack:
		return []Event{warning(ReasonWentOffTrack, note("The objective went off track by key results", behind(status.KeyResults)))}
	case v1alpha1.OutlookOnTrack:
		if before == v1alpha1.OutlookAtRisk || before == v1alpha1.OutlookOffTrack {
			return []Event{normal(ReasonBackOnTrack, "The objective came back on track, score "+number(status.Score))}
		}
	}
	return nil
}

// behind names the key results that are off track or missed.
func behind(keyResults []v1alpha1.KeyResultStatus) []string {
	var names []string
	for _, kr := range keyResults {
		if kr.Outlook == v1alpha1.OutlookOffTrack || kr.Outlook == v1alpha1.OutlookMissed {
			names = append(names, kr.Name)
		}
	}
	return names
}
