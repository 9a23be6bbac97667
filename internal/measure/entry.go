/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"math"
	"slices"
	"time"

	"github.com/truenorth-dev/truenorth/internal/source"
)

// reusable is how old an answer may be that a user's edit is judged on.
const reusable = 10 * time.Second

// entry is a question that somebody asks. It is in the schedule, or at its source's desk (seat), or being asked, or
// waits for its source, or needs no asking any more. It lives as long as it has askers; a question that is asked again
// later gets a new one, so that late answers to the old one are told apart.
type entry struct {
	position
	question Question
	lane     *lane
	seat     *tenant  // while it waits at the desk; nil otherwise
	askers   []*asker // in the order in which they came
	prepared Prepared // by the source of the desk; nil: not yet
	answer   Answer   // what stands; Time is zero before there is one
	phase    int64
	rival    rival // that would take the place of the reason that stands
	renewed  int64 // when the whole of a history was asked last, in microseconds since 1970

	asking    bool // a worker of the present desk has it
	loaded    bool // of a history: what stands is of the present client of the source
	wanted    bool // it is asked before what is merely due
	edited    bool // it is wanted by a goal that was edited, and asked before what others want
	patient   bool // it was known before a restart, and its first poll waits for its phase
	refused   bool // the source cannot ask it
	postponed bool // a jump of the clock moved its poll; a second one does not
	moved     bool // what stands is of another client of the source than the present one
	turned    bool // with what stands an outage of the source began or ended for a live question
}

func newEntry(q Question, l *lane) *entry { return &entry{question: q, lane: l, phase: q.phase()} }

// nextPhase is the first time after now, in microseconds since 1970, at which the question is due.
func (e *entry) nextPhase(now int64) int64 {
	every, origin := e.question.interval(), e.phase
	if e.question.history() {
		every, origin = e.question.step().Microseconds(), e.question.From.UnixMicro()+e.phase
		if now < origin {
			return origin
		}
	}
	since := (now - origin) % every
	if since < 0 {
		since += every
	}
	return now - since + every
}

// next is when the question, which is not at the desk, is to be asked: at its next phase, unless it is a history that
// lacks something.
func (e *entry) next(now int64) int64 {
	if e.question.history() {
		return e.nextHistory(now)
	}
	return e.nextPhase(now)
}

func (e *entry) answered() bool { return !e.answer.Time.IsZero() }

// done is whether the answer that stands is the last one.
func (e *entry) done() bool { return e.question.fixed() && e.answered() && e.answer.Reason == "" }

// stands is whether an answer is good enough for a user's edit. One from the future (the clock jumped back) is of
// unknown age.
func (e *entry) stands(now time.Time) bool {
	age := now.Sub(e.answer.Time)
	return e.done() || e.answered() && (e.lane.broken != nil || age >= 0 && age < reusable)
}

// withdraw takes the entry out of wherever it waits.
func (e *entry) withdraw() {
	e.leave()
	if e.seat != nil {
		e.seat.prune()
		e.seat = nil
	}
}

// recall makes it as if the question had not been asked of the lane's source; what was answered stands.
func (e *entry) recall() {
	e.withdraw()
	e.prepared, e.asking, e.refused = nil, false, false
	e.loaded, e.moved = false, true
}

// forget drops the answer that stands, as the source that gave it is gone.
func (e *entry) forget() { e.answer = Answer{LastGood: e.answer.LastGood} }

// take makes got, asked at Time, the answer that stands, and reports whether it differs from the one before in more
// than the message.
func (e *entry) take(got Answer) bool {
	last := e.answer
	got = e.steady(got).After(last)
	e.turned = e.answered() && !e.question.history() && got.out() != last.out()
	changed := !e.answered() || got.Reason != last.Reason ||
		math.Float64bits(got.Value) != math.Float64bits(last.Value)
	e.answer, e.wanted, e.edited, e.patient, e.moved = got, false, false, false, false
	return changed
}

// lane is what is known of a source, and the questions to it. Without a desk they wait; while it is broken they are
// answered with that.
type lane struct {
	key        source.Key
	questions  map[Question]*entry
	namespaces map[string]int // of who asks, with how many questions
	desk       *desk          // nil: the source is not known, or broken
	broken     *string        // why the source cannot be asked; nil: it can, or is not known
}

// enter adds a to those who ask e.
func (e *entry) enter(a *asker) {
	e.askers = append(e.askers, a)
	e.lane.namespaces[a.goal.Namespace]++
}

// drop takes a from them.
func (e *entry) drop(a *asker) {
	i := slices.Index(e.askers, a)
	if i < 0 {
		return
	}
	e.askers = slices.Delete(e.askers, i, i+1)
	if e.lane.namespaces[a.goal.Namespace]--; e.lane.namespaces[a.goal.Namespace] == 0 {
		delete(e.lane.namespaces, a.goal.Namespace)
	}
}

// vacate ends what the source is being asked.
func (l *lane) vacate() {
	if l.desk != nil {
		l.desk.close()
		l.desk = nil
	}
	l.broken = nil
}
