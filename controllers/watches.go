/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"maps"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// queue is the work queue of one of our controllers.
type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]

// concerned finds who has to look again when an object changed. before is nil when it was created, after when it was
// deleted.
type concerned func(ctx context.Context, before, after client.Object) []types.NamespacedName

// enqueue is the event handler that has the concerned look again.
func enqueue(find concerned) handler.EventHandler { return gather(find, 0) }

// gather is the same for those who look at many: what changes within a while is looked at once.
func gather(find concerned, while time.Duration) handler.EventHandler {
	add := func(ctx context.Context, q queue, before, after client.Object) {
		for _, name := range find(ctx, before, after) {
			q.AddAfter(reconcile.Request{NamespacedName: name}, while)
		}
	}
	return handler.Funcs{
		CreateFunc:  func(ctx context.Context, e event.CreateEvent, q queue) { add(ctx, q, nil, e.Object) },
		UpdateFunc:  func(ctx context.Context, e event.UpdateEvent, q queue) { add(ctx, q, e.ObjectOld, e.ObjectNew) },
		DeleteFunc:  func(ctx context.Context, e event.DeleteEvent, q queue) { add(ctx, q, e.Object, nil) },
		GenericFunc: func(context.Context, event.GenericEvent, queue) {},
	}
}

// respecified lets through what came, what went, and what has another spec or other labels.
func respecified() predicate.Predicate {
	return predicate.Or(predicate.GenerationChangedPredicate{}, predicate.LabelChangedPredicate{})
}

// relabelled lets through namespaces that came, went or have other labels.
func relabelled() predicate.Predicate { return predicate.LabelChangedPredicate{} }

// present is the object as it is, or as it was last.
func present(before, after client.Object) client.Object {
	if after == nil {
		return before
	}
	return after
}

// sameSpec tells whether an object was there before and has the same spec still.
func sameSpec(before, after client.Object) bool {
	return before != nil && after != nil && before.GetGeneration() == after.GetGeneration() &&
		(before.GetDeletionTimestamp() == nil) == (after.GetDeletionTimestamp() == nil)
}

// sameScore tells whether an objective's written score is what it was.
func sameScore(before, after client.Object) bool {
	old, okOld := before.(*v1alpha1.Objective)
	new, okNew := after.(*v1alpha1.Objective)
	return okOld && okNew && equality.Semantic.DeepEqual(old.Status.Score, new.Status.Score)
}

// sameEvidence tells whether what an outcome is shown to move is what it was.
func sameEvidence(before, after client.Object) bool {
	old, okOld := before.(*v1alpha1.CustomerOutcome)
	new, okNew := after.(*v1alpha1.CustomerOutcome)
	return okOld && okNew && slices.Equal(old.Status.Evidence, new.Status.Evidence)
}

// sameFindings tells whether the verdicts of an exchange are what they were, and of the same generation.
func sameFindings(before, after client.Object) bool {
	old, okOld := before.(*v1alpha1.ValueExchange)
	new, okNew := after.(*v1alpha1.ValueExchange)
	return okOld && okNew && old.Status.ObservedGeneration == new.Status.ObservedGeneration &&
		slices.Equal(old.Status.Critical, new.Status.Critical)
}

// objectivesOfObjective are the objectives that look at another one: those that measure it, and its descendants.
func (f finder) objectivesOfObjective(ctx context.Context, before, after client.Object) []types.NamespacedName {
	name := client.ObjectKeyFromObject(present(before, after))
	if !sameSpec(before, after) {
		return append(f.closure(ctx, fieldObjectives, name), f.closure(ctx, fieldParent, name)...)
	}
	if sameScore(before, after) && decided(before) == decided(after) {
		return nil
	}
	return f.refer(ctx, objectives, fieldObjectives, name)
}

// decided tells whether an objective has its verdict, which those wait for that are judged on its score.
func decided(object client.Object) bool {
	o, ok := object.(*v1alpha1.Objective)
	return ok && (o.Status.Outlook == v1alpha1.OutlookAchieved || o.Status.Outlook == v1alpha1.OutlookMissed)
}

