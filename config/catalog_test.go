/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestCatalogIsAccepted(t *testing.T) {
	folder := overlay(t, "namespace: default\nresources: [CONFIG/catalog]\ncomponents: [CONFIG/catalog/without-operator]\n")
	indicators := 0
	for _, object := range decode(t, kubectl(t, "kustomize", folder)) {
		if object.GetKind() != "Indicator" {
			t.Errorf("without the Prometheus Operator: want Indicators alone, got %s %s", object.GetKind(), object.GetName())
		}
		indicators++
	}
	if indicators < 20 {
		t.Fatalf("only %d Indicators were found: the test looks in the wrong place", indicators)
	}
	for _, want := range []string{" created", " unchanged"} {
		for line := range strings.Lines(kubectl(t, "apply", "-k", folder)) {
			if !strings.HasSuffix(strings.TrimSpace(line), want) {
				t.Errorf("apply says %q, want%s", line, want)
			}
		}
	}
	kubectl(t, "delete", "-k", folder)
}

func TestEachFolderOfTheCatalogTurnsOnOneMetric(t *testing.T) {
	folders, err := filepath.Glob("catalog/*/rules.yaml")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no metrics were found: %v", err)
	}
	owner := map[string]string{}
	for _, path := range folders {
		folder := filepath.Dir(path)
		metric := filepath.Base(folder)
		for _, object := range decode(t, kubectl(t, "kustomize", folder)) {
			name := object.GetKind() + "/" + object.GetName()
			if other, found := owner[name]; found {
				t.Errorf("%s and %s both bring %s", other, metric, name)
			}
			owner[name] = metric
			if got := object.GetLabels()["app.kubernetes.io/part-of"]; got != "truenorth-catalog" {
				t.Errorf("%s is part of %q, want truenorth-catalog", name, got)
			}
			if object.GetNamespace() != "" {
				t.Errorf("%s has the namespace %s, which is the user's to choose", name, object.GetNamespace())
			}
		}
		if owner["PrometheusRule/truenorth-"+metric] != metric {
			t.Errorf("%s brings no PrometheusRule of its own", metric)
		}
	}
	for _, object := range build(t, "resources: [CONFIG/catalog]\n") {
		name := object.GetKind() + "/" + object.GetName()
		if _, found := owner[name]; !found {
			t.Errorf("%s is brought by no folder alone", name)
		}
		delete(owner, name)
	}
	for name, metric := range owner {
		t.Errorf("%s of %s is not among all", name, metric)
	}
}
