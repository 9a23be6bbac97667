/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// queue is the work queue of one of our controllers.
type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]

// concerned finds who has to look again when an object changed. before is nil when it was created, after when it was
// deleted.
type concerned func(ctx context.Context, before, after client.Object) []types.NamespacedName

// enqueue is the event handler that has the concerned look again.
func enqueue(find concerned) handler.EventHandler {
	add := func(ctx context.Context, q queue, before, after client.Object) {
		for _, name := range find(ctx, before, after) {
			q.Add(reconcile.Request{NamespacedName: name})
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

// objectivesOfObjective are the objectives that look at another one: those that measure it, and its descendants.
func (f finder) objectivesOfObjective(ctx context.Context, before, after client.Object) []types.NamespacedName {
	name := client.ObjectKeyFromObject(present(before, after))
	if !sameSpec(before, after) {
		return append(f.closure(ctx, fieldObjectives, name), f.closure(ctx, fieldParent, name)...)
	}
	if sameScore(before, after) {
		return nil
	}
	return names(f.objectives(ctx, client.MatchingFields{fieldObjectives: name.String()}))
}

// outcomesOfObjective are the outcomes that look at an objective: those that it serves or served, and those that
// measure it.
func (f finder) outcomesOfObjective(ctx context.Context, before, after client.Object) []types.NamespacedName {
	same := sameSpec(before, after)
	if same && sameScore(before, after) {
		return nil
	}
	name := client.ObjectKeyFromObject(present(before, after))
	found := names(f.outcomes(ctx, client.MatchingFields{fieldObjectives: name.String()}))
	if same {
		return found
	}
	for _, object := range []client.Object{before, after} {
		if o, ok := object.(*v1alpha1.Objective); ok {
			found = append(found, served(*o)...)
		}
	}
	return found
}

func served(objectives ...v1alpha1.Objective) []types.NamespacedName {
	var found []types.NamespacedName
	for _, o := range objectives {
		for _, ref := range o.Spec.OutcomeRefs {
			found = append(found, nameOf(o.Namespace, ref))
		}
	}
	return found
}

// objectivesOfOutcome are the objectives that name an outcome, and their descendants.
func (f finder) objectivesOfOutcome(ctx context.Context, before, after client.Object) []types.NamespacedName {
	if sameSpec(before, after) {
		return nil
	}
	name := client.ObjectKeyFromObject(present(before, after))
	direct := names(f.objectives(ctx, client.MatchingFields{fieldOutcomes: name.String()}))
	return append(direct, f.closure(ctx, fieldParent, direct...)...)
}

// objectivesOfSource are the objectives that may mean a source.
func (f finder) objectivesOfSource(ctx context.Context, before, after client.Object) []types.NamespacedName {
	if sameSpec(before, after) {
		return nil
	}
	return names(f.objectives(ctx, usersOf(present(before, after))...))
}

// outcomesOfSource are the outcomes that may mean a source.
func (f finder) outcomesOfSource(ctx context.Context, before, after client.Object) []types.NamespacedName {
	if sameSpec(before, after) {
		return nil
	}
	return names(f.outcomes(ctx, usersOf(present(before, after))...))
}

func usersOf(source client.Object) []client.ListOption {
	return []client.ListOption{client.MatchingFields{fieldSources: source.GetName()}, client.InNamespace(source.GetNamespace())}
}

// objectivesOfNamespace are the objectives to whom a namespace's labels matter: its own, and their descendants.
func (f finder) objectivesOfNamespace(ctx context.Context, before, after client.Object) []types.NamespacedName {
	own := names(f.objectives(ctx, client.InNamespace(present(before, after).GetName())))
	return append(own, f.closure(ctx, fieldParent, own...)...)
}

// outcomesOfNamespace are the outcomes to whom a namespace's labels matter: its own, and those that its objectives serve.
func (f finder) outcomesOfNamespace(ctx context.Context, before, after client.Object) []types.NamespacedName {
	in := client.InNamespace(present(before, after).GetName())
	return append(names(f.outcomes(ctx, in)), served(f.objectives(ctx, in)...)...)
}

// names of objects.
func names[T any, P interface {
	*T
	client.Object
}](objects []T) []types.NamespacedName {
	found := make([]types.NamespacedName, 0, len(objects))
	for i := range objects {
		found = append(found, client.ObjectKeyFromObject(P(&objects[i])))
	}
	return found
}
