/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import "math"

// curve is what a number is at a share of the period, 0 to 1; it is 0 at 0.
type curve func(s float64) float64

// straight is a curve that reaches a level in a straight line.
func straight(level float64) curve { return func(s float64) float64 { return level * s } }

// times is the curve times a level.
func (c curve) times(level float64) curve { return func(s float64) float64 { return level * c(s) } }

// halted is the curve that stays where it is at a share of the period.
func (c curve) halted(at float64) curve { return func(s float64) float64 { return c(min(s, at)) } }

// lifted is the curve moved up.
func (c curve) lifted(by float64) curve { return func(s float64) float64 { return c(s) + by } }

// bent is the curve that from a share of the period on goes on straight at another pace a period.
func (c curve) bent(at, pace float64) curve {
	return func(s float64) float64 { return c(min(s, at)) + pace*max(0, s-at) }
}

// power is back-loaded for exponents over 1 and front-loaded under 1. It reaches 1.
func power(exponent float64) curve { return func(s float64) float64 { return math.Pow(s, exponent) } }

// eased is front-loaded and comes to rest at 1.
func eased(s float64) float64 { return 1 - (1-s)*(1-s) }

// saturating is front-loaded, the more so the greater rate is. It reaches 1.
func saturating(rate float64) curve {
	return func(s float64) float64 { return math.Expm1(-rate*s) / math.Expm1(-rate) }
}

// adoption is a logistic curve that is steepest at the middle, from 0 to 1.
func adoption(middle, rate float64) curve {
	raw := func(s float64) float64 { return logistic(rate * (s - middle)) }
	return func(s float64) float64 { return (raw(s) - raw(0)) / (raw(1) - raw(0)) }
}

// season is what comes again and again, by day.
type season func(day float64) float64

// wave is a season in the shape of a sine.
func wave(amplitude, length, phase float64) season {
	return func(day float64) float64 { return amplitude * math.Sin(2*math.Pi*(day/length+phase)) }
}

// weekend is a season of -amplitude on two days of a week, and of what evens that out on the other five.
func weekend(amplitude float64, firstDay int) season {
	return func(day float64) float64 {
		if (int(math.Floor(day))%7+7+firstDay)%7 < 2 {
			return -amplitude
		}
		return amplitude * 2 / 5
	}
}
