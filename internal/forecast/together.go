/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

// Together is how much the key results of an objective are taken to share their fortune: the correlation of what
// decides each of them. Its two extremes are both wrong for one team, one market and one quarter: at 0 ten goals that
// are each likely would hardly ever succeed together, at 1 nine of them would not matter. Three that are as likely as
// not succeed together with probability 1/4 (1/8 at 0, 1/2 at 1).
const Together = 0.5

// All is the probability that all of several things succeed whose own probabilities are given: by a Gaussian copula with
// one common factor and correlation Together (Vasicek (1987), Probability of loss on loan portfolio; Li (2000), On
// default correlation, J. Fixed Income 9). Of one it is its own, of none 1. A NaN is no probability and counts as 0.
func All(probabilities ...float64) float64 {
	var limits []float64 // what the hidden number of each must not pass
	least := 1.0
	for _, p := range probabilities {
		if !(p > 0) {
			return 0
		}
		if least = min(least, p); p < 1 {
			limits = append(limits, distuv.UnitNormal.Quantile(p))
		}
	}
	if len(limits) < 2 {
		return least
	}
	own := math.Sqrt(1 - Together)
	given := func(x float64) float64 {
		common, all := math.Sqrt(Together)*x*math.Sqrt2, 1.0
		for _, limit := range limits {
			all *= distuv.UnitNormal.CDF((limit - common) / own)
		}
		return all
	}
	all := quad.Fixed(given, math.Inf(-1), math.Inf(1), nodes, quad.Hermite{}, 1) / math.Sqrt(math.Pi)
	return max(0, min(all, least))
}

// nodes of the integral over the common factor; 40 give eight digits.
const nodes = 40
