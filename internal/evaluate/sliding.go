/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"time"
)

// sliding asks for a past that moves along with time: so much of it as lies back from a point, on a grid of steps that is
// the same for all. The history begins earlier, at a multiple of the length, so that it grows by what is new and is asked
// as a whole once in a length only.
func (r *reader) sliding(o origin, until time.Time, length, step, retry time.Duration) trail {
	stride := step * max(1, (length+step-1)/step)
	t := trail{question: r.question(o, time.Time{})}
	q := &t.question
	q.Step, q.Spread, q.Interval = step, spreadOf(step), retry
	q.From = until.Add(-stride).Truncate(stride).UTC()
	t.answer, t.known = r.askAs(o, *q)
	return t
}

// spreadOf is within which time after a point of a grid it is asked for.
func spreadOf(step time.Duration) time.Duration { return min(step/2, maxSpread) }

// latest is the last point of a grid that counts by now.
func (r *reader) latest(step time.Duration) time.Time {
	return r.now.Add(-spreadOf(step)).Truncate(step).UTC()
}

// last are the values of the points up to an instant, so many of them; NaN where there is none.
func (t trail) last(until time.Time, count int) []float64 {
	values := make([]float64, count)
	for i := range values {
		values[i] = math.NaN()
	}
	if !t.loaded() {
		return values
	}
	known := t.answer.History.Values(nil, until)
	ahead := int(until.Sub(t.question.From)/t.question.Step) + 1 - len(known) // points that are not there yet
	for i := range count {
		if at := len(known) - 1 + ahead - i; at >= 0 && at < len(known) {
			values[count-1-i] = known[at]
		}
	}
	return values
}

// typed are the values of check-ins at the points of a grid, likewise: an entry stands until the next, or until it is no
// longer fresh.
func (o origin) typed(until time.Time, count int, step time.Duration) []float64 {
	values := make([]float64, count)
	for i := range values {
		at := until.Add(-time.Duration(count-1-i) * step)
		values[i] = math.NaN()
		entry, begins := o.newest(at.Add(1))
		if entry != nil && !begins.Add(o.CheckIn.FreshFor.Or(defaultFreshFor)).Before(at) {
			values[i] = entry.Value
		}
	}
	return values
}
