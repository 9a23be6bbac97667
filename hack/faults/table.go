/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// row is what the table shows of the fault with a number.
func (b *battery) row(number int) (title, sees, held string) {
	f := b.faults[number]
	switch {
	case f == nil:
		return "(no test)", "", "not shown"
	case f.held():
		return f.title, f.sees, "held"
	}
	return f.title, f.sees, "NOT HELD"
}

// textWidth is how wide the table is where the terminal says nothing.
const textWidth = 120

// writeText prints each fault with what is seen below it.
func writeText(w io.Writer, b *battery) error {
	width := terminal.Columns(w, os.LookupEnv)
	if width == 0 {
		width = textWidth
	}
	fmt.Fprintln(w, " NO  HELD      FAULT, AND WHAT THE USER SEES")
	for number := 1; number <= count; number++ {
		title, sees, held := b.row(number)
		fmt.Fprintf(w, "%3d  %-9s %s\n", number, held, terminal.Clean(title))
		for _, line := range terminal.Wrap(sees, width-17) {
			if _, err := fmt.Fprintf(w, "%17s%s\n", "", line); err != nil {
				return err
			}
		}
	}
	return nil
}

// forMarkdown keeps what is seen from being taken for markup.
var forMarkdown = strings.NewReplacer("|", "\\|", "<", "&lt;", ">", "&gt;", "*", "\\*", "_", "\\_", "`", "\\`", "$", "\\$")

// writeMarkdown prints the table of docs/reliability.md.
func writeMarkdown(w io.Writer, b *battery) error {
	fmt.Fprintln(w, "| | fault | what the user sees | |")
	fmt.Fprintln(w, "|---:|---|---|---|")
	for number := 1; number <= count; number++ {
		title, sees, held := b.row(number)
		_, err := fmt.Fprintf(w, "| %d | %s | %s | %s |\n", number, markdown(title), markdown(sees), held)
		if err != nil {
			return err
		}
	}
	return nil
}

func markdown(text string) string { return forMarkdown.Replace(terminal.Clean(text)) }
