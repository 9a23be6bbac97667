/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import "math"

// noise is what is left beside the trend: u[t] = phi u[t-1] + e[t] - theta e[t-1] with independent normal e. It covers
// white noise (0, 0), autocorrelated noise (phi, 0), a random walk (1, 0), and the sum of one of these two and white
// noise (theta > 0). Box and Jenkins (1970), Time Series Analysis, chapter 3.
type noise struct {
	phi, theta float64
	weight     float64 // prior probability
}

// nearlyOne is as good as a random walk over any history, and needs no treatment of its own.
const nearlyOne = 0.9999

// shortMemory is up to which phi a noise explains no break in the trend by itself.
const shortMemory = 0.5

// autoregressions are the kinds of noise that all trends are tried with.
var autoregressions = []noise{
	{0, 0, 0.20}, {0.3, 0, 0.15}, {0.6, 0, 0.15}, {0.8, 0, 0.20}, {0.9, 0, 0.20}, {0.95, 0, 0.12}, {0.98, 0, 0.07},
	{nearlyOne, 0, 0.15},
}

// mixtures are the kinds that plain trends are tried with, those of one theta together.
var mixtures = [][]noise{
	{{0.8, 0.4, 0.02}, {0.95, 0.4, 0.02}, {nearlyOne, 0.4, 0.03}},
	{{0.9, 0.7, 0.02}, {0.97, 0.7, 0.02}, {nearlyOne, 0.7, 0.03}},
	{{0.97, 0.9, 0.02}, {nearlyOne, 0.9, 0.03}},
}

// explains tells whether a trend is worth trying with a noise.
func (k noise) explains(t *trend) bool {
	switch {
	case t.kind == plain:
		return true
	case k.theta > 0:
		return false
	}
	return t.kind != broken || k.phi <= shortMemory
}

// totals is how probable any noise but a random walk is for a series that only rises: a total adds up what comes, and
// noise around a trend would let it fall now and then.
const totals = 0.03

// believed is the prior probability of the noise for a series.
func (k noise) believed(s *series) float64 {
	if s.oneWay && (k.phi < nearlyOne || k.theta > 0) {
		return k.weight * totals
	}
	return k.weight
}

// variance of u so many steps after the last point, in units of that of e.
func (k noise) variance(steps float64) float64 {
	if steps <= 1 {
		return max(steps, 0)
	}
	part := k.phi - k.theta
	return 1 + part*part*(1-math.Pow(k.phi, 2*(steps-1)))/(1-k.phi*k.phi)
}

// filter is the inverse of the moving average part: w[t] = x[t] + theta w[t-1].
func filter(x []float64, theta float64, memory *memory) []float64 {
	w := memory.floats(len(x))
	last := 0.0
	for i, v := range x {
		last = v + theta*last
		w[i] = last
	}
	return w
}
