/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"math"
	"strconv"
)

// scale is an axis of round numbers.
type scale struct {
	low, high float64
	ticks     []float64
	unit      prefix
	decimals  int // of a number in the unit; -1: as many as it takes
}

// prefix stands for a factor.
type prefix struct {
	factor float64
	text   string
}

// prefixes are those of numbers that would take too much room, the largest first.
var prefixes = []prefix{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}

// prefixOf is the one for numbers up to a size.
func prefixOf(size float64) prefix {
	const short = 10 // times the factor: 9000 stays as it is
	for _, p := range prefixes {
		if size >= short*p.factor {
			return p
		}
	}
	return prefixes[len(prefixes)-1]
}

// tickGoal is about how many numbers an axis has.
const tickGoal = 4

// scaleOf is an axis that holds some values, each finite.
func scaleOf(values []float64) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	switch {
	case low > high:
		low, high = 0, 1
	case high-low <= math.Abs(low)*1e-9: // a line is drawn in the middle
		room := max(math.Abs(low)*0.1, 0.5)
		low, high = low-room, high+room
	}
	step := roundStep(high/tickGoal - low/tickGoal)
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	if !finite(first*step) || !finite(last*step) || !(last-first <= 2*tickGoal) { // numbers that large or alike have no room for round ones
		return scale{low: low, high: high, ticks: []float64{low, high}, unit: prefixOf(0), decimals: -1}
	}
	s := scale{low: first * step, high: last * step}
	s.unit = prefixOf(max(math.Abs(s.low), math.Abs(s.high)))
	s.decimals = decimalsOf(step / s.unit.factor)
	for i := first; i <= last; i++ {
		s.ticks = append(s.ticks, i*step)
	}
	return s
}

// roundStep is the least of 1, 2, 2.5, 5 and 10 times a power of ten that is not below v.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, times := range []float64{1, 2, 2.5, 5} {
		if times*power >= v {
			return times * power
		}
	}
	return 10 * power
}

// decimalsOf is how many decimals tell multiples of a step apart; -1: as many as it takes.
func decimalsOf(step float64) int {
	const most = 8
	for decimals := range most {
		shown, _ := strconv.ParseFloat(strconv.FormatFloat(step, 'f', decimals, 64), 64) // what was written is read
		if math.Abs(shown-step) < step*1e-6 {
			return decimals
		}
	}
	return -1
}

// label writes a number of the axis.
func (s scale) label(v float64) string {
	const widest = 6
	if v == 0 && s.unit.text != "" {
		return "0"
	}
	text := strconv.FormatFloat(v/s.unit.factor+0, 'f', max(s.decimals, 0), 64)
	if s.decimals < 0 || len(text) > widest {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	return text + s.unit.text
}

// part is where v stands from low (0) to high (1).
func (s scale) part(v float64) float64 {
	if math.IsInf(s.high-s.low, 0) { // a float64 does not hold it, but that of their halves
		return (v/2 - s.low/2) / (s.high/2 - s.low/2)
	}
	return (v - s.low) / (s.high - s.low)
}
