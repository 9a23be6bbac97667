/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"
)

func TestRecordedQueries(t *testing.T) {
	p := newProm(t)
	request, err := http.NewRequest(http.MethodPost, p.url+"/api/v1/query",
		strings.NewReader(url.Values{"query": {"up"}, "lookback_delta": {"7m"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Scope-OrgID", "team-a")
	posted, err := http.DefaultClient.Do(request)
	decode(t, posted, err)
	got, err := http.Get(p.url + "/api/v1/query_range?query=up&start=1&end=2&step=1")
	decode(t, got, err)
	for _, unrecorded := range []string{"/-/ready", "/api/v1/status/buildinfo"} {
		fetch(t, p.url+unrecorded)
	}

	want := []Request{
		{Method: "POST", Path: "/api/v1/query", Query: "up", LookbackDelta: "7m", At: testNow},
		{Method: "GET", Path: "/api/v1/query_range", Query: "up", Start: "1", End: "2", Step: "1", At: testNow},
	}
	queries := p.Queries()
	if diff := cmp.Diff(want, queries, cmpopts.IgnoreFields(Request{}, "Header")); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
	if tenant := queries[0].Header.Get("X-Scope-OrgID"); tenant != "team-a" || p.QueryCount() != 2 {
		t.Errorf("want the header and 2 queries, got %q and %d", tenant, p.QueryCount())
	}
	p.ResetQueries()
	if len(p.Queries()) != 0 || p.QueryCount() != 0 {
		t.Errorf("want nothing after a reset, got %d of %d", len(p.Queries()), p.QueryCount())
	}
}

func TestRecorderIsBounded(t *testing.T) {
	var r recorder
	const extra = 10
	for i := range recordedRequests + extra {
		request := httptest.NewRequest(http.MethodGet, "/api/v1/query", nil)
		request.Form = url.Values{"query": {strconv.Itoa(i)}}
		r.record(request, testNow)
	}
	kept := r.requests()
	if len(kept) != recordedRequests || r.total() != recordedRequests+extra {
		t.Fatalf("want %d kept of %d, got %d of %d", recordedRequests, recordedRequests+extra, len(kept), r.total())
	}
	for i, request := range kept {
		if want := strconv.Itoa(i + extra); request.Query != want {
			t.Fatalf("query %d of the kept: want %s, got %s", i, want, request.Query)
		}
	}
}

// fetch wants a 200 and returns its body.
func fetch(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", address, response.StatusCode, err)
	}
	return string(body)
}

func TestOtherEndpoints(t *testing.T) {
	p := newProm(t)
	p.mustAppend(t, `nps{namespace="x"}`, Sample{testNow, 1})
	for path, want := range map[string]string{
		"/-/healthy":                      "Prometheus Server is Healthy.",
		"/-/ready":                        "Prometheus Server is Ready.",
		"/api/v1/status/buildinfo":        `"version":"` + PrometheusVersion + `"`,
		"/api/v1/status/runtimeinfo":      `"storageRetention"`,
		"/api/v1/status/flags":            `"success"`,
		"/api/v1/label/namespace/values":  `["x"]`,
		"/api/v1/series?match[]=nps":      `"namespace":"x"`,
		"/api/v1/query_exemplars?query=a": `"success"`,
		"/api/v1/metadata":                `"success"`,
		"/api/v1/targets":                 `"success"`,
		"/api/v1/scrape_pools":            `"success"`,
		"/api/v1/alertmanagers":           `"success"`,
		"/api/v1/rules":                   `"success"`,
		"/api/v1/alerts":                  `"success"`,
	} {
		if body := fetch(t, p.url+path); !strings.Contains(body, want) {
			t.Errorf("%s: want %s in the answer, got %s", path, want, body)
		}
	}
}

func TestHandlerElsewhere(t *testing.T) {
	p := newProm(t)
	p.mustAppend(t, `nps{namespace="x"}`, Sample{testNow, 1})
	mux := http.NewServeMux()
	mux.Handle("/tenant/", http.StripPrefix("/tenant", p.Handler()))
	secure := httptest.NewTLSServer(mux)
	t.Cleanup(secure.Close)
	response, err := secure.Client().Get(secure.URL + "/tenant/api/v1/query?query=nps")
	if got := rows(t, decode(t, response, err)); len(got) != 1 {
		t.Errorf("behind TLS and a prefix: want one series, got %v", got)
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Setenv("TMPDIR", t.TempDir())
	p, err := NewPrometheus(PrometheusOptions{})
	if err != nil {
		t.Fatal(err)
	}
	address, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := p.Start(); err != nil || again != address {
		t.Errorf("a second start: want %s, got %s, %v", address, again, err)
	}
	now := time.Now()
	if err := p.Append("nps", Sample{now, 1}); err != nil {
		t.Fatal(err)
	}
	if body := fetch(t, address+"/api/v1/query?query=nps"); !strings.Contains(body, `"nps"`) {
		t.Errorf("with the real clock: want nps, got %s", body)
	}
	if err := p.Delete("nps"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := http.Get(address); err == nil {
		t.Error("want it to stop listening")
	}
	for name, err := range map[string]error{"Append": p.Append("nps", Sample{now, 2}), "Delete": p.Delete("nps")} {
		if err == nil {
			t.Errorf("%s after Close: want an error", name)
		}
	}
	afterwards := httptest.NewRecorder()
	p.Handler().ServeHTTP(afterwards, httptest.NewRequest(http.MethodGet, "/api/v1/query?query=nps", nil))
	if afterwards.Code != http.StatusServiceUnavailable {
		t.Errorf("the handler after Close: want 503, got %d", afterwards.Code)
	}
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "*")); err != nil || len(left) != 0 {
		t.Errorf("want no file left, got %v, %v", left, err)
	}
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before)
}

func TestOwnDirStays(t *testing.T) {
	dir := t.TempDir()
	p, err := NewPrometheus(PrometheusOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("want the TSDB in the folder that was named, got %v, %v", entries, err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("want the folder to stay, empty, got %v, %v", entries, err)
	}
	if _, err := NewPrometheus(PrometheusOptions{Dir: filepath.Join(dir, "absent")}); err == nil {
		t.Error("a folder that does not exist: want an error")
	}
}
