/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	clocktesting "k8s.io/utils/clock/testing"
)

var testNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// prom is a started Prometheus, closed by the test, and a client for it.
type prom struct {
	*Prometheus
	url   string
	clock *clocktesting.FakePassiveClock
}

func newProm(t *testing.T) *prom {
	t.Helper()
	fake := clocktesting.NewFakePassiveClock(testNow)
	p, err := NewPrometheus(PrometheusOptions{Clock: fake})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	address, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	return &prom{Prometheus: p, url: address, clock: fake}
}

func (p *prom) mustAppend(t *testing.T, series string, samples ...Sample) {
	t.Helper()
	if err := p.Append(series, samples...); err != nil {
		t.Fatal(err)
	}
}

// answer is the HTTP API's, with the sample values as text.
type answer struct {
	Status    string
	ErrorType string
	Data      struct {
		ResultType string
		Result     json.RawMessage
	}
}

type row struct {
	Metric    map[string]string
	Value     [2]any
	Values    [][2]any
	Histogram [2]any
}

// ask sends a query by GET and by POST and wants one answer from both.
func (p *prom) ask(t *testing.T, path string, form url.Values) answer {
	t.Helper()
	got, err := http.Get(p.url + path + "?" + form.Encode())
	byGet := decode(t, got, err)
	posted, err := http.PostForm(p.url+path, form)
	byPost := decode(t, posted, err)
	if diff := cmp.Diff(byGet, byPost); diff != "" {
		t.Fatalf("%s: -GET +POST:\n%s", path, diff)
	}
	return byGet
}

func decode(t *testing.T, response *http.Response, err error) answer {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a
}

// values are an instant query's: by series, as text.
func (p *prom) values(t *testing.T, form url.Values) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, r := range rows(t, p.ask(t, "/api/v1/query", form)) {
		values[r.Metric["__name__"]+"/"+r.Metric["namespace"]] = r.Value[1].(string)
	}
	return values
}

