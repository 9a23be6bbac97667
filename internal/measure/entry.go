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
	askers   []*asker // in the order in which they came; the first one's namespace is who waits at the desk
	prepared Prepared // by the source of the desk; nil: not yet
	answer   Answer   // what stands; Time is zero before there is one
	phase    int64

	asking    bool // a worker of the present desk has it
	loaded    bool // of a history: what stands is of the present client of the source
	wanted    bool // it is asked before what is merely due
	patient   bool // it was known before a restart, and its first poll waits for its phase
	refused   bool // the source cannot ask it
	postponed bool // a jump of the clock moved its poll; a second one does not
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
}

// forget drops the answer that stands, as the source that gave it is gone.
func (e *entry) forget() { e.answer = Answer{LastGood: e.answer.LastGood} }

// take makes got, asked at Time, the answer that stands, and reports whether it differs from the one before in more
// than the message.
func (e *entry) take(got Answer) bool {
	last := e.answer
	got = got.After(last)
	changed := !e.answered() || got.Reason != last.Reason ||
		math.Float64bits(got.Value) != math.Float64bits(last.Value)
	e.answer, e.wanted, e.patient = got, false, false
	return changed
}

// asker is a goal with its questions and the date on which it wants to be woken.
type asker struct {
	position
	goal       Goal
	generation int64
	links      links
	awaiting   int  // how many links are awaited
	subscribed bool // false: it has only a date
}

// link is a question of one asker.
type link struct {
	entry   *entry
	awaited bool // the asker is not woken before it is answered
}

type links []link

func (ls links) find(e *entry) (link, bool) {
	i := slices.IndexFunc(ls, func(l link) bool { return l.entry == e })
	if i < 0 {
		return link{}, false
	}
	return ls[i], true
}

// hear notes that e is answered, and reports whether that was the last one awaited.
func (a *asker) hear(e *entry) bool {
	i := slices.Index(a.links, link{entry: e, awaited: true})
	if i < 0 {
		return false
	}
	a.links[i].awaited = false
	a.awaiting--
	return a.awaiting == 0
}

// answers are those that stand and are not awaited anew.
func (a *asker) answers() map[Question]Answer {
	answers := make(map[Question]Answer, len(a.links))
	for _, l := range a.links {
		if l.entry.answered() && !l.awaited {
			answers[l.entry.question] = l.entry.answer
		}
	}
	return answers
}

// lane is what is known of a source, and the questions to it. Without a desk they wait; while it is broken they are
// answered with that.
type lane struct {
	key       source.Key
	questions map[Question]*entry
	desk      *desk   // nil: the source is not known, or broken
	broken    *string // why the source cannot be asked; nil: it can, or is not known
}

// vacate ends what the source is being asked.
func (l *lane) vacate() {
	if l.desk != nil {
		l.desk.close()
		l.desk = nil
	}
	l.broken = nil
}
