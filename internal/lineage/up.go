/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"slices"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// outcome goes from an outcome to its indicators, and to what they earn. main: it is the one of the sentence.
func (w *view) outcome(o *v1alpha1.CustomerOutcome, relation Relation, via *Ref, main bool) {
	w.step(Step{Relation: relation, Subject: outcome(o), Via: via})
	w.seen = append(w.seen, refOf(KindOutcome, o))
	indicators := outcomeIndicators(o)
	var best trial
	from := indicators[:min(len(indicators), 1)] // the one of the sentence
	for i, s := range indicators {
		w.step(Step{Relation: RelationSeenIn, Subject: s})
		if taken := w.indicatorOf(o.Namespace, o.Spec.Indicators[i].Measure); taken != nil {
			w.seen = append(w.seen, refOf(KindIndicator, taken))
		}
		trials := w.trialsOf(o, o.Spec.Indicators[i])
		w.results(trials)
		if len(trials) > 0 && (best.ValueExchange == nil || trials[0].strength() < best.strength()) {
			best, from = trials[0], indicators[i:i+1]
		}
	}
	if main {
		w.sayOutcome(o, from, best)
	}
	if best.ValueExchange == nil {
		w.line.Gaps = append(w.line.Gaps, Problem{
			ReasonNoValueExchange, "no value exchange of its namespace tests what " + o.Name + " earns",
			"name its indicators among the drivers of a ValueExchange",
		})
	}
}

// sayOutcome says the customer's words, what shows that they are true, and what that earns, if anything speaks for it.
func (w *view) sayOutcome(o *v1alpha1.CustomerOutcome, from []Subject, best trial) {
	w.say(outcome(o).Words())
	for _, s := range from {
		w.say(s.Text)
	}
	if best.ValueExchange != nil {
		w.sayResult(best)
	}
}

// sayResult names a business result, unless the past speaks against it.
func (w *view) sayResult(t trial) {
	result, _ := w.result(t.ValueExchange)
	switch e := t.evidence(); {
	case e.Verdict == v1alpha1.ExchangeSupported:
		w.say(result.Text)
	case e.open():
		w.say(result.Text + " (no evidence yet)")
	}
}

// results are the business results that trials test.
func (w *view) results(trials []trial) {
	for _, t := range trials {
		s, taken := w.result(t.ValueExchange)
		w.step(Step{Relation: RelationMoves, Subject: s, Evidence: t.evidence()})
		if taken != nil {
			w.seen = append(w.seen, refOf(KindIndicator, taken))
		}
	}
}

// missions go from what is on the line to the scorecards that show any of it.
func (w *view) missions() {
	found := false
	for _, card := range w.Scorecards() {
		i := slices.IndexFunc(w.Shelves(card), w.shows)
		if i < 0 {
			continue
		}
		w.step(Step{Relation: RelationStandsOn, Subject: level(card, i)})
		w.step(Step{Relation: RelationFulfils, Subject: scorecard(card)})
		if !found {
			w.say(scorecard(card).Words())
		}
		found = true
	}
	switch {
	case found:
	case w.mayRead(KindScorecard, ""):
		w.line.Gaps = append(w.line.Gaps, Problem{
			ReasonNoScorecard, "no scorecard shows any of this", "label it for a scorecard's level, or name it in the level's refs",
		})
	default:
		w.line.Gaps = append(w.line.Gaps, Problem{
			ReasonNoScorecard, "no scorecard that is yours to read shows any of this", "ask for the right to read scorecards in all namespaces",
		})
	}
}

// shows tells whether something of the line is on a level.
func (w *view) shows(shelf evaluate.Shelf) bool {
	var refs []Ref
	for _, o := range shelf.Objectives {
		refs = append(refs, refOf(KindObjective, o))
	}
	for _, o := range shelf.Outcomes {
		refs = append(refs, refOf(KindOutcome, o))
	}
	for _, o := range shelf.Indicators {
		refs = append(refs, refOf(KindIndicator, o))
	}
	return slices.ContainsFunc(refs, func(r Ref) bool { return slices.Contains(w.seen, r) })
}
