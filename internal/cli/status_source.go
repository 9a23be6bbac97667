/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// ofSource writes a source.
func (p *page) ofSource(spec v1alpha1.MetricSourceSpec, status v1alpha1.MetricSourceStatus) {
	ready := p.condition(v1alpha1.MetricSourceConditionReady)
	text := deliveredWords(ready.Status)
	if ready.Status == metav1.ConditionTrue {
		text += ", since " + p.ago(ready.LastTransitionTime)
	}
	p.field("Connected", text, outlookStyle(p.Palette, p.outlook))
	server := strings.TrimSpace(string(status.Flavor) + " " + status.Version)
	if ready.Status != metav1.ConditionTrue {
		server = wrapped("was ", server)
	}
	p.field("Server", server, plain)
	interval := string(spec.Interval)
	if interval == "" {
		interval = "1m"
	}
	p.field("Checked", "every "+interval, plain)
	var matchers []string
	for _, m := range spec.EnforcedMatchers {
		value := "the goal's namespace"
		if m.Value != nil {
			value = *m.Value
		}
		matchers = append(matchers, m.Label+" is "+value)
	}
	p.field("Enforces", strings.Join(matchers, ", "), plain)
}

// allowed writes who may use a cluster's source.
func (p *page) allowed(namespaces v1alpha1.AllowedNamespaces) {
	if namespaces.From == v1alpha1.ShareFromAll {
		p.field("Open to", "all namespaces", plain)
		return
	}
	p.field("Open to", "namespaces with "+metav1.FormatLabelSelector(namespaces.Selector), plain)
}
