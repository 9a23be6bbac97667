/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mutantsIn are the mutants of a function body, as "what became what".
func mutantsIn(t *testing.T, body string) []string {
	t.Helper()
	parsed, err := parseSource("x.go", "package x\n\nfunc f() {\n"+body+"\n}\n")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, m := range parsed.mutants() {
		found = append(found, m.String())
	}
	return found
}

func TestMutants(t *testing.T) {
	for _, tc := range []struct {
		reason, body string
		want         []string
	}{
		{"less", "_ = a < b", []string{"< became <="}},
		{"at most", "_ = a <= b", []string{"<= became <"}},
		{"greater", "_ = a > b", []string{"> became >="}},
		{"at least", "_ = a >= b", []string{">= became >"}},
		{"equal", "_ = a == b", []string{"== became !="}},
		{"unequal", "_ = a != b", []string{"!= became =="}},
		{"and", "_ = a && b", []string{"&& became ||"}},
		{"or", "_ = a || b", []string{"|| became &&"}},
		{"plus", "_ = a + b", []string{"+ became -"}},
		{"minus", "_ = a - b", []string{"- became +"}},
		{"times", "_ = a * b", []string{"* became /"}},
		{"divided by", "_ = a / b", []string{"/ became *"}},
		{"a sign", "_ = -a", []string{"- became +"}},
		{"add to", "a += b", []string{"+= became -="}},
		{"take from", "a -= b", []string{"-= became +="}},
		{"count up", "a++", []string{"++ became --"}},
		{"count down", "a--", []string{"-- became ++"}},
		{"an operator in an operator", "_ = a < b && c", []string{"&& became ||", "< became <="}},
		{"a whole number", "_ = 41", []string{"41 became 42"}},
		{"a hexadecimal number", "_ = 0xff", []string{"0xff became 256"}},
		{"a fraction", "_ = 0.7", []string{"0.7 became 0.71"}},
		{"a fraction with an exponent", "_ = 1.5e-9", []string{"1.5e-9 became 1.51e-9"}},
		{"an exponent alone", "_ = 1e-9", []string{"1e-9 became 1.1e-9"}},
		{"a hexadecimal fraction", "_ = 0x1p-53", []string{"0x1p-53 became 0x1.1p-53"}},
		{"a number that no int64 holds", "_ = 99999999999999999999", nil},
		{"text, a letter, an assignment and a pointer", "a := \"1 < 2\"; b = 'x'; *c = d; _ = !e", nil},
		{"words in a comment", "// a < b + 1", nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, mutantsIn(t, tc.body)); diff != "" {
				t.Errorf("mutants of %q (-want +got):\n%s", tc.body, diff)
			}
		})
	}
}

func TestMutantChangesOneToken(t *testing.T) {
	const text = "package x\n\nvar a = 1 +\n\t1\n"
	parsed, err := parseSource("x.go", text)
	if err != nil {
		t.Fatal(err)
	}
	type change struct {
		line int
		text string
	}
	var got []change
	for _, m := range parsed.mutants() {
		got = append(got, change{m.line, m.text()})
	}
	want := []change{
		{3, "package x\n\nvar a = 1 -\n\t1\n"},
		{3, "package x\n\nvar a = 2 +\n\t1\n"},
		{4, "package x\n\nvar a = 1 +\n\t2\n"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRemarks(t *testing.T) {
	parsed, err := parseSource("x.go", `package x

var a = 1 //mutate:equivalent nobody reads it
var b = 2 //mutate:equivalent
var c = 3 // a mutate:equivalent in passing
`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[int]bool{3: true}, parsed.equivalent); diff != "" {
		t.Errorf("a remark needs its form and a reason (-want +got):\n%s", diff)
	}
}

func TestParseSourceRefusesWhatIsNoGo(t *testing.T) {
	if _, err := parseSource("x.go", "package"); err == nil {
		t.Error("got no error")
	}
}

func TestParsePackage(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.go": "package x\n", "a_test.go": "package x\n", "b_plan9.go": "package x\n"})
	sources, err := parsePackage(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != 1 || sources[0].path != filepath.Join(dir, "a.go") {
		t.Errorf("got %v, want a.go alone: no tests, nothing for other systems", sources)
	}
	if _, err := parsePackage(filepath.Join(dir, "missing")); err == nil {
		t.Error("a directory that is not there: got no error")
	}
}

// write puts files into dir.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
