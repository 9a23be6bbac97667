/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

func TestWhyOfFiles(t *testing.T) {
	t.Parallel()
	names := []string{
		"front-desk-training/colleagues-trained", "guests-belong", "one-booking-system", "quiet-nights", "obj/egg", "adrift",
		"outcome/sense-of-belonging", "ind/customer-lifetime-value", "vx/what-earns-loyalty",
		"going", "edited/latency", "outcome/quick-answers",
	}
	for _, name := range names {
		for _, columns := range []int{80, 200, 0} {
			reader := noCluster(t)
			reader.columns = columns
			got := reader.call(t, "why", name, "-f", treeGoals, "-f", doubtfulGoals)
			if got.code != 0 || got.err != "" {
				t.Errorf("%s: exit %d: %s", name, got.code, got.err)
			}
			golden(t, fmt.Sprintf("tree/why-%s.%d.txt", strings.ReplaceAll(name, "/", "-"), columns), got.out)
			fits(t, got.out, columns)
		}
	}
}

func TestWhyFormats(t *testing.T) {
	t.Parallel()
	reader := noCluster(t)
	var asJSON, asYAML lineage.Line
	if err := json.Unmarshal([]byte(reader.call(t, "why", "front-desk-training", "-f", treeGoals, "-o", "json").out), &asJSON); err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict([]byte(reader.call(t, "why", "front-desk-training", "-f", treeGoals, "-o", "yaml").out), &asYAML); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asJSON, asYAML); diff != "" {
		t.Errorf("as JSON and as YAML: %s", diff)
	}
	var relations []string
	for _, s := range asJSON.Steps {
		relations = append(relations, string(s.Relation))
	}
	want := []string{"", "ContributesTo", "ContributesTo", "Serves", "SeenIn", "Moves", "SeenIn", "Moves", "StandsOn", "Fulfils"}
	if diff := cmp.Diff(want, relations); diff != "" {
		t.Errorf("the steps (-want +got):\n%s", diff)
	}
	if broken := reader.call(t, "why", "egg", "-f", treeGoals, "-o", "json"); !strings.Contains(broken.out, `"reason": "ParentCycle"`) || broken.code != 0 {
		t.Errorf("a broken line: %+v", broken)
	}
}

func TestWhyInColours(t *testing.T) {
	t.Parallel()
	goals := readTreeGoals(t)
	line, err := goals.Why(lineage.Ref{Kind: lineage.KindObjective, Namespace: "company", Name: "one-booking-system"})
	if err != nil {
		t.Fatal(err)
	}
	p := terminal.NewPalette(true)
	got := lineText(line, p, 80)
	for _, want := range []string{p.Good("OnTrack"), p.Bold("One booking system for all hotels"), p.Bad("neither the objective nor a parent of it names a customer outcome")} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestWhyErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		args   []string
		want   string
	}{
		{"no name", nil, "error: accepts 1 arg(s), received 0"},
		{"a slip of the pen", []string{"front-desk-trainign"}, `error: no goal "front-desk-trainign": did you mean front-desk-training?`},
		{"a key result that is not there", []string{"guests-belong/stays"}, "error: objective guests-belong has no key result stays: it has repeat-stays, complaints"},
		{"a key result of nothing", []string{"guests-belongs/stays"}, `error: no objective "guests-belongs": did you mean guests-belong?`},
		{"an outcome's indicator", []string{"outcome/quiet-room/noise-complaints"},
			"error: indicator noise-complaints of customer outcome quiet-room has no line of sight of its own: ask for the outcome"},
		{"one that the outcome has not, without its kind", []string{"sense-of-belonging/felt"},
			"error: customer outcome sense-of-belonging has no indicator felt: it has recognised-at-desk, felt-at-home"},
		{"a part of what has none", []string{"ind/customer-lifetime-value/x"}, "error: ind/customer-lifetime-value has no parts to ask for: leave out /x"},
		{"an exchange that is not there", []string{"vx/what-earns"}, `error: no value exchange "what-earns"`},
		{"a scorecard", []string{"card/hotel-group"}, "error: a scorecard has no line of sight"},
		{"a table", []string{"guests-belong", "-o", "table"}, `error: unknown output format "table": use one of text, json, yaml`},
	}
	for _, tc := range tests {
		got := noCluster(t).call(t, append([]string{"why", "-f", treeGoals}, tc.args...)...)
		if got.code != exitTrouble || !strings.HasPrefix(got.err, tc.want) || got.out != "" {
			t.Errorf("%s: exit %d, %q, %q, want exit 2 and %q", tc.reason, got.code, got.out, got.err, tc.want)
		}
	}
	got := noCluster(t).call(t, "why", "safe-flights", "-f", "../../config/samples", "-f", "testdata/tree/twice.yaml")
	if want := "error: goal \"safe-flights\" is in more than one namespace: choose with -n airline, -n elsewhere\n"; got.err != want {
		t.Errorf("in two namespaces: %q, want %q", got.err, want)
	}
	if got := noCluster(t).call(t, "why", "safe-flights", "-n", "airline", "-f", "../../config/samples", "-f", "testdata/tree/twice.yaml"); got.code != 0 {
		t.Errorf("with a namespace: %+v", got)
	}
}

