/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// defaultFreshFor is how long a check-in counts where it does not say.
const defaultFreshFor = 35 * 24 * time.Hour

// maxInterval keeps three intervals inside a time.Duration.
const maxInterval = 90 * 365 * 24 * time.Hour

// reading is what a measure says at some moment: a number, the reason why there is none, or nothing yet.
type reading struct {
	value   float64
	reason  v1alpha1.MeasureReason // empty: value is good
	message string
	time    time.Time // when a good value was last seen; zero: not known
	waiting bool      // no answer yet: what was written before stands
	undated bool      // there is no number, and it is not known since when
	lost    bool      // no good value for so long that the last one is no longer to be judged by
	lapses  time.Time // when it will be lost if nothing better comes; zero: never, or already
}

// hasValue tells whether there is a value, be it stale.
func (r reading) hasValue() bool {
	return !r.waiting && (r.reason == "" || r.reason == v1alpha1.MeasureReasonStale)
}

// reader reads the measures of one goal, and notes on the way what becomes of the evaluation as a whole.
type reader struct {
	namespace string
	source    *v1alpha1.SourceReference
	interval  time.Duration
	location  *time.Location
	period    scoring.Period // zero for goals that have none
	now       time.Time
	ask       Ask
	refer     Refer
	fresh     bool      // this generation was not evaluated yet
	evaluated time.Time // when what stands in the status was computed; zero: never

	incomplete bool      // an answer is outstanding that nothing can be said without
	next       time.Time // when the same inputs would give another result
}

// wake notes an instant at which the result may change by itself.
func (r *reader) wake(t time.Time) { r.next = soonest(r.next, r.now, t) }

// limit is how long a goal is judged by its last good value.
func (r *reader) limit() time.Duration {
	return max(time.Hour, min(r.interval, maxInterval)*3)
}

// observe reads a measure as of now.
func (r *reader) observe(m v1alpha1.Measure, was past) reading {
	got := r.date(r.read(m, time.Time{}), was)
	if got.waiting && (r.fresh || was.unread()) {
		r.incomplete = true
	}
	// What was given up before a restart stays so until there is a good value.
	if unsure := got.waiting || got.reason != "" && got.time.IsZero(); unsure && was.isAbandoned() {
		got.lost, got.lapses = true, time.Time{}
	}
	if got.lost && m.Prometheus != nil {
		got.message = abandoned + got.message
	}
	r.wake(got.lapses)
	r.wake(r.nextEntry(m))
	return got
}

// read takes the reading of a measure as of an instant; zero means now.
func (r *reader) read(m v1alpha1.Measure, at time.Time) reading {
	switch {
	case m.Prometheus != nil:
		got := r.answered(r.ask(r.question(m.Prometheus, at)))
		if !at.IsZero() && got.hasValue() {
			got.time = at // not when it was asked, which differs from one who asks to the next
		}
		return got
	case m.ObjectiveRef != nil:
		return r.referred(*m.ObjectiveRef)
	}
	return r.checkedIn(m.CheckIn, at)
}

// question is what a measure asks as of an instant; zero means now.
func (r *reader) question(m *v1alpha1.PrometheusMeasure, at time.Time) Question {
	q := Question{
		Source: sourceOf(m, r.source), Query: strings.TrimSpace(m.Query),
		Lookback: m.Lookback.Or(0), Interval: r.interval,
	}
	start, end, elapsed := uses(m.Query)
	if start || elapsed {
		q.Start = r.period.Start.UTC()
	}
	if end {
		q.End = r.period.End.UTC()
	}
	if !at.IsZero() {
		q.At = at.UTC()
	}
	return q
}

func (r *reader) answered(a Answer, known bool) reading {
	if !known {
		return reading{waiting: true}
	}
	if a.Reason == "" && !finite(a.Value) {
		a.Reason, a.Message = v1alpha1.MeasureReasonNotANumber, "the answer is not a finite number"
	}
	got := reading{value: a.Value, reason: a.Reason, message: a.Message, time: a.Time}
	if got.reason == "" {
		return got
	}
	got.time = a.LastGood
	switch {
	case !a.LastGood.IsZero():
		return r.failing(got, a.LastGood)
	case !a.FailingSince.IsZero(): // a restart forgets the good answers before it
		return r.failing(got, a.FailingSince)
	}
	got.undated = true
	return got
}

// failing counts the limit of a reading that has no number since a time.
func (r *reader) failing(got reading, since time.Time) reading {
	lapses := since.Add(r.limit())
	if got.lost = !lapses.After(r.now); !got.lost {
		got.lapses = lapses
	}
	return got
}

// date gives an undated failure, of a question that nobody could be asked, the time at which the status first said so.
func (r *reader) date(got reading, was past) reading {
	switch {
	case !got.undated:
		return got
	case was.Reason == got.reason:
		return r.failing(got, r.evaluated)
	}
	return r.failing(got, r.now)
}

// referred reads the score of another objective. Without one there is nothing to wait for, so it is lost at once.
func (r *reader) referred(ref v1alpha1.ObjectReference) reading {
	a := r.refer(ref)
	got := reading{value: a.Value, reason: a.Reason, message: a.Message, lost: a.Reason != ""}
	if !got.lost {
		got.time = r.now
	}
	return got
}

// checkedIn reads the newest entry whose day has begun; as of an instant, has begun before it.
func (r *reader) checkedIn(c *v1alpha1.CheckIn, at time.Time) reading {
	if at.IsZero() {
		at = r.now.Add(1) // a day counts from its first instant on
	}
	entry, begins := r.newest(c, at)
	if entry == nil {
		return reading{reason: v1alpha1.MeasureReasonNoData, lost: true, message: "no check-in counts yet: add an entry for today"}
	}
	got := reading{value: entry.Value, time: begins}
	stale := begins.Add(c.FreshFor.Or(defaultFreshFor))
	if stale.Before(at) {
		got.reason, got.lost = v1alpha1.MeasureReasonStale, true
		got.message = fmt.Sprintf("the newest check-in is of %s: add a newer entry", begins.Format(time.DateOnly))
		return got
	}
	got.lapses = stale
	return got
}

// newest is the last entry whose day begins before an instant, with that beginning; nil: there is none. Of two for one
// day it is the later in the list.
func (r *reader) newest(c *v1alpha1.CheckIn, at time.Time) (entry *v1alpha1.CheckInEntry, begins time.Time) {
	for i := range c.Entries {
		day, ok := r.dayOf(c.Entries[i])
		if ok && day.Before(at) && !day.Before(begins) {
			entry, begins = &c.Entries[i], day
		}
	}
	return entry, begins
}

// nextEntry is the first midnight after now at which another check-in begins to count; zero: there is none.
func (r *reader) nextEntry(m v1alpha1.Measure) time.Time {
	var next time.Time
	if m.CheckIn == nil {
		return next
	}
	for _, entry := range m.CheckIn.Entries {
		if day, ok := r.dayOf(entry); ok {
			next = soonest(next, r.now, day)
		}
	}
	return next
}

// dayOf is the first midnight of an entry's day. A day that no calendar has is refused at admission, and counts never.
func (r *reader) dayOf(entry v1alpha1.CheckInEntry) (time.Time, bool) {
	day, err := scoring.ParseDay(string(entry.Date))
	return day.Start(r.location), err == nil
}

// soonest is the earlier of next and t, where t counts only if it is after now; zero means never.
func soonest(next, now, t time.Time) time.Time {
	if t.After(now) && (next.IsZero() || t.Before(next)) {
		return t
	}
	return next
}
