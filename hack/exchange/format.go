/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

// table is a heading, a word on it, the names of columns, and rows. The first column is text, the others are figures.
type table struct {
	heading string
	about   string
	columns []string
	rows    [][]string
}

// printer writes a table.
type printer func(io.Writer, table)

// printers are the formats to choose from.
var printers = map[string]printer{"text": printText, "markdown": printMarkdown}

func printText(w io.Writer, t table) {
	fmt.Fprintf(w, "%s\n", strings.ToUpper(t.heading))
	if t.about != "" {
		fmt.Fprintf(w, "%s\n", t.about)
	}
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.columns}, t.rows...) {
		fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	_ = columns.Flush()
	fmt.Fprintln(w)
}

func printMarkdown(w io.Writer, t table) {
	fmt.Fprintln(w, strings.TrimSpace("**"+t.heading+".** "+t.about))
	fmt.Fprintf(w, "\n| %s |\n|---%s|\n", strings.Join(t.columns, " | "), strings.Repeat("|---:", len(t.columns)-1))
	for _, row := range t.rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
	fmt.Fprintln(w)
}

// number is a figure as it is printed; what there is none of is a dash.
func number(format string, v float64) string {
	switch {
	case math.IsNaN(v):
		return "-"
	}
	return fmt.Sprintf(format, v)
}
