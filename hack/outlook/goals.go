/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"math"
	"slices"
)

// goal is something the forecast is to reach, and what it did reach.
type goal struct {
	what   string
	wanted string
	figure string
	met    bool
}

// The goals.
const (
	overOracleMean  = 0.03
	overOracleEach  = 0.05
	overBestRule    = 0.02
	leastCoverage   = 0.72
	mostCoverage    = 0.92
	mostChanges     = 2.0
	mostOffTrack    = 0.05
	leastNoticed    = 0.90
	mostMicros      = 200.0
	mostAllocations = 50.0
)

// goalsOf compares the results with the goals. What was not run has no goal.
func goalsOf(results []result, s *speed) []goal {
	goals := append(brierGoals(results), coverageGoals(results)...)
	for _, r := range results {
		t := r.all[truenorth]
		if r.process == exactlyOnPlan {
			goals = append(goals,
				atMost("changes of outlook a quarter, exactly on plan", t.changesAQuarter(), mostChanges, "%.1f"),
				atMost("days OffTrack, exactly on plan", 100*t.offTrack(), 100*mostOffTrack, "%.0f %%"))
		}
		if len(t.delays) > 0 {
			goals = append(goals, atLeast("stalls noticed within 21 days", 100*t.noticed(), 100*leastNoticed, "%.0f %%"))
		}
	}
	if s != nil {
		goals = append(goals,
			atMost("microseconds a forecast", s.micros, mostMicros, "%.0f"),
			atMost("allocations a forecast", s.allocations, mostAllocations, "%.0f"))
	}
	return goals
}

// allMet tells whether no goal is missed.
func allMet(goals []goal) bool {
	return !slices.ContainsFunc(goals, func(g goal) bool { return !g.met })
}

// brierGoals are those on the probability: near the oracle, and not worse than a simple rule.
func brierGoals(results []result) []goal {
	var sum float64
	worst, worstRule := extreme{at: math.Inf(-1)}, extreme{at: math.Inf(-1)}
	for _, r := range results {
		over := r.all[truenorth].brier() - r.all[oracle].brier()
		sum += over
		worst.raise(over, r.process)
		best := min(r.all[paceRule].brier(), r.all[lineRule].brier(), r.all[walkRule].brier())
		worstRule.raise(r.all[truenorth].brier()-best, r.process)
	}
	return []goal{
		atMost("Brier score over the oracle's, mean", sum/float64(len(results)), overOracleMean, "%+.3f"),
		worst.goal(atMost("Brier score over the oracle's, worst process", worst.at, overOracleEach, "%+.3f")),
		worstRule.goal(atMost("Brier score over the best rule's, worst process", worstRule.at, overBestRule, "%+.3f")),
	}
}

// coverageGoals are those on the interval.
func coverageGoals(results []result) []goal {
	least, most := extreme{at: math.Inf(1)}, extreme{at: math.Inf(-1)}
	for _, r := range results {
		least.lower(r.all[truenorth].coverage(), r.process)
		most.raise(r.all[truenorth].coverage(), r.process)
	}
	return []goal{
		least.goal(atLeast("coverage of the 80 % interval, lowest", 100*least.at, 100*leastCoverage, "%.0f %%")),
		most.goal(atMost("coverage of the 80 % interval, highest", 100*most.at, 100*mostCoverage, "%.0f %%")),
	}
}

// extreme is the greatest or least figure and whose it is. What is not a number is always the extreme.
type extreme struct {
	at      float64
	process string
}

func (e *extreme) raise(v float64, process string) {
	if v > e.at || math.IsNaN(v) {
		*e = extreme{v, process}
	}
}

func (e *extreme) lower(v float64, process string) {
	if v < e.at || math.IsNaN(v) {
		*e = extreme{v, process}
	}
}

// goal says in a goal whose the figure is.
func (e *extreme) goal(g goal) goal {
	g.figure += " (" + e.process + ")"
	return g
}

func atMost(what string, figure, bound float64, format string) goal {
	return goal{what, "<= " + fmt.Sprintf(format, bound), fmt.Sprintf(format, figure), figure <= bound}
}

func atLeast(what string, figure, bound float64, format string) goal {
	return goal{what, ">= " + fmt.Sprintf(format, bound), fmt.Sprintf(format, figure), figure >= bound}
}
