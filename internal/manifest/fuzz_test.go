/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzParse holds what is promised for any bytes: something is said of them, objects are kubectl's, each place is one of
// the file, and nothing is said without end.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"../../config/samples/*/*.yaml", "../../api/v1alpha1/testdata/valid/*least*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds in %s: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	for _, seed := range []string{
		"", located, head + "---\n" + head, `{"kind":"X","apiVersion":"v1"}{"kind":"Y"}`, head + "a: &a [*a]", "\ufeffa: \xff", "%YAML 1.1\n---\n",
		"apiVersion: v1\nkind: List\nitems: &i\n- &x {<<: *i}\n- *x\n", head + "a: !!binary x\n? b\n", head + "a: |4-\n  x\r\n\u2028\u0085b: \"\\\n\"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		c := parse("f", data, false)
		lines := strings.Count(string(data), "\n") + strings.Count(string(data), "\r") + strings.Count(string(data), "\u0085") +
			strings.Count(string(data), "\u2028") + strings.Count(string(data), "\u2029") + 1 // all that YAML takes for a break
		for _, p := range c.problems {
			if p.Message == "" || p.Line < 0 || p.Line > lines+1 {
				t.Errorf("%v of %d lines", p, lines)
			}
		}
		for _, d := range c.docs {
			if d.Kind() == "" || d.APIVersion() == "" {
				t.Errorf("an object without kind or apiVersion: %v", d.Object)
			}
			everywhere(t, d, "", d.Object, lines)
		}
		again := parse("f", data, false)
		if diff := cmp.Diff(told(c), told(again)); diff != "" {
			t.Errorf("read twice, not the same:\n%s", diff)
		}
	})
}

// everywhere asks for the place of each field of an object.
func everywhere(t *testing.T, d *Document, path string, value any, lines int) {
	if at := d.At(path); at.Line < 1 || at.Line > lines || at.Column < 1 {
		t.Errorf("%q is at %s of %d lines", path, at, lines)
	}
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			everywhere(t, d, strings.TrimPrefix(path+"."+key, "."), below, lines)
		}
	case []any:
		if len(value) > 0 {
			everywhere(t, d, path+"[0]", value[0], lines)
		}
	case string:
		if at := d.Within(path, 1, 1); at.Line < 1 || at.Line > lines || at.Column < 1 {
			t.Errorf("the text %q at %q is at %s of %d lines", value, path, at, lines)
		}
		d.Within(path, 2, 3)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add(head + "---\n" + head)
	f.Add("--- # a\r\n---\n----\n")
	f.Fuzz(func(t *testing.T, stream string) { sameSplit(t, stream) })
}
