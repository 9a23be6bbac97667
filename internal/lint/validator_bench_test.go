/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// BenchmarkValidateThousandFiles is what lint needs before its own rules: 1,000 files with three key results each are
// read and validated on all processors, by a new Validator as every run of the program has one. Lint has 3 s for all.
func BenchmarkValidateThousandFiles(b *testing.B) {
	folder := thousandFiles(b)
	for b.Loop() {
		v := newValidator(b)
		docs := documents(b, v, folder)
		var next, found atomic.Int64
		var workers sync.WaitGroup
		for range 2 {
			workers.Go(func() {
				for i := next.Add(1) - 1; i < int64(len(docs)); i = next.Add(1) - 1 {
					found.Add(int64(len(v.Validate(docs[i]))))
				}
			})
		}
		workers.Wait()
		if len(docs) != 1000 || found.Load() != 0 {
			b.Fatalf("%d objects, %d findings", len(docs), found.Load())
		}
	}
}

func BenchmarkNewValidator(b *testing.B) {
	for b.Loop() {
		newValidator(b)
	}
}

// BenchmarkFirstOfAKind is dominated by the compilation of the kind's rules.
func BenchmarkFirstOfAKind(b *testing.B) {
	for _, name := range []string{"objective", "outcome", "indicator", "exchange", "scorecard", "source", "cluster"} {
		b.Run(name, func(b *testing.B) {
			docs := documents(b, newValidator(b), "../../api/v1alpha1/testdata/valid/"+name+"-least.yaml")
			for b.Loop() {
				newValidator(b).Validate(docs[0])
			}
		})
	}
}

func BenchmarkValidate(b *testing.B) {
	v := newValidator(b)
	docs := documents(b, v, thousandFiles(b))
	v.Validate(docs[0])
	for b.Loop() {
		v.Validate(docs[0])
	}
}

func thousandFiles(b *testing.B) string {
	b.Helper()
	const keyResult = `
  - name: stays-%d
    title: Stays per returning guest
    unit: stays
    plan: [{by: "2026-11-15", share: 0.3}]
    target: {reach: {from: 2.1, to: 2.6}}
    measure:
      prometheus:
        query: |
          sum(rate(stays_total{hotel="h%d"}[5m]))
            / sum(guests)
`
	folder := b.TempDir()
	for i := range 1000 {
		text := fmt.Sprintf(`apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata: {name: goal-%d, namespace: hospitality}
spec:
  title: Guests come back because they feel they belong
  owner: {team: guest-experience, contacts: ["#guest-experience"]}
  period: {start: "2026-10-01", end: "2026-12-31", timeZone: Europe/Berlin}
  outcomeRefs: [{name: sense-of-belonging}]
  keyResults:`, i)
		for n := range 3 {
			text += fmt.Sprintf(keyResult, n, i)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("goal-%d.yaml", i)), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return folder
}
