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

// goal is something the test is to reach, and what it did reach.
type goal struct {
	what   string
	wanted string
	figure string
	met    bool
}

// The goals.
const (
	mostFalse       = 0.05
	leastFound      = 0.90
	mostLagError    = 2.0
	mostMillis      = 50.0
	mostAllocations = 100.0
)

// goalsOf compares the results with the goals. What was not run has no goal.
func goalsOf(results []result, s *speed) []goal {
	var goals []goal
	if none := unlinked(results); len(none) > 0 {
		worst := most(none, func(t tally) float64 { return t.falseShare() })
		certain := 0.0
		for _, r := range none {
			certain += r.by[truenorth].below(0.01) / float64(len(none))
		}
		goals = append(goals,
			worst.goal(atMost("unrelated series Supported, worst process", 100*worst.at, 100*mostFalse, "%.1f %%")),
			atMost("exchanges of unrelated series with a p-value under 0.01, mean", 100*certain, 1, "%.1f %%"))
	}
	if links := withLink(results); len(links) > 0 {
		missed := most(links, func(t tally) float64 { return 1 - t.foundShare() })
		lag := most(links, func(t tally) float64 { return quantile(t.lags, 0.5) })
		beside := most(links, func(t tally) float64 { return t.falseShare() })
		goals = append(goals,
			missed.goal(atLeast("links found, worst process", 100-100*missed.at, 100*leastFound, "%.1f %%")),
			lag.goal(atMost("median error of their lag in steps, worst process", lag.at, mostLagError, "%.0f")),
			beside.goal(atMost("unrelated drivers Supported beside them, worst process", 100*beside.at, 100*mostFalse, "%.1f %%")))
	}
	if s != nil {
		goals = append(goals,
			atMost("milliseconds for 30 drivers, 60 lags, 365 days", s.millis, mostMillis, "%.1f"),
			atMost("allocations for them", s.allocations, mostAllocations, "%.0f"))
	}
	return goals
}

// allMet tells whether no goal is missed.
func allMet(goals []goal) bool {
	return !slices.ContainsFunc(goals, func(g goal) bool { return !g.met })
}

// withLink are the results of processes with a link.
func withLink(results []result) (links []result) {
	for _, r := range results {
		if r.linked {
			links = append(links, r)
		}
	}
	return links
}

// unlinked are the results of those that have none.
func unlinked(results []result) (none []result) {
	for _, r := range results {
		if !r.linked {
			none = append(none, r)
		}
	}
	return none
}

// extreme is a figure and whose it is.
type extreme struct {
	at      float64
	process string
}

// most is the greatest figure of truenorth. What is not a number is greater than any.
func most(results []result, measure func(tally) float64) extreme {
	worst := extreme{at: math.Inf(-1)}
	for _, r := range results {
		if v := measure(r.by[truenorth]); v > worst.at || math.IsNaN(v) {
			worst = extreme{v, r.process}
		}
	}
	return worst
}

// goal says in a goal whose the figure is.
func (e extreme) goal(g goal) goal {
	g.figure += " (" + e.process + ")"
	return g
}

func atMost(what string, figure, bound float64, format string) goal {
	return goal{what, "<= " + fmt.Sprintf(format, bound), fmt.Sprintf(format, figure), figure <= bound}
}

func atLeast(what string, figure, bound float64, format string) goal {
	return goal{what, ">= " + fmt.Sprintf(format, bound), fmt.Sprintf(format, figure), figure >= bound}
}
