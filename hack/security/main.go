/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command security writes the tables of docs/security.md anew: for each role that config/ installs, what each of its verbs
// is for. What it is for stands in purposes.go. A grant that stands there without being made, or is made without standing
// there, is an error.
//
//	go run ./hack/security config docs/security.md
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: security CONFIG PAGE")
		os.Exit(2)
	}
	if err := update(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "security:", err)
		os.Exit(1)
	}
}

// update writes the tables of a page anew.
func update(config, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	page, err := current(config, string(text))
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(page), 0o600)
}

// current is a page with the tables as they should be.
func current(config, page string) (string, error) {
	roles, err := rolesOf(config)
	if err != nil {
		return "", err
	}
	if err := check(roles, purposes); err != nil {
		return "", err
	}
	tables := map[string]string{}
	for _, r := range roles {
		tables[r.name] = table(r, purposes)
	}
	return fill(page, tables)
}
