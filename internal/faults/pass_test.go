/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// quietly is the lab in a subtest of which nothing goes into the table, where there would be too much.
func (l *lab) quietly(b *bench.Bench) *lab { return &lab{Bench: b, rogue: l.rogue} }

// pass moves the clock on, and lets what is asked in each step be answered before the next.
func (l *lab) pass(d time.Duration) {
	l.Helper()
	for ; d > 0; d -= 10 * time.Second {
		l.Eventually("the poller to wait", l.Clock.HasWaiters)
		l.Clock.Step(10 * time.Second)
		l.idle()
	}
}

// idle waits until the rogue has answered all, by three looks in a row between which nobody asked.
func (l *lab) idle() {
	l.Helper()
	look := time.NewTicker(4 * time.Millisecond)
	defer look.Stop()
	deadline := time.After(bench.Patience)
	asked := l.rogue.asked.Load()
	for calm := 0; calm < 3; {
		select {
		case <-look.C:
		case <-deadline:
			l.Fatal("the rogue still answers")
		}
		calm++
		if now := l.rogue.asked.Load(); now != asked || l.rogue.open.Load() > 0 {
			asked, calm = now, 0
		}
	}
}

// about gives the requests that ask for something, by a part of their query, to the rogue; the others are answered well.
func (l *lab) about(part string, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.FormValue("query"), part) {
			answer(w, r)
			return
		}
		l.rogue.real.ServeHTTP(w, r)
	}
}

// diary notes when somebody was asked.
type diary struct {
	mu      sync.Mutex
	moments []time.Time
}

// noting answers as it is told, and notes when.
func (l *lab) noting(d *diary, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		d.moments = append(d.moments, l.Clock.Now())
		d.mu.Unlock()
		answer(w, r)
	}
}

// times are the moments so far.
func (d *diary) times() []time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]time.Time(nil), d.moments...)
}

// forget leaves the last moment alone.
func (d *diary) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.moments = d.moments[max(0, len(d.moments)-1):]
}

// gaps are the times between the different moments so far.
func (d *diary) gaps() []time.Duration {
	var gaps []time.Duration
	moments := d.times()
	for i := 1; i < len(moments); i++ {
		if gap := moments[i].Sub(moments[i-1]); gap > 0 {
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

// judged creates an objective for today whose number has a past, and waits for its outlook.
func (l *lab) judged(name string, keyResults ...string) *v1alpha1.Objective {
	l.Helper()
	var asks []v1alpha1.KeyResult
	for _, series := range keyResults {
		l.Between(series, bench.Noon.Add(-24*time.Hour), bench.Noon.Add(6*time.Hour), 6)
		asks = append(asks, bench.Keeps(series, bench.Asks(series)))
	}
	o := l.Objective(name, asks...)
	o.Spec.Period = v1alpha1.Period{Start: "2026-11-10", End: "2026-11-10"}
	l.Create(o)
	l.Measured(o)
	l.Moving("an outlook of "+name, 10*time.Second, func() bool {
		l.Refresh(o)
		return o.Status.Outlook != v1alpha1.OutlookUnknown && o.Status.Outlook != ""
	})
	return o
}

// reasons are what versions of an objective say of its measurement, each once where it is said several times in a row.
func reasons(versions []*v1alpha1.Objective) []string {
	var said []string
	for _, o := range versions {
		c := bench.Condition(o, measured)
		if c != nil && (len(said) == 0 || said[len(said)-1] != c.Reason) {
			said = append(said, c.Reason)
		}
	}
	return said
}

// byTurns gives one request to each of them in turn.
func byTurns(answers ...http.HandlerFunc) http.HandlerFunc {
	var turn atomic.Uint32
	return func(w http.ResponseWriter, r *http.Request) { answers[int(turn.Add(1))%len(answers)](w, r) }
}
