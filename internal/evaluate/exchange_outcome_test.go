/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// promise puts an outcome with an indicator named felt into a world: "team/known".
func (c cluster) promise(key string, m v1alpha1.Measure) *v1alpha1.CustomerOutcome {
	o := &v1alpha1.CustomerOutcome{}
	o.Namespace, o.Name, _ = strings.Cut(key, "/")
	o.Spec.Indicators = []v1alpha1.OutcomeIndicator{{Name: "felt", Measure: m}}
	c.outcomes[key] = o
	return o
}

func TestDriverOfAnOutcome(t *testing.T) {
	const notFound = "outcome co/known not found: is the name right, and does it share with this namespace?"
	const ready, missing = "Ready=Succeeded Measured=", "Ready=ReferenceNotFound Measured=ReferenceNotFound"
	broken := "indicator co/known/felt gives no number: its outcome's status says why"
	tests := []struct {
		reason  string
		change  func(*v1alpha1.CustomerOutcome, cluster, *feed)
		want    string
		message string // empty: it was tested
	}{
		{"with consent", nil, ready + "AllMeasured", ""},
		{"by way of its indicator", func(o *v1alpha1.CustomerOutcome, c cluster, _ *feed) {
			c.define("co/secret", asks("wait"))
			o.Spec.Indicators[0].Measure = numberOf("secret")
		}, ready + "AllMeasured", ""},
		{"without consent", func(o *v1alpha1.CustomerOutcome, _ cluster, _ *feed) { o.Spec.SharedWith = nil }, missing, notFound},
		{"gone", func(_ *v1alpha1.CustomerOutcome, c cluster, _ *feed) { delete(c.outcomes, "co/known") }, missing, notFound},
		{"no such indicator", func(o *v1alpha1.CustomerOutcome, _ cluster, _ *feed) { o.Spec.Indicators[0].Name = "secret" }, missing,
			"outcome co/known has no indicator felt: is the name right?"},
		{"suspended", func(o *v1alpha1.CustomerOutcome, _ cluster, _ *feed) { o.Spec.Suspend = true }, ready + "NoData",
			"the outcome of co/known/felt is suspended: nothing is measured"},
		{"an objective's score", func(o *v1alpha1.CustomerOutcome, _ cluster, _ *feed) {
			o.Spec.Indicators[0].Measure = follows("", "secret").Measure
		}, ready + "UnsupportedResult", "indicator co/known/felt is an objective's score, which has no past to test: name another one"},
		{"a missing indicator", func(o *v1alpha1.CustomerOutcome, _ cluster, _ *feed) {
			o.Spec.Indicators[0].Measure = numberOf("secret")
		},
			ready + "NoData", broken},
		{"an unshared indicator", func(o *v1alpha1.CustomerOutcome, c cluster, _ *feed) {
			c.define("hq/secret", asks("wait"))
			o.Spec.Indicators[0].Measure = numberOf("hq/secret")
		}, ready + "NoData", broken},
		{"a suspended indicator", func(o *v1alpha1.CustomerOutcome, c cluster, _ *feed) {
			c.define("co/secret", asks("wait")).Spec.Suspend = true
			o.Spec.Indicators[0].Measure = numberOf("secret")
		}, ready + "NoData", broken},
		{"an empty measure", func(o *v1alpha1.CustomerOutcome, _ cluster, _ *feed) {
			o.Spec.Indicators[0].Measure = v1alpha1.Measure{}
		},
			ready + "NoData", broken},
		{"a query that is none", func(_ *v1alpha1.CustomerOutcome, _ cluster, f *feed) {
			f.down["wait"] = v1alpha1.MeasureReasonInvalidQuery
		},
			ready + "NoData", "indicator co/known/felt: it gives no number (InvalidQuery): its own status says why"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			b := newBroker(t, link(), drivenByOutcome("wait", "co/known/felt"))
			o := b.world.promise("co/known", asks("wait"))
			o.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
			o.Spec.SourceRef = &v1alpha1.SourceReference{Name: "secret"}
			if tc.change != nil {
				tc.change(o, b.world, b.source)
			}
			status := b.at("10-05T12:00")
			d := b.driver("wait")
			if got := reasons(status.Conditions, "Ready", "Measured"); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
			if tc.message != "" && (d.Message != tc.message || d.Verdict != v1alpha1.ExchangeInsufficientData) {
				t.Errorf("%s: %q, want %q", d.Verdict, d.Message, tc.message)
			}
			if tc.message == "" && d.Verdict != v1alpha1.ExchangeSupported {
				t.Errorf("%+v, want it tested", d)
			}
			for _, c := range status.Conditions {
				if strings.Contains(c.Message, "secret") {
					t.Errorf("%s tells of what the outcome refers to: %q", c.Type, c.Message)
				}
			}
		})
	}
}

func TestDriverOfAnOwnOutcomeAsksAsTheOutcome(t *testing.T) {
	b := newBroker(t, link(), drivenByOutcome("wait", "known/felt"))
	m := asks("wait")
	m.Prometheus.Lookback = "26h"
	b.world.promise("team/known", m).Spec.SourceRef = &v1alpha1.SourceReference{Name: "desk"}
	b.at("10-05T12:00")
	if d := b.driver("wait"); d.Verdict != v1alpha1.ExchangeSupported {
		t.Errorf("%+v", d)
	}
	for _, q := range b.source.asked {
		if q.Query == "wait" && (q.Namespace != "team" || q.Source.Name != "desk" || q.Lookback != 26*time.Hour) {
			t.Errorf("asked %+v, want the outcome's source and lookback", q)
		}
	}
}
