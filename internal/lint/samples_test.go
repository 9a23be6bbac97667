/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// inDecember is after all check-ins of the samples.
var inDecember = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

func TestWhatWeShipIsClean(t *testing.T) {
	catalog, err := filepath.Glob("../../config/catalog/*/indicator.yaml")
	if err != nil || len(catalog) == 0 {
		t.Fatalf("the catalogue: %d files, error %v", len(catalog), err)
	}
	for _, tc := range []struct {
		reason string
		read   manifest.Options
		least  int // objects
	}{
		{"the samples as files", manifest.Options{Files: []string{"../../config/samples"}}, 20},
		{"the samples as a kustomization", manifest.Options{Kustomize: "../../config/samples"}, 20},
		{"the catalogue as files", manifest.Options{Files: catalog}, len(catalog)},
		{"the catalogue as a kustomization", manifest.Options{Kustomize: "../../config/catalog"}, len(catalog)},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			tc.read.Namespace = "default"
			docs, problems, err := manifest.Load(tc.read)
			if err != nil {
				t.Fatal(err)
			}
			found, err := Lint(docs, problems, Options{Now: inDecember})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				t.Error(f)
			}
			if n := Goals(docs); n < tc.least {
				t.Errorf("%d goals, want %d at least", n, tc.least)
			}
		})
	}
}

// The annotations in the samples are there for findings that there would be.
func TestSamplesSwitchOffWhatTheyShowOnPurpose(t *testing.T) {
	docs, _, err := manifest.Load(manifest.Options{Files: []string{"../../config/samples"}})
	if err != nil {
		t.Fatal(err)
	}
	off := map[string]bool{}
	for _, d := range docs {
		for _, code := range disabledBy(d) {
			off[code] = true
		}
		if metadata, ok := d.Object["metadata"].(map[string]any); ok {
			delete(metadata, "annotations")
		}
	}
	found, err := Lint(docs, nil, Options{Now: inDecember})
	if err != nil {
		t.Fatal(err)
	}
	for code := range off {
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Code == code }) {
			t.Errorf("%s is switched off, and there is none", code)
		}
	}
	if !slices.ContainsFunc(found, func(f Finding) bool {
		return f.Code == "no-outcome" && strings.Contains(f.Object, "one-booking-system")
	}) {
		t.Error("one-booking-system serves an outcome, against what it is to show")
	}
}
