/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"time"
)

// mostBins bounds the cost of a forecast.
const mostBins = 220

// bin gathers the points of a window into bins of as few points as leave few bins empty, and not too many of them.
func bin(w window, start, due time.Time, memory *memory) series {
	size := (len(w.values) + mostBins - 1) / mostBins
	for size < len(w.values)/MinPoints && sparse(w.values, size) {
		size++
	}
	length := due.Sub(start).Seconds()
	n := (len(w.values) + size - 1) / size
	out := series{
		y: memory.floats(n)[:0], s: memory.floats(n)[:0], slots: memory.floats(n)[:0],
		ds: float64(size) * w.step.Seconds() / length, perDay: day.Seconds() / w.step.Seconds(),
	}
	// Bins end with the last point, so that the newest is a whole one.
	first := len(w.values) - n*size
	s := w.first.Sub(start).Seconds() / length
	slot := w.first.Sub(start).Seconds() / w.step.Seconds()
	middle := float64(size-1) / 2
	var scatter, freedom float64
	for b := range n {
		at := float64(first+b*size) + middle
		mean, squares, count := meanOf(w.values[max(0, first+b*size) : first+(b+1)*size])
		if count > 0 {
			out.observed++
			scatter += squares
			freedom += float64(count - 1)
		}
		out.y = append(out.y, mean)
		out.s = append(out.s, s+at*w.step.Seconds()/length)
		out.slots = append(out.slots, slot+at)
		if float64(first+(b+1)*size) <= float64(w.start) {
			out.start = b + 1
		}
	}
	if freedom > 0 {
		out.within = scatter / freedom * (1 - 1/float64(size))
	}
	out.due = slot + due.Sub(w.first).Seconds()/w.step.Seconds()
	fill(out.y)
	forgetPast(&out)
	return out
}

const day = 24 * time.Hour

// unlike is how many times greater one variance is than another where the two are of different kinds of noise.
const unlike = 4

// forgetPast drops what came before the period where its noise was another one: it would make that of the period seem
// greater or less than it is.
func forgetPast(s *series) {
	if s.start == 0 || len(s.y)-s.start < MinPoints {
		return
	}
	before, since := scatterOf(s.y[:s.start]), scatterOf(s.y[s.start:])
	if before <= since*unlike && since <= before*unlike {
		return
	}
	gone := s.start
	s.y, s.s, s.slots, s.start = s.y[gone:], s.s[gone:], s.slots[gone:], 0
	s.observed = max(s.observed*len(s.y)/(len(s.y)+gone), MinPoints)
}

// scatterOf is the variance of the steps from point to point.
func scatterOf(y []float64) float64 {
	var mean, squares float64
	for i := 1; i < len(y); i++ {
		step := y[i] - y[i-1]
		delta := step - mean
		mean += delta / float64(i)
		squares += delta * (step - mean)
	}
	return squares / float64(max(1, len(y)-2))
}

// sparse tells whether over a quarter of the bins of some size would be empty, long gaps apart.
func sparse(values []float64, size int) bool {
	var empty, run, bins int
	for to := len(values); to > 0; to -= size {
		bins++
		if answered(values[max(0, to-size):to]) > 0 {
			run = 0
			continue
		}
		if run++; run <= 2 {
			empty++
		}
	}
	return empty*4 > bins
}

// meanOf is the mean of those that are there, and their squared distances from it.
func meanOf(values []float64) (mean, squares float64, count int) {
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		count++
		delta := v - mean
		mean += delta / float64(count)
		squares += delta * (v - mean)
	}
	if count == 0 {
		return math.NaN(), 0, 0
	}
	return mean, squares, count
}

// fill draws straight lines through what is missing.
func fill(y []float64) {
	last := -1
	for i, v := range y {
		if math.IsNaN(v) {
			continue
		}
		if last < 0 {
			last = i
			for j := range i {
				y[j] = v
			}
		}
		for j := last + 1; j < i; j++ {
			y[j] = y[last] + (v-y[last])*float64(j-last)/float64(i-last)
		}
		last = i
	}
	for j := last + 1; j < len(y); j++ {
		y[j] = y[last]
	}
}
