/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"reflect"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// What follows compares what a reader would act on. A field behind a pointer is compared by what it points to, and then
// left out of the comparison of the rest, which takes in whatever else there is or will be.

// same tells whether two values are equal, or both absent.
func same[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// sameAll tells whether the pairs are the same.
func sameAll[T comparable](pairs ...[2]*T) bool {
	return !slices.ContainsFunc(pairs, func(p [2]*T) bool { return !same(p[0], p[1]) })
}

// sameObjective compares two statuses, but for messages and times that are no news.
func sameObjective(a, b v1alpha1.ObjectiveStatus) bool {
	if !sameAll([2]*float64{a.Score, b.Score}, [2]*float64{a.ExpectedScore, b.ExpectedScore}, [2]*float64{a.Probability, b.Probability}) ||
		!slices.EqualFunc(a.Conditions, b.Conditions, sameCondition) || !slices.EqualFunc(a.KeyResults, b.KeyResults, sameKeyResult) {
		return false
	}
	for _, s := range []*v1alpha1.ObjectiveStatus{&a, &b} {
		s.Score, s.ExpectedScore, s.Probability, s.EvaluatedTime, s.Conditions, s.KeyResults = nil, nil, nil, nil, nil, nil
	}
	return reflect.DeepEqual(a, b)
}

func sameKeyResult(a, b v1alpha1.KeyResultStatus) bool {
	if !sameAll([2]*float64{a.Value, b.Value}, [2]*float64{a.Baseline, b.Baseline}, [2]*float64{a.Progress, b.Progress},
		[2]*float64{a.Score, b.Score}, [2]*float64{a.Expected, b.Expected}, [2]*float64{a.Probability, b.Probability}) ||
		!same(a.Met, b.Met) || !same(a.Forecast, b.Forecast) || !a.MetTime.Equal(b.MetTime) {
		return false
	}
	for _, s := range []*v1alpha1.KeyResultStatus{&a, &b} {
		s.Value, s.Baseline, s.Progress, s.Score, s.Expected, s.Probability = nil, nil, nil, nil, nil, nil
		s.Met, s.Forecast, s.MetTime, s.ObservedTime, s.Message = nil, nil, nil, nil, ""
	}
	return a == b
}

// sameOutcome compares two statuses likewise.
func sameOutcome(a, b v1alpha1.CustomerOutcomeStatus) bool {
	if !same(a.Score, b.Score) || !same(a.Objectives, b.Objectives) ||
		!slices.EqualFunc(a.Conditions, b.Conditions, sameCondition) || !slices.EqualFunc(a.Indicators, b.Indicators, sameIndicator) ||
		!slices.Equal(a.Evidence, b.Evidence) {
		return false
	}
	for _, s := range []*v1alpha1.CustomerOutcomeStatus{&a, &b} {
		s.Score, s.Objectives, s.Evidence, s.EvaluatedTime, s.Conditions, s.Indicators = nil, nil, nil, nil, nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// sameIndicatorStatus compares two statuses likewise.
func sameIndicatorStatus(a, b v1alpha1.IndicatorStatus) bool {
	if !same(a.Value, b.Value) || !same(a.Trend, b.Trend) || !same(a.Benchmark, b.Benchmark) ||
		!slices.EqualFunc(a.Conditions, b.Conditions, sameCondition) {
		return false
	}
	for _, s := range []*v1alpha1.IndicatorStatus{&a, &b} {
		s.Value, s.Trend, s.Benchmark, s.ObservedTime, s.EvaluatedTime, s.Conditions = nil, nil, nil, nil, nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// sameExchange compares two statuses likewise.
func sameExchange(a, b v1alpha1.ValueExchangeStatus) bool {
	if !slices.Equal(a.Critical, b.Critical) || !slices.EqualFunc(a.Drivers, b.Drivers, sameDriver) ||
		!slices.EqualFunc(a.Conditions, b.Conditions, sameCondition) {
		return false
	}
	for _, s := range []*v1alpha1.ValueExchangeStatus{&a, &b} {
		s.Critical, s.Drivers, s.EvaluatedTime, s.Conditions = nil, nil, nil, nil
	}
	return reflect.DeepEqual(a, b)
}

func sameDriver(a, b v1alpha1.ExchangeDriverStatus) bool {
	if !sameAll([2]*float64{a.Correlation, b.Correlation}, [2]*float64{a.PValue, b.PValue},
		[2]*float64{a.EffectiveSamples, b.EffectiveSamples}, [2]*float64{a.Elasticity, b.Elasticity}, [2]*float64{a.Skill, b.Skill}) {
		return false
	}
	for _, s := range []*v1alpha1.ExchangeDriverStatus{&a, &b} {
		s.Correlation, s.PValue, s.EffectiveSamples, s.Elasticity, s.Skill, s.Message = nil, nil, nil, nil, nil, ""
	}
	return a == b
}

// sameScorecard compares two statuses likewise.
func sameScorecard(a, b v1alpha1.ScorecardStatus) bool {
	if !same(a.Score, b.Score) || !slices.EqualFunc(a.Levels, b.Levels, sameLevel) ||
		!slices.EqualFunc(a.Conditions, b.Conditions, sameNaming) || (a.NorthStar == nil) != (b.NorthStar == nil) ||
		a.NorthStar != nil && !sameIndicator(*a.NorthStar, *b.NorthStar) {
		return false
	}
	for _, s := range []*v1alpha1.ScorecardStatus{&a, &b} {
		s.Score, s.NorthStar, s.Levels, s.EvaluatedTime, s.Conditions = nil, nil, nil, nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// sameLevel compares two levels. Their messages name objects, and must not go on naming what is gone.
func sameLevel(a, b v1alpha1.LevelStatus) bool {
	if !same(a.Score, b.Score) {
		return false
	}
	a.Score, b.Score = nil, nil
	return a == b
}

func sameIndicator(a, b v1alpha1.OutcomeIndicatorStatus) bool {
	if !sameAll([2]*float64{a.Value, b.Value}, [2]*float64{a.Progress, b.Progress}, [2]*float64{a.Score, b.Score}) || !same(a.Met, b.Met) {
		return false
	}
	for _, s := range []*v1alpha1.OutcomeIndicatorStatus{&a, &b} {
		s.Value, s.Progress, s.Score, s.Met, s.ObservedTime, s.Message = nil, nil, nil, nil, nil, ""
	}
	return a == b
}

// sameNaming compares two conditions of a scorecard, of which OnTrack's message names objects, too.
func sameNaming(a, b metav1.Condition) bool {
	return sameCondition(a, b) && (a.Type != v1alpha1.ScorecardConditionOnTrack || a.Message == b.Message)
}

// sameCondition compares two conditions. The message of CustomerAligned names objects, and must not go on naming what
// is gone; the others' are no news.
func sameCondition(a, b metav1.Condition) bool {
	if a.Type != v1alpha1.ObjectiveConditionCustomerAligned {
		a.Message, b.Message = "", ""
	}
	a.LastTransitionTime, b.LastTransitionTime = metav1.Time{}, metav1.Time{}
	return a == b
}
