/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

// exactlyOnPlan is the process that an outlook must leave in peace.
const exactlyOnPlan = "exactly on plan"

// standard are the processes that the forecast is developed against. The number is to get from 0 to 1; all sizes are in
// shares of that way.
var standard = []process{
	{name: "trend, white noise", draw: func(d dice) keyResult {
		return reach(signal{mean: straight(level(d)), noise: someWhite(d)})
	}},
	{name: "trend, AR(1) noise", draw: func(d dice) keyResult {
		return reach(signal{mean: straight(level(d)), noise: someWandering(d)})
	}},
	{name: "random walk with drift", draw: func(d dice) keyResult {
		return reach(signal{mean: straight(level(d)), noise: walk{sd: d.between(0.15, 0.5)}})
	}},
	{name: "weekly season", draw: func(d dice) keyResult {
		return reach(signal{mean: straight(level(d)), season: week(d, d.between(0.05, 0.15)), noise: white{sd: d.between(0.03, 0.1)}})
	}},
	{name: "level shift", draw: func(d dice) keyResult {
		mean, at := straight(level(d)), d.between(0.2, 0.6)
		then := mean.lifted(d.sign() * d.between(0.15, 0.5))
		return reach(signal{mean: mean, noise: someWhite(d), turn: at, then: then})
	}},
	{name: "stall", draw: func(d dice) keyResult {
		final, at := level(d), d.between(0.2, 0.6)
		mean := straight(final)
		noise, variant := someNoise(d)
		kr := reach(signal{mean: mean, noise: noise, turn: at, then: mean.halted(at)})
		kr.stall, kr.variant = final >= 1, variant
		return kr
	}},
	{name: "curved", draw: func(d dice) keyResult {
		planned := d.even()
		shape, variant := bent(d)
		if planned {
			shape, variant = curved(d)
		}
		kr := reach(signal{mean: shape.times(level(d)), noise: someWhite(d)})
		kr.variant = variant + ", no plan"
		if planned {
			kr.plan, kr.variant = shape, variant+", planned so"
		}
		return kr
	}},
	{name: "cumulative count", draw: func(d dice) keyResult { return counting(d, straight(level(d))) }},
	{name: exactlyOnPlan, draw: func(dice) keyResult {
		return reach(signal{mean: straight(1), noise: white{sd: 0.1}})
	}},
}

// reach is a key result that is to get from 0 to 1.
func reach(m signal) keyResult { return keyResult{model: m, to: 1, turn: m.turn} }

// level is where a trend gets.
func level(d dice) float64 { return d.between(0.6, 1.4) }

func someWhite(d dice) noise { return white{sd: d.between(0.02, 0.1)} }

// someWandering is noise of which half is gone after one day to a week.
func someWandering(d dice) noise {
	return wandering{sd: d.between(0.02, 0.1), memory: d.between(0.5, 0.9)}
}

// someNoise is with or without memory, and which.
func someNoise(d dice) (noise, string) {
	if d.even() {
		return someWhite(d), "white noise"
	}
	return someWandering(d), "AR(1) noise"
}

// week is a season of a week: a sine, or weekends that differ.
func week(d dice, amplitude float64) season {
	if d.even() {
		return wave(amplitude, 7, d.Float64())
	}
	return weekend(d.sign()*amplitude, d.IntN(7))
}

const front, back = "front-loaded", "back-loaded"

// bent is a shape that nobody planned, and what kind it is: not straight, but without surprises at the end.
func bent(d dice) (curve, string) {
	if d.even() {
		return power(d.between(0.5, 0.8)), front
	}
	return power(d.between(1.3, 2)), back
}

// curved is a shape for which one would make a plan, and what kind it is.
func curved(d dice) (curve, string) {
	switch d.IntN(6) {
	case 0:
		return eased, front
	case 1:
		return saturating(d.between(1.5, 4)), front
	case 2:
		return power(0.5), front
	case 3:
		return power(2), back
	case 4:
		return power(3), back
	}
	return adoption(d.between(0.5, 0.8), d.between(6, 12)), back
}

// counting is a key result to count 20 to 400 more by the end. Half were counted in the period before, too.
func counting(d dice, mean curve) keyResult {
	goal := float64(20 + d.IntN(381))
	m := counter{mean: mean.times(goal), season: week(d, d.between(0, 0.6)), spread: 1}
	kr := keyResult{to: goal, fromStart: true, variant: "Poisson"}
	if d.even() {
		m.spread, kr.variant = d.between(1.5, 6), "overdispersed"
	}
	if d.even() {
		m.before = goal * d.between(0.6, 1.1)
	}
	kr.model = m
	return kr
}