func TestWhyOfACluster(t *testing.T) {
	t.Parallel()
	const prefix = "why-"
	twoNamespaces(t, prefix)
	admin := newAdmin(t)
	fromFiles := noCluster(t).call(t, "why", "front-desk-training/colleagues-trained", "-f", treeGoals)
	fromCluster := admin.call(t, "why", "front-desk-training/colleagues-trained", "-n", prefix+"hospitality")
	if diff := cmp.Diff(fromFiles.out, strings.ReplaceAll(fromCluster.out, prefix, "")); diff != "" || fromCluster.err != "" {
		t.Errorf("the same line from files and from a cluster: %s%s", diff, fromCluster.err)
	}
	got := admin.call(t, "why", "guests-belong", "-n", prefix+"company")
	if want := `did you mean guests-belong -n `; got.code != exitTrouble || !strings.Contains(got.err, want) {
		t.Errorf("the right name in the wrong namespace: %+v", got)
	}
}

func TestCompletionOfGoals(t *testing.T) {
	t.Parallel()
	const prefix = "complete-"
	twoNamespaces(t, prefix)
	admin := newAdmin(t)
	tests := []struct {
		reason string
		args   []string
		want   []string
	}{
		{"objectives by name", []string{"why", "-n", prefix + "hospitality", "qu"}, []string{"quiet-nights"}},
		{"others by kind", []string{"why", "-n", prefix + "hospitality", "out"}, []string{"outcome/quiet-room", "outcome/sense-of-belonging"}},
		{"the kind as it was typed", []string{"why", "-n", prefix + "hospitality", "customeroutcomes/q"}, []string{"customeroutcomes/quiet-room"}},
		{"an objective by its kind", []string{"why", "-n", prefix + "hospitality", "obj/qu"}, []string{"obj/quiet-nights"}},
		{"key results", []string{"why", "-n", prefix + "hospitality", "guests-belong/"}, []string{"guests-belong/repeat-stays", "guests-belong/complaints"}},
		{"a tree has no key results, but missions", []string{"tree", "-n", prefix + "company", "loyal-guests/"}, nil},
		{"missions", []string{"tree", "-n", prefix + "company", "card"}, []string{"card/hotel-group"}},
		{"no mission", []string{"why", "-n", prefix + "company", "card"}, nil},
		{"not what was typed", []string{"tree", "-n", prefix + "hospitality", "quiet-nights", "qu"}, nil},
		{"from files", []string{"why", "-f", treeGoals, "ad"}, []string{"adrift"}},
		{"from no files", []string{"why", "-f", "none.yaml", ""}, nil},
	}
	for _, tc := range tests {
		// cobra's own command for it takes no flags behind the words
		args := slices.Concat([]string{"__complete", tc.args[0], "--kubeconfig=" + admin.kubeconfig}, tc.args[1:])
		if got := complete(t, admin, args); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
	if got := complete(t, admin, []string{"__complete", "why", "--kubeconfig=none", ""}); got != nil {
		t.Errorf("without a cluster: %q, want silence", got)
	}
}

// complete gives what a shell would be offered.
func complete(t *testing.T, c *caller, args []string) []string {
	t.Helper()
	var out, err strings.Builder
	if code := Run(t.Context(), c.environment(&out, &err), args...); code != 0 {
		t.Fatalf("exit %d: %s", code, err.String())
	}
	var words []string
	for line := range strings.Lines(out.String()) {
		if word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); !strings.HasPrefix(word, ":") {
			words = append(words, word)
		}
	}
	return words
}
