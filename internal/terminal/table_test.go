/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// written is a table as it is written.
func written(t interface{ Fatal(...any) }, table *Table, width int) string {
	var b bytes.Buffer
	if err := table.Write(&b, width); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	stars := func(s string) string { return "*" + s + "*" }
	cases := map[string]struct {
		reason  string
		columns []Column
		rows    [][]Cell
		width   int
		want    string
	}{
		"Kubectl": {
			"titles are upper case, and three spaces part columns",
			[]Column{{Title: "Name"}, {Title: "Score", Right: true}, {Title: "Outlook"}},
			[][]Cell{Cells("a", "0.5", "AtRisk"), Cells("longer", "1", "")}, 0,
			"NAME     SCORE   OUTLOOK\na          0.5   AtRisk\nlonger       1\n",
		},
		"Untitled": {
			"without titles there is no line of them",
			[]Column{{}, {}}, [][]Cell{Cells("Owner:", "front-desk"), Cells("Due:", "1 May")}, 0,
			"Owner:   front-desk\nDue:     1 May\n",
		},
		"Empty": {"titles stand alone", []Column{{Title: "Name"}, {Title: "Score"}}, nil, 0, "NAME   SCORE\n"},
		"Uneven": {
			"what is missing is empty, what is too much is not there",
			[]Column{{Title: "A"}, {Title: "B"}}, [][]Cell{nil, Cells("1"), Cells("1", "2", "3")}, 0,
			"A   B\n\n1\n1   2\n",
		},
		"Cleaned": {
			"a cell is one line, and steers nothing",
			[]Column{{}}, [][]Cell{Cells("a\nb\x1b[31m \n")}, 0,
			"a b\n",
		},
		"Styled": {
			"a style takes no columns, neither of the text nor of what fits, and styles no spaces",
			[]Column{{Title: "Name", Shrink: 1}, {Title: "N", Right: true}},
			[][]Cell{{{Text: "abcdefgh", Style: stars}, {Text: "10", Style: stars}}, {{Text: "", Style: stars}, {Text: "1", Style: stars}}}, 10,
			"NAME     N\n*abcd…*   *10*\n         *1*\n",
		},
		"ShrinkFirst": {
			"the first to give way gives all it has before the next",
			[]Column{{Title: "A", Shrink: 2}, {Title: "B", Shrink: 1, Min: 4}, {Title: "C"}},
			[][]Cell{Cells("aaaaaaaa", "bbbbbbbb", "cccccccc")}, 24,
			"A        B      C\naaaaa…   bbb…   cccccccc\n",
		},
		"ShrinkWidest": {
			"of equals the widest gives way",
			[]Column{{Shrink: 1}, {Shrink: 1}}, [][]Cell{Cells("aaaaaaaa", "bbbbbb")}, 15,
			"aaaaa…   bbbbbb\n",
		},
		"ShrinkToTitle": {
			"a title is not cut unless it is said to be",
			[]Column{{Title: "Outlook", Shrink: 1}, {Title: "Reason", Shrink: 2, Min: 2}}, [][]Cell{Cells("OnTrackAgain", "b")}, 1,
			"OUTLOOK   R…\nOnTrac…   b\n",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			table := &Table{Columns: tc.columns}
			for _, row := range tc.rows {
				table.Row(row...)
			}
			if diff := cmp.Diff(tc.want, written(t, table, tc.width)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestTableKeepsTheCellsItWasGiven(t *testing.T) {
	cells := Cells("a\nb")
	(&Table{Columns: []Column{{}}}).Row(cells...)
	if cells[0].Text != "a\nb" {
		t.Errorf("Row changed its argument to %q", cells[0].Text)
	}
}

// broken is a pipe that nobody reads.
type broken struct{ error }

func (b broken) Write([]byte) (int, error) { return 0, b.error }

func TestTableSaysWhatTheWriterSays(t *testing.T) {
	gone := errors.New("broken pipe")
	if err := goals(Palette{}).Write(broken{gone}, 0); !errors.Is(err, gone) {
		t.Errorf("error is %v, want %v", err, gone)
	}
}

// anyTable is a table whose cells are between \x01 and \x02, which take no columns.
func anyTable(t *rapid.T) *Table {
	columns := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Column {
		return Column{
			Title:  rapid.StringMatching("[a-z日]{0,6}").Draw(t, "title"),
			Right:  rapid.Bool().Draw(t, "right"),
			Min:    rapid.IntRange(0, 8).Draw(t, "min"),
			Shrink: rapid.IntRange(0, 3).Draw(t, "shrink"),
		}
	}), 1, 5).Draw(t, "columns")
	between := func(s string) string { return "\x01" + s + "\x02" }
	table := &Table{Columns: columns}
	for range rapid.IntRange(1, 6).Draw(t, "rows") {
		row := make([]Cell, len(columns))
		for i := range row {
			row[i] = Cell{Text: texts().Draw(t, "text"), Style: between}
		}
		table.Row(row...)
	}
	return table
}

// least is the width that the table can be cut to.
func least(table *Table) int {
	titles := table.titles()
	widths := table.widths(titles)
	table.shrink(widths, titles, 1)
	sum := (len(widths) - 1) * len(between)
	for _, w := range widths {
		sum += w
	}
	return sum
}

func TestTablesFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := anyTable(t)
		width := rapid.IntRange(1, 60).Draw(t, "width")
		for line := range strings.Lines(written(t, table, width)) {
			line = strings.TrimSuffix(line, "\n")
			if most := max(width, least(table)); Width(line) > most {
				t.Fatalf("%q takes %d columns, want at most %d", line, Width(line), most)
			}
			if plain := strings.NewReplacer("\x01", "", "\x02", "").Replace(line); strings.TrimRight(plain, " ") != plain {
				t.Fatalf("%q ends in spaces", line)
			}
		}
	})
}

func TestColumnsStandBelowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := anyTable(t)
		lines := strings.Split(written(t, table, rapid.IntRange(0, 60).Draw(t, "width")), "\n")
		lines = lines[len(lines)-1-len(table.rows):] // without the titles
		starts := make([][]int, len(table.Columns))
		for y, row := range table.rows {
			at := 0
			for x, cell := range row {
				if cell.Text == "" {
					continue
				}
				from, to := strings.Index(lines[y][at:], "\x01"), strings.Index(lines[y][at:], "\x02")
				if from < 0 || to < 0 {
					t.Fatalf("%q lacks the cell %q", lines[y], cell.Text)
				}
				edge := at + from
				at += to + 1
				if table.Columns[x].Right {
					edge = at
				}
				starts[x] = append(starts[x], Width(lines[y][:edge]))
			}
		}
		for x, at := range starts {
			if len(slices.Compact(slices.Clone(at))) > 1 {
				t.Fatalf("column %d stands at %v", x, at)
			}
		}
	})
}
