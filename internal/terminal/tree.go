/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import "io"

// Node is a line of a tree, and those below it.
type Node struct {
	// Cells are its columns; the first is its label, which the tree indents.
	Cells []Cell
	// Children are drawn below it, in this order. No node is below itself.
	Children []*Node
}

// WriteTree writes trees as a table whose first column shows, by lines before the labels, what stands below what. Columns, titles and width are
// those of a Table. The error is that of w.
func WriteTree(w io.Writer, columns []Column, roots []*Node, width int) error {
	t := &Table{Columns: columns}
	for _, root := range roots {
		t.branch(root, "", "")
	}
	return t.Write(w, width)
}

// branch adds a node, with what is drawn before its label, and those below it, with what is drawn before theirs.
func (t *Table) branch(n *Node, lead, below string) {
	cells := append([]Cell{{}}, n.Cells...)
	if len(n.Cells) > 0 {
		cells = cells[1:]
	}
	cells[0].lead = lead
	t.Row(cells...)
	for i, child := range n.Children {
		if i < len(n.Children)-1 {
			t.branch(child, below+"├─ ", below+"│  ")
		} else {
			t.branch(child, below+"└─ ", below+"   ")
		}
	}
}
