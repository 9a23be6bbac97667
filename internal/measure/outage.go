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

// out is whether the source gave no answer at all.
func (got Answer) out() bool {
	return got.Reason == v1alpha1.MeasureReasonQueryTimeout || got.Reason == v1alpha1.MeasureReasonSourceUnavailable
}

// steady is an answer with the reason that the outage began with, if it is one of an outage that goes on. Whether a query
// is then refused, held back or runs out of its time is chance, and no news for a goal. Another client of the source is
// another matter.
func (e *entry) steady(got Answer) Answer {
	last := e.answer
	if e.moved || !got.out() || !last.out() || got.Reason == last.Reason {
		return got
	}
	if got.Reason == v1alpha1.MeasureReasonSourceUnavailable && got.Time.Sub(last.FailingSince) >= longOutage {
		return got
	}
	got.Reason, got.Message = last.Reason, last.Message
	return got
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