func rows(t *testing.T, a answer) []row {
	t.Helper()
	var rows []row
	if a.Status != "success" {
		t.Fatalf("status %q, error type %q", a.Status, a.ErrorType)
	}
	if err := json.Unmarshal(a.Data.Result, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func TestInstantQueries(t *testing.T) {
	p := newProm(t)
	p.mustAppend(t, `nps{namespace="x"}`, Sample{testNow.Add(-24 * time.Hour), 40}, Sample{testNow, 42.5})
	p.mustAppend(t, `nps{namespace="y"}`, Sample{testNow.Add(-6 * time.Minute), 1})
	p.mustAppend(t, `odd{namespace="x"}`, Sample{testNow, math.NaN()})
	cases := map[string]struct {
		reason string
		form   url.Values
		want   map[string]string
	}{
		"InjectedClock": {
			reason: "without a time the clock's is taken, and 6 minutes old is older than the default lookback of 5",
			form:   url.Values{"query": {"nps"}},
			want:   map[string]string{"nps/x": "42.5"},
		},
		"Time": {
			reason: "a time goes before the clock",
			form:   url.Values{"query": {"nps"}, "time": {unix(testNow.Add(-24 * time.Hour))}},
			want:   map[string]string{"nps/x": "40"},
		},
		"LookbackDelta": {
			reason: "a longer lookback reaches the older sample",
			form:   url.Values{"query": {"nps"}, "lookback_delta": {"7m"}},
			want:   map[string]string{"nps/x": "42.5", "nps/y": "1"},
		},
		"At": {
			reason: "@ and a negative offset are on, as in every server since 2.33",
			form:   url.Values{"query": {"nps @ " + unix(testNow.Add(-24*time.Hour)) + " offset -1s"}},
			want:   map[string]string{"nps/x": "40"},
		},
		"NotANumber": {
			reason: "NaN is a value",
			form:   url.Values{"query": {"odd"}},
			want:   map[string]string{"odd/x": "NaN"},
		},
		"Nothing": {
			reason: "no such series is an empty vector",
			form:   url.Values{"query": {"absent"}},
			want:   map[string]string{},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, p.values(t, tc.form)); diff != "" {
				t.Errorf("%s: -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}

func TestBrokenQuery(t *testing.T) {
	p := newProm(t)
	got := p.ask(t, "/api/v1/query", url.Values{"query": {"sum("}})
	if got.Status != "error" || got.ErrorType != "bad_data" {
		t.Errorf("want the real server's bad_data, got %+v", got)
	}
}

func TestClockMoves(t *testing.T) {
	p := newProm(t)
	p.mustAppend(t, `nps{namespace="x"}`, Sample{testNow, 1}, Sample{testNow.Add(time.Hour), 2})
	p.clock.SetTime(testNow.Add(time.Hour))
	want := map[string]string{"nps/x": "2"}
	if diff := cmp.Diff(want, p.values(t, url.Values{"query": {"nps"}})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestHalfAYear(t *testing.T) {
	p := newProm(t)
	const step = 5 * time.Minute
	start := testNow.AddDate(0, -6, 0)
	history := History(start, testNow, step, Ramp(start, testNow, 0, 100))
	const series = 2
	var appends sync.WaitGroup
	for i := range series {
		appends.Go(func() {
			if err := p.Append(fmt.Sprintf(`nps{namespace="n%d"}`, i), history...); err != nil {
				t.Error(err)
			}
		})
	}
	appends.Wait()

	want := map[string]string{"/": strconv.Itoa(series * len(history))}
	got := p.values(t, url.Values{"query": {"sum(count_over_time(nps[53w]))"}})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("every sample is kept, however old: -want +got:\n%s", diff)
	}
	rowsOfRange := rows(t, p.ask(t, "/api/v1/query_range", url.Values{
		"query": {`nps{namespace="n1"}`}, "start": {unix(start)}, "end": {unix(testNow)}, "step": {"86400"},
	}))
	if len(rowsOfRange) != 1 {
		t.Fatalf("want one series, got %d", len(rowsOfRange))
	}
	values := rowsOfRange[0].Values
	if days := int(testNow.Sub(start).Hours()/24) + 1; len(values) != days || values[0][1] != "0" || values[days-1][1] != "100" {
		t.Errorf("want %d daily points from 0 to 100, got %d: %v … %v", days, len(values), values[0], values[len(values)-1])
	}
}

func TestRangeLookback(t *testing.T) {
	p := newProm(t)
	start := testNow.Add(-2 * time.Hour)
	p.mustAppend(t, `rare`, Sample{start, 7})
	form := url.Values{"query": {"rare"}, "start": {unix(start)}, "end": {unix(testNow)}, "step": {"3600"}}
	for lookback, want := range map[string]int{"": 1, "90m": 2, "3h": 3} {
		if lookback != "" {
			form.Set("lookback_delta", lookback)
		} else {
			form.Del("lookback_delta")
		}
		got := rows(t, p.ask(t, "/api/v1/query_range", form))
		if len(got) != 1 || len(got[0].Values) != want {
			t.Errorf("lookback %q: want %d points, got %v", lookback, want, got)
		}
	}
}

func TestOutOfOrder(t *testing.T) {
	p := newProm(t)
	const series = `nps{namespace="x"}`
	p.mustAppend(t, series, Sample{testNow, 3})
	p.mustAppend(t, series, Sample{testNow.AddDate(0, -6, 0), 1}, Sample{testNow.AddDate(0, -3, 0), 2})
	got := p.values(t, url.Values{"query": {"sum_over_time(nps[53w])"}})
	if diff := cmp.Diff(map[string]string{"/x": "6"}, got); diff != "" {
		t.Errorf("older samples come after newer ones: -want +got:\n%s", diff)
	}
	if err := p.Append(series, Sample{testNow, 4}); err == nil {
		t.Error("want an error for another value at a time that has one")
	}
}

func TestNativeHistogram(t *testing.T) {
	p := newProm(t)
	if err := p.AppendHistogram(`latency{namespace="x"}`, testNow); err != nil {
		t.Fatal(err)
	}
	got := p.ask(t, "/api/v1/query", url.Values{"query": {"latency"}})
	series := rows(t, got)
	if len(series) != 1 || series[0].Histogram[1] == nil || series[0].Value[1] != nil {
		t.Errorf("want a histogram and no value, got %s", got.Data.Result)
	}
}

func TestDelete(t *testing.T) {
	p := newProm(t)
	old := testNow.AddDate(0, -1, 0)
	p.mustAppend(t, `nps{namespace="x"}`, Sample{testNow, 1})
	p.mustAppend(t, `nps{namespace="x"}`, Sample{old, 1}) // out of order
	p.mustAppend(t, `nps{namespace="y"}`, Sample{testNow, 2})
	p.mustAppend(t, `stays{namespace="x"}`, Sample{testNow, 3})
	if err := p.AppendHistogram(`latency{namespace="x"}`, testNow); err != nil {
		t.Fatal(err)
	}
	if err := p.Delete(`nps{namespace="x"}`); err != nil {
		t.Fatal(err)
	}
	everything := url.Values{"query": {`last_over_time({namespace!=""}[53w])`}}
	want := map[string]string{"nps/y": "2", "stays/x": "3", "latency/x": "histogram"}
	if diff := cmp.Diff(want, p.valuesOrHistograms(t, everything)); diff != "" {
		t.Errorf("only what was named is gone, all of it: -want +got:\n%s", diff)
	}
	p.mustAppend(t, `nps{namespace="x"}`, Sample{old, 8}, Sample{testNow, 9})
	want["nps/x"] = "9"
	if diff := cmp.Diff(want, p.valuesOrHistograms(t, everything)); diff != "" {
		t.Errorf("it comes back, at the same times too: -want +got:\n%s", diff)
	}
	if entries, err := os.ReadDir(p.dir); err != nil || len(entries) != 1 {
		t.Errorf("want the one TSDB that is in use, got %v, %v", entries, err)
	}
}

func (p *prom) valuesOrHistograms(t *testing.T, form url.Values) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, r := range rows(t, p.ask(t, "/api/v1/query", form)) {
		key := r.Metric["__name__"] + "/" + r.Metric["namespace"]
		values[key] = "histogram"
		if r.Histogram[1] == nil {
			values[key] = r.Value[1].(string)
		}
	}
	return values
}

func TestBadSeries(t *testing.T) {
	p := newProm(t)
	const broken = `nps{`
	for name, err := range map[string]error{
		"Append":          p.Append(broken, Sample{testNow, 1}),
		"AppendHistogram": p.AppendHistogram(broken, testNow),
		"Delete":          p.Delete(broken),
	} {
		if err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}
