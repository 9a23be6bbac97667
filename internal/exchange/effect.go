/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import "math"

// effect is at which lags a driver moves the result, and how much.
type effect struct {
	peak
	response float64 // of the result to one unit of the driver at all of these lags, both in units of their series
}

// respond looks at the lags of a peak again, with one filter for both series: the driver's. What is left of the driver
// is white, so what it has in common with the result is the response to it, lag by lag, whatever the result's own memory
// (Box & Jenkins 1970, chapter 11). It takes the lags within the peak's window where the response is strongest.
func respond(result, driver *tested, p peak, m *memory) effect {
	moved := driver.leaves(result.series, driver.levelled(result.series, m), m)
	var sums, squares [widest]float64
	for j := range p.window {
		lag := p.lag + j
		for t := lag; t < len(moved); t++ {
			// What is an outlier of one of them has no say.
			if result.shocks[t] != 0 && driver.shocks[t-lag] != 0 {
				sums[j] += moved[t] * driver.left[t-lag]
				squares[j] += square(driver.left[t-lag])
			}
		}
	}
	best, most := effect{peak: p}, 0.0
	for _, w := range windows {
		for j := 0; j+w <= p.window; j++ {
			s := sum(sums[j : j+w])
			if t := math.Abs(s) / math.Sqrt(float64(w)); t > most {
				most = t
				best.lag, best.window = p.lag+j, w
				best.response = s * float64(w) / sum(squares[j:j+w])
			}
		}
	}
	return best
}

// elasticity is how the result moves with the driver: response * driver's mean / result's mean, in per cent for a per
// cent, where both are above 0 throughout, and otherwise the response in their own units.
func elasticity(result, driver *tested, response float64) (e float64, relative bool) {
	if result.positive && driver.positive {
		return finite(response * driver.mean / result.mean), true
	}
	return finite(response / driver.unit * result.unit), false
}

// finite is the nearest number that is one.
func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return max(-math.MaxFloat64, min(v, math.MaxFloat64))
}
