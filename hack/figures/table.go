/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package figures prints what benches measure, and holds it against what is to be reached.
package figures

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// Table is figures under a heading.
type Table struct {
	// Heading of the table.
	Heading string
	// About is a word on it; empty: none.
	About string
	// Columns are their names. The first column is text, the others are figures.
	Columns []string
	// Rows as they are printed.
	Rows [][]string
}

// Printer writes a table.
type Printer func(io.Writer, Table)

// printers are the formats to choose from.
var printers = map[string]Printer{"table": Text, "markdown": Markdown}

// PrinterOf is the printer of a format, table or markdown; an error names the formats that there are.
func PrinterOf(format string) (Printer, error) {
	if p := printers[format]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("take one of %v", slices.Sorted(maps.Keys(printers)))
}

// Text is the printer for terminals.
func Text(w io.Writer, t Table) {
	fmt.Fprintf(w, "%s\n", strings.ToUpper(t.Heading))
	if t.About != "" {
		fmt.Fprintf(w, "%s\n", t.About)
	}
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.Columns}, t.Rows...) {
		fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	_ = columns.Flush()
	fmt.Fprintln(w)
}

// Markdown is the printer for pages.
func Markdown(w io.Writer, t Table) {
	fmt.Fprintln(w, strings.TrimSpace("**"+t.Heading+".** "+t.About))
	fmt.Fprintf(w, "\n| %s |\n|---%s|\n", strings.Join(t.Columns, " | "), strings.Repeat("|---:", len(t.Columns)-1))
	for _, row := range t.Rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
	fmt.Fprintln(w)
}

// Number is a figure as it is printed; what there is none of is a dash, and what takes for ever never happens.
func Number(format string, v float64) string {
	switch {
	case math.IsNaN(v):
		return "-"
	case math.IsInf(v, 0):
		return "never"
	}
	return fmt.Sprintf(format, v)
}
