/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// write makes files with an objective of 3 key results each, in a tree of parents whose root is its own.
func write(b *testing.B, files int) string {
	b.Helper()
	folder := b.TempDir()
	for i := range files {
		text := fmt.Sprintf(`apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata: {name: goal-%d, namespace: hotel}
spec:
  title: Goal %d
  owner: {team: front-office}
  period: {start: "2026-10-01", end: "2026-12-31", timeZone: Europe/Berlin}
  parentRef: {name: goal-%d}
  keyResults:
`, i, i, i/2)
		for k := range 3 {
			text += fmt.Sprintf(`  - name: result-%d
    due: "2026-12-15"
    plan: [{by: "2026-11-01", share: 0.2}, {by: "2026-12-01", share: 0.8}]
    target: {reach: {from: 0, to: %d}}
    measure:
      prometheus:
        query: |
          sum(rate(requests_total{hotel="%d"}[5m])) / sum(rate(requests_total[5m])) or vector(0)
`, k, k+1, i)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("goal-%d.yaml", i)), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return folder
}

// BenchmarkLint is a cold run over 1,000 files with 3 key results each: reading, compiling the rules of the schemas,
// checking.
func BenchmarkLint(b *testing.B) {
	folder := write(b, 1000)
	for b.Loop() {
		docs, problems, err := manifest.Load(manifest.Options{Files: []string{folder}})
		if err != nil {
			b.Fatal(err)
		}
		validator, err := NewValidator()
		if err != nil {
			b.Fatal(err)
		}
		found := lintWith(validator, docs, problems, Options{Now: now})
		if Goals(docs) != 1000 || len(found) == 0 {
			b.Fatalf("%d goals, %d findings", Goals(docs), len(found))
		}
	}
}
