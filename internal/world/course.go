/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// Courses draws the key results of an Objective as of a time, by the status that it has. ask gives their past, and may be
// one that has no answers. The error says why the spec cannot be judged.
func (w *World) Courses(o *v1alpha1.Objective, now time.Time, ask evaluate.Ask) ([]evaluate.Course, error) {
	return evaluate.Courses(evaluate.ObjectiveInput{Objective: o, Now: now, Ask: ask, Define: evaluate.DefineIn(w, o.Namespace)})
}
