/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/world"
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
	w := r.world(ctx)
	result, err := inquire(&r.goalContext, w, goal, &o, o.Status.ObservedGeneration, w.JudgeCustomerOutcome(&o))
	if err != nil {
		return ctrl.Result{}, err
	}
	before, v := o.Status, verdictOf(result, &o.Status, &o.Status.Conditions, o.Status.ObservedGeneration)
	v.written = func() []telemetry.Event { return telemetry.CustomerOutcomeEvents(&before, &o) }
	return r.conclude(ctx, goal, &o, v)
}

func (r *CustomerOutcomeReconciler) setup(mgr ctrl.Manager, o Options) error {
	find := finder{mgr.GetClient()}
	return ctrl.NewControllerManagedBy(mgr).Named("customeroutcome").
		For(&v1alpha1.CustomerOutcome{}, builder.WithPredicates(respecified())).
		Watches(&v1alpha1.CustomerOutcome{}, gather(r.overwritten, foreignPause)).
		Watches(&v1alpha1.Objective{}, enqueue(find.outcomesOfObjective)).
		Watches(&v1alpha1.ValueExchange{}, enqueue(find.outcomesOfExchange)).
		Watches(&v1alpha1.Indicator{}, enqueue(find.ofIndicator(outcomes))).
		Watches(&v1alpha1.MetricSource{}, enqueue(find.ofSource(outcomes))).
		Watches(&v1alpha1.ClusterMetricSource{}, enqueue(find.ofSource(outcomes))).
		WatchesMetadata(world.NamespaceMetadata(), enqueue(find.outcomesOfNamespace), builder.WithPredicates(relabelled())).
		WatchesRawSource(wakes(o.Poller, kindCustomerOutcome)).
		WithOptions(o.controllerOptions()).
		Complete(r)
}
