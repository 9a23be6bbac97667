/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"
)

func TestEveryFieldIsDocumented(t *testing.T) {
	eachProperty(t, func(path string, property apiextensionsv1.JSONSchemaProps, _ bool) {
		standard := strings.HasSuffix(path, ".metadata") // the API server documents it
		if property.Description == "" && !standard {
			t.Errorf("%s has no description, so kubectl explain says nothing about it", path)
		}
	})
}

func TestNoDefaultBelowAList(t *testing.T) {
	eachProperty(t, func(path string, property apiextensionsv1.JSONSchemaProps, inList bool) {
		if inList && property.Default != nil {
			t.Errorf("%s has a default below a list: every kubectl apply would be a change", path)
		}
	})
}

func TestEveryListIsBounded(t *testing.T) {
	eachProperty(t, func(path string, property apiextensionsv1.JSONSchemaProps, _ bool) {
		ours := !strings.Contains(path, ".status.") && !strings.Contains(path, ".matchExpressions") // metav1's
		if ours && property.Type == "array" && property.MaxItems == nil {
			t.Errorf("%s has no maxItems", path)
		}
	})
}

// eachProperty visits every field of every generated CRD's schema; inList says that it is a list or below one.
func eachProperty(t *testing.T, visit func(path string, property apiextensionsv1.JSONSchemaProps, inList bool)) {
	t.Helper()
	files, err := filepath.Glob("../../config/crd/bases/*.yaml")
	if err != nil || len(files) != 7 {
		t.Fatalf("%d CRDs are generated, want 7: %v", len(files), err)
	}
	for _, file := range files {
		manifest, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		crd := apiextensionsv1.CustomResourceDefinition{}
		if err := yaml.UnmarshalStrict(manifest, &crd); err != nil {
			t.Fatal(err)
		}
		for _, version := range crd.Spec.Versions {
			walk(crd.Spec.Names.Kind, *version.Schema.OpenAPIV3Schema, false, visit)
		}
	}
}

func walk(path string, schema apiextensionsv1.JSONSchemaProps, inList bool,
	visit func(string, apiextensionsv1.JSONSchemaProps, bool),
) {
	for schema.Items != nil {
		schema, inList = *schema.Items.Schema, true
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		property := schema.Properties[name]
		visit(path+"."+name, property, inList || property.Items != nil)
		walk(path+"."+name, property, inList, visit)
	}
}
