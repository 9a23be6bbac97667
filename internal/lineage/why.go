/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// Line is the line of sight from a goal up to the customer, what that earns, and the mission.
type Line struct {
	// Sentence is the line in one: "front-desk training -> ... -> “When I arrive, I am known.” -> lifetime value". A question mark
	// stands where it is broken.
	Sentence string `json:"sentence"`
	// Steps lead from the goal upwards: objectives, then each outcome with its indicators and what they earn, then missions.
	Steps []Step `json:"steps"`
	// Below are those who work on the goal, where it is no objective itself.
	Below []Step `json:"below,omitempty"`
	// Broken is why the line does not reach a customer.
	Broken []Problem `json:"broken,omitempty"`
	// Gaps are what is missing of a line that reaches a customer.
	Gaps []Problem `json:"gaps,omitempty"`
	// Caveats name goals on the line that are being deleted, or whose status is not of their spec.
	Caveats []Problem `json:"caveats,omitempty"`
}

// Relation says how a step follows from the one that it hangs on.
type Relation string

const (
	// RelationShows leads from a key result to its objective.
	RelationShows Relation = "Shows"
	// RelationContributesTo leads from an objective to its parent.
	RelationContributesTo Relation = "ContributesTo"
	// RelationServes leads from an objective to a customer outcome.
	RelationServes Relation = "Serves"
	// RelationSeenIn leads from a customer outcome to one of its indicators.
	RelationSeenIn Relation = "SeenIn"
	// RelationShownFor leads from an Indicator to a customer outcome that is seen in it.
	RelationShownFor Relation = "ShownFor"
	// RelationMoves leads from an indicator to a business result, by the evidence that goes with it.
	RelationMoves Relation = "Moves"
	// RelationStandsOn leads to the highest level of a scorecard on which something of the line stands.
	RelationStandsOn Relation = "StandsOn"
	// RelationFulfils leads to a scorecard's mission.
	RelationFulfils Relation = "Fulfils"
	// RelationWorkedOnBy leads down from an outcome to an objective, and from an Indicator to a key result.
	RelationWorkedOnBy Relation = "WorkedOnBy"
	// RelationMovedBy leads down from a business result to a driver, by the evidence that goes with it.
	RelationMovedBy Relation = "MovedBy"
)

// Step is one step of a line.
type Step struct {
	// Relation says how it follows; empty for the goal that was asked for.
	Relation Relation `json:"relation,omitempty"`
	Subject  `json:",inline"`
	// Via is the objective that names an outcome.
	Via *Ref `json:"via,omitempty"`
	// Evidence that the step before moves this one.
	Evidence *Evidence `json:"evidence,omitempty"`
}

// Why is the line of sight from a goal: an objective or a key result, a customer outcome, an indicator, or the result of an
// exchange. A goal that is being deleted has one for as long as it is there.
func (g Goals) Why(ref Ref) (*Line, error) {
	w := &view{graph: newGraph(g), line: &Line{}}
	switch ref.Kind {
	case KindObjective, KindKeyResult:
		if o := (&v1alpha1.Objective{}); g.holds(ref, o) {
			return w.fromObjective(o, ref)
		}
	case KindOutcome, KindOutcomeIndicator:
		if o := (&v1alpha1.CustomerOutcome{}); g.holds(ref, o) {
			if ref.Part != "" {
				return nil, noLineOf(o, ref)
			}
			return w.fromOutcome(o), nil
		}
	case KindIndicator:
		if o := (&v1alpha1.Indicator{}); g.holds(ref, o) {
			return w.fromIndicator(o), nil
		}
	case KindValueExchange:
		if o := (&v1alpha1.ValueExchange{}); g.holds(ref, o) {
			return w.fromExchange(o), nil
		}
	default:
		return nil, fmt.Errorf("a %s has no line of sight: ask for an objective, a key result, a customer outcome, an indicator or a value exchange", nouns[ref.Kind])
	}
	return nil, fmt.Errorf("there is no %s %s in namespace %s", nouns[ref.Kind], ref.Name, ref.Namespace)
}

// holds gives the goal that a reference names, or the goal of the part that it names.
func (g Goals) holds(ref Ref, into world.Object) bool {
	found, _ := g.Get(types.NamespacedName{Namespace: ref.Namespace, Name: ref.Name}, into) // a set has no errors for its own kinds
	return found
}

