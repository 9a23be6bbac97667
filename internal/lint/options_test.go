/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/manifest"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// twoFaults are two goals without an owner, in different namespaces.
var twoFaults = []string{"  owner: {team: front-office}\n", "", `  owner: {contacts: ["#board"]}` + "\n", ""}

func TestWarningsAreSwitched(t *testing.T) {
	const both = "no-owner " + loyal + "spec.owner|no-owner " + known + "spec.owner"
	for _, tc := range []struct {
		reason  string
		options Options
		pairs   []string
		want    string
	}{
		{"not", Options{}, nil, both},
		{"for a call", Options{Disable: []string{"no-owner"}}, nil, ""},
		{"another", Options{Disable: []string{"no-outcome"}}, nil, both},
		{"for an object", Options{}, []string{"name: known, namespace: hotel}\nspec", "name: known, namespace: hotel, annotations: {goals.truenorth.dev/lint-disable: 'key-result-count, no-owner'}}\nspec"}, "no-owner " + loyal + "spec.owner"},
		{"for a namespace", Options{}, []string{"{name: company}", "{name: company, annotations: {goals.truenorth.dev/lint-disable: no-owner}}"}, "no-owner " + known + "spec.owner"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			found := lintText(t, changed(t, slices.Concat(twoFaults, tc.pairs)...), tc.options)
			if got := strings.Join(codes(found), "|"); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

func TestErrorsStay(t *testing.T) {
	text := changed(t, "metadata: {name: typed, namespace: hotel}", "metadata: {name: nps, namespace: company, annotations: {goals.truenorth.dev/lint-disable: duplicate-object}}")
	found := lintText(t, text, Options{Disable: []string{"duplicate-object"}})
	if got := codes(found); len(got) != 2 || !strings.HasPrefix(got[0], "duplicate-object") || !strings.HasPrefix(got[1], "unknown-code") {
		t.Errorf("%v", got)
	}
}

func TestWarningsBecomeErrors(t *testing.T) {
	for _, f := range lintText(t, changed(t, twoFaults...), Options{Errors: []string{"no-owner"}}) {
		if f.Severity != Error {
			t.Errorf("%v is no error", f)
		}
	}
}

func TestOptionsNameCodesThatThereAre(t *testing.T) {
	for _, tc := range []struct {
		options Options
		want    string // in the error; "" for none
	}{
		{Options{Disable: []string{"no-owner"}, Errors: []string{"no-outcome"}}, ""},
		{Options{Disable: []string{"noowner"}}, `"noowner": use reference-not-found, `},
		{Options{Errors: []string{"schema"}}, "schema is an error"},
	} {
		err := tc.options.Check()
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v: error %v, want %q", tc.options, err, tc.want)
		}
	}
}

func TestFindingsAreInOrderAndOnce(t *testing.T) {
	text := changed(t, append([]string{"type: Lagging", "type: Leading", "avg(nps)", "sum(x_total) + sum(x_total)"}, twoFaults...)...)
	docs, _ := load(t, text)
	problem := manifest.Problem{Position: manifest.Position{File: "a.yaml", Line: 2, Column: 3}, Message: "no object"}
	var first []Finding
	for range 5 {
		found, err := Lint(docs, []manifest.Problem{problem, problem}, Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = found
		}
		if diff := cmp.Diff(first, found); diff != "" {
			t.Fatalf("another time it is another answer: %s", diff)
		}
	}
	want := Finding{Position: problem.Position, Severity: Error, Code: "unreadable", Message: "no object"}
	if first[0] != want || first[1] == want {
		t.Errorf("first %v, then %v, want %v once", first[0], first[1], want)
	}
	if !slices.IsSortedFunc(first, func(a, b Finding) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	}) {
		t.Errorf("not in the order of the lines: %v", first)
	}
}

func TestWhatIsNotOursIsPassedOver(t *testing.T) {
	text := "apiVersion: apps/v1\nkind: Objective\nmetadata: {name: a}\nspec: 1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_A_Name}\n"
	if found := lintText(t, text, Options{}); len(found) > 0 {
		t.Errorf("%v", found)
	}
	if docs, _ := load(t, text); Goals(docs) != 0 {
		t.Error("none of them is ours")
	}
	if docs, _ := load(t, cleanText(t)); Goals(docs) != 9 {
		t.Errorf("%d goals, want 9", Goals(docs))
	}
}

// place of the first finding of a code.
func place(t *testing.T, text, code string) manifest.Position {
	t.Helper()
	for _, f := range lintText(t, text, Options{}) {
		if f.Code == code {
			return f.Position
		}
	}
	t.Fatalf("there is no %s", code)
	return manifest.Position{}
}

func TestPlacesInQueries(t *testing.T) {
	lines := strings.Split(cleanText(t), "\n")
	line := 1 + slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "/ count(greeted_total)") })
	for _, tc := range []struct {
		reason, old, new, code string
		line, column           int
	}{
		{"the second line of a block", "/ count(greeted_total)", "/ sum(greeted_total)", "raw-counter", line, 19},
		{"the end of a block", "/ count(greeted_total)", "/ count(greeted_total", "invalid-query", line, 34},
		{"a plain scalar", "avg(lifetime_value)", "avg(lifetime_total)", "raw-counter",
			1 + slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "avg(lifetime_value)") }), 39},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := place(t, changed(t, tc.old, tc.new), tc.code); got.Line != tc.line || got.Column != tc.column {
				t.Errorf("%v, want %d:%d", got, tc.line, tc.column)
			}
		})
	}
}

