/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// model is a process with all its parameters.
type model interface {
	// play makes one history.
	play(r *rand.Rand, g grid) path
	// end is what the oracle says of the value at the end of the period when it knows the path up to a point.
	end(known path, at int) law
}

// signal is a number that is measured: a curve, perhaps a season, and noise. At a turn, which nobody can know before,
// another curve takes over.
type signal struct {
	mean   curve
	season season
	noise  noise
	turn   float64 // the share of the period at which then takes over; 0: never
	then   curve
}

// expected is what the signal is without noise at point i for who knows what has happened until a point.
func (m signal) expected(g grid, i, until int) float64 {
	mean := m.mean
	if m.turn > 0 && g.share(min(i, until)) >= m.turn {
		mean = m.then
	}
	v := mean(max(0, g.share(i)))
	if m.season != nil {
		v += m.season(g.day(i))
	}
	return v
}

func (m signal) play(r *rand.Rand, g grid) path {
	noise := m.noise.play(r, g)
	return pathOf(g, func(i int) float64 { return m.expected(g, i, i) + noise.at(i) })
}

// counter is a total that only rises. Its mean rises along a curve.
type counter struct {
	mean   curve   // of the total since the start
	before float64 // how much is expected in the period before, evenly; 0: counting begins at the start
	season season  // added to 1, what an increment is multiplied with
	spread float64 // variance over mean of the increments; 1: Poisson
}

// expected is the mean of the increment that ends at a point.
func (m counter) expected(g grid, i int) float64 {
	increment := m.before / float64(g.length())
	if i > 0 {
		increment = m.mean(g.share(i)) - m.mean(g.share(i-1))
	}
	return increment * (1 + m.season(g.day(i)))
}

func (m counter) play(r *rand.Rand, g grid) path {
	var total float64
	return pathOf(g, func(i int) float64 {
		total += m.increment(r, m.expected(g, i))
		return total
	})
}

// increment draws a count. A Poisson count whose mean is drawn from a gamma law is negative binomial.
func (m counter) increment(r *rand.Rand, mean float64) float64 {
	if mean > 0 && m.spread > 1 {
		mean = distuv.Gamma{Alpha: mean / (m.spread - 1), Beta: 1 / (m.spread - 1), Src: r}.Rand()
	}
	if mean <= 0 {
		return 0
	}
	return distuv.Poisson{Lambda: mean, Src: r}.Rand()
}

// The models below are made of another one.

// scaled is a model in a unit of its own: 0 is from, and 1 is from + way.
type scaled struct {
	model
	from, way float64
}

func (m scaled) play(r *rand.Rand, g grid) path {
	inner := m.model.play(r, g)
	return pathOf(g, func(i int) float64 { return m.from + m.way*inner.at(i) })
}

// ratio is a share between 0 and 1: the logistic function of a model.
type ratio struct{ model }

func (m ratio) play(r *rand.Rand, g grid) path {
	inner := m.model.play(r, g)
	return pathOf(g, func(i int) float64 { return logistic(inner.at(i)) })
}

// rounded is a model that is told in multiples of a unit.
type rounded struct {
	model
	unit float64
}

func (m rounded) play(r *rand.Rand, g grid) path {
	inner := m.model.play(r, g)
	return pathOf(g, func(i int) float64 { return math.Round(inner.at(i)/m.unit) * m.unit })
}

// weekly is a model that is measured once a week and shown until the next time.
type weekly struct{ model }

func (m weekly) play(r *rand.Rand, g grid) path {
	inner, week := m.model.play(r, g), 7*g.perDay()
	return pathOf(g, func(i int) float64 { return inner.at(max(-g.length(), i-((i%week)+week)%week)) })
}
