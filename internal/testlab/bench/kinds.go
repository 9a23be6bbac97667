/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package bench

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// EveryKind is one goal of each kind, all of that name: an objective in the quarter around Noon, an outcome, an indicator, an
// exchange and a scorecard, each of which asks the query of the source, every interval (of the exchange: once a day).
func EveryKind(namespace, name, query string, source v1alpha1.SourceReference, interval v1alpha1.Interval) []client.Object {
	meta := metav1.ObjectMeta{Namespace: namespace, Name: name}
	shows := Shows("stays", Asks(query))
	return []client.Object{
		&v1alpha1.Objective{ObjectMeta: meta, Spec: v1alpha1.ObjectiveSpec{
			Title: name, Period: v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"},
			KeyResults: []v1alpha1.KeyResult{Reaches("stays", Asks(query))}, SourceRef: &source, Interval: interval,
		}},
		&v1alpha1.CustomerOutcome{ObjectMeta: meta, Spec: v1alpha1.CustomerOutcomeSpec{
			Statement: "When I arrive, I am known.", Indicators: []v1alpha1.OutcomeIndicator{shows}, SourceRef: &source, Interval: interval,
		}},
		&v1alpha1.Indicator{ObjectMeta: meta, Spec: v1alpha1.IndicatorSpec{
			Title: name, Better: v1alpha1.BetterHigher, Measure: Asks(query), SourceRef: &source, Interval: interval,
		}},
		&v1alpha1.ValueExchange{ObjectMeta: meta, Spec: v1alpha1.ValueExchangeSpec{
			Result:    v1alpha1.ExchangeResult{Measure: Asks(query)},
			Drivers:   []v1alpha1.ExchangeDriver{{Name: "stays", Measure: Ptr(Asks(query)), Expected: v1alpha1.DirectionIncrease}},
			SourceRef: &source,
		}},
		&v1alpha1.Scorecard{ObjectMeta: meta, Spec: v1alpha1.ScorecardSpec{
			Title: name, Mission: "Every guest is known.",
			NorthStar: &v1alpha1.NorthStar{Measure: shows.Measure, Target: shows.Target},
			Levels:    []v1alpha1.Level{{Name: "all", Refs: []v1alpha1.GoalReference{{Kind: v1alpha1.GoalKindObjective, ObjectReference: v1alpha1.ObjectReference{Name: name}}}}},
			SourceRef: &source, Interval: interval,
		}},
	}
}
