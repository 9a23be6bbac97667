/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// Objective is a goal with all that is known of it.
type Objective struct {
	Goal
	// Team that owns it; empty: not said.
	Team string `json:"team,omitempty"`
	// From is the first day, in words.
	From string `json:"from"`
	// Until is the last day, in words.
	Until string `json:"until"`
	// Aspirational says that seven tenths of the way are a success.
	Aspirational bool `json:"aspirational,omitempty"`
	// Serves are the customer outcomes that it names.
	Serves []Goal `json:"serves,omitempty"`
	// Outlook is the judgement on it.
	Outlook v1alpha1.Outlook `json:"outlook"`
	// Doubts are why the judgement and its figures may not be of today: DoubtNumbers, DoubtSpec.
	Doubts []string `json:"doubts,omitempty"`
	// Score is 0..1, as are the next two; nil: not known.
	Score *float64 `json:"score,omitempty"`
	// Expected score by the plan.
	Expected *float64 `json:"expected,omitempty"`
	// Probability of success.
	Probability *float64 `json:"probability,omitempty"`
	// Met counts the key results that are met: "1/3".
	Met string `json:"met,omitempty"`
	// Grade once it is over.
	Grade v1alpha1.Grade `json:"grade,omitempty"`
	// Message says how it stands.
	Message string `json:"message,omitempty"`
	// KeyResults in the order of the spec.
	KeyResults []KeyResult `json:"keyResults"`
}

// KeyResult is one number that an objective is judged by.
type KeyResult struct {
	Number
	// Name of the key result.
	Name string `json:"name"`
	// Guardrail says that it is one.
	Guardrail bool `json:"guardrail,omitempty"`
	// Outlook is the judgement on it.
	Outlook v1alpha1.Outlook `json:"outlook"`
	// Expected score by the plan, 0..1; nil: none.
	Expected *float64 `json:"expected,omitempty"`
	// Probability of success, 0..1; nil: none.
	Probability *float64 `json:"probability,omitempty"`
	// MetTime is when it was met first; zero: never.
	MetTime time.Time `json:"metTime,omitzero"`
	// Course is what its chart draws; nil: there is none.
	Course *Course `json:"course,omitempty"`
}

// Course is the way of a key result, for readers of JSON and for charts.
type Course struct {
	// Start is the beginning of its time.
	Start time.Time `json:"start"`
	// Due is the end of its time.
	Due time.Time `json:"due"`
	// Plan is the value expected by when, in straight lines; empty: there is no way to go.
	Plan []Point `json:"plan,omitempty"`
	// Target holds the values that meet the target.
	Target Band `json:"target"`
	// Success holds those that are enough.
	Success Band `json:"success"`
	// TimeShare to be spent in Target, 0..1; 0: it counts at Due.
	TimeShare float64 `json:"timeShare,omitempty"`
	// PastKnown says whether the past was asked for and is known.
	PastKnown bool `json:"pastKnown"`
	// Past is the values since the start.
	Past []Point `json:"past,omitempty"`
	// Latest is the last good value; nil: none.
	Latest *Point `json:"latest,omitempty"`
	// Forecast of the value at Due, of the share of the time where there is a TimeShare; nil: none.
	Forecast *v1alpha1.Forecast `json:"forecast,omitempty"`
}

// Band is a range of values.
type Band struct {
	// Min is the lower bound; nil: none.
	Min *float64 `json:"min,omitempty"`
	// Max is the upper bound; nil: none.
	Max *float64 `json:"max,omitempty"`
}

// Point is a value at a time.
type Point struct {
	// Time of the value.
	Time time.Time `json:"time"`
	// Value at that time; nil: none is known.
	Value *float64 `json:"value"`
}

func courseOf(c *evaluate.Course) *Course {
	made := &Course{
		Start: c.Start, Due: c.Due, Target: Band(c.Target), Success: Band(c.Success), TimeShare: c.TimeShare,
		PastKnown: c.Past.Known, Forecast: c.Forecast,
	}
	for _, p := range c.Plan {
		made.Plan = append(made.Plan, Point{p.Time, &p.Value})
	}
	for i, v := range c.Past.Values {
		p := Point{Time: c.Past.First.Add(time.Duration(i) * c.Past.Step)}
		if finite(v) {
			p.Value = &v
		}
		made.Past = append(made.Past, p)
	}
	if c.Latest != nil {
		made.Latest = &Point{c.Latest.Time, &c.Latest.Value}
	}
	return made
}
