/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/truenorth-dev/truenorth/internal/forecast"
)

// process is a family of key results. A series is drawn from it: first its parameters, then its history.
type process struct {
	name string
	// draw draws the parameters of a key result.
	draw func(d dice) keyResult
	// days are the lengths of period to choose from; nil: a quarter.
	days []int
}

// quarter is how many days a quarter has.
const quarter = 92

// keyResult is a number that moves as a model does, and what is wanted of it.
type keyResult struct {
	model
	// variant names what kind of the process it is, where there are several.
	variant string
	// from and to are where the number starts and is to get. Equal ones: it is to stay at that or more.
	from, to float64
	// fromStart counts both from the value at the start.
	fromStart bool
	// plan is the share of the way to be done at a share of the period; nil: no plan is given.
	plan curve
	// bounds are given with the case; zero: none.
	bounds forecast.Band
	// turn is the share of the period at which something happens that nobody can know before; 0: nothing does.
	turn float64
	// stall says that the turn ends a progress that would have been enough.
	stall bool
	// marred says that points of the history are missing or wrong.
	marred bool
	// late is the share of the period at which the history begins; 0: where others' do.
	late float64
}

// series is a key result with its history.
type series struct {
	keyResult
	clean path // as it was
	seen  path // as it was measured
	first int  // the first point that the measure has
}

// dice draw parameters.
type dice struct{ *rand.Rand }

// between is a number from a range.
func (d dice) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// even is true in half of the cases.
func (d dice) even() bool { return d.IntN(2) == 0 }

// up or down.
func (d dice) sign() float64 {
	if d.even() {
		return 1
	}
	return -1
}

// series draws the i-th series of the process. Every series has random numbers of its own, so that it is the same
// however many others are drawn.
func (p process) series(seed uint64, i int) *series {
	name := fnv.New64a()
	_, _ = name.Write([]byte(p.name + "/" + strconv.Itoa(i)))
	r := rand.New(rand.NewPCG(seed, name.Sum64()))
	g := p.grid(dice{r}, i)
	s := &series{keyResult: p.draw(dice{r})}
	s.clean = s.play(r, g)
	s.seen, s.first = s.measured(dice{r}, i)
	if s.fromStart {
		s.from, s.to = s.from+s.clean.at(0), s.to+s.clean.at(0)
	}
	return s
}

// grid is what a series' history is asked on: the operator's, and in a third of the series a daily one.
func (p process) grid(d dice, i int) grid {
	g := gridOf(quarter)
	if p.days != nil {
		g = gridOf(p.days[d.IntN(len(p.days))])
	}
	if i%3 == 2 {
		g.step = day
	}
	return g
}

// measured is what is seen of the process, and the first point of it. Half of the series have a history before the
// start.
func (s *series) measured(d dice, i int) (path, int) {
	seen, first := s.clean, int(s.late*float64(s.clean.length()))
	if s.marred {
		seen = mar(d, s.clean, s.to-s.from)
	}
	if i%2 == 0 && s.late == 0 {
		first = -s.clean.length()
	}
	return seen, first
}

// mar takes a stretch and single points away, and puts a few far off.
func mar(d dice, p path, way float64) path {
	n := p.length()
	from := d.IntN(2*n) - n
	to := from + int(d.between(0.05, 0.2)*float64(n))
	return pathOf(p.grid, func(i int) float64 {
		switch lot := d.Float64(); {
		case i >= from && i < to, lot < 0.03:
			return math.NaN()
		case lot < 0.04:
			return p.at(i) + d.sign()*d.between(1, 5)*way
		}
		return p.at(i)
	})
}

// success is the values at the end that are wanted.
func (s *series) success() forecast.Band {
	if s.to < s.from {
		return forecast.AtMost(s.to)
	}
	return forecast.AtLeast(s.to)
}

// value is what the key result ends with.
func (s *series) value() float64 { return s.clean.at(s.clean.length()) }

// succeeded tells how it ends.
func (s *series) succeeded() bool { return s.success().Holds(s.value()) }

// start is when all periods begin.
var start = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// caseAt is what is known at a point.
func (s *series) caseAt(at int) forecast.Case {
	g := s.seen.grid
	c := forecast.Case{
		First:   start.Add(time.Duration(s.first) * g.step),
		Step:    g.step,
		Values:  s.seen.until(s.first, at),
		Start:   start,
		Due:     start.Add(time.Duration(g.length()) * g.step),
		Success: s.success(),
		Bounds:  forecast.Everything(),
		Way:     s.to - s.from,
	}
	if s.bounds != (forecast.Band{}) {
		c.Bounds = s.bounds
	}
	if s.plan != nil {
		c.Plan = func(t time.Time) float64 { return s.plan(float64(t.Sub(c.Start)) / float64(c.Due.Sub(c.Start))) }
	}
	return c
}
