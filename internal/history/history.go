/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package history

import (
	"math"
	"slices"
	"time"
)

// History is the past of a number on an even grid. It does not change, so it may be shared.
type History struct {
	first     time.Time
	step      time.Duration
	base      float64   // the middle one of the values that came first
	scale     float64   // a power of two
	distances []float32 // from base, in scales; NaN: no answer
}

// New keeps the values at first, first+step and so on; the step is over zero. NaN and infinities are points without an
// answer. The values are copied.
func New(first time.Time, step time.Duration, values []float64) *History {
	h := &History{first: first, step: step, base: middle(values), distances: make([]float32, len(values))}
	h.scale = h.fit(values)
	h.put(0, values)
	return h
}

// Spliced is the history with the points from index at on replaced by values; at is Len at most. It is as exact as a
// new one where the points that are replaced had no answer.
func (h *History) Spliced(at int, values []float64) *History {
	kept := h.distances[:at]
	if lastAnswered(kept) < 0 {
		all := make([]float64, at, at+len(values))
		for i := range all {
			all[i] = math.NaN()
		}
		return New(h.first, h.step, append(all, values...))
	}
	s := &History{first: h.first, step: h.step, base: h.base, distances: make([]float32, at+len(values))}
	s.scale = max(h.scale, h.fit(values))
	for i, distance := range kept {
		s.distances[i] = float32(float64(distance) * (h.scale / s.scale))
	}
	s.put(at, values)
	return s
}

// First is the time of the first point.
func (h *History) First() time.Time { return h.first }

// Step is the time from one point to the next.
func (h *History) Step() time.Duration { return h.step }

// Len is how many points there are.
func (h *History) Len() int { return len(h.distances) }

// LastAnswered is the index of the last point with an answer; -1: none has one.
func (h *History) LastAnswered() int { return lastAnswered(h.distances) }

// Values appends to dst the values of all points that are not after a time, NaN where there is no answer.
func (h *History) Values(dst []float64, until time.Time) []float64 {
	if until.Before(h.first) {
		return dst
	}
	count := min(until.Sub(h.first)/h.step+1, time.Duration(len(h.distances)))
	dst = slices.Grow(dst, int(count))
	for _, distance := range h.distances[:count] {
		dst = append(dst, h.value(distance))
	}
	return dst
}

// value is what a distance stands for. Neither the way there nor rounding makes an infinity of it.
func (h *History) value(distance float32) float64 {
	value := h.base + float64(distance)*h.scale
	if math.IsInf(value, 0) {
		value = 2 * (h.base/2 + float64(distance)*(h.scale/2))
	}
	return max(-math.MaxFloat64, min(value, math.MaxFloat64))
}

func (h *History) put(at int, values []float64) {
	for i, value := range values {
		var distance float64
		switch {
		case !finite(value):
			distance = math.NaN()
		case value != h.base:
			distance = value/h.scale - h.base/h.scale // this way round it cannot overflow
		}
		h.distances[at+i] = float32(distance)
	}
}

const (
	// largest is the exponent that the largest distance has in scales. A float32 goes up to 128 and down to -149, and
	// so there is room for what is much smaller.
	largest = 120
	// smallestNormal is the exponent of the least scale: a float64 that has all its digits.
	smallestNormal = -1022
	// twiceMax is the exponent of twice the largest float64, which no distance exceeds.
	twiceMax = 1025
)

// fit is the least scale that the distances of values fit.
func (h *History) fit(values []float64) float64 {
	var widest float64
	for _, value := range values {
		if finite(value) {
			widest = max(widest, math.Abs(value-h.base))
		}
	}
	if widest == 0 {
		return math.Ldexp(1, smallestNormal)
	}
	_, exponent := math.Frexp(widest)
	if math.IsInf(widest, 0) {
		exponent = twiceMax
	}
	return math.Ldexp(1, max(exponent-largest, smallestNormal))
}

// middle is the median of the finite values, one of them; 0: there is none.
func middle(values []float64) float64 {
	known := make([]float64, 0, len(values))
	for _, value := range values {
		if finite(value) {
			known = append(known, value)
		}
	}
	if len(known) == 0 {
		return 0
	}
	slices.Sort(known)
	return known[len(known)/2]
}

func lastAnswered(distances []float32) int {
	for i, distance := range slices.Backward(distances) {
		if !math.IsNaN(float64(distance)) {
			return i
		}
	}
	return -1
}

func finite(value float64) bool { return !math.IsNaN(value) && !math.IsInf(value, 0) }
