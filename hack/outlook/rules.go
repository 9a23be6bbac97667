/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// The three rules are what goal products, spreadsheets and finance use. They are given every advantage: the pace rule
// the probabilities that fit it best in hindsight, the others their exact textbook intervals.

// askPace compares progress with the share of time elapsed (or with the plan), as goal products do, in the bands of
// scoring.ByPace. It has no probability of its own; it is given those that fit its answers best.
func askPace(l look, _ scoring.Outlook) answer {
	c := l.caseAt(l.at)
	outlook := scoring.Unknown
	for i := len(c.Values) - 1; i >= 0 && outlook == scoring.Unknown; i-- {
		if v := c.Values[i]; !math.IsNaN(v) {
			outlook = scoring.ByPace(score(v, l.series), expected(l))
		}
	}
	return answer{pacePromises[outlook], math.NaN(), math.NaN(), outlook}
}

// pacePromises are how often success follows an answer of the pace rule over all standard processes, rounded to 0.05.
// Nobody can read more out of the rule.
var pacePromises = map[scoring.Outlook]float64{
	scoring.OnTrack: 0.65, scoring.AtRisk: 0.15, scoring.OffTrack: 0.05, scoring.Unknown: 0.5,
}

// score is the share of the way that a value is at, 0 to 1.
func score(v float64, s *series) float64 {
	if s.from == s.to {
		return map[bool]float64{true: 1}[s.success().Holds(v)]
	}
	return max(0, min(1, (v-s.from)/(s.to-s.from)))
}

// expected is the score that is due at a look.
func expected(l look) float64 {
	elapsed := l.clean.share(l.at)
	switch {
	case l.from == l.to:
		return 1
	case l.plan != nil:
		return l.plan(elapsed)
	}
	return elapsed
}

// leastSquares draws a straight line through the points since the start. Its interval is the textbook one for a new
// value (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 7.6), which takes the noise for white.
func leastSquares(c forecast.Case) (forecast.Forecast, bool) {
	times, values := known(c)
	n := float64(len(values))
	if n < 3 {
		return forecast.Forecast{}, false
	}
	a, b := stat.LinearRegression(times, values, nil, false)
	var rest float64
	for i, t := range times {
		rest += square(values[i] - a - b*t)
	}
	mean, variance := stat.PopMeanVariance(times, nil)
	ahead := due(c)
	scale := math.Sqrt(rest / (n - 2) * (1 + 1/n + square(ahead-mean)/(n*variance)))
	return promise(c, a+b*ahead, scale, n-2), true
}

// driftingWalk goes on from the last point at the mean pace since the start. Its interval is the textbook one
// (the same, 5.5), which takes all noise for lasting. Over a gap the increment is spread evenly.
func driftingWalk(c forecast.Case) (forecast.Forecast, bool) {
	times, values := known(c)
	last := len(values) - 1
	if last < 2 {
		return forecast.Forecast{}, false
	}
	span := times[last] - times[0]
	drift := (values[last] - values[0]) / span
	var rest float64
	for i := 1; i <= last; i++ {
		steps := times[i] - times[i-1]
		rest += square(values[i]-values[i-1]-drift*steps) / steps
	}
	ahead := due(c) - times[last]
	scale := math.Sqrt(rest / float64(last-1) * ahead * (1 + ahead/span))
	return promise(c, values[last]+drift*ahead, scale, float64(last-1)), true
}

// known is the points since the start that have a value; times are in steps from the start.
func known(c forecast.Case) (times, values []float64) {
	for i, v := range c.Values {
		at := float64(c.First.Sub(c.Start))/float64(c.Step) + float64(i)
		if at >= 0 && !math.IsNaN(v) {
			times, values = append(times, at), append(values, v)
		}
	}
	return times, values
}

// due is the due date in steps from the start.
func due(c forecast.Case) float64 { return float64(c.Due.Sub(c.Start)) / float64(c.Step) }

// promise is what Student's t around a value says of a case.
func promise(c forecast.Case, value, scale, freedom float64) forecast.Forecast {
	margin := value - student(value, scale, freedom).quantile(0.1)
	return forecast.Forecast{
		Value: value, Low: value - margin, High: value + margin,
		Probability: within(student(value, scale, freedom), c.Success),
	}
}

func square(x float64) float64 { return x * x }
