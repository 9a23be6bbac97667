/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

var update = flag.Bool("update", false, "write the golden files of the outputs anew")

// written are findings with all that an output has to cope with.
func written() []Finding {
	return []Finding{
		{
			Position: manifest.Position{File: "goals/a:b, 100% é.yaml", Line: 12, Column: 7}, Severity: Error, Code: "invalid-query",
			Object: "Objective hotel/known", Field: "spec.keyResults[0].measure.prometheus.query", Message: "unclosed left parenthesis",
		},
		{
			Position: manifest.Position{File: "goals/b.yaml", Line: 3, Column: 1}, Severity: Warning, Code: "no-owner",
			Object: "Objective \x1b[31mred\x07\u202e", Field: "spec.owner", Message: "100% of nobody\nanswers: for \"it\", <here> \u0085", Mend: "name a team\r\nand a contact",
		},
		{Position: manifest.Position{File: "/srv/goals/c d.yaml"}, Severity: Error, Code: "unreadable", Message: "the file is empty \u009b31m"},
	}
}

func TestOutputs(t *testing.T) {
	for _, format := range Formats() {
		t.Run(string(format), func(t *testing.T) {
			var got bytes.Buffer
			if err := Write(&got, written(), format); err != nil {
				t.Fatal(err)
			}
			golden := "testdata/output." + string(format)
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			for _, r := range got.String() {
				if r != '\n' && !unicode.IsPrint(r) {
					t.Errorf("the output holds %q", r)
				}
			}
		})
	}
	if err := Write(&bytes.Buffer{}, nil, "xml"); err == nil {
		t.Error("there is no format xml")
	}
}

func TestNothingFoundIsAnEmptyList(t *testing.T) {
	for format, want := range map[Format]string{Text: "", GitHub: "", JSON: "[]\n"} {
		var got bytes.Buffer
		if err := Write(&got, nil, format); err != nil || got.String() != want {
			t.Errorf("%s: %q, error %v, want %q", format, got.String(), err, want)
		}
	}
}

func TestJSONKeepsTextsExactly(t *testing.T) {
	var got bytes.Buffer
	if err := Write(&got, written(), JSON); err != nil {
		t.Fatal(err)
	}
	var records []record
	if err := json.Unmarshal(got.Bytes(), &records); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asRecords(written()), records); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// What the standard demands of a log, as far as its schema says it of what is in ours.
func TestSARIFIsWhatTheStandardDemands(t *testing.T) {
	var got bytes.Buffer
	if err := Write(&got, written(), SARIF); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(&got)
	decoder.DisallowUnknownFields()
	var log sarif
	if err := decoder.Decode(&log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || !strings.HasSuffix(log.Schema, "/sarif-schema-2.1.0.json") || len(log.Runs) != 1 || len(log.Runs[0].Results) != len(written()) {
		t.Fatalf("version %s, schema %s, %d runs", log.Version, log.Schema, len(log.Runs))
	}
	rules := log.Runs[0].Tool.Driver.Rules
	for _, result := range log.Runs[0].Results {
		if result.RuleIndex < 0 || result.RuleIndex >= len(rules) || rules[result.RuleIndex].ID != result.RuleID {
			t.Errorf("%s is not rule %d", result.RuleID, result.RuleIndex)
		}
		if result.Message.Text == "" || len(result.Locations) != 1 {
			t.Errorf("%v lacks a message or a place", result)
		}
		if uri := result.Locations[0].Physical.Artifact.URI; strings.ContainsAny(uri, " %\x1b") && !strings.Contains(uri, "%20") {
			t.Errorf("%q is no URI", uri)
		}
	}
}

// Every code that a finding can have is in the table, as SARIF refers to it there.
func TestTheTableHasEveryCode(t *testing.T) {
	known := severities()
	for _, code := range []string{codeUnreadable, codeSchema, codeMetadata, codeUnknownField, codeUnknownKind} {
		if known[code] != Error {
			t.Errorf("the table lacks %s", code)
		}
	}
	if len(Rules()) != len(known) {
		t.Error("a code is in the table twice")
	}
}

func TestSummary(t *testing.T) {
	findings := written()
	for _, tc := range []struct {
		found []Finding
		goals int
		want  string
	}{
		{findings, 3, "2 errors and 1 warning in 3 objects"},
		{findings[:1], 1, "1 error in 1 object"},
		{findings[1:2], 2, "1 warning in 2 objects"},
		{nil, 14, "nothing to mend in 14 objects"},
		{nil, 0, "no goals among what was read: nothing was checked"},
	} {
		if got := Summary(tc.found, tc.goals); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
}
