/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Result is what an evaluation of a goal comes to, whose status is an S.
type Result[S any] struct {
	// Status as it is now. It may share memory with the previous one, and neither is to be changed in place.
	Status S
	// Changed tells whether a reader would act on what is different from the previous status. Else the previous one stands.
	Changed bool
	// Incomplete tells that answers are outstanding without which this generation, or a date that has come, cannot be
	// judged. Status is not to be written then.
	Incomplete bool
	// Next is when the same inputs may give another result; zero: never.
	Next time.Time
}

// settle lets the previous status stand where a reader would act no other way on the one that is now.
func (r *Result[S]) settle(before S, status *S, evaluated **metav1.Time, now time.Time, same func(a, b S) bool) {
	r.Status = before
	if r.Changed = !same(before, *status); r.Changed {
		*evaluated = stamp(now)
		r.Status = *status
	}
}

// What evaluations of the kinds come to.
type (
	// CustomerOutcomeResult is that of a CustomerOutcome.
	CustomerOutcomeResult = Result[v1alpha1.CustomerOutcomeStatus]
	// IndicatorResult is that of an Indicator.
	IndicatorResult = Result[v1alpha1.IndicatorStatus]
	// ValueExchangeResult is that of a ValueExchange.
	ValueExchangeResult = Result[v1alpha1.ValueExchangeStatus]
	// ScorecardResult is that of a Scorecard.
	ScorecardResult = Result[v1alpha1.ScorecardStatus]
)

// ObjectiveResult is what an evaluation of an Objective comes to.
type ObjectiveResult struct {
	Result[v1alpha1.ObjectiveStatus]

	// Verdicts are the first verdicts on key results that are in Status and were not in the previous one, each with what
	// had been forecast. Guardrails and key results without a history are left out.
	Verdicts []ForecastVerdict
}

// ForecastVerdict is how a key result ended, beside what had been forecast.
type ForecastVerdict struct {
	// KeyResult is its name.
	KeyResult string
	// Probability of success, 0..1, that was forecast when a quarter of its time was left.
	Probability float64
	// Succeeded tells whether it did.
	Succeeded bool
}

// Progressing are the conditions of a goal of any kind whose new generation is not answered yet, from those that it had.
// The judgements stand, of the generation that they were made for.
func Progressing(before []metav1.Condition, generation int64, now time.Time) []metav1.Condition {
	list := before
	renew(&list, generation, now).progressing()
	return list
}
