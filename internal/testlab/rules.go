/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"errors"
	"fmt"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"sigs.k8s.io/yaml"
)

var rulesParser = parser.NewParser(parser.Options{})

// ParseRules reads the text of a rule file as Prometheus does.
func ParseRules(text string) ([]rulefmt.RuleGroup, error) {
	groups, errs := rulefmt.Parse([]byte(text), false, model.LegacyValidation, rulesParser)
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("no rules: %w", err)
	}
	return groups.Groups, nil
}

// PrometheusRule reads the text of a PrometheusRule: its name, and the groups that Prometheus is given from it.
func PrometheusRule(text string) (name string, groups []rulefmt.RuleGroup, err error) {
	var object struct {
		Kind     string
		Metadata struct{ Name string }
		Spec     map[string]any
	}
	if err := yaml.Unmarshal([]byte(text), &object); err != nil {
		return "", nil, fmt.Errorf("no object: %w", err)
	}
	if object.Kind != "PrometheusRule" {
		return "", nil, fmt.Errorf("the object is a %q, not a PrometheusRule", object.Kind)
	}
	spec, err := yaml.Marshal(object.Spec)
	if err != nil {
		return "", nil, err
	}
	groups, err = ParseRules(string(spec))
	return object.Metadata.Name, groups, err
}

// SelectedSeries are the names of the series that a query reads, each as often as it reads it.
func SelectedSeries(query string) ([]string, error) {
	expr, err := rulesParser.ParseExpr(query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	var names []string
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			names = append(names, selector.Name)
		}
		return nil
	})
	return names, nil
}
