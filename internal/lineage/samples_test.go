/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/manifest"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// samples are the goals of config/samples.
func samples(t *testing.T) *world.Set {
	t.Helper()
	docs, problems, err := manifest.Load(manifest.Options{Files: []string{"../../config/samples"}})
	if err != nil || len(problems) > 0 {
		t.Fatalf("the samples cannot be read: %v, %v", err, problems)
	}
	kinds := map[string]func() world.Object{
		"Objective":       func() world.Object { return new(v1alpha1.Objective) },
		"CustomerOutcome": func() world.Object { return new(v1alpha1.CustomerOutcome) },
		"Indicator":       func() world.Object { return new(v1alpha1.Indicator) },
		"ValueExchange":   func() world.Object { return new(v1alpha1.ValueExchange) },
		"Scorecard":       func() world.Object { return new(v1alpha1.Scorecard) },
	}
	set := &world.Set{}
	for _, doc := range docs {
		kind := kinds[doc.Kind()]
		if kind == nil {
			continue
		}
		goal := kind()
		if err := doc.Decode(goal); err != nil {
			t.Fatal(err)
		}
		set.Put(goal)
		set.Put(namespace(goal.GetNamespace(), nil))
	}
	return set
}
