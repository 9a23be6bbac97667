/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"cmp"
	"iter"
	"slices"
)

// ranks of what is left without the slope, less their mean; equal ones share the mean of their ranks.
func (s series) ranks(slope float64) []float64 { return ranksOf(s.without(slope)) }

func ranksOf(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	rank := make(map[float64]float64, len(values))
	below := 0
	for group := range equal(sorted) {
		rank[group[0]] = float64(below) + float64(len(group)-len(values))/2
		below += len(group)
	}
	ranks := make([]float64, len(values))
	for i, value := range values {
		ranks[i] = rank[value]
	}
	return ranks
}

// equal gives each group of equal values of a sorted list.
func equal(sorted []float64) iter.Seq[[]float64] {
	return func(yield func([]float64) bool) {
		for len(sorted) > 0 {
			next, _ := slices.BinarySearchFunc(sorted, sorted[0], func(value, first float64) int {
				return cmp.Or(cmp.Compare(value, first), -1)
			})
			if !yield(sorted[:next]) {
				return
			}
			sorted = sorted[next:]
		}
	}
}
