/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// startPrometheus runs a real one that holds, an hour back from now, a metric of two series, one that was written once
// a day ago, and a histogram.
func startPrometheus(t *testing.T, now time.Time) string {
	t.Helper()
	p, err := testlab.NewPrometheus(testlab.PrometheusOptions{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	hour := testlab.History(now.Add(-time.Hour), now, time.Minute, testlab.Constant(3))
	for series, samples := range map[string][]testlab.Sample{
		`guests{namespace="team-a"}`: hour,
		`guests{namespace="team-b"}`: testlab.History(now.Add(-time.Hour), now, time.Minute, testlab.Constant(4)),
		`daily`:                      {{Time: now.Add(-20 * time.Hour), Value: 7}},
		`stopped`:                    testlab.History(now.Add(-time.Hour), now.Add(-30*time.Minute), time.Minute, testlab.Constant(5)),
		`visits_total`:               testlab.RunningTotal(0, hour),
	} {
		if err := p.Append(series, samples...); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.AppendHistogram(`latency`, now); err != nil {
		t.Fatal(err)
	}
	url, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func TestRealPrometheus(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	url := startPrometheus(t, now)
	c := clientFor(t, specFor(url))
	info, problem := c.Check(context.Background())
	if want := (Info{testlab.PrometheusVersion, v1alpha1.FlavorPrometheus}); problem != nil || info != want {
		t.Errorf("Check = %+v, %v, want %+v", info, problem, want)
	}
	for _, tc := range []struct {
		reason, query string
		lookback      time.Duration
		want          float64
		wantReason    v1alpha1.MeasureReason
	}{
		{"a vector of one", `sum(guests)`, 0, 7, ""},
		{"a scalar", `1 + 1`, 0, 2, ""},
		{"a series", `guests{namespace="team-a"}`, 0, 3, ""},
		{"several", `guests`, 0, 0, manyOfThem},
		{"nothing", `nonexistent`, 0, 0, noData},
		{"nothing means 0", `nonexistent or vector(0)`, 0, 0, ""},
		{"NaN", `vector(0) / 0`, 0, 0, notANumber},
		{"infinity", `vector(1) / 0`, 0, 0, notANumber},
		{"a scalar that is none", `scalar(guests)`, 0, 0, notANumber},
		{"a string", `"` + canary + `"`, 0, 0, unsupported},
		{"a matrix", `guests[5m]`, 0, 0, unsupported},
		{"a histogram", `latency`, 0, 0, unsupported},
		{"a number of a histogram", `histogram_count(latency)`, 0, 21, ""},
		{"written once a day", `daily`, 0, 0, noData},
		{"written once a day, with lookback", `daily`, 26 * time.Hour, 7, ""},
		{"stopped", `stopped`, 0, 0, noData},
		{"many to many", `guests + on () guests`, 0, 0, queryFailed},
		{"what the server does not take", `mad_over_time(guests[5m])`, 0, 0, invalid},
		{"a warning about the query", `rate(guests{namespace="team-a"}[5m])`, 0, 0, ""},
		{"the future", `guests{namespace="team-a"} @ 99999999999`, 0, 0, noData},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			p, bad := c.Prepare(Query{Text: tc.query, Lookback: tc.lookback})
			if bad != nil {
				t.Fatal(bad.Message)
			}
			got := p.Instant(context.Background(), now)
			silent(t, got.Message)
			if got.Reason != tc.wantReason || got.Value != tc.want {
				t.Errorf("answer = %+v, want %v, %q", got, tc.want, tc.wantReason)
			}
		})
	}
}

func TestRealPrometheusHistory(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	c := clientFor(t, specFor(startPrometheus(t, now)))
	start := now.Add(-time.Hour)
	known := func(query string) int {
		t.Helper()
		p, bad := c.Prepare(Query{Text: query, Start: start, End: now})
		if bad != nil {
			t.Fatal(bad.Message)
		}
		got := p.Range(context.Background(), start, now, 10*time.Minute)
		if got.Reason != "" || len(got.Values) != 7 || got.Asked != 7 {
			t.Fatalf("%s: range = %+v, want 7 values", query, got)
		}
		count := 0
		for _, value := range got.Values {
			if !math.IsNaN(value) {
				count++
			}
		}
		return count
	}
	if got := known("sum(guests)"); got != 7 {
		t.Errorf("%d points of a metric that is there, want 7", got)
	}
	if got := known("stopped"); got != 4 {
		t.Errorf("%d points of a metric that stopped after half of the time, want 4", got)
	}
	if got := known("sum(increase(visits_total[$__elapsed]))"); got < 6 {
		t.Errorf("%d points of an increase since the start, want 6 or more", got)
	}
}

// A history that is asked for in parts must be the one that is asked for at once.
func TestRealPrometheusHistoryInParts(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	spec := specFor(startPrometheus(t, now))
	spec.EnforcedMatchers = []v1alpha1.EnforcedMatcher{{Label: "namespace", ValueFrom: v1alpha1.ValueFromNamespace}}
	open, tenant := clientFor(t, specFor(string(spec.Prometheus.URL))), clientFor(t, spec)
	start := now.Add(-time.Hour)
	for _, tc := range []struct {
		client *Client
		query  string
	}{
		{open, "stopped"}, {open, "sum(guests)"}, {open, "sum(increase(visits_total[$__elapsed]))"},
		{open, "visits_total - visits_total @ $__start"}, {tenant, "guests"},
	} {
		p, bad := tc.client.Prepare(Query{Text: tc.query, Namespace: "team-a", Start: start})
		if bad != nil {
			t.Fatal(bad.Message)
		}
		whole := p.Range(context.Background(), start.Add(-20*time.Minute), now, 10*time.Minute)
		var parts []float64
		for at := start.Add(-20 * time.Minute); !at.After(now); at = at.Add(20 * time.Minute) {
			part := p.Range(context.Background(), at, at.Add(10*time.Minute), 10*time.Minute)
			if part.Reason == noData {
				part.Values = []float64{math.NaN(), math.NaN()}
			}
			parts = append(parts, part.Values...)
		}
		parts = parts[:len(whole.Values)] // the last part ends after now
		if diff := cmp.Diff(whole.Values, parts, cmpopts.EquateNaNs()); diff != "" || len(parts) != 9 {
			t.Errorf("%s: %d points (-at once +in parts):\n%s", tc.query, len(parts), diff)
		}
	}
}

func TestRealPrometheusTenancy(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	spec := specFor(startPrometheus(t, now))
	spec.EnforcedMatchers = []v1alpha1.EnforcedMatcher{{Label: "namespace", ValueFrom: v1alpha1.ValueFromNamespace}}
	c := clientFor(t, spec)
	for namespace, want := range map[string]float64{"team-a": 3, "team-b": 4} {
		for _, query := range []string{`guests`, `sum(guests)`, `max_over_time(guests[10m:1m])`, `topk(scalar(count(guests)), guests)`, `guests{namespace=~"team.*"}`} {
			p, bad := c.Prepare(Query{Text: query, Namespace: namespace})
			if bad != nil {
				t.Fatal(bad.Message)
			}
			if got := p.Instant(context.Background(), now); got.Value != want || got.Reason != "" {
				t.Errorf("%s: %s = %+v, want %v", namespace, query, got, want)
			}
		}
	}
}

func TestRealPrometheusUnderPrefixAndTLS(t *testing.T) {
	p, err := testlab.NewPrometheus(testlab.PrometheusOptions{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	ca := newAuthority(t)
	spec := specFor(serveTLS(t, http.StripPrefix("/prom", p.Handler()), showing(ca.pair()), new(atomic.Pointer[authority])) + "/prom/")
	spec.Prometheus.TLS = &v1alpha1.TLS{CASecretRef: new(secretRef("ca"))}
	c := clientFor(t, spec, withSecrets(newSecrets("ca", ca.pem())))
	if _, problem := c.Check(context.Background()); problem != nil {
		t.Error(problem)
	}
	if got := ask(t, c, strings.Repeat("1+", 2047)+"1"); got.Value != 2048 {
		t.Errorf("the longest query = %+v, want 2048", got)
	}
}
