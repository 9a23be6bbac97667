/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"context"
	"math"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
	"github.com/truenorth-dev/truenorth/internal/source"
)

const (
	// late is how many points back those without an answer are asked for again, as some numbers come late.
	late = 4
	// soonest is how soon a history whose query failed is asked again: its numbers are in no hurry.
	soonest = time.Minute
	// renewal is after how long at most the whole of a history is asked again, as numbers may be added or mended at any
	// time.
	renewal = 24 * time.Hour
	// rounding is by how much a number may differ, as a share of it, that is kept as another one. History has four bytes
	// for a point.
	rounding = 1e-6
)

func (q *Question) step() time.Duration { return max(q.Step, minInterval) }

func (q *Question) point(i int) time.Time { return q.From.Add(time.Duration(i) * q.step()) }

// newest is the index of the newest point at a time; -1: there is none yet.
func (q *Question) newest(now time.Time) int {
	if now.Before(q.From) {
		return -1
	}
	return int(min(now.Sub(q.From)/q.step(), source.MostPoints-1))
}

// missing are the points of a history that its source is to be asked for.
type missing struct {
	onto        *history.History // to which they are added; nil: they are the whole
	first, last int              // none where last is before first
}

// whole is whether all points are asked for, whatever is known.
func (m missing) whole() bool { return m.first == 0 }

// missing is the whole of a history where nothing is known of the present client, or only what it said while the clock
// was ahead, or that it has no number. Else it is what comes after the last answer, and not far back; once a day, when
// there is any of that, it is the whole all the same, added to what is known.
func (e *entry) missing(now time.Time) missing {
	if !e.question.history() {
		return missing{}
	}
	m := missing{last: e.question.newest(now)}
	if !e.loaded || e.answer.History.Len() > m.last+1 {
		return m
	}
	if answered := e.answer.History.LastAnswered(); answered >= 0 {
		m.onto, m.first = e.answer.History, max(answered+1, e.answer.History.Len()-late)
		if m.first <= m.last && now.UnixMicro()-e.renewed >= e.renewal() {
			m.first = 0
		}
	}
	return m
}

// renewal is up to a quarter less than the constant, so that histories that were loaded together part.
func (e *entry) renewal() int64 {
	every := renewal.Microseconds()
	return every - int64(mix(uint64(e.phase))%uint64(every/4)) //nolint:gosec // a phase is not negative
}

// complete is whether the question is a history of which nothing is missing.
func (e *entry) complete(now time.Time) bool {
	m := e.missing(now)
	return m.last < m.first
}

// numberless is whether a source answered that a history holds no number, which is an answer as good as any.
func numberless(reason v1alpha1.MeasureReason) bool {
	return reason == v1alpha1.MeasureReasonNoData || reason == v1alpha1.MeasureReasonNotANumber
}

// failing is whether a history has no answer.
func (e *entry) failing() bool { return e.fails(e.answer) }

// retry is how long to wait before a history that is failing is asked again.
func (q *Question) retry() int64 { return max(q.Interval, soonest).Microseconds() }

// nextHistory spreads out what is not due at a phase of its own, such as all of it after a restart.
func (e *entry) nextHistory(now int64) int64 {
	switch retry := e.question.retry(); {
	case e.failing():
		return now + retry + e.phase%retry
	case !e.loaded || e.answer.History.Len() != e.question.newest(time.UnixMicro(now))+1:
		return now + e.phase
	}
	return e.nextPhase(now)
}

// resume is when a history is asked of a client that was just set: early if it failed and goals have nothing, and else
// without haste.
func (e *entry) resume(now int64) int64 {
	if e.failing() && e.answer.History == nil {
		return now + e.phase%e.question.retry()
	}
	return now + e.phase
}

// askHistory asks for what is missing and adds it to what is known. That the server has no number for some points, or
// any of them, is an answer.
func (j *job) askHistory(ctx context.Context) Answer {
	q := &j.entry.question
	got := j.prepared.Range(ctx, q.point(j.missing.first), q.point(j.missing.last), q.step())
	answer := Answer{Reason: got.Reason, Message: got.Message, Time: j.asked}
	if got.Reason == "" || numberless(got.Reason) {
		answer.History = j.missing.filled(q, got.Values)
		if answer.History.LastAnswered() >= 0 {
			answer.Reason, answer.Message = "", ""
		}
	}
	return answer
}

// filled is the history with values where points were missing. Those for which there is none have no answer, unless one
// is known: a server forgets what is old, and a query with $__elapsed is asked at some points only.
func (m missing) filled(q *Question, values []float64) *history.History {
	for len(values) <= m.last-m.first {
		values = append(values, math.NaN())
	}
	if m.onto == nil {
		return history.New(q.From, q.step(), values)
	}
	if m.whole() {
		for i, known := range all(m.onto) {
			if math.IsNaN(values[i]) {
				values[i] = known
			}
		}
	}
	return m.onto.Spliced(m.first, values)
}

// all are the values of all points.
func all(h *history.History) []float64 {
	return h.Values(nil, h.First().Add(time.Duration(h.Len())*h.Step()))
}

// amended is whether a point that was known, to have an answer or none, is another one now.
func amended(known, now *history.History) bool {
	after := all(now)
	for i, was := range all(known) {
		is := after[i]
		if math.IsNaN(was) != math.IsNaN(is) || math.Abs(was-is) > rounding*max(math.Abs(was), math.Abs(is)) {
			return true
		}
	}
	return false
}

// load notes the history that was taken, and reports whether that is news beyond its reason: the whole of it is, what is
// amended when it is asked again, and points that come when goals have already been judged without them.
func (e *entry) load(m missing, got Answer, now time.Time) bool {
	if m.whole() {
		e.renewed = now.UnixMicro() // also if it failed: then it stays as it is for another day
	}
	if got.History == nil {
		return false // what is prepared knows that it failed, for the source
	}
	e.loaded, e.prepared = true, nil // it is not needed for a long time
	deadline := e.question.point(m.last).Add(e.question.Spread)
	return got.Reason == "" && (m.onto == nil || now.After(deadline) || m.whole() && amended(m.onto, got.History))
}
