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
	"k8s.io/utils/clock"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

const patience = 30 * time.Second

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
	key := source.Key{Kind: v1alpha1.SourceKindCluster, Name: "main"}
	client, problem := source.New(spec, source.Options{Key: key, Policy: source.Policy{AllowLoopback: true}})
	if problem != nil {
		t.Fatal(problem)
	}
	t.Cleanup(client.Close)
	return p, client
}

func TestWithPrometheus(t *testing.T) {
	noon := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
	fake := clocktesting.NewFakeClock(noon.Add(-time.Minute))
	prometheus, client := prometheus(t, fake, noon)
	poller := measure.NewPoller(measure.Options{Clock: fake})
	woken := make(chan measure.Goal, 100)
	poller.OnWake("Objective", func(g measure.Goal) { woken <- g })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- poller.Start(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()

	key := source.Key{Kind: v1alpha1.SourceKindCluster, Name: "main"}
	now := measure.Question{Source: key, Query: "sum(nps)", Interval: 10 * time.Second}
	broken, past := now, now
	broken.Query = "sum(nps"
	past.At, past.From, past.Step = noon.Add(-2*time.Minute), noon.Add(-4*time.Minute), time.Minute
	goal := measure.Goal{Kind: "Objective", Namespace: "hospitality", Name: "guests-belong"}
	questions := []measure.Question{now, broken, past}
	poller.SetSource(key, measure.FromClient(client))
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
