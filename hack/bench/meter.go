/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

// meter counts the queries that reach a Prometheus.
type meter struct {
	next http.Handler

	mu  sync.Mutex
	was reading
}

// reading is what a meter counted since the last one.
type reading struct {
	instants, ranges int
	perSecond        map[int64]int        // instant queries by Unix second
	first            map[string]time.Time // when each query was first put
}

func newMeter(next http.Handler) *meter {
	m := &meter{next: next}
	m.reset()
	return m
}

// ServeHTTP counts a query and hands it on.
func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what is no form is the real server's to refuse
	m.note(r)
	m.next.ServeHTTP(w, r)
}

func (m *meter) note(r *http.Request) {
	query, now := r.Form.Get("query"), time.Now()
	if query == "vector(1)" { // the check of the connection
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case strings.HasSuffix(r.URL.Path, "/query_range"):
		m.was.ranges++
	case strings.HasSuffix(r.URL.Path, "/query"):
		m.was.instants++
		m.was.perSecond[now.Unix()]++
		if _, asked := m.was.first[query]; !asked {
			m.was.first[query] = now
		}
	}
}

// reset begins a new reading and gives the last.
func (m *meter) reset() reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.was
	m.was = reading{perSecond: map[int64]int{}, first: map[string]time.Time{}}
	return was
}

// peek is the reading so far.
func (m *meter) peek() reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.was
	was.perSecond, was.first = maps.Clone(was.perSecond), maps.Clone(was.first)
	return was
}

// peakOverMean is the fullest second over the mean of all between from and to.
func (r reading) peakOverMean(from, to time.Time) float64 {
	peak, sum := 0, 0
	for second, n := range r.perSecond {
		if second >= from.Unix() && second < to.Unix() {
			peak, sum = max(peak, n), sum+n
		}
	}
	return float64(peak) * to.Sub(from).Seconds() / float64(sum)
}

// lastFirst is when the last of the queries was first put.
func (r reading) lastFirst() time.Time {
	var last time.Time
	for _, at := range r.first {
		if at.After(last) {
			last = at
		}
	}
	return last
}
