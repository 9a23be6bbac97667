/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestMeterCountsAndHandsOn(t *testing.T) {
	var handedOn []string
	m := newMeter(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { handedOn = append(handedOn, r.FormValue("query")) }))
	for _, tc := range []struct{ path, query string }{
		{"/api/v1/query", "a"}, {"/api/v1/query", "a"}, {"/api/v1/query", "b"}, {"/api/v1/query", "vector(1)"},
		{"/api/v1/query_range", "a"}, {"/api/v1/status/buildinfo", ""},
	} {
		body := strings.NewReader(url.Values{"query": {tc.query}}.Encode())
		request := httptest.NewRequest(http.MethodPost, tc.path, body)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		m.ServeHTTP(httptest.NewRecorder(), request)
	}
	if got := strings.Join(handedOn, " "); got != "a a b vector(1) a " {
		t.Errorf("handed on %q", got)
	}
	r := m.reset()
	if r.instants != 3 || r.ranges != 1 || len(r.first) != 2 {
		t.Errorf("counted %d instant queries, %d ranges and %d different ones, want 3, 1 and 2", r.instants, r.ranges, len(r.first))
	}
	if again := m.peek(); again.instants != 0 {
		t.Errorf("%d queries after a reset", again.instants)
	}
}

func TestPeakOverMean(t *testing.T) {
	from := time.Unix(100, 0)
	r := reading{perSecond: map[int64]int{99: 50, 100: 1, 101: 3, 103: 4, 104: 50}}
	if got := r.peakOverMean(from, from.Add(4*time.Second)); got != 2 {
		t.Errorf("peak over mean = %v, want 4 in a second over 8 in four", got)
	}
}

func TestUsageIsParsed(t *testing.T) {
	cpu, err := parseStat("42 (a) name) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 8 0 1 2 3")
	if err != nil || cpu != 2*time.Second {
		t.Errorf("CPU = %v, %v, want 2s of 200 ticks", cpu, err)
	}
	if peak, err := parseStatus("Name:\tmanager\nVmHWM:\t  81920 kB\nVmRSS:\t 1 kB\n"); err != nil || peak != 80 {
		t.Errorf("peak = %v, %v, want 80", peak, err)
	}
	for _, broken := range []string{"", "42 (name) S 1"} {
		if _, err := parseStat(broken); err == nil {
			t.Errorf("no error for %q", broken)
		}
	}
	if _, err := parseStatus("Name:\tmanager\n"); err == nil {
		t.Error("no error where there is no peak")
	}
}

func TestReportHoldsMediansAgainstGoals(t *testing.T) {
	o := options{sizes: []int{1000}, special: 1000, output: "table", check: true}
	figure := func(memory float64) results { return results{{1000, peakMemory}: memory, {1000, steadyPatches}: 0} }
	var out strings.Builder
	if err := report(&out, o, []results{figure(90), figure(70), figure(75)}); err != nil {
		t.Errorf("the median of 75 MiB meets the goal of 80: %v", err)
	}
	for _, want := range []string{"75.00   70.00  90.00", "1000 objectives: peak memory, MiB", "<= 80.00"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
	if err := report(io.Discard, o, []results{figure(90)}); err == nil {
		t.Error("a goal that is missed is no error with -check")
	}
}
