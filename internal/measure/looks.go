/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import "time"

// LastMeasured is when the live questions of a goal had all been answered with a number: the oldest of their last good
// answers. It is false while one of them has none in this process, and for a goal that asks none. Fixed questions and
// histories do not count: the former do not age, and the latter say nothing of now.
func (p *Poller) LastMeasured(goal Goal) (time.Time, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var oldest time.Time
	a := p.askers[goal]
	if a == nil {
		return oldest, false
	}
	for _, link := range a.links {
		if q := &link.entry.question; q.fixed() || q.history() {
			continue
		}
		good := link.entry.answer.LastGood
		if good.IsZero() {
			return time.Time{}, false
		}
		if oldest.IsZero() || good.Before(oldest) {
			oldest = good
		}
	}
	return oldest, !oldest.IsZero()
}

// Answers are the answers that stand for a goal's present questions, as its last Subscribe would give them now. Other
// than that it changes nothing.
func (p *Poller) Answers(goal Goal) map[Question]Answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.askers[goal]; a != nil {
		return a.answers()
	}
	return nil
}
