/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package prometheus_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// promtool runs the groups of tests that are named after some alerts.
func promtool(t *testing.T, tests string, alerts ...string) (output string, err error) {
	t.Helper()
	cmd, err := testlab.Promtool(t.Context(), "test", "rules", "--run", "^("+strings.Join(alerts, "|")+"):", tests)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := cmd.CombinedOutput()
	return string(printed), err
}

func TestPromtoolPassesTheRules(t *testing.T) {
	for _, alert := range alerts(t) {
		t.Run(alert.Alert, func(t *testing.T) {
			t.Parallel()
			if output, err := promtool(t, "rules_test.yaml", alert.Alert); err != nil {
				t.Errorf("promtool test rules config/prometheus/rules_test.yaml: %v\n%s", err, output)
			}
		})
	}
}

// TestPromtoolNoticesEachPart takes one part of a rule away at a time: a part that no test depends on is not tested.
func TestPromtoolNoticesEachPart(t *testing.T) {
	for _, m := range mutants(t) {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			tests := filepath.Join(folder, "rules_test.yaml")
			write(t, filepath.Join(folder, "rules.yaml"), ruleFile(t, m.rules...))
			write(t, tests, read(t, "rules_test.yaml"))
			output, err := promtool(t, tests, m.alerts...)
			if err == nil || !strings.Contains(output, "FAILED") {
				t.Errorf("promtool does not see it: %v\n%s", err, output)
			}
		})
	}
}

// mutant is a rule file of which a part is gone.
type mutant struct {
	name   string
	rules  []rulefmt.Rule
	alerts []string // whose tests are to notice it
}

// mutants are of one alert each, and of what is recorded with all alerts that read it.
func mutants(t *testing.T) []mutant {
	t.Helper()
	var recorded []rulefmt.Rule
	var all []mutant
	for _, rule := range rules(t) {
		if rule.Record != "" {
			recorded = append(recorded, rule)
		}
	}
	for _, rule := range alerts(t) {
		for part, changed := range changes(t, rule) {
			rules := append(slices.Clone(recorded), changed)
			all = append(all, mutant{rule.Alert + " without " + part, rules, []string{rule.Alert}})
		}
	}
	for _, rule := range recorded {
		for part, changed := range changes(t, rule) {
			m := mutant{name: rule.Record + " without " + part, rules: []rulefmt.Rule{changed}}
			for _, reader := range alerts(t) {
				if strings.Contains(reader.Expr, rule.Record) {
					m.rules, m.alerts = append(m.rules, reader), append(m.alerts, reader.Alert)
				}
			}
			all = append(all, m)
		}
	}
	return all
}

// changes are rules that lack a part of a rule, by the part.
func changes(t *testing.T, rule rulefmt.Rule) map[string]rulefmt.Rule {
	t.Helper()
	all := map[string]rulefmt.Rule{}
	if changed := rule; rule.For > 0 {
		changed.For = 0
		all["for"] = changed
	}
	if changed := rule; rule.KeepFiringFor > 0 {
		changed.KeepFiringFor = 0
		all["keep_firing_for"] = changed
	}
	for part, expr := range weakened(t, rule.Expr) {
		changed := rule
		changed.Expr = expr
		all[part] = changed
	}
	return all
}

// weakened are the expressions that are left when one operator loses its right side, by what is lost.
func weakened(t *testing.T, text string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for i := 0; ; i++ {
		expr, err := parser.NewParser(parser.Options{}).ParseExpr(text)
		if err != nil {
			t.Fatal(err)
		}
		lost := weaken(expr, i)
		if lost == "" {
			return all
		}
		all[lost] = expr.String()
	}
}

// weaken takes the right side of the operator that stands at a place, and tells what is lost; nothing, when there is none.
func weaken(expr parser.Expr, place int) (lost string) {
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		binary, ok := node.(*parser.BinaryExpr)
		if !ok || !binary.Op.IsSetOperator() && !binary.Op.IsComparisonOperator() {
			return nil
		}
		if place--; place != -1 {
			return nil
		}
		lost = fmt.Sprintf("%s %s", binary.Op, binary.RHS)
		if binary.Op.IsComparisonOperator() {
			binary.Op, binary.RHS = parser.ADD, &parser.NumberLiteral{}
			return nil
		}
		if binary.Op == parser.LAND {
			binary.RHS = binary.LHS
			return nil
		}
		binary.RHS = &parser.VectorSelector{Name: "nothing", LabelMatchers: nothing.LabelMatchers}
		return nil
	})
	return lost
}

// nothing selects a series that no test has.
var nothing = func() *parser.VectorSelector {
	expr, err := parser.NewParser(parser.Options{}).ParseExpr("nothing")
	if err != nil {
		panic(err) // a mistake of this test
	}
	return expr.(*parser.VectorSelector)
}()

func ruleFile(t *testing.T, rules ...rulefmt.Rule) string {
	t.Helper()
	text, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "mutant", "rules": plain(rules)}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// plain are rules as their YAML has them.
func plain(rules []rulefmt.Rule) []map[string]any {
	var all []map[string]any
	for _, rule := range rules {
		fields := map[string]any{"expr": rule.Expr}
		if rule.Record != "" {
			fields["record"] = rule.Record
		} else {
			fields["alert"], fields["labels"], fields["annotations"] = rule.Alert, rule.Labels, rule.Annotations
			fields["for"], fields["keep_firing_for"] = rule.For.String(), rule.KeepFiringFor.String()
		}
		all = append(all, fields)
	}
	return all
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
