/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command demo shows truenorth at work on this machine alone: a real Kubernetes API, a real Prometheus with half a
// year of history, the operator, and the samples. When it ends, whatever ends it, no process and no file is left.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// interruptedStatus is what shells expect of a program that Ctrl-C ended.
const interruptedStatus = 130

// options are the flags.
type options struct {
	controlPlane string
	manager      string
	plugin       string
	config       string
	once         bool
}

func bindFlags(flags *flag.FlagSet) *options {
	o := &options{}
	flags.StringVar(&o.controlPlane, "control-plane", "bin/k8s", "The folder with etcd, kube-apiserver and kubectl.")
	flags.StringVar(&o.manager, "manager", "bin/manager", "The operator's program.")
	flags.StringVar(&o.plugin, "plugin", "bin/kubectl-goals", "The kubectl plugin.")
	flags.StringVar(&o.config, "config", "config", "The folder with the manifests: default and samples.")
	flags.BoolVar(&o.once, "once", false, "End after the tables, with an error when a goal is not measured.")
	return o
}

// resolve makes every path absolute, and says early what is not there.
func (o *options) resolve() error {
	for _, path := range []*string{&o.controlPlane, &o.manager, &o.plugin, &o.config} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		if _, err := os.Stat(absolute); err != nil {
			return fmt.Errorf("%w: run `make demo`, which builds what is needed", err)
		}
		*path = absolute
	}
	return nil
}

func main() {
	o := bindFlags(flag.CommandLine)
	flag.Parse()
	signal.Ignore(syscall.SIGPIPE) // a closed output ends the demo in order, see narrator
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, o, os.Stdout)
	stop()
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "demo:", err)
	if errors.Is(err, errInterrupted) {
		os.Exit(interruptedStatus)
	}
	os.Exit(1)
}
