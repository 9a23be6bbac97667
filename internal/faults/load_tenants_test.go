/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// Of the tenant that asks too much: how many goals it has, and how long each of its answers takes. Of the eight that the
// source answers at once that is 96 a minute, which is their interval.
const (
	slowGoals  = 5_000
	slowAnswer = 5 * time.Second
	others     = 20
)

func TestFault47(t *testing.T) {
	t.Parallel()
	const crowded = "crowded-tenant"
	l := faultWith(t, fmt.Sprintf("One tenant has %d slow goals at a shared source", slowGoals), bench.Options{Unconnected: true, Namespaces: []string{crowded}})
	m := l.meter()
	m.hold = func(ctx context.Context, query string) {
		if strings.HasPrefix(query, "slow") {
			select {
			case <-l.Clock.After(slowAnswer):
			case <-ctx.Done():
			}
		}
	}
	l.rogue.misbehaves(m.ServeHTTP)
	shared := &v1alpha1.ClusterMetricSource{}
	shared.Name, shared.Spec.MetricSourceSpec = l.Namespace, l.Source("", l.rogue.URL).Spec
	shared.Spec.Prometheus.Timeout = "1m"
	shared.Spec.AllowedNamespaces.From = v1alpha1.ShareFromAll
	l.Create(shared)
	ref := &v1alpha1.SourceReference{Kind: v1alpha1.SourceKindCluster, Name: shared.Name}

	for i := range others {
		o := l.asking(l.Namespace, fmt.Sprint("goal-", i), fmt.Sprint("stays + ", i), ref)
		l.Create(o)
		l.Measured(o)
	}
	m.reset()
	l.crowd(slowGoals, func(i int) client.Object {
		return l.asking(crowded, fmt.Sprint("slow-", i), fmt.Sprint("slow + ", i), ref)
	})
	l.Eventually("the source full of slow queries", func() bool { return m.count() >= 7 })
	from := l.Clock.Now()
	m.reset()
	l.stepwise(m, 3*time.Minute, slowAnswer)
	l.withinTwoIntervals(m, from)
}

// withinTwoIntervals checks that the goals of the other tenant are measured in time, while the source is overloaded.
func (l *lab) withinTwoIntervals(m *meter, from time.Time) {
	l.Helper()
	now, longest := l.Clock.Now(), time.Duration(0)
	exported := l.Metrics()
	for i := range others {
		longest = max(longest, longestGap(from, m.times(fmt.Sprint("stays + ", i)), now))
		evaluated := l.lastEvaluated(exported, fmt.Sprint("goal-", i))
		if age := now.Sub(evaluated); age > 2*time.Minute {
			l.Errorf("goal-%d was measured %s ago, want two intervals at most", i, age)
		}
	}
	if longest > 2*time.Minute {
		l.Errorf("a goal of another tenant was not asked for %s, want two intervals at most", longest)
	}
	if all := m.count(); all > slowGoals {
		l.Errorf("%d queries in three intervals: the source was not overloaded", all)
	}
	l.sees("the goals of another tenant, with an interval of a minute, are measured every %s at the longest", longest.Round(time.Second))
}

// lastEvaluated is what the exported metrics say of when an objective of this bench was measured.
func (l *lab) lastEvaluated(exported, name string) time.Time {
	l.Helper()
	_, after, found := strings.Cut(exported, fmt.Sprintf("truenorth_objective_last_evaluated_timestamp_seconds{name=%q,namespace=%q} ", name, l.Namespace))
	text, _, _ := strings.Cut(after, "\n")
	seconds, err := strconv.ParseFloat(text, 64)
	if !found || err != nil {
		l.Errorf("no metric says when %s was measured: %v", name, err)
		return time.Time{}
	}
	return time.UnixMilli(int64(seconds * 1000))
}

// manySources is how many there are; one of them never answers, and one more drops what is sent to it.
const manySources = 50

func TestFault48(t *testing.T) {
	t.Parallel()
	l := faultWith(t, "One of fifty sources is a black hole, another drops packets", bench.Options{Unconnected: true})
	m := l.meter()
	l.rogue.misbehaves(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/source-0/") {
			downs[len(downs)-1](w, r)
			return
		}
		r.URL.Path = r.URL.Path[strings.Index(r.URL.Path, "/api/"):]
		m.ServeHTTP(w, r)
	})
	for i := range manySources {
		url := fmt.Sprintf("%s/source-%d", l.rogue.URL, i)
		if i == 1 {
			url = dropping(t)
		}
		source := l.Source(fmt.Sprint("source-", i), url)
		source.Spec.Prometheus.Timeout = "2s"
		l.Create(source)
	}
	const holes, each = 2, 12 // more goals at each source than places
	goals := map[string]*v1alpha1.Objective{}
	for i := range manySources {
		for k := range each {
			name := fmt.Sprintf("goal-%d-%d", i, k)
			if k > 0 && i >= holes {
				continue
			}
			goals[name] = l.asking(l.Namespace, name, fmt.Sprintf("stays + %d + %d", i, k), &v1alpha1.SourceReference{Name: fmt.Sprint("source-", i)})
			l.Create(goals[name])
		}
	}
	for i := holes; i < manySources; i++ {
		l.Measured(goals[fmt.Sprintf("goal-%d-0", i)])
	}
	m.reset()
	from := l.Clock.Now()
	l.stepwise(m, 5*time.Minute, 10*time.Second)
	for i := holes; i < manySources; i++ {
		moments := m.times(fmt.Sprintf("stays + %d + 0", i))
		if got := longestGap(from, moments, l.Clock.Now()); got > 2*time.Minute || len(moments) != 5 {
			t.Errorf("source %d was asked %d times in five intervals, the longest gap %s; want five times", i, len(moments), got)
		}
	}
	l.sees("the %d goals of the other sources are measured in every interval", manySources-holes)
	for i := range holes {
		l.Has(goals[fmt.Sprintf("goal-%d-0", i)], ready, isTrue, v1alpha1.GoalReasonSucceeded)
		l.seesOf(goals[fmt.Sprintf("goal-%d-0", i)], measured)
		hole := l.Source(fmt.Sprint("source-", i), "")
		l.Has(hole, ready, isFalse, string(v1alpha1.MetricSourceReasonUnreachable))
	}
}

// dropping is the URL of an address that does not answer a SYN: a listener that accepts nothing, whose queue is full.
func dropping(t *testing.T) string {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(socket) })
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(socket, 0); err != nil {
		t.Fatal(err)
	}
	own, err := syscall.Getsockname(socket)
	if err != nil {
		t.Fatal(err)
	}
	address := own.(*syscall.SockaddrInet4)
	for range 2 { // a queue of 0 holds one connection; the second is the first that waits in vain
		filler, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = syscall.Close(filler) })
		_ = syscall.Connect(filler, address) // it is under way
	}
	return fmt.Sprintf("http://127.0.0.1:%d", address.Port)
}
