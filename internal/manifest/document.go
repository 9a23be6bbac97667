/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/runtime"
)

// Document is one object of a file.
type Document struct {
	// File is the path as it was given or found; "stdin" for standard input.
	File string
	// Object is its content as apimachinery's JSON decoder has it: int64, float64, string, bool, nil, maps and slices.
	Object map[string]any

	node *yaml.Node // the object's mapping
	text string     // what node was parsed from
	line int        // lines of the file before text
}

// APIVersion is the document's apiVersion; "" where it is missing or no text.
func (d *Document) APIVersion() string { return text(d.Object, "apiVersion") }

// Group is the API group of the document's apiVersion; "" for the core group.
func (d *Document) Group() string {
	group, _, named := strings.Cut(d.APIVersion(), "/")
	if !named {
		return ""
	}
	return group
}

// Kind is the document's kind; "" where it is missing or no text.
func (d *Document) Kind() string { return text(d.Object, "kind") }

// Namespace is the object's namespace; "" where it is missing or no text.
func (d *Document) Namespace() string { return text(d.Object, "metadata", "namespace") }

// Name is the object's name; "" where it is missing or no text.
func (d *Document) Name() string { return text(d.Object, "metadata", "name") }

// text is a string field; "" where it is missing or no text.
func text(object map[string]any, path ...string) string {
	var value any = object
	for _, key := range path {
		fields, _ := value.(map[string]any)
		value = fields[key]
	}
	found, _ := value.(string)
	return found
}

// Decode fills a typed object; unknown fields are ignored.
func (d *Document) Decode(into any) error {
	return runtime.DefaultUnstructuredConverter.FromUnstructured(d.Object, into)
}
