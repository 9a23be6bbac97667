/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// overview is how a table of entries is written.
type overview struct {
	palette terminal.Palette
	// width is that of the terminal; 0: no bound.
	width int
	// namespaces has a column for them.
	namespaces bool
	// wide has all columns, however narrow the terminal.
	wide bool
}

// column is one of an overview.
type column struct {
	terminal.Column
	cell func(ranked) terminal.Cell
	// spare is the order in which columns are left out on a narrow terminal; 0: never.
	spare int
}

// narrow is a terminal on which bars are short.
const narrow = 100

// whyWidth is what the column that says why has at least, before others are left out for it.
const whyWidth = 28

// write writes the table of entries, the worst first.
func (v overview) write(w io.Writer, rows []ranked) error {
	if v.wide {
		v.width = 0
	}
	columns := v.columns(rows)
	for leave := 1; v.width > 0 && leave <= 4 && taken(columns, rows)+whyWidth > v.width; leave++ {
		columns = spared(columns, leave)
	}
	t := &terminal.Table{}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Column)
	}
	for _, row := range rows {
		cells := make([]terminal.Cell, len(columns))
		for i, c := range columns {
			cells[i] = c.cell(row)
		}
		t.Row(cells...)
	}
	return t.Write(w, v.width)
}

// spared leaves out the columns that are to be spared in a turn.
func spared(columns []column, turn int) []column {
	var kept []column
	for _, c := range columns {
		if c.spare != turn {
			kept = append(kept, c)
		}
	}
	return kept
}

// taken is what all columns but the last take, with the spaces behind them.
func taken(columns []column, rows []ranked) int {
	total := 0
	for _, c := range columns[:len(columns)-1] {
		width := terminal.Width(c.Title)
		for _, row := range rows {
			width = max(width, terminal.Width(terminal.Clean(c.cell(row).Text)))
		}
		total += width + len("   ")
	}
	return total
}

// columns are all that an overview may have.
func (v overview) columns(rows []ranked) []column {
	var columns []column
	if v.namespaces {
		columns = append(columns, column{Column: terminal.Column{Title: "Namespace", Shrink: 3, Min: 9},
			cell: func(r ranked) terminal.Cell { return terminal.Cell{Text: r.goal.GetNamespace()} }})
	}
	columns = append(columns,
		column{Column: terminal.Column{Title: "Name", Shrink: 2, Min: 16},
			cell: func(r ranked) terminal.Cell { return terminal.Cell{Text: r.reference(), Style: v.palette.Bold} }},
		column{Column: terminal.Column{Title: "Score"}, cell: v.scoreCell},
		column{Column: terminal.Column{Title: "Expected", Right: true}, spare: 1, cell: expectedCell},
		column{Column: terminal.Column{Title: "Outlook"}, cell: v.outlookCell},
		column{Column: terminal.Column{Title: "Probability"}, spare: 4, cell: chanceCell},
		column{Column: terminal.Column{Title: "Met"}, spare: 2, cell: func(r ranked) terminal.Cell { return terminal.Cell{Text: r.met} }},
		column{Column: terminal.Column{Title: "Ends"}, spare: 3, cell: func(r ranked) terminal.Cell { return terminal.Cell{Text: r.ends} }},
	)
	if v.wide {
		columns = append(columns,
			column{Column: terminal.Column{Title: "Owner"}, cell: func(r ranked) terminal.Cell { return terminal.Cell{Text: teamOf(r.owner)} }},
			column{Column: terminal.Column{Title: "Title"}, cell: func(r ranked) terminal.Cell { return terminal.Cell{Text: titleOf(r.goal)} }})
	}
	return append(filled(columns, rows), column{Column: terminal.Column{Title: "Why", Shrink: 1, Min: 12},
		cell: func(r ranked) terminal.Cell { return terminal.Cell{Text: r.why} }})
}

// filled leaves out the columns that have nothing to show.
func filled(columns []column, rows []ranked) []column {
	var kept []column
	for _, c := range columns {
		for _, row := range rows {
			if c.cell(row).Text != "" {
				kept = append(kept, c)
				break
			}
		}
	}
	return kept
}

// scoreCell is the score as a bar with the expected mark, and as a number, with a question mark where values in it are
// stale. One that is not known looks like no other; a kind without scores has none.
func (v overview) scoreCell(r ranked) terminal.Cell {
	if !r.scored {
		return terminal.Cell{}
	}
	width := barWidth
	if v.width > 0 && v.width < narrow {
		width -= 4
	}
	text := terminal.Bar(r.score, r.expected, width) + " " + figure(r.score)
	if r.stale && !math.IsNaN(r.score) {
		text += "?"
	}
	return terminal.Cell{Text: text, Style: outlookStyle(v.palette, r.outlook)}
}

func expectedCell(r ranked) terminal.Cell {
	if math.IsNaN(r.expected) {
		return terminal.Cell{}
	}
	return terminal.Cell{Text: figure(r.expected)}
}

// outlookCell is the outlook; faint where it is not of the spec as it is now.
func (v overview) outlookCell(r ranked) terminal.Cell {
	paint := outlookStyle(v.palette, r.outlook)
	if r.generation < r.goal.GetGeneration() {
		paint = v.palette.Muted
	}
	return terminal.Cell{Text: r.verdict, Style: paint}
}

func chanceCell(r ranked) terminal.Cell {
	if math.IsNaN(r.probability) {
		return terminal.Cell{}
	}
	return terminal.Cell{Text: evaluate.Chance(r.probability)}
}

func teamOf(owner *v1alpha1.Owner) string {
	if owner == nil {
		return ""
	}
	return owner.Team
}

// summary counts the entries of each kind by how they stand: "14 objectives: 5 on track, 3 at risk".
func summary(rows []ranked) string {
	var parts []string
	for _, kind := range goalKinds {
		count, words := 0, map[string]int{}
		var order []string
		for _, r := range rows {
			if r.kind.kind != kind.kind {
				continue
			}
			count++
			word := inWords(r.verdict)
			if words[word]++; words[word] == 1 {
				order = append(order, word)
			}
		}
		if count == 0 {
			continue
		}
		for i, word := range order {
			order[i] = fmt.Sprintf("%d %s", words[word], word)
		}
		parts = append(parts, counted(count, kind.one, kind.many)+": "+strings.Join(order, ", "))
	}
	return strings.Join(parts, "; ")
}
