/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"cmp"
	"math"
	"slices"
)

// surely is the least z of a number that rises from every point to the next, or falls: p = 0.01. Such a one has a trend,
// whatever memory a curve seems to have beside a straight line.
const surely = 2.58

// pValue of the Mann-Kendall test, given the slope to take out before season and memory of the values are looked at.
func (s series) pValue(slope float64) float64 {
	s = s.withoutWeek(slope)
	clear := math.Abs(s.concordance()) - 1 // corrected for continuity
	if clear <= 0 {
		return 1
	}
	deviation := math.Sqrt(plainVariance(s.days, s.values) * s.inflation(slope))
	clearest := tie(len(s.values)).pairs()/2 - 1
	return math.Erfc(clear / min(deviation, clearest/surely) / math.Sqrt2)
}

// concordance is Kendall's S: the number of pairs whose later value is the larger one, less that of the pairs whose later
// value is the smaller one.
func (s series) concordance() float64 {
	sum := 0
	for i, value := range s.values {
		for j, other := range s.values[:i] {
			sum += cmp.Compare(value, other) * cmp.Compare(s.days[i], s.days[j])
		}
	}
	return float64(sum)
}

// plainVariance of S where all orders of the values are equally probable, with the corrections for ties among the times
// and among the values: Kendall (1975), equation 4.4.
func plainVariance(days, values []float64) float64 {
	n, t, u := tie(len(values)), tiesOf(days), tiesOf(values)
	return (n.spread()-t.spread-u.spread)/18 + t.triples*u.triples/(9*n.triples()) + t.pairs*u.pairs/(2*n.pairs())
}

// tie is a number of equal values. Its methods are the terms of the variance.
type tie float64

func (t tie) pairs() float64   { return float64(t * (t - 1)) }
func (t tie) triples() float64 { return float64(t * (t - 1) * (t - 2)) }
func (t tie) spread() float64  { return float64(t * (t - 1) * (2*t + 5)) }

// ties are the terms summed over all groups of equal values.
type ties struct{ pairs, triples, spread float64 }

func tiesOf(values []float64) ties {
	var sum ties
	for group := range equal(slices.Sorted(slices.Values(values))) {
		t := tie(len(group))
		sum.pairs, sum.triples, sum.spread = sum.pairs+t.pairs(), sum.triples+t.triples(), sum.spread+t.spread()
	}
	return sum
}
