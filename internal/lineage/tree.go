/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// Tree is missions, what serves them down to key results, and what serves none. Each goal is in it once, but for
// references to where it stands.
type Tree struct {
	// Roots are scorecards, objectives that stand on none and below no other, and outcomes that stand on no scorecard.
	Roots []*Node `json:"roots"`
}

// Node is a goal, or a part of one, and what stands below it.
type Node struct {
	Subject `json:",inline"`
	// CustomerAligned says how an objective serves a customer: Itself, ByParent, None or Unknown.
	CustomerAligned Alignment `json:"customerAligned,omitempty"`
	// Serves are the customer outcomes that an objective names.
	Serves []Subject `json:"serves,omitempty"`
	// Takes is the goal whose score or value a key result or indicator takes.
	Takes *Ref `json:"takes,omitempty"`
	// Elsewhere says that this is a reference: what stands below the goal is where it has its place in the tree.
	Elsewhere bool `json:"elsewhere,omitempty"`
	// Problems are references of it that lead to nothing or in a circle, that it is being deleted, and that its status is
	// not of its spec.
	Problems []Problem `json:"problems,omitempty"`
	// Hidden counts the nodes below it that were left out for depth.
	Hidden int `json:"hidden,omitempty"`
	// Children stand below it.
	Children []*Node `json:"children,omitempty"`
}

// Tree is the tree of all goals that are somebody's: Indicators stand in it where a scorecard shows them.
func (g Goals) Tree() *Tree {
	b := newBuilder(g)
	tree := &Tree{Roots: []*Node{}}
	for _, card := range g.Scorecards() {
		tree.Roots = append(tree.Roots, b.card(card))
	}
	for _, o := range g.Objectives() {
		if !b.placed[refOf(KindObjective, o)] && b.top(o) {
			tree.Roots = append(tree.Roots, b.root(o))
		}
	}
	for _, o := range g.CustomerOutcomes() {
		if !b.placed[refOf(KindOutcome, o)] {
			tree.Roots = append(tree.Roots, b.outcome(o))
		}
	}
	return tree
}

// builder puts goals in their places.
type builder struct {
	*graph
	below   map[types.NamespacedName][]*v1alpha1.Objective // by parent
	circles map[types.NamespacedName]*Problem              // of each objective that is its own ancestor
	first   map[types.NamespacedName]bool                  // of each circle of parents, where it is cut open
	placed  map[Ref]bool
}

func newBuilder(g Goals) *builder {
	b := &builder{
		graph: newGraph(g), below: map[types.NamespacedName][]*v1alpha1.Objective{},
		circles: map[types.NamespacedName]*Problem{}, first: map[types.NamespacedName]bool{}, placed: map[Ref]bool{},
	}
	up := map[types.NamespacedName]types.NamespacedName{}
	for _, o := range g.Objectives() {
		if parent := b.parent(o); parent != nil {
			up[world.Key(o)] = world.Key(parent)
			b.below[world.Key(parent)] = append(b.below[world.Key(parent)], o)
		}
	}
	b.cutCircles(up)
	return b
}

// cutCircles finds the objectives that are their own ancestors. A circle is cut above its first by name, which then stands
// as if it had no parent.
func (b *builder) cutCircles(up map[types.NamespacedName]types.NamespacedName) {
	walked := map[types.NamespacedName]bool{}
	for _, o := range b.Objectives() {
		var walk []types.NamespacedName
		at, more := world.Key(o), true
		for more && !walked[at] {
			walked[at] = true
			walk = append(walk, at)
			at, more = up[at]
		}
		if i := slices.Index(walk, at); more && i >= 0 {
			b.cutCircle(walk[i:])
		}
	}
}

func (b *builder) cutCircle(members []types.NamespacedName) {
	first := slices.MinFunc(members, func(a, b types.NamespacedName) int { return strings.Compare(a.String(), b.String()) })
	b.first[first] = true
	for i, member := range members {
		b.circles[member] = circular(member.Namespace, append(slices.Clone(members[i:]), members[:i]...))
	}
}

// top tells whether an objective stands below no other.
func (b *builder) top(o *v1alpha1.Objective) bool { return b.first[world.Key(o)] || b.parent(o) == nil }
