/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// scraped is how often the manager's metrics are read while it is measured.
const scraped = 30 * time.Second

// awaitStatus returns when every objective of a load has a status of its generation.
func (s *stage) awaitStatus(ctx context.Context, l load) (time.Time, error) {
	missing := map[string]bool{}
	for i := range l.size {
		missing[l.name(i)] = true
	}
	watching, err := s.site.Admin.Watch(ctx, &v1alpha1.ObjectiveList{}, client.InNamespace(l.namespace))
	if err != nil {
		return time.Time{}, err
	}
	defer watching.Stop()
	for event := range watching.ResultChan() {
		if event.Type == watch.Error {
			return time.Time{}, fmt.Errorf("the watch broke off: %v", event.Object)
		}
		if o, ok := event.Object.(*v1alpha1.Objective); ok && o.Status.ObservedGeneration == o.Generation {
			delete(missing, o.Name)
		}
		if len(missing) == 0 {
			return time.Now(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%d objectives have no status yet: %w", len(missing), ctx.Err())
}

// until polls until something holds.
func until(ctx context.Context, what string, holds func() bool) error {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("waited for %s: %w", what, ctx.Err())
		}
	}
	return nil
}

// quiet waits until every history is loaded and what came of it is written: no range is asked for a while.
func (s *stage) quiet(ctx context.Context) error {
	const still = 10 * time.Second
	last, since := -1, time.Now()
	return until(ctx, "the histories", func() bool {
		if ranges := s.meter.peek().ranges; ranges != last {
			last, since = ranges, time.Now()
		}
		return time.Since(since) > still
	})
}

// counts are what was counted at a moment.
type counts struct {
	usage
	patches, reconciles int
	at                  time.Time
}

func (s *stage) count(ctx context.Context, o *operator) (counts, error) {
	var c counts
	requests, err := s.site.Plane.Requests(ctx)
	if err != nil {
		return c, err
	}
	c.patches = requests["PATCH objectives/status"]
	if c.reconciles, err = o.reconciles(ctx); err != nil {
		return c, err
	}
	c.usage, err = usageOf(o.PID())
	c.at = time.Now()
	return c, err
}

// window is what happened in a stretch of time.
type window struct {
	reading
	counts          // differences; but for the peak and the time, which are those at the end
	from            time.Time
	cpuPerQuery     float64 // ms
	queriesInterval float64
}

// watchFor measures a stretch of time, while the manager is scraped as a Prometheus does.
func (s *stage) watchFor(ctx context.Context, o *operator, l load, stretch time.Duration) (window, error) {
	before, err := s.count(ctx, o)
	if err != nil {
		return window{}, err
	}
	s.meter.reset()
	w := window{from: before.at}
	ticker := time.NewTicker(scraped)
	defer ticker.Stop()
	end := time.After(stretch)
	for running := true; running; {
		select {
		case <-end:
			running = false
		case <-ticker.C:
			if _, err := o.reconciles(ctx); err != nil {
				return w, err
			}
		case <-ctx.Done():
			return w, ctx.Err()
		}
	}
	w.reading = s.meter.reset()
	if w.counts, err = s.count(ctx, o); err != nil {
		return w, err
	}
	w.patches -= before.patches
	w.reconciles -= before.reconciles
	w.cpu -= before.cpu
	w.cpuPerQuery = milliseconds(w.cpu) / float64(w.instants)
	w.queriesInterval = float64(w.instants) * l.interval.Or(0).Seconds() / stretch.Seconds()
	return w, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// floorOf runs the floor on a load.
func (s *stage) floorOf(ctx context.Context, l load, patch bool, every time.Duration) (floorResult, error) {
	o := floorOptions{Kubeconfig: s.kubeconfig, URL: s.server.URL, Namespace: l.namespace, Patch: patch, Every: every,
		Token: fmt.Sprint(s.token.Load())}
	for i := range l.size {
		o.Names = append(o.Names, l.name(i))
		for k := range keyResults {
			o.Queries = append(o.Queries, l.query(i, k))
		}
	}
	return runFloor(ctx, o)
}

// results are the figures of one repetition, by their name and the size that they belong to.
type results map[figure]float64

// figure names what was measured.
type figure struct {
	size int
	name string
}

func (r results) set(l load, name string, value float64) { r[figure{l.size, name}] = value }

func (r results) of(size int, name string) float64 {
	if v, ok := r[figure{size, name}]; ok {
		return v
	}
	return math.NaN()
}
