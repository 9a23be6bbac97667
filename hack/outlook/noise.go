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

// noise is what happens by chance around what was to be expected. The standard deviations are in shares of the way.
type noise interface {
	// play makes the noise of one history.
	play(r *rand.Rand, g grid) path
	// end is the law of the noise at the end of the period for who knows it up to a point; see oracle.go.
	end(known path, at int) law
}

// white noise has no memory.
type white struct{ sd float64 }

func (n white) play(r *rand.Rand, g grid) path {
	return pathOf(g, func(int) float64 { return n.sd * r.NormFloat64() })
}

// heavy is white noise with Student's t of three degrees of freedom: one point in a hundred is far out.
type heavy struct{ sd float64 }

func (n heavy) law() distuv.StudentsT {
	return distuv.StudentsT{Sigma: n.sd / math.Sqrt(3), Nu: 3}
}

func (n heavy) play(r *rand.Rand, g grid) path {
	drawn := n.law()
	drawn.Src = r
	return pathOf(g, func(int) float64 { return drawn.Rand() })
}

// wandering noise is a stationary AR(1): a share memory of it is left after a day.
type wandering struct{ sd, memory float64 }

// after is the share of the noise that is left after some steps.
func (n wandering) after(steps int, g grid) float64 { return math.Pow(n.memory, g.day(steps)) }

func (n wandering) play(r *rand.Rand, g grid) path {
	left := n.after(1, g)
	now := n.sd * r.NormFloat64()
	return pathOf(g, func(int) float64 {
		v := now
		now = left*now + n.sd*math.Sqrt(1-left*left)*r.NormFloat64()
		return v
	})
}

// walk is a random walk that is 0 at the start of the period, and has the deviation sd at its end.
type walk struct{ sd float64 }

func (n walk) play(r *rand.Rand, g grid) path {
	now, stride := 0.0, n.sd/math.Sqrt(float64(g.length()))
	p := pathOf(g, func(int) float64 {
		now += stride * r.NormFloat64()
		return now
	})
	start := p.at(0)
	return pathOf(g, func(i int) float64 { return p.at(i) - start })
}

// noisyWalk is a random walk that is measured with white noise.
type noisyWalk struct {
	walk  walk
	white white
}

func (n noisyWalk) play(r *rand.Rand, g grid) path {
	w, e := n.walk.play(r, g), n.white.play(r, g)
	return pathOf(g, func(i int) float64 { return w.at(i) + e.at(i) })
}
