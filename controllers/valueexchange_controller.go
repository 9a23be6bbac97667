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

// kindValueExchange is the kind of ValueExchanges among the poller's goals.
const kindValueExchange = "ValueExchange"

// ValueExchangeReconciler keeps the status of ValueExchanges true.
type ValueExchangeReconciler struct{ goalContext }

// Reconcile tests one ValueExchange.
func (r *ValueExchangeReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	goal := measure.Goal{Kind: kindValueExchange, Namespace: request.Namespace, Name: request.Name}
	var o v1alpha1.ValueExchange
	if there, err := r.get(ctx, goal, &o); !there {
		return ctrl.Result{}, err
	}
	w := r.world(ctx)
	result, err := inquire(&r.goalContext, w, goal, &o, o.Status.ObservedGeneration, w.JudgeValueExchange(&o))
	if err != nil {
		return ctrl.Result{}, err
	}
	before, v := o.Status, verdictOf(result, &o.Status, &o.Status.Conditions, o.Status.ObservedGeneration)
	v.written = func() []telemetry.Event { return telemetry.ValueExchangeEvents(&before, &o) }
	return r.conclude(ctx, goal, &o, v)
}

func (r *ValueExchangeReconciler) setup(mgr ctrl.Manager, o Options) error {
	find := finder{mgr.GetClient()}
	return ctrl.NewControllerManagedBy(mgr).Named("valueexchange").
		For(&v1alpha1.ValueExchange{}, builder.WithPredicates(respecified())).
		Watches(&v1alpha1.ValueExchange{}, gather(r.overwritten, foreignPause)).
		Watches(&v1alpha1.CustomerOutcome{}, enqueue(find.exchangesOfOutcome)).
		Watches(&v1alpha1.Indicator{}, enqueue(find.exchangesOfIndicator)).
		Watches(&v1alpha1.MetricSource{}, enqueue(find.every(exchanges))).
		Watches(&v1alpha1.ClusterMetricSource{}, enqueue(find.every(exchanges))).
		WatchesMetadata(world.NamespaceMetadata(), enqueue(find.every(exchanges)), builder.WithPredicates(relabelled())).
		WatchesRawSource(wakes(o.Poller, kindValueExchange)).
		WithOptions(o.controllerOptions()).
		Complete(r)
}
