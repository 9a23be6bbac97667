/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import "math"

// explained is what share of the result's variance the driver explains.
const explained = 0.6

// linkedSeries are processes in which the first driver moves the result, and the others do not.
var linkedSeries = []process{
	linked("white noise", func(d dice, l *link) { l.noise = d.white(year) }),
	linked("AR noise", func(d dice, l *link) { l.noise = autoregressive(d.white(year), d.between(0.5, 0.8)) }),
	linked("weekly season over both", func(d dice, l *link) { l.over = someWeek(d) }),
	linked("trend over both", func(d dice, l *link) {
		slope := d.sign() * d.between(2, 10) / year
		l.over = func(day int) float64 { return slope * float64(day) }
	}),
	linked("season and trend over both", func(d dice, l *link) {
		slope, week := d.sign()*d.between(2, 10)/year, someWeek(d)
		l.over = func(day int) float64 { return slope*float64(day) + week(day) }
	}),
	linked("gaps in all", func(d dice, l *link) { l.missing = d.between(0.05, 0.1) }),
	linked("negative", func(d dice, l *link) { l.sign = -1 }),
	linked("spread over a week", func(d dice, l *link) { l.width = 7 }),
	linked("heavy tails of both", func(d dice, l *link) {
		l.driver = autoregressive(d.heavy(long), 0.8)
		l.noise = d.heavy(year)
	}),
	linked("white driver", func(d dice, l *link) { l.driver = d.white(long) }),
	linked("noise that walks", func(d dice, l *link) { l.noise = summed(d.white(year)) }),
	linked("closed at weekends", func(d dice, l *link) {
		closed := weekend(1, d.IntN(7))
		l.over = func(day int) float64 {
			if closed(day) != 0 {
				return math.NaN()
			}
			return 0
		}
	}),
	differences,
}

// long is a history that also has what came before.
const long = year + maxLag + 10

// link is how a driver moves a result.
type link struct {
	driver  []float64 // long
	noise   []float64 // of deviation 1
	lag     int       // of the first effect
	width   int       // days over which it is spread
	sign    float64
	over    func(day int) float64 // is laid over both
	missing float64               // the share of values that are
}

// linked is a process with a link, of which parts are drawn differently.
func linked(name string, change func(d dice, l *link)) process {
	return process{name, func(d dice) history {
		l := link{driver: autoregressive(d.white(long), 0.8), lag: d.whole(3, 40), width: 1, sign: 1, over: func(int) float64 { return 0 }}
		l.noise = d.white(year)
		if d.IntN(2) == 0 {
			l.noise = autoregressive(l.noise, d.between(0.5, 0.8))
		}
		change(d, &l)
		return l.history(d)
	}}
}

// exchange draws the unrelated drivers and puts all together.
func (l *link) history(d dice) history {
	before := long - year
	effect := rolling(l.driver, l.width)[before-l.lag-l.width+1:][:year]
	response := l.sign * math.Sqrt(explained) / deviation(effect)
	noise := times(l.noise, math.Sqrt(1-explained)/deviation(l.noise))
	h := history{linked: true, lag: l.lag + l.width/2, response: response}
	h.result = l.laid(d, plus(noise, func(day int) float64 { return response * effect[day] }))
	h.drivers = [][]float64{l.laid(d, l.driver[before:])}
	for range drivers - 1 {
		h.drivers = append(h.drivers, l.laid(d, autoregressive(d.white(year), 0.8)))
	}
	return h
}

// laid lays over a series what lies over both, and takes values away.
func (l *link) laid(d dice, values []float64) []float64 {
	values = plus(values, l.over)
	if l.missing > 0 {
		return without(d, values, l.missing, 1)
	}
	return values
}

// differences is a link of changes: all series are random walks, and the steps of the result follow the driver's.
var differences = process{"random walks, linked by their steps", func(d dice) history {
	shocks, noise, lag := d.white(long), d.white(year), d.whole(3, 40)
	h := history{linked: true, lag: lag, response: math.Sqrt(explained)}
	h.result = summed(fill(year, func(i int) float64 {
		return h.response*shocks[long-year+i-lag] + math.Sqrt(1-explained)*noise[i]
	}))
	h.drivers = [][]float64{summed(shocks)[long-year:]}
	for range drivers - 1 {
		h.drivers = append(h.drivers, summed(d.white(year)))
	}
	return h
}}

// reversed has the result lead the driver, which therefore does not move it.
var reversed = process{"the result leads a driver", func(d dice) history {
	h := linked("", func(dice, *link) {}).draw(d)
	h.result, h.drivers[0] = h.drivers[0], h.result
	return history{result: h.result, drivers: h.drivers}
}}

// deviation is the standard deviation.
func deviation(values []float64) float64 {
	mean, squares := 0.0, 0.0
	for i, v := range values {
		d := v - mean
		mean += d / float64(i+1)
		squares += d * (v - mean)
	}
	return math.Sqrt(squares / float64(len(values)))
}
