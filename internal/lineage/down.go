/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"slices"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// fromOutcome goes up from an outcome, and down to those who work on it.
func (w *view) fromOutcome(o *v1alpha1.CustomerOutcome) *Line {
	w.outcome(o, "", nil, true)
	for _, serving := range w.Serving(o) {
		w.line.Below = append(w.line.Below, Step{Relation: RelationWorkedOnBy, Subject: objective(serving)})
	}
	w.missions()
	return w.finish()
}

// fromIndicator goes up from an Indicator to the outcomes that are seen in it and the results that it moves, and down to
// those who work on it.
func (w *view) fromIndicator(o *v1alpha1.Indicator) *Line {
	s := indicator(o)
	w.step(Step{Subject: s})
	w.say(s.Text)
	w.seen = append(w.seen, s.Ref)
	w.workers(o)
	if result, seen := w.drivers(o), w.outcomesSeenIn(o); !seen {
		w.results(w.trials(o.Namespace, func(vx *v1alpha1.ValueExchange, d v1alpha1.ExchangeDriver) bool {
			return d.Measure != nil && w.takes(vx.Namespace, *d.Measure, o)
		}))
		if !result {
			w.say("?")
			w.line.Broken = []Problem{{
				v1alpha1.ObjectiveReasonNoCustomerOutcome, "no customer outcome is seen in it", "take it in an outcome's indicators by indicatorRef",
			}}
		}
	}
	w.missions()
	return w.finish()
}

// outcomesSeenIn goes up to the outcomes one of whose indicators is an Indicator.
func (w *view) outcomesSeenIn(ind *v1alpha1.Indicator) (found bool) {
	for _, o := range w.CustomerOutcomes() {
		if slices.ContainsFunc(o.Spec.Indicators, func(one v1alpha1.OutcomeIndicator) bool { return w.takes(o.Namespace, one.Measure, ind) }) {
			w.outcome(o, RelationShownFor, nil, !found)
			found = true
		}
	}
	return found
}

// workers are the key results that take an Indicator.
func (w *view) workers(ind *v1alpha1.Indicator) {
	for _, o := range w.Objectives() {
		for i, s := range keyResults(o) {
			if w.takes(o.Namespace, o.Spec.KeyResults[i].Measure, ind) {
				w.line.Below = append(w.line.Below, Step{Relation: RelationWorkedOnBy, Subject: s})
			}
		}
	}
}

// drivers are those of the exchanges whose result is an Indicator.
func (w *view) drivers(ind *v1alpha1.Indicator) (found bool) {
	for _, vx := range w.ValueExchanges() {
		if !w.takes(vx.Namespace, vx.Spec.Result.Measure, ind) {
			continue
		}
		found = true
		w.driversOf(vx)
	}
	return found
}

func (w *view) driversOf(vx *v1alpha1.ValueExchange) {
	for _, d := range vx.Spec.Drivers {
		step := Step{Relation: RelationMovedBy, Subject: w.driver(vx, d), Evidence: trial{vx, d.Name}.evidence()}
		w.line.Below = append(w.line.Below, step)
	}
}

// fromExchange goes from the result of an exchange up to the missions that show it, and down to what it is tested with.
func (w *view) fromExchange(vx *v1alpha1.ValueExchange) *Line {
	result, taken := w.result(vx)
	w.step(Step{Subject: result.whole(vx, vx.Status.ObservedGeneration, vx.Spec.Suspend)})
	w.say(result.Text)
	if taken != nil {
		w.seen = append(w.seen, refOf(KindIndicator, taken))
	}
	w.driversOf(vx)
	w.missions()
	return w.finish()
}
