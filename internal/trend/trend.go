/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math"
	"time"
)

// Point is a value at a time.
type Point struct {
	// Time of the value.
	Time time.Time
	// Value in any unit. NaN and infinities are no values, and such a point is left out.
	Value float64
}

// Trend is where a number is going.
type Trend struct {
	// PerDay is the Theil-Sen slope in the values' unit a day of 24 hours: the median of the slopes between all pairs of
	// points.
	PerDay float64
	// PValue is the probability, 0..1, that a number without a trend would seem to have one as clear as this, in either
	// direction: the Mann-Kendall test. 1 for a constant number.
	PValue float64
}

const (
	// MinPoints is the least number of values that have a trend. The test's normal distribution holds from there on.
	MinPoints = 8
	// maxPoints is the largest number that is looked at, as the cost grows with its square. Of more, every so many-th is.
	maxPoints = 1000
)

// Of gives the trend of points in time order, evenly spaced or not; it is false with fewer than MinPoints finite values.
// Autocorrelation is taken from one point to the next, whatever the time between them. Of more than 1,000 values 1,000 are
// taken, evenly over all of them, the first and the last included.
func Of(points []Point) (Trend, bool) {
	s := seriesOf(points)
	if len(s.values) < MinPoints {
		return Trend{}, false
	}
	slope := s.slope()
	return Trend{PerDay: s.unscaled(slope), PValue: s.pValue(slope)}, true
}

// series is what is looked at.
type series struct {
	days   []float64 // since the first value
	values []float64 // in units of scale, -1 to 1
	scale  int       // the power of two
}

// seriesOf keeps the finite values, scaled so that no difference of two overflows.
func seriesOf(points []Point) series {
	known := make([]Point, 0, len(points))
	largest := 0.0
	for _, p := range points {
		if !math.IsNaN(p.Value) && !math.IsInf(p.Value, 0) {
			known = append(known, p)
			largest = max(largest, math.Abs(p.Value))
		}
	}
	known = thinned(known)
	_, scale := math.Frexp(largest)
	s := series{days: make([]float64, len(known)), values: make([]float64, len(known)), scale: scale}
	for i, p := range known {
		s.days[i] = p.Time.Sub(known[0].Time).Hours() / 24
		s.values[i] = math.Ldexp(p.Value, -scale)
	}
	return s
}

// thinned are at most maxPoints of the points, evenly chosen.
func thinned(points []Point) []Point {
	if len(points) <= maxPoints {
		return points
	}
	few := make([]Point, maxPoints)
	for i := range few {
		few[i] = points[i*(len(points)-1)/(maxPoints-1)]
	}
	return few
}

// unscaled is a slope in the unit of the points, and finite.
func (s series) unscaled(slope float64) float64 {
	return max(-math.MaxFloat64, min(math.Ldexp(slope, s.scale), math.MaxFloat64))
}
