/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"math"
	"strconv"
)

// reach is the least and the largest of what c has to show.
func (c Chart) reach() (low, high float64) {
	var all []float64
	if c.Low != c.High {
		all = append(all, c.Low, c.High)
	}
	for _, s := range c.Series {
		all = append(all, s.Values...)
	}
	switch low, high = bounds(all); {
	case low > high:
		return 0, 1
	case low == high:
		return low - 1, high + 1
	}
	return low, high
}

// scale is the numbers of the y axis, upwards: round ones, evenly apart, that hold all there is to show; the bounds alone where float64 has no such.
func (c Chart) scale() []float64 {
	low, high := c.reach()
	parts := 4
	if c.Height < 7 {
		parts = 2
	}
	step := round(high/float64(parts) - low/float64(parts))
	first, last := math.Floor(low/step+tiny), math.Ceil(high/step-tiny)
	if n := last - first; !(n >= 1 && n <= float64(parts+2)) || !isFinite(first*step) || !isFinite(last*step) {
		return []float64{low, high}
	}
	ticks := make([]float64, int(last-first)+1)
	for i := range ticks {
		ticks[i] = (first + float64(i)) * step
	}
	return ticks
}

// round is the least of 1, 2, 2.5, 5 and 10 times a power of ten that is not far below v.
func round(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, times := range []float64{1, 2, 2.5, 5} {
		if times*power >= v*0.9 {
			return times * power
		}
	}
	return 10 * power
}

// labels are the numbers before the lines of the plot, "" where there is none, and the width that they take.
func (c Chart) labels(ticks []float64) (labels []string, margin int) {
	labels = make([]string, c.Height)
	texts := numbers(ticks)
	for i, text := range texts {
		row := c.row(ticks[i])
		if labels[row] == "" {
			labels[row] = text
		}
		margin = max(margin, len(text))
	}
	labels[0] = texts[len(texts)-1]
	return labels, margin
}

// numbers writes values, evenly apart, with the least decimals that tell each within a hundredth of their distance; with an exponent where those would
// be too many.
func numbers(values []float64) []string {
	apart := values[1] - values[0]
	for decimals := range 5 {
		texts, exact := make([]string, len(values)), true
		for i, v := range values {
			texts[i] = strconv.FormatFloat(v, 'f', decimals, 64)
			shown, _ := strconv.ParseFloat(texts[i], 64)
			exact = exact && math.Abs(shown-v) <= apart/100 && len(texts[i]) <= 9
		}
		if exact {
			return texts
		}
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = strconv.FormatFloat(v, 'g', 3, 64)
	}
	return texts
}
