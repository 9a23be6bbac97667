/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"k8s.io/utils/clock"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

const patience = 30 * time.Second

var (
	key  = source.Key{Kind: v1alpha1.SourceKindCluster, Name: "main"}
	goal = measure.Goal{Kind: "Objective", Namespace: "hospitality", Name: "guests-belong"}
)

// prometheus is a real one with half an hour of nps that stands at 40 before noon and at 50 from then on.
func prometheus(t *testing.T, c clock.PassiveClock, noon time.Time) (*testlab.Prometheus, *source.Client) {
	t.Helper()
	p, err := testlab.NewPrometheus(testlab.PrometheusOptions{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	samples := testlab.History(noon.Add(-15*time.Minute), noon.Add(15*time.Minute), time.Minute, testlab.Shift(noon, 40, 50))
	if err := p.Append("nps", samples...); err != nil {
		t.Fatal(err)
	}
	url, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	spec := v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(url)}}
	client, problem := source.New(spec, source.Options{Key: key, Policy: source.Policy{AllowLoopback: true}})
	if problem != nil {
		t.Fatal(problem)
	}
	t.Cleanup(client.Close)
	return p, client
}

// polling is a poller that has the client for its source, and the goals that it wakes. It stops with the test.
func polling(t *testing.T, c clock.Clock, client *source.Client) (*measure.Poller, <-chan measure.Goal) {
	t.Helper()
	poller := measure.NewPoller(measure.Options{Clock: c})
	woken := make(chan measure.Goal, 100)
	poller.OnWake("Objective", func(g measure.Goal) { woken <- g })
	poller.SetSource(key, measure.FromClient(client))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- poller.Start(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return poller, woken
}

func TestWithPrometheus(t *testing.T) {
	noon := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
	fake := clocktesting.NewFakeClock(noon.Add(-time.Minute))
	prometheus, client := prometheus(t, fake, noon)
	poller, woken := polling(t, fake, client)
	now := measure.Question{Source: key, Query: "sum(nps)", Interval: 10 * time.Second}
	broken, past := now, now
	broken.Query = "sum(nps"
	past.At, past.From, past.Step = noon.Add(-2*time.Minute), noon.Add(-4*time.Minute), time.Minute
	questions := []measure.Question{now, broken, past}
	poller.Subscribe(goal, 1, true, questions)
	await(t, woken)
	answers := poller.Subscribe(goal, 1, true, questions)
	if answers[now].Value != 40 || answers[now].Reason != "" {
		t.Errorf("nps is %+v, want 40", answers[now])
	}
	if got := answers[broken].Reason; got != v1alpha1.MeasureReasonInvalidQuery {
		t.Errorf("a broken query is %q, want InvalidQuery", got)
	}
	if diff := cmp.Diff([]float64{40, 40, 40}, answers[past].Values); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}

	prometheus.ResetQueries()
	asked := func() bool { return poller.Subscribe(goal, 1, true, questions)[now].Time.Equal(fake.Now()) }
	for fake.Now().Before(noon) {
		fake.Step(10 * time.Second)
		eventually(t, "a poll in each interval", asked)
	}
	if got := prometheus.QueryCount(); got != 6 {
		t.Errorf("%d polls in six intervals, want one each", got)
	}
	await(t, woken)
	if got := poller.Subscribe(goal, 1, true, questions)[now]; got.Value != 50 {
		t.Errorf("nps is %+v, want 50 within an interval of the change", got)
	}
}

// A history that grew point by point must be the one that is asked for at once.
func TestHistoriesWithPrometheus(t *testing.T) {
	noon := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
	fake := clocktesting.NewFakeClock(noon.Add(-time.Minute))
	prometheus, client := prometheus(t, fake, noon)
	poller, _ := polling(t, fake, client)
	plain := measure.Question{
		Source: key, Query: "sum(nps)", Interval: time.Hour,
		From: noon.Add(-20 * time.Minute), Step: 2 * time.Minute,
	}
	since, elapsed := plain, plain
	since.Start, since.Query = noon.Add(-10*time.Minute), "sum(nps) - sum(nps @ $__start)"
	elapsed.Start, elapsed.Query = since.Start, "sum(count_over_time(nps[$__elapsed]))"
	questions := []measure.Question{plain, since, elapsed}
	poller.Subscribe(goal, 1, true, questions)
	points := func(want int) func() bool {
		return func() bool {
			answers := poller.Answers(goal)
			for _, q := range questions {
				if h := answers[q].History; h == nil || h.Len() != want {
					return false
				}
			}
			return true
		}
	}
	eventually(t, "what there is so far", points(10))
	prometheus.ResetQueries()
	for want := 11; want <= 16; want++ {
		fake.Step(plain.Step)
		eventually(t, "a new point", points(want))
	}
	if got := prometheus.QueryCount(); got != 3*6 {
		t.Errorf("%d queries for six points of three histories, want one each", got)
	}
	for _, request := range prometheus.Queries() {
		if request.Start != request.End || (request.Time == "") != (request.Start != "") {
			t.Errorf("asked from %s to %s and at %s, want one point", request.Start, request.End, request.Time)
		}
	}
	for _, q := range questions {
		h := poller.Answers(goal)[q].History
		prepared, bad := client.Prepare(source.Query{Text: q.Query, Start: q.Start})
		if bad != nil {
			t.Fatal(bad.Message)
		}
		want := prepared.Range(t.Context(), q.From, q.From.Add(15*q.Step), q.Step)
		if diff := cmp.Diff(want.Values, h.Values(nil, fake.Now()), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: point by point (-at once +grown):\n%s", q.Query, diff)
		}
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited for %s in vain", what)
		}
	}
}

func await(t *testing.T, woken <-chan measure.Goal) {
	t.Helper()
	select {
	case <-woken:
	case <-time.After(patience):
		t.Fatal("the goal was not woken")
	}
}
