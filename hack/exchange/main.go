/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command exchange tests the test of value exchanges where the truth is known. It simulates results and drivers of many
// kinds that have nothing to do with each other, and ones of which the first driver moves the result at a known lag, and
// counts what internal/exchange says of them; beside it, on the same series, what spreadsheets do: take the lag with the
// best correlation, and p < 0.05 for proof.
//
//	go run ./hack/exchange                    # the standard processes (unrelated.go, linked.go)
//	go run ./hack/exchange -held-out          # others, never used for tuning (heldout.go)
//	go run ./hack/exchange -process walk -runs 2000
//
// The same seed gives the same figures, but for the time that it takes.
//
// A process of one's own is an entry in one of these lists, made of the parts in dice.go. What is measured is in
// measure.go, and what is to be reached in goals.go.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// options are what the command line says.
type options struct {
	runs    int
	seed    uint64
	process *regexp.Regexp
	heldOut bool
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
		fmt.Fprintln(os.Stderr, "exchange:", err)
		os.Exit(2)
	}
	if o.check && !figures.AllMet(goals) {
		os.Exit(1)
	}
}

// parse reads the command line.
func parse(args []string, complaints io.Writer) (options, error) {
	o := options{process: regexp.MustCompile(""), print: figures.Text}
	flags := flag.NewFlagSet("exchange", flag.ContinueOnError)
	flags.SetOutput(complaints)
	flags.IntVar(&o.runs, "runs", 600, "how many exchanges of each process")
	flags.Uint64Var(&o.seed, "seed", 1, "what all chance comes from")
	flags.BoolVar(&o.heldOut, "held-out", false, "take the processes that are not for tuning")
	flags.BoolVar(&o.noSpeed, "no-speed", false, "leave the time and allocations of an exchange out")
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
		fmt.Fprintln(complaints, "exchange:", err)
	}
	return o, err
}

// run simulates what is asked for and prints the tables.
func run(o options, out io.Writer) ([]figures.Goal, error) {
	all := standard()
	if o.heldOut {
		all = heldOut
	}
	var results []result
	for _, p := range all {
		if o.process.MatchString(p.name) && o.runs > 0 {
			results = append(results, simulate(p, o.seed, o.runs))
		}
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("nothing to simulate: no process matches %q, or there are no runs", o.process)
	}
	var s *speed
	if !o.noSpeed {
		measured := speedOf(o.seed)
		s = &measured
	}
	fmt.Fprintf(out, "%d exchanges of each process, seed %d. The standard error of a share of 5 %% is %.1f points.\n\n",
		o.runs, o.seed, 100*math.Sqrt(0.05*0.95/float64(o.runs)))
	for _, t := range report(results, s) {
		o.print(out, t)
	}
	return goalsOf(results, s), nil
}

// standard are the processes that the test is developed against.
func standard() []process {
	return slices.Concat(unrelatedSeries, []process{mixed, reversed}, linkedSeries)
}
