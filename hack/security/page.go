/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"slices"
	"strings"
)

// The marks around a table.
const (
	begins = "<!-- table " // followed by the role's name
	closes = " -->"
	ends   = "<!-- end -->"
)

// table is what a role's verbs are for, and who has it.
func table(r role, purposes []purpose) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n\n| API group | resource | verb | what for |\n|---|---|---|---|\n", holders(r))
	for _, p := range purposes {
		if p.role == r.name {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", groupOf(p), code(p.resources), code(p.verbs), p.why)
		}
	}
	return b.String()
}

func holders(r role) string {
	switch {
	case len(r.bound) > 0:
		return "Bound to " + strings.Join(r.bound, "; ")
	case len(r.added) > 0:
		return "Added to Kubernetes' own " + code(r.added)
	}
	return "Bound to nobody: yours to bind"
}

func groupOf(p purpose) string {
	switch {
	case strings.HasPrefix(p.resources[0], "/"):
		return "(URL)"
	case p.group == "":
		return "(core)"
	}
	return "`" + p.group + "`"
}

func code(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

// fill puts the tables between their marks, each of which has to be in the page once.
func fill(page string, tables map[string]string) (string, error) {
	var b strings.Builder
	var filled []string
	for {
		before, rest, found := strings.Cut(page, begins)
		b.WriteString(before)
		if !found {
			break
		}
		name, rest, _ := strings.Cut(rest, closes)
		_, after, closed := strings.Cut(rest, ends)
		if tables[name] == "" || slices.Contains(filled, name) || !closed {
			return "", fmt.Errorf("the table %q is of no role, or there twice, or without its %s", name, ends)
		}
		filled = append(filled, name)
		b.WriteString(begins + name + closes + "\n" + tables[name] + ends)
		page = after
	}
	for name := range tables {
		if !slices.Contains(filled, name) {
			return "", fmt.Errorf("the page has no table of %s: add %s%s%s and %s", name, begins, name, closes, ends)
		}
	}
	return b.String(), nil
}
