/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"slices"

	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/replay"
	"github.com/truenorth-dev/truenorth/internal/report"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// judge brings the goals of a report to its time, and copies of them to the time with which it is compared, and draws
// their courses.
func judge(ctx context.Context, in *report.Input, o replay.Options) error {
	in.Earlier = unjudged(in.Goals)
	if err := replay.New(in.Earlier, o).Evaluate(ctx, in.Since); err != nil {
		return err
	}
	if in.At.Before(o.Present) {
		in.Goals = unjudged(in.Goals) // what they say now was not known then
	}
	engine := replay.New(in.Goals, o)
	if err := engine.Evaluate(ctx, in.At); err != nil {
		return err
	}
	return drawn(in, func(goal *v1alpha1.Objective) ([]evaluate.Course, error) { return engine.Courses(ctx, goal, in.At) })
}

// asWritten draws the courses of goals by their statuses alone, without their past.
func asWritten(in *report.Input) error {
	w := world.New(in.Goals)
	silent := func(evaluate.Question) (evaluate.Answer, bool) { return evaluate.Answer{}, false }
	return drawn(in, func(goal *v1alpha1.Objective) ([]evaluate.Course, error) {
		courses, _ := w.Courses(goal, in.At, silent) // its status says what is wrong with the spec
		return courses, w.Err()
	})
}

func drawn(in *report.Input, draw func(*v1alpha1.Objective) ([]evaluate.Course, error)) error {
	in.Courses = map[types.NamespacedName][]evaluate.Course{}
	for _, goal := range in.Goals.Objectives() {
		if in.Namespace != "" && goal.Namespace != in.Namespace {
			continue
		}
		courses, err := draw(goal)
		if err != nil {
			return err
		}
		in.Courses[world.Key(goal)] = courses
	}
	return nil
}

// unjudged is a copy of a set whose goals were never evaluated.
func unjudged(goals *world.Set) *world.Set {
	fresh := &world.Set{}
	for _, o := range goals.Objectives() {
		fresh.Put(&v1alpha1.Objective{TypeMeta: o.TypeMeta, ObjectMeta: o.ObjectMeta, Spec: o.Spec})
	}
	for _, o := range goals.CustomerOutcomes() {
		fresh.Put(&v1alpha1.CustomerOutcome{TypeMeta: o.TypeMeta, ObjectMeta: o.ObjectMeta, Spec: o.Spec})
	}
	for _, o := range goals.Indicators() {
		fresh.Put(&v1alpha1.Indicator{TypeMeta: o.TypeMeta, ObjectMeta: o.ObjectMeta, Spec: o.Spec})
	}
	for _, o := range goals.ValueExchanges() {
		fresh.Put(&v1alpha1.ValueExchange{TypeMeta: o.TypeMeta, ObjectMeta: o.ObjectMeta, Spec: o.Spec})
	}
	for _, o := range goals.Scorecards() {
		fresh.Put(&v1alpha1.Scorecard{TypeMeta: o.TypeMeta, ObjectMeta: o.ObjectMeta, Spec: o.Spec})
	}
	for _, o := range goals.MetricSources() {
		fresh.Put(o)
	}
	for _, o := range goals.ClusterMetricSources() {
		fresh.Put(o)
	}
	for _, o := range goals.Namespaces() {
		fresh.Put(o)
	}
	return fresh
}

// withoutCredentials is a set whose sources log in to nobody: who asks another server logs in there by flags.
func withoutCredentials(goals *world.Set) *world.Set {
	bare := func(spec v1alpha1.MetricSourceSpec) v1alpha1.MetricSourceSpec {
		p := &spec.Prometheus
		p.Auth, p.TLS = nil, nil
		p.Headers = slices.DeleteFunc(slices.Clone(p.Headers), func(h v1alpha1.Header) bool { return h.SecretKeyRef != nil })
		return spec
	}
	for _, s := range goals.MetricSources() {
		s = s.DeepCopy()
		s.Spec = bare(s.Spec)
		goals.Put(s)
	}
	for _, s := range goals.ClusterMetricSources() {
		s = s.DeepCopy()
		s.Spec.MetricSourceSpec = bare(s.Spec.MetricSourceSpec)
		goals.Put(s)
	}
	return goals
}
