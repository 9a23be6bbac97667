/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// goals is how many the tests of what standing still costs work with.
const goals = 300

// goalControllers are the controllers of goals; an s makes their resources.
var goalControllers = []string{"objective", "customeroutcome", "indicator", "valueexchange", "scorecard"}

// reconciles counts what the controllers of goals in this process did so far.
func reconciles(t *testing.T) float64 { return reconcilesOf(t, goalControllers...) }

func reconcilesOf(t *testing.T, controllers ...string) float64 {
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
				if label.GetName() == "controller" && slices.Contains(controllers, label.GetValue()) {
					total += metric.GetCounter().GetValue()
				}
			}
		}
	}
	return total
}

// writes counts the changes of goals that the API server was asked for.
func (b *workbench) writes() int {
	b.Helper()
	counts, err := site.Plane.Requests(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	total := 0
	for _, verb := range []string{"PATCH", "PUT", "POST", "APPLY"} {
		for _, controller := range goalControllers {
			total += counts[verb+" "+controller+"s"] + counts[verb+" "+controller+"s/status"]
		}
	}
	return total
}

// asked counts the queries of the goals. Others check the connection.
func (b *workbench) asked() int {
	count := 0
	for _, q := range b.Prometheus.Queries() {
		if strings.HasPrefix(q.Query, "stays") {
			count++
		}
	}
	return count
}

// standStill creates goals, and checks that several intervals in which nothing changes cost their queries alone.
func standStill(t *testing.T, query func(i int) string, wantQueries int) {
	b := newBench(t)
	b.Series("stays", 4)
	var last *v1alpha1.Objective
	for i := range goals {
		last = b.Objective(fmt.Sprintf("goal-%d", i), bench.Reaches("repeat-stays", bench.Asks(query(i))))
		b.Create(last)
	}
	var list v1alpha1.ObjectiveList
	b.Eventually("all goals measured", func() bool {
		list.Items = nil
		if err := site.Admin.List(b.Context(), &list); err != nil {
			return false
		}
		count := 0
		for i := range list.Items {
			c := bench.Condition(&list.Items[i], v1alpha1.GoalConditionMeasured)
			if list.Items[i].Namespace == b.Namespace && c != nil && c.Status == isTrue {
				count++
			}
		}
		return count == goals
	})
	b.Advance(time.Minute) // the first polls at their own phases
	b.Eventually("a quiet queue", quiet(t))
	b.Eventually("the last answers", still(func() float64 { return float64(b.Prometheus.QueryCount()) }))
	b.Prometheus.ResetQueries()
	before, written := reconciles(t), b.writes()
	const intervals = 3
	for i := range intervals {
		b.Advance(time.Minute)
		b.Eventually("the queries of an interval", func() bool { return b.asked() >= (i+1)*wantQueries })
	}
	b.Eventually("a quiet queue", quiet(t))
	if got := b.asked(); got > intervals*wantQueries {
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

// A value line whose numbers stand still costs nothing but its queries, and one exchange a day.
func TestTheValueLineStandsStill(t *testing.T) {
	b := newBench(t)
	b.lifetimeValue()
	b.Between("stays", bench.Noon.Add(-20*day), bench.Noon.Add(2*time.Hour), 4)
	ind := b.indicator("stays", bench.Asks("stays"))
	ind.Labels = map[string]string{"level": "customer"}
	outcome := b.Outcome("belonging", bench.Shows("felt", numberOf("", "stays")))
	o := b.Objective("guests-belong", bench.Keeps("stays", numberOf("", "stays")))
	o.Labels = map[string]string{"level": "customer"}
	vx := b.exchange("pays", daily("value"), drivenBy("belonging", daily("belonging")))
	card := b.card(labelled("customer"))
	card.Spec.NorthStar = &v1alpha1.NorthStar{Measure: numberOf("", "stays"), Target: bench.Shows("", v1alpha1.Measure{}).Target}
	b.Create(ind, outcome, o, vx, card)
	b.HasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isTrue, v1alpha1.ValueExchangeReasonEvidenceFound)
	b.Moving("the first outlook", 10*time.Second, func() bool {
		b.Refresh(card)
		b.Refresh(ind)
		return len(card.Status.Levels) == 1 && card.Status.Levels[0].Outlook != "" && card.Status.Levels[0].Outlook != v1alpha1.OutlookUnknown
	})
	b.Eventually("a quiet queue", quiet(t))
	writes, looks, asked := b.writes(), reconciles(t), b.asked()
	b.Advance(20 * time.Minute)
	b.Eventually("the queries", func() bool { return b.asked() >= asked+20 })
	b.Eventually("a quiet queue", quiet(t))
	if got := b.writes() - writes; got != 0 {
		t.Errorf("%d writes while nothing moved, want none", got)
	}
	if got := reconciles(t) - looks; got > 2 {
		t.Errorf("%v reconciles while nothing moved, want none but for a point of a history", got)
	}
}

// However many goals of a scorecard change in a moment, it looks at all of them a few times and not once for each.
func TestAScorecardGathersChanges(t *testing.T) {
	const many = 60
	b := newBench(t)
	card := b.card(labelled("daily"))
	b.Create(card)
	b.Has(card, v1alpha1.ScorecardConditionCustomerAligned, isUnknown, v1alpha1.ScorecardReasonNoObjective)
	before := reconcilesOf(t, "scorecard")
	for i := range many {
		o := b.Objective(fmt.Sprintf("goal-%d", i), bench.Keeps("stays", bench.CheckedIn("2026-11-09", 4)))
		o.Labels = map[string]string{"level": "daily"}
		b.Create(o)
	}
	b.Eventually("all goals to stand on it, judged", func() bool {
		b.Refresh(card)
		l := card.Status.Levels[0]
		return l.Objectives == many && l.Outlook == v1alpha1.OutlookOffTrack
	})
	if got := reconcilesOf(t, "scorecard") - before; got > many/2 {
		t.Errorf("%v looks for %d goals that came, want far fewer", got, many)
	}
}
