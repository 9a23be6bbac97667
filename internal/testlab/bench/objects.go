/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package bench

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// ConditionsOf are the conditions of a goal or a source.
func ConditionsOf(object client.Object) []metav1.Condition {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Status.Conditions
	case *v1alpha1.CustomerOutcome:
		return o.Status.Conditions
	case *v1alpha1.Indicator:
		return o.Status.Conditions
	case *v1alpha1.ValueExchange:
		return o.Status.Conditions
	case *v1alpha1.Scorecard:
		return o.Status.Conditions
	case *v1alpha1.MetricSource:
		return o.Status.Conditions
	case *v1alpha1.ClusterMetricSource:
		return o.Status.Conditions
	}
	return nil
}

// Condition is one of them, or nil.
func Condition(object client.Object, kind string) *metav1.Condition {
	return meta.FindStatusCondition(ConditionsOf(object), kind)
}

// Source is a MetricSource of the bench.
func (b *Bench) Source(name, url string) *v1alpha1.MetricSource {
	return &v1alpha1.MetricSource{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.Namespace, Name: name},
		Spec: v1alpha1.MetricSourceSpec{
			Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(url), Timeout: "5s"},
			Interval:   "10s",
		},
	}
}

// Objective is one whose key results are given, in the quarter around noon.
func (b *Bench) Objective(name string, keyResults ...v1alpha1.KeyResult) *v1alpha1.Objective {
	return &v1alpha1.Objective{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.Namespace, Name: name},
		Spec: v1alpha1.ObjectiveSpec{
			Title:      name,
			Period:     v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"},
			Interval:   "1m",
			KeyResults: keyResults,
		},
	}
}

// Outcome is one whose indicators are given.
func (b *Bench) Outcome(name string, indicators ...v1alpha1.OutcomeIndicator) *v1alpha1.CustomerOutcome {
	return &v1alpha1.CustomerOutcome{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.Namespace, Name: name},
		Spec:       v1alpha1.CustomerOutcomeSpec{Statement: "When I arrive, I am known.", Interval: "1m", Indicators: indicators},
	}
}

// Ptr points to a copy of v.
func Ptr[T any](v T) *T { return &v }

// Asks measures a query.
func Asks(query string) v1alpha1.Measure {
	return v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: query}}
}

// ScoreOf measures the score of an objective.
func ScoreOf(namespace, name string) v1alpha1.Measure {
	return v1alpha1.Measure{ObjectiveRef: &v1alpha1.ObjectReference{Namespace: namespace, Name: name}}
}

// CheckedIn measures what was typed on a day.
func CheckedIn(day string, value float64) v1alpha1.Measure {
	return v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{Entries: []v1alpha1.CheckInEntry{{Date: v1alpha1.Date(day), Value: value}}}}
}

// Reaches is a key result from 0 to 10.
func Reaches(name string, m v1alpha1.Measure) v1alpha1.KeyResult {
	return v1alpha1.KeyResult{Name: name, Measure: m, Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: Ptr(0.0), To: 10}}}
}

// Keeps is a key result of at least 5.
func Keeps(name string, m v1alpha1.Measure) v1alpha1.KeyResult {
	return v1alpha1.KeyResult{Name: name, Measure: m, Target: v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: Ptr(5.0)}}}
}

// Shows is an indicator of at least 5.
func Shows(name string, m v1alpha1.Measure) v1alpha1.OutcomeIndicator {
	return v1alpha1.OutcomeIndicator{Name: name, Measure: m, Target: v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: Ptr(5.0)}}}
}
