/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	"time"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// Judge evaluates one goal as of a time, with what it refers to, which was looked up once. R is the result for its kind.
type Judge[R any] func(now time.Time, ask evaluate.Ask) R

// JudgeObjective looks up what an Objective refers to.
func (w *World) JudgeObjective(o *v1alpha1.Objective) Judge[evaluate.ObjectiveResult] {
	alignment := evaluate.Align(o, w)
	return func(now time.Time, ask evaluate.Ask) evaluate.ObjectiveResult {
		return evaluate.Objective(evaluate.ObjectiveInput{
			Objective: o, Now: now, Ask: ask, Alignment: alignment,
			Refer: w.refer(o.Namespace, o), Define: evaluate.DefineIn(w, o.Namespace),
		})
	}
}

// JudgeCustomerOutcome looks up what a CustomerOutcome refers to, and what refers to it.
func (w *World) JudgeCustomerOutcome(o *v1alpha1.CustomerOutcome) Judge[evaluate.CustomerOutcomeResult] {
	serving, exchanges := w.Serving(o), w.exchanges(o)
	return func(now time.Time, ask evaluate.Ask) evaluate.CustomerOutcomeResult {
		return evaluate.CustomerOutcome(evaluate.CustomerOutcomeInput{
			Outcome: o, Now: now, Ask: ask, Serving: serving, Exchanges: exchanges,
			Refer: w.refer(o.Namespace, nil), Define: evaluate.DefineIn(w, o.Namespace),
		})
	}
}

// JudgeIndicator is for an Indicator, which refers to nothing.
func (*World) JudgeIndicator(o *v1alpha1.Indicator) Judge[evaluate.IndicatorResult] {
	return func(now time.Time, ask evaluate.Ask) evaluate.IndicatorResult {
		return evaluate.Indicator(evaluate.IndicatorInput{Indicator: o, Now: now, Ask: ask})
	}
}

// JudgeValueExchange is for a ValueExchange, whose evaluation looks up what it refers to by itself.
func (w *World) JudgeValueExchange(o *v1alpha1.ValueExchange) Judge[evaluate.ValueExchangeResult] {
	return func(now time.Time, ask evaluate.Ask) evaluate.ValueExchangeResult {
		return evaluate.ValueExchange(evaluate.ValueExchangeInput{Exchange: o, Now: now, Ask: ask, World: w})
	}
}

// JudgeScorecard looks up what stands on the levels of a Scorecard.
func (w *World) JudgeScorecard(o *v1alpha1.Scorecard) Judge[evaluate.ScorecardResult] {
	shelves := w.Shelves(o)
	return func(now time.Time, ask evaluate.Ask) evaluate.ScorecardResult {
		return evaluate.Scorecard(evaluate.ScorecardInput{
			Scorecard: o, Now: now, Ask: ask, Levels: shelves,
			Refer: w.refer(o.Namespace, nil), Define: evaluate.DefineIn(w, o.Namespace),
		})
	}
}

func (w *World) refer(from string, goal *v1alpha1.Objective) evaluate.Refer {
	return func(ref v1alpha1.ObjectReference, due time.Time) (evaluate.Answer, bool) {
		if due.IsZero() {
			return evaluate.Reference(w, from, goal, ref), true
		}
		return evaluate.FinalReference(w, from, goal, ref, due)
	}
}

// Serving are the objectives that name an outcome, with its consent.
func (w *World) Serving(o *v1alpha1.CustomerOutcome) []*v1alpha1.Objective {
	var list v1alpha1.ObjectiveList
	w.keep(w.store.ListNaming(Key(o), &list, ""))
	var serving []*v1alpha1.Objective
	for i := range list.Items {
		objective := &list.Items[i]
		if objective.DeletionTimestamp == nil && w.consents(o.Spec.SharedWith, o.Namespace, objective.Namespace) {
			serving = append(serving, objective)
		}
	}
	return serving
}

// exchanges are the value exchanges of an outcome's namespace that name it.
func (w *World) exchanges(o *v1alpha1.CustomerOutcome) []*v1alpha1.ValueExchange {
	var list v1alpha1.ValueExchangeList
	w.keep(w.store.ListNaming(Key(o), &list, o.Namespace))
	var exchanges []*v1alpha1.ValueExchange
	for i := range list.Items {
		if list.Items[i].DeletionTimestamp == nil {
			exchanges = append(exchanges, &list.Items[i])
		}
	}
	return exchanges
}

func (w *World) list(into ObjectList, namespace string, selector labels.Selector) {
	w.keep(w.store.List(into, namespace, selector))
}
