/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// report is all that the program has to say.
func report(results []result, s *speed) []figures.Table {
	var tables []figures.Table
	if none := unlinked(results); len(none) > 0 {
		tables = append(tables, falseTable(none), calibration(none))
	}
	if links := withLink(results); len(links) > 0 {
		tables = append(tables, linkTable(links))
	}
	if s != nil {
		tables = append(tables, speedTable(*s))
	}
	return append(tables, figures.GoalTable(goalsOf(results, s)))
}

// falseTable is how often series that have nothing to do with each other are taken for a link.
func falseTable(results []result) figures.Table {
	t := figures.Table{
		Heading: "No driver moves the result",
		About:   "Share of exchanges in which any driver is Supported, in %. Untested: drivers with InsufficientData, in %.",
		Columns: []string{"process", methods[truenorth].name, methods[naive].name, "untested"},
	}
	for _, r := range results {
		t.Rows = append(t.Rows, []string{r.process, percent(r.by[truenorth].falseShare()), percent(r.by[naive].falseShare()),
			percent(r.by[truenorth].untestedShare())})
	}
	return t
}

// calibration is how often a p-value comes up under the levels at which it is promised to be rare.
func calibration(results []result) figures.Table {
	t := figures.Table{
		Heading: "Calibration",
		About:   "Share of the exchanges above whose smallest p-value is under a level, in %. It is to be no greater than the level.",
		Columns: []string{"level", "mean", "worst process"},
	}
	for _, level := range []float64{0.2, 0.1, 0.05, 0.01, 0.001} {
		mean := 0.0
		for _, r := range results {
			mean += r.by[truenorth].below(level) / float64(len(results))
		}
		worst := most(results, func(t tally) float64 { return t.below(level) })
		t.Rows = append(t.Rows, []string{fmt.Sprintf("%g", 100*level), fmt.Sprintf("%.2f", 100*mean),
			fmt.Sprintf("%s (%s)", percent(worst.At), worst.Of)})
	}
	return t
}

// linkTable is how often links are found, and how well.
func linkTable(results []result) figures.Table {
	t := figures.Table{
		Heading: "The first of the drivers moves the result",
		About: "Found: Supported with the right sign, in %. Lag: the error in steps, median and that which nine in ten are within. " +
			"Beside: an unrelated driver is Supported, in % of exchanges. Response: found over true one, median. Skill: median. " +
			"The last three are of " + methods[naive].name + ".",
		Columns: []string{"process", "found", "lag", "nine in ten", "beside", "response", "skill", "found", "lag", "beside"},
	}
	for _, r := range results {
		ours, theirs := r.by[truenorth], r.by[naive]
		t.Rows = append(t.Rows, []string{r.process,
			percent(ours.foundShare()), figures.Number("%.0f", quantile(ours.lags, 0.5)), figures.Number("%.0f", quantile(ours.lags, 0.9)),
			percent(ours.falseShare()), figures.Number("%.2f", quantile(ours.responses, 0.5)), figures.Number("%.2f", quantile(ours.skills, 0.5)),
			percent(theirs.foundShare()), figures.Number("%.0f", quantile(theirs.lags, 0.5)), percent(theirs.falseShare())})
	}
	return t
}

// speedTable is what an exchange of full size costs.
func speedTable(s speed) figures.Table {
	return figures.Table{
		Heading: "Cost",
		About:   "Of an exchange of 30 drivers, 60 lags and 365 days, on one core.",
		Columns: []string{"what", "figure"},
		Rows: [][]string{
			{"nanoseconds", fmt.Sprintf("%.0f", 1e6*s.millis)},
			{"allocations", fmt.Sprintf("%.0f", s.allocations)},
		},
	}
}

func percent(share float64) string { return figures.Number("%.1f", 100*share) }
