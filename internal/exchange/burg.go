/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

const (
	mostOrder   = 40   // of an autoregression: a mean over 30 days has a memory of 30
	orderShare  = 8    // and no more than one in so many values
	nothingLeft = 1e-9 // of a series that is foretold but for rounding
)

// burg fits an autoregression by Burg's method, of the order that the corrected information criterion of Akaike takes.
// Burg (1975), Maximum entropy spectral analysis; Hurvich & Tsai (1989), Regression and time series model selection in
// small samples, Biometrika 76.
func burg(y []float64, m *memory) []float64 {
	n := len(y)
	forward, backward := m.copied(y), m.copied(y)
	orders := min(mostOrder, n/orderShare)
	fit, next, best := m.floats(orders), m.floats(orders), m.floats(orders)
	power := dot(y, y)
	left, order := 1.0, 0 // of the power
	least := criterion(n, 0, left)
	for p := 1; p <= orders; p++ {
		f, b := forward[p:], backward[:n-p] // b[i] belongs to the step before f[i]
		both := dot(f, f) + dot(b, b)
		if both <= nothingLeft*nothingLeft*power {
			break
		}
		reflection := 2 * dot(f, b) / both
		reflect(f, b, reflection)
		for k := range p - 1 {
			next[k] = fit[k] - reflection*fit[p-2-k]
		}
		next[p-1] = reflection
		fit, next = next, fit
		left *= 1 - reflection*reflection
		if c := criterion(n, p, left); c < least {
			least, order = c, p
			copy(best, fit[:p])
		}
	}
	return best[:order]
}

// reflect takes from the errors of foretelling forward and backward what each tells of the other.
func reflect(f, b []float64, reflection float64) {
	for i := range f {
		f[i], b[i] = f[i]-reflection*b[i], b[i]-reflection*f[i]
	}
}

// criterion is the corrected information criterion of an autoregression that leaves so much variance.
func criterion(n, order int, left float64) float64 {
	k := float64(order + 1)
	return float64(n)*math.Log(left) + 2*k*float64(n)/(float64(n)-k-1)
}

// foretold is what an autoregression says after a past.
func foretold(filter, past []float64) float64 {
	s, last := 0.0, len(past)-1
	for k, phi := range filter {
		s += phi * past[last-k]
	}
	return s
}

// dot is the sum of the products.
func dot(a, b []float64) float64 { return floats.Dot(a, b[:len(a)]) }

func sum(values []float64) float64 {
	s := 0.0
	for _, v := range values {
		s += v
	}
	return s
}
