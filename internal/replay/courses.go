/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay

import (
	"context"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// Courses draws the key results of an objective of the set, in the order of its spec, as of the time of the last
// evaluation, whose answers are used where they suffice. None are drawn of a spec that cannot be judged.
func (e *Engine) Courses(ctx context.Context, o *v1alpha1.Objective, now time.Time) ([]evaluate.Course, error) {
	now = now.Round(0).UTC()
	var courses []evaluate.Course
	var failed error
	subscribe := func(questions []measure.Question) world.Answers {
		if err := e.ask(ctx, questions, now); err != nil && failed == nil {
			failed = err
		}
		return e.answers
	}
	e.world.Inquire(e.answers, subscribe, func(ask evaluate.Ask) {
		courses, _ = e.world.Courses(o, now, ask) // the status says what is wrong with the spec
	})
	if failed == nil {
		failed = e.world.Err()
	}
	return courses, failed
}
