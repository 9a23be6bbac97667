/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package catalog_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sigsyaml "sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

func promtool(t *testing.T, args ...string) (output string, err error) {
	t.Helper()
	cmd, err := testlab.Promtool(t.Context(), args...)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := cmd.CombinedOutput()
	return string(printed), err
}

func TestPromtoolPassesTheRules(t *testing.T) {
	for _, metric := range metrics(t) {
		t.Run(metric, func(t *testing.T) {
			t.Parallel()
			tests := filepath.Join(metric, "rules_test.yaml")
			if output, err := promtool(t, "test", "rules", tests); err != nil {
				t.Errorf("promtool test rules config/catalog/%s: %v\n%s", tests, err, output)
			}
		})
	}
}

// TestPromtoolNoticesEachRule doubles one rule at a time: a rule that no test depends on is not tested.
func TestPromtoolNoticesEachRule(t *testing.T) {
	for _, metric := range metrics(t) {
		for i, record := range recorded(t, metric) {
			t.Run(record, func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				write(t, filepath.Join(folder, "rules.yaml"), doubled(t, metric, i))
				write(t, filepath.Join(folder, "rules_test.yaml"), read(t, metric, "rules_test.yaml"))
				tests := filepath.Join(folder, "rules_test.yaml")
				output, err := promtool(t, "test", "rules", tests)
				if err == nil || !strings.Contains(output, "got: ") {
					t.Errorf("promtool does not see that %s is doubled: %v\n%s", record, err, output)
				}
			})
		}
	}
}

// doubled are the rules of a metric, of which one gives twice what it should.
func doubled(t *testing.T, metric string, which int) string {
	t.Helper()
	all := rules(t, metric)
	all[which].Expr = fmt.Sprintf("2 * (\n%s\n)", all[which].Expr)
	var group struct {
		Name  string              `json:"name"`
		Rules []map[string]string `json:"rules"`
	}
	group.Name = "doubled"
	for _, rule := range all {
		group.Rules = append(group.Rules, map[string]string{"record": rule.Record, "expr": rule.Expr})
	}
	text, err := sigsyaml.Marshal(map[string]any{"groups": []any{group}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
