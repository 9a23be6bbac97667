/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	goals "github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const located = `# a comment
apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata:
  name: guests-belong
  labels: {example.com/team: desk, example.com: x}
spec:
  title: "Gäste"
  keyResults:
  - name: stays
    target: &t
      reach: &r {from: 2, to: 2.5}
    measure:
      prometheus:
        query: |
          # how many
            sum(stays{a="ü"})

          / sum(guests)
  - name: nights
    target: *t
    measure: {prometheus: {query: sum(nights)}}
  - name: days
    target: {reach: {<<: *r, to: 3}}
    measure: {prometheus: {query: 'sum(x) or ''y'''}}
  interval: >
    5m
`

func one(t *testing.T, text string) *Document {
	t.Helper()
	c := parse("f", []byte(text), false)
	if len(c.docs) != 1 || len(c.problems) > 0 {
		t.Fatalf("not one object: %v", told(c))
	}
	return c.docs[0]
}

func TestPositions(t *testing.T) {
	d := one(t, located)
	for path, want := range map[string]string{
		"":                                      "f:2:1",
		"metadata.name":                         "f:5:3",
		"metadata.labels[example.com/team]":     "f:6:12",
		"metadata.labels.example.com/team":      "f:6:12",
		"metadata.labels.example.com":           "f:6:36",
		"metadata.labels[nowhere]":              "f:6:3",
		"metadata.namespace":                    "f:4:1",
		"spec.keyResults":                       "f:9:3",
		"spec.keyResults[0]":                    "f:10:5",
		"spec.keyResults[0].target.reach.to":    "f:12:27",
		"spec.keyResults[1].target.reach.to":    "f:12:27", // of what the alias stands for
		"spec.keyResults[1].target":             "f:21:5",
		"spec.keyResults[2].target.reach.to":    "f:24:30",
		"spec.keyResults[2].target.reach.from":  "f:12:18", // merged in
		"spec.keyResults[2].target.reach.until": "f:24:14",
		"spec.keyResults[3].name":               "f:9:3",
		"spec.keyResults[-1]":                   "f:9:3",
		"spec.keyResults[x]":                    "f:9:3",
		"spec.keyResults.name":                  "f:9:3",
		"spec.title.text":                       "f:8:3",
		"status.conditions[0]":                  "f:2:1",
		"spec..":                                "f:7:1",
	} {
		if got := d.At(path).String(); got != want {
			t.Errorf("%q is at %s, want %s", path, got, want)
		}
	}
	if got := (&Document{File: "made"}).At("spec").String(); got != "made" {
		t.Errorf("an object of no file is at %s", got)
	}
}

func TestWithin(t *testing.T) {
	d := one(t, located)
	const query, nights, days = "spec.keyResults[0].measure.prometheus.query", "spec.keyResults[1].measure.prometheus.query", "spec.keyResults[2].measure.prometheus.query"
	for _, tc := range []struct {
		reason       string
		path         string
		line, column int
		want         string
	}{
		{"the first line of a block", query, 1, 1, "f:16:11"},
		{"a further line, with more indentation", query, 2, 3, "f:17:13"},
		{"after a letter of two bytes", query, 2, 18, "f:17:28"},
		{"an empty line", query, 3, 1, "f:18:1"},
		{"the last line", query, 4, 3, "f:19:13"},
		{"past the end: the value's start", query, 9, 1, "f:15:16"},
		{"a plain scalar", nights, 1, 5, "f:22:39"},
		{"its end, where a parser lacks something", nights, 1, 12, "f:22:46"},
		{"past its end: the start", nights, 1, 14, "f:22:35"},
		{"a quoted scalar, after an escape", days, 1, 12, "f:25:48"},
		{"a folded scalar: the start", "spec.interval", 1, 2, "f:26:13"},
		{"a field that is missing: its parent", "spec.description", 1, 2, "f:7:1"},
		{"no text", "spec.keyResults", 1, 2, "f:9:3"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := d.Within(tc.path, tc.line, tc.column).String(); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// Wherever Within points to, the file has the letter that the text has there; and it points past the value's start as
// soon as the text is written in a way that it promises to follow.
func TestWithinPointsToTheLetter(t *testing.T) {
	letters := rapid.StringMatching(`[a-z"'\\#:{}ü😀\t ]{0,12}[a-z😀]`)
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(letters, 1, 4).Draw(t, "lines")
		style := rapid.SampledFrom([]string{"block", "single", "double", "json"}).Draw(t, "style")
		if style == "single" {
			lines = lines[:1]
		}
		text := strings.Join(lines, "\n")
		line := rapid.IntRange(1, len(lines)).Draw(t, "line")
		letter := []rune(lines[line-1])
		column := rapid.IntRange(1, len(letter)).Draw(t, "column")
		stream, escaped := written(style, text)
		c := parse("f", []byte(stream), false)
		if len(c.docs) != 1 {
			t.Skipf("the text is no YAML that way: %v", told(c))
		}
		got := c.docs[0].Within("a.b", line, column)
		at := []rune(strings.Split(stream, "\n")[got.Line-1])
		found := string(at[got.Column-1:])
		if !strings.HasPrefix(found, string(letter[column-1])) && (!escaped || !strings.HasPrefix(found, `\`) && !strings.HasPrefix(found, `'`)) {
			t.Errorf("line %d column %d of %q in\n%s\nis at %s: %s", line, column, text, stream, got, found)
		}
	})
}

// written is a text in a file, and whether letters of it may be escaped.
func written(style, text string) (stream string, escaped bool) {
	quoted, err := json.Marshal(text)
	if err != nil || !utf8.ValidString(text) {
		panic("a text that JSON cannot hold")
	}
	switch style {
	case "block":
		return head + "a:\n  b: |2\n    " + strings.ReplaceAll(text, "\n", "\n    ") + "\n", false
	case "single":
		return head + "a: {b: '" + strings.ReplaceAll(text, "'", "''") + "'}\n", true
	case "double":
		return head + "a: {b: " + string(quoted) + "}\n", true
	}
	return `{"apiVersion":"v1","kind":"X","a":{"b":` + string(quoted) + `}}`, true
}

func TestDecodeIsLenient(t *testing.T) {
	d := one(t, located+"  unknown: 1\n")
	var got goals.Objective
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	reach := got.Spec.KeyResults[0].Target.Reach
	if got.Name != "guests-belong" || reach == nil || reach.From == nil || *reach.From != 2 {
		t.Errorf("got %s with %v, want a whole number read as a decimal", got.Name, reach)
	}
	if diff := cmp.Diff([]string{"goals.truenorth.dev/v1alpha1", "goals.truenorth.dev", "Objective", "", "guests-belong"},
		[]string{d.APIVersion(), d.Group(), d.Kind(), d.Namespace(), d.Name()}); diff != "" {
		t.Error(diff)
	}
	odd := &Document{Object: map[string]any{"apiVersion": 1, "metadata": []any{}}}
	if odd.APIVersion()+odd.Group()+odd.Kind()+odd.Namespace()+odd.Name() != "" {
		t.Error("what is missing or no text is not empty")
	}
}
