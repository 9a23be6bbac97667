/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"time"

	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// process is a family of exchanges.
type process struct {
	name string
	// draw draws the parameters of an exchange, and its series from them.
	draw func(d dice) history
}

// What an exchange is like where a process does not say otherwise: the defaults of a ValueExchange, with three drivers.
const (
	day     = 24 * time.Hour
	year    = 365 // days
	maxLag  = 60  // days
	drivers = 3
)

// history is a result and its drivers, of which one may move it: the first.
type history struct {
	result  []float64
	drivers [][]float64
	// linked says that the first driver moves the result.
	linked bool
	// lag is by how many steps it leads; where the effect is spread, the middle.
	lag int
	// response is by how much the result moves with a unit of the driver.
	response float64
	// step is the time between two values; 0: a day.
	step time.Duration
	// maxLag is how many lags are tried; 0: the default.
	maxLag int
}

// exchange draws the i-th exchange of the process.
func (p process) exchange(seed uint64, i int) history {
	h := p.draw(diceOf(p.name, seed, i))
	if h.step == 0 {
		h.step = day
	}
	if h.maxLag == 0 {
		h.maxLag = maxLag
	}
	return h
}

// asked is the case of an exchange.
func (h *history) asked() exchange.Case {
	c := exchange.Case{Result: h.result, Step: h.step, MaxLag: h.maxLag, Confidence: confidence}
	for _, values := range h.drivers {
		c.Drivers = append(c.Drivers, exchange.Driver{Values: values})
	}
	return c
}

// unrelated is a process of series that have no more in common than their family: draw draws what they share, and
// returns what draws each of them.
func unrelated(name string, draw func(d dice) func() []float64) process {
	return process{name, func(d dice) history {
		each := draw(d)
		h := history{result: each()}
		for range drivers {
			h.drivers = append(h.drivers, each())
		}
		return h
	}}
}
