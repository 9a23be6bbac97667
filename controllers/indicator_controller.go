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
	"github.com/truenorth-dev/truenorth/internal/world"
)

// kindIndicator is the kind of Indicators among the poller's goals.
const kindIndicator = "Indicator"

// IndicatorReconciler keeps the status of Indicators true.
type IndicatorReconciler struct{ goalContext }

// Reconcile evaluates one Indicator.
func (r *IndicatorReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	goal := measure.Goal{Kind: kindIndicator, Namespace: request.Namespace, Name: request.Name}
	var o v1alpha1.Indicator
	if there, err := r.get(ctx, goal, &o); !there {
		return ctrl.Result{}, err
	}
	w := r.world(ctx)
	result, err := inquire(&r.goalContext, w, goal, &o, o.Status.ObservedGeneration, w.JudgeIndicator(&o))
	if err != nil {
		return ctrl.Result{}, err
	}
	return r.conclude(ctx, goal, &o, verdictOf(result, &o.Status, &o.Status.Conditions, o.Status.ObservedGeneration))
}

func (r *IndicatorReconciler) setup(mgr ctrl.Manager, o Options) error {
	find := finder{mgr.GetClient()}
	return ctrl.NewControllerManagedBy(mgr).Named("indicator").
		For(&v1alpha1.Indicator{}, builder.WithPredicates(respecified())).
		Watches(&v1alpha1.Indicator{}, gather(r.overwritten, foreignPause)).
		Watches(&v1alpha1.MetricSource{}, enqueue(find.ofSource(indicators))).
		Watches(&v1alpha1.ClusterMetricSource{}, enqueue(find.ofSource(indicators))).
		WatchesMetadata(world.NamespaceMetadata(), enqueue(find.ofNamespace(indicators)), builder.WithPredicates(relabelled())).
		WatchesRawSource(wakes(o.Poller, kindIndicator)).
		WithOptions(o.controllerOptions()).
		Complete(r)
}
