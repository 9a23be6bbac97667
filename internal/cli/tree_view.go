/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// treeView draws a tree for people.
type treeView struct {
	palette terminal.Palette
	width   int // of the terminal; 0: no bound
	wide    bool

	judged     bool // something in the tree has a status
	namespaces map[string]bool
	broken     []*lineage.Node // those with problems, in the order of the tree
}

// treeColumn is a column of the tree.
type treeColumn struct {
	terminal.Column
	cell func(*lineage.Node) terminal.Cell
}

// How many columns a terminal has that has room for more than what a leader asks first.
const (
	roomForBars  = 100
	roomForNames = 150
)

const (
	barWidth   = 10   // columns of a score in a table
	brokenMark = "! " // before a goal with a reference that leads nowhere
)

func (v *treeView) write(w io.Writer, tree *lineage.Tree) error {
	v.namespaces = map[string]bool{}
	v.survey(tree.Roots)
	columns := v.columns()
	titles := make([]terminal.Column, len(columns))
	for i, column := range columns {
		titles[i] = column.Column
	}
	width := v.width
	if v.wide {
		width = 0
	}
	if err := terminal.WriteTree(w, titles, nodes(tree.Roots, columns), width); err != nil {
		return err
	}
	return v.problems(w)
}

// problems says below the tree what its marks mean, and how it is mended.
func (v *treeView) problems(w io.Writer) error {
	s := sheet{Palette: v.palette, width: v.width}
	for _, n := range v.broken {
		name := strings.TrimSuffix(n.Name+"/"+n.Part, "/")
		if len(v.namespaces) > 1 {
			name += " in " + n.Namespace
		}
		for _, p := range n.Problems {
			for i, line := range s.wrap(name+": "+p.Message+": "+p.Mend, len(brokenMark)) {
				s.b.WriteString([]string{v.palette.Bad(brokenMark), strings.Repeat(" ", len(brokenMark))}[min(i, 1)] + line + "\n")
			}
		}
	}
	if len(v.broken) == 0 {
		return nil
	}
	_, err := io.WriteString(w, "\n"+s.b.String())
	return err
}

// survey sees what there is to show.
func (v *treeView) survey(nodes []*lineage.Node) {
	for _, n := range nodes {
		v.namespaces[n.Namespace] = true
		v.judged = v.judged || n.Score != nil || n.Value != nil || verdictOf(n.Subject) != ""
		if len(n.Problems) > 0 {
			v.broken = append(v.broken, n)
		}
		v.survey(n.Children)
	}
}

// columns are those that there is room for, and something to show in.
func (v *treeView) columns() []treeColumn {
	room := v.width
	if v.wide || room == 0 {
		room = roomForNames
	}
	named := room >= roomForNames
	all := []struct {
		shown bool
		treeColumn
	}{
		{true, treeColumn{terminal.Column{Title: "Goal", Min: 34, Shrink: 2}, v.label}},
		{v.judged, treeColumn{terminal.Column{Title: "Score", Right: true}, v.score}},
		{v.judged && room >= roomForBars, treeColumn{terminal.Column{Title: "Progress"}, v.bar}},
		{v.judged && v.wide, treeColumn{terminal.Column{Title: "Probability", Right: true}, v.probability}},
		{v.judged, treeColumn{terminal.Column{Title: "Outlook"}, v.outlook}},
		{v.judged && v.wide, treeColumn{terminal.Column{Title: "Value", Right: true}, v.value}},
		{v.judged && v.wide, treeColumn{terminal.Column{Title: "Target"}, v.target}},
		{v.wide, treeColumn{terminal.Column{Title: "Ends"}, v.ends}},
		{v.wide, treeColumn{terminal.Column{Title: "Team"}, v.team}},
		{true, treeColumn{terminal.Column{Title: "Serves", Shrink: 1, Min: 18}, v.serves}},
		{named && len(v.namespaces) > 1, treeColumn{terminal.Column{Title: "Namespace"}, v.namespace}},
		{named, treeColumn{terminal.Column{Title: "Name"}, v.name}},
	}
	var columns []treeColumn
	for _, column := range all {
		if column.shown {
			columns = append(columns, column.treeColumn)
		}
	}
	return columns
}

