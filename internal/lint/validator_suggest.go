/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"

	"github.com/truenorth-dev/truenorth/internal/suggest"
)

// maxSuggested is how many fields are listed where none has a name like the unknown one's.
const maxSuggested = 12

// suggest says what an unknown field may have been meant to be: the known one with the nearest name, or where a field of
// just that name belongs.
func (k *servedKind) suggest(path string) string {
	parent, name := splitField(path)
	fields := fieldsAt(k.structural, parent)
	if near := suggest.Nearest(name, fields); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if elsewhere := placesOf(k.structural, "", name); len(elsewhere) == 1 {
		return fmt.Sprintf("it belongs at %s", elsewhere[0])
	}
	if len(fields) == 0 || len(fields) > maxSuggested {
		return "remove it"
	}
	return "fields here are " + strings.Join(fields, ", ")
}

// splitField parts a field's path into that of its parent and its name.
func splitField(path string) (parent, name string) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

// fieldsAt are the fields that the schema has at a path, in order; none for metadata, whose schema is not ours.
func fieldsAt(s *structuralschema.Structural, path string) []string {
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' }) {
		if strings.HasSuffix(step, "]") {
			if s = s.Items; s == nil {
				return nil
			}
			continue
		}
		property, ok := s.Properties[step]
		if !ok {
			return nil
		}
		s = &property
	}
	return slices.Sorted(maps.Keys(s.Properties))
}

// placesOf are the paths of all fields of a name in what a user writes, in order.
func placesOf(s *structuralschema.Structural, path, name string) []string {
	var places []string
	if s.Items != nil {
		places = placesOf(s.Items, path+"[]", name)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		if path == "" && key != "spec" {
			continue
		}
		at := strings.TrimPrefix(path+"."+key, ".")
		if key == name {
			places = append(places, at)
		}
		property := s.Properties[key]
		places = append(places, placesOf(&property, at, name)...)
	}
	return places
}
