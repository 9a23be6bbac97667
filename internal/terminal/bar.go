/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"math"
	"slices"
	"strings"
)

var (
	eighths = []rune(" ▏▎▍▌▋▊▉█") // of a column, from its left
	levels  = []rune("▁▂▃▄▅▆▇█")  // of a line, from its foot
)

const (
	tiny    = 1e-9 // of a step, which floating-point numbers may lack
	mark    = '│'  // where a share is expected
	empty   = '·'
	unknown = '╌'
)

// Bar shows a share, from 0 to 1, by eighths of a column, and where it is expected to be. A share beyond these is shown as the nearer one; something is
// never shown as nothing, nor nearly all as all. A share that is NaN has a bar of its own look, with a question mark; an expected that is NaN is not marked.
func Bar(share, expected float64, width int) string {
	if width <= 0 {
		return ""
	}
	bar := filled(share, width)
	if !math.IsNaN(expected) {
		at := min(int(clamp(expected)*float64(width)+tiny), width-1)
		if share < 1 || at < width-1 || math.IsNaN(share) { // a full bar is to be seen as full
			bar[at] = mark
		}
	}
	return string(bar)
}

// filled is a bar without a mark.
func filled(share float64, width int) []rune {
	if math.IsNaN(share) {
		bar := slices.Repeat([]rune{unknown}, width)
		bar[width/2] = '?'
		return bar
	}
	whole := len(eighths) - 1
	taken := int(clamp(share)*float64(width*whole) + tiny)
	if share > 0 && share < 1 {
		taken = min(max(taken, 1), width*whole-1)
	}
	bar := slices.Repeat([]rune{empty}, width)
	for i := range bar {
		if part := min(taken-i*whole, whole); part > 0 {
			bar[i] = eighths[part]
		}
	}
	return bar
}

// clamp is the nearest share to v.
func clamp(v float64) float64 { return min(max(v, 0), 1) }

// Sparkline shows values one a column, from the least at the foot of the line to the largest at its top; what is no finite number is a gap. Values that are all the
// same stand in the middle.
func Sparkline(values []float64) string {
	low, high := bounds(values)
	var b strings.Builder
	for _, v := range values {
		if !isFinite(v) {
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(levels[int(math.Round(within(v, low, high)*float64(len(levels)-1)))])
	}
	return b.String()
}

// bounds are the least and the largest of the finite values; the least is +Inf if there are none.
func bounds(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if isFinite(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

// within is where v is from low (0) to high (1); a half if these are the same.
func within(v, low, high float64) float64 {
	switch {
	case low == high:
		return 0.5
	case math.IsInf(high-low, 0): // it is no float64, that of their halves is
		v, low, high = v/2, low/2, high/2
	}
	return clamp((v - low) / (high - low))
}

// isFinite says whether v is a number to be shown.
func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
