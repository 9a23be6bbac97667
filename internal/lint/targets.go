/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// bound is one number that a target wants reached or kept.
type bound struct {
	path  string // from the target
	value float64
}

// boundsOf are the numbers that a target wants reached or kept.
func boundsOf(t v1alpha1.Target) []bound {
	var bounds []bound
	if t.Reach != nil {
		bounds = append(bounds, bound{".reach.to", t.Reach.To})
	}
	if t.Maintain != nil && t.Maintain.Min != nil {
		bounds = append(bounds, bound{".maintain.min", *t.Maintain.Min})
	}
	if t.Maintain != nil && t.Maintain.Max != nil {
		bounds = append(bounds, bound{".maintain.max", *t.Maintain.Max})
	}
	for i, stage := range t.Stages {
		bounds = append(bounds, bound{fmt.Sprintf(".stages[%d].at", i), stage.At})
	}
	return bounds
}

// course is the way that a target goes: to the value that it wants reached, from where it counts.
type course struct {
	path     string // of what says to
	to, from float64
	start    bool // from is given
	rising   bool
}

// courseOf is the course of a target that has one; a band has none.
func courseOf(t v1alpha1.Target) (course, bool) {
	switch {
	case t.Reach != nil && t.Reach.From != nil:
		return course{".reach.to", t.Reach.To, *t.Reach.From, true, t.Reach.To > *t.Reach.From}, true
	case t.Reach != nil:
		return course{".reach.to", t.Reach.To, 0, false, t.Reach.Direction == v1alpha1.DirectionIncrease}, true
	case len(t.Stages) > 1:
		first, last := t.Stages[0].At, t.Stages[len(t.Stages)-1].At
		return course{fmt.Sprintf(".stages[%d].at", len(t.Stages)-1), last, first, false, last > first}, true
	}
	return course{}, false
}

// reached tells whether a value is at the end of the course, or beyond it.
func (c course) reached(value float64) bool {
	if c.rising {
		return value >= c.to
	}
	return value <= c.to
}

// slack is the share of a course by which its start may differ from the baseline: no more is rounding.
const slack = 0.01

// movedTarget compares the targets of an objective with the baselines that the files know: of a check-in, the newest
// entry of the period's first day or before; else what a status in the file has kept.
func movedTarget(v *visit) {
	o := as[v1alpha1.Objective](v.goal)
	if o == nil {
		return
	}
	for i, kr := range o.Spec.KeyResults {
		baseline := baselineOf(o, kr)
		c, ok := courseOf(kr.Target)
		if !ok || baseline == nil {
			continue
		}
		path := keyResultPath(i) + ".target"
		if c.reached(*baseline) {
			v.tell(path+c.path, fmt.Sprintf("%s was reached with the baseline, %s, before the period began", number(c.to), number(*baseline)),
				"set a target beyond the baseline")
			continue
		}
		if gone := (*baseline - c.from) / (c.to - c.from); c.start && math.Abs(gone) > slack {
			v.tell(path+".reach.from", fmt.Sprintf("%s is not where the period began: the baseline is %s, and progress begins at %s %%",
				number(c.from), number(*baseline), strconv.FormatFloat(100*gone, 'f', 0, 64)), "count from the baseline")
		}
	}
}

// baselineOf is a key result's value at the period's start; nil: not known.
func baselineOf(o *v1alpha1.Objective, kr v1alpha1.KeyResult) *float64 {
	if kr.Measure.CheckIn == nil {
		for _, status := range o.Status.KeyResults {
			if status.Name == kr.Name {
				return status.Baseline
			}
		}
		return nil
	}
	newest, start := "", o.Spec.Period.Start.Day()
	var value *float64
	for _, entry := range kr.Measure.CheckIn.Entries {
		if day := entry.Date.Day(); day <= start && day >= newest {
			newest, value = day, &entry.Value
		}
	}
	return value
}

func againstBetter(v *visit) {
	for _, m := range v.measures {
		ind, name := v.indicatorOf(m)
		if ind == nil || m.target == nil {
			continue
		}
		c, ok := courseOf(*m.target)
		if ok && c.rising != (ind.Spec.Better == v1alpha1.BetterHigher) {
			v.tell(m.aim+c.path, fmt.Sprintf("%s is better when it is %s, and the target goes the other way", name, strings.ToLower(string(ind.Spec.Better))),
				"turn the target round, or the indicator's spec.better")
		}
	}
}

// number writes a double as people do.
func number(v float64) string {
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e15) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
