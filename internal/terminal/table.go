/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"io"
	"slices"
	"strings"
	"unicode"
)

// between stands between two columns, as kubectl has it.
const between = "   "

// Column is how a table shows the cells below each other.
type Column struct {
	// Title stands above the cells, in upper case.
	Title string
	// Right puts the cells at the right end: numbers.
	Right bool
	// Min is the columns of the terminal that are left when it gives way; 0 is the width of its title.
	Min int
	// Shrink is the order in which columns give way when the table is too wide: first those with 1, then those with 2; 0 never gives way.
	// Of those with the same order the widest gives way first.
	Shrink int
}

// Cell is a text of a table or tree.
type Cell struct {
	// Text is shown after Clean, on one line.
	Text string
	// Style puts codes around the text, after it was cut; nil leaves it as it is. See Palette.
	Style func(string) string

	lead string // drawn before the text, without its style
}

// Cells are texts without styles.
func Cells(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i].Text = text
	}
	return cells
}

// Table lays out rows as kubectl does: titles in upper case, no borders, three spaces between columns, none at the end of a line. If no column has a
// title there is no line of titles.
type Table struct {
	// Columns are those of every row.
	Columns []Column

	rows [][]Cell
}

// Row adds a row. Cells that are missing at its end are empty, those beyond the last column are not shown.
func (t *Table) Row(cells ...Cell) {
	row := make([]Cell, len(t.Columns))
	for i := range row[:copy(row, cells)] {
		row[i].Text = strings.TrimRightFunc(Clean(row[i].Text), unicode.IsSpace)
	}
	t.rows = append(t.rows, row)
}

// Write writes the titles and the rows. With a width above 0 columns that may shrink are cut until lines take no more than that, or until
// none has anything left to give. The error is that of w.
func (t *Table) Write(w io.Writer, width int) error {
	titles := t.titles()
	widths := t.widths(titles)
	if width > 0 {
		t.shrink(widths, titles, width)
	}
	var b strings.Builder
	if slices.ContainsFunc(titles, func(c Cell) bool { return c.Text != "" }) {
		t.line(&b, titles, widths)
	}
	for _, row := range t.rows {
		t.line(&b, row, widths)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// titles are the cells of the first line.
func (t *Table) titles() []Cell {
	titles := make([]Cell, len(t.Columns))
	for i, column := range t.Columns {
		titles[i].Text = strings.ToUpper(Clean(column.Title))
	}
	return titles
}

// widths are what the columns take in full.
func (t *Table) widths(titles []Cell) []int {
	widths := make([]int, len(t.Columns))
	for i := range widths {
		widths[i] = titles[i].width()
		for _, row := range t.rows {
			widths[i] = max(widths[i], row[i].width())
		}
	}
	return widths
}

// shrink takes from the widths what is too much, one by one in the order of Shrink.
func (t *Table) shrink(widths []int, titles []Cell, width int) {
	over := (len(widths)-1)*len(between) - width
	for _, w := range widths {
		over += w
	}
	for ; over > 0; over-- {
		next := -1
		for i, w := range widths {
			if t.mayShrink(i, w, titles[i]) && (next < 0 || t.before(widths, i, next)) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		widths[next]--
	}
}

// mayShrink says whether column i, being w wide, has something left to give.
func (t *Table) mayShrink(i, w int, title Cell) bool {
	least := t.Columns[i].Min
	if least <= 0 {
		least = max(1, title.width())
	}
	return t.Columns[i].Shrink > 0 && w > least
}

// before says whether column i gives way before column j.
func (t *Table) before(widths []int, i, j int) bool {
	if a, b := t.Columns[i].Shrink, t.Columns[j].Shrink; a != b {
		return a < b
	}
	return widths[i] > widths[j]
}

// line writes a row up to its last cell that is not empty.
func (t *Table) line(b *strings.Builder, row []Cell, widths []int) {
	end := len(row)
	for end > 0 && row[end-1].width() == 0 {
		end--
	}
	for i, cell := range row[:end] {
		text, spaces := cell.fit(widths[i])
		switch {
		case t.Columns[i].Right:
			text = spaces + text
		case i < end-1:
			text += spaces
		}
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(text)
	}
	b.WriteByte('\n')
}

// width is what the cell takes in full.
func (c Cell) width() int { return Width(c.lead) + Width(c.Text) }

// fit is the cell in its style, cut to a width, and the spaces that it leaves.
func (c Cell) fit(width int) (text, spaces string) {
	lead := Truncate(c.lead, width)
	text = Truncate(c.Text, width-Width(lead))
	spaces = gap(lead+text, width)
	if c.Style != nil && text != "" {
		text = c.Style(text)
	}
	return lead + text, spaces
}
