/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

const goodObjective = `apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata:
  name: guests-belong
  namespace: hospitality
spec:
  title: Guests come back
  period: {start: "2026-10-01", end: "2026-12-31"}
  keyResults:
  - name: stays
    target: {reach: {from: 2.1, to: 2.6}}
    measure: {prometheus: {query: sum(stays)}}
`

// What a user reads, place and mend included.
func TestFindings(t *testing.T) {
	for _, tc := range []struct {
		reason string
		spoil  []string // old, new
		want   []string
	}{
		{"nothing to say of what is right", nil, nil},
		{
			"a misspelt field is told with the right one, and what then lacks with its parent",
			[]string{"  title:", "  titel:"},
			[]string{
				`stdin:6:1: error [schema] spec.title: Required value`,
				`stdin:1:1: error [schema] some validation rules were not checked because the object was invalid; correct the existing errors to complete validation`,
				`stdin:7:3: error [unknown-field] strict decoding error: unknown field "spec.titel" (did you mean "title"?)`,
			},
		},
		{
			"a field of another place is told where it belongs",
			[]string{"  keyResults:", "  lookback: 1h\n  keyResults:"},
			[]string{`stdin:9:3: error [unknown-field] strict decoding error: unknown field "spec.lookback" (it belongs at spec.keyResults[].measure.prometheus.lookback)`},
		},
		{
			"a field unlike all is told what there is",
			[]string{"to: 2.6", "to: 2.6, zenith: 1"},
			[]string{`stdin:11:42: error [unknown-field] strict decoding error: unknown field "spec.keyResults[0].target.reach.zenith" (fields here are direction, from, to)`},
		},
		{
			"a label is told by its key",
			[]string{"  name: guests-belong", "  name: guests-belong\n  labels: {example.com/team: front desk}"},
			[]string{`stdin:5:3: error [metadata] metadata.labels: Invalid value: "front desk": a valid label must be`},
		},
		{
			"metadata of a wrong type are told by the field",
			[]string{"  name: guests-belong", "  name: guests-belong\n  labels: [a]"},
			[]string{`stdin:5:3: error [metadata] Objective in version "v1alpha1" cannot be handled as a Objective: json: cannot unmarshal array`},
		},
		{
			"a misspelt kind is told with the right one",
			[]string{"kind: Objective", "kind: Objektive"},
			[]string{`stdin:2:1: error [unknown-kind] no matches for kind "Objektive" in version "goals.truenorth.dev/v1alpha1" (did you mean Objective? kinds are `},
		},
		{
			"a version that there is not is told with one that there is",
			[]string{"v1alpha1", "v1"},
			[]string{`stdin:1:1: error [unknown-kind] no matches for kind "Objective" in version "goals.truenorth.dev/v1" (use apiVersion goals.truenorth.dev/v1alpha1)`},
		},
		{
			"a group that is spelt nearly as ours is meant to be ours",
			[]string{"goals.truenorth.dev", "goal.truenorth.io"},
			[]string{`stdin:1:1: error [unknown-kind] no matches for kind "Objective" in version "goal.truenorth.io/v1alpha1" (use apiVersion goals.truenorth.dev/v1alpha1)`},
		},
		{"another group's kind of the same name is not ours", []string{"goals.truenorth.dev", "okr.example.com"}, nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			text := strings.NewReplacer(tc.spoil...).Replace(goodObjective)
			var got []string
			for _, f := range newValidator(t).Validate(parsed(t, text)) {
				got = append(got, f.String())
			}
			slices.Sort(got)
			slices.Sort(tc.want)
			if !slices.EqualFunc(got, tc.want, strings.HasPrefix) {
				t.Errorf("findings (-want +got):\n%s", cmp.Diff(tc.want, got))
			}
		})
	}
}

func parsed(t *testing.T, text string) *manifest.Document {
	t.Helper()
	docs, problems, err := manifest.Load(manifest.Options{Files: []string{"-"}, Stdin: strings.NewReader(text)})
	if err != nil || len(problems) > 0 || len(docs) != 1 {
		t.Fatalf("not read as one object: %v %v", problems, err)
	}
	return docs[0]
}

// Findings are the same each time and for all goroutines, and the document is left as it was.
func TestValidatorIsSharedAndSteady(t *testing.T) {
	v := newValidator(t)
	docs := documents(t, v, "testdata/admission/shapes.yaml", "../../api/v1alpha1/testdata/valid")
	before := documents(t, v, "testdata/admission/shapes.yaml", "../../api/v1alpha1/testdata/valid")
	results := make([][][]Finding, 4)
	var workers sync.WaitGroup
	for i := range results {
		workers.Go(func() {
			for _, d := range docs {
				results[i] = append(results[i], v.Validate(d))
			}
		})
	}
	workers.Wait()
	for _, other := range results[1:] {
		if diff := cmp.Diff(results[0], other); diff != "" {
			t.Errorf("findings differ:\n%s", diff)
		}
	}
	for i := range docs {
		if diff := cmp.Diff(before[i].Object, docs[i].Object); diff != "" {
			t.Errorf("%s was changed:\n%s", docs[i].At(""), diff)
		}
	}
}

// The server also validates embedded objects and the scale subresource, which our kinds do not have and review leaves out.
func TestDefinitionsHaveNothingThatReviewLeavesOut(t *testing.T) {
	docs, _, err := manifest.Load(manifest.Options{Files: []string{"../../config/crd/bases"}})
	if err != nil || len(docs) == 0 {
		t.Fatalf("no definitions: %v", err)
	}
	for _, d := range docs {
		for _, key := range []string{"x-kubernetes-embedded-resource", "x-kubernetes-preserve-unknown-fields", "scale"} {
			if holds(d.Object, key) {
				t.Errorf("%s has %s", d.Name(), key)
			}
		}
	}
}

// holds tells whether a field of a name is anywhere in a value.
func holds(value any, name string) bool {
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			if key == name || holds(below, name) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(value, func(below any) bool { return holds(below, name) })
	}
	return false
}
