/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"fmt"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// patience is how long the first answers for a new generation may take before status says that they are awaited.
const patience = 5 * time.Second

// conflictDelay is how long the cache is given to catch up with what somebody else wrote.
const conflictDelay = 100 * time.Millisecond

// goalContext is what the controllers of goals work with.
type goalContext struct {
	client      client.Client
	status      *statusWriter
	recorder    events.EventRecorder
	calibration *telemetry.Calibration
	poller      *measure.Poller
	clock       clock.PassiveClock
	shard       Shard
	waiting     *waiting
}

// waiting remembers since when which generation of a goal waits for its first answers.
type waiting struct {
	mu    sync.Mutex
	since map[measure.Goal]wait
}

type wait struct {
	generation int64
	since      time.Time
}

func newWaiting() *waiting { return &waiting{since: map[measure.Goal]wait{}} }

// begin gives since when a generation waits.
func (w *waiting) begin(goal measure.Goal, generation int64, now time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known, ok := w.since[goal]; !ok || known.generation != generation {
		w.since[goal] = wait{generation, now}
	}
	return w.since[goal].since
}

func (w *waiting) end(goal measure.Goal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.since, goal)
}

// get fetches a goal. It is false where there is nothing to evaluate: then its questions are asked no longer.
func (g *goalContext) get(ctx context.Context, goal measure.Goal, into client.Object) (bool, error) {
	err := g.client.Get(ctx, client.ObjectKey{Namespace: goal.Namespace, Name: goal.Name}, into)
	if err == nil && into.GetDeletionTimestamp() == nil && g.shard.owns(into) {
		return true, nil
	}
	if client.IgnoreNotFound(err) == nil {
		g.poller.Unsubscribe(goal)
		g.waiting.end(goal)
		g.status.forget(into, client.ObjectKey{Namespace: goal.Namespace, Name: goal.Name})
	}
	return false, client.IgnoreNotFound(err)
}

// inquire evaluates a goal until all its questions are asked.
func inquire[R any](g *goalContext, w *world.World, goal measure.Goal, object client.Object, evaluated int64, judge world.Judge[R]) (R, error) {
	generation := object.GetGeneration()
	subscribe := func(questions []measure.Question) world.Answers {
		return g.poller.Subscribe(goal, generation, evaluated != generation, questions)
	}
	var result R
	w.Inquire(g.poller.Answers(goal), subscribe, func(ask evaluate.Ask) { result = judge(g.clock.Now(), ask) })
	return result, w.Err()
}

// verdict is what an evaluation came to, whatever the kind of goal.
type verdict struct {
	incomplete, changed bool
	next                time.Time
	conditions          *[]metav1.Condition // in the object
	evaluated           int64               // the generation that the written status speaks of
	result              func()              // puts the new status into the object
	// written is called once, after the result was written, and gives what there is to tell; nil: nothing.
	written func() []telemetry.Event
}

// verdictOf is what an evaluation came to of a goal with that status.
func verdictOf[S any](result evaluate.Result[S], status *S, conditions *[]metav1.Condition, evaluated int64) verdict {
	return verdict{
		incomplete: result.Incomplete, changed: result.Changed, next: result.Next, conditions: conditions, evaluated: evaluated,
		result: func() { *status = result.Status },
	}
}

// conclude writes what an evaluation came to, if it is to be written, and says when to look again.
func (g *goalContext) conclude(ctx context.Context, goal measure.Goal, object client.Object, v verdict) (ctrl.Result, error) {
	if v.incomplete {
		return g.await(ctx, goal, object, v)
	}
	g.waiting.end(goal)
	g.poller.WakeAt(goal, v.next)
	if !v.changed {
		return ctrl.Result{}, nil
	}
	return g.write(ctx, object, v.result, v.written)
}

// await leaves a goal as it is until its answers are there, which wake it. It says so in the status of a new generation
// that waits for long.
func (g *goalContext) await(ctx context.Context, goal measure.Goal, object client.Object, v verdict) (ctrl.Result, error) {
	g.poller.WakeAt(goal, v.next)
	generation := object.GetGeneration()
	if v.evaluated == generation || reconciling(*v.conditions, generation) {
		return ctrl.Result{}, nil
	}
	now := g.clock.Now()
	if until := g.waiting.begin(goal, generation, now).Add(patience); now.Before(until) {
		g.poller.WakeAt(goal, until)
		return ctrl.Result{}, nil
	}
	return g.write(ctx, object, func() { *v.conditions = evaluate.Progressing(*v.conditions, generation, now) }, nil)
}

// reconciling tells whether a status says already that a generation's first answers are awaited.
func reconciling(conditions []metav1.Condition, generation int64) bool {
	c := meta.FindStatusCondition(conditions, v1alpha1.GoalConditionReconciling)
	return c != nil && c.ObservedGeneration == generation
}

// write changes a goal's status, patches it and tells what changed.
func (g *goalContext) write(ctx context.Context, object client.Object, change func(), written func() []telemetry.Event) (ctrl.Result, error) {
	before, ok := object.DeepCopyObject().(client.Object)
	if !ok {
		return ctrl.Result{}, fmt.Errorf("a copy of %T is no object", object)
	}
	change()
	if done, result, err := g.status.patch(ctx, before, object); !done {
		return result, err
	}
	if written == nil {
		return ctrl.Result{}, nil
	}
	for _, event := range written() {
		g.recorder.Eventf(object, nil, event.Type, event.Reason, event.Action, "%s", event.Note)
	}
	return ctrl.Result{}, nil
}
