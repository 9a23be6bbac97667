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
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// kindObjective is the kind of Objectives among the poller's goals.
const kindObjective = "Objective"

// ObjectiveReconciler keeps the status of Objectives true.
type ObjectiveReconciler struct{ goalContext }

// +kubebuilder:rbac:groups=goals.truenorth.dev,resources=objectives;customeroutcomes;indicators;valueexchanges;scorecards;metricsources;clustermetricsources,verbs=list;watch
// +kubebuilder:rbac:groups=goals.truenorth.dev,resources=objectives/status;customeroutcomes/status;indicators/status;valueexchanges/status;scorecards/status;metricsources/status;clustermetricsources/status,verbs=patch
// +kubebuilder:rbac:groups="",resources=namespaces,verbs=list;watch
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch

// Reconcile evaluates one Objective.
func (r *ObjectiveReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	goal := measure.Goal{Kind: kindObjective, Namespace: request.Namespace, Name: request.Name}
	var o v1alpha1.Objective
	if there, err := r.get(ctx, goal, &o); !there {
		return ctrl.Result{}, err
	}
	w := r.world(ctx)
	result, err := inquire(&r.goalContext, w, goal, &o, o.Status.ObservedGeneration, w.JudgeObjective(&o))
	if err != nil {
		return ctrl.Result{}, err
	}
	before, v := o.Status, verdictOf(result.Result, &o.Status, &o.Status.Conditions, o.Status.ObservedGeneration)
	v.written = func() []telemetry.Event {
		r.calibrate(result.Verdicts)
		return telemetry.ObjectiveEvents(&before, &o)
	}
	return r.conclude(ctx, goal, &o, v)
}

// calibrate counts verdicts beside what had been forecast.
func (r *ObjectiveReconciler) calibrate(verdicts []evaluate.ForecastVerdict) {
	for _, v := range verdicts {
		r.calibration.Observe(v.Probability, v.Succeeded)
	}
}

func (r *ObjectiveReconciler) setup(mgr ctrl.Manager, o Options) error {
	find := finder{mgr.GetClient()}
	return ctrl.NewControllerManagedBy(mgr).Named("objective").
		For(&v1alpha1.Objective{}, builder.WithPredicates(respecified())).
		Watches(&v1alpha1.Objective{}, gather(r.overwritten, foreignPause)).
		Watches(&v1alpha1.Objective{}, enqueue(find.objectivesOfObjective)).
		Watches(&v1alpha1.CustomerOutcome{}, enqueue(find.objectivesOfOutcome)).
		Watches(&v1alpha1.Indicator{}, enqueue(find.ofIndicator(objectives))).
		Watches(&v1alpha1.MetricSource{}, enqueue(find.ofSource(objectives))).
		Watches(&v1alpha1.ClusterMetricSource{}, enqueue(find.ofSource(objectives))).
		WatchesMetadata(world.NamespaceMetadata(), enqueue(find.objectivesOfNamespace), builder.WithPredicates(relabelled())).
		WatchesRawSource(wakes(o.Poller, kindObjective)).
		WithOptions(o.controllerOptions()).
		Complete(r)
}
