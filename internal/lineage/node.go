/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"slices"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// card is a scorecard with its levels, on each the goals that have no other place, and references to those that have.
func (b *builder) card(card *v1alpha1.Scorecard) *Node {
	n := newNode(scorecard(card))
	for i, shelf := range b.Shelves(card) {
		n.add(b.level(card, i, shelf))
	}
	return n
}

func (b *builder) level(card *v1alpha1.Scorecard, i int, shelf evaluate.Shelf) *Node {
	n := &Node{Subject: level(card, i)}
	for _, o := range shelf.Outcomes {
		n.add(b.once(outcome(o), func() *Node { return b.outcome(o) }))
	}
	for _, o := range shelf.Indicators {
		n.add(b.once(indicator(o), func() *Node { return newNode(indicator(o)) }))
	}
	for _, o := range shelf.Objectives {
		if b.top(o) {
			n.add(b.once(objective(o), func() *Node { return b.root(o) }))
		} else {
			n.add(&Node{Subject: objective(o), Elsewhere: true})
		}
	}
	for _, ref := range shelf.Missing {
		kind := Kind(ref.Kind)
		reason := string(v1alpha1.MeasureReasonReferenceNotFound)
		n.Problems = append(n.Problems, b.missing(reason, kind, nouns[kind], card.Namespace, ref.ObjectReference))
	}
	if len(n.Children)+len(n.Problems) == 0 {
		n.Problems = []Problem{{ReasonEmptyLevel, "nothing stands here", "label goals for the level's selector, or name them in its refs"}}
	}
	return n
}

// newNode is the node of a whole goal where it has its place.
func newNode(s Subject) *Node { return &Node{Subject: s, Problems: s.caveats()} }

func (n *Node) add(child *Node) { n.Children = append(n.Children, child) }

// once makes a goal's node where it comes first, and a reference to it from then on.
func (b *builder) once(s Subject, place func() *Node) *Node {
	if b.placed[s.Ref] {
		return &Node{Subject: s, Elsewhere: true}
	}
	b.placed[s.Ref] = true
	return place()
}

// objective is an objective with its key results, and those below it. served: one of its parents serves a customer.
func (b *builder) objective(o *v1alpha1.Objective, served bool) *Node {
	outcomes, problems := b.serves(o)
	n := newNode(objective(o))
	n.Problems = slices.Concat(n.Problems, b.above(o), problems)
	for _, one := range outcomes {
		n.Serves = append(n.Serves, outcome(one))
	}
	n.CustomerAligned = b.alignment(o, len(outcomes) > 0, served)
	for i, s := range keyResults(o) {
		n.add(b.part(s, o, o.Spec.KeyResults[i].Measure))
	}
	for _, child := range b.below[world.Key(o)] {
		if b.first[world.Key(child)] {
			n.add(&Node{Subject: objective(child), Elsewhere: true})
		} else {
			n.add(b.objective(child, served || len(outcomes) > 0))
		}
	}
	return n
}

// root is an objective that stands below no other. In a circle each serves whom any of them does.
func (b *builder) root(o *v1alpha1.Objective) *Node {
	served := false
	if b.first[world.Key(o)] {
		line, _ := b.ancestors(o)
		served = slices.ContainsFunc(line, func(one *v1alpha1.Objective) bool {
			found, _ := b.serves(one)
			return len(found) > 0
		})
	}
	return b.objective(o, served)
}

// alignment tells how an objective serves a customer, as the operator sees it: to a member of a circle nobody is a parent.
func (b *builder) alignment(o *v1alpha1.Objective, itself, byParent bool) Alignment {
	switch {
	case itself:
		return AlignedItself
	case byParent && b.circles[world.Key(o)] == nil:
		return AlignedByParent
	case b.hidden(o):
		return written(o)
	}
	return AlignedNot
}

// above is what is wrong with the parent that an objective names.
func (b *builder) above(o *v1alpha1.Objective) []Problem {
	switch {
	case b.circles[world.Key(o)] != nil:
		return []Problem{*b.circles[world.Key(o)]}
	case o.Spec.ParentRef != nil && b.parent(o) == nil:
		return []Problem{b.missing(v1alpha1.ObjectiveReasonParentNotFound, KindObjective, "parent", o.Namespace, *o.Spec.ParentRef)}
	}
	return nil
}

// outcome is a customer outcome with its indicators.
func (b *builder) outcome(o *v1alpha1.CustomerOutcome) *Node {
	n := newNode(outcome(o))
	for i, s := range outcomeIndicators(o) {
		n.add(b.part(s, nil, o.Spec.Indicators[i].Measure))
	}
	return n
}

// part is a key result or an indicator, with the goal that it takes its number from.
func (b *builder) part(s Subject, goal *v1alpha1.Objective, m v1alpha1.Measure) *Node {
	n := &Node{Subject: s, Problems: b.measured(s.Namespace, goal, m)}
	if o := b.indicatorOf(s.Namespace, m); o != nil {
		n.Takes = new(refOf(KindIndicator, o))
	}
	if m.ObjectiveRef != nil {
		if o := b.Objective(s.Namespace, *m.ObjectiveRef); o != nil {
			n.Takes = new(refOf(KindObjective, o))
		}
	}
	return n
}
