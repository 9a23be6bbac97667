/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command mutate shows what the tests of a package would not notice. It changes one operator or number of the package
// at a time and runs the package's tests; a change that they pass is a survivor.
//
//	go run ./hack/mutate ./internal/scoring
//
// It exits 1 when there is a survivor. A change that makes no difference to anybody is said so on its line, with the
// reason, as in
//
//	if small <= 0 { //mutate:equivalent adding nothing changes nothing
//
// and such a remark on a line without a survivor is a failure too. The sources stay untouched: the go command is given
// the changed file as an overlay.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

func main() {
	parallel := flag.Int("parallel", 2, "how many mutants are built and tested at once")
	timeout := flag.Duration("timeout", 10*time.Second, "how long one mutant's tests may take; one that takes longer counts as killed")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: mutate [flags] DIRECTORY OF A PACKAGE")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := mutate(ctx, os.Stdout, flag.Arg(0), *parallel, *timeout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// mutate tests every mutant of the package in dir and writes what it found to out. Survivors are an error.
func mutate(ctx context.Context, out io.Writer, dir string, parallel int, timeout time.Duration) error {
	sources, err := parsePackage(dir)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	runner := tester{dir: dir, scratch: scratch, timeout: timeout}
	if verdict, output := runner.try(ctx, "unchanged", nil); verdict != survived {
		return fmt.Errorf("the tests fail on the unchanged package, mend them first: %s", output)
	}
	mutants := mutantsOf(sources)
	verdicts := runner.tryAll(ctx, mutants, parallel)
	if ctx.Err() != nil {
		return errors.New("stopped before the end")
	}
	return report(out, sources, mutants, verdicts)
}

// tryAll gives the verdict on each mutant, in their order.
func (t tester) tryAll(ctx context.Context, mutants []mutant, parallel int) []verdict {
	verdicts := make([]verdict, len(mutants))
	next := make(chan int)
	var workers sync.WaitGroup
	for range parallel {
		workers.Go(func() {
			for i := range next {
				verdicts[i], _ = t.try(ctx, fmt.Sprintf("mutant-%d", i), &mutants[i])
			}
		})
	}
	for i := range mutants {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return verdicts
}

// place is a line of a file.
type place struct {
	file string
	line int
}

// report writes the survivors and the counts. Survivors without a remark, and remarks without a survivor, are an error.
func report(out io.Writer, sources []source, mutants []mutant, verdicts []verdict) error {
	remarks := map[place]bool{} // true: explains a survivor
	for _, source := range sources {
		for line := range source.equivalent {
			remarks[place{source.path, line}] = false
		}
	}
	counts := map[verdict]int{}
	var failures int
	for i, m := range mutants {
		counts[verdicts[i]]++
		at := place{m.source.path, m.line}
		if _, explained := remarks[at]; verdicts[i] == survived && explained {
			remarks[at] = true
		} else if verdicts[i] == survived {
			failures++
			fmt.Fprintf(out, "%s:%d: survived: %s\n", filepath.Base(at.file), at.line, m)
		}
	}
	idle := idleRemarks(remarks)
	for _, at := range idle {
		fmt.Fprintf(out, "%s:%d: nothing survives here, remove the remark\n", filepath.Base(at.file), at.line)
	}
	fmt.Fprintf(out, "%d mutants: %d killed, %d do not compile, %d survived\n", len(mutants), counts[killed], counts[stillborn], counts[survived])
	if failures+len(idle)+counts[untested] > 0 {
		return fmt.Errorf("%d survivors without a remark, %d remarks without a survivor, %d mutants not tested", failures, len(idle), counts[untested])
	}
	return nil
}

// idleRemarks are the places of the remarks that explain nothing, in order.
func idleRemarks(remarks map[place]bool) []place {
	var idle []place
	for at, used := range remarks {
		if !used {
			idle = append(idle, at)
		}
	}
	slices.SortFunc(idle, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	return idle
}
