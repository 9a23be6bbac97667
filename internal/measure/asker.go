/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import "slices"

// asker is a goal with its questions and the date on which it wants to be woken.
type asker struct {
	position
	goal       Goal
	generation int64
	links      links
	awaiting   int  // how many links are awaited
	gathering  int  // how many are gathered
	subscribed bool // false: it has only a date
}

// link is a question of one asker.
type link struct {
	entry    *entry
	awaited  bool // the asker is not woken before it is answered
	gathered bool // likewise, but what was answered before stands until then
}

type links []link

func (ls links) find(e *entry) (link, bool) {
	i := slices.IndexFunc(ls, func(l link) bool { return l.entry == e })
	if i < 0 {
		return link{}, false
	}
	return ls[i], true
}

// hears notes that e is answered, and reports whether the asker is to be woken: when the last one is answered of those
// that it waits for, else for what changed.
func (a *asker) hears(e *entry, changed bool) bool {
	i := slices.IndexFunc(a.links, func(l link) bool { return l.entry == e })
	if i < 0 {
		return false
	}
	l := &a.links[i]
	switch {
	case l.awaited:
		l.awaited = false
		a.awaiting--
		return a.awaiting == 0
	case l.gathered && a.awaiting == 0:
		l.gathered = false
		a.gathering--
		return a.gathering == 0
	}
	later := a.gathering > 0 && e.question.history() // it looks at that with what is gathered
	return changed && a.awaiting == 0 && !later
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
