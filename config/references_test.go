/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type resource = unstructured.Unstructured

const group = "goals.truenorth.dev/v1alpha1"

func TestNamePrefixReachesEveryReference(t *testing.T) {
	for _, tc := range []struct {
		reason        string
		kustomization string
		wantRefs      int // that are followed, at least
	}{
		{
			reason:        "the samples, across namespaces",
			kustomization: "namePrefix: pre-\nnameSuffix: -suf\nresources: [CONFIG/samples]\n",
			wantRefs:      40,
		},
		{
			reason: "one team's goals in a namespace of their own",
			kustomization: "namePrefix: pre-\nnamespace: mine\nresources: [CONFIG/testdata/team]\n" +
				"components: [CONFIG/kustomize/references]\n" +
				"secretGenerator: [{name: credentials, literals: [token=x]}]\n",
			wantRefs: 36,
		},
		{
			reason: "goals that refer into another namespace",
			kustomization: "namePrefix: pre-\nresources: [CONFIG/testdata/company]\n" +
				"components: [CONFIG/kustomize/across-namespaces]\n",
			wantRefs: 12,
		},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			objects := build(t, tc.kustomization)
			followed := 0
			for _, object := range objects {
				for _, ref := range references(&object) {
					if !exists(objects, ref) {
						t.Errorf("%s %s/%s refers to %+v, which is not in the build",
							object.GetKind(), object.GetNamespace(), object.GetName(), ref)
					}
					followed++
				}
			}
			if followed < tc.wantRefs {
				t.Errorf("only %d references were found, want %d: the test looks in the wrong place", followed, tc.wantRefs)
			}
		})
	}
}

// reference is what a goal or a source names, with its own namespace where it names none.
type reference struct {
	kinds           []string
	namespace, name string
}

var refKinds = map[string][]string{
	"parentRef":            {"Objective"},
	"objectiveRef":         {"Objective"},
	"indicatorRef":         {"Indicator"},
	"outcomeRef":           {"CustomerOutcome"},
	"outcomeRefs":          {"CustomerOutcome"},
	"refs":                 {"Objective", "CustomerOutcome", "Indicator"},
	"sourceRef":            {"MetricSource", "ClusterMetricSource"},
	"secretKeyRef":         {"Secret"},
	"passwordSecretRef":    {"Secret"},
	"bearerTokenSecretRef": {"Secret"},
	"clientSecretRef":      {"Secret"},
	"caSecretRef":          {"Secret"},
	"certSecretRef":        {"Secret"},
	"keySecretRef":         {"Secret"},
}

func references(object *resource) []reference {
	if object.GetAPIVersion() != group {
		return nil
	}
	var found []reference
	var walk func(node any, kinds []string)
	walk = func(node any, kinds []string) {
		switch node := node.(type) {
		case []any:
			for _, item := range node {
				walk(item, kinds)
			}
		case map[string]any:
			if kinds != nil {
				found = append(found, newReference(node, kinds, object.GetNamespace()))
				return
			}
			for key, value := range node {
				walk(value, refKinds[key])
			}
		}
	}
	walk(object.Object["spec"], nil)
	return found
}

func newReference(node map[string]any, kinds []string, own string) reference {
	ref := reference{kinds: kinds, namespace: own}
	ref.name, _, _ = unstructured.NestedString(node, "name")
	if kind, named, _ := unstructured.NestedString(node, "kind"); named {
		ref.kinds = []string{kind}
	}
	if namespace, named, _ := unstructured.NestedString(node, "namespace"); named {
		ref.namespace = namespace
	}
	return ref
}

func exists(objects []resource, ref reference) bool {
	for _, object := range objects {
		for _, kind := range ref.kinds {
			inNamespace := kind == "ClusterMetricSource" || object.GetNamespace() == ref.namespace
			if object.GetKind() == kind && object.GetName() == ref.name && inNamespace {
				return true
			}
		}
	}
	return false
}

func decode(t *testing.T, manifests string) []resource {
	t.Helper()
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader([]byte(manifests)), 4096)
	var objects []resource
	for {
		var object resource
		err := decoder.Decode(&object)
		if errors.Is(err, io.EOF) {
			return objects
		}
		if err != nil {
			t.Fatal(err)
		}
		objects = append(objects, object)
	}
}

func TestSamplesAreLabelled(t *testing.T) {
	for _, object := range build(t, "resources: [CONFIG/samples]\n") {
		if got := object.GetLabels()["app.kubernetes.io/part-of"]; got != "truenorth-samples" {
			t.Errorf("%s %s is part of %q, want truenorth-samples", object.GetKind(), object.GetName(), got)
		}
		if object.GetKind() == "Objective" && strings.HasPrefix(object.GetName(), "coming-soon") !=
			(object.GetLabels()["goals.truenorth.dev/example"] == "not-measured-yet") {
			t.Errorf("%s: what is not measured yet is called coming-soon and labelled so", object.GetName())
		}
	}
}
