/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// minInterval bounds what one question can cost. The API asks for ten seconds, so this is a guard against mistakes.
const minInterval = time.Second

// Goal is who asks.
type Goal struct {
	// Kind names the function registered with OnWake, such as Objective.
	Kind string
	// Namespace of the goal; a source's room is shared fairly between namespaces.
	Namespace string
	// Name of the goal.
	Name string
}

// Question is what is asked of a source. Equal questions are one poll. Times are in UTC and without a monotonic
// reading, so that equal times compare as equal.
type Question struct {
	// Source is who is asked.
	Source source.Key
	// Query is the PromQL as written, white space trimmed.
	Query string
	// Namespace is the asking goal's where the source takes a header or a matcher from it, else empty, so that goals
	// of several namespaces share the question.
	Namespace string
	// Start is the first bound of the period if the query uses it, else zero.
	Start time.Time
	// End is the last bound of the period if the query uses it, else zero.
	End time.Time
	// Lookback replaces the server's own; zero: does not.
	Lookback time.Duration
	// Interval is how often the question is asked; under a second counts as a second.
	Interval time.Duration
	// At makes the question a fixed one: asked as of then, every Interval until it has a good answer, then never again.
	// Zero: a live question, asked as of now every Interval.
	At time.Time
	// From makes, with Step, a range question: the points From, From+Step, ... up to At. Without At it is a history
	// question: those up to now, 11,000 at most, and each later one once it is there.
	From time.Time
	// Step between the points of a range or history question; zero: neither.
	Step time.Duration
	// Spread is, of a history question, within which time after a new point it is asked for it.
	Spread time.Duration
}

func (q *Question) fixed() bool { return !q.At.IsZero() }

func (q *Question) history() bool { return q.Step > 0 && !q.fixed() }

// interval and phase are in microseconds, as all times of the schedule.
func (q *Question) interval() int64 { return max(q.Interval, minInterval).Microseconds() }

// phase is where within its interval, or how long after a point of its history, the question is asked. It comes from
// all that makes the question, so that many questions are an even load, and the same one after a restart.
func (q *Question) phase() int64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%q %q %q", q.Source.Kind, q.Source.Namespace, q.Source.Name) // a hash takes everything
	_, _ = fmt.Fprintf(h, " %q %q", q.Query, q.Namespace)
	for _, t := range []time.Time{q.Start, q.End, q.At, q.From} {
		_, _ = fmt.Fprintf(h, " %d", t.Unix())
	}
	_, _ = fmt.Fprintf(h, " %d %d %d", q.Lookback, q.Interval, q.Step)
	within := q.interval()
	if q.history() {
		within = max(1, min(q.Spread, q.step()).Microseconds())
	}
	return int64(mix(h.Sum64()) % uint64(within)) //nolint:gosec // less than within, which is positive
}

// mix spreads the entropy of all bits over all bits (MurmurHash3's 64-bit finalizer), which FNV does poorly for texts
// that differ in their last letters only.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func (q *Question) query() source.Query {
	return source.Query{Text: q.Query, Namespace: q.Namespace, Start: q.Start, End: q.End, Lookback: q.Lookback}
}

// Answer is what stands for a question.
type Answer struct {
	// Value is the number, of a question that is no range question and has a good answer; else 0.
	Value float64
	// Values are the points of a range question with a good answer, NaN where a point has none. They are shared: not
	// to be changed.
	Values []float64
	// Reason is why there is no number, or why a history lacks its newest points; empty: the answer is good. NoData or
	// NotANumber of a history: there is no number for any of its points.
	Reason v1alpha1.MeasureReason
	// Message explains the reason.
	Message string
	// Time is when it was asked.
	Time time.Time
	// LastGood is when the last good answer of this question was asked, in this process. Zero: never.
	LastGood time.Time
	// FailingSince is when the first of the present run of failures was asked. Zero: the answer is good.
	FailingSince time.Time
	// Points is how many points of a range question the source was asked for, where it has a good answer; else 0.
	Points int
	// History is what a history question knows so far, whatever the Reason; nil: it was never answered. It is shared: it
	// does not change.
	History *history.History
}

// After is the answer as it stands once last stood for the same question; zero: nothing did. It knows since when there is
// no good answer, and what was known of a past stays known.
func (got Answer) After(last Answer) Answer {
	got.LastGood = last.LastGood
	if got.Reason == "" {
		got.LastGood = got.Time
		return got
	}
	got.Value, got.Values, got.Points = 0, nil, 0
	got.FailingSince = last.FailingSince
	if last.FailingSince.IsZero() || last.FailingSince.After(got.Time) { // after: the clock jumped back
		got.FailingSince = got.Time
	}
	if got.History == nil {
		got.History = last.History
	}
	return got
}
