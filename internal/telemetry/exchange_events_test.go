/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// exchangeStatus is one that was evaluated, with drivers such as "a Supported".
func exchangeStatus(drivers ...string) v1alpha1.ValueExchangeStatus {
	status := v1alpha1.ValueExchangeStatus{ObservedGeneration: 1, EvaluatedTime: &evaluatedTime}
	for _, text := range drivers {
		words := append(strings.Fields(text), "")
		status.Drivers = append(status.Drivers, v1alpha1.ExchangeDriverStatus{
			Name: words[0], Verdict: v1alpha1.ExchangeVerdict(words[1]), Reason: v1alpha1.MeasureReason(words[2]),
		})
	}
	return status
}

func TestValueExchangeEvents(t *testing.T) {
	t.Parallel()
	found := func(names string) Event {
		return Event{"Normal", "EvidenceFound", "Evaluate", "The past became evidence for drivers: " + names}
	}
	lost := func(names string) Event {
		return Event{"Normal", "EvidenceLost", "Evaluate", "The past is no longer evidence for drivers: " + names}
	}
	tests := map[string]struct {
		reason        string
		before, after []string
		want          []Event
	}{
		"Found":         {"a verdict became Supported", []string{"a NotSupported"}, []string{"a Supported"}, []Event{found("a")}},
		"FoundUntested": {"what could not be tested is supported", []string{"a InsufficientData"}, []string{"a Supported"}, []Event{found("a")}},
		"Healed":        {"what a failing measure hid is not found anew", []string{"a InsufficientData NoData"}, []string{"a Supported"}, nil},
		"FoundExpected": {"what went against what was expected does so no longer", []string{"a WrongDirection"}, []string{"a Supported"}, []Event{found("a")}},
		"Lost":          {"tested, and supported no longer", []string{"a Supported"}, []string{"a NotSupported"}, []Event{lost("a")}},
		"LostOtherWay":  {"it goes the other way", []string{"a Supported"}, []string{"a WrongDirection"}, []Event{lost("a")}},
		"Untestable":    {"what cannot be tested now is not lost", []string{"a Supported"}, []string{"a InsufficientData"}, nil},
		"Stays":         {"what stays is no news", []string{"a Supported", "b NotSupported"}, []string{"a Supported", "b NotSupported"}, nil},
		"Moves":         {"a verdict that never was evidence is no news", []string{"a NotSupported"}, []string{"a WrongDirection"}, nil},
		"New":           {"a driver that was added was not looked at before", []string{"a NotSupported"}, []string{"a NotSupported", "b Supported"}, nil},
		"Removed":       {"a driver that was taken out is not lost", []string{"a Supported"}, nil, nil},
		"Several": {
			"one event names all, by name, for recorders would drop a second one",
			[]string{"d NotSupported", "c Supported", "b NotSupported", "a Supported"},
			[]string{"d Supported", "c NotSupported", "b Supported", "a NotSupported"},
			[]Event{found("b, d"), lost("a, c")},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := exchangeStatus(tc.before...)
			got := ValueExchangeEvents(&before, &v1alpha1.ValueExchange{Status: exchangeStatus(tc.after...)})
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s: ValueExchangeEvents(...): -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}

func TestValueExchangeEventsOfFirstEvaluation(t *testing.T) {
	t.Parallel()
	unseen, progressing := exchangeStatus("a NotSupported"), exchangeStatus("a NotSupported")
	unseen.ObservedGeneration, progressing.EvaluatedTime = -1, nil
	after := &v1alpha1.ValueExchange{Status: exchangeStatus("a Supported")}
	for reason, before := range map[string]*v1alpha1.ValueExchangeStatus{
		"there was no status": nil, "the schema's default is no evaluation": &unseen, "nor is waiting for the first answers": &progressing,
	} {
		if got := ValueExchangeEvents(before, after); len(got) > 0 {
			t.Errorf("%s: ValueExchangeEvents(...) = %v, want none", reason, got)
		}
	}
}

func TestValueExchangeEventsAreFitToBeSent(t *testing.T) {
	t.Parallel()
	verdict := rapid.SampledFrom([]string{"Supported", "NotSupported", "WrongDirection", "InsufficientData"})
	rapid.Check(t, func(t *rapid.T) {
		var before, after []string
		for i := range rapid.IntRange(0, 30).Draw(t, "drivers") {
			name := strings.Repeat("d", 61) + fmt.Sprintf("%02d ", i)
			before, after = append(before, name+verdict.Draw(t, "before")), append(after, name+verdict.Draw(t, "after"))
		}
		was, is := exchangeStatus(before...), &v1alpha1.ValueExchange{Status: exchangeStatus(after...)}
		seen := map[string]bool{}
		for _, e := range ValueExchangeEvents(&was, is) {
			if len(e.Note) == 0 || len(e.Note) > 1024 || seen[e.Reason] {
				t.Errorf("%s with a note of %d bytes, the second one: %t", e.Reason, len(e.Note), seen[e.Reason])
			}
			seen[e.Reason] = true
		}
		if got := ValueExchangeEvents(&is.Status, is); len(got) > 0 {
			t.Errorf("ValueExchangeEvents(...) = %v for a status that stays, want none", got)
		}
	})
}
