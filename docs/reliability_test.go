/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// faults is how many lines the table of faults has.
const faults = 50

func TestEveryFaultIsInTheTableAndHasATest(t *testing.T) {
	page, err := os.ReadFile("reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "<!-- faults -->\n")
	table, _, _ = strings.Cut(table, "<!-- end faults -->")
	rows := strings.Split(strings.TrimSpace(table), "\n")
	if len(rows) != faults+2 {
		t.Fatalf("the table has %d lines, want a head of two and %d faults: run make faults-table", len(rows), faults)
	}
	tests := battery(t)
	for i, row := range rows[2:] {
		number := i + 1
		if !strings.HasPrefix(row, fmt.Sprintf("| %d | ", number)) || !strings.HasSuffix(row, " | held |") {
			t.Errorf("row %d is %.40q..., want fault %d held: run make faults-table", number, row, number)
		}
		if !tests[fmt.Sprintf("TestFault%02d", number)] {
			t.Errorf("fault %d has no test", number)
		}
	}
}

// battery is the beginnings of the names of the battery's tests.
func battery(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "internal", "faults", "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests of faults: %v", err)
	}
	names := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile(`(?m)^func (TestFault\d\d)`).FindAllStringSubmatch(string(text), -1) {
			names[match[1]] = true
		}
	}
	return names
}
