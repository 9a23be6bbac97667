/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"slices"
	"time"
)

// window is the part of a history that a forecast is made from.
type window struct {
	values []float64     // NaN where there is no answer; the first and the last have one
	first  time.Time     // of the first one
	step   time.Duration // from one to the next
	start  int           // the first one that is not before the period's start
}

// newWindow cuts a history at the due date, and drops what came before the start where that is too little to tell
// anything. It is false where too little is left.
func newWindow(first time.Time, step time.Duration, values []float64, start, due time.Time) (window, bool) {
	if step <= 0 || !due.After(start) {
		return window{}, false
	}
	values = values[:upTo(due.Sub(first), step, len(values))]
	before := upTo(max(start.Sub(first), 0)-1, step, len(values))
	if answered(values[before:]) < MinPoints {
		return window{}, false
	}
	from := 0
	if answered(values[:before]) < MinPoints {
		from = before
	}
	for !isNumber(values[from]) {
		from++
	}
	to := len(values)
	for !isNumber(values[to-1]) {
		to--
	}
	w := window{values: slices.Clone(values[from:to]), first: first.Add(time.Duration(from) * step), step: step}
	w.start = max(0, before-from)
	return w, true
}

// upTo is how many of n points are not later than a time after the first.
func upTo(after, step time.Duration, n int) int {
	if after < 0 {
		return 0
	}
	return int(min(int64(after/step), int64(n)-1)) + 1
}

func answered(values []float64) int {
	n := 0
	for _, v := range values {
		if isNumber(v) {
			n++
		}
	}
	return n
}

