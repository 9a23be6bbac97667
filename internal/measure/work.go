/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import "github.com/truenorth-dev/truenorth/internal/source"

// staff starts workers for those that wait at d, as far as there are places. The caller holds the lock.
func (p *Poller) staff(d *desk) {
	if !p.started {
		return
	}
	for d.workers < d.places {
		j, ok := d.next(p.now())
		if !ok {
			return
		}
		d.workers++
		p.workers.Go(func() { p.work(d, j) })
	}
}

// work does j and then whatever waits at d.
func (p *Poller) work(d *desk, j job) {
	for ok := true; ok; {
		answer := j.ask(source.OnBehalfOf(d.ctx, j.tenant.namespace), d.source)
		var wakes []wake
		wakes, j, ok = p.finish(d, j, answer)
		wakeAll(wakes)
	}
}

// finish takes the answer to j, and hands out the next job if there is one.
func (p *Poller) finish(d *desk, j job, got Answer) ([]wake, job, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	j.tenant.free()
	wakes := p.accept(d, j, got)
	if !d.closed() {
		if next, ok := d.next(p.now()); ok {
			return wakes, next, true
		}
	}
	d.workers--
	return wakes, job{}, false
}

// accept takes the answer to j unless nobody asks any more, or the source is no longer the one that was asked.
func (p *Poller) accept(d *desk, j job, got Answer) []wake {
	e := j.entry
	if d.closed() || len(e.askers) == 0 {
		return nil
	}
	e.asking, e.refused, e.prepared = false, j.refused, j.prepared
	now := p.now()
	changed := e.take(got)
	if e.question.history() {
		changed = e.load(j.missing, got, now) || changed
	}
	wakes := p.tell(nil, e, changed)
	switch {
	case e.done():
		e.prepared = nil
	case !e.refused:
		p.plan(e, e.next(now.UnixMicro()))
	}
	return wakes
}

// tell adds who is to be woken now that e was answered.
func (p *Poller) tell(wakes []wake, e *entry, changed bool) []wake {
	for _, a := range e.askers {
		if a.hears(e, changed) && (!e.turned || !p.gather(a, e)) {
			wakes = p.wake(wakes, a)
		}
	}
	return wakes
}
