/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command catalog writes the prometheusrule.yaml beside every rules.yaml anew: the groups of that file, for each metric of
// the catalogue and for the alerts, as a PrometheusRule for the Prometheus Operator.
//
//	go run ./hack/catalog config/catalog config/prometheus
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
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: catalog FOLDER WITH RULES ...")
		os.Exit(2)
	}
	for _, folder := range os.Args[1:] {
		if err := generate(folder); err != nil {
			fmt.Fprintln(os.Stderr, "catalog:", err)
			os.Exit(1)
		}
	}
}

// generate writes a PrometheusRule beside the rules.yaml of a folder and of the folders in it.
func generate(folder string) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*", "rules.yaml"))
	if err != nil {
		return err
	}
	own := filepath.Join(folder, "rules.yaml")
	if _, err := os.Stat(own); err == nil {
		paths = append(paths, own)
	}
	if len(paths) == 0 {
		return fmt.Errorf("%s holds no rules: name a folder that has a rules.yaml, or whose folders have one", folder)
	}
	for _, path := range paths {
		if err := writeObject(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// writeObject makes a PrometheusRule that is named after the folder.
func writeObject(path string) error {
	rules, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	object, err := prometheusRule(filepath.Base(folder), string(rules))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "prometheusrule.yaml"), []byte(object), 0o644)
}

const header = "# Generated from rules.yaml, which says more, by `make generate`: change that one.\n" +
	`apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: truenorth-%s
spec:
`

// prometheusRule moves the text of the groups into the object as it stands, so that the comments in it stay.
func prometheusRule(name, rules string) (string, error) {
	if err := yaml.UnmarshalStrict([]byte(rules), &ruleFile{}); err != nil {
		return "", fmt.Errorf("it is to hold groups and nothing else: %w", err)
	}
	_, groups, found := strings.Cut("\n"+rules, "\ngroups:\n")
	if !found {
		return "", errors.New("it has no line that is `groups:`")
	}
	var object strings.Builder
	fmt.Fprintf(&object, header, name)
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
