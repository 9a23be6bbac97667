/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// goals is how many the tests of what standing still costs work with.
const goals = 300

// reconciles counts what the controllers of this process did so far.
func reconciles(t *testing.T) float64 {
	t.Helper()
	families, err := metrics.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for _, family := range families {
		if family.GetName() != "controller_runtime_reconcile_total" {
			continue
		}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				if v := label.GetValue(); label.GetName() == "controller" && (v == "objective" || v == "customeroutcome") {
					total += metric.GetCounter().GetValue()
				}
			}
		}
	}
	return total
}

// writes counts the changes of goals that the API server was asked for.
func (b *bench) writes() int {
	b.Helper()
	counts, err := plane.Requests(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	total := 0
	for _, verb := range []string{"PATCH", "PUT", "POST", "APPLY"} {
		for _, resource := range []string{"objectives", "objectives/status", "customeroutcomes", "customeroutcomes/status"} {
			total += counts[verb+" "+resource]
		}
	}
	return total
}

// asked counts the queries that begin so. Others check the connection.
func (b *bench) asked(beginning string) int {
	count := 0
	for _, q := range b.prometheus.Queries() {
		if strings.HasPrefix(q.Query, beginning) {
			count++
		}
	}
	return count
}

// standStill creates goals, and checks that several intervals in which nothing changes cost their queries alone.
func standStill(t *testing.T, query func(i int) string, wantQueries int) {
	b := newBench(t)
	b.series("stays", 4)
	var last *v1alpha1.Objective
	for i := range goals {
		last = b.objective(fmt.Sprintf("goal-%d", i), reaches("repeat-stays", asks(query(i))))
		b.create(last)
	}
	var list v1alpha1.ObjectiveList
	b.eventually("all goals measured", func() bool {
		list.Items = nil
		if err := admin.List(b.Context(), &list); err != nil {
			return false
		}
		count := 0
		for i := range list.Items {
			c := condition(&list.Items[i], v1alpha1.GoalConditionMeasured)
			if list.Items[i].Namespace == b.namespace && c != nil && c.Status == isTrue {
				count++
			}
		}
		return count == goals
	})
	b.advance(time.Minute) // the first polls at their own phases
	b.eventually("a quiet queue", quiet(t))
	b.eventually("the last answers", still(func() float64 { return float64(b.prometheus.QueryCount()) }))
	b.prometheus.ResetQueries()
	before, written := reconciles(t), b.writes()
	const intervals = 3
	for i := range intervals {
		b.advance(time.Minute)
		b.eventually("the queries of an interval", func() bool { return b.asked("stays") >= (i+1)*wantQueries })
	}
	b.eventually("a quiet queue", quiet(t))
	if got := b.asked("stays"); got > intervals*wantQueries {
		t.Errorf("%d queries in %d intervals, want %d", got, intervals, intervals*wantQueries)
	}
	if got := reconciles(t) - before; got != 0 {
		t.Errorf("%v reconciles while nothing changed", got)
	}
	if got := b.writes() - written; got != 0 {
		t.Errorf("%d writes while nothing changed", got)
	}
}

// quiet holds when nothing is being reconciled.
func quiet(t *testing.T) func() bool { return still(func() float64 { return reconciles(t) }) }

// still holds when a count was the same for ten looks.
func still(count func() float64) func() bool {
	last, same := -1.0, 0
	return func() bool {
		now := count()
		if now == last {
			same++
		} else {
			last, same = now, 0
		}
		return same >= 10
	}
}

func TestStandingStillCostsNoReconcileAndNoWrite(t *testing.T) {
	standStill(t, func(i int) string { return fmt.Sprintf("stays + 0 * %d", i) }, goals)
}

func TestASharedQuestionIsAskedOnce(t *testing.T) {
	standStill(t, func(int) string { return "stays" }, 1)
}