// noLineOf is the error for an outcome's indicator, which the outcome's line goes through.
func noLineOf(o *v1alpha1.CustomerOutcome, ref Ref) error {
	if _, err := partOf(outcomeIndicators(o), ref); err != nil {
		return err
	}
	return fmt.Errorf("indicator %s of customer outcome %s has no line of sight of its own: ask for the outcome, whose line goes through it", ref.Part, o.Name)
}

// view is a line in the making.
type view struct {
	*graph
	line *Line
	main []string // the words of the sentence
	seen []Ref    // whole goals on the line
}

func (w *view) step(s Step) { w.line.Steps = append(w.line.Steps, s) }

// say adds to the sentence.
func (w *view) say(words string) { w.main = append(w.main, words) }

func (w *view) fromObjective(o *v1alpha1.Objective, ref Ref) (*Line, error) {
	relation := Relation("")
	if ref.Part != "" {
		kr, err := partOf(keyResults(o), ref)
		if err != nil {
			return nil, err
		}
		w.step(Step{Subject: kr})
		w.say(kr.Text)
		relation = RelationShows
	}
	parents, end := w.ancestors(o)
	line := append([]*v1alpha1.Objective{o}, parents...)
	for i, one := range line {
		if i > 0 {
			relation = RelationContributesTo
		}
		w.step(Step{Relation: relation, Subject: objective(one)})
		w.seen = append(w.seen, refOf(KindObjective, one))
	}
	w.upTo(line, end)
	w.missions()
	return w.finish(), nil
}

// partOf is a part of a goal, or an error that names those that it has.
func partOf(parts []Subject, ref Ref) (Subject, error) {
	var names []string
	for _, part := range parts {
		if part.Part == ref.Part {
			return part, nil
		}
		names = append(names, part.Part)
	}
	whole := nouns[KindObjective]
	if ref.Kind == KindOutcomeIndicator {
		whole = nouns[KindOutcome]
	}
	return Subject{}, fmt.Errorf("%s %s has no %s %s: it has %s", whole, ref.Name, nouns[ref.Kind], ref.Part, strings.Join(names, ", "))
}

// upTo goes from objectives, each the parent of the one before, to the outcomes that they serve, the nearest first. end is
// what ends the line of parents.
func (w *view) upTo(line []*v1alpha1.Objective, end *Problem) {
	var problems []Problem
	var served []Ref
	for i, one := range line {
		outcomes, missing := w.serves(one)
		problems = append(problems, missing...)
		for _, o := range outcomes {
			if ref := refOf(KindOutcome, o); !slices.Contains(served, ref) {
				if len(served) == 0 {
					w.sayObjectives(line[:i+1])
				}
				served = append(served, ref)
				w.outcome(o, RelationServes, new(refOf(KindObjective, one)), len(served) == 1)
			}
		}
	}
	if end != nil {
		problems = append(problems, *end)
	}
	if len(served) > 0 {
		w.line.Gaps = append(w.line.Gaps, problems...)
		return
	}
	w.sayObjectives(line[:1])
	w.say("?")
	w.line.Broken = w.asWritten(line[0], problems)
	if len(problems) == 0 {
		w.line.Broken = []Problem{noOutcome}
	}
}

// asWritten adds to what the reader may not read that the operator, who may, found the line to go on there.
func (w *view) asWritten(o *v1alpha1.Objective, problems []Problem) []Problem {
	for i := range problems {
		if problems[i].Reason == ReasonNotReadable && written(o) == AlignedByParent {
			problems[i].Message += "; " + o.Name + "'s condition CustomerAligned says that the line to a customer goes on"
		}
	}
	return problems
}

// noOutcome is the problem of a line that names no customer.
var noOutcome = Problem{
	v1alpha1.ObjectiveReasonNoCustomerOutcome, "neither the objective nor a parent of it names a customer outcome",
	"name one in spec.outcomeRefs, or a parent that does",
}

func (w *view) sayObjectives(line []*v1alpha1.Objective) {
	for _, o := range line {
		w.say(objective(o).Text)
	}
}

func (w *view) finish() *Line {
	w.line.Sentence = strings.Join(w.main, " -> ")
	w.line.Caveats = caveatsOf(slices.Concat(w.line.Steps, w.line.Below))
	return w.line
}

// caveatsOf are those of the goals of steps, by name.
func caveatsOf(steps []Step) (all []Problem) {
	for _, s := range steps {
		for _, caveat := range s.caveats() {
			if s.Part == "" { // a part's are its goal's
				caveat.Message = s.Name + ": " + caveat.Message
				all = append(all, caveat)
			}
		}
	}
	return all
}
