/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// World is what goals can refer to. A look-up gives nil for what does not exist and for what does not consent to being
// referred to from that namespace: the two cannot be told apart.
type World interface {
	// Objective that a goal in a namespace refers to.
	Objective(from string, ref v1alpha1.ObjectReference) *v1alpha1.Objective
	// Outcome that a goal in a namespace refers to.
	Outcome(from string, ref v1alpha1.ObjectReference) *v1alpha1.CustomerOutcome
	// Indicator that a goal in a namespace refers to.
	Indicator(from string, ref v1alpha1.ObjectReference) *v1alpha1.Indicator
}

// Consents tells whether an object in a namespace consents to references from another one, which has these labels.
func Consents(shared *v1alpha1.SharedWith, own, from string, fromLabels map[string]string) bool {
	switch {
	case own == from:
		return true
	case shared == nil:
		return false
	case shared.From == v1alpha1.ShareFromAll:
		return true
	case shared.From == v1alpha1.ShareFromSelector:
		return selects(shared.Selector, fromLabels)
	}
	return false
}

// Allows tells whether a cluster's source may be used from a namespace with these labels.
func Allows(allowed v1alpha1.AllowedNamespaces, namespaceLabels map[string]string) bool {
	return allowed.From == v1alpha1.ShareFromAll ||
		allowed.From == v1alpha1.ShareFromSelector && selects(allowed.Selector, namespaceLabels)
}

// selects tells whether a selector matches; one that is missing or broken matches nothing.
func selects(selector *metav1.LabelSelector, set map[string]string) bool {
	s, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && s.Matches(labels.Set(set))
}

// Alignment says whether an objective serves a customer outcome.
type Alignment struct {
	// Reason of the condition CustomerAligned.
	Reason string
	// Message names only what the objective itself refers to.
	Message string
}

// DefineIn gives the Indicators that a goal in a namespace refers to.
func DefineIn(world World, namespace string) Define {
	return func(ref v1alpha1.ObjectReference) *v1alpha1.Indicator { return world.Indicator(namespace, ref) }
}

// Align finds the customer outcomes that an objective serves, itself or through its parents. One that is found suffices.
func Align(o *v1alpha1.Objective, world World) Alignment {
	found, missing := outcomes(o, world)
	line := ancestors(o, world)
	parent := ""
	if o.Spec.ParentRef != nil {
		parent = path(o.Namespace, *o.Spec.ParentRef)
	}
	switch {
	case len(found) > 0:
		return Alignment{v1alpha1.ObjectiveReasonServesOutcome, "serves " + strings.Join(found, ", ") + line.lacks(missing, parent)}
	case line.cycle:
		return Alignment{v1alpha1.ObjectiveReasonParentCycle, strings.TrimPrefix(line.lacks(missing, parent), "; ")}
	case line.serves:
		return Alignment{v1alpha1.ObjectiveReasonServesOutcome, "serves an outcome through its parent " + parent + line.lacks(missing, parent)}
	case len(missing) > 0:
		return Alignment{v1alpha1.ObjectiveReasonOutcomeNotFound, strings.TrimPrefix(line.lacks(missing, parent), "; ")}
	case line.orphan:
		return Alignment{v1alpha1.ObjectiveReasonParentNotFound, strings.TrimPrefix(line.lacks(missing, parent), "; ")}
	}
	return Alignment{v1alpha1.ObjectiveReasonNoCustomerOutcome, "it serves no customer outcome: name one in spec.outcomeRefs, or a parent that does"}
}

// lacks says what of the objective's own references is to be mended, to go after what it serves.
func (line lineage) lacks(missing []string, parent string) string {
	var text string
	if line.cycle {
		text = "; it is its own ancestor by way of " + parent + ": change one of the parentRefs"
	}
	if line.orphan {
		missing = append(missing, "parent "+parent)
	}
	if len(missing) > 0 {
		text += "; not found: " + strings.Join(missing, ", ") + ": is the name right, and does it share with this namespace?"
	}
	return text
}

// outcomes are the outcomes that an objective names, those found and those not.
func outcomes(o *v1alpha1.Objective, world World) (found, missing []string) {
	for _, ref := range o.Spec.OutcomeRefs {
		name := path(o.Namespace, ref)
		outcome := world.Outcome(o.Namespace, ref)
		if outcome == nil {
			missing = append(missing, name)
			continue
		}
		found = append(found, name+proofOf(outcome, o.Namespace))
	}
	return found, missing
}

// lineage is what the parents of an objective come to.
type lineage struct {
	serves bool // one of them serves an outcome
	cycle  bool // the objective is one of them
	orphan bool // the first is not to be found
}

