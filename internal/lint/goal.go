/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/manifest"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// The kinds that rules speak of.
const (
	kindObjective     = "Objective"
	kindOutcome       = "CustomerOutcome"
	kindIndicator     = "Indicator"
	kindExchange      = "ValueExchange"
	kindScorecard     = "Scorecard"
	kindSource        = "MetricSource"
	kindClusterSource = "ClusterMetricSource"
)

// goal is one object of ours.
type goal struct {
	doc *manifest.Document
	// object is its typed form, a pointer; nil where the API server would refuse it.
	object any
	// measures are where its numbers come from, in the order of the spec, as far as they can be read.
	measures []measure
}

// measure is where one number of a goal comes from.
type measure struct {
	v1alpha1.Measure
	path   string           // of the measure
	target *v1alpha1.Target // that the number is compared with; nil: none
	aim    string           // the path of the target
	unit   string
	due    string // the day on which the number is judged last, in an Objective

	query    source.Inspection // of a query that is one
	queryErr error
}

// kinds make an empty object of each kind.
var kinds = map[string]func() any{
	kindObjective:     func() any { return new(v1alpha1.Objective) },
	kindOutcome:       func() any { return new(v1alpha1.CustomerOutcome) },
	kindIndicator:     func() any { return new(v1alpha1.Indicator) },
	kindExchange:      func() any { return new(v1alpha1.ValueExchange) },
	kindScorecard:     func() any { return new(v1alpha1.Scorecard) },
	kindSource:        func() any { return new(v1alpha1.MetricSource) },
	kindClusterSource: func() any { return new(v1alpha1.ClusterMetricSource) },
}

// newGoal reads a document, its queries too. Of one that the API server would refuse only kind, name and queries are known:
// who mends the one shall not have to come again for the other.
func newGoal(doc *manifest.Document, valid bool) *goal {
	g := &goal{doc: doc}
	empty, known := kinds[doc.Kind()]
	if !known {
		return g
	}
	object := empty()
	if doc.Decode(object) != nil {
		return g // what the schema takes and the types do not is not judged
	}
	if valid {
		g.object = object
	}
	g.measures = measuresOf(object)
	_, period := object.(*v1alpha1.Objective)
	for i := range g.measures {
		if m := &g.measures[i]; m.Prometheus != nil {
			m.query, m.queryErr = source.Inspect(m.Prometheus.Query, period)
		}
	}
	return g
}

func measuresOf(object any) []measure {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return keyResultMeasures(o)
	case *v1alpha1.CustomerOutcome:
		return outcomeMeasures(o)
	case *v1alpha1.Indicator:
		return []measure{{Measure: o.Spec.Measure, path: "spec.measure", unit: o.Spec.Unit}}
	case *v1alpha1.ValueExchange:
		return exchangeMeasures(o)
	case *v1alpha1.Scorecard:
		if star := o.Spec.NorthStar; star != nil {
			const path = "spec.northStar"
			return []measure{{Measure: star.Measure, path: path + ".measure", target: &star.Target, aim: path + ".target", unit: star.Unit}}
		}
	}
	return nil
}

func keyResultMeasures(o *v1alpha1.Objective) []measure {
	var all []measure
	for i := range o.Spec.KeyResults {
		kr, path := &o.Spec.KeyResults[i], keyResultPath(i)
		all = append(all, measure{
			Measure: kr.Measure, path: path + ".measure", target: &kr.Target, aim: path + ".target", unit: kr.Unit, due: dueDay(o, kr),
		})
	}
	return all
}

func keyResultPath(i int) string { return fmt.Sprintf("spec.keyResults[%d]", i) }

func outcomeMeasures(o *v1alpha1.CustomerOutcome) []measure {
	var all []measure
	for i := range o.Spec.Indicators {
		ind, path := &o.Spec.Indicators[i], fmt.Sprintf("spec.indicators[%d]", i)
		all = append(all, measure{Measure: ind.Measure, path: path + ".measure", target: &ind.Target, aim: path + ".target", unit: ind.Unit})
	}
	return all
}

func exchangeMeasures(o *v1alpha1.ValueExchange) []measure {
	all := []measure{{Measure: o.Spec.Result.Measure, path: "spec.result.measure"}}
	for i, d := range o.Spec.Drivers {
		if d.Measure != nil {
			all = append(all, measure{Measure: *d.Measure, path: fmt.Sprintf("spec.drivers[%d].measure", i)})
		}
	}
	return all
}

// dueDay is the day by which a key result is to be met.
func dueDay(o *v1alpha1.Objective, kr *v1alpha1.KeyResult) string {
	if kr.Due != "" {
		return kr.Due.Day()
	}
	return o.Spec.Period.End.Day()
}

// as is the goal as the type of a kind; nil where it is of another kind, or refused.
func as[T any](g *goal) *T {
	if g == nil {
		return nil
	}
	typed, _ := g.object.(*T)
	return typed
}
