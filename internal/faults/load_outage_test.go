/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// downs are the ways in which the sources of fault 49 are down, one each.
var downs = []http.HandlerFunc{
	answering(http.StatusBadGateway, answerCanary),
	answering(http.StatusTooManyRequests, answerCanary, "Retry-After", "1"),
	answering(http.StatusOK, "<html>"+answerCanary),
	func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the end of the connection is noticed
		<-r.Context().Done()
	},
}

func TestFault49(t *testing.T) {
	t.Parallel()
	const goalsEach = 10 // of each kind at each source
	written := &patches{}
	l := faultWith(t, "All sources are down for ten minutes", bench.Options{Unconnected: true, Client: written.client})
	m := l.meter()
	var down atomic.Bool
	l.rogue.misbehaves(func(w http.ResponseWriter, r *http.Request) {
		var source int
		_, _ = fmt.Sscanf(r.URL.Path, "/source-%d/", &source)
		if down.Load() {
			downs[source](w, r)
			return
		}
		r.URL.Path = r.URL.Path[strings.Index(r.URL.Path, "/api/"):]
		m.ServeHTTP(w, r)
	})
	var sources, goals []client.Object
	for i := range downs {
		source := l.Source(fmt.Sprint("source-", i), fmt.Sprintf("%s/source-%d", l.rogue.URL, i))
		source.Spec.Prometheus.Timeout, source.Spec.Interval = "1s", "10s"
		sources = append(sources, source)
		for k := range goalsEach {
			name := fmt.Sprintf("goal-%d-%d", i, k)
			goals = append(goals, bench.EveryKind(l.Namespace, name, fmt.Sprintf("stays + %d", k), v1alpha1.SourceReference{Name: source.Name}, "1m")...)
		}
	}
	l.Create(sources...)
	l.crowd(len(goals), func(i int) client.Object { return goals[i] })
	l.all(goals, measured, isTrue)
	l.stepwise(m, 2*time.Minute, 10*time.Second)
	written.reset()

	down.Store(true)
	l.all(sources, ready, isFalse) // checks go by the real clock, so they are waited for
	l.stepwise(m, 10*time.Minute, 10*time.Second)
	for i := range downs {
		l.seesOf(goals[i*goalsEach*5], measured)
	}
	down.Store(false)
	over := l.Clock.Now()
	for _, source := range sources { // one asked to be left alone for a second
		l.HasMoving(time.Second, source, ready, isTrue, connected)
	}
	l.stepwise(m, 2*time.Minute, 10*time.Second)
	l.freshSince(over)
	l.atMostTwice(written)
}

// all waits until a condition of all objects has a status; value exchanges are judged once a day, and left out.
func (l *lab) all(objects []client.Object, kind string, want metav1.ConditionStatus) {
	l.Helper()
	for _, object := range objects {
		if _, daily := object.(*v1alpha1.ValueExchange); daily {
			continue
		}
		l.Eventually(fmt.Sprintf("%T %s %s=%s", object, object.GetName(), kind, want), func() bool {
			l.Refresh(object)
			c := bench.Condition(object, kind)
			return c != nil && c.Status == want
		})
	}
}

// freshSince checks that every objective was measured since the outage was over.
func (l *lab) freshSince(over time.Time) {
	l.Helper()
	var list v1alpha1.ObjectiveList
	l.Eventually("the reconciles of the last answers", func() bool {
		if err := site.Admin.List(l.Context(), &list, client.InNamespace(l.Namespace)); err != nil {
			l.Fatal(err)
		}
		for i := range list.Items {
			if c := bench.Condition(&list.Items[i], measured); c == nil || c.Status != isTrue {
				return false
			}
		}
		return true
	})
	exported := l.Metrics()
	for i := range list.Items {
		if at := l.lastEvaluated(exported, list.Items[i].Name); at.Before(over) {
			l.Errorf("%s was measured last at %s, before the outage was over", list.Items[i].Name, at)
		}
	}
	l.sees("all are fresh within an interval and a minute")
}