// outcomesOfObjective are the outcomes that look at an objective: those that it serves or served, and those that
// measure it.
func (f finder) outcomesOfObjective(ctx context.Context, before, after client.Object) []types.NamespacedName {
	same := sameSpec(before, after)
	if same && sameScore(before, after) {
		return nil
	}
	found := f.refer(ctx, outcomes, fieldObjectives, client.ObjectKeyFromObject(present(before, after)))
	if same {
		return found
	}
	return append(found, outcomesOf(before, after)...)
}

// outcomesOf are the outcomes that an object named, or names.
func outcomesOf(before, after client.Object) []types.NamespacedName {
	return append(world.Outcomes(before), world.Outcomes(after)...)
}

// objectivesOfOutcome are the objectives that name an outcome, and their descendants. Evidence concerns those alone that
// name it.
func (f finder) objectivesOfOutcome(ctx context.Context, before, after client.Object) []types.NamespacedName {
	same := sameSpec(before, after)
	if same && sameEvidence(before, after) {
		return nil
	}
	direct := f.refer(ctx, objectives, fieldOutcomes, client.ObjectKeyFromObject(present(before, after)))
	if same {
		return direct
	}
	return append(direct, f.closure(ctx, fieldParent, direct...)...)
}

// outcomesOfExchange are the outcomes that an exchange tests or tested.
func (f finder) outcomesOfExchange(_ context.Context, before, after client.Object) []types.NamespacedName {
	if sameSpec(before, after) && sameFindings(before, after) {
		return nil
	}
	return outcomesOf(before, after)
}

// exchangesOfOutcome are the exchanges that test an outcome's indicators.
func (f finder) exchangesOfOutcome(ctx context.Context, before, after client.Object) []types.NamespacedName {
	if sameSpec(before, after) {
		return nil
	}
	return f.refer(ctx, exchanges, fieldOutcomes, client.ObjectKeyFromObject(present(before, after)))
}

// exchangesOfIndicator are the exchanges that test an Indicator, themselves or by way of an outcome.
func (f finder) exchangesOfIndicator(ctx context.Context, before, after client.Object) []types.NamespacedName {
	if sameSpec(before, after) {
		return nil
	}
	name := client.ObjectKeyFromObject(present(before, after))
	direct := f.refer(ctx, exchanges, fieldIndicators, name)
	return append(direct, f.refer(ctx, exchanges, fieldOutcomes, f.refer(ctx, outcomes, fieldIndicators, name)...)...)
}

// every gives all goals of a kind of which there are few, where finding the right ones would cost more than looking.
func (f finder) every(of kind) concerned {
	return func(ctx context.Context, before, after client.Object) []types.NamespacedName {
		if sameSpec(before, after) && maps.Equal(before.GetLabels(), after.GetLabels()) {
			return nil
		}
		return f.find(ctx, of)
	}
}

// ofIndicator finds the goals of a kind that refer to an Indicator.
func (f finder) ofIndicator(of kind) concerned {
	return func(ctx context.Context, before, after client.Object) []types.NamespacedName {
		if sameSpec(before, after) {
			return nil
		}
		return f.refer(ctx, of, fieldIndicators, client.ObjectKeyFromObject(present(before, after)))
	}
}

// ofObjectiveScore finds the goals of a kind that measure an objective.
func (f finder) ofObjectiveScore(of kind) concerned {
	return func(ctx context.Context, before, after client.Object) []types.NamespacedName {
		if sameSpec(before, after) && sameScore(before, after) {
			return nil
		}
		return f.refer(ctx, of, fieldObjectives, client.ObjectKeyFromObject(present(before, after)))
	}
}

