/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const (
	// fewestRounds are the first, which is the measure of the others, and two more: growth shows as one more than the other.
	fewestRounds = 3
	// settling is how long the operator has, after the last object is gone, for what it had begun: longer than the timeout
	// of a source.
	settling = 6 * time.Second
	// atOnce is how many requests of the churn may be under way.
	atOnce = 8
	// quiet is how long no request of the operator may follow.
	quiet = 4 * time.Second
	// patience is how long the operator may take to start on a busy machine.
	patience = time.Minute
)

// namespaces are the tenants'.
var namespaces = []string{"soak-a", "soak-b", "soak-c"}

// soak is the operator at work.
type soak struct {
	options  *options
	progress io.Writer
	site     *bench.Site
	manager  *bench.Process
	metrics  string // the URL that the manager serves them at
	sources  []*fickle
	churn    *churn
	closers  []func() error
}

// open starts everything. What was started when it fails is ended again.
func open(ctx context.Context, o *options, progress io.Writer) (*soak, error) {
	s := &soak{options: o, progress: progress}
	for _, start := range []func(context.Context) error{s.openSite, s.openSources, s.openManager} {
		if err := start(ctx); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	s.churn = newChurn(s.site.Admin, s.sources, rand.New(rand.NewPCG(1, 2))) //nolint:gosec // the same objects each time
	return s, nil
}

func (s *soak) say(format string, args ...any) { _, _ = fmt.Fprintf(s.progress, format+"\n", args...) }

func (s *soak) openSite(ctx context.Context) (err error) {
	s.say("starting etcd and kube-apiserver …")
	if s.site, err = bench.Open(ctx, s.options.config); err != nil {
		return err
	}
	s.closers = append(s.closers, s.site.Close)
	for _, name := range namespaces {
		if err := s.site.Admin.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}); err != nil {
			return err
		}
	}
	return nil
}

func (s *soak) openSources(context.Context) error {
	for i := range uint64(sourceCount) {
		source, err := newFickle(rand.New(rand.NewPCG(i, i))) //nolint:gosec // the same failures each time
		if err != nil {
			return err
		}
		s.closers = append(s.closers, source.close)
		s.sources = append(s.sources, source)
	}
	return nil
}

func (s *soak) openManager(ctx context.Context) error {
	address, err := bench.FreeAddress()
	if err != nil {
		return err
	}
	s.metrics = "http://" + address + "/metrics"
	// It collects its garbage early, so that the heap shows what is held.
	s.manager, err = s.site.Launch(s.options.manager, []string{"GOGC=25"}, "--leader-elect=false", "--namespaced-source-hosts=127.0.0.1",
		"--metrics=full", "--metrics-secure=false", "--metrics-bind-address="+address, "--health-probe-bind-address=0", "--zap-log-level=error")
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func() error { s.manager.Kill(); return nil })
	for deadline := time.Now().Add(patience); ; {
		if _, err = scrape(ctx, s.metrics); err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return s.withLog(err)
		}
		if err := pause(ctx, patience/600); err != nil {
			return err
		}
	}
}

// withLog adds what the manager printed to an error that it may explain.
func (s *soak) withLog(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w; the manager printed:\n%s", err, s.manager.Log)
}

// close ends what was started, the last first.
func (s *soak) close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// pause waits, unless the soak is interrupted.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// rounds soaks for as long as was asked.
func (s *soak) rounds(ctx context.Context) ([]round, error) {
	end := time.Now().Add(s.options.length)
	var all []round
	for len(all) < fewestRounds || time.Now().Before(end) {
		r, err := s.one(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
		s.say("round %d: %d changes, %d goroutines, %.1f MiB of heap, %d series", len(all), r.changes, r.goroutines, r.heapMiB, r.series)
	}
	return all, nil
}

// one is one round: objects come and go, all of them go, and what is left is looked at.
func (s *soak) one(ctx context.Context) (round, error) {
	before, end := s.churn.done(), time.Now().Add(s.options.round)
	coming := func() bool { return time.Now().Before(end) }
	if err := s.steps(ctx, coming, false); err != nil {
		return round{}, err
	}
	if err := s.steps(ctx, func() bool { return s.churn.left() > 0 }, true); err != nil {
		return round{}, err
	}
	if err := pause(ctx, settling); err != nil {
		return round{}, err
	}
	writes, err := s.writesWhile(ctx, func() error { return pause(ctx, quiet) })
	if err != nil {
		return round{}, err
	}
	held, err := collected(ctx, s.metrics)
	return round{footprint: held, changes: s.churn.done() - before, writes: writes}, s.withLog(err)
}

// steps does steps at the rate asked for, several at the same time where the API server takes long.
func (s *soak) steps(ctx context.Context, more func() bool, leaving bool) error {
	tick := time.NewTicker(time.Second / time.Duration(s.options.rate))
	defer tick.Stop()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for more() && ctx.Err() == nil {
		<-tick.C
		group.Go(func() error { return s.churn.step(ctx, leaving) })
	}
	return group.Wait()
}

// writesWhile counts what was written about goals and sources meanwhile.
func (s *soak) writesWhile(ctx context.Context, do func() error) (int, error) {
	before, err := s.site.Plane.Requests(ctx)
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := s.site.Plane.Requests(ctx)
	return writes(after) - writes(before), err
}
