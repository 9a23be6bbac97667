/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"slices"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/forecast"
)

// speed is what one forecast costs.
type speed struct {
	micros      float64 // the median over runs, of the slowest process
	allocations float64 // the most of any process
}

// points is how long the history of the speed's forecasts is, and runs how many there are of each process.
const (
	points = 400
	runs   = 101
)

// speedOf measures a forecast from 400 points: half of them before the start, and the period nearly over.
func speedOf(processes []process, seed uint64) speed {
	var most speed
	for _, p := range processes {
		s := process{name: p.name, draw: p.draw, days: []int{points / 4}}.series(seed, 0)
		c := s.caseAt(points/2 - 1)
		c.Values = s.seen.until(-points/2, points/2-1)
		c.First = start.Add(-points / 2 * c.Step)
		most.micros = max(most.micros, microsOf(c))
		most.allocations = max(most.allocations, testing.AllocsPerRun(runs, func() { forecast.Value(c) }))
	}
	return most
}

// microsOf is how long a forecast takes. The median leaves out what else the machine does.
func microsOf(c forecast.Case) float64 {
	times := make([]float64, runs)
	for i := range times {
		began := time.Now()
		forecast.Value(c)
		times[i] = time.Since(began).Seconds() * 1e6
	}
	slices.Sort(times)
	return times[runs/2]
}
