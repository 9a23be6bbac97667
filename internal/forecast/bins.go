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

// bin gathers the points of a window into bins of as few points as leave few bins empty, and not too many of them. They
// end with the last point, so that the newest is a whole one.
func bin(w window, start, due time.Time, memory *memory) series {
	size := binSize(w.values)
	n := (len(w.values) + size - 1) / size
	step, length := w.step.Seconds(), due.Sub(start).Seconds()
	out := series{
		y: memory.floats(n), s: memory.floats(n), slots: memory.floats(n),
		ds: float64(size) * step / length, perDay: day.Seconds() / step, due: length / step,
	}
	var scatter, freedom float64
	for b := range n {
		to := len(w.values) - (n-1-b)*size
		mean, squares, count := meanOf(w.values[max(0, to-size):to])
		if count > 0 {
			out.observed++
			scatter += squares
			freedom += float64(count - 1)
		}
		if to <= w.start {
			out.start = b + 1
		}
		// A bin is at the middle of its points, also where the first one lacks some of them.
		since := w.first.Sub(start).Seconds() + (float64(to)-float64(size+1)/2)*step
		out.y[b], out.s[b], out.slots[b] = mean, since/length, since/step
	}
	if freedom > 0 {
		out.within = scatter / freedom * (1 - 1/float64(size))
	}
	fill(out.y)
	forgetPast(&out)
	return out
}

// binSize is how many points make a bin.
func binSize(values []float64) int {
	size := (len(values) + mostBins - 1) / mostBins
	for size < len(values)/MinPoints && sparse(values, size) {
		size++
	}
	return size
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
