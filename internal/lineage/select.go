/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

// Select leaves the goals for which wanted holds, with what stands below them and what they stand below. It tells
// whether there is any.
func (t *Tree) Select(wanted func(Ref) bool) bool {
	t.Roots = selected(t.Roots, wanted)
	return len(t.Roots) > 0
}

func selected(nodes []*Node, wanted func(Ref) bool) []*Node {
	kept := []*Node{}
	for _, n := range nodes {
		if n.Part == "" && !n.Elsewhere && wanted(n.Ref) {
			kept = append(kept, n)
			continue
		}
		if n.Children = selected(n.Children, wanted); len(n.Children) > 0 {
			kept = append(kept, n)
		}
	}
	return kept
}

// Limit leaves so many levels, the roots being the first, and counts what it hides.
func (t *Tree) Limit(depth int) {
	for _, n := range t.Roots {
		n.limit(depth - 1)
	}
}

func (n *Node) limit(depth int) {
	if depth <= 0 {
		n.Hidden = count(n.Children)
		n.Children = nil
	}
	for _, child := range n.Children {
		child.limit(depth - 1)
	}
}

func count(nodes []*Node) int {
	total := len(nodes)
	for _, n := range nodes {
		total += count(n.Children)
	}
	return total
}