// atMostTwice checks how often each status was written in the outage.
func (l *lab) atMostTwice(written *patches) {
	l.Helper()
	written.mu.Lock()
	defer written.mu.Unlock()
	most := 0
	for object, n := range written.of {
		if most = max(most, n); n > 2 {
			l.Errorf("the status of %s was written %d times, want twice at most", object, n)
		}
	}
	l.sees("at most %d writes for each of %d objects", most, len(written.of))
}

// The margins of fault 50: what a runtime and its connections take more or less from one moment to the next.
const (
	goroutineMargin = 20
	heapMargin      = 0.10
	heapSlack       = 4 << 20
)

// It runs alone, as it counts what this whole process holds.
func TestFault50(t *testing.T) {
	const names, rounds = 40, 3 // of each name seven objects: one of each kind
	l := fault(t, "Objects of all kinds are created and deleted as fast as the API server takes them")
	l.Series("stays", 4)
	l.churn(names, 0) // what is made once is made: connections, buffers, caches
	before := l.footprint()
	var after []holdings
	for round := range rounds {
		l.churn(names, round+1)
		after = append(after, l.returned(before))
	}
	first, last := after[0].heap, after[rounds-1].heap
	if float64(last) > float64(first)*(1+heapMargin)+heapSlack {
		t.Errorf("the heap grew from %d to %d KiB in %d rounds", first>>10, last>>10, rounds-1)
	}
	l.sees("after %d objects came and went: series as before, goroutines %d and then %d, heap %d and then %d MiB", (rounds+1)*names*7,
		before.goroutines, after[rounds-1].goroutines, before.heap>>20, last>>20)
}

// holdings are what this process and its exported metrics hold.
type holdings struct {
	goroutines int
	series     int
	heap       uint64 // bytes in use after a collection
}

func (l *lab) footprint() holdings {
	l.Helper()
	runtime.GC()
	runtime.GC() // what finalizers and pools held is gone with the second
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	series := 0
	for line := range strings.Lines(l.Metrics()) {
		if !strings.HasPrefix(line, "#") {
			series++
		}
	}
	return holdings{runtime.NumGoroutine(), series, memory.HeapAlloc}
}

// returned waits until series and goroutines are as before.
func (l *lab) returned(before holdings) holdings {
	l.Helper()
	var now holdings
	l.Eventually("series and goroutines as before", func() bool {
		now = l.footprint()
		return now.series <= before.series && now.goroutines <= before.goroutines+goroutineMargin
	})
	return now
}

// churn creates objects of every kind, changes them, and deletes them.
func (l *lab) churn(names, round int) {
	l.Helper()
	objects := make([][]client.Object, names)
	each(l.T, names, func(i int) error {
		name := fmt.Sprintf("churn-%d-%d", round, i)
		cluster := &v1alpha1.ClusterMetricSource{}
		cluster.Name, cluster.Spec.MetricSourceSpec = l.Namespace+"-"+name, l.Source("", l.rogue.URL).Spec
		cluster.Spec.AllowedNamespaces.From = v1alpha1.ShareFromAll
		ref := v1alpha1.SourceReference{Name: name}
		if i%2 == 0 {
			ref = v1alpha1.SourceReference{Kind: v1alpha1.SourceKindCluster, Name: cluster.Name}
		}
		objects[i] = append([]client.Object{l.Source(name, l.rogue.URL), cluster},
			bench.EveryKind(l.Namespace, name, fmt.Sprintf("stays + %d", i%7), ref, "10s")...)
		return inTurn(objects[i], func(o client.Object) error { return site.Admin.Create(l.Context(), o) })
	})
	l.all(objects[names-1], ready, isTrue)
	each(l.T, names, func(i int) error {
		return inTurn(objects[i], func(o client.Object) error {
			patch := client.RawPatch("application/merge-patch+json", []byte(`{"metadata":{"labels":{"changed":"yes"}},"spec":{"interval":"20s"}}`))
			return site.Admin.Patch(l.Context(), o, patch)
		})
	})
	l.Clock.Step(10 * time.Second)
	each(l.T, names, func(i int) error {
		return inTurn(objects[i], func(o client.Object) error { return site.Admin.Delete(l.Context(), o) })
	})
}

func inTurn(objects []client.Object, do func(client.Object) error) error {
	for _, object := range objects {
		if err := do(object); err != nil {
			return err
		}
	}
	return nil
}
