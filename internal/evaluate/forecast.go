/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// route is a target with a way to go: the value at each score.
type route interface{ At(score float64) float64 }

// enough is the score that makes a key result a success. A guardrail holds in full or is broken.
func (j *objectiveJudge) enough(kr *keyResult) float64 {
	return scoring.Enough(j.aspirational && !kr.Guardrail)
}

// foresee forecasts a key result by what counts at a time. soFar is the share of the time that was measured, NaN where
// it was not. It is false where the history is not known or too short.
func (j *objectiveJudge) foresee(kr *keyResult, at time.Time, soFar float64) (forecast.Forecast, bool) {
	values := kr.trail.values(at, kr.plan.Due)
	if kr.trail.answered(values, kr.plan.Start) < forecast.MinPoints {
		return forecast.Forecast{}, false
	}
	var f forecast.Forecast
	var ok bool
	if target, share := timeShareOf(kr.Target); share {
		f, ok = forecast.Share(j.shareCase(kr, target, values, soFar))
	} else {
		f, ok = forecast.Value(j.valueCase(kr, values))
	}
	return f, ok && finite(f.Value) && finite(f.Low) && finite(f.High) && finite(f.Probability)
}

func (j *objectiveJudge) shareCase(kr *keyResult, target scoring.TimeShare, values []float64, soFar float64) forecast.ShareCase {
	history := kr.trail.answer.History
	return forecast.ShareCase{
		First: history.First(), Step: history.Step(), Values: values, Start: kr.plan.Start, Due: kr.plan.Due,
		Inside: rangeOf(target.Maintain), Target: *target.Worth(j.enough(kr)).Min, SoFar: soFar,
	}
}

func (j *objectiveJudge) valueCase(kr *keyResult, values []float64) forecast.Case {
	history, target := kr.trail.answer.History, targetOf(kr.Target, kr.status.Baseline)
	c := forecast.Case{
		First: history.First(), Step: history.Step(), Values: values, Start: kr.plan.Start, Due: kr.plan.Due,
		Success: rangeOf(target.Worth(j.enough(kr))), Bounds: forecast.Everything(),
	}
	if way, ok := target.(route); ok {
		c.Way, c.Plan = j.way(kr, way)
	}
	if isPercent(kr) && allWithin(percentages, values...) && allWithin(percentages, ends(c.Success)...) {
		c.Bounds = percentages
	}
	return c
}

// way is how far a value is planned to go, and how much of that by when: the plan's line, said in values. An aspirational
// plan leads to where success begins, as 0.7 of the score is all that it expects; so a value that is exactly on plan is
// as likely as not to succeed, whatever the commitment. The plan is nil where it is one straight line.
func (j *objectiveJudge) way(kr *keyResult, target route) (float64, func(time.Time) float64) {
	from := target.At(0)
	length := max(-math.MaxFloat64, min(target.At(j.enough(kr))-from, math.MaxFloat64))
	_, straight := target.(scoring.Reach)
	switch {
	case length == 0 || straight && len(kr.plan.Points) == 0:
		return length, nil
	case straight:
		return length, kr.plan.Share
	}
	return length, func(t time.Time) float64 {
		return (target.At(j.enough(kr)*kr.plan.Share(t)) - from) / length
	}
}

// rangeOf is a band as forecasts have it.
func rangeOf(m scoring.Maintain) forecast.Band {
	band := forecast.Everything()
	if m.Min != nil {
		band.Min = *m.Min
	}
	if m.Max != nil {
		band.Max = *m.Max
	}
	return band
}

// percentages are the values that a share in percent can have.
var percentages = forecast.Band{Min: 0, Max: 100}

// isPercent tells whether a key result's numbers are a share in percent, by its unit, or by a bound of 100 where it
// names none.
func isPercent(kr *keyResult) bool {
	switch strings.ToLower(strings.TrimSpace(kr.Unit)) {
	case "%", "percent", "per cent", "pct":
		return true
	case "":
		return kr.Target.Maintain != nil && kr.Target.Maintain.Max != nil && *kr.Target.Maintain.Max == percentages.Max
	}
	return false
}

// ends of a band, open ones left out.
func ends(band forecast.Band) []float64 {
	var closed []float64
	for _, end := range []float64{band.Min, band.Max} {
		if finite(end) {
			closed = append(closed, end)
		}
	}
	return closed
}

// allWithin tells whether all values that there are lie in a band.
func allWithin(band forecast.Band, values ...float64) bool {
	for _, v := range values {
		if finite(v) && !band.Holds(v) {
			return false
		}
	}
	return true
}