// message of the first finding of a code about an object.
func message(t *testing.T, text, code, object string) string {
	t.Helper()
	for _, f := range lintText(t, text, Options{}) {
		if f.Code == code && f.Object == object {
			return f.Message
		}
	}
	t.Fatalf("there is no %s", code)
	return ""
}

// worldOf is what the operator would have of the objects of a text.
func worldOf(t *testing.T, text string) *world.World {
	t.Helper()
	docs, _ := load(t, text)
	var set world.Set
	for _, d := range docs {
		object := any(world.NamespaceMetadata())
		if empty, ok := kinds[d.Kind()]; ok {
			object = empty()
		}
		if err := d.Decode(object); err != nil {
			t.Fatal(err)
		}
		if namespace, ok := object.(*metav1.PartialObjectMetadata); ok {
			namespace.Labels = withOwnName(namespace.Labels, namespace.Name)
		}
		set.Put(object.(world.Object))
	}
	return world.New(&set)
}

func TestWordsAreTheOperators(t *testing.T) {
	const outcomes = "outcomeRefs: [{name: belonging, namespace: hotel}]"
	ref := v1alpha1.ObjectReference{Name: "loyal", Namespace: "company"}
	aligned := func(w *world.World) string { return evaluate.Align(w.Objective("company", ref), w).Message }
	for _, tc := range []struct {
		reason, code, object string
		pairs                []string
		operator             func(*world.World) string
	}{
		{"no outcome", "no-outcome", "Objective company/loyal", []string{outcomes + "\n", "\n"}, aligned},
		{"parents of each other", "parent-cycle", "Objective company/loyal", []string{outcomes, "parentRef: {name: known, namespace: hotel}"}, aligned},
		{
			"measuring each other", "reference-cycle", "Objective company/loyal", []string{`{prometheus: {query: "max(complaints)"}}`, "{objectiveRef: {name: loyal, namespace: company}}"},
			func(w *world.World) string {
				return evaluate.Reference(w, "company", w.Objective("company", ref), v1alpha1.ObjectReference{Name: "known", Namespace: "hotel"}).Message
			},
		},
		{
			"nothing to be judged", "invalid-spec", "ValueExchange hotel/loyalty", []string{"step: 1d", "step: 1s"},
			func(w *world.World) string {
				vx := &v1alpha1.ValueExchange{}
				vx.Spec.Step = "1s"
				status := evaluate.ValueExchange(evaluate.ValueExchangeInput{Exchange: vx, Now: time.Unix(0, 0), World: w}).Status
				return status.Conditions[0].Message
			},
		},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			text := changed(t, tc.pairs...)
			if got, want := message(t, text, tc.code, tc.object), tc.operator(worldOf(t, text)); !strings.Contains(want, got) {
				t.Errorf("lint says %q, the operator %q", got, want)
			}
		})
	}
}
