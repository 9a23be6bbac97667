/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestLook holds what people see, on a narrow screen and on a wide one.
func TestLook(t *testing.T) {
	looks := map[string]func(w io.Writer, width int) error{
		"table": func(w io.Writer, width int) error { return goals(Palette{}).Write(w, width) },
		"tree":  func(w io.Writer, width int) error { return WriteTree(w, treeColumns, mission(), width) },
		"chart": func(w io.Writer, width int) error { return writeCharts(w, width) },
		"bar":   func(w io.Writer, width int) error { return writeBars(w, width/4) },
	}
	for name, look := range looks {
		for _, width := range []int{80, 200} {
			t.Run(fmt.Sprintf("%s-%d", name, width), func(t *testing.T) {
				var got bytes.Buffer
				if err := look(&got, width); err != nil {
					t.Fatal(err)
				}
				wantGolden(t, fmt.Sprintf("%s-%d.txt", name, width), got.Bytes())
			})
		}
	}
}

// wantGolden compares with a golden file.
func wantGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	golden := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s; go test ./internal/terminal -update writes it anew (-want +got):\n%s", name, diff)
	}
}

// goals is a table with what tables have.
func goals(p Palette) *Table {
	t := &Table{Columns: []Column{
		{Title: "Name", Shrink: 2, Min: 12},
		{Title: "Score", Right: true},
		{Title: "Progress"},
		{Title: "Outlook"},
		{Title: "Why", Shrink: 1, Min: 10},
	}}
	row := func(name, score string, share, expected float64, outlook Cell, why string) {
		t.Row(Cell{Text: name, Style: p.Bold}, Cell{Text: score}, Cell{Text: Bar(share, expected, 12)}, outlook, Cell{Text: why})
	}
	row("guests-belong", "0.62", 0.62, 0.70, Cell{Text: "AtRisk", Style: p.Warn}, "repeat-stays needs 0.8 points a week and\nmakes 0.5; \x1b[31mit would reach 34 of 40 \u202e%")
	row("お客様は帰ってくる", "0.88", 0.88, 0.70, Cell{Text: "OnTrack", Style: p.Good}, "二つの結果が予定より進んでいる")
	row("fewer-complaints-at-the-front-desk", "0", 0, 0.70, Cell{Text: "OffTrack", Style: p.Bad}, "complaints-per-stay went the wrong way since 3 October")
	row("🏨-cafe\u0301", "", nan, nan, Cell{Text: "Unknown", Style: p.Muted}, "")
	return t
}

var treeColumns = []Column{
	{Title: "Name", Shrink: 1, Min: 30},
	{Title: "Score", Right: true},
	{Title: "Outlook"},
	{Title: "Serves", Shrink: 1, Min: 20},
}

// node is a line of mission.
func node(label, score, outlook, serves string, children ...*Node) *Node {
	return &Node{Cells: Cells(label, score, outlook, serves), Children: children}
}

// mission is two trees, one of a label alone.
func mission() []*Node {
	return []*Node{
		node("Mission hospitality/at-home", "", "", "",
			node("Objective hospitality/guests-belong", "0.62", "AtRisk", "guests-are-recognised “When I arrive, I am known.”",
				node("Objective front-desk/know-every-guest-by-name-before-they-arrive", "0.71", "OnTrack", "guests-are-recognised “When I arrive, I am known.”",
					node("training", "0.9", "", ""),
					node("notes-read", "0.52", "", "")),
				node("repeat-stays", "0.55", "AtRisk", "")),
			node("Objective hospitality/朝食", "1", "Done", "breakfast “朝が楽しみになる。”")),
		{Cells: Cells("Objective spa/adrift")},
	}
}

// quarter is a goal over ninety days, with a week without data.
func quarter() Chart {
	c := Chart{High: 1, Height: 11, Series: []Series{{Name: "score"}, {Name: "probability"}, {Name: "expected"}}}
	for day := range 91 {
		c.Times = append(c.Times, time.Date(2026, time.October, 1+day, 0, 0, 0, 0, time.UTC))
		done := float64(day) / 90
		values := []float64{0.95*done*done + 0.03*math.Sin(float64(day)/3), 0.55 + 0.4*math.Sin(4.5*done+math.Pi), done}
		for i, v := range values {
			if i < 2 && day > 40 && day < 49 {
				v = nan
			}
			c.Series[i].Values = append(c.Series[i].Values, max(0, v))
		}
	}
	return c
}

// writeCharts writes a quarter, a day in another place, one time, and none.
func writeCharts(w io.Writer, width int) error {
	charts := []Chart{
		quarter(),
		{Times: quarter().Times[:2], Series: []Series{{Name: "guests", Values: []float64{1180, 1421}}}, Location: time.FixedZone("", 2*60*60), Height: 5},
		{Times: quarter().Times[:1], Series: []Series{{Name: "score", Mark: '*', Values: []float64{0.3}}}, High: 1},
		{Series: []Series{{Name: "score"}}, High: 1, Height: 5},
	}
	for _, c := range charts {
		c.Width = width
		if _, err := fmt.Fprintln(w, c); err != nil {
			return err
		}
	}
	return nil
}

// writeBars writes bars from nothing to all, and the unknown one.
func writeBars(w io.Writer, width int) error {
	for _, share := range []float64{nan, 0, 0.001, 0.1, 0.25, 0.33, 0.5, 0.69, 0.7, 0.71, 0.9, 0.999, 1} {
		if _, err := fmt.Fprintf(w, "%5.3g %s %s\n", share, Bar(share, 0.7, width), Bar(share, nan, width/2)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, Sparkline(quarter().Series[0].Values[:width]))
	return err
}
