/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
)

// kindCustomerOutcome is the kind of CustomerOutcomes among the poller's goals.
const kindCustomerOutcome = "CustomerOutcome"

// CustomerOutcomeReconciler keeps the status of CustomerOutcomes true.
type CustomerOutcomeReconciler struct{ goalContext }

// Reconcile evaluates one CustomerOutcome.
func (r *CustomerOutcomeReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	goal := measure.Goal{Kind: kindCustomerOutcome, Namespace: request.Namespace, Name: request.Name}
	var o v1alpha1.CustomerOutcome
	if there, err := r.get(ctx, goal, &o); !there {
		return ctrl.Result{}, err
	}
	w := newWorld(ctx, r.client)
	serving, exchanges := r.serving(ctx, w, &o), r.exchanges(ctx, w, &o)
	var result evaluate.CustomerOutcomeResult
	err := r.inquire(w, goal, &o, o.Status.ObservedGeneration, func(ask evaluate.Ask) {
		result = evaluate.CustomerOutcome(evaluate.CustomerOutcomeInput{
			Outcome: &o, Now: r.clock.Now(), Ask: ask, Serving: serving, Exchanges: exchanges,
			Refer: func(ref v1alpha1.ObjectReference) evaluate.Answer {
				return evaluate.Reference(w, o.Namespace, nil, ref)
			},
			Define: evaluate.DefineIn(w, o.Namespace),
		})
	})
	if err != nil {
		return ctrl.Result{}, err
	}
	before, v := o.Status, verdictOf(result, &o.Status, &o.Status.Conditions, o.Status.ObservedGeneration)
	v.written = func() []telemetry.Event { return telemetry.CustomerOutcomeEvents(&before, &o) }
	return r.conclude(ctx, goal, &o, v)
}

// serving are the objectives that name an outcome, with its consent.
func (r *CustomerOutcomeReconciler) serving(ctx context.Context, w *world, o *v1alpha1.CustomerOutcome) []*v1alpha1.Objective {
	var list v1alpha1.ObjectiveList
	key := client.ObjectKeyFromObject(o).String()
	if err := r.client.List(ctx, &list, client.MatchingFields{fieldOutcomes: key}); err != nil {
		w.err = err
		return nil
	}
	var serving []*v1alpha1.Objective
	for i := range list.Items {
		objective := &list.Items[i]
		if objective.DeletionTimestamp == nil && w.consents(o.Spec.SharedWith, o.Namespace, objective.Namespace) {
			serving = append(serving, objective)
		}
	}
	return serving
}

// exchanges are the value exchanges of an outcome's namespace that name it.
func (r *CustomerOutcomeReconciler) exchanges(ctx context.Context, w *world, o *v1alpha1.CustomerOutcome) []*v1alpha1.ValueExchange {
	var list v1alpha1.ValueExchangeList
	key := client.ObjectKeyFromObject(o).String()
	if err := r.client.List(ctx, &list, client.MatchingFields{fieldOutcomes: key}, client.InNamespace(o.Namespace)); err != nil {
		w.err = err
		return nil
	}
	var exchanges []*v1alpha1.ValueExchange
	for i := range list.Items {
		if list.Items[i].DeletionTimestamp == nil {
			exchanges = append(exchanges, &list.Items[i])
		}
	}
	return exchanges
}

func (r *CustomerOutcomeReconciler) setup(mgr ctrl.Manager, o Options) error {
	find := finder{mgr.GetClient()}
	return ctrl.NewControllerManagedBy(mgr).Named("customeroutcome").
		For(&v1alpha1.CustomerOutcome{}, builder.WithPredicates(respecified())).
		Watches(&v1alpha1.Objective{}, enqueue(find.outcomesOfObjective)).
		Watches(&v1alpha1.ValueExchange{}, enqueue(find.outcomesOfExchange)).
		Watches(&v1alpha1.Indicator{}, enqueue(find.ofIndicator(outcomes))).
		Watches(&v1alpha1.MetricSource{}, enqueue(find.ofSource(outcomes))).
		Watches(&v1alpha1.ClusterMetricSource{}, enqueue(find.ofSource(outcomes))).
		WatchesMetadata(namespaceMetadata(), enqueue(find.outcomesOfNamespace), builder.WithPredicates(relabelled())).
		WatchesRawSource(wakes(o.Poller, kindCustomerOutcome)).
		WithOptions(o.controllerOptions()).
		Complete(r)
}
