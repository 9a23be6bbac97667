/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// The figures of a size.
const (
	coldWall       = "cold start: all have a status, s"
	floorWall      = "the floor's cold start, s"
	coldRatio      = "cold start over the floor"
	coldCPU        = "cold start: CPU for an objective, ms"
	historyTime    = "all histories loaded after, s"
	steadyCPU      = "steady: CPU for one measurement, ms"
	floorCPU       = "the floor's CPU for one query, ms"
	steadyRatio    = "steady CPU over the floor"
	steadyPatches  = "steady: API writes"
	steadyJudged   = "steady: reconciles"
	steadyQueries  = "steady: queries an interval"
	steadyPeak     = "steady: fullest second over the mean"
	peakMemory     = "peak memory, MiB"
	restartAll     = "restart: all asked after, intervals"
	restartPatches = "restart: API writes"
	restartPeak    = "restart: fullest second over the mean"
)

// intervalOf is what the goals have at a size.
func intervalOf(size int) v1alpha1.Interval {
	if size > 2000 {
		return "5m"
	}
	return "1m"
}

// standing measures goals whose metrics stand still: the start, the steady state beside the floor, and a restart.
func (s *stage) standing(ctx context.Context, size, repetition int, r results) error {
	l := load{namespace: fmt.Sprintf("standing-%d-%d", size, repetition), size: size, interval: intervalOf(size), series: constant}
	if err := s.coldFloor(ctx, l, r); err != nil {
		return err
	}
	if err := l.create(ctx, s.site.Admin); err != nil {
		return err
	}
	o, err := s.cold(ctx, l, r)
	if err != nil {
		return err
	}
	defer func() { o.Kill() }()
	if err := s.steady(ctx, o, l, r); err != nil {
		return err
	}
	if err := o.Terminate(); err != nil {
		return fmt.Errorf("the manager did not stop as asked: %w", err)
	}
	if o, err = s.restart(ctx, l, r); err != nil {
		return err
	}
	o.Kill()
	return l.remove(ctx, s.site.Admin)
}

// coldFloor lets the floor do a cold start on objects of its own.
func (s *stage) coldFloor(ctx context.Context, l load, r results) error {
	l.namespace = "floor-" + l.namespace
	if err := l.create(ctx, s.site.Admin); err != nil {
		return err
	}
	result, err := s.floorOf(ctx, l, true, 0)
	if err != nil {
		return err
	}
	r.set(l, floorWall, result.Wall.Seconds())
	return l.remove(ctx, s.site.Admin)
}

// cold starts the manager on goals that have no status yet.
func (s *stage) cold(ctx context.Context, l load, r results) (*operator, error) {
	s.meter.reset()
	o, err := s.start()
	if err != nil {
		return nil, err
	}
	done, err := s.awaitStatus(ctx, l)
	if err != nil {
		return o, err
	}
	used, err := usageOf(o.PID())
	if err != nil {
		return o, err
	}
	wall := done.Sub(o.started).Seconds()
	r.set(l, coldWall, wall)
	r.set(l, coldRatio, wall/r.of(l.size, floorWall))
	r.set(l, coldCPU, milliseconds(used.cpu)/float64(l.size))
	return o, nil
}

// steady measures two intervals once all histories are there, and the floor's queries at the same rate.
func (s *stage) steady(ctx context.Context, o *operator, l load, r results) error {
	if err := s.quiet(ctx); err != nil {
		return err
	}
	r.set(l, historyTime, time.Since(o.started).Seconds())
	stretch := 2 * l.interval.Or(0)
	w, err := s.watchFor(ctx, o, l, stretch)
	if err != nil {
		return err
	}
	r.set(l, steadyCPU, w.cpuPerQuery)
	r.set(l, steadyPatches, float64(w.patches))
	r.set(l, steadyJudged, float64(w.reconciles))
	r.set(l, steadyQueries, w.queriesInterval)
	r.set(l, steadyPeak, w.peakOverMean(w.from, w.at))
	r.set(l, peakMemory, w.peak)
	floor, err := s.floorOf(ctx, l, false, stretch/2)
	if err != nil {
		return err
	}
	perQuery := milliseconds(floor.CPU) / float64(floor.Queries)
	r.set(l, floorCPU, perQuery)
	r.set(l, steadyRatio, w.cpuPerQuery/perQuery)
	return nil
}

// restart starts the manager on goals that have their status, and waits until each question was asked once.
func (s *stage) restart(ctx context.Context, l load, r results) (*operator, error) {
	requests, err := s.site.Plane.Requests(ctx)
	if err != nil {
		return nil, err
	}
	before := requests["PATCH objectives/status"]
	s.meter.reset()
	o, err := s.start()
	if err != nil {
		return nil, err
	}
	interval := l.interval.Or(0)
	err = until(ctx, "every question", func() bool { return len(s.meter.peek().first) == l.size*keyResults })
	if err != nil {
		return o, err
	}
	was := s.meter.peek()
	if err := s.quiet(ctx); err != nil {
		return o, err
	}
	if requests, err = s.site.Plane.Requests(ctx); err != nil {
		return o, err
	}
	r.set(l, restartAll, was.lastFirst().Sub(o.started).Seconds()/interval.Seconds())
	r.set(l, restartPatches, float64(requests["PATCH objectives/status"]-before))
	r.set(l, restartPeak, was.peakOverMean(o.started.Add(time.Second), o.started.Add(interval)))
	return o, nil
}
