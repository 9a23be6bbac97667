/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import "time"

// seasons are the periods of day and week, in steps: those that are whole, and that so many steps show four times.
func seasons(step time.Duration, n int) []int {
	var periods []int
	for _, season := range []time.Duration{24 * time.Hour, 7 * 24 * time.Hour} {
		if step <= 0 || season%step != 0 {
			continue
		}
		if period := season / step; period > 1 && period <= time.Duration(n/4) {
			periods = append(periods, int(period))
		}
	}
	return periods
}

// takeSeason takes out what comes again every period: at each place in it, what a value is above the mean of the period
// around it. It is the ratio-to-moving-average method (Macaulay 1931, The smoothing of time series), with a line for each
// place, because seasons grow with what they are seasons of: that through the medians of the first and the second half
// (Brown & Mood 1951, On median tests for linear hypotheses).
func takeSeason(values []float64, known []bool, period int, m *memory) {
	n := len(values)
	if n < 2*period {
		return
	}
	above := aboveMean(values, period, m)
	place := m.floats(n/period + 1)
	half := n / 2
	for phase := range period {
		early := median(every(above[:half], known, phase, period, place))
		late := median(every(above[half:], known[half:], (phase+half*(period-1))%period, period, place))
		for i := phase; i < n; i += period {
			values[i] -= early + (late-early)*(2*float64(i)/float64(n)-0.5)
		}
	}
}

// aboveMean is what each value is above the mean of the period around it, at the ends of the first and the last one.
func aboveMean(values []float64, period int, m *memory) []float64 {
	n := len(values)
	sums := m.floats(n + 1)
	for i, v := range values {
		sums[i+1] = sums[i] + v
	}
	above := m.floats(n)
	for i, v := range values {
		from := max(0, min(i-period/2, n-period))
		above[i] = v - (sums[from+period]-sums[from])/float64(period)
	}
	return above
}

// every collects the known ones of every so many values.
func every(values []float64, known []bool, first, period int, into []float64) []float64 {
	into = into[:0]
	for i := first; i < len(values); i += period {
		if known[i] {
			into = append(into, values[i])
		}
	}
	return into
}
