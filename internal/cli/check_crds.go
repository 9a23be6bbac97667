/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/config/crd"
)

// embeddedDefinition is the CRD of a name as this program was built with it.
func embeddedDefinition(name string) (map[string]any, error) {
	resource, group, _ := strings.Cut(name, ".")
	text, err := fs.ReadFile(crd.Bases, "bases/"+group+"_"+resource+".yaml")
	if err != nil {
		return nil, err
	}
	var definition map[string]any
	if err := yaml.Unmarshal(text, &definition); err != nil {
		return nil, fmt.Errorf("the built-in CRD %s cannot be read: %w", name, err)
	}
	return definition, nil
}

// judgeDefinition says whether a CRD is established, and whether it is ours.
func judgeDefinition(kind goalKind, ours, theirs map[string]any) checked {
	name := "the CRD of " + kind.many
	if !established(theirs) {
		return checked{checkFailed, name + " is not established", "kubectl describe crd " + kind.resource + "." + v1alpha1.GroupVersion.Group}
	}
	var d definitionDiff
	d.compare("", version1(ours), version1(theirs))
	hint := "Install the CRDs of this version, " + installHint[len("Install truenorth: "):] + ", or use the kubectl-goals of the installed one"
	switch {
	case len(d.lacks) == 0 && len(d.more) == 0 && len(d.other) == 0:
		return checked{Result: checkOK}
	case len(d.lacks) == 0 && len(d.other) == 0:
		return checked{checkWarning, name + " is newer than this tool: it has " + some(d.more), "Use the kubectl-goals of the installed version"}
	case len(d.more) == 0 && len(d.lacks) > 0:
		return checked{checkFailed, name + " is older than this tool: it lacks " + some(d.lacks), hint}
	}
	return checked{checkFailed, name + " is another than this tool's: it differs in " + some(slices.Concat(d.lacks, d.more, d.other)), hint}
}

// established tells whether the API server serves a CRD.
func established(definition map[string]any) bool {
	conditions, _, _ := unstructured.NestedSlice(definition, "status", "conditions")
	return slices.ContainsFunc(conditions, func(c any) bool {
		condition, _ := c.(map[string]any)
		return condition["type"] == "Established" && condition["status"] == "True"
	})
}

// version1 is what a CRD says of our version, in JSON's types. Descriptions are left out: installers strip them.
func version1(definition map[string]any) map[string]any {
	text, err := json.Marshal(definition) // so that numbers are of one type, whether they were YAML or JSON
	if err != nil {
		return nil
	}
	var crd struct {
		Spec struct {
			Scope    string           `json:"scope"`
			Versions []map[string]any `json:"versions"`
		} `json:"spec"`
	}
	if json.Unmarshal(text, &crd) != nil {
		return nil
	}
	for _, v := range crd.Spec.Versions {
		if v["name"] == v1alpha1.GroupVersion.Version {
			schema, _, _ := unstructured.NestedMap(v, "schema", "openAPIV3Schema")
			return map[string]any{"scope": crd.Spec.Scope, "schema": schema, "columns": v["additionalPrinterColumns"]}
		}
	}
	return nil
}

// definitionDiff is in which fields two definitions differ.
type definitionDiff struct{ lacks, more, other []string }

// compare walks down two schemas together. What differs of a field beside its own fields counts once, for the field.
func (d *definitionDiff) compare(path string, ours, theirs map[string]any) {
	changed := false
	for _, key := range slices.Sorted(maps.Keys(union(ours, theirs))) {
		a, b := ours[key], theirs[key]
		if _, isText := a.(string); key == "description" && (isText || a == nil) {
			continue
		}
		below, bothMaps := mapsOf(a, b)
		switch {
		case key == "properties" && bothMaps:
			d.fields(path, below[0], below[1])
		case (key == "items" || key == "schema" || key == "additionalProperties") && bothMaps:
			d.compare(path, below[0], below[1])
		case !reflect.DeepEqual(a, b):
			changed = true
		}
	}
	if changed {
		d.other = append(d.other, fieldName(path))
	}
}

// fields compares the fields of an object.
func (d *definitionDiff) fields(path string, ours, theirs map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(union(ours, theirs))) {
		a, b := ours[name], theirs[name]
		field := strings.TrimPrefix(path+"."+name, ".")
		below, both := mapsOf(a, b)
		switch {
		case b == nil:
			d.lacks = append(d.lacks, field)
		case a == nil:
			d.more = append(d.more, field)
		case both:
			d.compare(field, below[0], below[1])
		}
	}
}

func union(a, b map[string]any) map[string]any {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, b)
	return all
}

func mapsOf(a, b any) ([2]map[string]any, bool) {
	one, okA := a.(map[string]any)
	two, okB := b.(map[string]any)
	return [2]map[string]any{one, two}, okA && okB
}

func fieldName(path string) string {
	if path == "" {
		return "scope or printed columns"
	}
	return path
}

// some are the first of many names.
func some(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
