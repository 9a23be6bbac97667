/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import "math"

// nth puts a value in the place that it has by size, no smaller one after it and no greater one before it, and returns
// it. Hoare (1961), Algorithm 65: Find, Communications of the ACM 4.
func nth(values []float64, place int) float64 {
	low, high := 0, len(values)-1
	for low < high {
		i, j := partition(values, low, high)
		switch {
		case place <= j:
			high = j
		case place >= i:
			low = i
		default:
			return values[place]
		}
	}
	return values[place]
}

// partition brings the smaller ones of values[low..high] up to j, and the greater ones from i on. What is between is in
// its place.
func partition(values []float64, low, high int) (i, j int) {
	i, j = low, high
	for pivot := values[low+(high-low)/2]; i <= j; {
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
	return i, j
}

// median is that of values, which it puts into another order; that of none is 0.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	half := len(values) / 2
	upper := nth(values, half)
	if len(values)%2 == 1 {
		return upper
	}
	lower := math.Inf(-1)
	for _, v := range values[:half] {
		lower = max(lower, v)
	}
	return lower + (upper-lower)/2
}

// localMedian is the median of the values around one.
func localMedian(values []float64, i int) float64 {
	var near [2*outlierReach + 1]float64
	n := 0
	for _, v := range values[max(0, i-outlierReach):min(len(values), i+outlierReach+1)] {
		at := n
		for at > 0 && near[at-1] > v {
			near[at] = near[at-1]
			at--
		}
		near[at] = v
		n++
	}
	return (near[(n-1)/2] + near[n/2]) / 2
}

// localLine is what the values around one say of it if they are on a line: the median of the means of those that are as
// far before it as after it. It is not the first and not the last.
func localLine(values []float64, i int) float64 {
	reach := min(outlierReach, i, len(values)-1-i)
	var means [outlierReach]float64
	for k := range reach {
		means[k] = values[i-k-1] + (values[i+k+1]-values[i-k-1])/2
	}
	return median(means[:reach])
}
