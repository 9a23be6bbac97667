/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/internal/lint"
)

const nobodys = `apiVersion: goals.truenorth.dev/v1alpha1
kind: CustomerOutcome
metadata: {name: belonging}
spec:
  statement: When I arrive, I am known.
  owner: {team: guest-experience}
  indicators:
  - name: recognised
    measure: {prometheus: {query: avg(recognised_ratio)}}
    target: {maintain: {min: 0.9}}
`

// runLint runs `kubectl goals lint` on the first of December 2026.
func runLint(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = Run(context.Background(), Environment{
		In: strings.NewReader(stdin), Out: &out, Err: &err, Lookup: func(string) (string, bool) { return "", false },
		Clock: clocktesting.NewFakePassiveClock(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)),
	}, append([]string{"lint"}, args...)...)
	return code, out.String(), err.String()
}

func TestLintTellsWhatItFinds(t *testing.T) {
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	broken := strings.Replace(nobodys, "avg(recognised_ratio)", "avg(", 1)
	const idle = "stdin:4:1: warning [idle-outcome] nobody works on this outcome: no running objective among these files names it in its outcomeRefs (name it in an objective's spec.outcomeRefs)\n"
	for _, tc := range []struct {
		reason, stdin  string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"a warning", nobodys, []string{"-f", "-"}, exitFine, idle, "1 warning in 1 object\n"},
		{"strict", nobodys, []string{"-f", "-", "--strict"}, exitFindings, idle, "1 warning in 1 object\n"},
		{"as an error", nobodys, []string{"-f", "-", "--error", "idle-outcome"}, exitFindings, strings.Replace(idle, "warning", "error", 1), "1 error in 1 object\n"},
		{"switched off", nobodys, []string{"-f", "-", "--strict", "--disable", "idle-outcome,no-owner"}, exitFine, "", "nothing to mend in 1 object\n"},
		{
			"an error", broken, []string{"-f", "-", "--disable", "idle-outcome"}, exitFindings,
			"stdin:9:39: error [invalid-query] unclosed left parenthesis\n", "1 error in 1 object\n",
		},
		{
			"annotations", broken, []string{"-f", "-", "--disable", "idle-outcome", "-o", "github"}, exitFindings,
			"::error file=stdin,line=9,col=39,title=invalid-query::unclosed left parenthesis\n", "1 error in 1 object\n",
		},
		{"no files", "", nil, exitTrouble, "", "error: no files: name them with -f FILE, -f FOLDER or -f -, or a kustomization with -k FOLDER\n"},
		{"files as arguments", "", []string{"a.yaml", "b.yaml"}, exitTrouble, "", "error: files are named with -f: kubectl goals lint -f a.yaml -f b.yaml\n"},
		{"an unknown format", "", []string{"-f", "-", "-o", "xml"}, exitTrouble, "", "error: unknown output format \"xml\": use one of text, json, github, sarif\n"},
		{"an error that is to be switched off", nobodys, []string{"-f", "-", "--disable", "schema"}, exitTrouble, "", "error: schema is an error, and only warnings can be switched: use "},
		{"the samples", "", []string{"-f", "../../config/samples", "--strict"}, exitFine, "", "nothing to mend in "},
		{"the catalogue's kustomization", "", []string{"-k", "../../config/catalog", "--strict"}, exitFine, "", "nothing to mend in "},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			code, stdout, stderr := runLint(t, tc.stdin, tc.args...)
			if code != tc.code || stdout != tc.stdout || !strings.HasPrefix(stderr, tc.stderr) {
				t.Errorf("code %d, want %d\nstdout %swant %s\nstderr %swant %s", code, tc.code, stdout, tc.stdout, stderr, tc.stderr)
			}
		})
	}
}

func TestLintReadsGoalsIntoTheNamespaceOfTheFlag(t *testing.T) {
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	for namespace, want := range map[string]string{"hotel": "CustomerOutcome hotel/belonging", "": "CustomerOutcome default/belonging"} {
		_, stdout, _ := runLint(t, nobodys, "-f", "-", "-o", "json", "-n", namespace)
		var found []struct{ Object string }
		if err := json.Unmarshal([]byte(stdout), &found); err != nil || len(found) != 1 || found[0].Object != want {
			t.Errorf("-n %q: %s, error %v, want %s", namespace, stdout, err, want)
		}
	}
}

func TestLintNeedsNoKubeconfigThatCanBeRead(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(broken, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", broken)
	if code, _, stderr := runLint(t, nobodys, "-f", "-"); code != exitFine {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestLintListsItsRules(t *testing.T) {
	code, text, _ := runLint(t, "", "--rules")
	_, list, _ := runLint(t, "", "--rules", "-o", "json")
	var rules []lint.Rule
	if err := json.Unmarshal([]byte(list), &rules); err != nil || len(rules) != len(lint.Rules()) {
		t.Errorf("%d rules, want %d, error %v", len(rules), len(lint.Rules()), err)
	}
	for _, rule := range lint.Rules() {
		if !strings.Contains(text, rule.Code+" ("+string(rule.Severity)+")\n    "+rule.Finds) {
			t.Errorf("%s is not listed", rule.Code)
		}
	}
	if code != exitFine {
		t.Errorf("code %d", code)
	}
}
