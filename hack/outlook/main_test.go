/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

var update = flag.Bool("update", false, "write the golden files anew")

// handMade are results as two short runs would give them.
func handMade() []result {
	trend := result{process: "trend", variants: map[string]*standings{"long": {}, "short": {}}}
	stall := result{process: "stall", variants: map[string]*standings{"": {}}}
	for m := range methods {
		size := float64(m + 1)
		t := tally{looks: 200, squares: 4 * size, silent: 7, ranges: 200, held: 160 - m, width: 60 * size, days: 200, changes: 3 * m,
			off: 10 * m, made: 100, alarms: m}
		t.buckets[3] = bucket{looks: 40, probability: 13, successes: 15}
		trend.all[m] = t
		*trend.variants["long"], *trend.variants["short"] = trend.all, trend.all
		t.delays = []float64{3 * size, 40}
		stall.all[m] = t
	}
	return []result{trend, stall}
}

func TestReport(t *testing.T) {
	for name, tc := range map[string]struct {
		printer figures.Printer
		speed   *speed
		split   bool
	}{
		"table.txt":   {figures.Text, &speed{150, 60}, true},
		"markdown.md": {figures.Markdown, nil, false},
	} {
		var got bytes.Buffer
		for _, table := range report(handMade(), tc.speed, tc.split) {
			tc.printer(&got, table)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s; go test ./hack/outlook -update writes it anew (-want +got):\n%s", name, diff)
		}
	}
}

// output is what a command line prints, and whether all goals are met.
func output(t *testing.T, args ...string) (string, []figures.Goal) {
	t.Helper()
	o, err := parse(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	goals, err := run(o, &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), goals
}

func TestRun(t *testing.T) {
	tiny := []string{"-series", "2", "-no-speed"}
	first, _ := output(t, append(tiny, "-process", "^exactly")...)
	if again, _ := output(t, append(tiny, "-process", "^exactly")...); again != first {
		t.Errorf("the same seed gives something else (-first +again):\n%s", cmp.Diff(first, again))
	}
	if other, _ := output(t, append(tiny, "-process", "^exactly", "-seed", "2")...); other == first {
		t.Error("another seed gives the same")
	}
	for _, tc := range []struct {
		reason   string
		args     []string
		want     string
		wantNone string
	}{
		{"the seed is printed", nil, "2 series of each process, seed 1.", "| "},
		{"one process", []string{"-process", "count"}, "cumulative count", "weekly season"},
		{"held-out ones", []string{"-held-out", "-process", "floor|whole"}, "stay above a floor", "trend"},
		{"variants", []string{"-split", "-process", "curved"}, "… ", "weekly season"},
		{"markdown", []string{"-o", "markdown", "-process", "curved"}, "| curved | 0.", "BRIER"},
	} {
		got, _ := output(t, append(tiny, tc.args...)...)
		if !strings.Contains(got, tc.want) || strings.Contains(got, tc.wantNone) {
			t.Errorf("%s: want %q and not %q in\n%s", tc.reason, tc.want, tc.wantNone, got)
		}
	}
}

func TestSpeedIsAGoal(t *testing.T) {
	out, goals := output(t, "-series", "1", "-process", "^exactly")
	if !strings.Contains(out, "microseconds a forecast") || goals[len(goals)-1].What != "allocations a forecast" {
		t.Errorf("no word on the time that it takes:\n%s", out)
	}
}

func TestCommandLinesThatAreRefused(t *testing.T) {
	for _, args := range [][]string{{"-o", "yaml"}, {"-process", "("}, {"-series", "many"}, {"-nonsense"}, {"curved"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
	for _, args := range [][]string{{"-process", "nothing of that name"}, {"-series", "0"}} {
		o, err := parse(args, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := run(o, io.Discard); err == nil {
			t.Errorf("%v runs", args)
		}
	}
}
