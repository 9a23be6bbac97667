/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command catalog writes the prometheusrule.yaml of every metric of the catalogue anew: the groups of the metric's
// rules.yaml, which says where its formulas come from, as a PrometheusRule for the Prometheus Operator.
//
//	go run ./hack/catalog config/catalog
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: catalog FOLDER OF THE CATALOGUE")
		os.Exit(2)
	}
	if err := generate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "catalog:", err)
		os.Exit(1)
	}
}

// generate writes a PrometheusRule beside every rules.yaml of the catalogue.
func generate(catalog string) error {
	paths, err := filepath.Glob(filepath.Join(catalog, "*", "rules.yaml"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("%s holds no metric: name the folder whose folders have a rules.yaml", catalog)
	}
	for _, path := range paths {
		folder := filepath.Dir(path)
		rules, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		object, err := prometheusRule(filepath.Base(folder), string(rules))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(filepath.Join(folder, "prometheusrule.yaml"), []byte(object), 0o644); err != nil {
			return err
		}
	}
	return nil
}

const header = "# Generated from rules.yaml, which says where the formulas come from, by `make generate`: change that one.\n" +
	`apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: truenorth-%s
spec:
`

// prometheusRule moves the text of the groups into the object as it stands, so that the comments in it stay.
func prometheusRule(metric, rules string) (string, error) {
	if err := yaml.UnmarshalStrict([]byte(rules), &ruleFile{}); err != nil {
		return "", fmt.Errorf("it is to hold groups and nothing else: %w", err)
	}
	_, groups, found := strings.Cut("\n"+rules, "\ngroups:\n")
	if !found {
		return "", errors.New("it has no line that is `groups:`")
	}
	var object strings.Builder
	fmt.Fprintf(&object, header, metric)
	object.WriteString("  groups:\n")
	for line := range strings.Lines(groups) {
		if strings.TrimSpace(line) != "" {
			object.WriteString("  ")
		}
		object.WriteString(line)
	}
	return object.String(), nil
}

// ruleFile is what Prometheus reads by rule_files, as far as this program cares.
type ruleFile struct {
	Groups []any `json:"groups"`
}
