/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import "math"

// The oracle knows how a process works and every parameter of it, and what the number was until now. It does not know
// the chance that is still to come, nor a stall or shift that has not happened yet. Its forecast is the exact
// conditional law of the value at the end; nobody's can be better.

// end is the law of the signal at the end of the period: what is expected then and what the noise will add.
func (m signal) end(known path, at int) law {
	rest := pathOf(known.grid, func(i int) float64 {
		if i > at {
			return math.NaN()
		}
		return known.at(i) - m.expected(known.grid, i, i)
	})
	return moved{m.noise.end(rest, at), m.expected(known.grid, known.length(), at), 1}
}

// end is the law of the count at the end of the period: what was counted and what is to come.
func (m counter) end(known path, at int) law {
	var mean float64
	for i := at + 1; i <= known.length(); i++ {
		mean += m.expected(known.grid, i)
	}
	return moved{count{mean, m.spread}, known.at(at), 1}
}

// end is the law of the value on its scale.
func (m scaled) end(known path, at int) law {
	inner := pathOf(known.grid, func(i int) float64 { return (known.at(i) - m.from) / m.way })
	return moved{m.model.end(inner, at), m.from, m.way}
}

// end is the law of the share at the end of the period.
func (m ratio) end(known path, at int) law {
	return share{m.model.end(pathOf(known.grid, func(i int) float64 { return logit(known.at(i)) }), at)}
}

// end is the law of the multiple. It is exact where the noise is white: what was rounded off before tells nothing then.
func (m rounded) end(known path, at int) law { return whole{m.model.end(known, at), m.unit} }

// end is the law of the number on the last day of the period, where that is a day of measuring. It is exact where the
// noise is white.
func (m weekly) end(known path, at int) law { return m.model.end(known, at) }

func (n white) end(path, int) law { return normal(0, n.sd) }

func (n heavy) end(path, int) law { return smooth{n.law()} }

// end: of an AR(1) a share is left, and its variance fills up again.
func (n wandering) end(known path, at int) law {
	left := n.after(known.length()-at, known.grid)
	return normal(left*known.at(at), n.sd*math.Sqrt(1-left*left))
}

// end: a walk goes on from where it is.
func (n walk) end(known path, at int) law {
	return normal(known.at(at), n.sd*math.Sqrt(1-known.share(at)))
}

// end filters the white noise out (Kalman's filter of one state, begun at the start of the period where the walk is 0).
func (n noisyWalk) end(known path, at int) law {
	var mean, variance float64
	stride := n.walk.sd * n.walk.sd / float64(known.length())
	for i := 0; i <= at; i++ {
		if i > 0 {
			variance += stride
		}
		gain := variance / (variance + n.white.sd*n.white.sd)
		mean += gain * (known.at(i) - mean)
		variance *= 1 - gain
	}
	variance += stride*float64(known.length()-at) + n.white.sd*n.white.sd
	return normal(mean, math.Sqrt(variance))
}
