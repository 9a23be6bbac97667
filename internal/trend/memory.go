/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math"
	"slices"
)

// inflation is by how much memory makes the variance of S larger than that of independent values. It is the larger one of
// two estimates: by that of Hamed and Rao alone a quarter of the series of 28 values of AR(0.6) noise have a trend at
// p < 0.05, as with the slope out few values seem to remember less than they do. And it is 1 at least: what is smaller is
// mostly an accident of few values too, and would call noise a trend.
func (s series) inflation(slope float64) float64 {
	ranks := s.ranks(slope)
	return max(1, hamedRao(ranks), firstOrder(ranks))
}

// hamedRao is the estimate of Hamed and Rao (1998), "A modified Mann-Kendall trend test for autocorrelated data", Journal of
// Hydrology 204: from all autocorrelations of the ranks that are significant at 5 %.
func hamedRao(ranks []float64) float64 {
	const significant = 1.96
	bound := significant / math.Sqrt(float64(len(ranks)))
	return inflated(len(ranks), func(lag int) float64 {
		if r := autocorrelation(ranks, lag); math.Abs(r) > bound {
			return r
		}
		return 0
	})
}

// firstOrder is by what the variance would be larger if each value remembered the one before alone, as in an AR(1) process. How
// well it does is taken from the first autocorrelation, without the bias that this has where a trend was taken out, -(2+4 of
// itself)/n: van Giersbergen (2005), "On the effect of deterministic terms on the bias in stable AR models", Economics
// Letters 89; and one standard error higher, as too little of it does more harm than too much.
func firstOrder(ranks []float64) float64 {
	if slices.Max(ranks) == 0 {
		return 1 // nothing is left beside the slope
	}
	n := float64(len(ranks))
	memory := min((n*pearson(autocorrelation(ranks, 1))+2)/(n-4), 1)
	memory = max(0, min(memory+math.Sqrt(max(0, 1-memory*memory)/n), 1))
	power := 1.0
	return inflated(len(ranks), func(int) float64 {
		power *= memory
		return spearman(power)
	})
}

// pearson is the correlation of normal numbers whose ranks have the correlation r: Pearson (1907), see Kendall (1975), chapter 9.
func pearson(r float64) float64 { return 2 * math.Sin(math.Pi/6*r) }

// spearman is the inverse of pearson.
func spearman(r float64) float64 { return 6 / math.Pi * math.Asin(r/2) }

// inflated is by how much autocorrelations, asked for by lag from 1 on, inflate the variance of S of n values: Hamed and Rao
// (1998), equation 11.
func inflated(n int, autocorrelation func(lag int) float64) float64 {
	sum := 0.0
	for lag := 1; lag < n; lag++ {
		sum += tie(n-lag).triples() * autocorrelation(lag)
	}
	return 1 + 2*sum/tie(n).triples()
}

// autocorrelation of values whose mean is 0; 0 where all are 0.
func autocorrelation(values []float64, lag int) float64 {
	var together, whole float64
	for i, value := range values {
		whole += value * value
		if i >= lag {
			together += value * values[i-lag]
		}
	}
	if whole == 0 {
		return 0
	}
	return together / whole
}
