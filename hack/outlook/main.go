/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command outlook tests the forecast where the truth is known. It simulates key results of many kinds, looks at each of
// them day by day as the operator would, with nothing but the history until that day, and compares what
// internal/forecast says with how the key result ended; beside it, on the same data, three rules that are in use
// (rules.go) and an oracle that knows the process (oracle.go).
//
//	go run ./hack/outlook                   # the standard processes (standard.go)
//	go run ./hack/outlook -held-out         # others, never used for tuning (heldout.go)
//	go run ./hack/outlook -process curved -split
//
// The same seed gives the same figures, but for the time that a forecast takes.
//
// A process of one's own is an entry in standard.go or heldout.go; it is made of the parts in model.go and noise.go, and
// a new part brings its oracle along. How looks are made is in judge.go, what is measured in measure.go, and what is to
// be reached in goals.go.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// options are what the command line says.
type options struct {
	series  int
	seed    uint64
	process *regexp.Regexp
	heldOut bool
	split   bool
	noSpeed bool
	print   figures.Printer
	check   bool
}

func main() {
	o, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2)
	}
	goals, err := run(o, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "outlook:", err)
		os.Exit(2)
	}
	if o.check && !figures.AllMet(goals) {
		os.Exit(1)
	}
}

// parse reads the command line.
func parse(args []string, complaints io.Writer) (options, error) {
	o := options{process: regexp.MustCompile(""), print: figures.Text}
	flags := flag.NewFlagSet("outlook", flag.ContinueOnError)
	flags.SetOutput(complaints)
	flags.IntVar(&o.series, "series", 300, "how many series of each process")
	flags.Uint64Var(&o.seed, "seed", 1, "what all chance comes from")
	flags.BoolVar(&o.heldOut, "held-out", false, "take the processes that are not for tuning")
	flags.BoolVar(&o.split, "split", false, "show the variants of each process")
	flags.BoolVar(&o.noSpeed, "no-speed", false, "leave the time and allocations of a forecast out")
	flags.BoolVar(&o.check, "check", false, "exit 1 when a goal is missed")
	flags.Func("process", "take the processes whose name matches a regular expression", func(s string) (err error) {
		o.process, err = regexp.Compile(s)
		return err
	})
	flags.Func("o", "format: table or markdown (default table)", func(s string) (err error) {
		o.print, err = figures.PrinterOf(s)
		return err
	})
	err := flags.Parse(args)
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("take %q away: there are flags only", flags.Arg(0))
		fmt.Fprintln(complaints, "outlook:", err)
	}
	return o, err
}

// run simulates what is asked for and prints the tables.
func run(o options, out io.Writer) ([]figures.Goal, error) {
	all := standard
	if o.heldOut {
		all = heldOut
	}
	var taken []process
	for _, p := range all {
		if o.process.MatchString(p.name) {
			taken = append(taken, p)
		}
	}
	if len(taken) == 0 || o.series < 1 {
		return nil, fmt.Errorf("nothing to simulate: no process matches %q, or there are no series", o.process)
	}
	var results []result
	for _, p := range taken {
		results = append(results, simulate(p, o.seed, o.series))
	}
	var s *speed
	if !o.noSpeed {
		measured := speedOf(taken, o.seed)
		s = &measured
	}
	fmt.Fprintf(out, "%d series of each process, seed %d. The looks at one series hang together: the standard error of a coverage is %.1f points.\n\n",
		o.series, o.seed, 100*math.Sqrt(0.8*0.2/float64(o.series)))
	for _, t := range report(results, s, o.split) {
		o.print(out, t)
	}
	return goalsOf(results, s), nil
}
