/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// report is all that the program has to say.
func report(results []result, s *speed, split bool) []figures.Table {
	rows := rowsOf(results, split)
	tables := []figures.Table{
		withMean(byProcess("Brier score", "0 is a prophet, 0.25 who always says a half. Looks before a stall or shift do not count.",
			rows, "%.3f", tally.brier), results, "%.3f", tally.brier),
		without(paceRule, byProcess("Coverage of the 80 % interval", "In %. After a stall or shift: looks from 21 days on.",
			rows, "%.0f", percent(tally.coverage))),
		without(paceRule, widths(rows)),
		withMean(byProcess("Changes of outlook a quarter", "At daily looks from 20 % to 90 % of a quarter.", rows, "%.1f", tally.changesAQuarter),
			results, "%.1f", tally.changesAQuarter),
		byProcess("False alarms", "Of the looks at what succeeded in the end, those that said AtRisk or OffTrack, in %. Looks before a stall or shift do not count.",
			rows, "%.0f", percent(tally.falseAlarms)),
		byProcess("OffTrack", "Of all looks, in %.", rows, "%.0f", percent(tally.offTrack)),
	}
	return append(tables, append(stalls(results), calibration(results), figures.GoalTable(goalsOf(results, s)))...)
}

// row is what a row of a table is about.
type row struct {
	name string
	standings
}

// rowsOf is a row for each process and, when they are split, one for each of its variants.
func rowsOf(results []result, split bool) []row {
	var rows []row
	for _, r := range results {
		rows = append(rows, row{r.process, r.all})
		if !split || len(r.variants) < 2 {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(r.variants)) {
			rows = append(rows, row{"… " + name, *r.variants[name]})
		}
	}
	return rows
}

// byProcess is a table of one measure with a column for each method.
func byProcess(heading, about string, rows []row, format string, measure func(tally) float64) figures.Table {
	t := figures.Table{Heading: heading, About: about, Columns: []string{"process"}}
	for _, m := range methods {
		t.Columns = append(t.Columns, m.name)
	}
	for _, r := range rows {
		cells := []string{r.name}
		for _, counted := range r.standings {
			cells = append(cells, figures.Number(format, measure(counted)))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// withMean adds the mean over processes.
func withMean(t figures.Table, results []result, format string, measure func(tally) float64) figures.Table {
	cells := []string{"mean"}
	for m := range methods {
		var sum float64
		for _, r := range results {
			sum += measure(r.all[m])
		}
		cells = append(cells, figures.Number(format, sum/float64(len(results))))
	}
	t.Rows = append(t.Rows, cells)
	return t
}

// without takes the column of a method away.
func without(method int, t figures.Table) figures.Table {
	t.Columns = slices.Delete(t.Columns, method+1, method+2)
	for i := range t.Rows {
		t.Rows[i] = slices.Delete(t.Rows[i], method+1, method+2)
	}
	return t
}

// widths compares the widths of intervals with the oracle's.
func widths(rows []row) figures.Table {
	relative := slices.Clone(rows)
	for i, r := range relative {
		for m := range r.standings {
			relative[i].standings[m].width /= r.standings[oracle].meanWidth()
		}
	}
	return byProcess("Width of the 80 % interval", "The oracle's is 1.", relative, "%.2f", tally.meanWidth)
}

// stalls is how soon a stall is noticed: a table for each process that stalls.
func stalls(results []result) []figures.Table {
	var tables []figures.Table
	for _, r := range results {
		cases := len(r.all[truenorth].delays)
		if cases == 0 {
			continue
		}
		t := figures.Table{
			Heading: "Days until a stall is noticed",
			About:   fmt.Sprintf("From the stall to the first AtRisk or OffTrack, in the %d series of %q that would have made it without.", cases, r.process),
			Columns: []string{"method", "median days", "within 21 days, %"},
		}
		for m, counted := range r.all {
			t.Rows = append(t.Rows, []string{methods[m].name, figures.Number("%.0f", counted.medianDelay()), figures.Number("%.0f", 100*counted.noticed())})
		}
		tables = append(tables, t)
	}
	return tables
}

// calibration is how often came true what was promised, over all processes.
func calibration(results []result) figures.Table {
	var all tally
	for _, r := range results {
		all.add(r.all[truenorth])
	}
	t := figures.Table{
		Heading: "Calibration",
		About: fmt.Sprintf("What truenorth promised and what came true, in %%, by tenths of the promised probability; looks at all processes. At %d looks there was no forecast.",
			all.silent),
		Columns: []string{"probability", "looks", "promised", "came true"},
	}
	for i, b := range all.buckets {
		looks := float64(b.looks)
		t.Rows = append(t.Rows, []string{fmt.Sprintf("%d to %d", 10*i, 10*i+10), fmt.Sprint(b.looks),
			figures.Number("%.0f", 100*b.probability/looks), figures.Number("%.0f", 100*b.successes/looks)})
	}
	return t
}

func percent(measure func(tally) float64) func(tally) float64 {
	return func(t tally) float64 { return 100 * measure(t) }
}
