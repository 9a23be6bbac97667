/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"strings"
	"testing"
	"time"
)

const (
	module = "module example.test/x\n\ngo 1.26\n"
	adult  = "package x\n\nfunc Adult(age int) bool { return age >= limit }\n\nconst limit = 18\n"
)

// endless counts up to an age, and for ever when it counts down.
const endless = `package x

const name = "a" + "b"

func Adult(age int) bool {
	var years int
	for years != age {
		years++
	}
	return years >= 18
}
`

// withData adds a look at the package's testdata to a test.
func withData(test string) string {
	test = strings.Replace(test, "import \"testing\"", "import (\n\t\"os\"\n\t\"testing\"\n)", 1)
	return strings.Replace(test, "\tif ", "\tif _, err := os.Stat(\"testdata/ages\"); err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif ", 1)
}

// adultTest is a test that tries one age and what is said of it.
func adultTest(conditions ...string) string {
	return "package x\n\nimport \"testing\"\n\nfunc TestAdult(t *testing.T) {\n\tif " +
		strings.Join(conditions, " || ") + " {\n\t\tt.Fail()\n\t}\n}\n"
}

// run mutates a module made of the files and returns what was printed.
func run(t *testing.T, files map[string]string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, files)
	var out strings.Builder
	err := mutate(context.Background(), &out, dir, 2, 2*time.Second)
	return out.String(), err
}

func TestMutate(t *testing.T) {
	thorough := adultTest("!Adult(18)", "Adult(17)")
	for _, tc := range []struct {
		reason  string
		files   map[string]string
		want    string
		wantErr string
	}{
		{
			reason: "thorough tests kill everything",
			files:  map[string]string{"x.go": adult, "x_test.go": thorough},
			want:   "2 mutants: 2 killed, 0 do not compile, 0 survived\n",
		},
		{
			reason:  "tests far from the bound miss it",
			files:   map[string]string{"x.go": adult, "x_test.go": adultTest("!Adult(50)", "Adult(3)")},
			want:    "x.go:3: survived: >= became >\nx.go:5: survived: 18 became 19\n2 mutants: 0 killed, 0 do not compile, 2 survived\n",
			wantErr: "2 survivors without a remark",
		},
		{
			reason: "a remark explains a survivor",
			files: map[string]string{
				"x.go":      strings.ReplaceAll(adult, "18\n", "18 //mutate:equivalent nobody is that age\n"),
				"x_test.go": adultTest("!Adult(limit)", "Adult(limit-1)"),
			},
			want: "2 mutants: 1 killed, 0 do not compile, 1 survived\n",
		},
		{
			reason: "a remark that explains nothing",
			files: map[string]string{
				"x.go":      strings.ReplaceAll(adult, "18\n", "18 //mutate:equivalent nobody is that age\n"),
				"x_test.go": thorough,
			},
			want:    "x.go:5: nothing survives here, remove the remark\n2 mutants: 2 killed, 0 do not compile, 0 survived\n",
			wantErr: "1 remarks without a survivor",
		},
		{
			reason: "endless loops are killed, and what does not compile is no survivor",
			files: map[string]string{
				"x.go":      endless,
				"x_test.go": thorough,
			},
			want: "5 mutants: 4 killed, 1 do not compile, 0 survived\n",
		},
		{
			reason:  "tests that fail anyway show nothing",
			files:   map[string]string{"x.go": adult, "x_test.go": adultTest("Adult(18)")},
			wantErr: "mend them first",
		},
		{
			reason: "tests find their testdata",
			files: map[string]string{
				"x.go":              adult,
				"x_test.go":         withData(thorough),
				"testdata/ages":     "17 18\n",
				"testdata/more/etc": "",
			},
			want: "2 mutants: 2 killed, 0 do not compile, 0 survived\n",
		},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			tc.files["go.mod"] = module
			out, err := run(t, tc.files)
			if tc.wantErr == "" && err != nil || tc.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tc.wantErr)) {
				t.Errorf("got error %v, want %q", err, tc.wantErr)
			}
			if out != tc.want {
				t.Errorf("printed %q, want %q", out, tc.want)
			}
		})
	}
}
