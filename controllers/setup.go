/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	ctrlsource "sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
)

// Options are what the controllers need beside the manager.
type Options struct {
	// Poller asks the questions. It is added to the manager by the caller.
	Poller *measure.Poller
	// Clock that goals are judged by, and that sources are held back by.
	Clock clock.Clock
	// Policy says which addresses sources may have.
	Policy source.Policy
	// OperatorNamespace is where the Secrets of ClusterMetricSources are.
	OperatorNamespace string
	// Shard is the part of the goals that this manager evaluates.
	Shard Shard
	// Queries counts what sources are asked.
	Queries *telemetry.SourceMetrics
	// Calibration counts how forecasts came true.
	Calibration *telemetry.Calibration
	// MaxConcurrentReconciles of each controller; 0: 4.
	MaxConcurrentReconciles int
}

// Shard is a part of the goals. The zero Shard is all of them.
type Shard struct {
	// Namespaces whose goals are evaluated; empty: all.
	Namespaces []string
	// Selector of the goals' labels; nil: all.
	Selector labels.Selector
}

// owns tells whether a goal is in the shard.
func (s Shard) owns(object client.Object) bool {
	return s.ownsNamespace(object.GetNamespace()) && (s.Selector == nil || s.Selector.Matches(labels.Set(object.GetLabels())))
}

// ownsNamespace tells whether goals of a namespace can be in the shard.
func (s Shard) ownsNamespace(namespace string) bool {
	return len(s.Namespaces) == 0 || slices.Contains(s.Namespaces, namespace)
}

// defaultConcurrency is enough to keep two cores busy; a reconcile waits for nothing but its one write.
const defaultConcurrency = 4

// Backoff of reconciles that failed, for each object by itself: a limit over all of them would make ten thousand goals
// wait for one another.
const (
	firstRetry = 200 * time.Millisecond
	lastRetry  = time.Minute
)

// Setup adds all controllers to a manager.
func Setup(ctx context.Context, mgr ctrl.Manager, o Options) error {
	if err := indexFields(ctx, mgr.GetFieldIndexer()); err != nil {
		return err
	}
	status := &statusWriter{client: mgr.GetClient(), recorder: mgr.GetEventRecorder("truenorth"), own: newOwnWrites()}
	goals := goalContext{
		client: mgr.GetClient(), status: status, recorder: mgr.GetEventRecorder("truenorth"),
		calibration: o.Calibration, poller: o.Poller, clock: o.Clock, shard: o.Shard, waiting: newWaiting(),
	}
	for _, kind := range []interface {
		setup(mgr ctrl.Manager, o Options) error
	}{
		&ObjectiveReconciler{goals}, &CustomerOutcomeReconciler{goals}, &IndicatorReconciler{goals}, &ValueExchangeReconciler{goals},
		&ScorecardReconciler{goals},
	} {
		if err := kind.setup(mgr, o); err != nil {
			return err
		}
	}
	return setupMetricSources(mgr, status, o)
}

// controllerOptions are those of every controller.
func (o Options) controllerOptions() controller.Options {
	concurrency := o.MaxConcurrentReconciles
	if concurrency == 0 {
		concurrency = defaultConcurrency
	}
	warm := true // a standby takes over with its caches filled
	return controller.Options{
		MaxConcurrentReconciles: concurrency,
		EnableWarmup:            &warm,
		RateLimiter:             workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](firstRetry, lastRetry),
	}
}

// answersPriority is that of reconciles because of an answer: after those because of an edit, before those of a start.
const answersPriority = -10

// wakes is the source of reconciles because of answers and dates.
func wakes(poller *measure.Poller, kind string) ctrlsource.Source {
	return ctrlsource.Func(func(_ context.Context, q queue) error {
		poller.OnWake(kind, func(goal measure.Goal) {
			request := reconcile.Request{}
			request.Namespace, request.Name = goal.Namespace, goal.Name
			priority := answersPriority
			if prioritised, ok := q.(priorityqueue.PriorityQueue[reconcile.Request]); ok {
				prioritised.AddWithOpts(priorityqueue.AddOpts{Priority: &priority}, request)
				return
			}
			q.Add(request)
		})
		return nil
	})
}
