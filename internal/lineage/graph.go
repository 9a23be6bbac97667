/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// Goals are goals as one reader may see them.
type Goals struct {
	*world.Set
	// Readable tells whether the reader may read the goals of a kind in a namespace, or in all where that is empty; nil: he
	// may read all that there are.
	Readable func(kind Kind, namespace string) bool
}

// All are the goals, by kind, namespace and name: objectives, outcomes, Indicators, scorecards and, as their results,
// exchanges.
func (g Goals) All() []Subject {
	var all []Subject
	for _, o := range g.Objectives() {
		all = append(all, objective(o))
	}
	for _, o := range g.CustomerOutcomes() {
		all = append(all, outcome(o))
	}
	for _, o := range g.Indicators() {
		all = append(all, indicator(o))
	}
	for _, o := range g.Scorecards() {
		all = append(all, scorecard(o))
	}
	for _, vx := range g.ValueExchanges() {
		all = append(all, Subject{Ref: refOf(KindValueExchange, vx), Text: named(vx.Spec.Result.Title, vx.Name)})
	}
	return all
}

// KeyResults are those of an objective; none where there is no such objective.
func (g Goals) KeyResults(ref Ref) []Subject {
	var o v1alpha1.Objective
	if !g.holds(ref, &o) {
		return nil
	}
	return keyResults(&o)
}

// mayRead tells whether a goal that is not found is not there, as far as the reader's rights go.
func (g Goals) mayRead(kind Kind, namespace string) bool {
	return g.Readable == nil || g.Readable(kind, namespace)
}

// ReasonNotReadable is a problem's reason where it is only that the reader may not read a goal. The others are those of
// the goals' conditions.
const ReasonNotReadable = "NotReadable"

// The reasons of gaps beyond the customer.
const (
	// ReasonEmptyLevel means: a scorecard's level shows nothing.
	ReasonEmptyLevel = "EmptyLevel"
	// ReasonNoValueExchange means: nobody tested what an outcome earns.
	ReasonNoValueExchange = "NoValueExchange"
	// ReasonNoScorecard means: no mission is said to be served.
	ReasonNoScorecard = "NoScorecard"
)

// Problem is where a line ends that should go on.
type Problem struct {
	// Reason is one of those of the goals' conditions, or one of this package.
	Reason string `json:"reason"`
	// Message says what is wrong.
	Message string `json:"message"`
	// Mend says what to do.
	Mend string `json:"mend"`
}

const (
	mendReference = "is the name right, and does it share with this namespace?"
	mendParents   = "change one of the parentRefs"
	mendMeasures  = "change one of the objectiveRefs"
)

// graph answers what leads where.
type graph struct {
	Goals
	*world.World
}

func newGraph(g Goals) *graph { return &graph{g, world.New(g.Set)} }

// path names a goal as a namespace sees it.
func path(from string, goal types.NamespacedName) string {
	if goal.Namespace == from {
		return goal.Name
	}
	return goal.Namespace + "/" + goal.Name
}

// missing is the problem of a reference that leads to nothing.
func (g *graph) missing(reason string, kind Kind, what, from string, ref v1alpha1.ObjectReference) Problem {
	goal := world.NameOf(from, ref)
	if !g.mayRead(kind, goal.Namespace) {
		return Problem{
			ReasonNotReadable, what + " " + path(from, goal) + " is not yours to read",
			"ask for the right to read goals in namespace " + goal.Namespace,
		}
	}
	return Problem{reason, what + " " + path(from, goal) + " not found", mendReference}
}

// serves are the outcomes that an objective names, and what is wrong with those that are not found.
func (g *graph) serves(o *v1alpha1.Objective) (found []*v1alpha1.CustomerOutcome, problems []Problem) {
	for _, ref := range o.Spec.OutcomeRefs {
		if outcome := g.Outcome(o.Namespace, ref); outcome != nil {
			found = append(found, outcome)
		} else {
			problems = append(problems, g.missing(v1alpha1.ObjectiveReasonOutcomeNotFound, KindOutcome, "outcome", o.Namespace, ref))
		}
	}
	return found, problems
}

