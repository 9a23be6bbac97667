/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"

	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// look is a series as it is known at a point.
type look struct {
	*series
	at int
}

// answer is what a method says at a look.
type answer struct {
	probability float64
	low, high   float64 // the interval that is to hold four of five values; NaN: none
	outlook     scoring.Outlook
}

// method is a way to judge a key result; before is its outlook at the look before.
type method struct {
	name string
	ask  func(l look, before scoring.Outlook) answer
}

// The places of the methods in every table.
const (
	truenorth = iota
	oracle
	paceRule
	lineRule
	walkRule
	methodCount
)

// methods are what is compared. The rules are in rules.go.
var methods = [methodCount]method{
	truenorth: {"truenorth", askForecast(forecast.Value)},
	oracle:    {"oracle", askOracle},
	paceRule:  {"pace", askPace},
	lineRule:  {"least squares", askForecast(leastSquares)},
	walkRule:  {"random walk", askForecast(driftingWalk)},
}

// askForecast is the method of a forecast with the outlook's bands. Without a forecast the outlook is Unknown, and the
// probability is a half: who knows nothing says so.
func askForecast(value func(forecast.Case) (forecast.Forecast, bool)) func(look, scoring.Outlook) answer {
	return func(l look, before scoring.Outlook) answer {
		f, ok := value(l.caseAt(l.at))
		if !ok {
			return answer{0.5, math.NaN(), math.NaN(), scoring.Unknown}
		}
		return answer{f.Probability, f.Low, f.High, scoring.ByProbability(f.Probability, before)}
	}
}

// askOracle asks who knows the process; see oracle.go.
func askOracle(l look, before scoring.Outlook) answer {
	end := l.end(l.clean, l.at)
	p := within(end, l.success())
	return answer{p, end.quantile(0.1), end.quantile(0.9), scoring.ByProbability(p, before)}
}
