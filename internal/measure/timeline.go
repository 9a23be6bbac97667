/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import "container/heap"

// timed is what waits in a timeline.
type timed interface{ place() *position }

// position is embedded in what waits in a timeline, so that it can be taken out of it again.
type position struct {
	at   int64     // when it is due, in microseconds since 1970; the least comes first
	home *timeline // where it waits; nil: nowhere
	rank int       // its index there
}

func (p *position) place() *position { return p }

// leave takes it out of where it waits, if it waits.
func (p *position) leave() {
	if p.home != nil {
		heap.Remove(p.home, p.rank)
	}
}

// timeline is a priority queue by due time, as container/heap keeps it. Its zero value is ready.
type timeline []timed

// add puts t in, which must be in none.
func (tl *timeline) add(t timed, at int64) {
	t.place().at = at
	heap.Push(tl, t)
}

// first takes out what is due first, if it is due by then.
func (tl *timeline) first(by int64) (timed, bool) {
	if len(*tl) == 0 || (*tl)[0].place().at > by {
		return nil, false
	}
	return heap.Pop(tl).(timed), true
}

// The five methods of heap.Interface.

func (tl timeline) Len() int           { return len(tl) }
func (tl timeline) Less(i, j int) bool { return tl[i].place().at < tl[j].place().at }
func (tl timeline) Swap(i, j int) {
	tl[i], tl[j] = tl[j], tl[i]
	tl[i].place().rank, tl[j].place().rank = i, j
}

func (tl *timeline) Push(x any) {
	t := x.(timed)
	t.place().home, t.place().rank = tl, len(*tl)
	*tl = append(*tl, t)
}

func (tl *timeline) Pop() any {
	last := len(*tl) - 1
	t := (*tl)[last]
	(*tl)[last] = nil
	*tl = (*tl)[:last]
	t.place().home = nil
	return t
}
