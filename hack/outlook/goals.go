/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"github.com/truenorth-dev/truenorth/hack/figures"
)

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
func goalsOf(results []result, s *speed) []figures.Goal {
	goals := append(brierGoals(results), coverageGoals(results)...)
	for _, r := range results {
		t := r.all[truenorth]
		if r.process == exactlyOnPlan {
			goals = append(goals,
				figures.AtMost("changes of outlook a quarter, exactly on plan", t.changesAQuarter(), mostChanges, "%.1f"),
				figures.AtMost("days OffTrack, exactly on plan", 100*t.offTrack(), 100*mostOffTrack, "%.0f %%"))
		}
		if len(t.delays) > 0 {
			goals = append(goals, figures.AtLeast("stalls noticed within 21 days", 100*t.noticed(), 100*leastNoticed, "%.0f %%"))
		}
	}
	if s != nil {
		goals = append(goals,
			figures.AtMost("microseconds a forecast", s.micros, mostMicros, "%.0f"),
			figures.AtMost("allocations a forecast", s.allocations, mostAllocations, "%.0f"))
	}
	return goals
}

// brierGoals are those on the probability: near the oracle, and not worse than a simple rule.
func brierGoals(results []result) []figures.Goal {
	var sum float64
	worst, worstRule := figures.Most(), figures.Most()
	for _, r := range results {
		over := r.all[truenorth].brier() - r.all[oracle].brier()
		sum += over
		worst.Raise(over, r.process)
		best := min(r.all[paceRule].brier(), r.all[lineRule].brier(), r.all[walkRule].brier())
		worstRule.Raise(r.all[truenorth].brier()-best, r.process)
	}
	return []figures.Goal{
		figures.AtMost("Brier score over the oracle's, mean", sum/float64(len(results)), overOracleMean, "%+.3f"),
		worst.Goal(figures.AtMost("Brier score over the oracle's, worst process", worst.At, overOracleEach, "%+.3f")),
		worstRule.Goal(figures.AtMost("Brier score over the best rule's, worst process", worstRule.At, overBestRule, "%+.3f")),
	}
}

// coverageGoals are those on the interval.
func coverageGoals(results []result) []figures.Goal {
	least, most := figures.Least(), figures.Most()
	for _, r := range results {
		least.Lower(r.all[truenorth].coverage(), r.process)
		most.Raise(r.all[truenorth].coverage(), r.process)
	}
	return []figures.Goal{
		least.Goal(figures.AtLeast("coverage of the 80 % interval, lowest", 100*least.At, 100*leastCoverage, "%.0f %%")),
		most.Goal(figures.AtMost("coverage of the 80 % interval, highest", 100*most.At, 100*mostCoverage, "%.0f %%")),
	}
}
