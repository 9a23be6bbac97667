/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import "time"

// visit is what a Subscribe means for each of its questions.
type visit struct {
	now     time.Time
	known   links // the goal's before it
	urgent  bool
	refresh bool // urgent for the known questions too
	edited  bool // urgent, and not the first generation
	restart bool // the goal was evaluated before this process began
}

// Subscribe replaces a goal's questions, and returns the answers that stand; doubles count once.
//
// It is urgent for a generation of the goal that was never evaluated. Answers younger than 10 s then do, and the others
// are asked at once and left out until they are there; the goal is woken when the last of them is, and not before. The
// same generation again does not ask again.
//
// If the first Subscribe of a goal is not urgent, it was evaluated before a restart: live questions and histories wait
// for their phase, and each first answer wakes. Questions that come later, and fixed ones, are asked at once.
//
// Nobody waits for a history. It wakes when it is there for the first time, when what is known of it is that of another
// client than before or was amended, when its reason changed, and when a new point came later than the question's Spread
// after it. Its whole is asked again once a day, in place of what is new.
func (p *Poller) Subscribe(goal Goal, generation int64, urgent bool, questions []Question) map[Question]Answer {
	answers, lacking := p.subscribe(goal, generation, urgent, questions)
	for _, need := range lacking {
		need()
	}
	return answers
}

func (p *Poller) subscribe(goal Goal, generation int64, urgent bool, questions []Question) (answers map[Question]Answer, lacking []func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.asker(goal)
	v := visit{now: p.now(), known: a.links, urgent: urgent}
	v.refresh = urgent && (!a.subscribed || a.generation != generation)
	v.edited = v.refresh && generation > 1
	v.restart = !urgent && !a.subscribed
	a.generation, a.subscribed = generation, true
	a.links, a.awaiting, a.gathering = make(links, 0, len(questions)), 0, 0
	for _, q := range questions {
		e := p.entry(q, v.now)
		if _, twice := a.links.find(e); !twice {
			p.join(a, e, v)
			lacking = p.need(lacking, e.lane)
		}
	}
	for _, l := range v.known {
		if _, kept := a.links.find(l.entry); !kept {
			p.leave(a, l.entry)
		}
	}
	return a.answers(), lacking
}

// join adds e to a's questions.
func (p *Poller) join(a *asker, e *entry, v visit) {
	l, known := v.known.find(e)
	l.entry, l.gathered = e, false
	if !known {
		e.enter(a)
	}
	switch {
	case v.refresh || v.urgent && !known:
		l.awaited = p.want(e, v)
	case known || e.answered():
	case v.restart && !e.question.fixed():
		p.await(e, v.now)
	default:
		e.patient = false
		p.poll(e, v.now.UnixMicro(), v.now.UnixMicro())
	}
	a.links = append(a.links, l)
	if l.awaited {
		a.awaiting++
	}
}

// want lets e be asked at once, and reports whether its answer is to be awaited.
func (p *Poller) want(e *entry, v visit) bool {
	if e.stands(v.now) {
		return false
	}
	e.wanted, e.edited, e.patient = true, e.edited || v.edited, false
	p.poll(e, v.now.UnixMicro(), v.now.UnixMicro())
	return e.lane.desk != nil && !e.question.history()
}

// await lets e, if nobody asked it before, wait for its phase.
func (p *Poller) await(e *entry, now time.Time) {
	if len(e.askers) == 1 {
		e.patient = true
		p.plan(e, e.next(now.UnixMicro()))
	}
}

// Unsubscribe forgets a goal, its date included. Its questions are no longer asked unless others ask them.
func (p *Poller) Unsubscribe(goal Goal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.askers[goal]
	if a == nil {
		return
	}
	a.leave()
	for _, l := range a.links {
		p.leave(a, l.entry)
	}
	delete(p.askers, goal)
}

// WakeAt wakes a goal at a date, once. A later call replaces the date of an earlier one; the zero time takes it back.
func (p *Poller) WakeAt(goal Goal, t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.asker(goal)
	a.leave()
	if t.IsZero() {
		p.pruneAsker(a)
		return
	}
	at := t.Add(time.Microsecond - 1).UnixMicro() // never before t
	p.schedule.add(a, at)
	p.hurry(at)
}

func (p *Poller) asker(goal Goal) *asker {
	a := p.askers[goal]
	if a == nil {
		a = &asker{goal: goal}
		p.askers[goal] = a
	}
	return a
}

// pruneAsker forgets a goal of which nothing is left.
func (p *Poller) pruneAsker(a *asker) {
	if !a.subscribed && a.home == nil {
		delete(p.askers, a.goal)
	}
}

func (p *Poller) entry(q Question, now time.Time) *entry {
	l := p.lane(q.Source)
	e := l.questions[q]
	if e == nil {
		e = newEntry(q, l)
		l.questions[q] = e
		if l.broken != nil {
			e.take(unavailable(*l.broken, now))
		}
	}
	return e
}

// leave takes a from those who ask e, which is forgotten with the last of them.
func (p *Poller) leave(a *asker, e *entry) {
	e.drop(a)
	if len(e.askers) > 0 {
		return
	}
	e.withdraw()
	delete(e.lane.questions, e.question)
	p.pruneLane(e.lane)
}
