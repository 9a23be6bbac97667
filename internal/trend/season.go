/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math"
	"slices"
)

// alike is the share of the values' range by which two still count as equal once the slope is out of them. Without it the
// ranks around a straight line were those of rounding, which has a memory of its own.
const alike = 1e-6

// unit is that much of the values' range.
func (s series) unit() float64 { return (slices.Max(s.values) - slices.Min(s.values)) * alike }

// without is what is left of the values beside the slope, in whole units.
func (s series) without(slope float64) []float64 {
	unit := s.unit()
	left := make([]float64, len(s.values))
	if unit == 0 {
		return left
	}
	for i, value := range s.values {
		left[i] = math.Round((value - s.values[0] - slope*(s.days[i]-s.days[0])) / unit)
	}
	return left
}

const (
	week     = 7   // days
	manyDays = 20  // between the first value and the last, to see a season: each day of the week comes back twice
	many     = 28  // values, to see a season
	clearly  = 3.8 // the 1 % point of the F distribution with 6 and 21 degrees of freedom: seven days, four weeks
)

// withoutWeek is the series less what clearly comes back every week. Whole weeks of a number that is low at weekends else
// seem to fall, as each of them ends with one; and a season is no memory.
func (s series) withoutWeek(slope float64) series {
	if len(s.values) < many || s.days[len(s.days)-1]-s.days[0] < manyDays {
		return s
	}
	left := s.without(slope)
	season := s.season(left)
	rest, values, unit := slices.Clone(left), slices.Clone(s.values), s.unit()
	for i := range values {
		rest[i] -= season[s.weekday(i)]
		values[i] -= season[s.weekday(i)] * unit
	}
	if before, after := squares(left), squares(rest); before-after <= after*clearly*(week-1)/float64(len(left)-week) {
		return s
	}
	return series{days: s.days, values: values, scale: s.scale}
}

// season is the middle one of what is left on each day of the week: rare events are none.
func (s series) season(left []float64) [week]float64 {
	var weekdays [week][]float64
	for i, value := range left {
		weekdays[s.weekday(i)] = append(weekdays[s.weekday(i)], value)
	}
	var season [week]float64
	for i := range season {
		season[i] = math.Round(median(weekdays[i]))
	}
	return season
}

// squares is the sum of the squared distances from the mean.
func squares(values []float64) float64 {
	var mean, sum float64
	for _, value := range values {
		mean += value / float64(len(values))
	}
	for _, value := range values {
		sum += (value - mean) * (value - mean)
	}
	return sum
}

// weekday counts from the time of day of the first value.
func (s series) weekday(i int) int { return (int(math.Floor(s.days[i]))%week + week) % week }
