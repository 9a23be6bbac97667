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
	mostFalse       = 0.05
	leastFound      = 0.90
	mostLagError    = 2.0
	mostMillis      = 50.0
	mostAllocations = 100.0
)

// goalsOf compares the results with the goals. What was not run has no goal.
func goalsOf(results []result, s *speed) []figures.Goal {
	var goals []figures.Goal
	if none := unlinked(results); len(none) > 0 {
		worst := most(none, func(t tally) float64 { return t.falseShare() })
		certain := 0.0
		for _, r := range none {
			certain += r.by[truenorth].below(0.01) / float64(len(none))
		}
		goals = append(goals,
			worst.Goal(figures.AtMost("unrelated series Supported, worst process", 100*worst.At, 100*mostFalse, "%.1f %%")),
			figures.AtMost("exchanges of unrelated series with a p-value under 0.01, mean", 100*certain, 1, "%.1f %%"))
	}
	if links := withLink(results); len(links) > 0 {
		missed := most(links, func(t tally) float64 { return 1 - t.foundShare() })
		lag := most(links, func(t tally) float64 { return quantile(t.lags, 0.5) })
		beside := most(links, func(t tally) float64 { return t.falseShare() })
		goals = append(goals,
			missed.Goal(figures.AtLeast("links found, worst process", 100-100*missed.At, 100*leastFound, "%.1f %%")),
			lag.Goal(figures.AtMost("median error of their lag in steps, worst process", lag.At, mostLagError, "%.0f")),
			beside.Goal(figures.AtMost("unrelated drivers Supported beside them, worst process", 100*beside.At, 100*mostFalse, "%.1f %%")))
	}
	if s != nil {
		goals = append(goals,
			figures.AtMost("milliseconds for 30 drivers, 60 lags, 365 days", s.millis, mostMillis, "%.1f"),
			figures.AtMost("allocations for them", s.allocations, mostAllocations, "%.0f"))
	}
	return goals
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

// most is the greatest figure of truenorth. What is not a number is greater than any.
func most(results []result, measure func(tally) float64) figures.Extreme {
	worst := figures.Most()
	for _, r := range results {
		worst.Raise(measure(r.by[truenorth]), r.process)
	}
	return worst
}
