/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"time"
)

// MinPoints is how many points since the period's start a forecast takes.
const MinPoints = 8

// Band is a range of values, its ends included. An open end is an infinity.
type Band struct {
	// Min is the lower end.
	Min float64
	// Max is the upper end.
	Max float64
}

// Everything is the band that holds every value.
func Everything() Band { return Band{Min: math.Inf(-1), Max: math.Inf(1)} }

// AtLeast is the band from a value upwards.
func AtLeast(v float64) Band { return Band{Min: v, Max: math.Inf(1)} }

// AtMost is the band from a value downwards.
func AtMost(v float64) Band { return Band{Min: math.Inf(-1), Max: v} }

// Holds tells whether v is in the band.
func (b Band) Holds(v float64) bool { return v >= b.Min && v <= b.Max }

// Case is what a forecast is made from.
type Case struct {
	// First is the time of the first of Values. It may be before Start: what came before the period tells of noise,
	// seasons and the level.
	First time.Time
	// Step is the time from one of Values to the next.
	Step time.Duration
	// Values is the history, up to the last point that is known; NaN and infinities are points without an answer.
	// Those after Due are not used.
	Values []float64
	// Start is the beginning of the period.
	Start time.Time
	// Due is when the value will be judged.
	Due time.Time
	// Success is the values at Due that count as success.
	Success Band
	// Bounds are the values that the number can have at all; Everything() where nothing is known of them. That a
	// history without a negative number stays so, and one of shares within 0 to 1, is seen without being told.
	Bounds Band
	// Way is how far the number is meant to move from Start to Due, in its own unit and with its sign; 0: it is meant to
	// stay.
	Way float64
	// Plan is the share of the way that is planned to be done by a time, 0..1, not falling; nil: a straight line.
	Plan func(time.Time) float64
}

// Forecast is what will be at the due date.
type Forecast struct {
	// Value is the median.
	Value float64
	// Low is the lower end of the interval that holds the value in four cases of five.
	Low float64
	// High is its upper end.
	High float64
	// Probability of success, 0..1.
	Probability float64
}

// Value forecasts the value at the due date. It is false where fewer than MinPoints points since the start have an
// answer, and where there is nothing to forecast: no step, or a due date that is not after the start. Any other history
// has a forecast, and no number of it is ever NaN or infinite.
//
// It is a Bayesian model average: some sixty ideas of how the value goes (trend) are fitted under some sixteen kinds of
// noise, and each counts as much as it makes the history likely. What they have in common is a prior: that the value
// goes about as far as is planned. Before that, outliers are dropped and the seasons of day and week are taken out.
func Value(c Case) (Forecast, bool) {
	w, ok := newWindow(c.First, c.Step, c.Values, c.Start, c.Due)
	if !ok {
		return Forecast{}, false
	}
	m := newMemory()
	defer m.release()
	bounds := boundsOf(&c, w)
	if !isNumber(c.Way) {
		c.Way = 0
	}
	k := newScale(w.values, c.Way, m)
	s := newSeries(w, &c, k, m)
	seasonal := takeSeasons(&s, m)
	law := predict(&s, k.direction(c.Way), planIn(&c), m)
	at := func(q float64) float64 { return bounds.nearest(k.outOf(law.quantile(q) + seasonal)) }
	value := at(0.5)
	return Forecast{
		Value: value, Low: min(at(0.1), value), High: max(value, at(0.9)), // but for rounding they are in order
		Probability: law.inside(k.band(bounds.open(c.Success)).moved(-seasonal)),
	}, true
}
