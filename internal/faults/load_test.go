/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const (
	// together is how many objectives start together, in minutes on any machine; questions is how many goals do so where
	// no API server has to keep them.
	together  = 2_000
	questions = 10_000
	// parts of an interval in which queries are counted.
	parts = 30
)

// turnstile lets queries be answered one by one, until it is opened.
type turnstile struct{ turns chan struct{} }

func newTurnstile() *turnstile { return &turnstile{make(chan struct{})} }

func (s *turnstile) wait(ctx context.Context, _ string) {
	select {
	case <-s.turns:
	case <-ctx.Done():
	}
}

// admit lets n queries be answered, each of which must be there.
func (s *turnstile) admit(l *lab, n int) {
	l.Helper()
	for range n {
		select {
		case s.turns <- struct{}{}:
		case <-time.After(bench.Patience):
			l.Fatal("no query waits for its answer")
		}
	}
}

func (s *turnstile) open() { close(s.turns) }

// It runs alone, as it needs the machine and counts the reconciles of the whole process.
func TestFault46(t *testing.T) {
	t.Run("EvenAtThePoller", loadAfterRestart)
	t.Run("EditsFirstAtThePoller", editInACrowd)
	written := &patches{}
	l := faultWith(t, fmt.Sprintf("%d objectives start together, and %d at the poller", together, questions), bench.Options{Unconnected: true, Client: written.client})
	m, gate := l.meter(), newTurnstile()
	m.hold = gate.wait
	l.rogue.misbehaves(m.ServeHTTP)
	source := l.Source("default", l.rogue.URL)
	source.Spec.Prometheus.Timeout = "5m"
	l.Create(source)
	l.Has(source, ready, isTrue, string(v1alpha1.MetricSourceReasonConnected))
	l.Stop()
	l.crowd(together, func(i int) client.Object {
		o := l.asking(l.Namespace, fmt.Sprint("goal-", i), fmt.Sprint("stays + ", i), nil)
		o.Spec.Interval = "5m"
		return o
	})

	l.startAll()
	l.editsFirst(gate, written)
	gate.open()
	l.allMeasured(written)

	l.Stop()
	m.reset()
	written.reset()
	l.startAll()
	l.evenly(m, 5*time.Minute)
	if got := written.total(); got != 0 {
		t.Errorf("%d status writes after a restart, want none where no number moved", got)
	}
}

// startAll starts the manager, and waits until it has looked at all objectives.
func (l *lab) startAll() {
	l.Helper()
	before := reconciles(l)
	l.Start()
	last, calm := 0, 0
	l.Eventually("a look at all objectives", func() bool {
		now := reconciles(l)
		if now != last {
			last, calm = now, 0
		}
		calm++
		return now >= before+together && calm > 10
	})
}

// editsFirst edits a goal, and a new one comes, while all wait for their answers.
func (l *lab) editsFirst(gate *turnstile, written *patches) {
	l.Helper()
	const answers = 20 // eight of them to what was being asked when the users came
	edited, created := l.Objective(fmt.Sprint("goal-", together/2)), l.asking(l.Namespace, "created", "stays", nil)
	looks := reconciles(l)
	bench.Edit(l.Bench, edited, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Measure = bench.Asks("stays / 2") })
	l.Create(created)
	l.Eventually("a look at both", func() bool { return reconciles(l) >= looks+2 })
	gate.admit(l, answers)
	l.Measured(edited)
	l.Measured(created)
	if got := written.total(); got > answers {
		l.Errorf("%d objectives were judged before a user's, want %d at most", got, answers)
	}
	l.sees("an edit and a new goal are judged before the %d that wait", together)
}

// allMeasured waits until all goals are measured; the list is long, and read only when so much was written.
func (l *lab) allMeasured(written *patches) {
	l.Helper()
	l.Eventually("all objectives judged", func() bool { return written.total() > together })
	var list v1alpha1.ObjectiveList
	l.Eventually("all objectives measured", func() bool {
		if err := site.Admin.List(l.Context(), &list, client.InNamespace(l.Namespace)); err != nil {
			l.Fatal(err)
		}
		return !slices.ContainsFunc(list.Items, func(o v1alpha1.Objective) bool {
			c := bench.Condition(&o, measured)
			return c == nil || c.Status != isTrue
		})
	})
}

// evenly moves the clock by an interval, in which each goal must be asked once and no part of which may have more than
// twice the mean of queries.
func (l *lab) evenly(m *meter, interval time.Duration) {
	l.Helper()
	last, most := m.count(), 0
	if last > together/parts {
		l.Errorf("%d queries at once after a restart", last)
	}
	for range parts {
		l.stepwise(m, interval/parts, interval/parts)
		most = max(most, m.count()-last)
		last = m.count()
	}
	for i := range together {
		if i == together/2 {
			continue // it was edited
		}
		if got := len(m.times(fmt.Sprint("stays + ", i))); got != 1 {
			l.Fatalf("goal %d was asked %d times in an interval after a restart, want once", i, got)
		}
	}
	if mean := last / parts; most > 2*mean {
		l.Errorf("%d queries in a part of the interval, want twice the mean of %d at most", most, mean)
	}
	l.sees("after a restart each is asked once in its interval, at no time more than twice the mean (%.1f times)", float64(most)*parts/float64(last))
}

// reconciles counts how often this process looked at an objective.
func reconciles(l *lab) int {
	l.Helper()
	families, err := metrics.Registry.Gather()
	if err != nil {
		l.Fatal(err)
	}
	total := 0.0
	for _, family := range families {
		if family.GetName() != "controller_runtime_reconcile_total" {
			continue
		}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				if label.GetName() == "controller" && label.GetValue() == "objective" {
					total += metric.GetCounter().GetValue()
				}
			}
		}
	}
	return int(total)
}
