/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"math"
	"math/rand/v2"
	"time"
)

// Shape is a value for every time. The same Shape gives the same value for a time whenever it is asked, so that a
// history can go on where it ended.
type Shape func(t time.Time) float64

// History samples a shape every step from from to to, both included where the steps meet them. A step of zero or less
// gives none.
func History(from, to time.Time, step time.Duration, shape Shape) []Sample {
	if step <= 0 {
		return nil
	}
	var samples []Sample
	for t := from; !t.After(to); t = t.Add(step) {
		samples = append(samples, Sample{Time: t, Value: shape(t)})
	}
	return samples
}

// RunningTotal makes a counter that stood at before: each sample becomes the sum of the increments up to it; one below
// zero adds nothing.
func RunningTotal(before float64, increments []Sample) []Sample {
	totals := make([]Sample, len(increments))
	for i, increment := range increments {
		before += max(0, increment.Value)
		totals[i] = Sample{Time: increment.Time, Value: before}
	}
	return totals
}

// Constant stands still.
func Constant(value float64) Shape { return func(time.Time) float64 { return value } }

// Ramp goes in a straight line from one value at from to another at to, and stands still before and after.
func Ramp(from, to time.Time, first, last float64) Shape {
	return func(t time.Time) float64 {
		switch {
		case !t.After(from):
			return first
		case !t.Before(to):
			return last
		}
		return first + (last-first)*float64(t.Sub(from))/float64(to.Sub(from))
	}
}

// Shift stands at before until at, and at after from then on.
func Shift(at time.Time, before, after float64) Shape {
	return func(t time.Time) float64 {
		if t.Before(at) {
			return before
		}
		return after
	}
}

// Weekly swings by amplitude around zero once a week, highest at noon (UTC) of the day peak.
func Weekly(peak time.Weekday, amplitude float64) Shape {
	const week = 7 * 24 * time.Hour
	// 1970 began on a Thursday.
	top := time.Unix(0, 0).Add(time.Duration(peak-time.Thursday)*24*time.Hour + 12*time.Hour)
	return func(t time.Time) float64 {
		return amplitude * math.Cos(2*math.Pi*float64(t.Sub(top)%week)/float64(week))
	}
}

// Noise is a first-order autoregressive process around zero with standard deviation sd: a new value every step that
// keeps 0.8 of the last one's deviation, and stands still between. Equal seeds give equal noise. The step must be
// above zero.
func Noise(seed uint64, sd float64, step time.Duration) Shape {
	const (
		keep  = 0.8
		terms = 40 // keep^40 is 0.0001: what is older does not show
	)
	shock := sd * math.Sqrt(1-keep*keep)
	return func(t time.Time) float64 {
		newest := t.UnixNano() / int64(step)
		var value float64
		for i := newest - terms + 1; i <= newest; i++ {
			value = keep*value + shock*rand.New(rand.NewPCG(seed, uint64(i))).NormFloat64()
		}
		return value
	}
}

// Sum adds shapes.
func Sum(shapes ...Shape) Shape {
	return func(t time.Time) float64 {
		var total float64
		for _, shape := range shapes {
			total += shape(t)
		}
		return total
	}
}