// ofSource finds the goals of a kind that may mean a source, themselves or by way of an Indicator.
func (f finder) ofSource(of kind) concerned {
	return func(ctx context.Context, before, after client.Object) []types.NamespacedName {
		if sameSpec(before, after) {
			return nil
		}
		source := present(before, after)
		users := []client.ListOption{client.MatchingFields{fieldSources: source.GetName()}, client.InNamespace(source.GetNamespace())}
		return append(f.find(ctx, of, users...), f.refer(ctx, of, fieldIndicators, f.find(ctx, indicators, users...)...)...)
	}
}

// ofNamespace finds the goals of a kind to whom a namespace's labels matter: its own, and those that refer to its
// Indicators.
func (f finder) ofNamespace(of kind) concerned {
	return func(ctx context.Context, before, after client.Object) []types.NamespacedName {
		in := client.InNamespace(present(before, after).GetName())
		return append(f.find(ctx, of, in), f.refer(ctx, of, fieldIndicators, f.find(ctx, indicators, in)...)...)
	}
}

// objectivesOfNamespace are the objectives to whom a namespace's labels matter, and the descendants of its own.
func (f finder) objectivesOfNamespace(ctx context.Context, before, after client.Object) []types.NamespacedName {
	own := f.ofNamespace(objectives)(ctx, before, after)
	return append(own, f.closure(ctx, fieldParent, own...)...)
}

// outcomesOfNamespace are the outcomes to whom a namespace's labels matter, and those that its objectives serve.
func (f finder) outcomesOfNamespace(ctx context.Context, before, after client.Object) []types.NamespacedName {
	found := f.ofNamespace(outcomes)(ctx, before, after)
	var list v1alpha1.ObjectiveList
	if err := f.List(ctx, &list, client.InNamespace(present(before, after).GetName())); err != nil {
		return found // the cache has not started; every object is reconciled when it has
	}
	for i := range list.Items {
		found = append(found, world.Outcomes(&list.Items[i])...)
	}
	return found
}

// scorecardsOfGoal are the scorecards on whose levels a goal may stand.
func (f finder) scorecardsOfGoal(ctx context.Context, before, after client.Object) []types.NamespacedName {
	if sameSpec(before, after) && maps.Equal(before.GetLabels(), after.GetLabels()) && sameStanding(before, after) {
		return nil
	}
	goal := present(before, after)
	var list v1alpha1.ScorecardList
	if err := f.List(ctx, &list); err != nil {
		return nil // as above
	}
	var found []types.NamespacedName
	for i := range list.Items {
		if card := &list.Items[i]; mayHold(card, goal) {
			found = append(found, client.ObjectKeyFromObject(card))
		}
	}
	return found
}

// mayHold tells whether a goal may stand on a level of a scorecard, as far as namespaces and names go.
func mayHold(card *v1alpha1.Scorecard, goal client.Object) bool {
	return slices.ContainsFunc(card.Spec.Levels, func(l v1alpha1.Level) bool {
		near := card.Namespace == goal.GetNamespace()
		far := l.Namespaces != nil && l.Namespaces.From != v1alpha1.ShareFromSame
		return l.Selector != nil && (near || far) || slices.ContainsFunc(l.Refs, func(ref v1alpha1.GoalReference) bool {
			return world.NameOf(card.Namespace, ref.ObjectReference) == client.ObjectKeyFromObject(goal)
		})
	})
}

// sameStanding tells whether what a scorecard takes from a goal's status is what it was.
func sameStanding(before, after client.Object) bool {
	switch after := after.(type) {
	case *v1alpha1.Objective:
		old, ok := before.(*v1alpha1.Objective)
		return ok && sameScore(old, after) && old.Status.Outlook == after.Status.Outlook &&
			slices.EqualFunc(old.Status.Conditions, after.Status.Conditions, sameVerdict)
	case *v1alpha1.CustomerOutcome:
		old, ok := before.(*v1alpha1.CustomerOutcome)
		return ok && equality.Semantic.DeepEqual(old.Status.Score, after.Status.Score)
	}
	return true
}

func sameVerdict(a, b metav1.Condition) bool {
	return a.Type == b.Type && a.Status == b.Status && a.Reason == b.Reason
}