// ancestors walks up the parents until there is none, or one comes again.
func ancestors(o *v1alpha1.Objective, world World) lineage {
	var line lineage
	seen := map[string]bool{}
	for child := o; child.Spec.ParentRef != nil; {
		parent := world.Objective(child.Namespace, *child.Spec.ParentRef)
		switch {
		case parent == nil:
			line.orphan = child == o
			return line
		case key(parent) == key(o):
			line.cycle = true
			return line
		case seen[key(parent)]:
			return line
		}
		seen[key(parent)] = true
		found, _ := outcomes(parent, world)
		line.serves = line.serves || len(found) > 0
		child = parent
	}
	return line
}

// path names a reference as its own namespace sees it.
func path(namespace string, ref v1alpha1.ObjectReference) string {
	if ref.Namespace == "" || ref.Namespace == namespace {
		return ref.Name
	}
	return ref.Namespace + "/" + ref.Name
}

// Reference gives the score of the objective that a goal refers to. goal is the objective that refers, nil for a goal
// of another kind.
func Reference(world World, namespace string, goal *v1alpha1.Objective, ref v1alpha1.ObjectReference) Answer {
	target := world.Objective(namespace, ref)
	name := path(namespace, ref)
	switch {
	case target == nil:
		return Answer{Reason: v1alpha1.MeasureReasonReferenceNotFound,
			Message: "objective " + name + " not found: is the name right, and does it share with this namespace?"}
	case goal != nil && reaches(world, target, goal):
		return Answer{Reason: v1alpha1.MeasureReasonReferenceCycle,
			Message: "by way of objective " + name + " it measures itself: change one of the objectiveRefs"}
	case target.Status.Score == nil || reaches(world, target, target):
		return Answer{Reason: v1alpha1.MeasureReasonNoData, Message: "objective " + name + " has no score"}
	}
	return Answer{Value: *target.Status.Score}
}

// FinalReference is Reference for a verdict on what is due at an instant, by the same arguments. It is false while the
// score may not decide that for good: while the objective is not measured, and where its period ends no later, until it
// has its own verdict. The message says so then; the reason is Stale where there is no fresh score at all.
func FinalReference(world World, namespace string, goal *v1alpha1.Objective, ref v1alpha1.ObjectReference, due time.Time) (Answer, bool) {
	a := Reference(world, namespace, goal, ref)
	target := world.Objective(namespace, ref)
	if a.Reason != "" || target == nil {
		return a, true
	}
	name := "objective " + path(namespace, ref)
	measured := meta.FindStatusCondition(target.Status.Conditions, v1alpha1.GoalConditionMeasured)
	period, err := PeriodOf(target.Spec.Period)
	ends := err == nil && !period.End.After(due)
	switch {
	case target.Status.ObservedGeneration != target.Generation || measured == nil || measured.ObservedGeneration != target.Generation:
		return Answer{Message: "judged once " + name + " is measured for its present spec"}, false
	case decided(target.Status.Outlook):
		return a, true
	case ends && target.Spec.Suspend:
		return Answer{Message: "judged by the verdict on " + name + ", which has none and is suspended: resume it"}, false
	case measured.Status != metav1.ConditionTrue:
		return Answer{Reason: v1alpha1.MeasureReasonStale, Message: name + " is not measured (" + measured.Reason + "): its last score decides nothing"}, false
	case ends:
		return Answer{Message: "judged by the verdict on " + name + ", which has none yet"}, false
	}
	return a, true
}

// reaches tells whether objectiveRefs lead from one objective to another, by one step or more.
func reaches(world World, from, to *v1alpha1.Objective) bool {
	seen := map[string]bool{}
	for queue := measured(world, from); len(queue) > 0; {
		next := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		switch {
		case key(next) == key(to):
			return true
		case !seen[key(next)]:
			seen[key(next)] = true
			queue = append(queue, measured(world, next)...)
		}
	}
	return false
}

// measured are the objectives that an objective's key results refer to.
func measured(world World, o *v1alpha1.Objective) []*v1alpha1.Objective {
	var found []*v1alpha1.Objective
	for _, kr := range o.Spec.KeyResults {
		if kr.Measure.ObjectiveRef == nil {
			continue
		}
		if target := world.Objective(o.Namespace, *kr.Measure.ObjectiveRef); target != nil {
			found = append(found, target)
		}
	}
	return found
}

// key identifies an objective.
func key(o *v1alpha1.Objective) string { return o.Namespace + "/" + o.Name }
