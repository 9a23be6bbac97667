/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/config/crd"
	"github.com/truenorth-dev/truenorth/internal/manifest"
	"github.com/truenorth-dev/truenorth/internal/suggest"
)

// The codes of what a Validator finds.
const (
	codeSchema       = "schema"        // a value breaks the schema or one of its rules
	codeMetadata     = "metadata"      // name, namespace, labels, annotations and the like
	codeUnknownField = "unknown-field" // a field that the schema does not have
	codeUnknownKind  = "unknown-kind"  // a kind or version that is not served
)

// Validator says offline what an API server with our definitions says of an object: the schema, its rules and metadata.
// It may be used by several goroutines.
type Validator struct {
	kinds map[schema.GroupVersionKind]*servedKind
}

// NewValidator reads the definitions that are part of the program; a kind's rules are compiled when the first object of
// it is seen. An error means that a definition is broken.
func NewValidator() (*Validator, error) {
	files, err := fs.Glob(crd.Bases, "bases/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("definitions of kinds: %w", err)
	}
	v := &Validator{kinds: map[schema.GroupVersionKind]*servedKind{}}
	for _, file := range files {
		data, err := crd.Bases.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("definitions of kinds: %w", err)
		}
		served, err := readKinds(data)
		if err != nil {
			return nil, fmt.Errorf("definition of a kind in %s: %w", file, err)
		}
		for _, k := range served {
			v.kinds[k.GroupVersionKind] = k
		}
	}
	return v, nil
}

// Known tells whether a document is meant to be one of ours: by its group, or by one of our kinds in a group that is
// spelt nearly so. The others are not ours to judge.
func (v *Validator) Known(d *manifest.Document) bool {
	ours := v1alpha1.GroupVersion.Group
	if d.Group() == ours {
		return true
	}
	return slices.Contains(v.names(), d.Kind()) && suggest.Distance(d.Group(), ours) <= 4
}

// Validate returns what an API server would say of a document that is created as `kubectl` does it, strict about unknown
// fields; with unknown fields it is judged on without them, as if they were removed. Findings are in the order of the
// document. Of a document that is not Known it says nothing.
func (v *Validator) Validate(d *manifest.Document) []Finding {
	if !v.Known(d) {
		return nil
	}
	kind := v.kinds[schema.FromAPIVersionAndKind(d.APIVersion(), d.Kind())]
	if kind == nil {
		return []Finding{v.unknownKind(d)}
	}
	found := kind.review(d)
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Field, b.Field), strings.Compare(a.Message, b.Message))
	})
	return found
}

// unknownKind says which kinds and versions there are, in the words that kubectl has for it.
func (v *Validator) unknownKind(d *manifest.Document) Finding {
	f := Finding{
		Position: d.At("kind"), Severity: Error, Code: codeUnknownKind, Object: objectName(d),
		Message: fmt.Sprintf("no matches for kind %q in version %q", d.Kind(), d.APIVersion()),
		Mend:    "kinds are " + strings.Join(v.names(), ", "),
	}
	if versions := v.versions(d.Kind()); len(versions) > 0 {
		f.Position = d.At("apiVersion")
		f.Mend = "use apiVersion " + strings.Join(versions, " or ")
	} else if near := suggest.Nearest(d.Kind(), v.names()); near != "" {
		f.Mend = fmt.Sprintf("did you mean %s? %s", near, f.Mend)
	}
	return f
}

// names are the kinds that are served, in order.
func (v *Validator) names() []string {
	names := map[string]bool{}
	for k := range v.kinds {
		names[k.Kind] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// versions are the apiVersions that a kind is served in.
func (v *Validator) versions(kind string) []string {
	var versions []string
	for k := range v.kinds {
		if k.Kind == kind {
			versions = append(versions, k.GroupVersion().String())
		}
	}
	slices.Sort(versions)
	return versions
}

// objectName is kind and name of an object, such as Objective hospitality/guests-belong.
func objectName(d *manifest.Document) string {
	name := d.Name()
	if d.Namespace() != "" {
		name = d.Namespace() + "/" + name
	}
	return strings.TrimSpace(d.Kind() + " " + name)
}
