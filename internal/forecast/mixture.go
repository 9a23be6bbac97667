/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import "math"

// part is one normal distribution of a mixture.
type part struct{ weight, mean, deviation float64 }

// mixture is a sum of normal distributions.
type mixture []part

// Parts that weigh less than so much of the greatest are left out.
const negligible = 1e-3

var logNegligible = math.Log(negligible)

// leastDeviation keeps what is certain from dividing nothing by nothing.
const leastDeviation = 1e-12

// weigh makes weights that sum up to 1 of logarithms of weights, and drops what is negligible.
func (m mixture) weigh() mixture {
	greatest := math.Inf(-1)
	for _, p := range m {
		greatest = max(greatest, p.weight)
	}
	kept, sum := m[:0], 0.0
	for _, p := range m {
		if p.weight-greatest < logNegligible {
			continue
		}
		p.weight, p.deviation = math.Exp(p.weight-greatest), max(p.deviation, leastDeviation)
		kept = append(kept, p)
		sum += p.weight
	}
	for i := range kept {
		kept[i].weight /= sum
	}
	return kept
}

// below is the probability of a value of at most v.
func (m mixture) below(v float64) float64 {
	sum := 0.0
	for i := range m {
		p := &m[i]
		switch z := (v - p.mean) / p.deviation; {
		case z > far:
			sum += p.weight
		case z >= -far:
			sum += p.weight * math.Erfc(-z/math.Sqrt2) / 2
		}
	}
	return sum
}

// far is so many deviations away that nothing is left there but one in 10^15.
const far = 8

// rounding is how far outside a band, in units of the way, a value still counts as on its end. It is more than what the
// least noise leaves uncertain: what never moved off the end of a band stays there.
const rounding = 1e-6

// inside is the probability of a value in a band.
func (m mixture) inside(b Band) float64 {
	switch {
	case !(b.Min <= b.Max): // the other way round, or not numbers
		return 0
	case math.IsInf(b.Min, -1) && math.IsInf(b.Max, 1):
		return 1
	}
	p := m.below(b.Max+rounding) - m.below(b.Min-rounding)
	if p > 1-tiny { // the weights may sum up to a little less than 1
		return 1
	}
	return max(0, p)
}

// nearEnough is how near in probability a quantile is found; mostSteps bounds the search where rounding keeps it further.
const (
	nearEnough = 1e-4
	mostSteps  = 60
)

// quantile is the value that a share of the probability is below, by the Illinois variant of regula falsi: Dowell and
// Jarratt (1971), A modified regula falsi method for computing the root of an equation, BIT 11.
func (m mixture) quantile(q float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range m {
		low, high = min(low, p.mean-9*p.deviation), max(high, p.mean+9*p.deviation)
	}
	below, above := -q, 1-q
	for i := range mostSteps {
		// A step is kept off the ends: a flat tail would make it creep.
		share := max(0.02, min(below/(below-above), 0.98))
		if i >= mostSteps/2 {
			share = 0.5 // so does what is all but certain, and halves get there
		}
		middle := low + (high-low)*share
		miss := m.below(middle) - q
		switch {
		case math.Abs(miss) < nearEnough:
			return middle
		case miss < 0:
			low, below = middle, miss
			above /= 2
		default:
			high, above = middle, miss
			below /= 2
		}
	}
	return (low + high) / 2
}
