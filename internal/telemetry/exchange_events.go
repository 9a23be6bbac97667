/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"slices"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// ValueExchangeEvents tells what happened to a value exchange from its status before to that in after. The first
// evaluation of an object is no news, and before may be nil then. Evidence that merely cannot be tested
// now is not lost, and so not found when it can be again.
func ValueExchangeEvents(before *v1alpha1.ValueExchangeStatus, after *v1alpha1.ValueExchange) []Event {
	if before == nil || !evaluated(before.ObservedGeneration, before.EvaluatedTime) {
		return nil
	}
	was := driversOf(before.Drivers)
	var found, lost []string
	for _, d := range after.Status.Drivers {
		switch old, known := was[d.Name]; {
		case known && open(old) && d.Verdict == v1alpha1.ExchangeSupported:
			found = append(found, d.Name)
		case old.Verdict == v1alpha1.ExchangeSupported && tested(d.Verdict) && d.Verdict != v1alpha1.ExchangeSupported:
			lost = append(lost, d.Name)
		}
	}
	slices.Sort(found)
	slices.Sort(lost)
	var events []Event
	if len(found) > 0 {
		events = append(events, normal(ReasonEvidenceFound, note("The past became evidence for drivers", found)))
	}
	if len(lost) > 0 {
		events = append(events, normal(ReasonEvidenceLost, note("The past is no longer evidence for drivers", lost)))
	}
	return events
}

func driversOf(drivers []v1alpha1.ExchangeDriverStatus) map[string]v1alpha1.ExchangeDriverStatus {
	known := make(map[string]v1alpha1.ExchangeDriverStatus, len(drivers))
	for _, d := range drivers {
		known[d.Name] = d
	}
	return known
}

// open tells whether there was no evidence for a driver, though its past was known, short as it may have been.
func open(d v1alpha1.ExchangeDriverStatus) bool {
	return d.Verdict != v1alpha1.ExchangeSupported && (tested(d.Verdict) || d.Reason == "")
}

func tested(v v1alpha1.ExchangeVerdict) bool { return v != v1alpha1.ExchangeInsufficientData }
