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
	"os"
	"slices"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/hack/story"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// errInterrupted is how a demo ends that was stopped before it was up.
var errInterrupted = errors.New("interrupted")

// demo is what runs so far.
type demo struct {
	*options
	*narrator
	folder     string // everything of the demo that is a file, but for the control plane's own
	days       int    // by which every date of the samples is moved
	cluster    *testlab.ControlPlane
	goals      client.Client
	prometheus *testlab.Prometheus
	sourceURL  string // of prometheus
	tracks     []*story.Track
	metrics    string // the address of the operator's own
	cleanups   []func() error
}

// run brings everything up, shows it, and goes on until ctx ends; with --once it ends by itself. What was started is
// stopped in any case.
func run(interrupt context.Context, o *options, out io.Writer) (err error) {
	ctx, fail := context.WithCancelCause(interrupt)
	defer fail(nil)
	if err := o.resolve(); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "truenorth-demo-")
	if err != nil {
		return fmt.Errorf("no temporary folder: %w", err)
	}
	d := &demo{
		options: o, folder: folder, days: daysToShift(time.Now()),
		narrator: &narrator{started: time.Now(), closed: fail, out: out},
	}
	d.later(func() error { return os.RemoveAll(folder) })
	defer func() { err = errors.Join(err, d.stop()) }()

	if err := d.up(ctx, fail); err != nil {
		return reason(interrupt, ctx, err)
	}
	if o.once {
		return reason(interrupt, ctx, d.checkCast(ctx))
	}
	d.showNext()
	if err := d.tellChanges(ctx); interrupt.Err() == nil {
		return reason(interrupt, ctx, err)
	}
	return nil
}

func (d *demo) up(ctx context.Context, fail func(error)) error {
	if err := d.startControlPlane(ctx); err != nil {
		return err
	}
	if err := d.startPrometheus(fail); err != nil {
		return err
	}
	if err := d.install(ctx); err != nil {
		return err
	}
	if err := d.startManager(ctx, fail); err != nil {
		return err
	}
	if err := d.applySamples(ctx); err != nil {
		return err
	}
	if err := d.awaitMeasured(ctx); err != nil {
		return err
	}
	return d.showTables(ctx)
}

// reason is why the demo ends: err may be no more than what the end of ctx did to a step.
func reason(interrupt, ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case interrupt.Err() != nil:
		return errInterrupted
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return err
}

// later remembers how to undo what was just done.
func (d *demo) later(undo func() error) { d.cleanups = append(d.cleanups, undo) }

// stop undoes everything, the last first.
func (d *demo) stop() error {
	d.say("stopping …")
	var errs []error
	for _, undo := range slices.Backward(d.cleanups) {
		errs = append(errs, undo())
	}
	err := errors.Join(errs...)
	if err == nil {
		d.say("everything is stopped and removed")
	}
	return err
}
