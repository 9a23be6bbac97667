/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import "github.com/truenorth-dev/truenorth/internal/forecast"

// heldOut are processes of other shapes and lengths. They are for checking what was developed against the standard
// ones, never for tuning.
var heldOut = []process{
	{name: "noisy random walk", days: lengths, draw: func(d dice) keyResult {
		n := noisyWalk{walk{sd: d.between(0.15, 0.4)}, white{sd: d.between(0.03, 0.12)}}
		return reach(signal{mean: straight(level(d)), noise: n})
	}},
	{name: "heavy-tailed noise", days: lengths, draw: func(d dice) keyResult {
		return reach(signal{mean: straight(level(d)), noise: heavy{sd: d.between(0.04, 0.15)}})
	}},
	{name: "change of pace", days: lengths, draw: func(d dice) keyResult {
		first, at := straight(level(d)), d.between(0.2, 0.6)
		pace := (level(d) - first(at)) / (1 - at)
		return reach(signal{mean: first, noise: someWhite(d), turn: at, then: first.bent(at, pace)})
	}},
	{name: "monthly season", days: lengths, draw: func(d dice) keyResult {
		season := wave(d.between(0.05, 0.2), 30.4, d.Float64())
		return reach(signal{mean: straight(level(d)), season: season, noise: white{sd: d.between(0.03, 0.1)}})
	}},
	{name: "share between 0 and 1", days: lengths, draw: func(d dice) keyResult {
		from, to := d.between(0.5, 0.8), d.between(0.85, 0.97)
		inner := signal{mean: straight(level(d)), noise: someWandering(d)}
		kr := keyResult{model: ratio{scaled{inner, logit(from), logit(to) - logit(from)}}, from: from, to: to, variant: "bounds not told"}
		if d.even() {
			kr.bounds, kr.variant = forecast.Band{Min: 0, Max: 1}, "bounds told"
		}
		return kr
	}},
	{name: "from 40 down to 10", days: lengths, draw: func(d dice) keyResult {
		noise, variant := someNoise(d)
		inner := signal{mean: straight(level(d)), noise: noise}
		return keyResult{model: scaled{inner, 40, -30}, from: 40, to: 10, variant: variant}
	}},
	{name: "whole numbers", days: lengths, draw: func(d dice) keyResult {
		steps := float64(15 + d.IntN(46))
		inner := signal{mean: straight(level(d)), noise: someWhite(d)}
		return keyResult{model: rounded{inner, 1 / steps}, to: 1}
	}},
	{name: "measured weekly", days: []int{91, 182, 364}, draw: func(d dice) keyResult {
		return keyResult{model: weekly{signal{mean: straight(level(d)), noise: someWhite(d)}}, to: 1}
	}},
	{name: "gaps and outliers", days: lengths, draw: func(d dice) keyResult {
		noise, _ := someNoise(d)
		kr := reach(signal{mean: straight(level(d)), noise: noise})
		kr.marred, kr.variant = true, "from the start"
		if d.even() {
			kr.late, kr.variant = d.between(0.05, 0.15), "from later on"
		}
		return kr
	}},
	{name: "stay above a floor", days: lengths, draw: func(d dice) keyResult {
		inner := signal{mean: straight(0).lifted(d.between(-0.15, 0.2)), noise: someWandering(d)}
		return keyResult{model: scaled{inner, 99.5, 1}, from: 99.5, to: 99.5}
	}},
	{name: "count that speeds up", days: lengths, draw: func(d dice) keyResult {
		return counting(d, power(d.between(1.2, 1.8)).times(level(d)))
	}},
}

// lengths are a month, two, half a year and a year.
var lengths = []int{30, 61, 182, 365}
