/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"runtime"
	"sync"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// When a series is looked at: daily, within these shares of the period.
const (
	firstLook = 0.2
	lastLook  = 0.9
)

// grace is how many days after a stall or shift its reader is to have noticed.
const grace = 21

// record is what a method said of a series, and what came of it.
type record struct {
	looks     []verdict
	succeeded bool
	value     float64 // what it ended with
	turn      float64 // the day on which something happened that nobody could know before; 0: nothing did
	stall     bool    // what happened was a stall
}

// verdict is an answer and the day after the start on which it was given.
type verdict struct {
	day float64
	answer
}

// judge looks at a series as a method does, day by day.
func judge(s *series, m method) record {
	g := s.clean.grid
	r := record{succeeded: s.succeeded(), value: s.value(), turn: s.turn * float64(g.days), stall: s.stall}
	before := scoring.Unknown
	for d := int(math.Ceil(firstLook * float64(g.days))); float64(d) <= lastLook*float64(g.days); d++ {
		a := m.ask(look{s, d * g.perDay()}, before)
		r.looks, before = append(r.looks, verdict{float64(d), a}), a.outlook
	}
	return r
}

// standings are what is counted for each method, in the order of methods.
type standings [methodCount]tally

// add adds what was counted elsewhere.
func (s *standings) add(o standings) {
	for m := range s {
		s[m].add(o[m])
	}
}

// result is what the methods did on one process.
type result struct {
	process  string
	all      standings
	variants map[string]*standings
}

// simulate runs a process' series on all cores. The result does not depend on how many there are.
func simulate(p process, seed uint64, count int) result {
	counted, variants := make([]standings, count), make([]string, count)
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				s := p.series(seed, i)
				variants[i] = s.variant
				for m := range methods {
					counted[i][m] = tallyOf(judge(s, methods[m]))
				}
			}
		})
	}
	for i := range count {
		next <- i
	}
	close(next)
	workers.Wait()
	return collect(p.name, counted, variants)
}

// collect adds up what was counted of each series, in their order: a sum of floats depends on it.
func collect(name string, counted []standings, variants []string) result {
	r := result{process: name, variants: map[string]*standings{}}
	for i, s := range counted {
		r.all.add(s)
		if r.variants[variants[i]] == nil {
			r.variants[variants[i]] = &standings{}
		}
		r.variants[variants[i]].add(s)
	}
	return r
}
