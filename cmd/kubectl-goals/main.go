/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command kubectl-goals is the kubectl plugin `kubectl goals`.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	_ "k8s.io/client-go/plugin/pkg/client/auth" // clusters are reached by all that kubeconfigs name
	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/internal/cli"
)

// version is set when a release is built.
var version = "dev"

// garbage lets the heap grow to five times what is in use before it is collected: a command is over soon, and collecting
// takes a third of the time of linting a thousand files.
const garbage = 400

func main() {
	if _, chosen := os.LookupEnv("GOGC"); !chosen {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, cli.Environment{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Lookup: os.LookupEnv, Clock: clock.RealClock{}, Version: version,
	}, os.Args[1:]...)
	stop()
	os.Exit(code)
}
