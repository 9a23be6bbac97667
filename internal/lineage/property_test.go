/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// web is goals that refer to each other, and to nothing, at random.
type web struct {
	objectives map[Ref]*v1alpha1.Objective
	outcomes   map[Ref]*v1alpha1.CustomerOutcome
	Goals
}

func webs(t *rapid.T) web {
	w := web{map[Ref]*v1alpha1.Objective{}, map[Ref]*v1alpha1.CustomerOutcome{}, Goals{Set: &world.Set{}}}
	names := rapid.Map(rapid.IntRange(0, 11), func(i int) string { return fmt.Sprintf("%c/%d", 'a'+i%3, i) }) // three namespaces
	shared := rapid.SampledFrom([]*v1alpha1.SharedWith{nil, withAll, {From: v1alpha1.ShareFromSame}})
	for _, path := range rapid.SliceOfNDistinct(names, 0, 12, rapid.ID[string]).Draw(t, "objectives") {
		o := goal(path, serving(rapid.SliceOfN(names, 0, 2).Draw(t, "outcomes of "+path)...))
		o.Spec.SharedWith = shared.Draw(t, "shared "+path)
		if rapid.Bool().Draw(t, "parent") {
			under(names.Draw(t, "parent of "+path))(&o.Spec)
		}
		if rapid.Bool().Draw(t, "measures") {
			measuring(names.Draw(t, "measured by "+path))(&o.Spec)
		}
		w.objectives[refOf(KindObjective, o)] = o
		w.Put(o)
	}
	for _, path := range rapid.SliceOfNDistinct(names, 0, 4, rapid.ID[string]).Draw(t, "promises") {
		o := promise(path, "I want "+path)
		o.Spec.SharedWith = shared.Draw(t, "shared "+path)
		w.outcomes[refOf(KindOutcome, o)] = o
		w.Put(o)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "cards") {
		refs := rapid.SliceOfN(rapid.Map(names, func(path string) string { return "Objective " + path }), 0, 4).Draw(t, "on the card")
		w.Put(cardOf(fmt.Sprintf("a/card-%d", i), refs, []string{"CustomerOutcome b/1"}))
	}
	return w
}

// mayName tells, from first principles, whether a goal of a namespace may refer to another one.
func mayName(from string, to Ref, shared *v1alpha1.SharedWith) bool {
	return from == to.Namespace || shared != nil && shared.From == v1alpha1.ShareFromAll
}

// mayShow tells whether an edge to a goal may be drawn from a namespace.
func (w web) mayShow(from string, to Ref) bool {
	switch to.Kind {
	case KindObjective:
		o := w.objectives[to]
		return o != nil && mayName(from, to, o.Spec.SharedWith)
	case KindOutcome:
		o := w.outcomes[to]
		return o != nil && mayName(from, to, o.Spec.SharedWith)
	}
	return true
}

// inCircle tells whether an objective is its own ancestor.
func (w web) inCircle(start Ref) bool {
	at := start
	for range len(w.objectives) {
		parent := w.objectives[at].Spec.ParentRef
		if parent == nil {
			return false
		}
		up := world.NameOf(at.Namespace, *parent)
		next := Ref{Kind: KindObjective, Namespace: up.Namespace, Name: up.Name}
		if !w.mayShow(at.Namespace, next) {
			return false
		}
		if at = next; at == start {
			return true
		}
	}
	return false
}

func TestAnyTree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := webs(t)
		times := map[Ref]int{}
		var walk func(n *Node)
		walk = func(n *Node) {
			if n.Part == "" && !n.Elsewhere {
				times[n.Ref]++
			}
			if n.Elsewhere && len(n.Children) > 0 {
				t.Fatalf("%v is a reference, and is drawn", n.Ref)
			}
			for _, served := range n.Serves {
				if !w.mayShow(n.Namespace, served.Ref) {
					t.Fatalf("%v serves %v without its consent", n.Ref, served.Ref)
				}
			}
			if n.Takes != nil && !w.mayShow(n.Namespace, *n.Takes) {
				t.Fatalf("%v takes the number of %v without its consent", n.Ref, n.Takes)
			}
			for _, child := range n.Children {
				w.checkEdge(t, n, child)
				walk(child)
			}
			w.checkAlignment(t, n)
		}
		for _, root := range w.Tree().Roots {
			walk(root)
		}
		for ref := range w.objectives {
			if times[ref] != 1 {
				t.Fatalf("%v stands %d times in the tree", ref, times[ref])
			}
		}
		for ref := range w.outcomes {
			if times[ref] != 1 {
				t.Fatalf("%v stands %d times in the tree", ref, times[ref])
			}
		}
	})
}

// checkEdge: of two goals, the one that names the other has its consent.
func (w web) checkEdge(t *rapid.T, above, below *Node) {
	switch {
	case above.Kind == KindLevel && !w.mayShow(above.Namespace, below.Ref):
		t.Fatalf("%v shows %v without its consent", above.Ref, below.Ref)
	case above.Kind == KindObjective && below.Kind == KindObjective && !w.mayShow(below.Namespace, above.Ref):
		t.Fatalf("%v stands below %v without its consent", below.Ref, above.Ref)
	}
}

// checkAlignment: who serves a customer is said to, and who is its own ancestor, and nobody else.
func (w web) checkAlignment(t *rapid.T, n *Node) {
	if n.Kind != KindObjective || n.Elsewhere {
		return
	}
	told := slices.ContainsFunc(n.Problems, func(p Problem) bool { return p.Reason == v1alpha1.ObjectiveReasonParentCycle })
	aligned := n.CustomerAligned == AlignedItself || n.CustomerAligned == AlignedByParent
	if reason := evaluate.Align(w.objectives[n.Ref], world.New(w.Set)).Reason; aligned != (reason == v1alpha1.ObjectiveReasonServesOutcome) {
		t.Fatalf("%v is aligned: %s, and the operator says %s", n.Ref, n.CustomerAligned, reason)
	}
	if in := w.inCircle(n.Ref); told != in {
		t.Fatalf("%v is in a circle: %t, and is told so: %t", n.Ref, in, told)
	}
}

// A line of sight ends, has each outcome once, follows consent, and is whole where the operator says that a customer is served.
func TestAnyLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := webs(t)
		for ref, o := range w.objectives {
			line, err := w.Why(ref)
			if err != nil {
				t.Fatal(err)
			}
			from := ref
			seen := map[Ref]bool{}
			for _, s := range line.Steps {
				if s.Relation == RelationServes {
					from = *s.Via
				}
				if s.Part == "" && s.Kind != KindScorecard {
					if seen[s.Ref] || !w.mayShow(from.Namespace, s.Ref) {
						t.Fatalf("the line from %v has %v twice, or without its consent", ref, s.Ref)
					}
					seen[s.Ref] = true
				}
				if s.Kind == KindObjective {
					from = s.Ref
				}
			}
			w.checkWhole(t, o, line)
		}
	})
}

func (w web) checkWhole(t *rapid.T, o *v1alpha1.Objective, line *Line) {
	reason := evaluate.Align(o, world.New(w.Set)).Reason
	served := reason == v1alpha1.ObjectiveReasonServesOutcome
	if reason == v1alpha1.ObjectiveReasonParentCycle {
		return // the operator says that first, whoever else is served
	}
	if whole := len(line.Broken) == 0; whole != served {
		t.Fatalf("%s/%s: the line is whole: %t, and the operator says %s", o.Namespace, o.Name, whole, reason)
	}
	if strings.Contains(line.Sentence, "?") == served {
		t.Fatalf("%q, and the operator says %s", line.Sentence, reason)
	}
}
