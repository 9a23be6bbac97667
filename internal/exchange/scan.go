/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// windows are the numbers of neighbouring lags that an effect may be spread over.
var windows = [...]int{1, 3, 7, widest}

const widest = 15

// peak is a correlation at a lag, or at some in a row.
type peak struct {
	lag      int     // the first of its window
	window   int     // how many lags are taken together
	sum      float64 // of the products of the shocks at these lags
	variance float64 // of the sum, if the series are unrelated
}

// t is the correlation in its standard deviations, with its sign.
func (p peak) t() float64 {
	if p.variance == 0 {
		return 0
	}
	return p.sum / math.Sqrt(p.variance)
}

// middle is the lag in the middle of the window.
func (p peak) middle() int { return p.lag + p.window/2 }

// correlogram has the products of two series summed up over lags: the sum at the lags a to b is
// sums[b+1-low]-sums[a-low].
type correlogram struct {
	result, driver  *innovations
	maxLag          int // of interest
	low, high       int // of those that are looked at
	sums, variances []float64
}

// leastBeyond is how many lags past the ones of interest tell what there is without an effect.
const leastBeyond = 30

// correlate looks at the lags of interest and, as a placebo, at as many to both sides of them at which the result leads
// or the driver leads by more.
func correlate(result, driver *innovations, maxLag int, placebo bool, m *memory) correlogram {
	c := correlogram{result: result, driver: driver, maxLag: maxLag, high: maxLag}
	if placebo {
		half, beyond := len(result.shocks)/2, max(maxLag, leastBeyond)
		c.low, c.high = -min(beyond, half), max(maxLag, min(maxLag+beyond, half))
	}
	c.sums, c.variances = m.floats(c.high-c.low+2), m.floats(c.high-c.low+2)
	for i := range c.high - c.low + 1 {
		p := c.at(c.low + i)
		c.sums[i+1], c.variances[i+1] = c.sums[i]+p.sum, c.variances[i]+p.variance
	}
	return c
}

// at is the correlation at one lag. Its variance is the sum of the squared products, which is right whatever the tails
// and however the variance changes (White 1980, Econometrica 48), and makes t a self-normalised sum, whose tails are no
// heavier than the normal law's (Efron 1969, Student's t-test under symmetry conditions, JASA 64). It is no smaller than
// that of equal variances.
func (c *correlogram) at(lag int) peak {
	n := float64(len(c.result.shocks))
	equal := c.result.total * c.driver.total / (n * n) * (n - math.Abs(float64(lag)))
	return peak{
		lag: lag, window: 1,
		sum:      product(c.result.shocks, c.driver.shocks, lag),
		variance: max(product(c.result.squares, c.driver.squares, lag), equal),
	}
}

// product is the sum of the products of two series of which the second leads by lag.
func product(a, b []float64, lag int) float64 {
	if lag < 0 {
		return product(b, a, -lag)
	}
	return dot(a[lag:], b[:len(b)-lag])
}

// over is the correlation over a window. White shocks of different lags are not correlated, so variances add up.
func (c *correlogram) over(lag, window int) peak {
	i := lag - c.low
	return peak{lag, window, c.sums[i+window] - c.sums[i], c.variances[i+window] - c.variances[i]}
}

// strongest is the strongest correlation in the lags of interest. Its variance is corrected for memory that is left in
// both series, and for what the placebo shows.
func (c *correlogram) strongest() peak {
	inflation := c.inflation()
	best := peak{window: 1}
	for _, w := range windows {
		var first peak
		for lag := 0; lag+w <= c.maxLag+1; lag++ {
			if p := c.over(lag, w); math.Abs(p.t()) > math.Abs(first.t()) {
				first = p
			}
		}
		first.variance *= inflation * c.excess(w)
		if math.Abs(first.t()) > math.Abs(best.t()) {
			best = first
		}
	}
	return best
}

// inflation is by how much memory that is left in both series makes the variance of their correlations greater (Bartlett
// 1935, Some aspects of the time-correlation problem; Pyper & Peterman 1998, Comparison of methods to account for
// autocorrelation in correlation analyses of fish data); 1 or more.
func (c *correlogram) inflation() float64 {
	k := min(len(c.result.autocorrelations), len(c.driver.autocorrelations))
	return max(1, 1+2*dot(c.result.autocorrelations[:k], c.driver.autocorrelations[:k]))
}

// excess is by how much correlations vary more than they should at lags where there can be no effect (an empirical null,
// Efron 2004, Large-scale simultaneous hypothesis testing, JASA 99): their mean square, or what makes the greatest no
// greater than one exchange in twenty would show; 1 or more. An effect that is spread may end past the lags of interest.
func (c *correlogram) excess(window int) float64 {
	n, squares, most := 0.0, 0.0, 0.0
	for lag := c.low; lag+window-1 <= c.high; lag++ {
		if lag+window > 0 && lag <= c.maxLag+widest {
			continue
		}
		t := c.over(lag, window).t()
		n++
		squares += t * t
		most = max(most, t*t)
	}
	if n == 0 {
		return 1
	}
	usual := distuv.UnitNormal.Quantile(1 - 0.05/2/n)
	return max(1, squares/n, most/(usual*usual))
}

// tests is how many correlations are looked at.
func (c *correlogram) tests() float64 {
	n := 0
	for _, w := range windows {
		n += max(0, c.maxLag+2-w)
	}
	return float64(n)
}

// coefficient is the correlation -1..1, and as how many independent pairs it counts: that of the lags of an effect, with
// the corrections of the peak that it was found in.
func (c *correlogram) coefficient(e, found peak) (r, pairs float64) {
	p, corrected := c.over(e.lag, e.window), c.over(found.lag, found.window)
	var ofResult, ofDriver, n float64
	for lag := e.lag; lag < e.lag+e.window; lag++ {
		for i, v := range c.result.squares[lag:] {
			if w := c.driver.squares[i]; v != 0 && w != 0 {
				ofResult, ofDriver, n = ofResult+v, ofDriver+w, n+1
			}
		}
	}
	if n == 0 || found.variance == 0 {
		return 0, 0
	}
	energy, window := ofResult*ofDriver, float64(e.window)
	variance := p.variance * found.variance / corrected.variance
	return max(-1, min(1, p.sum/math.Sqrt(energy/window))), min(energy/window/variance, n/window)
}

// blocks is how many parts of the history are compared with each other.
const blocks = 10

// steadiness is how probable it is that the parts of a history agree on a correlation as much as they do, if there is
// none: Student's t over the sums of blocks, which needs nothing but that the blocks are independent. Ibragimov & Müller
// (2010), t-statistic based correlation and heterogeneity robust inference, JBES 28.
func (c *correlogram) steadiness(p peak) float64 {
	var sums [blocks]float64
	n := len(c.result.shocks)
	for lag := p.lag; lag < p.lag+p.window; lag++ {
		for t := lag; t < n; t++ {
			sums[t*blocks/n] += c.result.shocks[t] * c.driver.shocks[t-lag]
		}
	}
	mean, squares := sum(sums[:])/blocks, 0.0
	for _, s := range sums {
		squares += square(s - mean)
	}
	if squares == 0 {
		return 1
	}
	t := mean / math.Sqrt(squares/(blocks-1)/blocks)
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: blocks - 1}.CDF(-math.Abs(t))
}
