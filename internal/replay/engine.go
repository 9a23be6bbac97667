/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay

import (
	"context"
	"errors"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// passes is how often a goal is evaluated at most as of one time. What goals refer to was evaluated before them, but where
// references run in a circle.
const passes = 8

// Options say how an Engine learns what it cannot know.
type Options struct {
	// Source gives what the questions to a source of the set are put to. It is called once for a source. A *source.Problem
	// is why the source cannot be asked: its questions are answered as the operator answers them then. Any other error
	// ends the evaluation.
	Source func(key source.Key, spec v1alpha1.MetricSourceSpec) (measure.Source, error)
	// Present is up to when the sources hold samples: as of an earlier time, queries are kept from looking past that. Zero:
	// no evaluation is as of an earlier time.
	Present time.Time
	// Progress is told how many questions were put so far, one call at a time; nil: nobody is.
	Progress func(asked int)
}

// Engine evaluates the goals of a set. It serves one caller at a time, who does not change their specs meanwhile.
type Engine struct {
	set   *world.Set
	world *world.World
	desks *desks
	order []goal          // what goals refer to comes before them, where that is possible
	heirs map[goal][]goal // those whose status may depend on a goal's

	answers world.Answers // as of the time of the present evaluation
	last    world.Answers // of the step before in a fold
	reel    *reel         // what a fold knows ahead; nil outside one
}

// New makes an engine for a set.
func New(set *world.Set, o Options) *Engine {
	return &Engine{set: set, world: world.New(set), desks: newDesks(set, o), answers: world.Answers{}}
}

// Evaluate brings the status of all goals to a time, each from the one that it has. Goals that have no generation, as in
// files, are of the first one, or of that which their status speaks of. What changes is replaced in the set by a copy.
//
// It fails where Options.Source does, or the context ends. That a source does not answer stands in the statuses.
func (e *Engine) Evaluate(ctx context.Context, now time.Time) error {
	e.begin()
	return e.evaluate(ctx, now)
}

// Fold evaluates at from, from+step and so on up to to, and at to, each from the statuses of the time before, and calls
// visit after each of them, whose error ends it. A step of whole days is one of the calendar, in the time zone of from,
// where a day may have 23 hours. It asks much of what it needs ahead, and uses it when its time has come.
func (e *Engine) Fold(ctx context.Context, from, to time.Time, step time.Duration, visit func(at time.Time) error) error {
	if step <= 0 || to.Before(from) {
		return errors.New("nothing to fold over: the end is before the beginning, or the step is no length of time")
	}
	e.begin()
	e.reel = newReel(e.desks, to, step)
	defer func() { e.reel = nil }()
	for at := from; ; at = after(at, step) {
		if at.After(to) {
			at = to
		}
		if err := e.evaluate(ctx, at); err != nil {
			return err
		}
		if err := visit(at); err != nil {
			return err
		}
		if !at.Before(to) {
			return nil
		}
	}
}

// after is a step after a time.
func after(at time.Time, step time.Duration) time.Time {
	const day = 24 * time.Hour
	if step%day != 0 {
		return at.Add(step)
	}
	return at.AddDate(0, 0, int(step/day))
}

// begin forgets the last evaluation and finds the goals of the set.
func (e *Engine) begin() {
	e.answers, e.last = world.Answers{}, nil
	e.order, e.heirs = arrange(e.set)
	for _, g := range e.order {
		object := g.object(e.set)
		if object.GetGeneration() == 0 {
			object.SetGeneration(max(1, observed(object)))
			e.set.Put(object)
		}
	}
}

// evaluate works on all goals until all is at rest.
func (e *Engine) evaluate(ctx context.Context, now time.Time) error {
	now = now.Round(0).UTC()
	e.last, e.answers = e.answers, world.Answers{}
	if err := e.foresee(ctx, now); err != nil {
		return err
	}
	waiting := make(map[goal]bool, len(e.order))
	for _, g := range e.order {
		waiting[g] = true
	}
	for pass := 0; pass < passes && len(waiting) > 0; pass++ {
		for _, g := range e.order {
			if !waiting[g] {
				continue
			}
			delete(waiting, g)
			found, err := e.work(ctx, g, now)
			if err != nil {
				return err
			}
			if found.changed {
				e.set.Put(found.object)
				for _, heir := range e.heirs[g] {
					waiting[heir] = true
				}
			}
		}
	}
	return e.world.Err()
}

// foresee puts what all goals ask in any case at once, as it can be put at the same time.
func (e *Engine) foresee(ctx context.Context, now time.Time) error {
	var asked []measure.Question
	note := func(questions []measure.Question) world.Answers {
		asked = append(asked, questions...)
		return nil
	}
	for _, g := range e.order {
		judge := g.judge(e.world, g.object(e.set))
		e.world.Inquire(nil, note, func(ask evaluate.Ask) { judge(now, ask) })
	}
	return e.ask(ctx, asked, now)
}

// work evaluates one goal with the answers to all its questions. One that remains incomplete stays as it was.
func (e *Engine) work(ctx context.Context, g goal, now time.Time) (judgement, error) {
	object := g.object(e.set)
	judge, before := g.judge(e.world, object), e.failingBefore(object)
	var found judgement
	var failed error
	subscribe := func(questions []measure.Question) world.Answers {
		if err := e.ask(ctx, questions, now); err != nil && failed == nil {
			failed = err
		}
		return e.answers
	}
	e.world.Inquire(e.answers, subscribe, func(ask evaluate.Ask) { found = judge(now, before.recalled(ask)) })
	found.changed = found.changed && !found.incomplete
	return found, failed
}
