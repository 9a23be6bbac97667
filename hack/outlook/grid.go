/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import "time"

// day is a day of the grid; summer time is not simulated.
const day = 24 * time.Hour

// grid is the times at which a history has points: point 0 is the start of the period and point length() its end.
type grid struct {
	days int // of the period
	step time.Duration
}

// gridOf is the grid that the operator asks a period's history on: 200 points a period, at a step that divides a day.
func gridOf(days int) grid {
	least := time.Duration(days) * day / 200
	for _, hours := range []int{1, 2, 3, 4, 6, 8, 12} {
		if step := time.Duration(hours) * time.Hour; step >= least {
			return grid{days, step}
		}
	}
	return grid{days, day}
}

// perDay is how many points a day has.
func (g grid) perDay() int { return int(day / g.step) }

// length is how many steps the period has.
func (g grid) length() int { return g.days * g.perDay() }

// share is the share of the period that is over at a point; it is negative before the start.
func (g grid) share(i int) float64 { return float64(i) / float64(g.length()) }

// day is how many days after the start a point is.
func (g grid) day(i int) float64 { return float64(i) / float64(g.perDay()) }

// path is a number's values at the points of a grid from one period before the start to the end.
type path struct {
	grid
	values []float64
}

// pathOf is the path with value(i) at each point i.
func pathOf(g grid, value func(i int) float64) path {
	p := path{g, make([]float64, 2*g.length()+1)}
	for i := -g.length(); i <= g.length(); i++ {
		p.values[g.length()+i] = value(i)
	}
	return p
}

// at is the value at a point.
func (p path) at(i int) float64 { return p.values[p.length()+i] }

// until is the values from one point to another, both included.
func (p path) until(first, last int) []float64 {
	return p.values[p.length()+first : p.length()+last+1 : p.length()+last+1]
}
