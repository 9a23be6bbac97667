/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay_test

import (
	"math"
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/replay"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// TestCourses draws a goal after it was evaluated.
func TestCourses(t *testing.T) {
	start, now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)
	clock := clocktesting.NewFakeClock(now)
	prometheus, err := testlab.NewPrometheus(testlab.PrometheusOptions{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = prometheus.Close() }()
	url, err := prometheus.Start()
	if err != nil {
		t.Fatal(err)
	}
	for _, stretch := range [][2]int{{0, 4}, {6, 11}} { // two days without a sample
		from, to := start.AddDate(0, 0, stretch[0]), start.AddDate(0, 0, stretch[1])
		if stretch[1] == 11 {
			to = now
		}
		if err := prometheus.Append("guests", testlab.History(from, to, 2*time.Minute, testlab.Ramp(start, now, 0, 10))...); err != nil {
			t.Fatal(err)
		}
	}
	engine, set := engineOf(t, url, clock, now)
	if err := engine.Evaluate(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	asked := prometheus.QueryCount()
	o := set.Objectives()[0]
	courses, err := engine.Courses(t.Context(), o, now)
	if err != nil || len(courses) != 1 {
		t.Fatalf("%d courses, %v", len(courses), err)
	}
	if got := prometheus.QueryCount(); got != asked {
		t.Errorf("%d more queries to draw what was just evaluated", got-asked)
	}
	c := courses[0]
	at := func(t time.Time) float64 { return c.Past.Values[int(t.Sub(c.Past.First)/c.Past.Step)] }
	if gap := at(start.AddDate(0, 0, 5)); !c.Past.First.Equal(start) || !math.IsNaN(gap) || math.Abs(at(start.AddDate(0, 0, 7))-10*7/10.5) > 0.1 {
		t.Errorf("from %s, in the gap %v, after it %v", c.Past.First, gap, at(start.AddDate(0, 0, 7)))
	}
	if c.Latest == nil || math.Abs(c.Latest.Value-10) > 0.1 || !c.Latest.Time.Equal(now) || c.Forecast == nil || *c.Forecast != *o.Status.KeyResults[0].Forecast {
		t.Errorf("latest %+v, forecast %+v", c.Latest, c.Forecast)
	}
}

// engineOf evaluates one goal, of a month, against a Prometheus.
func engineOf(t *testing.T, url string, clock *clocktesting.FakeClock, now time.Time) (*replay.Engine, *world.Set) {
	set := &world.Set{}
	server := &v1alpha1.ClusterMetricSource{}
	server.Name, server.Spec.Prometheus.URL = "default", v1alpha1.URL(url)
	server.Spec.AllowedNamespaces.From = v1alpha1.ShareFromAll
	o := &v1alpha1.Objective{}
	o.Namespace, o.Name = "hotel", "guests"
	o.Spec.Period = v1alpha1.Period{Start: "2026-11-01", End: "2026-11-30"}
	o.Spec.KeyResults = []v1alpha1.KeyResult{{
		Name: "guests", Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: new(0.0), To: 30}},
		Measure: v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: "guests"}},
	}}
	set.Put(server)
	set.Put(o)
	return replay.New(set, replay.Options{Present: now, Source: func(key source.Key, spec v1alpha1.MetricSourceSpec) (measure.Source, error) {
		c, problem := source.New(spec, source.Options{Key: key, Policy: source.Policy{AllowLoopback: true}, Clock: clock})
		if problem != nil {
			return nil, problem
		}
		t.Cleanup(c.Close)
		return measure.FromClient(c), nil
	}}), set
}
