/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"slices"
)

// report is all that the program has to say.
func report(results []result, s *speed, split bool) []table {
	rows := rowsOf(results, split)
	tables := []table{
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
	return append(tables, append(stalls(results), calibration(results), goalTable(goalsOf(results, s)))...)
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
		for _, name := range sortedKeys(r.variants) {
			rows = append(rows, row{"… " + name, *r.variants[name]})
		}
	}
	return rows
}

// byProcess is a table of one measure with a column for each method.
func byProcess(heading, about string, rows []row, format string, measure func(tally) float64) table {
	t := table{heading: heading, about: about, columns: []string{"process"}}
	for _, m := range methods {
		t.columns = append(t.columns, m.name)
	}
	for _, r := range rows {
		cells := []string{r.name}
		for _, counted := range r.standings {
			cells = append(cells, number(format, measure(counted)))
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

// withMean adds the mean over processes.
func withMean(t table, results []result, format string, measure func(tally) float64) table {
	cells := []string{"mean"}
	for m := range methods {
		var sum float64
		for _, r := range results {
			sum += measure(r.all[m])
		}
		cells = append(cells, number(format, sum/float64(len(results))))
	}
	t.rows = append(t.rows, cells)
	return t
}

// without takes the column of a method away.
func without(method int, t table) table {
	t.columns = slices.Delete(t.columns, method+1, method+2)
	for i := range t.rows {
		t.rows[i] = slices.Delete(t.rows[i], method+1, method+2)
	}
	return t
}

// widths compares the widths of intervals with the oracle's.
func widths(rows []row) table {
	relative := slices.Clone(rows)
	for i, r := range relative {
		for m := range r.standings {
			relative[i].standings[m].width /= r.standings[oracle].meanWidth()
		}
	}
	return byProcess("Width of the 80 % interval", "The oracle's is 1.", relative, "%.2f", tally.meanWidth)
}

// stalls is how soon a stall is noticed: a table for each process that stalls.
func stalls(results []result) []table {
	var tables []table
	for _, r := range results {
		cases := len(r.all[truenorth].delays)
		if cases == 0 {
			continue
		}
		t := table{
			heading: "Days until a stall is noticed",
			about:   fmt.Sprintf("From the stall to the first AtRisk or OffTrack, in the %d series of %q that would have made it without.", cases, r.process),
			columns: []string{"method", "median days", "within 21 days, %"},
		}
		for m, counted := range r.all {
			t.rows = append(t.rows, []string{methods[m].name, number("%.0f", counted.medianDelay()), number("%.0f", 100*counted.noticed())})
		}
		tables = append(tables, t)
	}
	return tables
}

// calibration is how often came true what was promised, over all processes.
func calibration(results []result) table {
	var all tally
	for _, r := range results {
		all.add(r.all[truenorth])
	}
	t := table{
		heading: "Calibration",
		about: fmt.Sprintf("What truenorth promised and what came true, in %%, by tenths of the promised probability; looks at all processes. At %d looks there was no forecast.",
			all.silent),
		columns: []string{"probability", "looks", "promised", "came true"},
	}
	for i, b := range all.buckets {
		looks := float64(b.looks)
		t.rows = append(t.rows, []string{fmt.Sprintf("%d to %d", 10*i, 10*i+10), fmt.Sprint(b.looks),
			number("%.0f", 100*b.probability/looks), number("%.0f", 100*b.successes/looks)})
	}
	return t
}

// goalTable is the goals beside what was reached.
func goalTable(goals []goal) table {
	t := table{heading: "Goals", columns: []string{"what", "goal", "reached", "verdict"}}
	for _, g := range goals {
		verdict := "missed"
		if g.met {
			verdict = "met"
		}
		t.rows = append(t.rows, []string{g.what, g.wanted, g.figure, verdict})
	}
	return t
}

func percent(measure func(tally) float64) func(tally) float64 {
	return func(t tally) float64 { return 100 * measure(t) }
}
