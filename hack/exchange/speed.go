/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"slices"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// speed is what an exchange of full size costs.
type speed struct {
	millis      float64 // of the fastest run
	allocations float64
}

// timed is how many times an exchange is tested to know what it costs.
const timed = 21

// speedOf measures an exchange of 30 drivers. What else the machine does can only make it slower, so the fastest run counts.
func speedOf(seed uint64) speed {
	d := diceOf("speed", seed, 0)
	week := someWeek(d)
	each := func() []float64 { return plus(autoregressive(d.white(year), 0.8), week) }
	h := history{result: each(), step: day, maxLag: maxLag}
	for range 30 {
		h.drivers = append(h.drivers, each())
	}
	c := h.asked()
	var times []float64
	for range timed {
		began := time.Now()
		exchange.Test(c)
		times = append(times, time.Since(began).Seconds()*1e3)
	}
	return speed{slices.Min(times), testing.AllocsPerRun(5, func() { exchange.Test(c) })}
}
