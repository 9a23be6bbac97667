/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

const queriesHelp = `# HELP truenorth_source_queries_total Queries sent to a MetricSource or ClusterMetricSource, by result: Success, or the reason why the answer gave no number.
# TYPE truenorth_source_queries_total counter
`

func TestSourceMetrics(t *testing.T) {
	t.Parallel()
	m := NewSourceMetrics()
	m.Observer("MetricSource", "ns", "main")("Success", 250*time.Millisecond)
	m.Observer("MetricSource", "ns", "main")("Success", 30*time.Second)
	m.Observer("MetricSource", "ns", "main")("NoData", 31*time.Second)
	m.Observer("ClusterMetricSource", "", "main")("QueryTimeout", time.Second)
	lint(t, m)
	want := queriesHelp + `
truenorth_source_queries_total{kind="ClusterMetricSource",name="main",namespace="",result="QueryTimeout"} 1
truenorth_source_queries_total{kind="MetricSource",name="main",namespace="ns",result="NoData"} 1
truenorth_source_queries_total{kind="MetricSource",name="main",namespace="ns",result="Success"} 2
`
	if err := testutil.CollectAndCompare(m, strings.NewReader(want), "truenorth_source_queries_total"); err != nil {
		t.Error(err)
	}
	m.Forget("ClusterMetricSource", "", "main")
	want = `
# HELP truenorth_source_query_duration_seconds How long a MetricSource or ClusterMetricSource took to answer a query, whatever it answered, in seconds.
# TYPE truenorth_source_query_duration_seconds histogram
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="0.005"} 0
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="0.025"} 0
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="0.1"} 0
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="0.25"} 1
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="0.5"} 1
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="1"} 1
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="2.5"} 1
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="5"} 1
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="10"} 1
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="30"} 2
truenorth_source_query_duration_seconds_bucket{kind="MetricSource",name="main",namespace="ns",le="+Inf"} 3
truenorth_source_query_duration_seconds_sum{kind="MetricSource",name="main",namespace="ns"} 61.25
truenorth_source_query_duration_seconds_count{kind="MetricSource",name="main",namespace="ns"} 3
`
	if err := testutil.CollectAndCompare(m, strings.NewReader(want), "truenorth_source_query_duration_seconds"); err != nil {
		t.Error(err)
	}
}

func TestSourceMetricsForget(t *testing.T) {
	t.Parallel()
	m := NewSourceMetrics()
	late := m.Observer("MetricSource", "ns", "main")
	late("Success", time.Second)
	late("NoData", time.Second)
	m.Observer("MetricSource", "other", "main")("Success", time.Second)
	m.Forget("MetricSource", "ns", "never-seen")

	m.Forget("MetricSource", "ns", "main")
	late("Success", time.Second)
	want := queriesHelp + `
truenorth_source_queries_total{kind="MetricSource",name="main",namespace="other",result="Success"} 1
`
	if err := testutil.CollectAndCompare(m, strings.NewReader(want), "truenorth_source_queries_total"); err != nil {
		t.Errorf("after a source was forgotten, and a query of it answered late: %v", err)
	}
	if got := testutil.CollectAndCount(m, "truenorth_source_query_duration_seconds"); got != 1 {
		t.Errorf("%d sources have durations, want the other one alone", got)
	}

	m.Observer("MetricSource", "ns", "main")("Success", time.Second)
	late("Success", time.Second)
	want = queriesHelp + `
truenorth_source_queries_total{kind="MetricSource",name="main",namespace="ns",result="Success"} 1
truenorth_source_queries_total{kind="MetricSource",name="main",namespace="other",result="Success"} 1
`
	if err := testutil.CollectAndCompare(m, strings.NewReader(want), "truenorth_source_queries_total"); err != nil {
		t.Errorf("after the source came again under its name: %v", err)
	}
}

func TestSourceMetricsConcurrently(t *testing.T) {
	t.Parallel()
	m := NewSourceMetrics()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			observe := m.Observer("MetricSource", "ns", "main")
			for range 100 {
				observe("Success", time.Millisecond)
			}
			m.Forget("MetricSource", "ns", "main")
			observe("Success", time.Millisecond)
			testutil.CollectAndCount(m)
		})
	}
	all.Wait()
	if got := testutil.CollectAndCount(m); got != 0 {
		t.Errorf("%d series are left after every source was forgotten, want none", got)
	}
	if len(m.lives) != 0 {
		t.Errorf("%d sources are remembered, want none", len(m.lives))
	}
}