func isNumber(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// scale brings values to the units that a forecast is made in, and back. Dividing by the greatest magnitude first keeps
// every number that a double can hold from overflowing.
type scale struct{ magnitude, center, unit float64 }

func (k scale) into(v float64) float64  { return (v/k.magnitude - k.center) / k.unit }
func (k scale) outOf(y float64) float64 { return finite((y*k.unit + k.center) * k.magnitude) }

// band brings a band into those units.
func (k scale) band(b Band) Band { return Band{Min: k.into(b.Min), Max: k.into(b.Max)} }

// direction is the planned way in those units: 1, -1, or 0 where it is nothing.
func (k scale) direction(way float64) float64 {
	if !k.counts(way / k.magnitude) {
		return 0
	}
	return math.Copysign(1, way)
}

func finite(v float64) float64 { return max(-math.MaxFloat64, min(v, math.MaxFloat64)) }

// newScale makes the planned way the unit, and where there is none the spread of the values.
func newScale(values []float64, way float64, memory *memory) scale {
	k := scale{magnitude: math.Abs(way), unit: 1}
	for _, v := range values {
		if isNumber(v) {
			k.magnitude = max(k.magnitude, math.Abs(v))
		}
	}
	if k.magnitude == 0 {
		k.magnitude = 1
	}
	if k.center = k.middle(values); k.counts(way / k.magnitude) {
		k.unit = math.Abs(way) / k.magnitude
		return k
	}
	sorted := memory.floats(len(values))[:0]
	for _, v := range values {
		if isNumber(v) {
			sorted = append(sorted, v/k.magnitude)
		}
	}
	slices.Sort(sorted)
	n := len(sorted)
	if most, all := (sorted[n-1-n/8]-sorted[n/8])/2, sorted[n-1]-sorted[0]; k.counts(most) {
		k.unit = most
	} else if k.counts(all) {
		k.unit = all
	}
	return k
}

// tiny is a share of a number that rounding alone may make.
const tiny = 1e-12

// counts tells whether a length, in magnitudes, is more than rounding makes of numbers around the center, and no unit in
// which the square of a value overflows.
func (k scale) counts(length float64) bool {
	return math.Abs(length) > max(tiny*math.Abs(k.center), 1e-60)
}

// middle is the median of a few values from all over the history.
func (k scale) middle(values []float64) float64 {
	const few = 9
	var taken [few]float64
	n := 0
	for i := range few {
		for j := i * len(values) / few; j < (i+1)*len(values)/few; j++ {
			if isNumber(values[j]) {
				taken[n] = values[j] / k.magnitude
				n++
				break
			}
		}
	}
	slices.Sort(taken[:n])
	return taken[n/2]
}

// series is a cleaned history in the units of its scale.
type series struct {
	y        []float64 // without gaps: what was missing is drawn in straight lines
	s        []float64 // the time of each: 0 at the period's start, 1 at the due date
	ds       float64   // from one to the next
	observed int       // how many were not missing
	start    int       // the first one that is not before the period's start
	within   float64   // variance of single points around the means that y is made of
	slots    []float64 // the time of each in steps of the history since the period's start
	due      float64   // that of the due date
	perDay   float64   // steps a day
	oneWay   bool      // it only rises, or only falls
}

// leastOneWay is how many points tell that a series only rises.
const leastOneWay = 12

// isOneWay tells whether values only rise or only fall, as a total does.
func isOneWay(values []float64) bool {
	rises, falls, n := 0, 0, 0
	last := math.NaN()
	for _, v := range values {
		if !isNumber(v) {
			continue
		}
		n++
		if v > last {
			rises++
		}
		if v < last {
			falls++
		}
		last = v
	}
	return n >= leastOneWay && min(rises, falls) == 0 && max(rises, falls) > 2
}

// horizon is how many steps the due date is after the last point.
func (s *series) horizon() float64 { return max(0, (1-s.s[len(s.s)-1])/s.ds) }

// newSeries cleans a window.
func newSeries(w window, c *Case, k scale, memory *memory) series {
	for i, v := range w.values {
		w.values[i] = math.NaN()
		if isNumber(v) {
			w.values[i] = k.into(v)
		}
	}
	oneWay := isOneWay(w.values[w.start:])
	dropOutliers(w.values, memory)
	s := bin(w, c.Start, c.Due, memory)
	s.oneWay = oneWay
	return s
}

// Outliers are told by Hampel's filter: points further from the median of their neighbours than so many times the
// median of such distances, which is scaled to be the standard deviation of normal noise. Hampel (1974), The influence
// curve and its role in robust estimation, JASA 69.
const (
	outlierReach    = 3
	outlierDistance = 8 * 1.4826
	outlierShare    = 0.03 // more than that are what the series is like
)

// dropOutliers takes out points that stand alone far away from their neighbours.
func dropOutliers(y []float64, memory *memory) {
	n := len(y)
	distance := memory.floats(n)[:0]
	for i := range y {
		distance = append(distance, math.Abs(y[i]-localMedian(y, i)))
	}
	sorted := memory.floats(n)[:0]
	for _, d := range distance {
		if !math.IsNaN(d) {
			sorted = append(sorted, d)
		}
	}
	slices.Sort(sorted)
	most := max(2, int(outlierShare*float64(len(sorted))))
	limit := max(outlierDistance*sorted[len(sorted)/2], tiny)
	if beyond, _ := slices.BinarySearch(sorted, limit); len(sorted)-beyond > most {
		// As at the ends of a steep line: only what is far off from these too is an outlier.
		limit = outlierDistance * sorted[len(sorted)-1-most]
	}
	for i, d := range distance {
		if d > limit {
			y[i] = math.NaN()
		}
	}
}

// localMedian is the median of the points around one.
func localMedian(y []float64, i int) float64 {
	var near [2*outlierReach + 1]float64
	n := 0
	for _, v := range y[max(0, i-outlierReach):min(len(y), i+outlierReach+1)] {
		if math.IsNaN(v) {
			continue
		}
		at := n
		for at > 0 && near[at-1] > v {
			near[at] = near[at-1]
			at--
		}
		near[at] = v
		n++
	}
	if n == 0 {
		return math.NaN()
	}
	return (near[(n-1)/2] + near[n/2]) / 2
}
