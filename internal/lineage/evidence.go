/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"fmt"
	"slices"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// Evidence is what a ValueExchange found out about whether a customer's indicator moves a business result. It is evidence
// from the past, no proof of cause.
type Evidence struct {
	// ValueExchange that tests it, in the namespace of the result.
	ValueExchange string `json:"valueExchange"`
	// Driver of the exchange.
	Driver string `json:"driver"`
	// Verdict of the test; empty: not tested yet.
	Verdict v1alpha1.ExchangeVerdict `json:"verdict,omitempty"`
	// Lag after which the result followed, such as "21d".
	Lag string `json:"lag,omitempty"`
	// Correlation at that lag, -1 to 1.
	Correlation *float64 `json:"correlation,omitempty"`
	// PValue of the test, corrected for all that was tried.
	PValue *float64 `json:"pValue,omitempty"`
	// Words say what that means.
	Words string `json:"words"`
}

// verdicts are ranked, the one that says most for a link first.
var verdicts = []v1alpha1.ExchangeVerdict{
	v1alpha1.ExchangeSupported, v1alpha1.ExchangeInsufficientData, "", v1alpha1.ExchangeNotSupported, v1alpha1.ExchangeWrongDirection,
}

// open tells whether a link may yet turn out, or has.
func (e *Evidence) open() bool {
	return e.Verdict != v1alpha1.ExchangeNotSupported && e.Verdict != v1alpha1.ExchangeWrongDirection
}

// trial is a driver of an exchange.
type trial struct {
	*v1alpha1.ValueExchange
	driver string
}

// trials are the drivers that are wanted, of the exchanges of a namespace: those of another one did not consent to being
// named, and whoever may refer to a goal could claim something about it.
func (g *graph) trials(namespace string, wanted func(*v1alpha1.ValueExchange, v1alpha1.ExchangeDriver) bool) []trial {
	var found []trial
	for _, vx := range g.ValueExchanges() {
		if vx.Namespace != namespace {
			continue
		}
		for _, d := range vx.Spec.Drivers {
			if wanted(vx, d) {
				found = append(found, trial{vx, d.Name})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b trial) int { return a.strength() - b.strength() })
	return found
}

// strength orders trials, the strongest first.
func (t trial) strength() int {
	status := t.tested()
	return slices.Index(verdicts, status.Verdict)*len(t.Spec.Drivers) + int(status.Rank)
}

// tested is what the test of a driver came to; zero: it was not tested since the exchange was edited.
func (t trial) tested() v1alpha1.ExchangeDriverStatus {
	for _, status := range t.Status.Drivers {
		if status.Name == t.driver && ofSpec(t.Status.ObservedGeneration, t.Generation) {
			return status
		}
	}
	return v1alpha1.ExchangeDriverStatus{}
}

// ofSpec tells whether a status is of the spec that it stands beside. What was written into a file has no generation.
func ofSpec(observed, generation int64) bool { return generation == 0 || observed == generation }

func (t trial) evidence() *Evidence {
	status := t.tested()
	return &Evidence{
		ValueExchange: t.Name, Driver: t.driver, Verdict: status.Verdict,
		Lag: status.Lag, Correlation: status.Correlation, PValue: status.PValue, Words: wordsOf(status),
	}
}

func wordsOf(status v1alpha1.ExchangeDriverStatus) string {
	switch status.Verdict {
	case v1alpha1.ExchangeSupported:
		after := "after " + status.Lag
		if status.Lag == "" || status.Lag == "0d" {
			after = "at once"
		}
		strength := ""
		if status.Correlation != nil {
			strength = fmt.Sprintf(", correlation %.2f", *status.Correlation)
		}
		return fmt.Sprintf("in the past it followed %s (%s%s): evidence, not proof of cause", status.Name, after, strength)
	case v1alpha1.ExchangeNotSupported:
		return "not supported: what the two have in common may be chance"
	case v1alpha1.ExchangeWrongDirection:
		return "there is evidence of a link, against the direction that was expected"
	case v1alpha1.ExchangeInsufficientData:
		return "a candidate: the past holds too little to test it"
	}
	return "a candidate: not tested yet"
}

// result is the business result of an exchange, as the Indicator has it where it takes one.
func (g *graph) result(vx *v1alpha1.ValueExchange) (s Subject, taken *v1alpha1.Indicator) {
	s = Subject{Ref: refOf(KindValueExchange, vx), Text: vx.Spec.Result.Title}
	s.Kind = KindResult
	if taken = g.indicatorOf(vx.Namespace, vx.Spec.Result.Measure); taken != nil {
		from := indicator(taken)
		s.Text, s.Value, s.Unit, s.Reason, s.Stale = named(s.Text, from.Text), from.Value, from.Unit, from.Reason, from.Stale
	}
	s.Text = named(s.Text, vx.Name)
	return s, taken
}

// trialsOf are the trials of an outcome's indicator: by its name, or by the Indicator that it takes its number from.
func (g *graph) trialsOf(o *v1alpha1.CustomerOutcome, ind v1alpha1.OutcomeIndicator) []trial {
	taken := g.indicatorOf(o.Namespace, ind.Measure)
	return g.trials(o.Namespace, func(vx *v1alpha1.ValueExchange, d v1alpha1.ExchangeDriver) bool {
		if d.OutcomeRef != nil {
			return d.OutcomeRef.Indicator == ind.Name && world.NameOf(vx.Namespace, d.OutcomeRef.ObjectReference) == world.Key(o)
		}
		return d.Measure != nil && taken != nil && g.takes(vx.Namespace, *d.Measure, taken)
	})
}

// takes tells whether a measure takes its number from an Indicator.
func (g *graph) takes(from string, m v1alpha1.Measure, o *v1alpha1.Indicator) bool {
	taken := g.indicatorOf(from, m)
	return taken != nil && world.Key(taken) == world.Key(o)
}

// driver is what a driver of an exchange takes its number from: an outcome's indicator, an Indicator, or its own measure.
func (g *graph) driver(vx *v1alpha1.ValueExchange, d v1alpha1.ExchangeDriver) Subject {
	if d.OutcomeRef != nil {
		if o := g.Outcome(vx.Namespace, d.OutcomeRef.ObjectReference); o != nil {
			for _, s := range outcomeIndicators(o) {
				if s.Part == d.OutcomeRef.Indicator {
					return s
				}
			}
		}
	}
	if d.Measure != nil {
		if o := g.indicatorOf(vx.Namespace, *d.Measure); o != nil {
			return indicator(o)
		}
	}
	return Subject{Ref: refOf(KindValueExchange, vx).part(KindDriver, d.Name), Text: d.Name}
}
