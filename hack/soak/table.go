/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// How much more than after the first round the manager may hold after a later one.
const (
	// moreGoroutines are those of connections, to the API server and for the metrics, that come and go.
	moreGoroutines = 10
	// moreFiles are those connections.
	moreFiles = 10
	// moreHeap and its slack are for what libraries keep for a while: the recorder knows events of the last six minutes.
	moreHeap, heapSlackMiB = 1.15, 4.0
	// moreResidents and its slack are for what the runtime keeps of freed memory, which depends on the machine.
	moreResidents, residentSlackMiB = 1.3, 32.0
)

// round is what one round came to.
type round struct {
	footprint
	changes int // objects created, changed or deleted
	writes  int // requests that changed something, when all was quiet
}

// judge says what did not return to where it was after the first round.
func judge(rounds []round) error {
	if len(rounds) < 2 {
		return errors.New("one round says nothing: let it run longer")
	}
	var errs []error
	first := rounds[0]
	for i, r := range rounds {
		if r.writes != 0 {
			errs = append(errs, fmt.Errorf("round %d: %d writes when there was nothing left to write about", i+1, r.writes))
		}
		for _, exceeded := range r.exceeds(first) {
			errs = append(errs, fmt.Errorf("round %d: %s", i+1, exceeded))
		}
	}
	return errors.Join(errs...)
}

// exceeds names what is more than it was, in words.
func (r round) exceeds(first round) []string {
	var more []string
	check := func(what string, now, was, most float64) {
		if now > most {
			more = append(more, fmt.Sprintf("%s grew from %.1f to %.1f, want %.1f at most", what, was, now, most))
		}
	}
	check("goroutines", float64(r.goroutines), float64(first.goroutines), float64(first.goroutines+moreGoroutines))
	check("open files", float64(r.files), float64(first.files), float64(first.files+moreFiles))
	check("series", float64(r.series), float64(first.series), float64(first.series))
	check("heap in MiB", r.heapMiB, first.heapMiB, first.heapMiB*moreHeap+heapSlackMiB)
	check("resident memory in MiB", r.residents, first.residents, first.residents*moreResidents+residentSlackMiB)
	return more
}

// columns are the heads of the table.
var columns = []string{"round", "changes", "goroutines", "heap MiB", "resident MiB", "open files", "series", "writes when quiet", "returned"}

// cells are a round's line of the table.
func (r round) cells(number int, first round) []string {
	verdict := "yes"
	switch {
	case number == 1 && r.writes == 0:
		verdict = "(the measure)"
	case r.writes != 0 || len(r.exceeds(first)) > 0:
		verdict = "no"
	}
	return []string{
		fmt.Sprint(number), fmt.Sprint(r.changes), fmt.Sprint(r.goroutines), fmt.Sprintf("%.1f", r.heapMiB), fmt.Sprintf("%.0f", r.residents),
		fmt.Sprint(r.files), fmt.Sprint(r.series), fmt.Sprint(r.writes), verdict,
	}
}

// write writes the table.
func write(out io.Writer, format string, rounds []round) error {
	lines := [][]string{columns}
	if format == "markdown" {
		rule := make([]string, len(columns))
		for i := range rule {
			rule[i] = "---"
		}
		lines = append(lines, rule)
	}
	for i, r := range rounds {
		lines = append(lines, r.cells(i+1, rounds[0]))
	}
	if format == "markdown" {
		for _, line := range lines {
			if _, err := fmt.Fprintf(out, "| %s |\n", strings.Join(line, " | ")); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		if _, err := fmt.Fprintln(table, strings.Join(line, "\t")); err != nil {
			return err
		}
	}
	return table.Flush()
}
