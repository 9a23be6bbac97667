/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/manifest"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

const (
	treeGoals = "testdata/tree/goals.yaml"
	// doubtfulGoals are such whose statuses are not to be taken as they stand.
	doubtfulGoals = "testdata/tree/doubt.yaml"
)

// noCluster reads files alone.
func noCluster(t *testing.T) *caller {
	t.Helper()
	return &caller{kubeconfig: filepath.Join(t.TempDir(), "none"), now: statusNow}
}

func TestTreeOfFiles(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"all":      {"-f", treeGoals},
		"wide":     {"-f", treeGoals, "-o", "wide"},
		"named":    {"-f", treeGoals, "guests-belong", "outcome/quiet-room"},
		"depth":    {"-f", treeGoals, "--depth", "2"},
		"samples":  {"-f", "../../config/samples"},
		"selected": {"-f", treeGoals, "-n", "company"},
		"doubt":    {"-f", doubtfulGoals},
	}
	for name, args := range tests {
		for _, columns := range []int{80, 200, 0} {
			reader := noCluster(t)
			reader.columns = columns
			got := reader.call(t, append([]string{"tree"}, args...)...)
			if got.code != 0 || got.err != "" {
				t.Errorf("%s: exit %d: %s", name, got.code, got.err)
			}
			golden(t, fmt.Sprintf("tree/%s.%d.txt", name, columns), got.out)
			if name == "wide" {
				columns = 0 // what is wide is not cut
			}
			fits(t, got.out, columns)
		}
	}
}

// readTreeGoals reads the goals as a command does.
func readTreeGoals(t *testing.T) lineage.Goals {
	t.Helper()
	var errs strings.Builder
	o := &options{Environment: noCluster(t).environment(io.Discard, &errs), config: genericclioptions.NewConfigFlags(true)}
	goals, err := (&goalsReader{options: o, files: manifest.Options{Files: []string{treeGoals}}}).readFiles()
	if err != nil || errs.String() != "" {
		t.Fatal(err, errs.String())
	}
	return goals
}

func TestTreeOfAKustomization(t *testing.T) {
	t.Parallel()
	got := noCluster(t).call(t, "tree", "-k", "../../config/samples/airline", "safe-flights")
	if got.code != 0 || !strings.Contains(got.out, "The bag is there when the passenger is") {
		t.Errorf("%+v", got)
	}
}

func TestTreeFormats(t *testing.T) {
	t.Parallel()
	reader := noCluster(t)
	asJSON, asYAML := lineage.Tree{}, lineage.Tree{}
	if err := json.Unmarshal([]byte(reader.call(t, "tree", "-f", treeGoals, "-o", "json").out), &asJSON); err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict([]byte(reader.call(t, "tree", "-f", treeGoals, "-o", "yaml").out), &asYAML); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asJSON, asYAML); diff != "" {
		t.Errorf("as JSON and as YAML: %s", diff)
	}
	objective := asJSON.Roots[0].Children[0].Children[0]
	if objective.Kind != lineage.KindObjective || objective.Name != "loyal-guests" || *objective.Score != 0.44 || len(objective.Serves) != 1 {
		t.Errorf("the first objective of the first level: %+v", objective)
	}
	doubtful := reader.call(t, "tree", "-f", doubtfulGoals, "-o", "json").out
	for _, want := range []string{`"stale": true`, `"suspended": true`, `"deleting": true`, `"guardrail": true`, `"outdated": {`} {
		if !strings.Contains(doubtful, want) {
			t.Errorf("%s is not in\n%s", want, doubtful)
		}
	}
}

