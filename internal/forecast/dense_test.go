/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"errors"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// correlated is n points of a noise and its value some steps later, by whole matrices.
type correlated struct {
	inverse  *mat.SymDense // of the points' covariance, in units of the innovations' variance
	logDet   float64       // of that covariance
	gain     *mat.VecDense // how the later value is guessed from the points
	variance float64       // of the later value where the points are known
}

// covariance of a noise between two points of time, in steps from the first point. They are whole ones where there is a
// moving average part.
func covariance(k noise, i, j float64) float64 {
	if k.theta == 0 {
		// In the long run: phi to the distance in time, over 1 - phi^2.
		return math.Pow(k.phi, math.Abs(i-j)) / (1 - k.phi*k.phi)
	}
	// With nothing before the first point, every point is a sum of the innovations so far.
	weight := func(age float64) float64 {
		if age == 0 {
			return 1
		}
		return math.Pow(k.phi, age-1) * (k.phi - k.theta)
	}
	sum := 0.0
	for e := 0.0; e <= min(i, j); e++ {
		sum += weight(i-e) * weight(j-e)
	}
	return sum
}

func newCorrelated(t *testing.T, k noise, n int, steps float64) correlated {
	t.Helper()
	among, cross := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	due := float64(n-1) + steps
	for i := range n {
		for j := i; j < n; j++ {
			among.SetSym(i, j, covariance(k, float64(i), float64(j)))
		}
		cross.SetVec(i, covariance(k, float64(i), due))
	}
	var root mat.Cholesky
	if !root.Factorize(among) {
		t.Fatal("the covariance of the noise is none")
	}
	c := correlated{inverse: new(mat.SymDense), logDet: root.LogDet(), gain: new(mat.VecDense)}
	if err := errors.Join(root.InverseTo(c.inverse), root.SolveVecTo(c.gain, cross)); err != nil {
		t.Fatal(err)
	}
	c.variance = covariance(k, due, due) - mat.Dot(cross, c.gain)
	return c
}

// dense is a regression by whole matrices: the textbook's formulas as they are written. Nothing is shared with fitter
// but the columns and the priors.
type dense struct {
	noise     correlated
	freedom   float64
	past      *mat.Dense    // the regressors, a row a point
	now       *mat.VecDense // those of the due date
	y         *mat.VecDense
	means     *mat.VecDense // of the priors
	precision *mat.DiagDense

	coefficients mat.VecDense
	normal       mat.Cholesky // of the inverse of the coefficients' covariance
	residual     mat.VecDense
	squares      float64
}

// newDense fits a trend under a noise. With a scale of 0 the trend has no priors.
func newDense(t *testing.T, d *design, tr *trend, k correlated, freedom, scale float64) *dense {
	t.Helper()
	columns, priors := []int{ofLevel}, []prior{{}}
	take := func(column int, p prior) { columns, priors = append(columns, column), append(priors, p) }
	if d.hasPast() {
		take(ofBefore, prior{0, pastDeviation})
	}
	if tr.curve != none {
		take(tr.curve, tr.prior)
	}
	if tr.on != none {
		take(tr.on, tr.onTop)
	}
	n := len(d.series.y)
	g := &dense{
		noise: k, freedom: freedom, y: mat.NewVecDense(n, slices.Clone(d.series.y)),
		past: mat.NewDense(n, len(columns), nil), now: mat.NewVecDense(len(columns), nil),
		means: mat.NewVecDense(len(columns), nil), precision: mat.NewDiagDense(len(columns), nil),
	}
	for i, column := range columns {
		g.past.SetCol(i, d.columns[column].values)
		g.now.SetVec(i, d.columns[column].due)
		if i > 0 && scale > 0 {
			g.means.SetVec(i, priors[i].mean)
			g.precision.SetDiag(i, scale/(priors[i].deviation*priors[i].deviation))
		}
	}
	g.fit(t)
	return g
}

func (g *dense) fit(t *testing.T) {
	t.Helper()
	var weighed, normal mat.Dense
	weighed.Mul(g.past.T(), g.noise.inverse)
	normal.Mul(&weighed, g.past)
	normal.Add(&normal, g.precision)
	symmetric := mat.NewSymDense(g.means.Len(), nil)
	for i := range g.means.Len() {
		for j := range i + 1 {
			symmetric.SetSym(j, i, normal.At(i, j))
		}
	}
	if !g.normal.Factorize(symmetric) {
		t.Fatal("the coefficients are not told apart")
	}
	var target, believed, fitted, off mat.VecDense
	target.MulVec(&weighed, g.y)
	believed.MulVec(g.precision, g.means)
	target.AddVec(&target, &believed)
	if err := g.normal.SolveVecTo(&g.coefficients, &target); err != nil {
		t.Fatal(err)
	}
	fitted.MulVec(g.past, &g.coefficients)
	g.residual.SubVec(g.y, &fitted)
	off.SubVec(&g.coefficients, g.means)
	g.squares = mat.Inner(&g.residual, g.noise.inverse, &g.residual) + mat.Inner(&off, g.precision, &off)
}

// likelihood is the logarithm of the marginal likelihood, but for what all trends have in common.
func (g *dense) likelihood() float64 {
	before := 0.0
	for i := 1; i < g.means.Len(); i++ {
		before += math.Log(g.precision.At(i, i))
	}
	return (before - g.noise.logDet - g.normal.LogDet() - g.freedom*math.Log(g.squares)) / 2
}

// ahead is the mean and the variance of the later value, the points given.
func (g *dense) ahead(t *testing.T) (mean, variance float64) {
	t.Helper()
	var explained, off, solved mat.VecDense
	explained.MulVec(g.past.T(), g.noise.gain)
	off.SubVec(g.now, &explained)
	if err := g.normal.SolveVecTo(&solved, &off); err != nil {
		t.Fatal(err)
	}
	mean = mat.Dot(g.now, &g.coefficients) + mat.Dot(g.noise.gain, &g.residual)
	return mean, g.squares / max(g.freedom-2, 1) * (g.noise.variance + mat.Dot(&off, &solved))
}
