/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testNamed    = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)`")
	testDeclared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)\(`)
)

// What the page says to be shown by a test is: each test that it names exists.
func TestSecurityPageNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	exists := declaredTests(t)
	named := testNamed.FindAllStringSubmatch(string(page), -1)
	for _, match := range named {
		if !exists[match[1]] {
			t.Errorf("the page names %s, and there is no such test: name the one that shows it now", match[1])
		}
	}
	if len(named) < 50 {
		t.Errorf("%d tests are named, want those of all defences", len(named))
	}
}

// Each row of the tables of defences says what shows it.
func TestEveryDefenceIsShown(t *testing.T) {
	page, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	_, defences, _ := strings.Cut(string(page), "\n## Who can do what to whom")
	defences, _, _ = strings.Cut(defences, "\n## ")
	rows := 0
	for line := range strings.Lines(defences) {
		cells := strings.Split(strings.Trim(line, "|\n "), " | ")
		if len(cells) != 4 || cells[0] == "who" {
			continue
		}
		rows++
		if shown := cells[3]; !testNamed.MatchString(shown) && shown != "the schema" {
			t.Errorf("%q is shown by %q, want a test", cells[1], shown)
		}
	}
	if rows < 30 {
		t.Errorf("%d rows, want all of them to be read", rows)
	}
}

func declaredTests(t *testing.T) map[string]bool {
	t.Helper()
	declared := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "bin" || entry.Name() == ".git"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, match := range testDeclared.FindAllStringSubmatch(string(text), -1) {
			declared[match[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return declared
}
