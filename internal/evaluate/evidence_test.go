/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// shows is an exchange, "team/pays", that found evidence for the critical ones of its drivers.
func shows(namespace, name, title string, critical []string, drivers ...v1alpha1.ExchangeDriver) *v1alpha1.ValueExchange {
	vx := &v1alpha1.ValueExchange{Spec: v1alpha1.ValueExchangeSpec{Drivers: drivers}}
	vx.Namespace, vx.Name, vx.Spec.Result.Title, vx.Status.Critical = namespace, name, title, critical
	return vx
}

func TestEvidence(t *testing.T) {
	type evidence = v1alpha1.OutcomeEvidence
	both := []string{"a", "b"}
	tests := []struct {
		reason    string
		exchanges []*v1alpha1.ValueExchange
		want      []evidence
	}{
		{"none", nil, nil},
		{"a supported driver", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", []string{"a"}, drivenByOutcome("a", "known/felt"))},
			[]evidence{{ValueExchange: "pays", Driver: "a", Result: "Value"}}},
		{"the own namespace, written out", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", []string{"a"}, drivenByOutcome("a", "team/known/felt"))},
			[]evidence{{ValueExchange: "pays", Driver: "a", Result: "Value"}}},
		{"a result without a title", []*v1alpha1.ValueExchange{shows("team", "pays", "\u0007", []string{"a"}, drivenByOutcome("a", "known/felt"))},
			[]evidence{{ValueExchange: "pays", Driver: "a", Result: "pays"}}},
		{"a title without what does not print", []*v1alpha1.ValueExchange{shows("team", "pays", " Va\u202elue\n", []string{"a"}, drivenByOutcome("a", "known/felt"))},
			[]evidence{{ValueExchange: "pays", Driver: "a", Result: "Value"}}},
		{"not supported", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", []string{"b"}, drivenByOutcome("a", "known/felt"))}, nil},
		{"a driver that is no more", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", both, drivenByOutcome("a", "known/felt"))},
			[]evidence{{ValueExchange: "pays", Driver: "a", Result: "Value"}}},
		{"an indicator that is no more", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", both, drivenByOutcome("a", "known/gone"))}, nil},
		{"another outcome", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", both, drivenByOutcome("a", "other/felt"))}, nil},
		{"one of that name elsewhere", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", both, drivenByOutcome("a", "co/known/felt"))}, nil},
		{"an exchange elsewhere", []*v1alpha1.ValueExchange{shows("co", "pays", "Value", both, drivenByOutcome("a", "team/known/felt"))}, nil},
		{"a measure of its own", []*v1alpha1.ValueExchange{shows("team", "pays", "Value", both, drivenBy("a", asks("q")))}, nil},
		{"sorted", []*v1alpha1.ValueExchange{
			shows("team", "z", "Value", both, drivenByOutcome("b", "known/felt"), drivenByOutcome("a", "known/felt")),
			shows("team", "c", "Stays", both, drivenByOutcome("a", "known/felt")),
		}, []evidence{
			{ValueExchange: "c", Driver: "a", Result: "Stays"}, {ValueExchange: "z", Driver: "a", Result: "Value"}, {ValueExchange: "z", Driver: "b", Result: "Value"},
		}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.set("q", 1)
			s := newSteward(t, source, prom("felt", "q", atLeast(1)))
			s.exchanges = tc.exchanges
			if diff := cmp.Diff(tc.want, s.at("10-05").Evidence); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestEvidenceComesAndGoes(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	s := newSteward(t, source, prom("felt", "q", atLeast(1)))
	s.at("10-05")
	vx := shows("team", "pays", "Value", []string{"a"}, drivenByOutcome("a", "known/felt"))
	s.exchanges = []*v1alpha1.ValueExchange{vx}
	if got := s.at("10-05T00:01").Evidence; len(got) != 1 || s.writes != 2 {
		t.Errorf("%v, %d writes, want it written", got, s.writes)
	}
	s.edit(func(spec *v1alpha1.CustomerOutcomeSpec) { spec.Suspend = true })
	vx.Status.Critical = nil
	if got := s.at("10-05T00:02").Evidence; got != nil {
		t.Errorf("%v, which is no longer evidence, of a suspended outcome", got)
	}
}

// What was found for another driver of the same name is not claimed for this one until it is tested; what stands, stands.
func TestEvidenceOfAnEditedExchange(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	s := newSteward(t, source, prom("felt", "q", atLeast(1)))
	vx := shows("team", "pays", "Value", []string{"a"}, drivenByOutcome("a", "known/felt"))
	vx.Generation, vx.Status.ObservedGeneration = 2, 1
	s.exchanges = []*v1alpha1.ValueExchange{vx}
	if got := s.at("10-05").Evidence; got != nil {
		t.Errorf("%v before the edited exchange was tested", got)
	}
	vx.Status.ObservedGeneration = 2
	if got := s.at("10-05T00:01").Evidence; len(got) != 1 {
		t.Errorf("%v once it was tested", got)
	}
	vx.Generation = 3
	if got := s.at("10-05T00:02").Evidence; len(got) != 1 || s.writes != 2 {
		t.Errorf("%v, %d writes while the next edit is tested, want it to stand", got, s.writes)
	}
}

func TestEvidenceIsLimited(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	s := newSteward(t, source, prom("felt", "q", atLeast(1)))
	for i := range 30 {
		s.exchanges = append(s.exchanges, shows("team", fmt.Sprintf("vx-%02d", 29-i), "Value", []string{"a"}, drivenByOutcome("a", "known/felt")))
	}
	if got := s.at("10-05").Evidence; len(got) != 20 || got[19].ValueExchange != "vx-19" {
		t.Errorf("%d of them, want the first 20 by name", len(got))
	}
}

func TestAlignmentTellsOfEvidence(t *testing.T) {
	proof := []v1alpha1.OutcomeEvidence{
		{ValueExchange: "pays", Driver: "felt", Result: "Value"}, {ValueExchange: "pays-too", Driver: "felt", Result: "Value"},
		{ValueExchange: "stays", Driver: "known", Result: "Stays"},
	}
	tests := []struct {
		reason string
		lines  []string // the first is the objective
		want   string
	}{
		{"in its namespace", []string{"team/a outcome=x", "outcome team/x"}, "serves x (evidence: Value follows felt, Stays follows known)"},
		{"in another one what is not shared is not told", []string{"team/a outcome=co/x", "outcome co/x shared"},
			"serves co/x (there is evidence that a business result follows it)"},
		{"without consent", []string{"team/a outcome=co/x", "outcome co/x"},
			"not found: co/x: is the name right, and does it share with this namespace?"},
		{"through its parent only the parent is told", []string{"team/a parent=b", "team/b outcome=x", "outcome team/x"}, "serves an outcome through its parent b"},
	}
	for _, tc := range tests {
		world := newCluster(tc.lines...)
		for _, o := range world.outcomes {
			o.Status.Evidence = proof
		}
		if got := Align(world.objectives["team/a"], world).Message; got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
	world := newCluster("team/a outcome=x", "outcome team/x")
	if got := Align(world.objectives["team/a"], world).Message; got != "serves x" {
		t.Errorf("without evidence: %q", got)
	}
}

// TestEvidenceOfAnExchangeGoesWithItsSpec: what was found for a spec that is no more is no evidence.
func TestEvidenceOfAnExchangeGoesWithItsSpec(t *testing.T) {
	b := newBroker(t, link(), drivenByOutcome("wait", "known/felt"))
	outcome := b.world.promise("team/known", asks("wait"))
	b.at("10-05T12:00")
	if got := evidenceFor(outcome, []*v1alpha1.ValueExchange{b.vx}); len(got) != 1 {
		t.Fatalf("%v, verdicts %s", got, b.verdicts())
	}
	b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.Step = "1s" })
	b.at("10-05T12:01")
	if got := evidenceFor(outcome, []*v1alpha1.ValueExchange{b.vx}); len(got) != 0 || meta.IsStatusConditionTrue(b.vx.Status.Conditions, "Supported") {
		t.Errorf("%v of a spec that cannot be tested", got)
	}
}