func TestTreeInColours(t *testing.T) {
	t.Parallel()
	goals := readTreeGoals(t)
	var b strings.Builder
	view := treeView{palette: terminal.NewPalette(true), width: 200}
	if err := view.write(&b, goals.Tree()); err != nil {
		t.Fatal(err)
	}
	p := terminal.NewPalette(true)
	for _, want := range []string{
		p.Bad("OffTrack"), p.Warn("AtRisk"), p.Good("OnTrack"), p.Muted("Pending"), p.Warn("none"), p.Bold("Guests stay with us for years"),
		p.Muted("→ Guests come back because they feel they belong"), p.Bad("! The chicken"),
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

// What a namespace's labels consent to, and what is none of our goals.
func TestTreeOfLabelledNamespaces(t *testing.T) {
	t.Parallel()
	const consents = `
apiVersion: v1
kind: Namespace
metadata: {name: below, labels: {tier: trusted}}
---
apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata: {name: top, namespace: above}
spec: {title: The top, sharedWith: {from: Selector, selector: {matchLabels: {tier: trusted, kubernetes.io/metadata.name: below}}}, period: {start: "2026-10-01", end: "2026-12-31"}, keyResults: [{name: one, target: {reach: {from: 0, to: 1}}, measure: {prometheus: {query: "1"}}}]}
---
apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata: {name: trusted, namespace: below}
spec: {title: Trusted, parentRef: {name: top, namespace: above}, period: {start: "2026-10-01", end: "2026-12-31"}, keyResults: [{name: one, target: {reach: {from: 0, to: 1}}, measure: {prometheus: {query: "1"}}}]}
---
apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata: {name: other, namespace: stranger}
spec: {title: A stranger, parentRef: {name: top, namespace: above}, period: {start: "2026-10-01", end: "2026-12-31"}, keyResults: [{name: one, target: {reach: {from: 0, to: 1}}, measure: {prometheus: {query: "1"}}}]}
---
apiVersion: example.org/v1
kind: Objective
metadata: {name: lens, namespace: below}
spec: {title: A lens, keyResults: 3}
`
	var out, errs strings.Builder
	environment := noCluster(t).environment(&out, &errs)
	environment.In = strings.NewReader(consents)
	if code := Run(t.Context(), environment, "tree", "-f", "-"); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, want := range []string{"└─ Trusted", "! A stranger", "other in stranger: parent above/top not found"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "lens") {
		t.Errorf("a kind of another group is shown:\n%s", out.String())
	}
}

func TestTreeErrors(t *testing.T) {
	t.Parallel()
	empty := fileOf(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")
	tests := []struct {
		reason string
		args   []string
		want   string
	}{
		{"a slip of the pen", []string{"-f", treeGoals, "guest-belong"}, `error: no goal "guest-belong": did you mean guests-belong?`},
		{"of a kind", []string{"-f", treeGoals, "outcome/quiet"}, `error: no customer outcome "quiet": did you mean outcome/quiet-room?`},
		{"in another namespace", []string{"-f", treeGoals, "guests-belong", "-n", "company"},
			`error: no goal "guests-belong" in namespace "company": did you mean guests-belong -n hospitality?`},
		{"nothing is like it", []string{"-f", treeGoals, "xyz"}, `error: no goal "xyz": ` + "`kubectl goals tree` shows what there is"},
		{"a key result", []string{"-f", treeGoals, "guests-belong/repeat-stays"}, `error: guests-belong/repeat-stays is a key result: name its objective guests-belong`},
		{"an indicator of an outcome", []string{"-f", treeGoals, "outcome/quiet-room/noise-complaints"},
			"error: outcome/quiet-room/noise-complaints is an indicator of an outcome: name the outcome, outcome/quiet-room"},
		{"an exchange", []string{"-f", treeGoals, "vx/what-earns-loyalty"},
			"error: vx/what-earns-loyalty is a value exchange, and stands in no tree: `kubectl goals why vx/what-earns-loyalty`"},
		{"too many parts", []string{"-f", treeGoals, "a/b/c"}, `error: "a/b/c" is no goal: write NAME, KIND/NAME or OBJECTIVE/KEY-RESULT`},
		{"no name", []string{"-f", treeGoals, "obj/"}, `error: "obj/" is no goal`},
		{"a depth below the roots", []string{"-f", treeGoals, "--depth", "-1"}, "error: --depth -1 is below 0"},
		{"no such file", []string{"-f", "none.yaml"}, "error: "},
		{"no cluster", nil, "error: "},
		{"no goals", []string{"-f", empty}, "error: there is no goal in what was read"},
	}
	for _, tc := range tests {
		got := noCluster(t).call(t, append([]string{"tree"}, tc.args...)...)
		if got.code != exitTrouble || !strings.HasPrefix(got.err, tc.want) || got.out != "" {
			t.Errorf("%s: exit %d, %q, %q, want exit 2 and %q", tc.reason, got.code, got.out, got.err, tc.want)
		}
	}
	broken := fileOf(t, "apiVersion: goals.truenorth.dev/v1alpha1\nkind: Objective\nmetadata: {name: x}\nspec: 3\n")
	if got := noCluster(t).call(t, "tree", "-f", broken); got.code != exitFindings || !strings.Contains(got.err, broken+":4:1: error [schema] spec: ") || got.out != "" {
		t.Errorf("what the API server would refuse: %+v", got)
	}
	if got := noCluster(t).call(t, "tree", "-f", treeGoals, "-n", "nowhere"); got.code != 0 || got.err != "No goals found in namespace \"nowhere\".\n" || got.out != "" {
		t.Errorf("no goals in the namespace: %+v", got)
	}
}

// fileOf is a file with a text.
func fileOf(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "goals.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// twoNamespaces creates the goals of the tree in namespaces of their own, which begin with a prefix.
func twoNamespaces(t *testing.T, prefix string) {
	t.Helper()
	text, err := os.ReadFile(treeGoals)
	if err != nil {
		t.Fatal(err)
	}
	renamed := strings.NewReplacer("company", prefix+"company", "hospitality", prefix+"hospitality").Replace(string(text))
	c := cluster(t)
	for _, object := range readObjects(t, fileOf(t, renamed)) {
		status, written := object.Object["status"]
		create(t, c, object)
		if !written {
			continue
		}
		object.Object["status"] = status
		if err := c.Status().Update(t.Context(), object); err != nil {
			t.Fatalf("the status of %s: %v", object.GetName(), err)
		}
	}
}

const goalResources = "objectives.goals.truenorth.dev,customeroutcomes.goals.truenorth.dev,indicators.goals.truenorth.dev," +
	"valueexchanges.goals.truenorth.dev,scorecards.goals.truenorth.dev"

func TestTreeOfACluster(t *testing.T) {
	t.Parallel()
	const prefix = "tree-"
	twoNamespaces(t, prefix)
	admin := newAdmin(t)
	fromFiles := noCluster(t).call(t, "tree", "-f", treeGoals, "guests-belong", "-o", "wide")
	fromCluster := admin.call(t, "tree", "guests-belong", "-n", prefix+"hospitality", "-o", "wide")
	inShort := strings.ReplaceAll(fromCluster.out, prefix, "")
	if diff := cmp.Diff(strings.Fields(fromFiles.out), strings.Fields(inShort)); diff != "" || fromCluster.err != "" {
		t.Errorf("the same goals from files and from a cluster: %s%s", diff, fromCluster.err)
	}
	all := admin.call(t, "tree", "-A")
	own := admin.call(t, "tree", "-n", prefix+"company")
	for _, name := range []string{"one-booking-system", "guests-belong"} { // own, and contributing to what is own
		if !strings.Contains(all.out, name) || !strings.Contains(own.out, name) {
			t.Errorf("%s is not in both of\n%s\n%s", name, all.out, own.out)
		}
	}
	if !strings.Contains(all.out, "The chicken") || strings.Contains(own.out, "The chicken") {
		t.Errorf("who has nothing to do with the namespace is shown with -A alone:\n%s", own.out)
	}
	if got := admin.call(t, "tree", "-n", prefix+"empty"); got.out != "" || got.err != "No goals found in namespace \"tree-empty\".\n" || got.code != 0 {
		t.Errorf("an empty namespace: %+v", got)
	}
}

func TestTreeOfAReader(t *testing.T) {
	t.Parallel()
	const prefix = "tree-reader-"
	twoNamespaces(t, prefix)
	hospitality, company := prefix+"hospitality", prefix+"company"

	desk := newReader(t, hospitality, "desk", "get,list "+goalResources)
	got := desk.call(t, "tree", "-n", hospitality)
	golden(t, "tree/reader.0.txt", strings.ReplaceAll(got.out, prefix, ""))
	if !strings.HasPrefix(got.err, "You may not list objectives, customer outcomes, indicators, value exchanges, scorecards of all namespaces") || got.code != 0 {
		t.Errorf("what he may not read is not said: %+v", got)
	}
	if all := desk.call(t, "tree", "-A", "-n", hospitality); all.code != 0 || strings.Contains(all.out+got.out, "One booking system") || strings.Contains(all.out+got.out, "lifetime") {
		t.Errorf("he sees what he may not read:\n%s", all.out)
	}
	for _, want := range []string{"guests-belong: parent " + company + "/loyal-guests is not yours to read", "adrift: parent " + company + "/one-booking-system is not yours"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is not in\n%s", want, got.out)
		}
	}
	why := desk.call(t, "why", "front-desk-training", "-n", hospitality)
	if !strings.Contains(why.out, "I am known") || !strings.Contains(why.out, "parent "+company+"/loyal-guests is not yours to read") ||
		!strings.Contains(why.out, "no scorecard that is yours to read") || strings.Contains(why.out, "A home away") {
		t.Errorf("his line of sight:\n%s", why.out)
	}

	// A right in the other namespace is found, though he may not list namespaces.
	kubectl(t, "-n", company, "create", "role", "guest", "--verb=get,list", "--resource="+goalResources)
	kubectl(t, "-n", company, "create", "rolebinding", "guest", "--role=guest", "--serviceaccount="+hospitality+":desk")
	got = desk.call(t, "tree", "guests-belong", "-n", hospitality)
	if !strings.Contains(got.out, "A home away from home") || strings.Contains(got.out, "loyal-guests is not yours") {
		t.Errorf("what he may read in another namespace is not shown:\n%s%s", got.out, got.err)
	}

	nobody := newReader(t, prefix+"nobody", "nobody")
	if got := nobody.call(t, "tree", "-n", hospitality); got.code != exitTrouble || !strings.HasPrefix(got.err, "error: you may not list objectives in namespace \"tree-reader-hospitality\"") {
		t.Errorf("who may read nothing: %+v", got)
	}
}
