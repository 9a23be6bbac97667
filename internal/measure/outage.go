/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// longOutage is after how long a question that ran out of its time may turn to saying that its source is unavailable.
const longOutage = time.Hour

// certain is how often in a row a reason has to come that takes the place of another one.
const certain = 3

// out is whether the source gave no answer at all.
func (got Answer) out() bool {
	return got.Reason == v1alpha1.MeasureReasonQueryTimeout || got.Reason == v1alpha1.MeasureReasonSourceUnavailable
}

// rival is a reason that came instead of the one that stands, since the latter came last.
type rival struct {
	reason v1alpha1.MeasureReason // one of the two of an outage stands for both
	times  int                    // in a row
}

// steady is an answer with the reason, and the message, that stand, as long as a question goes on to fail and the answer
// does not say for certain that it now fails for another reason. What a source in trouble says is chance, such as 503 and
// 404 by turns, and no news for a goal. So:
//
//   - A number counts at once, and so does the first failure after one, or the first answer of another client.
//   - Whether a query is refused, held back or runs out of its time is one reason, the one that the outage began with.
//   - Another reason takes the place of one that stands when it came three times in a row.
//
// That a history has no number is an answer, and that a query cannot be asked at all is certain.
func (e *entry) steady(got Answer) Answer {
	last, before := e.answer, e.rival
	e.rival = rival{}
	switch {
	case e.moved || e.refused || !e.fails(got) || !e.fails(last) || got.Reason == last.Reason:
		return got
	case got.out() && last.out():
		if got.Reason == v1alpha1.MeasureReasonSourceUnavailable && got.Time.Sub(last.FailingSince) >= longOutage {
			return got
		}
	default:
		next := rival{got.Reason, 1}
		if got.out() {
			next.reason = v1alpha1.MeasureReasonSourceUnavailable
		}
		if next.reason == before.reason {
			next.times += before.times
		}
		if next.times == certain {
			return got
		}
		e.rival = next
	}
	got.Reason, got.Message = last.Reason, last.Message
	return got
}

// fails is whether an answer is none.
func (e *entry) fails(a Answer) bool {
	return a.Reason != "" && (!e.question.history() || !numberless(a.Reason))
}

// gather has those other questions of a asked at once that stand on the other side of an outage than e does now, so that a
// looks once at the outage and once at its end, however many questions it has. It reports whether there are any. The
// caller holds the lock.
func (p *Poller) gather(a *asker, e *entry) bool {
	if e.lane.desk == nil {
		return false
	}
	now, before := p.now().UnixMicro(), a.gathering
	for i := range a.links {
		l := &a.links[i]
		o := l.entry
		if o.lane != e.lane || o.question.fixed() || o.question.history() || !o.answered() || o.answer.out() == e.answer.out() {
			continue
		}
		if !l.gathered {
			l.gathered = true
			a.gathering++
		}
		if o.seat == nil {
			p.poll(o, now, now)
		}
	}
	return a.gathering > before
}
