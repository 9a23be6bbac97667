/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// Queries that fail are charged to the namespace of who asks, although the questions themselves name none.
func TestTheFailingQueriesOfANamespaceHoldBackNobodyElse(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _ = r.ParseForm(); strings.HasPrefix(r.Form.Get("query"), "bad") {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte(`{"status":"success","data":{"resultType":"scalar","result":[1,"4"]}}`))
	}))
	t.Cleanup(server.Close)
	fake := clocktesting.NewFakeClock(time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC))
	spec := v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(server.URL)}}
	client, problem := source.New(spec, source.Options{Key: key, Policy: source.Policy{AllowLoopback: true}, Clock: fake})
	if problem != nil {
		t.Fatal(problem)
	}
	t.Cleanup(client.Close)
	poller, _ := polling(t, fake, client)
	greedy, modest := measure.Goal{Kind: "Objective", Namespace: "greedy"}, measure.Goal{Kind: "Objective", Namespace: "modest"}
	var bad []measure.Question
	for i := range 20 {
		bad = append(bad, measure.Question{Source: key, Query: fmt.Sprintf("bad + %d", i), Interval: 10 * time.Second})
	}
	good := measure.Question{Source: key, Query: "good", Interval: 10 * time.Second}
	poller.Subscribe(greedy, 1, true, bad)
	eventually(t, "the bad answers", func() bool { return len(poller.Answers(greedy)) == len(bad) })
	poller.Subscribe(modest, 1, true, []measure.Question{good})
	for range 12 {
		eventually(t, "the good answer", func() bool {
			got := poller.Answers(modest)[good]
			return got.Reason == "" && fake.Since(got.Time) < 10*time.Second && got.Value == 4
		})
		fake.Step(5 * time.Second)
	}
}
