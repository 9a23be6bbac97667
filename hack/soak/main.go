/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command soak runs the operator for minutes or hours while goals and sources come, change and go, and what they ask fails
// at random. After each round, when all is deleted, it looks whether the operator holds what it held after the first.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// interruptedStatus is what shells expect of a program that Ctrl-C ended.
const interruptedStatus = 130

// options are the flags.
type options struct {
	manager string
	config  string
	format  string
	length  time.Duration
	round   time.Duration
	rate    int
}

func bindFlags(flags *flag.FlagSet) *options {
	o := &options{}
	flags.StringVar(&o.manager, "manager", "bin/manager", "The operator's program.")
	flags.StringVar(&o.config, "config", "config", "The folder with the manifests.")
	flags.StringVar(&o.format, "o", "text", "How the table is written: text or markdown.")
	flags.DurationVar(&o.length, "for", 2*time.Minute, "How long to go on; a round that has begun is finished, and there are three at least.")
	flags.DurationVar(&o.round, "round", 25*time.Second, "How long objects come and go in one round.")
	flags.IntVar(&o.rate, "rate", 100, "How many objects are created, changed or deleted in a second.")
	return o
}

// validate says what is wrong with the flags and how to mend it.
func (o *options) validate() error {
	switch {
	case o.format != "text" && o.format != "markdown":
		return fmt.Errorf("-o %q: use text or markdown", o.format)
	case o.rate < 1 || o.rate > 1000:
		return errors.New("-rate: use 1 to 1000")
	case o.round < time.Second:
		return errors.New("-round: use 1s or more")
	}
	var err error
	if o.manager, err = filepath.Abs(o.manager); err != nil {
		return err
	}
	if _, err := os.Stat(o.manager); err != nil {
		return fmt.Errorf("%w: run `make soak`, which builds what is needed", err)
	}
	return nil
}

func main() {
	o := bindFlags(flag.CommandLine)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, o, os.Stdout, os.Stderr)
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case interrupted:
		os.Exit(interruptedStatus)
	case err != nil:
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// run soaks, and writes the table to out and how it goes on to progress.
func run(ctx context.Context, o *options, out, progress io.Writer) error {
	if err := o.validate(); err != nil {
		return err
	}
	s, err := open(ctx, o, progress)
	if err != nil {
		return err
	}
	rounds, err := s.rounds(ctx)
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	if err := write(out, o.format, rounds); err != nil {
		return err
	}
	return judge(rounds)
}
