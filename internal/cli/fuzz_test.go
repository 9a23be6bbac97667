/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/truenorth-dev/truenorth/internal/lint"
)

// FuzzLint: whatever a file holds, lint ends with one of its exit codes, says something of each fault at a place of the
// file, and sends nothing to the terminal that a file could steer it with.
func FuzzLint(f *testing.F) {
	f.Setenv("KUBECONFIG", filepath.Join(f.TempDir(), "none"))
	for _, pattern := range []string{"../../config/samples/hotel/*.yaml", "../../api/v1alpha1/testdata/valid/*least*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds in %s: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) < 4096 {
				f.Add(string(data))
			}
		}
	}
	for _, seed := range []string{
		"", "\x00", "a: &a [*a]", nobodys, strings.Replace(nobodys, "avg(recognised_ratio)", "avg(\x1b[31m", 1),
		"apiVersion: goals.truenorth.dev/v1alpha1\nkind: Objective\n", "apiVersion: goals.truenorth.dev/v1alpha1\nkind: Objective\nmetadata: []\nspec: 1\n",
		`{"apiVersion":"goals.truenorth.dev/v1alpha1","kind":"Scorecard","metadata":{"name":"\u001b]0;x\u0007"}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		if len(file) > 1<<13 {
			return
		}
		code, stdout, stderr := runLint(t, file, "-f", "-", "-o", "json")
		var found []struct {
			Line, Column            int
			Severity, Code, Message string
		}
		switch {
		case code == exitTrouble:
			return
		case code != exitFine && code != exitFindings:
			t.Fatalf("exit code %d", code)
		}
		if err := json.Unmarshal([]byte(stdout), &found); err != nil {
			t.Fatalf("%q: %v", stdout, err)
		}
		errs := 0
		for _, one := range found {
			if one.Severity == string(lint.Error) {
				errs++
			}
			if one.Line < 0 || one.Line > len(file)+2 || one.Column < 0 || one.Code == "" || one.Message == "" {
				t.Errorf("%+v of %d bytes", one, len(file))
			}
		}
		if (errs > 0) != (code == exitFindings) {
			t.Errorf("exit code %d with %d errors", code, errs)
		}
		_, text, _ := runLint(t, file, "-f", "-")
		if lines := strings.Count(text, "\n"); lines != len(found) {
			t.Errorf("%d lines for %d findings: %q", lines, len(found), text)
		}
		plainText(t, text)
		plainText(t, stderr)
	})
}

// plainText checks that a terminal does nothing but show a text.
func plainText(t *testing.T, text string) {
	t.Helper()
	steers := func(r rune) bool {
		return r != '\n' && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, steers) {
		t.Errorf("%q is not for a terminal", text)
	}
}
