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
	doubtful   bool // something in it is old in part
	namespaces map[string]bool
	broken     []*lineage.Node // those with problems, in the order of the tree
	unserving  []string        // objectives that serve no customer
}

// treeColumn is a column of the tree.
type treeColumn struct {
	terminal.Column
	cell func(*lineage.Node) terminal.Cell
}

// How many columns a terminal has that has room for more than what a leader asks first.
const (
	roomForServes = 100
	roomForBars   = 140
	roomForNames  = 150 // in full
)

const (
	barWidth   = 10   // columns of a score in a table
	brokenMark = "! " // before a goal that there is a note about
	doubtMark  = "? " // behind a score that is old in part, and before what that means
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
	return v.notes(w)
}

// notes say below the tree what its marks mean, and how it is mended.
func (v *treeView) notes(w io.Writer) error {
	s := sheet{Palette: v.palette, width: v.width}
	for _, n := range v.broken {
		name := strings.TrimSuffix(n.Name+"/"+n.Part, "/")
		if len(v.namespaces) > 1 {
			name += " in " + n.Namespace
		}
		for _, p := range n.Problems {
			s.note(v.palette.Bad(brokenMark), name+": "+p.Message+": "+p.Mend)
		}
	}
	if len(v.unserving) > 0 && !v.roomFor(roomForServes) {
		s.note(v.palette.Warn(brokenMark), "serving no customer: "+strings.Join(v.unserving, ", "))
	}
	if v.doubtful {
		s.note(v.palette.Warn(doubtMark), "counts numbers that are stale, or is of an older spec: `kubectl goals status NAME` says why")
	}
	if s.b.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(w, "\n"+s.b.String())
	return err
}

// note is a text behind a mark of two columns.
func (s *sheet) note(mark, text string) {
	for _, line := range s.wrap(text, len(brokenMark)) {
		s.b.WriteString(mark + line + "\n")
		mark = strings.Repeat(" ", len(brokenMark))
	}
}

// survey sees what there is to show.
func (v *treeView) survey(nodes []*lineage.Node) {
	for _, n := range nodes {
		v.namespaces[n.Namespace] = true
		v.doubtful = v.doubtful || strings.HasSuffix(v.score(n).Text, "?") || strings.HasSuffix(v.outlook(n).Text, "?")
		if n.CustomerAligned == lineage.AlignedNot && !n.Elsewhere {
			v.unserving = append(v.unserving, n.Name)
		}
		v.judged = v.judged || n.Score != nil || n.Value != nil || verdictOf(n.Subject) != ""
		if len(n.Problems) > 0 {
			v.broken = append(v.broken, n)
		}
		v.survey(n.Children)
	}
}

// roomFor tells whether the terminal has so many columns, or the width is no matter.
func (v *treeView) roomFor(columns int) bool { return v.wide || v.width == 0 || v.width >= columns }

// columns are those that there is room for, and something to show in.
func (v *treeView) columns() []treeColumn {
	goal := terminal.Column{Title: "Goal", Min: 34, Shrink: 2}
	name := treeColumn{terminal.Column{Title: "Name"}, v.name}
	if !v.roomFor(roomForNames) { // the name gives way last, for it has to be typed
		goal = terminal.Column{Title: "Goal", Min: 22, Shrink: 2}
		name = treeColumn{terminal.Column{Title: "Name", Min: 16, Shrink: 3}, v.shortName}
	}
	all := []struct {
		shown bool
		treeColumn
	}{
		{true, treeColumn{goal, v.label}},
		{v.judged, treeColumn{terminal.Column{Title: "Score", Right: true}, v.score}},
		{v.judged && v.roomFor(roomForBars), treeColumn{terminal.Column{Title: "Progress"}, v.bar}},
		{v.judged && v.wide, treeColumn{terminal.Column{Title: "Probability", Right: true}, v.probability}},
		{v.judged, treeColumn{terminal.Column{Title: "Outlook"}, v.outlook}},
		{v.judged && v.wide, treeColumn{terminal.Column{Title: "Value", Right: true}, v.value}},
		{v.judged && v.wide, treeColumn{terminal.Column{Title: "Target"}, v.target}},
		{v.wide, treeColumn{terminal.Column{Title: "Ends"}, v.ends}},
		{v.wide, treeColumn{terminal.Column{Title: "Team"}, v.team}},
		{v.roomFor(roomForServes), treeColumn{terminal.Column{Title: "Serves", Shrink: 1, Min: 18}, v.serves}},
		{v.roomFor(roomForNames) && len(v.namespaces) > 1, treeColumn{terminal.Column{Title: "Namespace"}, v.namespace}},
		{true, name},
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
	text := partWords(n.Subject)
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

// partWords are the words for a goal or a part of one; a guardrail is told by name, as it looks like a key result.
func partWords(s lineage.Subject) string {
	if s.Guardrail {
		return "guardrail: " + s.Words()
	}
	return s.Words()
}

// score is what counts for the objective above, so that a guardrail has none.
func (v *treeView) score(n *lineage.Node) terminal.Cell {
	if n.Guardrail {
		return terminal.Cell{}
	}
	return terminal.Cell{Text: marked(n.Subject, share(n.Score))}
}

func (v *treeView) probability(n *lineage.Node) terminal.Cell {
	return terminal.Cell{Text: share(n.Probability)}
}

// share is a number from 0 to 1 as status has it; empty where it is not known.
func share(x *float64) string {
	if x == nil {
		return ""
	}
	return figure(*x)
}

func (v *treeView) bar(n *lineage.Node) terminal.Cell {
	if n.Score == nil || n.Elsewhere || n.Guardrail {
		return terminal.Cell{}
	}
	return terminal.Cell{Text: terminal.Bar(*n.Score, known(n.ExpectedScore), barWidth), Style: v.style(n.Subject)}
}

func (v *treeView) outlook(n *lineage.Node) terminal.Cell {
	return terminal.Cell{Text: marked(n.Subject, verdictOf(n.Subject)), Style: v.style(n.Subject)}
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

// shortName is a name for a narrow terminal: of a part what follows the name of the goal above.
func (v *treeView) shortName(n *lineage.Node) terminal.Cell {
	cell := v.name(n)
	if n.Kind == lineage.KindKeyResult {
		cell.Text = "/" + n.Part
	}
	return cell
}
