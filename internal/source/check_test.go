/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestCheckSaysWhatTheServerIs(t *testing.T) {
	build := func(fields string) http.HandlerFunc {
		return answering(200, `{"status":"success","data":{`+fields+`}}`)
	}
	for _, tc := range []struct {
		reason string
		build  http.HandlerFunc
		want   Info
	}{
		{"Prometheus", build(`"version":"3.11.0","goVersion":"go1.26"`), Info{"3.11.0", v1alpha1.FlavorPrometheus}},
		{"Prometheus, which says so", build(`"version":"3.11.0","application":"Prometheus","goVersion":"go1.26"`), Info{"3.11.0", v1alpha1.FlavorPrometheus}},
		{"Thanos", build(`"version":"0.41.0","goVersion":"go1.26"`), Info{"0.41.0", v1alpha1.FlavorThanos}},
		{"Mimir", build(`"application":"Grafana Mimir","version":"2.17.0","goVersion":"go1.26","features":{"x":true}`), Info{"2.17.0", v1alpha1.FlavorMimir}},
		{"VictoriaMetrics", sending("X-Server-Hostname", "vm", []byte(`{"status":"success","data":{"version":"2.24.0"}}`)), Info{"2.24.0", v1alpha1.FlavorVictoriaMetrics}},
		{"something else", build(`"version":"1.0","application":"Other","goVersion":"go1"`), Info{"1.0", v1alpha1.FlavorOther}},
		{"only a version", build(`"version":"1.0"`), Info{"1.0", v1alpha1.FlavorOther}},
		{"no such page", answering(404, canary), Info{"", v1alpha1.FlavorOther}},
		{"not for us", answering(403, canary), Info{"", v1alpha1.FlavorOther}},
		{"no answer", answering(200, canary), Info{"", v1alpha1.FlavorOther}},
		{"an error", answering(200, `{"status":"error","data":{"version":"1"}}`), Info{"", v1alpha1.FlavorOther}},
		{"a version that is none", build(`"version":"<b>` + canary + `</b>","goVersion":"x"`), Info{"", v1alpha1.FlavorPrometheus}},
		{"a version that is too long", build(`"version":"` + strings.Repeat("1", 65) + `","goVersion":"x"`), Info{"", v1alpha1.FlavorPrometheus}},
		{"versions that are several", build(`"version":"1","version":"2"`), Info{"", v1alpha1.FlavorOther}},
		{"a version that is a number", build(`"version":3`), Info{"", v1alpha1.FlavorOther}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			mux := http.NewServeMux()
			mux.HandleFunc("/api/v1/query", answering(200, one))
			mux.HandleFunc("/api/v1/status/buildinfo", tc.build)
			got, problem := clientFor(t, specFor(serve(t, mux))).Check(context.Background())
			if problem != nil || got != tc.want {
				t.Errorf("Check = %+v, %v, want %+v", got, problem, tc.want)
			}
		})
	}
}

func TestCheckWantsTheNumberThatItAskedFor(t *testing.T) {
	for _, tc := range []struct{ reason, body string }{
		{"another number", sampleOf(`"2"`)},
		{"none", vectorOf("")},
		{"two", vectorOf(`{"metric":{},"value":[1,"1"]},{"metric":{},"value":[1,"1"]}`)},
	} {
		_, problem := clientFor(t, specFor(serve(t, answering(200, tc.body)))).Check(context.Background())
		wantProblem(t, problem, v1alpha1.MetricSourceReasonNotPrometheus)
	}
}

func TestPartialAnswerIsAConnection(t *testing.T) {
	body := strings.Replace(one, `{"status"`, `{"warnings":["`+canary+`"],"status"`, 1)
	c := clientFor(t, specFor(serve(t, answering(200, body))))
	if _, problem := c.Check(context.Background()); problem != nil {
		t.Error(problem)
	}
	wantReason(t, ask(t, c, "up"), queryFailed)
}
