/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"fmt"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// reading is how one measure of a goal stood before an evaluation and stands after it.
type reading struct {
	name          string
	had           bool // there was a value before
	before, after v1alpha1.MeasureReason
}

func keyResultReadings(changes []change) []reading {
	readings := make([]reading, 0, len(changes))
	for _, c := range changes {
		readings = append(readings, reading{c.after.Name, c.before.Value != nil, c.before.Reason, c.after.Reason})
	}
	return readings
}

func indicatorReadings(before, after []v1alpha1.OutcomeIndicatorStatus) []reading {
	known := make(map[string]v1alpha1.OutcomeIndicatorStatus, len(before))
	for _, indicator := range before {
		known[indicator.Name] = indicator
	}
	readings := make([]reading, 0, len(after))
	for _, now := range after {
		was := known[now.Name]
		readings = append(readings, reading{now.Name, was.Value != nil, was.Reason, now.Reason})
	}
	return readings
}

// failing tells whether a reason says that there is no fresh number. Of the others one speaks of a number whose history
// is too short, the other of a verdict that stands.
func failing(reason v1alpha1.MeasureReason) bool {
	switch reason {
	case "", v1alpha1.MeasureReasonInsufficientData, v1alpha1.MeasureReasonHistoryGone:
		return false
	}
	return true
}

// notMeasured tells whether a judgement is unknown for want of numbers. Both kinds of goals call that the same.
func notMeasured(reason string) bool { return reason == v1alpha1.ObjectiveReasonNotMeasured }

// judged tells whether a judgement was made on numbers, whatever it said.
func judged(reason string) bool {
	return reason != "" && reason != v1alpha1.ObjectiveReasonNotStarted && !notMeasured(reason)
}

// measurementEvents tells whether a goal's judgement, by its reason before and after, was lost for want of numbers or
// came back with them; outlook is that of the goal now, empty where its kind has none.
func measurementEvents(before, after string, readings []reading, outlook v1alpha1.Outlook) []Event {
	switch {
	case judged(before) && notMeasured(after):
		return []Event{warning(ReasonMeasurementLost, note("There was no fresh number any more", lost(readings)))}
	case notMeasured(before) && judged(after):
		// A judgement can also come from another measure, or be the first one: then nothing was restored.
		if names := restored(readings); len(names) > 0 {
			words := "There were fresh numbers again"
			if outlook != "" {
				words += " (outlook " + string(outlook) + ")"
			}
			return []Event{normal(ReasonMeasurementRestored, note(words, names))}
		}
	}
	return nil
}

func lost(readings []reading) []string {
	var items []string
	for _, r := range readings {
		if failing(r.after) {
			items = append(items, fmt.Sprintf("%s (%s)", r.name, r.after))
		}
	}
	return items
}

func restored(readings []reading) []string {
	var names []string
	for _, r := range readings {
		if r.had && failing(r.before) && !failing(r.after) {
			names = append(names, r.name)
		}
	}
	return names
}
