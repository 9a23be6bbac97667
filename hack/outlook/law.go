/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/truenorth-dev/truenorth/internal/forecast"
)

// law is a probability distribution of a number.
type law interface {
	// reaching is the probability of x or more.
	reaching(x float64) float64
	// quantile is the least x that the number does not exceed with probability p.
	quantile(p float64) float64
}

// within is the probability that the number is in a band.
func within(l law, b forecast.Band) float64 {
	return l.reaching(b.Min) - l.reaching(math.Nextafter(b.Max, math.Inf(1)))
}

// smooth is a law without steps.
type smooth struct {
	distribution interface {
		Survival(x float64) float64
		Quantile(p float64) float64
	}
}

func (l smooth) reaching(x float64) float64 { return l.distribution.Survival(x) }

func (l smooth) quantile(p float64) float64 { return l.distribution.Quantile(p) }

// normal is the normal law.
func normal(mean, sd float64) law { return smooth{distuv.Normal{Mu: mean, Sigma: sd}} }

// student is Student's t with its centre and scale; at scale 0 the centre is certain.
func student(centre, scale, freedom float64) law {
	if scale == 0 {
		return moved{count{mean: 0, spread: 1}, centre, 1}
	}
	return smooth{distuv.StudentsT{Mu: centre, Sigma: scale, Nu: freedom}}
}

// moved is the law of offset + slope x of a number x with a law of its own; slope is not 0.
type moved struct {
	law
	offset, slope float64
}

func (l moved) reaching(y float64) float64 {
	x := (y - l.offset) / l.slope
	if l.slope > 0 {
		return l.law.reaching(x)
	}
	return 1 - l.law.reaching(math.Nextafter(x, math.Inf(1)))
}

func (l moved) quantile(p float64) float64 {
	if l.slope < 0 {
		p = 1 - p
	}
	return l.offset + l.slope*l.law.quantile(p)
}

// share is the law of logistic(x), which is between 0 and 1, of a number x with a law of its own.
type share struct{ law }

func (l share) reaching(y float64) float64 {
	switch {
	case y <= 0:
		return 1
	case y >= 1:
		return 0
	}
	return l.law.reaching(logit(y))
}

func (l share) quantile(p float64) float64 { return logistic(l.law.quantile(p)) }

// whole is the law of the multiple of a unit that is nearest to a number with a law of its own.
type whole struct {
	law
	unit float64
}

func (l whole) reaching(y float64) float64 {
	return l.law.reaching((math.Ceil(y/l.unit-1e-9) - 0.5) * l.unit)
}

func (l whole) quantile(p float64) float64 { return math.Round(l.law.quantile(p)/l.unit) * l.unit }

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(y float64) float64 { return math.Log(y / (1 - y)) }

// count is the law of a sum of independent counts: Poisson where spread, their variance over their mean, is 1, and
// negative binomial where it is more. Equally spread ones add up to one law of the same family.
type count struct{ mean, spread float64 }

// reaching takes the tails from the incomplete gamma and beta functions (DLMF 8.2.4 and 8.17.1).
func (l count) reaching(x float64) float64 {
	k := math.Ceil(x)
	switch {
	case k <= 0:
		return 1
	case l.mean == 0 || math.IsInf(k, 1):
		return 0
	case l.spread == 1:
		return mathext.GammaIncReg(k, l.mean)
	}
	return mathext.RegIncBeta(k, l.mean/(l.spread-1), 1-1/l.spread)
}

func (l count) quantile(p float64) float64 {
	limit := int(l.mean + 20*math.Sqrt(l.mean*l.spread) + 20*l.spread)
	return float64(sort.Search(limit, func(k int) bool { return 1-l.reaching(float64(k+1)) >= p }))
}
