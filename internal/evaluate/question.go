/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
)

// DefaultInterval is how often a goal is measured whose spec names no interval.
const DefaultInterval = 5 * time.Minute

// The variables that an Objective's query may use.
const (
	variableStart   = "$__start"
	variableEnd     = "$__end"
	variableElapsed = "$__elapsed"
)

// Question is what a goal asks of a source. It is comparable; equal questions have one answer.
type Question struct {
	// Namespace of the object that holds the query: a source is found and a tenant told by it.
	Namespace string
	// Source to ask, as that object refers to it.
	Source v1alpha1.SourceReference
	// Query in PromQL as written, white space trimmed, its variables not yet bound.
	Query string
	// Start is the period's first midnight (UTC), where the query uses $__start or $__elapsed; else zero.
	Start time.Time
	// End is the midnight after the period's last day (UTC), where the query uses $__end; else zero.
	End time.Time
	// Lookback is how far back the server searches for a sample; 0: the server's own.
	Lookback time.Duration
	// Interval at which the question is asked, or asked again until it has an answer.
	Interval time.Duration
	// At is the instant (UTC) as of which it is asked; zero: now.
	At time.Time
	// From is the first point (UTC) of a range that ends at At, or of a history; zero unless Step is set.
	From time.Time
	// Step between the points of a range, or of a history, which is a range without At: From, From+Step, ... up to now.
	// 0: a single value.
	Step time.Duration
	// Spread is within which time after a new point a history is asked; 0 for all other questions.
	Spread time.Duration
}

// Answer is what came back: a number, or the reason why there is none.
type Answer struct {
	// Value of a single question, where Reason is empty.
	Value float64
	// Values of a range question, one for each point; NaN where there is none.
	Values []float64
	// Reason why there is no number; empty when there is one.
	Reason v1alpha1.MeasureReason
	// Message that explains the reason.
	Message string
	// Time at which it was asked.
	Time time.Time
	// LastGood is when the question last had a good answer; zero: not known.
	LastGood time.Time
	// FailingSince is the first of the present run of failures; zero when the answer is good.
	FailingSince time.Time
	// Points is how many points of a range the source was asked for, where those are fewer than the range has; else 0.
	Points int
	// History is what is known of a history so far, whatever became of its newest points; nil: nothing.
	History *history.History
}

// Ask gives the answer to a question, and false while there is none.
type Ask func(Question) (Answer, bool)

// uses tells which of the period's variables a query names.
func uses(query string) (start, end, elapsed bool) {
	return strings.Contains(query, variableStart), strings.Contains(query, variableEnd), strings.Contains(query, variableElapsed)
}

// usesPeriod tells whether a query makes sense only inside its period.
func usesPeriod(m v1alpha1.Measure) bool {
	if m.Prometheus == nil {
		return false
	}
	start, end, elapsed := uses(m.Prometheus.Query)
	return start || end || elapsed
}

// sourceOf is the source that a measure asks: its own, else the goal's, else the one named default.
func sourceOf(m *v1alpha1.PrometheusMeasure, goal *v1alpha1.SourceReference) v1alpha1.SourceReference {
	switch {
	case m.SourceRef != nil:
		return *m.SourceRef
	case goal != nil:
		return *goal
	}
	return v1alpha1.SourceReference{Name: v1alpha1.DefaultSourceName}
}
