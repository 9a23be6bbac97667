/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command bench measures the operator as a process of its own, with a real kube-apiserver, etcd and Prometheus, beside a bare
// loop that does what cannot be left out (the floor), and holds the figures against what is to be reached.
//
//	go run ./hack/bench -manager bin/manager                    # 300 and 1,000 objectives
//	go run ./hack/bench -manager bin/manager -sizes 1000,10000 -repeat 3
//
// The machine's noise is in every figure, so what counts are ratios within one run. The scenarios are in scenarios.go, the
// goals in goals.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

// options are what the command line says.
type options struct {
	sizes   []int
	special int
	repeat  int
	manager string
	config  string
	output  string
	check   bool
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "floor" {
		exitOn(beFloor(os.Stdin, os.Stdout))
		return
	}
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	exitOn(err)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	all, err := run(ctx, o)
	exitOn(err)
	exitOn(report(os.Stdout, o, all))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// parse reads the command line.
func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&o.repeat, "repeat", 3, "how often everything is measured; the median counts")
	flags.IntVar(&o.special, "special", 1000, "how many objectives for shared queries, bad answers, moving values, an outage and a rotation")
	flags.StringVar(&o.manager, "manager", "bin/manager", "the manager's program")
	flags.StringVar(&o.config, "config", "config", "the folder that the operator is installed from")
	flags.StringVar(&o.output, "o", "table", "format: table, markdown or json")
	flags.BoolVar(&o.check, "check", false, "exit 1 when a goal is missed")
	sizes := flags.String("sizes", "300,1000", "how many objectives, separated by commas")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	for text := range strings.SplitSeq(*sizes, ",") {
		size, err := strconv.Atoi(text)
		if err != nil || size < 1 {
			return o, fmt.Errorf("-sizes: %q is no number of objectives", text)
		}
		o.sizes = append(o.sizes, size)
	}
	if flags.NArg() > 0 || o.repeat < 1 {
		return o, errors.New("give flags only, and -repeat 1 or more")
	}
	return o, nil
}

// run measures everything, and gives the figures of each repetition.
func run(ctx context.Context, o options) (all []results, err error) {
	s, err := open(ctx, o.config, o.manager)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	for repetition := range o.repeat {
		r := results{}
		for _, size := range o.sizes {
			fmt.Fprintf(os.Stderr, "measuring %d objectives, repetition %d of %d …\n", size, repetition+1, o.repeat)
			if err := s.standing(ctx, size, repetition, r); err != nil {
				return nil, err
			}
		}
		for _, p := range s.specials(o.special, repetition) {
			fmt.Fprintf(os.Stderr, "measuring %s …\n", p.namespace)
			if err := s.runSpecial(ctx, p, r); err != nil {
				return nil, err
			}
		}
		all = append(all, r)
	}
	return all, nil
}
