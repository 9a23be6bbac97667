/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

import "math"

// Benchmark is what others reach. The three are strictly in order, and the order says which way is better.
type Benchmark struct {
	// Worst is where position is 0.
	Worst float64
	// Typical is where position is a half.
	Typical float64
	// Best is where position is 1.
	Best float64
}

const (
	typical   = 0.5  // the position of what is typical
	hundredth = 0.01 // the last decimal of Rounded
)

// Rank says between which bounds of a benchmark a value stands. A value at a bound has reached it.
type Rank string

const (
	// BelowWorst is short of the worst: a position below 0.
	BelowWorst Rank = "BelowWorst"
	// BelowTypical is from the worst on and short of the typical: a position from 0 to below a half.
	BelowTypical Rank = "BelowTypical"
	// AboveTypical is from the typical on and short of the best: a position from a half to below 1.
	AboveTypical Rank = "AboveTypical"
	// BestInClass is the best or beyond it: a position of 1 or more.
	BestInClass Rank = "BestInClass"
)

// direction is the way from the worst to the best.
func (b Benchmark) direction() Direction {
	if b.Best < b.Worst {
		return Decrease
	}
	return Increase
}

// Rank is where v stands between the bounds.
func (b Benchmark) Rank(v float64) Rank {
	direction := b.direction()
	switch {
	case direction.reached(v, b.Best):
		return BestInClass
	case direction.reached(v, b.Typical):
		return AboveTypical
	case direction.reached(v, b.Worst):
		return BelowTypical
	}
	return BelowWorst
}

// Position is 0 at the worst, a half at the typical and 1 at the best, in straight lines that go on beyond both ends.
// Rounding never brings it to a bound that v has not reached, so it and Rank say the same.
func (b Benchmark) Position(v float64) float64 {
	switch b.Rank(v) {
	case BestInClass:
		return max(b.upper(v), 1)
	case AboveTypical:
		return max(typical, unmet(b.upper(v)))
	case BelowTypical:
		return max(0, min(b.lower(v), math.Nextafter(typical, 0)))
	}
	return min(b.lower(v), -math.SmallestNonzeroFloat64)
}

// Rounded is the position with two decimals. Like the position itself it is at a bound, or beyond it, only where v is.
func (b Benchmark) Rounded(v float64) float64 {
	position := b.Position(v)
	rounded := Round(position)
	for _, bound := range []float64{0, typical} {
		if position < bound && rounded >= bound {
			return bound - hundredth
		}
	}
	return rounded
}

// upper is the line through the typical and the best.
func (b Benchmark) upper(v float64) float64 { return typical + line(v, b.Typical, b.Best)/2 }

// lower is the line through the worst and the typical.
func (b Benchmark) lower(v float64) float64 { return line(v, b.Worst, b.Typical) / 2 }

// line is 0 at from and 1 at to; where these are the same, which admission refuses, it is 1.
func line(v, from, to float64) float64 {
	if from == to {
		return 1
	}
	return ratio(v, from, to)
}
