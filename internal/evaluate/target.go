/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// needsBaseline tells whether a target counts from the value at the period's start.
func needsBaseline(t v1alpha1.Target) bool { return t.Reach != nil && t.Reach.From == nil }

// timeShareOf is the share of the period that a target wants inside its band, if it is one of that kind.
func timeShareOf(t v1alpha1.Target) (scoring.TimeShare, bool) {
	if t.Maintain == nil || t.Maintain.TimeShare == nil {
		return scoring.TimeShare{}, false
	}
	return scoring.TimeShare{Maintain: bandOf(t.Maintain), Share: *t.Maintain.TimeShare}, true
}

// targetOf is the target that a value is compared with; baseline stands in where reach.from is left out.
func targetOf(t v1alpha1.Target, baseline *float64) scoring.Target {
	switch {
	case t.Reach != nil:
		return reachOf(t.Reach, baseline)
	case t.Maintain != nil:
		return bandOf(t.Maintain)
	}
	stages := make(scoring.Stages, 0, len(t.Stages))
	for _, stage := range t.Stages {
		stages = append(stages, scoring.Stage{At: stage.At, Score: stage.Score})
	}
	return stages
}

func reachOf(r *v1alpha1.ReachTarget, baseline *float64) scoring.Reach {
	reach := scoring.Reach{From: r.To, To: r.To}
	switch {
	case r.From != nil:
		reach.From = *r.From
	case baseline != nil:
		reach.From = *baseline
	}
	if r.Direction == v1alpha1.DirectionDecrease || (r.Direction == "" && reach.From > reach.To) {
		reach.Direction = scoring.Decrease
	}
	return reach
}

func bandOf(m *v1alpha1.MaintainTarget) scoring.Maintain {
	band := scoring.Maintain{Min: m.Min, Max: m.Max}
	if m.Tolerance != nil {
		band.Tolerance = *m.Tolerance
	}
	return band
}

// usable tells what admission refuses and an evaluation could do nothing with.
func usable(m v1alpha1.Measure, t v1alpha1.Target, hasPeriod bool) error {
	_, timeShare := timeShareOf(t)
	switch {
	case m == v1alpha1.Measure{}:
		return errors.New("the measure is empty: add prometheus, indicatorRef, objectiveRef or checkIn")
	case t.Reach == nil && t.Maintain == nil && len(t.Stages) == 0:
		return errors.New("the target is empty: add reach, maintain or stages")
	case t.Maintain != nil && t.Maintain.Min == nil && t.Maintain.Max == nil:
		return errors.New("both bounds are missing: add min, max or both")
	case needsBaseline(t) && (!mayRemember(m) || !hasPeriod):
		return errors.New("the value at the start is not to be had: add target.reach.from")
	case timeShare && (!mayRemember(m) || !hasPeriod):
		return errors.New("a share of time needs a period and a history: use tolerance in place of timeShare")
	}
	return nil
}

// mayRemember tells whether the number's past may be known.
func mayRemember(m v1alpha1.Measure) bool { return m.Prometheus != nil || m.IndicatorRef != nil }

// describe says what a target is, in a few characters: "2.1 -> 2.6", ">= 99.5", "18..22 for 95 % of the time",
// "0 -> 20 (0.7) -> 30".
func describe(t v1alpha1.Target) string {
	switch {
	case t.Reach != nil && t.Reach.From == nil:
		return "start -> " + number(t.Reach.To)
	case t.Reach != nil:
		return number(*t.Reach.From) + " -> " + number(t.Reach.To)
	case t.Maintain != nil:
		return describeBand(t.Maintain)
	}
	return describeStages(t.Stages)
}

// describeStages gives the scores where they do not go without saying: 0 at first and 1 at last do.
func describeStages(stages []v1alpha1.Stage) string {
	points := make([]string, 0, len(stages))
	for i, stage := range stages {
		point := number(stage.At)
		if plain := i == 0 && stage.Score == 0 || i == len(stages)-1 && stage.Score == 1; !plain {
			point += " (" + number(stage.Score) + ")"
		}
		points = append(points, point)
	}
	return strings.Join(points, " -> ")
}

func describeBand(m *v1alpha1.MaintainTarget) string {
	var text string
	switch {
	case m.Min != nil && m.Max != nil:
		text = number(*m.Min) + ".." + number(*m.Max)
	case m.Min != nil:
		text = ">= " + number(*m.Min)
	default:
		text = "<= " + number(*m.Max)
	}
	if m.TimeShare != nil {
		text += fmt.Sprintf(" for %s %% of the time", strconv.FormatFloat(*m.TimeShare*100, 'g', 10, 64))
	}
	return text
}
