/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// keyResults are those of each objective, as in the goals that are to be met.
const keyResults = 3

// halfPeriod is half a goal's period in days.
const halfPeriod = 45

// load is the objectives of one measurement.
type load struct {
	namespace string
	size      int
	interval  v1alpha1.Interval
	series    string // that the queries ask for: constant or moving
	shared    bool   // all ask the same query
	bad       int    // of a hundred, those that get no number
}

// query of a key result of an objective.
func (l load) query(i, k int) string {
	switch {
	case l.shared:
		return l.series
	case i%100 < l.bad:
		return fmt.Sprintf(`bench_absent{objective="%d",key_result="%d"}`, i, k)
	}
	return fmt.Sprintf("%s + 0 * %d + 0 * %d", l.series, i, k)
}

func (l load) name(i int) string { return fmt.Sprintf("objective-%05d", i) }

// objective is the i-th of the load: three key results from 0 to 10 in the middle of their quarter, so that a history has
// hundreds of points.
func (l load) objective(i int) *v1alpha1.Objective {
	from, today := 0.0, time.Now().UTC()
	day := func(days int) v1alpha1.Date { return v1alpha1.Date(today.AddDate(0, 0, days).Format(time.DateOnly)) }
	o := &v1alpha1.Objective{
		ObjectMeta: metav1.ObjectMeta{Namespace: l.namespace, Name: l.name(i)},
		Spec: v1alpha1.ObjectiveSpec{
			Title: "An objective under load", Interval: l.interval,
			Period: v1alpha1.Period{Start: day(-halfPeriod), End: day(halfPeriod)},
		},
	}
	for k := range keyResults {
		o.Spec.KeyResults = append(o.Spec.KeyResults, v1alpha1.KeyResult{
			Name: fmt.Sprintf("key-result-%d", k), Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: &from, To: 10}},
			Measure: v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: l.query(i, k)}},
		})
	}
	return o
}

// create creates the namespace and all objectives.
func (l load) create(ctx context.Context, api client.Client) error {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: l.namespace}}
	if err := client.IgnoreAlreadyExists(api.Create(ctx, namespace)); err != nil {
		return err
	}
	return l.each(func(i int) error { return api.Create(ctx, l.objective(i)) })
}

// remove deletes all objectives.
func (l load) remove(ctx context.Context, api client.Client) error {
	return l.each(func(i int) error { return client.IgnoreNotFound(api.Delete(ctx, l.objective(i))) })
}

// writers is how many requests of each are on their way at a time.
const writers = 16

func (l load) each(do func(i int) error) error {
	next, failed := make(chan int), make(chan error, writers)
	var done sync.WaitGroup
	for range writers {
		done.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	var err error
	for i := 0; i < l.size && err == nil; i++ {
		select {
		case next <- i:
		case err = <-failed:
		}
	}
	close(next)
	done.Wait()
	close(failed)
	for e := range failed {
		err = e
	}
	return err
}
