/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
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
	held    bool      // not to be judged by: the value that was written before stands, and reason says why, if that is bad
	undated bool      // there is no number, and it is not known since when
	lost    bool      // no good value for so long that the last one is no longer to be judged by
	lapses  time.Time // when it will be lost if nothing better comes; zero: never, or already
}

// hasValue tells whether there is a value, be it stale.
func (r reading) hasValue() bool {
	return !r.waiting && !r.held && (r.reason == "" || r.reason == v1alpha1.MeasureReasonStale)
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
	define    Define
	fresh     bool // this generation was not evaluated yet

	incomplete bool      // an answer is outstanding that nothing can be said without
	next       time.Time // when the same inputs would give another result
}

// wake notes an instant at which the result may change by itself.
func (r *reader) wake(t time.Time) { r.next = soonest(r.next, r.now, t) }

// observe reads a measure as of now.
func (r *reader) observe(o origin, was past) reading {
	got := r.date(o, r.read(o, time.Time{}), was)
	if got.waiting && (r.fresh || was.unread()) {
		r.incomplete = true
	}
	// What was given up before a restart stays so until there is a good value.
	if unsure := got.waiting || got.reason != "" && got.time.IsZero(); unsure && was.isAbandoned() {
		got.lost, got.lapses = true, time.Time{}
	}
	if got.lost && o.remembers() {
		got.message = abandoned + got.message
	}
	r.wake(got.lapses)
	r.wake(r.nextEntry(o))
	return got
}

// read takes the reading of a measure as of an instant; zero means now.
func (r *reader) read(o origin, at time.Time) reading {
	switch {
	case o.lack.reason != "":
		return o.lack
	case o.Prometheus != nil:
		a, known := r.askAs(o, r.question(o, at))
		got := r.answered(o, a, known)
		if !at.IsZero() && got.hasValue() {
			got.time = at // not when it was asked, which differs from one who asks to the next
		}
		return got
	case o.ObjectiveRef != nil:
		got, _ := r.referred(*o.ObjectiveRef, time.Time{})
		return got
	}
	return r.checkedIn(o, at)
}

func (r *reader) answered(o origin, a Answer, known bool) reading {
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
		return r.failing(o, got, a.LastGood)
	case !a.FailingSince.IsZero(): // a restart forgets the good answers before it
		return r.failing(o, got, a.FailingSince)
	}
	got.undated = true
	return got
}

// failing counts the limit of a reading that has no number since a time.
func (r *reader) failing(o origin, got reading, since time.Time) reading {
	lapses := since.Add(o.limit())
	if got.lost = !lapses.After(r.now); !got.lost {
		got.lapses = lapses
	}
	return got
}

// date gives an undated failure, of a question that nobody could be asked, the time at which the value was last good. The
// status tells it from the first failure on, and no other write moves it.
func (r *reader) date(o origin, got reading, was past) reading {
	if !got.undated || was.Value == nil {
		return got
	}
	got.time = stamp(r.now).Time
	if was.Reason != "" {
		got.time = timeOf(was.ObservedTime)
	}
	return r.failing(o, got, got.time)
}

// referred reads the score of another objective, and tells whether it may decide what is due at an instant; zero: it is
// to decide nothing. Without one there is nothing to wait for, so it is lost at once.
func (r *reader) referred(ref v1alpha1.ObjectReference, due time.Time) (got reading, final bool) {
	a, final := r.refer(ref, due)
	got = reading{value: a.Value, reason: a.Reason, message: a.Message, lost: a.Reason != ""}
	if !got.lost {
		got.time = r.now
	}
	return got, final
}

// checkedIn reads the newest entry whose day has begun; as of an instant, has begun before it.
func (r *reader) checkedIn(o origin, at time.Time) reading {
	if at.IsZero() {
		at = r.now.Add(1) // a day counts from its first instant on
	}
	entry, begins := o.newest(at)
	if entry == nil {
		return reading{reason: v1alpha1.MeasureReasonNoData, lost: true, message: "no check-in counts yet: add an entry for today"}
	}
	got := reading{value: entry.Value, time: begins}
	stale := begins.Add(o.CheckIn.FreshFor.Or(defaultFreshFor))
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
func (o origin) newest(at time.Time) (entry *v1alpha1.CheckInEntry, begins time.Time) {
	for i := range o.CheckIn.Entries {
		day, ok := o.dayOf(o.CheckIn.Entries[i])
		if ok && day.Before(at) && !day.Before(begins) {
			entry, begins = &o.CheckIn.Entries[i], day
		}
	}
	return entry, begins
}

// nextEntry is the first midnight after now at which another check-in begins to count; zero: there is none.
func (r *reader) nextEntry(o origin) time.Time {
	var next time.Time
	if o.CheckIn == nil {
		return next
	}
	for _, entry := range o.CheckIn.Entries {
		if day, ok := o.dayOf(entry); ok {
			next = soonest(next, r.now, day)
		}
	}
	return next
}

// dayOf is the first midnight of an entry's day. A day that no calendar has is refused at admission, and counts never.
func (o origin) dayOf(entry v1alpha1.CheckInEntry) (time.Time, bool) {
	day, err := scoring.ParseDay(string(entry.Date))
	return day.Start(o.location), err == nil
}

// soonest is the earlier of next and t, where t counts only if it is after now; zero means never.
func soonest(next, now, t time.Time) time.Time {
	if t.After(now) && (next.IsZero() || t.Before(next)) {
		return t
	}
	return next
}
