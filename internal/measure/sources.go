/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"cmp"
	"slices"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// spread is the time between two questions that a new client is asked anew.
const spread = 20 * time.Millisecond

// SetSource says how a source is asked from now on. What the one before it is being asked is cut and its answers are
// dropped. All questions but fixed ones with a good answer are asked anew, those asked longest ago first: 20 ms apart,
// or less so that all are within one interval. Those that wait for their phase after a restart go on waiting.
//
// Histories are asked within their Spread, or within an interval if nothing is known of them: the whole of them, as
// another source has another past, and until then what was known stands.
func (p *Poller) SetSource(key source.Key, c Source) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lane(key)
	l.vacate()
	l.desk = newDesk(c, l.namespaces)
	now := p.now().UnixMicro()
	again := l.recall()
	for i, e := range again {
		switch {
		case e.wanted:
			p.poll(e, now, now)
		case e.question.history():
			p.plan(e, e.resume(now))
		case e.patient:
			p.plan(e, e.nextPhase(now))
		default:
			p.plan(e, now+e.question.turn(i, len(again)))
		}
	}
}

// turn is how long the i-th of several questions waits for those that are asked anew before it.
func (q *Question) turn(i, of int) int64 {
	return int64(i) * min(spread.Microseconds(), q.interval()/int64(of))
}

// Revive says that a source answers again, and that it is the same. What it gave no answer to is asked again sooner than
// it would be, spread out as by SetSource; a history, within an interval, if its last load failed. Nothing that is being
// asked is cut, and nothing else is asked.
func (p *Poller) Revive(key source.Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lanes[key]
	if l == nil || l.desk == nil {
		return
	}
	now := p.now().UnixMicro()
	failed := l.failed()
	for i, e := range failed {
		at := now + e.question.turn(i, len(failed))
		if e.question.history() {
			at = now + e.phase%e.question.retry()
		}
		if e.home == nil || at < e.at {
			p.plan(e, at)
		}
	}
}

// failed are the questions that have no answer because of the source, and are neither being asked nor about to be,
// asked longest ago first. Those that wait for their phase after a restart have not failed.
func (l *lane) failed() []*entry {
	var failed []*entry
	for _, e := range l.questions {
		waits := e.asking || e.seat != nil || e.refused || e.patient
		if !waits && e.unheard() {
			failed = append(failed, e)
		}
	}
	sortByAge(failed)
	return failed
}

// SetBroken says that a source exists and cannot be asked: until the next SetSource the answer to its questions is
// SourceUnavailable with message, save to fixed ones that have a good answer.
func (p *Poller) SetBroken(key source.Key, message string) {
	wakeAll(p.setBroken(key, message))
}

func (p *Poller) setBroken(key source.Key, message string) []wake {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lane(key)
	l.vacate()
	l.broken = &message
	var wakes []wake
	for _, e := range l.recall() {
		wakes = p.tell(wakes, e, e.take(unavailable(message, p.now())))
	}
	return wakes
}

// RemoveSource says that a source is no more. Its questions have no answer until there is one of that name again, and
// nobody waits for them.
func (p *Poller) RemoveSource(key source.Key) { wakeAll(p.removeSource(key)) }

func (p *Poller) removeSource(key source.Key) []wake {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lanes[key]
	if l == nil {
		return nil
	}
	l.vacate()
	l.recall()
	var wakes []wake
	for _, e := range l.questions {
		e.forget()
		wakes = p.tell(wakes, e, false)
	}
	p.pruneLane(l)
	return wakes
}

func unavailable(message string, now time.Time) Answer {
	return Answer{Reason: v1alpha1.MeasureReasonSourceUnavailable, Message: message, Time: now}
}

// OnNeed registers what is called when a goal asks something of a source of a kind that was never set, or was removed,
// before Start. It is called without a lock held and must be cheap.
func (p *Poller) OnNeed(kind v1alpha1.SourceKind, call func(source.Key)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.needs[kind] = call
}

// Asked says whether anything is asked of a source.
func (p *Poller) Asked(key source.Key) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lanes[key]
	return l != nil && len(l.questions) > 0
}

// need adds the call for a source that lacks. The caller holds the lock.
func (p *Poller) need(lacking []func(), l *lane) []func() {
	call := p.needs[l.key.Kind]
	if call == nil || l.desk != nil || l.broken != nil {
		return lacking
	}
	return append(lacking, func() { call(l.key) })
}

// lane is the lane of a source, made where there is none. The caller holds the lock.
func (p *Poller) lane(key source.Key) *lane {
	l := p.lanes[key]
	if l == nil {
		l = &lane{key: key, questions: map[Question]*entry{}, namespaces: map[string]int{}}
		p.lanes[key] = l
	}
	return l
}

// pruneLane forgets a lane of which nothing is left.
func (p *Poller) pruneLane(l *lane) {
	if l.desk == nil && l.broken == nil && len(l.questions) == 0 {
		delete(p.lanes, l.key)
	}
}

// recall takes back all questions, and returns those that need an answer, asked longest ago first.
func (l *lane) recall() []*entry {
	var again []*entry
	for _, e := range l.questions {
		e.recall()
		if !e.done() {
			again = append(again, e)
		}
	}
	sortByAge(again)
	return again
}

// unheard is whether its source did not answer it, when it was asked last or ever.
func (e *entry) unheard() bool {
	if e.question.history() {
		return e.failing()
	}
	return !e.answered() || e.answer.out() || e.rival.reason == v1alpha1.MeasureReasonSourceUnavailable
}

// sortByAge puts first what was asked longest ago.
func sortByAge(entries []*entry) {
	slices.SortFunc(entries, func(a, b *entry) int {
		return cmp.Or(a.answer.Time.Compare(b.answer.Time), cmp.Compare(a.phase, b.phase))
	})
}
