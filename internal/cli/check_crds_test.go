/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

func TestDefinitionDiff(t *testing.T) {
	t.Parallel()
	const ours = `{type: object, properties: {
  spec: {type: object, description: words, properties: {title: {type: string}, description: {type: string, maxLength: 9}}},
  list: {type: array, items: {type: object, properties: {name: {type: string}}}}}}`
	for _, tc := range []struct {
		reason, theirs string
		want           definitionDiff
	}{
		{"the same", ours, definitionDiff{}},
		{"other words about a field", `{type: object, properties: {
	  spec: {type: object, description: others, properties: {title: {type: string, description: more}, description: {type: string, maxLength: 9}}},
   list: {type: array, items: {type: object, properties: {name: {type: string}}}}}}`, definitionDiff{}},
		{"a field that is named description", `{type: object, properties: {
	  spec: {type: object, properties: {title: {type: string}, description: {type: string, maxLength: 8}}},
   list: {type: array, items: {type: object, properties: {name: {type: string}}}}}}`, definitionDiff{other: []string{"spec.description"}}},
		{"fields that lack, and more of them, in lists too", `{type: object, properties: {
	  spec: {type: object, properties: {title: {type: string}}},
   list: {type: array, items: {type: object, properties: {name: {type: string}, size: {type: number}}}}}}`,
			definitionDiff{lacks: []string{"spec.description"}, more: []string{"list.size"}}},
		{"another rule", `{type: object, properties: {
	  spec: {type: object, x-kubernetes-validations: [{rule: "true"}], properties: {title: {type: integer}, description: {type: string, maxLength: 9}}},
   list: {type: array, items: {type: object, properties: {name: {type: string}}}}}}`, definitionDiff{other: []string{"spec.title", "spec"}}},
	} {
		var d definitionDiff
		d.compare("", schemaOf(t, ours), schemaOf(t, tc.theirs))
		if diff := cmp.Diff(tc.want, d, cmp.AllowUnexported(definitionDiff{})); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tc.reason, diff)
		}
	}
}

func schemaOf(t *testing.T, text string) map[string]any {
	t.Helper()
	var schema map[string]any
	if err := yaml.Unmarshal([]byte(text), &schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestEveryDefinitionIsEmbedded(t *testing.T) {
	t.Parallel()
	for _, kind := range goalKinds {
		definition, err := embeddedDefinition(kind.resource + ".goals.truenorth.dev")
		if err != nil || version1(definition) == nil {
			t.Errorf("%s: %v", kind.kind, err)
		}
	}
}
