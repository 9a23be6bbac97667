/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"time"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// kindScorecard is the kind of Scorecards among the poller's goals.
const kindScorecard = "Scorecard"

// cardPause is how long changes of goals are gathered before a scorecard looks at them: it looks at all of its goals.
const cardPause = time.Second

// ScorecardReconciler keeps the status of Scorecards true.
type ScorecardReconciler struct{ goalContext }

// Reconcile evaluates one Scorecard.
func (r *ScorecardReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	goal := measure.Goal{Kind: kindScorecard, Namespace: request.Namespace, Name: request.Name}
	var o v1alpha1.Scorecard
	if there, err := r.get(ctx, goal, &o); !there {
		return ctrl.Result{}, err
	}
	w := r.world(ctx)
	result, err := inquire(&r.goalContext, w, goal, &o, o.Status.ObservedGeneration, w.JudgeScorecard(&o))
	if err != nil {
		return ctrl.Result{}, err
	}
	return r.conclude(ctx, goal, &o, verdictOf(result, &o.Status, &o.Status.Conditions, o.Status.ObservedGeneration))
}

func (r *ScorecardReconciler) setup(mgr ctrl.Manager, o Options) error {
	find := finder{mgr.GetClient()}
	return ctrl.NewControllerManagedBy(mgr).Named("scorecard").
		For(&v1alpha1.Scorecard{}, builder.WithPredicates(respecified())).
		Watches(&v1alpha1.Scorecard{}, gather(r.overwritten, foreignPause)).
		Watches(&v1alpha1.Objective{}, gather(find.scorecardsOfGoal, cardPause)).
		Watches(&v1alpha1.Objective{}, enqueue(find.ofObjectiveScore(scorecards))).
		Watches(&v1alpha1.CustomerOutcome{}, gather(find.scorecardsOfGoal, cardPause)).
		Watches(&v1alpha1.Indicator{}, gather(find.scorecardsOfGoal, cardPause)).
		Watches(&v1alpha1.Indicator{}, enqueue(find.ofIndicator(scorecards))).
		Watches(&v1alpha1.MetricSource{}, enqueue(find.ofSource(scorecards))).
		Watches(&v1alpha1.ClusterMetricSource{}, enqueue(find.ofSource(scorecards))).
		WatchesMetadata(world.NamespaceMetadata(), enqueue(find.every(scorecards)), builder.WithPredicates(relabelled())).
		WatchesRawSource(wakes(o.Poller, kindScorecard)).
		WithOptions(o.controllerOptions()).
		Complete(r)
}
