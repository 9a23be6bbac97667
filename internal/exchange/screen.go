/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
)

// leastPairs is how many pairs of values each lag needs.
const leastPairs = 60

// leastChanges is how often a series has to move.
const leastChanges = 24

// Needs is how many steps of common history there must be to try lags up to one: the part that skill is not tested on
// needs half as many pairs, too.
func Needs(maxLag int) int {
	return max(maxLag+leastPairs, (maxLag+leastPairs/2)*testShare/(testShare-1)+1)
}

// screenResult tells what is wrong with the result alone.
func (x *exchange) screenResult() Problem {
	switch answered := span(x.Result); {
	case answered.points == 0:
		return TooFewPoints
	case isConstant(x.Result):
		return ConstantResult
	case answered.length() < Needs(x.MaxLag):
		return TooShort
	case answered.gappy():
		return TooFewPoints
	case changes(x.Result) < leastChanges:
		return TooFewChanges
	}
	return None
}

// screenDriver tells what is wrong with a driver beside a result that nothing is wrong with.
func (x *exchange) screenDriver(values []float64) Problem {
	if len(values) != len(x.Result) {
		return Misaligned
	}
	own, result := span(values), span(x.Result)
	if own.points == 0 {
		return TooFewPoints
	}
	if isConstant(values) {
		return Constant
	}
	from := max(own.from, result.from)
	if result.to-from < Needs(x.MaxLag) {
		return TooShort
	}
	common := spanOf(values, from, result.to)
	switch {
	case common.gappy(), spanOf(x.Result, from, result.to).gappy():
		return TooFewPoints
	case isAffine(x.Result[from:result.to], values[from:result.to]):
		return SameSeries
	case changes(values[from:result.to]) < leastChanges:
		return TooFewChanges
	}
	return None
}

// stretch is a part of a series.
type stretch struct {
	from, to int // to is the first one after it
	points   int // with an answer
	gap      int // the most in a row without
}

func (s stretch) length() int { return s.to - s.from }

// gappy tells whether too much is missing to know what was between.
func (s stretch) gappy() bool {
	return 3*s.points < 2*s.length() || 6*s.gap > s.length()
}

// span is from the first answer to the last.
func span(values []float64) stretch {
	from, to := 0, len(values)
	for from < to && !isNumber(values[from]) {
		from++
	}
	for to > from && !isNumber(values[to-1]) {
		to--
	}
	return spanOf(values, from, to)
}

// spanOf is a part of the values.
func spanOf(values []float64, from, to int) stretch {
	s, gap := stretch{from: from, to: to}, 0
	for _, v := range values[from:to] {
		if gap++; isNumber(v) {
			s.points++
			gap = 0
		}
		s.gap = max(s.gap, gap)
	}
	return s
}

func isNumber(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// tiny is the share of a number that rounding alone may make.
const tiny = 1e-12

// isConstant tells whether values are equal but for rounding.
func isConstant(values []float64) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if isNumber(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	return high/2-low/2 <= tiny*max(math.Abs(low), math.Abs(high))
}

// changes is how often a value differs from the one before.
func changes(values []float64) int {
	n, last := -1, math.NaN()
	for _, v := range values {
		if isNumber(v) && v != last {
			n++
			last = v
		}
	}
	return n
}

// isAffine tells whether one series is the other in another unit, perhaps from another zero.
func isAffine(a, b []float64) bool {
	unitOfA, unitOfB := unit(a), unit(b)
	var n, meanA, meanB, aa, bb, ab float64
	for i := range a {
		if !isNumber(a[i]) || !isNumber(b[i]) {
			continue
		}
		n++
		x, y := a[i]/unitOfA, b[i]/unitOfB
		dx, dy := x-meanA, y-meanB
		meanA += dx / n
		meanB += dy / n
		aa += dx * (x - meanA)
		bb += dy * (y - meanB)
		ab += dx * (y - meanB)
	}
	return n > 2 && ab*ab >= aa*bb*(1-1e-9) && aa*bb > 0
}

// unit is the greatest magnitude; divided by it no number is too great to be squared.
func unit(values []float64) float64 {
	most := 0.0
	for _, v := range values {
		if isNumber(v) {
			most = max(most, math.Abs(v))
		}
	}
	if most == 0 {
		return 1
	}
	return most
}

// isPositive tells whether all values are above 0.
func isPositive(values []float64) bool {
	for _, v := range values {
		if isNumber(v) && v <= 0 {
			return false
		}
	}
	return true
}
