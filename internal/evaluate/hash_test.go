/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestJudgedHash(t *testing.T) {
	base := func() *v1alpha1.Objective {
		return goal(prom("a", "q"), typed("b", []v1alpha1.CheckInEntry{entry("10-01", 1)}), follows("c", "other"),
			prom("d", "p", within(1, 2, 0)), prom("e", "r", plan(v1alpha1.PlanPoint{By: "2026-10-05", Share: 0.1})))
	}
	utc, zero, two := "UTC", 0.0, int32(2)
	source := &v1alpha1.SourceReference{Name: v1alpha1.DefaultSourceName}
	tests := []struct {
		reason string
		change func(*v1alpha1.ObjectiveSpec)
		same   bool
	}{
		{"title", func(s *v1alpha1.ObjectiveSpec) { s.Title = "x" }, true},
		{"interval", func(s *v1alpha1.ObjectiveSpec) { s.Interval = "1h" }, true},
		{"check-ins", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[1].Measure.CheckIn.Entries = nil }, true},
		{"order", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0], s.KeyResults[1] = s.KeyResults[1], s.KeyResults[0] }, true},
		{"default zone", func(s *v1alpha1.ObjectiveSpec) { s.Period.TimeZone = &utc }, true},
		{"default settle", func(s *v1alpha1.ObjectiveSpec) { s.Period.Settle = "60m" }, true},
		{"long form of a day", func(s *v1alpha1.ObjectiveSpec) { s.Period.Start = "2026-10-01T00:00:00Z" }, true},
		{"long form in a plan", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[4].Plan[0].By = "2026-10-05T00:00:00Z" }, true},
		{"default due", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Due = "2026-10-10" }, true},
		{"default weight", func(s *v1alpha1.ObjectiveSpec) { weighs(1)(&s.KeyResults[0]) }, true},
		{"default commitment", func(s *v1alpha1.ObjectiveSpec) { s.Commitment = "Committed" }, true},
		{"default source", func(s *v1alpha1.ObjectiveSpec) { s.SourceRef = source }, true},
		{"default direction", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target.Reach.Direction = "Increase" }, true},
		{"default tolerance", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[3].Target.Maintain.Tolerance = nil }, true},
		{"default freshFor", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[1].Measure.CheckIn.FreshFor = "5w" }, true},
		{"own namespace", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[2].Measure.ObjectiveRef.Namespace = "team" }, true},
		{"white space", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Query = " q\n" }, true},
		{"period", func(s *v1alpha1.ObjectiveSpec) { s.Period.End = "2026-10-11" }, false},
		{"commitment", func(s *v1alpha1.ObjectiveSpec) { s.Commitment = "Aspirational" }, false},
		{"target", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[3].Target.Maintain.Min = &zero }, false},
		{"measure", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Query = "p" }, false},
		{"lookback", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Lookback = "1h" }, false},
		{"source", func(s *v1alpha1.ObjectiveSpec) {
			s.KeyResults[0].Measure.Prometheus.SourceRef = &v1alpha1.SourceReference{Name: "x"}
		}, false},
		{"freshFor", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[1].Measure.CheckIn.FreshFor = "1w" }, false},
		{"plan", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[4].Plan[0].Share = 0.2 }, false},
		{"due", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Due = "2026-10-09" }, false},
		{"weight", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Weight = &two }, false},
		{"guardrail", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[3].Guardrail = true }, false},
		{"one more", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults = append(s.KeyResults, prom("z", "q")) }, false},
	}
	want := judgedHash(base())
	for _, tc := range tests {
		o := base()
		tc.change(&o.Spec)
		if got := judgedHash(o); (got == want) != tc.same {
			t.Errorf("%s: same %t, want %t", tc.reason, got == want, tc.same)
		}
	}
}

func TestQuestion(t *testing.T) {
	own := &v1alpha1.SourceReference{Kind: v1alpha1.SourceKindNamespaced, Name: "own"}
	team := &v1alpha1.SourceReference{Name: "team"}
	period, err := PeriodOf(v1alpha1.Period{Start: "2026-10-01", End: "2026-10-10"})
	if err != nil {
		t.Fatal(err)
	}
	start, end := moment("10-01"), moment("10-11")
	tests := []struct {
		reason  string
		measure v1alpha1.PrometheusMeasure
		goal    *v1alpha1.SourceReference
		at      time.Time
		want    Question
	}{
		{"plain", v1alpha1.PrometheusMeasure{Query: " q\n"}, nil, time.Time{},
			Question{Source: v1alpha1.SourceReference{Name: "default"}, Query: "q"}},
		{"the goal's source", v1alpha1.PrometheusMeasure{Query: "q"}, team, time.Time{}, Question{Source: *team, Query: "q"}},
		{"its own source", v1alpha1.PrometheusMeasure{Query: "q", SourceRef: own, Lookback: "26h"}, team, end,
			Question{Source: *own, Query: "q", Lookback: 26 * time.Hour, At: end}},
		{"bound to the start", v1alpha1.PrometheusMeasure{Query: "q @ $__start"}, team, time.Time{},
			Question{Source: *team, Query: "q @ $__start", Start: start}},
		{"bound to the end", v1alpha1.PrometheusMeasure{Query: "q @ $__end"}, team, time.Time{},
			Question{Source: *team, Query: "q @ $__end", End: end}},
		{"bound to the start by the time since", v1alpha1.PrometheusMeasure{Query: "rate(q[$__elapsed])"}, team, time.Time{},
			Question{Source: *team, Query: "rate(q[$__elapsed])", Start: start}},
	}
	for _, tc := range tests {
		tc.want.Interval = time.Minute
		tc.want.Namespace = "team"
		r := reader{namespace: "team", source: tc.goal, interval: time.Minute, period: period}
		if got := r.question(r.origin(v1alpha1.Measure{Prometheus: &tc.measure}), tc.at); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.reason, got, tc.want)
		}
	}
}
