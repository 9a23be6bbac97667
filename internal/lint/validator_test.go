/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/runtime"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// cases are all objects of ours that the repository has, valid and not, and those in testdata/admission, where a comment
// before each object says what is odd in it.
var cases = []string{
	"../../api/v1alpha1/testdata/invalid",
	"../../api/v1alpha1/testdata/valid",
	"../../config/samples",
	"../../config/catalog",
	"testdata/admission",
}

// What the Validator says of an object offline is what the API server says of it: the same fields, the same words.
func TestValidatorSaysWhatTheServerSays(t *testing.T) {
	v := newValidator(t)
	for _, d := range documents(t, v, cases...) {
		t.Run(testName(d), func(t *testing.T) {
			if diff := cmp.Diff(ask(t, d), said(v.Validate(d))); diff != "" {
				t.Errorf("words (-server +validator):\n%s", diff)
			}
		})
	}
}

// What is far too long is refused for that, and costs no more than that.
func TestValidatorSaysWhatTheServerSaysOfHugeLists(t *testing.T) {
	v := newValidator(t)
	valid := documents(t, v, "../../api/v1alpha1/testdata/valid/objective-least.yaml")[0].Object
	for _, tc := range []struct {
		name  string
		spoil func(spec map[string]any)
	}{
		{"key results", func(spec map[string]any) {
			spec["keyResults"] = slices.Repeat(spec["keyResults"].([]any), 5000)
		}},
		{"references", func(spec map[string]any) {
			spec["outcomeRefs"] = slices.Repeat([]any{map[string]any{"name": "a"}}, 5000)
		}},
		{"a text", func(spec map[string]any) { spec["title"] = strings.Repeat("ü", 500_000) }},
		{"fields", func(spec map[string]any) {
			for i := range 2000 {
				spec[fmt.Sprintf("field%d", i)] = ""
			}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			object := runtime.DeepCopyJSON(valid)
			tc.spoil(object["spec"].(map[string]any))
			d := document(t, object)
			want, got := ask(t, d), said(v.Validate(d))
			if len(want.Words)+len(want.Unknown) == 0 {
				t.Fatal("the server took it")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("words (-server +validator):\n%s", diff)
			}
		})
	}
}

// A namespace that no namespace can be called has no server's words for it: the server looks for it and finds none.
func TestValidatorRefusesNamesThatNoNamespaceHas(t *testing.T) {
	v := newValidator(t)
	object := runtime.DeepCopyJSON(documents(t, v, "../../api/v1alpha1/testdata/valid/objective-least.yaml")[0].Object)
	object["metadata"].(map[string]any)["namespace"] = "Front_Desk"
	d := document(t, object)
	if said := ask(t, d); len(said.Words) == 0 {
		t.Fatal("the server took it")
	}
	found := v.Validate(d)
	if len(found) != 1 || found[0].Code != codeMetadata || found[0].Field != "metadata.namespace" {
		t.Errorf("got %v, want one finding on metadata.namespace", found)
	}
}

// Valid objects, spoilt at random, are refused in the same words or taken by both.
func TestValidatorSaysWhatTheServerSaysOfSpoiltObjects(t *testing.T) {
	v := newValidator(t)
	valid := documents(t, v, "../../api/v1alpha1/testdata/valid")
	rapid.Check(t, func(rt *rapid.T) {
		object := runtime.DeepCopyJSON(rapid.SampledFrom(valid).Draw(rt, "valid").Object)
		for range rapid.IntRange(1, 3).Draw(rt, "spoils") {
			spoil(rt, object)
		}
		d := document(t, object)
		if diff := cmp.Diff(ask(t, d), said(v.Validate(d))); diff != "" {
			rt.Errorf("words of %v (-server +validator):\n%s", object, diff)
		}
	})
}

// spoil changes one field below spec or metadata, or adds one.
func spoil(rt *rapid.T, object map[string]any) {
	fields, _ := object[rapid.SampledFrom([]string{"spec", "spec", "spec", "metadata"}).Draw(rt, "top")].(map[string]any)
	for len(fields) > 0 {
		key := rapid.SampledFrom(slices.Sorted(maps.Keys(fields))).Draw(rt, "field")
		if below := inside(rt, fields[key]); below != nil && rapid.Bool().Draw(rt, "deeper") {
			fields = below
			continue
		}
		switch rapid.IntRange(0, 3).Draw(rt, "how") {
		case 0:
			delete(fields, key)
		case 1:
			fields[key+"s"] = fields[key]
		default:
			if key != "namespace" { // another is another request
				fields[key] = oddity.Draw(rt, "value")
			}
		}
		return
	}
}

// inside is the object that a value is, or that one of its items is; nil where there is none.
func inside(rt *rapid.T, value any) map[string]any {
	if items, ok := value.([]any); ok && len(items) > 0 {
		value = rapid.SampledFrom(items).Draw(rt, "item")
	}
	fields, _ := value.(map[string]any)
	return fields
}

var oddity = rapid.OneOf(
	rapid.Just[any](nil), rapid.Just[any](true), rapid.Just[any](map[string]any{}), rapid.Just[any]([]any{}),
	rapid.Just[any]([]any{map[string]any{}}), rapid.Just[any](map[string]any{"a": "b"}),
	rapid.Map(rapid.IntRange(-2, 100_000), func(n int) any { return int64(n) }),
	rapid.Map(rapid.SampledFrom([]float64{-0.5, 0.5, 1.5, 1e300}), func(n float64) any { return n }),
	rapid.Map(rapid.SampledFrom([]string{"", "a", "5", "5m", "2026-11-31", "2026-11-30", "Increase", "a_b", "$__elapsed", "http://x"}),
		func(s string) any { return s }),
)

// document reads an object as a file would have it.
func document(t *testing.T, object map[string]any) *manifest.Document {
	t.Helper()
	data, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	docs, problems, err := manifest.Load(manifest.Options{Files: []string{"-"}, Stdin: bytes.NewReader(data)})
	if err != nil || len(problems) > 0 || len(docs) != 1 {
		t.Fatalf("%s is not read as an object: %v %v", data, problems, err)
	}
	return docs[0]
}

// said puts findings into the form of a server's answer.
func said(found []Finding) answer {
	var a answer
	for _, f := range found {
		switch {
		case f.Code == codeUnknownField:
			a.Unknown = append(a.Unknown, f.Field)
		case f.Message == notChecked:
			a.Words = append(a.Words, noField+": Invalid value: null: "+f.Message)
		case f.Field == "" && f.Code == codeSchema:
			a.Words = append(a.Words, noField+": "+f.Message)
		default:
			a.Words = append(a.Words, f.words())
		}
	}
	slices.Sort(a.Words)
	slices.Sort(a.Unknown)
	return a
}

func newValidator(t testing.TB) *Validator {
	t.Helper()
	v, err := NewValidator()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// documents are the objects of ours in files and folders.
func documents(t testing.TB, v *Validator, files ...string) []*manifest.Document {
	t.Helper()
	docs, _, err := manifest.Load(manifest.Options{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	docs = slices.DeleteFunc(docs, func(d *manifest.Document) bool { return !v.Known(d) })
	if len(docs) == 0 {
		t.Fatalf("no objects of ours in %s", files)
	}
	return docs
}

func testName(d *manifest.Document) string {
	name := strings.TrimSuffix(filepath.Base(d.File), filepath.Ext(d.File))
	return fmt.Sprintf("%s:%d", name, d.At("").Line)
}
