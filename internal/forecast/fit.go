/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import "math"

// predict is the distribution of the value at the due date: that of every trend under every noise, weighed by how
// likely it makes the series. Hoeting et al. (1999), Bayesian model averaging: a tutorial, Statistical Science 14.
func predict(s *series, way float64, plan func(float64) float64, m *memory) mixture {
	d := newDesign(s, way, plan, m)
	f := &fitter{series: s, raw: d, design: d, steps: s.horizon(), freedom: float64(s.observed - 1), best: math.Inf(-1)}
	f.parts = m.parts[:0]
	for _, k := range autoregressions {
		f.try(k)
	}
	for _, kinds := range mixtures {
		f.design = d.filtered(kinds[0].theta)
		for _, k := range kinds {
			f.try(k)
		}
	}
	m.parts = f.parts
	return f.parts.weigh()
}

// caution is the power that likelihoods are taken to. No series is quite of any of the kinds that are tried, and with
// their full power a long history would make one of them all but certain. Grünwald (2012), The safe Bayesian.
const caution = 0.7

// order is how many coefficients a trend has at most: level, pace before the period, curve, and one on top.
const order = 4

// fitter tries trends on a series.
type fitter struct {
	series  *series
	raw     *design // the columns as they are
	design  *design // the columns filtered by theta
	steps   float64 // from the last point to the due date
	freedom float64 // degrees of freedom: the points but one for the level
	parts   mixture
	best    float64 // the greatest logarithm of a weight so far

	noise  noise
	head   float64 // weight of the first point
	spread float64 // its log determinant
	keep   float64 // how much of the last deviation from the trend is left at the due date
	forget float64 // how much of the last innovation is not
	future float64 // variance that comes, in units of the innovations'
	scale  float64 // variance of the innovations around a straight line, by which priors are scaled
	solved regression
}

// try tries all trends that are worth it with a noise.
func (f *fitter) try(k noise) {
	f.under(k)
	for i := range f.raw.trends {
		t := &f.raw.trends[i]
		if !k.explains(t) {
			continue
		}
		f.solve(t)
		weight := math.Log(t.weight*k.believed(f.series)) + caution*f.likelihood()
		if weight < f.best+logNegligible {
			continue
		}
		f.best = max(weight, f.best)
		mean, deviation := f.ahead()
		f.parts = append(f.parts, part{weight, mean, deviation})
	}
}

// under sets the noise.
func (f *fitter) under(k noise) {
	f.noise, f.head, f.spread, f.forget = k, 1, 0, 0
	f.keep = math.Pow(k.phi, f.steps)
	if k.theta == 0 {
		// The first point is as far off as noise of that kind is in the long run.
		f.head = 1 - k.phi*k.phi
		f.spread = math.Log(f.head) / 2
	} else {
		f.forget = math.Pow(k.phi, max(f.steps-1, 0)) * k.theta * min(f.steps, 1)
	}
	f.future = k.variance(f.steps)
	f.scale = 0
	f.solve(&trend{curve: ofLine, on: none})
	f.scale = f.solved.squares / max(f.freedom-2, 1)
}

// product of two columns once the noise is taken out of them.
func (f *fitter) product(p *pair) float64 {
	phi := f.noise.phi
	return p.same - phi*p.beside + phi*phi*(p.same+p.head-p.tail) + f.head*p.head
}

// regression is a trend's coefficients under a noise: conjugate Bayesian regression with normal priors and a flat one on
// the logarithm of the noise, see Gelman et al. (2013), Bayesian Data Analysis, section 14.8. The noise is taken out of
// the columns by way of their products.
type regression struct {
	n       int
	columns [order]int
	priors  [order]prior
	lower   [order][order]float64 // Cholesky's triangle
	v       [order]float64        // the solution of the triangle
	squares float64               // sum of squares that is left
	det     float64               // the triangle's determinant over that of the priors
}

// A history without any noise leaves nothing but rounding errors: so much of its own squares, and at least so much.
const (
	leastShare   = 1e-12
	leastSquares = 1e-16
)

// solve fits a trend.
func (f *fitter) solve(t *trend) {
	g := &f.solved
	g.n, g.columns[0] = 1, ofLevel
	if f.raw.hasPast() {
		g.with(ofBefore, prior{0, pastDeviation})
	}
	if t.curve != none {
		g.with(t.curve, t.prior)
	}
	if t.on != none {
		g.with(t.on, t.onTop)
	}
	whole := f.product(&f.design.columns[ofY].with[bases])
	g.squares, g.det = whole, 1
	for i := range g.n {
		f.row(i)
	}
	g.squares = max(g.squares, whole*leastShare, leastSquares)
}

func (g *regression) with(column int, p prior) {
	g.columns[g.n], g.priors[g.n] = column, p
	g.n++
}

// row takes in the i-th coefficient.
func (f *fitter) row(i int) {
	g := &f.solved
	column := &f.design.columns[g.columns[i]]
	target, diagonal := f.product(&column.with[ofY]), f.product(&column.with[bases])
	if i > 0 && f.scale > 0 {
		p := g.priors[i]
		precision := f.scale / (p.deviation * p.deviation)
		diagonal += precision
		target += precision * p.mean
		g.squares += precision * p.mean * p.mean
		g.det /= math.Sqrt(precision)
	}
	whole := diagonal
	for j := range i {
		sum := f.product(&column.with[g.columns[j]])
		for k := range j {
			sum -= g.lower[i][k] * g.lower[j][k]
		}
		sum /= g.lower[j][j]
		g.lower[i][j] = sum
		diagonal -= sum * sum
		target -= sum * g.v[j]
	}
	g.lower[i][i] = math.Sqrt(max(diagonal, whole*1e-10, 1e-300))
	g.v[i] = target / g.lower[i][i]
	g.det *= g.lower[i][i]
	g.squares -= g.v[i] * g.v[i]
}

// likelihood is the logarithm of the marginal likelihood of the trend that was solved last.
func (f *fitter) likelihood() float64 {
	return f.spread - math.Log(f.solved.det) - f.freedom/2*math.Log(f.solved.squares)
}

// ahead is the distribution of the value at the due date by the trend that was solved last.
func (f *fitter) ahead() (mean, deviation float64) {
	g := &f.solved
	var c, e [order]float64
	variance := f.future
	for i := range g.n {
		c[i] = f.remains(g.columns[i])
		e[i] = c[i]
		for k := range i {
			e[i] -= g.lower[i][k] * e[k]
		}
		e[i] /= g.lower[i][i]
		variance += e[i] * e[i]
		mean += e[i] * g.v[i]
	}
	mean -= f.remains(ofY)
	return mean, math.Sqrt(g.squares/max(f.freedom-2, 1)*variance + f.series.within)
}

// remains is a column at the due date, less what its last point and its last innovation say of it.
func (f *fitter) remains(column int) float64 {
	raw, filtered := &f.raw.columns[column], f.design.columns[column].values
	n := len(filtered)
	innovation := filtered[n-1] - f.noise.phi*filtered[n-2]
	return raw.due - f.keep*raw.values[n-1] + f.forget*innovation
}
