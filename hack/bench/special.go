/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	corev1 "k8s.io/api/core/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// The figures of what is not the usual case.
const (
	sharedQueries    = "one shared query: queries an interval"
	badPatches       = "10 % bad answers, steady: API writes"
	movingCPU        = "moving values: CPU for one measurement, ms"
	movingWrites     = "moving values: API writes for an objective and interval"
	outageWrites     = "outage of ten intervals: API writes for an objective"
	outageReturn     = "after an outage: all fresh after, intervals"
	rotationFailures = "rotation of a secret: goals without a number"
)

// special is a load that is measured once it runs, with the manager that measures it.
type special struct {
	load
	measure func(ctx context.Context, o *operator, l load, r results) error
}

// specials are measured one after the other at one size.
func (s *stage) specials(size, repetition int) []special {
	named := func(name string, l load) load {
		l.namespace, l.size, l.interval = fmt.Sprintf("%s-%d", name, repetition), size, "1m"
		return l
	}
	return []special{
		{named("shared", load{series: constant, shared: true}), s.measureShared},
		{named("bad", load{series: constant, bad: 10}), s.measureBad},
		{named("moving", load{series: moving}), s.measureMoving},
		{named("outage", load{series: constant}), s.measureOutage},
		{named("rotation", load{series: constant}), s.measureRotation},
	}
}

// runSpecial creates the load, starts the manager, measures, and removes both.
func (s *stage) runSpecial(ctx context.Context, p special, r results) error {
	if err := p.create(ctx, s.site.Admin); err != nil {
		return err
	}
	s.meter.reset()
	o, err := s.start()
	if err != nil {
		return err
	}
	defer o.Kill()
	if _, err := s.awaitStatus(ctx, p.load); err != nil {
		return err
	}
	if err := s.quiet(ctx); err != nil {
		return err
	}
	if err := p.measure(ctx, o, p.load, r); err != nil {
		return err
	}
	o.Kill()
	return p.remove(ctx, s.site.Admin)
}

func (s *stage) measureShared(ctx context.Context, o *operator, l load, r results) error {
	w, err := s.watchFor(ctx, o, l, 2*l.interval.Or(0))
	r.set(l, sharedQueries, w.queriesInterval)
	return err
}

func (s *stage) measureBad(ctx context.Context, o *operator, l load, r results) error {
	w, err := s.watchFor(ctx, o, l, l.interval.Or(0))
	r.set(l, badPatches, float64(w.patches))
	return err
}

func (s *stage) measureMoving(ctx context.Context, o *operator, l load, r results) error {
	w, err := s.watchFor(ctx, o, l, 2*l.interval.Or(0))
	r.set(l, movingCPU, w.cpuPerQuery)
	r.set(l, movingWrites, float64(w.patches)/float64(2*l.size))
	return err
}

// measureOutage lets the Prometheus answer 503 for ten intervals.
func (s *stage) measureOutage(ctx context.Context, o *operator, l load, r results) error {
	interval := l.interval.Or(0)
	s.down.Store(true)
	w, err := s.watchFor(ctx, o, l, 10*interval)
	if err != nil {
		return err
	}
	s.down.Store(false)
	s.meter.reset()
	back := time.Now()
	err = until(ctx, "every question after the outage", func() bool { return len(s.meter.peek().first) == l.size*keyResults })
	r.set(l, outageWrites, float64(w.patches)/float64(l.size))
	r.set(l, outageReturn, s.meter.peek().lastFirst().Sub(back).Seconds()/interval.Seconds())
	return err
}

// measureRotation changes the token that the Prometheus wants and the Secret that holds it, and counts who loses the number.
func (s *stage) measureRotation(ctx context.Context, o *operator, l load, r results) error {
	token := "of-" + l.namespace
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: bench.OperatorNamespace, Name: tokenSecret}}
	secret.StringData = map[string]string{tokenKey: token}
	if err := s.site.Admin.Update(ctx, secret); err != nil {
		return err
	}
	s.token.Store(token)
	if _, err := s.watchFor(ctx, o, l, l.interval.Or(0)); err != nil {
		return err
	}
	var list v1alpha1.ObjectiveList
	if err := s.site.Admin.List(ctx, &list); err != nil {
		return err
	}
	lost := 0
	for _, objective := range list.Items {
		for _, kr := range objective.Status.KeyResults {
			if objective.Namespace == l.namespace && kr.Reason != "" {
				lost++
			}
		}
	}
	r.set(l, rotationFailures, float64(lost))
	return nil
}