// parent is the objective above another one, nil if there is none to be found.
func (g *graph) parent(o *v1alpha1.Objective) *v1alpha1.Objective {
	if o.Spec.ParentRef == nil {
		return nil
	}
	return g.Objective(o.Namespace, *o.Spec.ParentRef)
}

// ancestors are the objectives above one, the nearest first and each once, and what ends the line before its top.
func (g *graph) ancestors(o *v1alpha1.Objective) (line []*v1alpha1.Objective, end *Problem) {
	names := []types.NamespacedName{world.Key(o)}
	for child := o; child.Spec.ParentRef != nil; {
		parent := g.parent(child)
		if parent == nil {
			problem := g.missing(v1alpha1.ObjectiveReasonParentNotFound, KindObjective, "parent", child.Namespace, *child.Spec.ParentRef)
			return line, &problem
		}
		for i, name := range names {
			if name == world.Key(parent) {
				return line, circular(o.Namespace, names[i:])
			}
		}
		names, line, child = append(names, world.Key(parent)), append(line, parent), parent
	}
	return line, nil
}

// circular is the problem of parents that lead from the last to the first.
func circular(from string, parents []types.NamespacedName) *Problem {
	var words []string
	for _, name := range append(parents, parents[0]) {
		words = append(words, path(from, name))
	}
	return &Problem{v1alpha1.ObjectiveReasonParentCycle, "parents go in a circle: " + strings.Join(words, " -> "), mendParents}
}

// measured is what is wrong with the goal that a measure of a goal takes its number from; goal is the objective that
// measures, nil for a goal of another kind.
func (g *graph) measured(from string, goal *v1alpha1.Objective, m v1alpha1.Measure) []Problem {
	switch {
	case m.IndicatorRef != nil:
		if g.Indicator(from, *m.IndicatorRef) == nil {
			return []Problem{g.missing(string(v1alpha1.MeasureReasonReferenceNotFound), KindIndicator, "indicator", from, *m.IndicatorRef)}
		}
	case m.ObjectiveRef != nil:
		answer := evaluate.Reference(g.World, from, goal, *m.ObjectiveRef)
		switch answer.Reason {
		case v1alpha1.MeasureReasonReferenceNotFound:
			return []Problem{g.missing(string(answer.Reason), KindObjective, "objective", from, *m.ObjectiveRef)}
		case v1alpha1.MeasureReasonReferenceCycle:
			name := path(from, world.NameOf(from, *m.ObjectiveRef))
			return []Problem{{string(answer.Reason), "by way of objective " + name + " it measures itself", mendMeasures}}
		}
	}
	return nil
}

// Alignment says how an objective serves a customer.
type Alignment string

const (
	// AlignedItself means: it names a customer outcome.
	AlignedItself Alignment = "Itself"
	// AlignedByParent means: one of its parents does.
	AlignedByParent Alignment = "ByParent"
	// AlignedNot means: neither does.
	AlignedNot Alignment = "None"
	// AlignedUnknown means: what it leads to is not the reader's to read.
	AlignedUnknown Alignment = "Unknown"
)

// hidden tells whether something that may lead an objective to a customer is not the reader's to read.
func (g *graph) hidden(o *v1alpha1.Objective) bool {
	if g.Readable == nil {
		return false
	}
	line, end := g.ancestors(o)
	if end != nil && end.Reason == ReasonNotReadable {
		return true
	}
	for _, one := range append(line, o) {
		_, problems := g.serves(one)
		for _, p := range problems {
			if p.Reason == ReasonNotReadable {
				return true
			}
		}
	}
	return false
}

// written is what the operator, who may read all, wrote of an objective's alignment.
func written(o *v1alpha1.Objective) Alignment {
	c := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.ObjectiveConditionCustomerAligned)
	switch {
	case c == nil || !ofSpec(c.ObservedGeneration, o.Generation):
		return AlignedUnknown
	case c.Status == metav1.ConditionTrue:
		return AlignedByParent
	}
	return AlignedNot
}

// indicatorOf is the Indicator that a measure takes its number from, if it takes one that is found.
func (g *graph) indicatorOf(from string, m v1alpha1.Measure) *v1alpha1.Indicator {
	if m.IndicatorRef == nil {
		return nil
	}
	return g.Indicator(from, *m.IndicatorRef)
}
