/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import "math"

// innovations are what of a series is new at each step: what neither trend nor season nor its own past foretold.
type innovations struct {
	filter
	left             []float64 // of the whole history, in units of the series; 0 where there is none
	shocks           []float64 // the same in standard deviations, in which outliers count little
	squares          []float64 // of the shocks
	total            float64   // of the squares; 0 where there is nothing to correlate
	autocorrelations []float64 // of the shocks from lag 1 on
}

// filter is an autoregression of a series or of its changes.
type filter struct {
	coefficients []float64
	changes      bool
}

const (
	persistence = 0.9  // of a series whose changes are looked at
	tooFar      = 5    // deviations of a value that no memory is fitted to
	memoryShare = 3    // the autocorrelations are those up to a lag of one in so many values
	leastMove   = 1e-6 // share of the greatest innovation that is a move at all
	leastPower  = 0.1  // mean square of shocks; it is less where all moves are outliers
)

// whiten takes trend and memory out of a series: Box and Jenkins' prewhitening, for each series with a filter of its
// own, so that the correlations of two unrelated ones have mean 0 and variance 1/n at every lag. Box & Jenkins (1970),
// Time Series Analysis, chapter 11; Haugh (1976), Checking the independence of two covariance-stationary time series,
// JASA 71.
func whiten(s series, m *memory) innovations {
	f, y := fit(s, m)
	in := innovations{filter: f, left: f.leaves(s, y, m)}
	in.shocks, in.squares = m.copied(in.left), m.floats(len(in.left))
	if !standardise(in.shocks, m) {
		return in
	}
	for i, v := range in.shocks {
		in.squares[i] = v * v
	}
	in.total = sum(in.squares)
	in.autocorrelations = m.floats(len(s.inner()) / memoryShare)
	for k := range in.autocorrelations {
		in.autocorrelations[k] = product(in.shocks, in.shocks, k+1) / in.total
	}
	return in
}

// fit is the filter of a series, and what it is one of. A series whose shocks stay, by the sum of the autoregression's
// coefficients (Andrews & Chen 1994, Approximately median-unbiased estimation of autoregressive models, JBES 12), is
// looked at by its changes.
func fit(s series, m *memory) (filter, []float64) {
	var f filter
	for {
		y := f.levelled(s, m)
		f.coefficients = burg(y, m)
		if f.changes || sum(f.coefficients) <= persistence {
			return f, y
		}
		f.changes = true
	}
}

// levelled is what the autoregression is one of: a series without its line, or its changes without their median, which
// leaves exactly 0 where a series mostly stands still.
func (f filter) levelled(s series, m *memory) []float64 {
	y := m.copied(s.inner())
	if f.changes {
		takeChanges(y)
		shift(y, -median(m.copied(y)))
	} else {
		takeLine(y)
	}
	dropFar(y, m)
	return y
}

// leaves is what the filter leaves of a series that is levelled, by the step of the history.
func (f filter) leaves(s series, y []float64, m *memory) []float64 {
	e := m.floats(len(s.values))
	for t := len(f.coefficients) + 1; t < len(y); t++ {
		if s.known[s.from+t] {
			e[s.from+t] = y[t] - foretold(f.coefficients, y[:t])
		}
	}
	return e
}

// takeChanges makes of values what each is above the one before; the first becomes 0.
func takeChanges(y []float64) {
	for i := len(y) - 1; i > 0; i-- {
		y[i] -= y[i-1]
	}
	if len(y) > 0 {
		y[0] = 0
	}
}

func shift(y []float64, by float64) {
	for i := range y {
		y[i] += by
	}
}

// takeLine takes a straight line out, by least squares.
func takeLine(y []float64) {
	n := float64(len(y))
	middle, mean, slope := (n-1)/2, 0.0, 0.0
	for i, v := range y {
		mean += v / n
		slope += v * (float64(i) - middle)
	}
	slope /= n * (n*n - 1) / 12
	for i := range y {
		y[i] -= mean + slope*(float64(i)-middle)
	}
}

// dropFar puts 0, which is what is expected of it, for what is too far from that.
func dropFar(y []float64, m *memory) {
	limit := tooFar * spread(y, m)
	for i, v := range y {
		if math.Abs(v) > limit {
			y[i] = 0
		}
	}
}

// spread is a standard deviation around 0 that the tails do not move: from the distance that nine in ten are within. What
// is exactly 0 did not move, and tells nothing of how far a move goes.
func spread(y []float64, m *memory) float64 {
	distances := m.floats(len(y))[:0]
	for _, v := range y {
		if v != 0 {
			distances = append(distances, math.Abs(v))
		}
	}
	if len(distances) == 0 {
		return 0
	}
	const nineInTen = 1.6449 // deviations of the normal law
	return nth(distances, len(distances)*9/10) / nineInTen
}

// standardise brings innovations to mean 0 and deviations, in which outliers count little. It is false where nothing is
// left. What is 0 is not there.
func standardise(e []float64, m *memory) bool {
	kept := moves(e, m)
	shift(kept, -median(m.copied(kept)))
	unit := spread(kept, m)
	if len(kept) < leastChanges || unit < tiny {
		return false
	}
	mean, squares := 0.0, 0.0
	for i, v := range kept {
		kept[i] = biweight(v / unit)
		mean += kept[i] / float64(len(kept))
	}
	next := 0
	for i, v := range e {
		if v != 0 {
			e[i] = kept[next] - mean
			squares += e[i] * e[i]
			next++
		}
	}
	return squares > leastPower*float64(len(kept))
}

// moves are the innovations that are more than rounding; the others become 0.
func moves(e []float64, m *memory) []float64 {
	most := 0.0
	for _, v := range e {
		most = max(most, math.Abs(v))
	}
	kept := m.floats(len(e))[:0]
	for i, v := range e {
		if math.Abs(v) > leastMove*most {
			kept = append(kept, v)
		} else {
			e[i] = 0
		}
	}
	return kept
}

// biweight is Tukey's: what is far away counts the less the further it is, and from 4.685 deviations on nothing. It
// keeps what single days have in common, such as a holiday, from being taken for a link. Beaton & Tukey (1974), The
// fitting of power series, Technometrics 16.
func biweight(z float64) float64 {
	const reach = 4.685
	rest := max(0, 1-z*z/(reach*reach))
	return z * rest * rest
}
