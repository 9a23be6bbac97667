/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const rules = `# Where it comes from.
groups:
- name: nps
  rules:
  - record: company:nps:score
    expr: |
      1 + # one

      2
`

const want = "# Generated from rules.yaml, which says more, by `make generate`: change that one.\n" +
	`apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: truenorth-nps
spec:
  groups:
  - name: nps
    rules:
    - record: company:nps:score
      expr: |
        1 + # one

        2
`

func TestGenerateWritesTheGroupsAsTheyStand(t *testing.T) {
	for _, tc := range []struct {
		reason string
		path   []string
	}{
		{reason: "a metric of the catalogue", path: []string{"catalog", "nps"}},
		{reason: "a folder with rules of its own", path: []string{"nps"}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			root := t.TempDir()
			folder := filepath.Join(root, filepath.Join(tc.path...))
			write(t, filepath.Join(folder, "rules.yaml"), rules)
			if err := generate(filepath.Join(root, tc.path[0])); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(folder, "prometheusrule.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("prometheusrule.yaml (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGenerateRefuses(t *testing.T) {
	for _, tc := range []struct {
		reason string
		rules  string
	}{
		{reason: "no rules", rules: ""},
		{reason: "rules without groups", rules: "rules: []\n"},
		{reason: "something after the groups", rules: "groups:\n- name: a\nnamespace: b\n"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			catalog := t.TempDir()
			if tc.rules != "" {
				write(t, filepath.Join(catalog, "nps", "rules.yaml"), tc.rules)
			}
			if err := generate(catalog); err == nil {
				t.Error("want an error")
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
