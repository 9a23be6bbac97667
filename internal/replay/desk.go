/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// desks are the sources of a set, as they are asked.
type desks struct {
	set     *world.Set
	options Options
	open    map[source.Key]*desk

	mu    sync.Mutex // guards asked, and is held while Progress is told
	asked int
}

// desk is one source, with its places.
type desk struct {
	source  measure.Source // nil: it cannot be asked
	broken  string         // why
	places  chan struct{}
	history chan struct{} // those that ranges may take
}

func newDesks(set *world.Set, o Options) *desks {
	return &desks{set: set, options: o, open: map[source.Key]*desk{}}
}

// prepare opens the desk of a source, once.
func (d *desks) prepare(key source.Key) error {
	if d.open[key] != nil {
		return nil
	}
	s, err := d.options.Source(key, d.spec(key))
	var problem *source.Problem
	switch {
	case errors.As(err, &problem):
		d.open[key] = &desk{broken: "the source cannot be asked (" + string(problem.Reason) + "): see its status"}
	case err != nil:
		return err
	default:
		d.open[key] = &desk{
			source: s, places: make(chan struct{}, max(1, s.MaxConcurrent())), history: make(chan struct{}, max(1, s.HistoryConcurrent())),
		}
	}
	return nil
}

func (d *desks) spec(key source.Key) v1alpha1.MetricSourceSpec {
	name := types.NamespacedName{Namespace: key.Namespace, Name: key.Name}
	if key.Kind == v1alpha1.SourceKindCluster {
		var s v1alpha1.ClusterMetricSource
		_, _ = d.set.Get(name, &s) // it is there: a reference led to it
		return s.Spec.MetricSourceSpec
	}
	var s v1alpha1.MetricSource
	_, _ = d.set.Get(name, &s)
	return s.Spec
}

// put puts a question to its source as of a time, as soon as that has a place. It may be called concurrently.
func (d *desks) put(ctx context.Context, q measure.Question, now time.Time) measure.Answer {
	desk := d.open[q.Source]
	if desk.source == nil {
		return measure.Answer{Reason: v1alpha1.MeasureReasonSourceUnavailable, Message: desk.broken, Time: now}
	}
	if now.Before(d.options.Present) {
		seen := look(q, now)
		if seen.Ahead {
			return measure.Answer{Reason: v1alpha1.MeasureReasonNoData, Time: now,
				Message: "the query looks past the time as of which it is asked, by @ or a negative offset: what it gave then is no longer known"}
		}
		q.End = seen.Query.End
	}
	defer desk.enter(q)()
	defer d.count()
	return measure.Put(ctx, desk.source, q, now)
}

// look tells what a question that is put as of a time can see.
func look(q measure.Question, asOf time.Time) source.Hindsight {
	return source.Query{Text: q.Query, Start: q.Start, End: q.End}.Look(asOf)
}

// enter takes a place, and gives how to give it back.
func (d *desk) enter(q measure.Question) (leave func()) {
	if q.Step > 0 {
		d.history <- struct{}{}
	}
	d.places <- struct{}{}
	return func() {
		<-d.places
		if q.Step > 0 {
			<-d.history
		}
	}
}

func (d *desks) count() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	if d.options.Progress != nil {
		d.options.Progress(d.asked)
	}
}

// ask learns the answers to those of some questions that are not known as of a time yet, all at once.
func (e *Engine) ask(ctx context.Context, questions []measure.Question, now time.Time) error {
	var unknown []measure.Question
	seen := map[measure.Question]bool{}
	for _, q := range questions {
		if _, known := e.answers[q]; known || seen[q] {
			continue
		}
		if err := e.desks.prepare(q.Source); err != nil {
			return err
		}
		seen[q] = true
		unknown = append(unknown, q)
	}
	got := make([]measure.Answer, len(unknown))
	var asking sync.WaitGroup
	for i, q := range unknown {
		asking.Go(func() { got[i] = e.answer(ctx, q, now) })
	}
	asking.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(unknown) > 0 {
		e.answers = maps.Clone(e.answers) // who was given the answers looks for what is new in them
	}
	for i, q := range unknown {
		e.answers[q] = got[i]
	}
	return nil
}

// answer is what stands for a question as of a time, after what stood as of the time before.
func (e *Engine) answer(ctx context.Context, q measure.Question, now time.Time) measure.Answer {
	if e.reel == nil {
		return e.desks.put(ctx, q, now)
	}
	return e.reel.answer(ctx, q, now, e.last[q])
}