// nodes are the lines of goals.
func nodes(goals []*lineage.Node, columns []treeColumn) []*terminal.Node {
	var lines []*terminal.Node
	for _, goal := range goals {
		n := &terminal.Node{Children: nodes(goal.Children, columns)}
		for _, column := range columns {
			n.Cells = append(n.Cells, column.cell(goal))
		}
		if goal.Hidden > 0 {
			n.Children = []*terminal.Node{{Cells: terminal.Cells(fmt.Sprintf("… %d more", goal.Hidden))}}
		}
		lines = append(lines, n)
	}
	return lines
}

func (v *treeView) label(n *lineage.Node) terminal.Cell {
	text := n.Words()
	switch {
	case n.Question != "":
		text += ": " + n.Question
	case n.Kind == lineage.KindIndicator && n.Value != nil:
		text += ": " + valueWords(n.Subject)
	case n.Kind == lineage.KindKeyResult || n.Kind == lineage.KindOutcomeIndicator:
		text = "· " + text
	}
	switch {
	case n.Elsewhere:
		return terminal.Cell{Text: "→ " + text, Style: v.palette.Muted}
	case len(n.Problems) > 0:
		return terminal.Cell{Text: brokenMark + text, Style: v.palette.Bad}
	case n.Kind == lineage.KindObjective || n.Kind == lineage.KindScorecard:
		return terminal.Cell{Text: text, Style: v.palette.Bold}
	}
	return terminal.Cell{Text: text}
}

func (v *treeView) score(n *lineage.Node) terminal.Cell       { return share(n.Score) }
func (v *treeView) probability(n *lineage.Node) terminal.Cell { return share(n.Probability) }

// share is a number from 0 to 1 with two decimals; empty where it is not known.
func share(x *float64) terminal.Cell {
	if x == nil {
		return terminal.Cell{}
	}
	return terminal.Cell{Text: fmt.Sprintf("%.2f", *x)}
}

func (v *treeView) bar(n *lineage.Node) terminal.Cell {
	if n.Score == nil || n.Elsewhere {
		return terminal.Cell{}
	}
	return terminal.Cell{Text: terminal.Bar(*n.Score, known(n.ExpectedScore), barWidth), Style: v.style(n.Subject)}
}

func (v *treeView) outlook(n *lineage.Node) terminal.Cell {
	return terminal.Cell{Text: verdictOf(n.Subject), Style: v.style(n.Subject)}
}

func (v *treeView) style(s lineage.Subject) func(string) string { return subjectStyle(v.palette, s) }

func (v *treeView) value(n *lineage.Node) terminal.Cell {
	if n.Value == nil {
		return terminal.Cell{}
	}
	return terminal.Cell{Text: valueWords(n.Subject)}
}

func (v *treeView) target(n *lineage.Node) terminal.Cell { return terminal.Cell{Text: n.Target} }
func (v *treeView) ends(n *lineage.Node) terminal.Cell   { return terminal.Cell{Text: n.Ends.Day()} }
func (v *treeView) team(n *lineage.Node) terminal.Cell   { return terminal.Cell{Text: n.Team} }

// serves are the outcomes that an objective names, or what stands for them.
func (v *treeView) serves(n *lineage.Node) terminal.Cell {
	switch n.CustomerAligned {
	case lineage.AlignedItself:
		var names []string
		for _, outcome := range n.Serves {
			names = append(names, outcome.Name)
		}
		return terminal.Cell{Text: strings.Join(names, ", ")}
	case lineage.AlignedByParent:
		return terminal.Cell{Text: "by its parent", Style: v.palette.Muted}
	case lineage.AlignedNot:
		return terminal.Cell{Text: "none", Style: v.palette.Warn}
	case lineage.AlignedUnknown:
		return terminal.Cell{Text: "not known", Style: v.palette.Muted}
	}
	return terminal.Cell{}
}

func (v *treeView) namespace(n *lineage.Node) terminal.Cell {
	return terminal.Cell{Text: n.Namespace, Style: v.palette.Muted}
}

func (v *treeView) name(n *lineage.Node) terminal.Cell {
	return terminal.Cell{Text: cmp.Or(argumentOf(n.Ref), n.Part), Style: v.palette.Muted}
}
