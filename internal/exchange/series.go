/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import "math"

// series is a history in a unit of its own, without seasons, outliers and gaps.
type series struct {
	values   []float64 // what is missing between from and to is drawn in straight lines
	known    []bool    // whether there was an answer, and no outlier
	from, to int       // the first answer and the one after the last
	unit     float64   // of the values in that of the history
	mean     float64   // of the history, in units
}

// newSeries takes seasons and outliers out of a history.
func newSeries(history []float64, seasons []int, m *memory) series {
	answered := span(history)
	s := series{from: answered.from, to: answered.to, unit: unit(history)}
	s.values, s.known = m.floats(len(history)), make([]bool, len(history))
	n := 0.0
	for i, v := range history {
		if s.known[i] = isNumber(v); s.known[i] {
			s.values[i] = v / s.unit
			n++
			s.mean += (s.values[i] - s.mean) / n
		}
	}
	s.fill()
	for moves := changes(history); len(seasons) > 0; seasons = seasons[1:] {
		// What moves once a week has no days of the week.
		if moves*seasons[0] >= 2*answered.points {
			takeSeason(s.inner(), s.known[s.from:s.to], seasons[0], m)
		}
	}
	s.dropOutliers(m)
	return s
}

// inner is the values from the first answer to the last.
func (s series) inner() []float64 { return s.values[s.from:s.to] }

// until is the series as it was before a step, but for its seasons.
func (s series) until(step int) series {
	s.values, s.known, s.to = s.values[:step], s.known[:step], min(s.to, step)
	s.from = min(s.from, s.to)
	return s
}

// fill draws straight lines over what is missing. The first and the last are known.
func (s series) fill() {
	last := s.from
	for i := s.from; i < s.to; i++ {
		if !s.known[i] {
			continue
		}
		for j := last + 1; j < i; j++ {
			share := float64(j-last) / float64(i-last)
			s.values[j] = (1-share)*s.values[last] + share*s.values[i]
		}
		last = i
	}
}

// Outliers are told by Hampel's filter: values further from the line through their neighbours, and from their median, than
// so many times the typical distance from the line. Hampel (1974), The influence curve and its role in robust estimation,
// JASA 69.
const (
	outlierReach    = 3
	outlierDistance = 8 * 1.4826 // the factor makes a median of distances the standard deviation of normal noise
	outlierShare    = 0.05       // more than that are what the series is like
)

// dropOutliers takes values that stand alone for missing.
func (s series) dropOutliers(m *memory) {
	values := s.inner()
	n := len(values)
	typical, distances := m.floats(n), m.floats(n)
	for i := 1; i < n-1; i++ {
		typical[i] = math.Abs(values[i] - localLine(values, i))
		distances[i] = min(typical[i], math.Abs(values[i]-localMedian(values, i)))
	}
	limit := max(outlierDistance*median(typical), nth(m.copied(distances), n-1-int(outlierShare*float64(n))))
	for i, distance := range distances {
		if distance > limit {
			s.known[s.from+i] = false
		}
	}
	s.fill()
}
