/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

func TestJudge(t *testing.T) {
	first := round{footprint: footprint{goroutines: 100, heapMiB: 20, residents: 80, files: 15, series: 3}, changes: 2500}
	with := func(change func(*round)) round {
		r := first
		change(&r)
		return r
	}
	cases := map[string]struct {
		reason string
		later  round
		want   string // in the error; empty: none
	}{
		"TheSame":      {"nothing grew", first, ""},
		"Less":         {"less is better", with(func(r *round) { r.goroutines, r.heapMiB, r.series = 10, 5, 1 }), ""},
		"WithinBounds": {"connections come and go", with(func(r *round) { r.goroutines += moreGoroutines }), ""},
		"Goroutines":   {"goroutines leak", with(func(r *round) { r.goroutines += moreGoroutines + 1 }), "goroutines grew from 100.0 to 111.0"},
		"Heap":         {"memory leaks", with(func(r *round) { r.heapMiB = 28 }), "heap in MiB grew"},
		"Resident":     {"memory leaks past the heap", with(func(r *round) { r.residents = 200 }), "resident memory in MiB grew"},
		"Files":        {"connections leak", with(func(r *round) { r.files = 40 }), "open files grew"},
		"Series":       {"a series of a deleted object stays", with(func(r *round) { r.series++ }), "series grew from 3.0 to 4.0"},
		"Writes":       {"somebody writes about nothing", with(func(r *round) { r.writes = 1 }), "1 writes"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			err := judge([]round{first, first, tc.later})
			if (err != nil) != (tc.want != "") || err != nil && !strings.Contains(err.Error(), "round 3: "+tc.want) {
				t.Errorf("%s: %v, want %q", tc.reason, err, tc.want)
			}
		})
	}
	if judge([]round{first}) == nil {
		t.Error("one round was judged, want an error")
	}
}

func TestTable(t *testing.T) {
	rounds := []round{
		{footprint{100, 20, 80, 15, 3}, 2500, 0},
		{footprint{101, 20.04, 81, 15, 4}, 2501, 0},
	}
	cases := map[string]string{
		"text": "round  changes  goroutines  heap MiB  resident MiB  open files  series  writes when quiet  returned\n" +
			"1      2500     100         20.0      80            15          3       0                  (the measure)\n" +
			"2      2501     101         20.0      81            15          4       0                  no\n",
		"markdown": "| round | changes | goroutines | heap MiB | resident MiB | open files | series | writes when quiet | returned |\n" +
			"| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n" +
			"| 1 | 2500 | 100 | 20.0 | 80 | 15 | 3 | 0 | (the measure) |\n" +
			"| 2 | 2501 | 101 | 20.0 | 81 | 15 | 4 | 0 | no |\n",
	}
	for format, want := range cases {
		t.Run(format, func(t *testing.T) {
			var got strings.Builder
			if err := write(&got, format, rounds); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFootprint(t *testing.T) {
	families, err := parse(strings.NewReader(`
# TYPE go_goroutines gauge
go_goroutines 120
# TYPE go_memstats_heap_alloc_bytes gauge
go_memstats_heap_alloc_bytes 3145728
# TYPE process_open_fds gauge
process_open_fds 17
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 1048576
# TYPE go_gc_duration_seconds summary
go_gc_duration_seconds{quantile="1"} 0.1
go_gc_duration_seconds_sum 0.1
go_gc_duration_seconds_count 9
# TYPE truenorth_source_up gauge
truenorth_source_up{name="a"} 1
truenorth_source_up{name="b"} 0
# TYPE workqueue_depth gauge
workqueue_depth 3
`))
	if err != nil {
		t.Fatal(err)
	}
	want := footprint{goroutines: 120, heapMiB: 3, residents: 1, files: 17, series: 2}
	if got := read(families); got != want {
		t.Errorf("read() = %+v, want %+v", got, want)
	}
	if got := collectionsOf(families); got != 9 {
		t.Errorf("%d collections, want 9", got)
	}
}

func TestWritesAreCounted(t *testing.T) {
	requests := map[string]int{"GET objectives": 5, "WATCH objectives": 1, "LIST scorecards": 2, "PATCH objectives/status": 3, "DELETE indicators": 4, "POST objectives": 1}
	if got := writes(requests); got != 8 {
		t.Errorf("%d writes, want 8: what reads does not count", got)
	}
}

// What the churn leaves must be nothing, and on its way there must have been all kinds, and changes.
func TestChurn(t *testing.T) {
	api := fake.NewClientBuilder().WithScheme(bench.Scheme()).Build()
	c := newChurn(api, []*fickle{{address: "127.0.0.1:1"}}, rand.New(rand.NewPCG(1, 2))) //nolint:gosec // the same objects each time
	kinds, most := map[string]bool{}, 0
	for range 2000 {
		if err := c.step(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		for _, object := range c.there {
			kinds[fmt.Sprintf("%T", object)] = true
		}
		most = max(most, c.left())
	}
	if len(kinds) != 7 || most > alive || most < alive/2 {
		t.Errorf("kinds %v, %d objects at a time; want all seven and between %d and %d", kinds, most, alive/2, alive)
	}
	for c.left() > 0 {
		if err := c.step(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	cases := map[string]func(*options){
		"use text or markdown": func(o *options) { o.format = "html" },
		"use 1 to 1000":        func(o *options) { o.rate = 0 },
		"use 1s or more":       func(o *options) { o.round = 0 },
		"make soak":            func(o *options) { o.manager = "no/such/file" },
	}
	for want, change := range cases {
		o := &options{format: "text", rate: 100, round: 1e9, manager: "soak.go"}
		if err := o.validate(); err != nil {
			t.Fatal(err)
		}
		change(o)
		if err := o.validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one that says %q", err, want)
		}
	}
}
