/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

import (
	"math"
	"math/big"
)

// AspirationalTarget is the score at which an aspirational key result succeeds, and the top of what its plan expects.
const AspirationalTarget = 0.7

// The bounds of the grades.
const (
	yellowFrom = 0.4
	greenFrom  = 0.7
)

// noise is how far below a bound a number still counts as at it, so that 0.6-0.1 is not under 0.5. It is far above
// the rounding of doubles and far below anything that people write.
const noise = 1e-9

// atLeast says whether x is at bound or above it, rounding of doubles aside.
func atLeast(x, bound float64) bool { return x >= bound-noise }

// Score is progress clamped to 0..1.
func Score(progress float64) float64 { return max(0, min(progress, 1)) }

// Round gives the two decimals that are written to status, halves away from zero. It is 1 only where x is exactly 1:
// 0.99 just below, 1.01 just above.
func Round(x float64) float64 {
	hundredths := math.Round(x * 100)
	switch {
	case math.IsInf(hundredths, 0):
		return x // so large that it has no decimals
	case hundredths == 100 && x < 1:
		return 0.99
	case hundredths == 100 && x > 1:
		return 1.01
	case hundredths == 0:
		return 0 // never -0
	}
	return hundredths / 100
}

// Weighted is a score and how much it counts.
type Weighted struct {
	// Weight is 1 or more.
	Weight int
	// Score is 0..1.
	Score float64
}

// Mean is the weighted mean; ok is false when there is nothing to take it of. The sums are exact and rounded once, so
// neither the order of the items nor a common factor of the weights changes a bit of it, and it is 1 only when every
// score is.
func Mean(items []Weighted) (mean float64, ok bool) {
	var sum, weights, term, weight big.Int
	for _, item := range items {
		if math.IsNaN(item.Score) || math.IsInf(item.Score, 0) {
			return 0, false
		}
		fraction, exponent := math.Frexp(item.Score)
		term.SetInt64(int64(fraction * (1 << mantissa)))
		term.Lsh(&term, uint(exponent-leastExponent)) // in units of the least number that a double holds, and 1/2^mantissa of it
		sum.Add(&sum, term.Mul(&term, weight.SetInt64(int64(item.Weight))))
		weights.Add(&weights, &weight)
	}
	if weights.Sign() <= 0 {
		return 0, false
	}
	var quotient, units, whole big.Float
	exact := quotient.SetPrec(mantissa).Quo(units.SetInt(&sum), whole.SetInt(&weights)).Acc() == big.Exact
	mean, _ = quotient.SetMantExp(&quotient, leastExponent-mantissa).Float64()
	if !exact {
		mean = min(mean, math.Nextafter(1, 0)) // see Round: 1 is said only where it is reached
	}
	return mean, true
}

// A finite double other than 0 is a fraction of so many bits, from 1/2 to 1, times 2 to the power of leastExponent or more.
const (
	mantissa      = 53
	leastExponent = -1073 //mutate:equivalent any smaller one does as well
)

// Expected is the score that the plan's share stands for: all of it for a committed key result, AspirationalTarget
// times it for an aspirational one.
func Expected(share float64, aspirational bool) float64 {
	if aspirational {
		return share * AspirationalTarget
	}
	return share
}

// Succeeds says whether a key result is a success: met when it is committed, a score of AspirationalTarget or more
// when it is aspirational.
func Succeeds(met bool, score float64, aspirational bool) bool {
	if aspirational {
		return atLeast(score, AspirationalTarget)
	}
	return met
}

// Grade is the colour of a final score.
type Grade string

const (
	// Red is a score under 0.4.
	Red Grade = "Red"
	// Yellow is a score from 0.4 to under 0.7.
	Yellow Grade = "Yellow"
	// Green is a score of 0.7 or more.
	Green Grade = "Green"
)

// GradeOf is the grade of an unrounded score.
func GradeOf(score float64) Grade {
	switch {
	case atLeast(score, greenFrom):
		return Green
	case atLeast(score, yellowFrom):
		return Yellow
	}
	return Red
}
