/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import "math/rand/v2"

// slope is the median of the slopes between all pairs of values at different times; 0 where there is no such pair.
func (s series) slope() float64 {
	slopes := make([]float64, 0, len(s.values)*(len(s.values)-1)/2)
	for i, value := range s.values {
		for j, other := range s.values[:i] {
			if days := s.days[i] - s.days[j]; days != 0 {
				slopes = append(slopes, (value-other)/days)
			}
		}
	}
	return median(slopes)
}

// median of the values, which it reorders; 0 of none.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	upper := selected(values, n/2)
	if n%2 == 1 {
		return upper
	}
	lower := values[0]
	for _, value := range values[:n/2] {
		lower = max(lower, value)
	}
	return (lower + upper) / 2
}

// selected is the value at place k, were the values sorted. Afterwards none before that place is larger and none behind
// it smaller: Hoare (1961), "Algorithm 65: find", in a tenth of the time of sorting. The pivots are drawn, always the same
// ones, so that no order of the values is a slow one.
func selected(values []float64, k int) float64 {
	low, high := 0, len(values)-1
	random := rand.New(rand.NewPCG(0, 0)) //nolint:gosec // on purpose the same in every run
	for low < high {
		pivot := values[low+random.IntN(high-low+1)]
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return values[k]
		}
	}
	return values[k]
}
