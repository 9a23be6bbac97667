/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"fmt"
	"strings"
)

// Reasons of the events on Objectives and CustomerOutcomes.
const (
	// ReasonKeyResultMet: key results met their full targets for the first time.
	ReasonKeyResultMet = "KeyResultMet"
	// ReasonKeyResultMissed: key results were judged as of their due day, and had not succeeded.
	ReasonKeyResultMissed = "KeyResultMissed"
	// ReasonObjectiveAchieved: the objective is over and succeeded.
	ReasonObjectiveAchieved = "ObjectiveAchieved"
	// ReasonObjectiveMissed: the objective is over and did not succeed.
	ReasonObjectiveMissed = "ObjectiveMissed"
	// ReasonWentOffTrack: the objective's outlook became OffTrack.
	ReasonWentOffTrack = "WentOffTrack"
	// ReasonBackOnTrack: the objective's outlook became OnTrack again after AtRisk or OffTrack.
	ReasonBackOnTrack = "BackOnTrack"
	// ReasonTargetMoved: somebody changed the targets of key results.
	ReasonTargetMoved = "TargetMoved"
	// ReasonMeasurementLost: what was measured is so no longer, and the judgement became unknown.
	ReasonMeasurementLost = "MeasurementLost"
	// ReasonMeasurementRestored: what had been lost is measured and judged again.
	ReasonMeasurementRestored = "MeasurementRestored"
)

// Reasons of the events on ValueExchanges.
const (
	// ReasonEvidenceFound: drivers became supported.
	ReasonEvidenceFound = "EvidenceFound"
	// ReasonEvidenceLost: drivers were tested and are supported no longer.
	ReasonEvidenceLost = "EvidenceLost"
)

// Reasons of the events on MetricSources and ClusterMetricSources.
const (
	// ReasonConnected: the source answers again.
	ReasonConnected = "Connected"
	// ReasonConnectionLost: the source had answered and does so no longer.
	ReasonConnectionLost = "ConnectionLost"
)

// ReasonStatusTooLarge is the reason of the event on an object so large that its status has no room.
const ReasonStatusTooLarge = "StatusTooLarge"

// Types of events, as in k8s.io/api/core/v1.
const (
	typeNormal  = "Normal"
	typeWarning = "Warning"
)

// What the operator was doing when it saw what an event tells.
const (
	actionEvaluate = "Evaluate"
	actionConnect  = "Connect"
)

// noteLimit is the longest note that the API server takes, in bytes.
const noteLimit = 1024

// Event is one thing that happened to an object. Within one evaluation no two events have the same reason: recorders
// count events that differ by their note alone as one, and would drop all notes but the first.
type Event struct {
	// Type is Normal or Warning.
	Type string
	// Reason is one of the Reason constants of this package.
	Reason string
	// Action is what the operator was doing: Evaluate or Connect.
	Action string
	// Note for people, of 1024 bytes at most. It is plain text and no format: hand it to a recorder as an argument of "%s".
	Note string
}

func normal(reason, note string) Event { return Event{typeNormal, reason, actionEvaluate, note} }

func warning(reason, note string) Event { return Event{typeWarning, reason, actionEvaluate, note} }

// TooLarge tells of an object that cannot be stored together with its status.
func TooLarge() Event {
	return warning(ReasonStatusTooLarge, "The object is so large that the API server cannot store it with its status, which stays as it is: shorten its texts, notes or annotations")
}

// note is words about items. Those that have no room are counted.
func note(words string, items []string) string {
	text := strings.Builder{}
	text.WriteString(words)
	separator := ": "
	for i, item := range items {
		rest := fmt.Sprintf("%s%d more", separator, len(items)-i)
		if text.Len()+len(separator)+len(item)+len(rest) > noteLimit {
			text.WriteString(rest)
			break
		}
		text.WriteString(separator + item)
		separator = ", "
	}
	return text.String()
}
