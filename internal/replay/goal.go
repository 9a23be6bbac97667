/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay

import (
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// kind is a kind of goal, in the order in which kinds refer to each other most.
type kind int

const (
	indicator kind = iota
	exchange
	outcome
	objective
	scorecard
)

// goal names one goal of a set.
type goal struct {
	kind kind
	name types.NamespacedName
}

// goals are all goals of a set, by kind, namespace and name.
func goals(set *world.Set) []goal {
	var all []goal
	all = named(all, indicator, set.Indicators())
	all = named(all, exchange, set.ValueExchanges())
	all = named(all, outcome, set.CustomerOutcomes())
	all = named(all, objective, set.Objectives())
	return named(all, scorecard, set.Scorecards())
}

func named[O world.Object](all []goal, k kind, objects []O) []goal {
	for _, o := range objects {
		all = append(all, goal{k, world.Key(o)})
	}
	return all
}

// object is a copy of the goal's present object, which may be given another status and put into the set.
func (g goal) object(set *world.Set) world.Object {
	into := [...]world.Object{
		indicator: &v1alpha1.Indicator{}, exchange: &v1alpha1.ValueExchange{}, outcome: &v1alpha1.CustomerOutcome{},
		objective: &v1alpha1.Objective{}, scorecard: &v1alpha1.Scorecard{},
	}[g.kind]
	_, _ = set.Get(g.name, into) // it is there: the goal was named after it
	return into
}

// observed is the generation that a goal's status speaks of.
func observed(object world.Object) int64 {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Status.ObservedGeneration
	case *v1alpha1.CustomerOutcome:
		return o.Status.ObservedGeneration
	case *v1alpha1.Indicator:
		return o.Status.ObservedGeneration
	case *v1alpha1.ValueExchange:
		return o.Status.ObservedGeneration
	case *v1alpha1.Scorecard:
		return o.Status.ObservedGeneration
	}
	return 0
}

// judgement is what an evaluation of a goal came to.
type judgement struct {
	changed, incomplete bool
	object              world.Object // with the status as it is now
}

// judge looks up what a goal refers to, and evaluates it with that.
func (g goal) judge(w *world.World, object world.Object) func(time.Time, evaluate.Ask) judgement {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		judge := w.JudgeObjective(o)
		return judged(o, func(now time.Time, ask evaluate.Ask) evaluate.Result[v1alpha1.ObjectiveStatus] {
			return judge(now, ask).Result
		},
			func(next *v1alpha1.Objective, s v1alpha1.ObjectiveStatus) { next.Status = s })
	case *v1alpha1.CustomerOutcome:
		return judged(o, w.JudgeCustomerOutcome(o),
			func(next *v1alpha1.CustomerOutcome, s v1alpha1.CustomerOutcomeStatus) { next.Status = s })
	case *v1alpha1.Indicator:
		return judged(o, w.JudgeIndicator(o),
			func(next *v1alpha1.Indicator, s v1alpha1.IndicatorStatus) { next.Status = s })
	case *v1alpha1.ValueExchange:
		return judged(o, w.JudgeValueExchange(o),
			func(next *v1alpha1.ValueExchange, s v1alpha1.ValueExchangeStatus) { next.Status = s })
	case *v1alpha1.Scorecard:
		return judged(o, w.JudgeScorecard(o),
			func(next *v1alpha1.Scorecard, s v1alpha1.ScorecardStatus) { next.Status = s })
	}
	return func(time.Time, evaluate.Ask) judgement { return judgement{} }
}

// judged gives what an evaluation comes to with a copy of the object that has its status.
func judged[T, S any, P interface {
	*T
	world.Object
}](o P, judge world.Judge[evaluate.Result[S]], set func(P, S)) func(time.Time, evaluate.Ask) judgement {
	return func(now time.Time, ask evaluate.Ask) judgement {
		result := judge(now, ask)
		next := *o
		set(&next, result.Status)
		return judgement{changed: result.Changed, incomplete: result.Incomplete, object: P(&next)}
	}
}
