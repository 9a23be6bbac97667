/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// renamed is an object with the test's prefix in place of ACROSS.
func renamed(t *testing.T, object *unstructured.Unstructured, prefix string) *unstructured.Unstructured {
	t.Helper()
	text, err := yaml.Marshal(object.Object)
	if err != nil {
		t.Fatal(err)
	}
	renamed := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(strings.ReplaceAll(string(text), "ACROSS", prefix)), &renamed.Object); err != nil {
		t.Fatal(err)
	}
	return renamed
}

// createWithStatus creates an object as the operator would have left it.
func createWithStatus(t *testing.T, c client.Client, object *unstructured.Unstructured) {
	t.Helper()
	status, written := object.Object["status"]
	create(t, c, object)
	if !written {
		return
	}
	object.Object["status"] = status
	if err := c.Status().Update(t.Context(), object); err != nil {
		t.Fatalf("the status of %s: %v", object.GetName(), err)
	}
}

func TestStatusAcrossNamespaces(t *testing.T) {
	t.Parallel()
	const prefix = "across"
	c := cluster(t)
	for _, name := range []string{"company", "front", "back"} {
		create(t, c, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: prefix + "-" + name}})
	}
	for _, object := range readObjects(t, "testdata/status/across.yaml") {
		createWithStatus(t, c, renamed(t, object, prefix))
	}
	admin := newAdmin(t)
	for _, tc := range []struct {
		reason    string
		args      []string
		has, lack []string
	}{
		{"an outcome of another namespace that consents", []string{"obj/top", "-n", "across-front"},
			[]string{"For          “I am known.”\n", "outcome/known -n across-company"}, nil},
		{"by way of a parent of another namespace", []string{"obj/child", "-n", "across-back"},
			[]string{"“I am known.”", "Part of      top -n across-front", "Suspended    spec.suspend is true", "holds"}, nil},
		{"an outcome that does not consent is as if it were not there", []string{"obj/outsider", "-n", "across-back"},
			nil, []string{"I am known"}},
		{"whom an outcome consents to", []string{"outcome/known", "-n", "across-company"},
			[]string{"obj/top -n across-front   Unknown   It serves the company's outcome"}, []string{"outsider"}},
		{"a source of the cluster, wherever one is", []string{"cmsrc/across", "-n", "across-back"},
			[]string{"ClusterMetricSource across\n", "Connected    yes, since 21d ago", "Server       Prometheus 3.11.0", "Open to      namespaces with team=front"}, nil},
		{"all namespaces", []string{"obj,outcome", "-A", "-l", "test=across"},
			[]string{"NAMESPACE        NAME            SCORE", "across-back      obj/outsider", "across-company   outcome/known", "3 objectives: ", "suspended: nothing is asked"}, nil},
	} {
		got := admin.call(t, append([]string{"status"}, tc.args...)...)
		if got.code != exitFine || got.err != "" {
			t.Errorf("%s: exit %d: %s", tc.reason, got.code, got.err)
		}
		for _, text := range tc.has {
			if !strings.Contains(got.out, text) {
				t.Errorf("%s: no %q in\n%s", tc.reason, text, got.out)
			}
		}
		for _, text := range tc.lack {
			if strings.Contains(got.out, text) {
				t.Errorf("%s: %q in\n%s", tc.reason, text, got.out)
			}
		}
	}
	reader := newReader(t, "across-company", "reader", "get,list objectives.goals.truenorth.dev,customeroutcomes.goals.truenorth.dev")
	kubectl(t, "-n", "across-company", "patch", "outcome", "known", "--subresource=status", "--type=merge", "-p", `{"status":{"objectives":1}}`)
	got := reader.call(t, "status", "outcome/known", "-n", "across-company")
	if got.code != exitFine || !strings.Contains(got.out, "1 running objective in all; you may not read them all") {
		t.Errorf("who serves it elsewhere is not to be read: %+v", got)
	}
}

func TestKindNamed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"obj": "Objective", "Objective": "Objective", "objectives": "Objective", "OUTCOME": "CustomerOutcome", "vx": "ValueExchange",
		"indicator.goals.truenorth.dev": "Indicator", "scorecards.v1alpha1.goals.truenorth.dev": "Scorecard", "cmsrc": "ClusterMetricSource",
		"pod": "", "": "", ".goals.truenorth.dev": "",
	} {
		if got, ok := kindNamed(name); got.kind != want || ok != (want != "") {
			t.Errorf("kindNamed(%q) = %q, %v, want %q", name, got.kind, ok, want)
		}
	}
}
