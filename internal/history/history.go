/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package history

import "time"

// History is the past of a number on an even grid. It does not change, so it may be shared.
type History struct {
	first  time.Time
	step   time.Duration
	values []float64
}

// New keeps the values at first, first+step and so on. NaN and infinities are points without an answer.
func New(first time.Time, step time.Duration, values []float64) *History {
	return &History{first: first, step: step, values: values}
}

// First is the time of the first point.
func (h *History) First() time.Time { return h.first }

// Step is the time from one point to the next.
func (h *History) Step() time.Duration { return h.step }

// Len is how many points there are.
func (h *History) Len() int { return len(h.values) }

// Values appends to dst the values of all points that are not after a time, NaN where there is no answer.
func (h *History) Values(dst []float64, until time.Time) []float64 {
	for i, v := range h.values {
		if h.first.Add(time.Duration(i) * h.step).After(until) {
			break
		}
		dst = append(dst, v)
	}
	return dst
}
