/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package catalog_test proves the catalogue of customer metrics: its rules by promtool and on worked examples, and that
// its parts fit one another and the page that describes them. The folder has no Go code of its own.
package catalog_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"k8s.io/apimachinery/pkg/util/yaml"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

var promql = parser.NewParser(parser.Options{})

// metrics are the folders of the catalogue, one for each metric.
func metrics(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("*/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < 16 {
		t.Fatalf("only %d metrics were found: the test looks in the wrong place", len(paths))
	}
	for i, path := range paths {
		paths[i] = filepath.Dir(path)
	}
	return paths
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rules are those of a metric, in their order.
func rules(t *testing.T, metric string) []rulefmt.Rule {
	t.Helper()
	groups, err := testlab.ParseRules(read(t, metric, "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all []rulefmt.Rule
	for _, group := range groups {
		all = append(all, group.Rules...)
	}
	return all
}

// recorded are the names of the series that a metric's rules write.
func recorded(t *testing.T, metric string) []string {
	t.Helper()
	var names []string
	for _, rule := range rules(t, metric) {
		names = append(names, rule.Record)
	}
	return names
}

// selected are the names of the series that a query reads.
func selected(t *testing.T, query string) []string {
	t.Helper()
	names, err := testlab.SelectedSeries(query)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func indicators(t *testing.T, metric string) []v1alpha1.Indicator {
	t.Helper()
	var all []v1alpha1.Indicator
	for document := range strings.SplitSeq(read(t, metric, "indicator.yaml"), "\n---\n") {
		var indicator v1alpha1.Indicator
		if err := sigsyaml.UnmarshalStrict([]byte(document), &indicator); err != nil {
			t.Fatal(err)
		}
		all = append(all, indicator)
	}
	return all
}

func TestSeriesAreNamedByConventionAndRecordedOnce(t *testing.T) {
	seen := map[string]string{}
	for _, metric := range metrics(t) {
		for _, name := range recorded(t, metric) {
			if strings.Count(name, ":") != 2 {
				t.Errorf("%s records %s, want level:metric:operation", metric, name)
			}
			if other, found := seen[name]; found {
				t.Errorf("%s and %s both record %s", other, metric, name)
			}
			seen[name] = metric
		}
	}
}

func TestPrometheusRuleHoldsTheSameGroups(t *testing.T) {
	for _, metric := range metrics(t) {
		t.Run(metric, func(t *testing.T) {
			name, got, err := testlab.PrometheusRule(read(t, metric, "prometheusrule.yaml"))
			if err != nil || name != "truenorth-"+metric {
				t.Fatalf("want the PrometheusRule truenorth-%s, got %q, %v", metric, name, err)
			}
			want, err := testlab.ParseRules(read(t, metric, "rules.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("not what rules.yaml holds, run `make generate` (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIndicatorsReadWhatTheRulesRecord(t *testing.T) {
	for _, metric := range metrics(t) {
		for _, indicator := range indicators(t, metric) {
			t.Run(indicator.Name, func(t *testing.T) {
				spec := indicator.Spec
				names := selected(t, spec.Measure.Prometheus.Query)
				if len(names) == 0 {
					t.Errorf("%s reads no series", spec.Measure.Prometheus.Query)
				}
				for _, name := range names {
					if !slices.Contains(recorded(t, metric), name) {
						t.Errorf("it reads %s, which %s/rules.yaml does not record", name, metric)
					}
				}
				if !strings.Contains(spec.Description, "Formula: ") || spec.Unit == "" || spec.Perspective == "" {
					t.Errorf("want a description with the formula, a unit and a perspective, got %+v", spec)
				}
				if spec.Benchmark != nil && spec.Benchmark.Reference == "" {
					t.Error("its benchmark does not say where it comes from")
				}
			})
		}
	}
}

func TestEverySeriesIsDocumented(t *testing.T) {
	page := read(t, "..", "..", "docs", "catalog.md")
	for _, metric := range metrics(t) {
		t.Run(metric, func(t *testing.T) {
			head, _, _ := strings.Cut(read(t, metric, "rules.yaml"), "\ngroups:")
			for _, heading := range []string{"# Formula: ", "# Source: ", "# Input:"} {
				if !strings.Contains(head, heading) {
					t.Errorf("rules.yaml does not begin with a comment that has %q", heading)
				}
			}
			own := recorded(t, metric)
			for _, rule := range rules(t, metric) {
				if !strings.Contains(page, "`"+rule.Record+"`") {
					t.Errorf("docs/catalog.md does not name `%s`", rule.Record)
				}
				for _, input := range selected(t, rule.Expr) {
					input = strings.TrimSuffix(input, "_bucket")
					if slices.Contains(own, input) {
						continue
					}
					if !strings.Contains(head, "#   "+input+" ") || !strings.Contains(page, "`"+input+"`") {
						t.Errorf("the input %s is not in the comment of rules.yaml and in docs/catalog.md", input)
					}
				}
			}
		})
	}
}

func TestEveryMetricIsListed(t *testing.T) {
	var all struct{ Resources []string }
	if err := yaml.Unmarshal([]byte(read(t, "kustomization.yaml")), &all); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all.Resources)
	if diff := cmp.Diff(metrics(t), all.Resources); diff != "" {
		t.Errorf("the folders and kustomization.yaml (-folders +resources):\n%s", diff)
	}
	page := read(t, "..", "..", "docs", "catalog.md")
	for _, metric := range metrics(t) {
		if !strings.Contains(page, "\n| [`"+metric+"`](../config/catalog/"+metric+") |") {
			t.Errorf("docs/catalog.md has no row for %s", metric)
		}
		for _, name := range []string{"indicator.yaml", "prometheusrule.yaml", "rules_test.yaml"} {
			if _, err := os.Stat(filepath.Join(metric, name)); errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s has no %s", metric, name)
			}
		}
	}
}
