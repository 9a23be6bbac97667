/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// TestPrometheusOperatorAccepts applies what is meant for the Prometheus Operator to its own kinds.
func TestPrometheusOperatorAccepts(t *testing.T) {
	kubectl(t, "apply", "-f", "testdata/monitoring")
	kubectl(t, "wait", "--for=condition=Established", "--timeout=60s", "-f", "testdata/monitoring")
	for _, folder := range []string{"prometheus", overlay(t, "namespace: default\nresources: [CONFIG/catalog]\n")} {
		for _, want := range []string{" created", " unchanged"} {
			for line := range strings.Lines(kubectl(t, "apply", "-k", folder)) {
				if !strings.HasSuffix(strings.TrimSpace(line), want) {
					t.Errorf("apply says %q, want%s", line, want)
				}
			}
		}
		defer kubectl(t, "delete", "-k", folder)
	}

	// It is bound to kube-prometheus' service account.
	const prometheus = "--as=system:serviceaccount:monitoring:prometheus-k8s"
	for _, tc := range []struct {
		request string
		want    bool
	}{
		{request: "get /metrics", want: true},
		{request: "watch endpointslices.discovery.k8s.io -n truenorth-system", want: true},
		{request: "watch services -n truenorth-system", want: true},
		{request: "list secrets -n truenorth-system"},
		{request: "watch services -n default"},
		{request: "list objectives.goals.truenorth.dev -n default"},
	} {
		if got := may(t, tc.request, prometheus); got != tc.want {
			t.Errorf("Prometheus' right to %s is %t, want %t", tc.request, got, tc.want)
		}
	}
}

// TestPrometheusFindsTheManager holds the ServiceMonitor and the alert on its absence against the Service.
func TestPrometheusFindsTheManager(t *testing.T) {
	objects := build(t, "resources: [CONFIG/default, CONFIG/prometheus]\n")
	service, monitor := the(t, objects, "Service"), the(t, objects, "ServiceMonitor")
	if monitor.GetNamespace() != service.GetNamespace() {
		t.Errorf("the ServiceMonitor looks in %s, and the Service is in %s", monitor.GetNamespace(), service.GetNamespace())
	}
	wanted, _, _ := unstructured.NestedStringMap(monitor.Object, "spec", "selector", "matchLabels")
	for label, want := range wanted {
		if got := service.GetLabels()[label]; got != want {
			t.Errorf("the ServiceMonitor wants %s=%s, the Service has %q", label, want, got)
		}
	}
	endpoint := first(t, monitor, "spec", "endpoints")
	if port := first(t, service, "spec", "ports")["name"]; endpoint["port"] != port || endpoint["honorLabels"] != true {
		t.Errorf("want the port %s and honorLabels, got %v", port, endpoint)
	}
	text, err := os.ReadFile("prometheus/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	groups, err := testlab.ParseRules(string(text))
	if err != nil {
		t.Fatal(err)
	}
	job := fmt.Sprintf("up{job=%q}", service.GetName())
	for _, group := range groups {
		for _, rule := range group.Rules {
			if rule.Alert == "TruenorthOperatorAbsent" && strings.Contains(rule.Expr, job) {
				return
			}
		}
	}
	t.Errorf("no alert TruenorthOperatorAbsent looks at %s", job)
}

// TestAnotherPrometheusIsPatchedIn follows the comment of roles.yaml.
func TestAnotherPrometheusIsPatchedIn(t *testing.T) {
	bindings := 0
	for _, object := range build(t, `
resources: [CONFIG/prometheus]
patches:
- target: {kind: "(Cluster)?RoleBinding", name: "truenorth-metrics-.*"}
  patch: |
    - {op: replace, path: /subjects/0/name, value: monitoring-kube-prometheus-prometheus}
    - {op: replace, path: /subjects/0/namespace, value: operations}
`) {
		if !strings.HasSuffix(object.GetKind(), "RoleBinding") {
			continue
		}
		bindings++
		subject := first(t, &object, "subjects")
		if subject["name"] != "monitoring-kube-prometheus-prometheus" || subject["namespace"] != "operations" {
			t.Errorf("%s %s is for %v", object.GetKind(), object.GetName(), subject)
		}
	}
	if bindings != 2 {
		t.Errorf("want 2 bindings, got %d", bindings)
	}
}

// the is the only object of a kind.
func the(t *testing.T, objects []resource, kind string) *resource {
	t.Helper()
	objects = slices.DeleteFunc(slices.Clone(objects), func(o resource) bool { return o.GetKind() != kind })
	if len(objects) != 1 {
		t.Fatalf("want one %s, got %d", kind, len(objects))
	}
	return &objects[0]
}

// first is the first item of a list of an object.
func first(t *testing.T, object *resource, path ...string) map[string]any {
	t.Helper()
	items, _, err := unstructured.NestedSlice(object.Object, path...)
	if err != nil || len(items) == 0 {
		t.Fatalf("%s has no %s: %v", object.GetName(), strings.Join(path, "."), err)
	}
	return items[0].(map[string]any)
}
