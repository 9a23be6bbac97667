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
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/report"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// TestReportOfSamples holds what a review of the samples would read, in all formats.
func TestReportOfSamples(t *testing.T) {
	t.Parallel()
	_, url := teller(t)
	reader := noCluster(t)
	reader.now = storyNow
	file := filepath.Join(t.TempDir(), "review.json")
	got := reader.call(t, "report", "-k", samples, "--prometheus", url, "--since", "14d", "--to", file)
	if got.code != 0 || got.out != "" || !strings.Contains(got.err, file) {
		t.Fatalf("%+v", got)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var made report.Report
	if err := json.Unmarshal(text, &made); err != nil {
		t.Fatal(err)
	}
	made.Source = strings.ReplaceAll(made.Source, strings.TrimPrefix(url, "http://"), "prometheus.example")
	for _, o := range made.Objectives {
		for _, kr := range o.KeyResults {
			if kr.Course == nil {
				t.Errorf("%s of %s has no course", kr.Name, o.Name)
			}
		}
	}
	var markdown, html strings.Builder
	if err := made.Markdown(&markdown); err != nil {
		t.Fatal(err)
	}
	if err := made.HTML(&html); err != nil {
		t.Fatal(err)
	}
	golden(t, "report/samples.md", markdown.String())
	golden(t, "report/samples.html", html.String())
}

// training is a goal whose numbers are typed by hand, so that nobody has to be asked for them.
const training = "../../config/samples/hotel/front-desk-training.yaml"

// reported is a report as JSON, of a command that has to succeed.
func reported(t *testing.T, reader *caller, args ...string) report.Report {
	t.Helper()
	got := reader.call(t, append([]string{"report", "-o", "json"}, args...)...)
	var made report.Report
	if err := json.Unmarshal([]byte(got.out), &made); err != nil || got.code != 0 {
		t.Fatalf("exit %d, %v: %s", got.code, err, got.err)
	}
	return made
}

func TestReportOfThePast(t *testing.T) {
	t.Parallel()
	reader := noCluster(t)
	made := reported(t, reader, "-f", training, "--at", "2026-11-10T12:00:00Z", "--since", "14d")
	trained := made.Objectives[0].KeyResults[0]
	if want := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC); !made.Time.Equal(want) || !made.Since.Equal(want.AddDate(0, 0, -14)) {
		t.Errorf("as of %s, since %s", made.Time, made.Since)
	}
	if *trained.Value != 76 || !made.Changes.Compared || *made.Changes.Moves[0].Before >= *made.Changes.Moves[0].After {
		t.Errorf("%v trained; moves %+v", *trained.Value, made.Changes.Moves)
	}
	last := trained.Course.Past[len(trained.Course.Past)-1]
	if *last.Value != 76 || last.Time.After(made.Time) {
		t.Errorf("the path ends with %v at %s", *last.Value, last.Time)
	}
	drills := made.Objectives[0].KeyResults[1]
	if *drills.Value != 7 {
		t.Errorf("%v drills, want those of 19 October: the next entry is of a later day", *drills.Value)
	}
}

func TestReportFormats(t *testing.T) {
	t.Parallel()
	reader, folder := noCluster(t), t.TempDir()
	for _, tc := range []struct {
		reason, begins string
		args           []string
	}{
		{"HTML unless something else is asked for", "<!DOCTYPE html>\n", nil},
		{"Markdown", "# ", []string{"-o", "markdown"}},
		{"YAML", "changes:\n", []string{"-o", "yaml"}},
		{"by the name of the file", "# ", []string{"--to", filepath.Join(folder, "a.md")}},
		{"by -o where the name of the file says none", "<!DOCTYPE", []string{"--to", filepath.Join(folder, "b.txt"), "-o", "html"}},
		{"by both", "# ", []string{"--to", filepath.Join(folder, "c.MD"), "-o", "markdown"}},
	} {
		got := reader.call(t, append([]string{"report", "-f", training}, tc.args...)...)
		if len(tc.args) > 1 && tc.args[0] == "--to" {
			text, err := os.ReadFile(tc.args[1])
			if err != nil || got.out != "" {
				t.Errorf("%s: %v, and %q on standard output", tc.reason, err, got.out)
			}
			got.out = string(text)
		}
		if got.code != 0 || !strings.HasPrefix(got.out, tc.begins) {
			t.Errorf("%s: exit %d, %.40q, %s", tc.reason, got.code, got.out, got.err)
		}
	}
}

func TestReportErrors(t *testing.T) {
	t.Parallel()
	reader := noCluster(t)
	for _, tc := range []struct {
		reason string
		args   []string
		want   string
	}{
		{"a time that is none", []string{"-f", training, "--since", "yesterday"}, `--since "yesterday" is no time`},
		{"a time to come", []string{"-f", training, "--at", "2027-01-01"}, "is in the future"},
		{"nothing between", []string{"-f", training, "--at", "2026-11-10", "--since", "2026-11-10"}, "--since 2026-11-10 is not before"},
		{"the past of what nobody can be asked about", []string{"-f", "../../config/samples/hotel/guests-belong.yaml", "--at", "1d"}, "--at needs metrics to ask"},
		{"a format that is none", []string{"-f", training, "-o", "pdf"}, `unknown output format "pdf"`},
		{"a folder that is not there", []string{"-f", training, "--to", filepath.Join(t.TempDir(), "a", "b.html")}, "cannot write the report"},
		{"a name that says another format", []string{"-f", training, "--to", "x.md", "-o", "html"}, "x.md is the name of a file in the format markdown, and -o asks for html: leave -o out"},
		{"a name that says no known format", []string{"-f", training, "--to", "x.pdf"}, "x.pdf: its ending says no format: end it in .html, .md, .json or .yaml"},
		{"a name that says none", []string{"-f", training, "--to", "x"}, "or name the format with -o"},
		{"an argument", []string{training}, "files are named with -f: kubectl goals report -f"},
		{"a token on the command line", []string{"-f", training, "--prometheus", "http://x", "--prometheus-header", "Authorization=Bearer secret"}, "a credential is not given on the command line"},
	} {
		got := reader.call(t, append([]string{"report"}, tc.args...)...)
		if got.code != exitTrouble || !strings.Contains(got.err, tc.want) || got.out != "" || strings.Contains(got.err, "secret") {
			t.Errorf("%s: exit %d: %s%s", tc.reason, got.code, got.err, got.out)
		}
	}
}

// A namespace without goals has no report, and the file of another is left alone.
func TestReportOfNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "x.md")
	const want = "No goals found in namespace \"nowhere\".\n"
	for _, args := range [][]string{{"-f", treeGoals, "-n", "nowhere"}, {"-f", treeGoals, "-n", "nowhere", "--prometheus", "http://127.0.0.1:1", "--to", file}} {
		if got := noCluster(t).call(t, append([]string{"report"}, args...)...); got.code != 0 || got.out != "" || got.err != want {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := newAdmin(t).call(t, "report", "-n", "nowhere", "--prometheus", "http://127.0.0.1:1"); got.code != 0 || got.out != "" || got.err != want {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is there: %v", err)
	}
}

// The help names flags by their types, whatever their texts quote.
func TestReportHelp(t *testing.T) {
	t.Parallel()
	if got := noCluster(t).call(t, "report", "--help"); !strings.Contains(got.out, "--previous string  ") {
		t.Error(got.out)
	}
}

// Without a server to ask, files are told of as they are, and what that leaves out is said.
func TestReportOfFilesWithoutASource(t *testing.T) {
	t.Parallel()
	made := reported(t, noCluster(t), "-f", treeGoals)
	if made.Changes.Compared || len(made.Notes) != 1 || !strings.Contains(made.Notes[0], "--prometheus") {
		t.Errorf("compared %t, notes %q", made.Changes.Compared, made.Notes)
	}
	if only := reported(t, noCluster(t), "-f", treeGoals, "-n", "company"); len(only.Objectives) == 0 || len(only.Objectives) >= len(made.Objectives) {
		t.Errorf("%d objectives of one namespace, %d of all", len(only.Objectives), len(made.Objectives))
	}
}

// A server that cannot be asked leaves a report that says so, and an exit code that does too.
func TestReportWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	got := noCluster(t).call(t, "report", "-f", "../../config/samples/hotel/guests-belong.yaml", "-o", "markdown", "--prometheus", "http://127.0.0.1:1")
	if got.code != exitTrouble || !strings.Contains(got.out, "**SourceUnavailable**") || !strings.Contains(got.err, "Unreachable") {
		t.Errorf("exit %d: %s%s", got.code, got.err, got.out)
	}
}

// createJudged creates the goal of a file in the cluster under a name, with the status that the operator would write.
func createJudged(t *testing.T, c client.Client, namespace, file, name string) {
	t.Helper()
	got := noCluster(t).call(t, "eval", "-f", file, "-o", "json")
	var list struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(got.out), &list); err != nil {
		t.Fatalf("%v: %s", err, got.err)
	}
	for _, item := range list.Items {
		object := &unstructured.Unstructured{Object: item}
		object.SetNamespace(namespace)
		object.SetName(name)
		object.SetGeneration(0)
		status := item["status"]
		create(t, c, object)
		object.Object["status"] = status
		if err := c.Status().Update(t.Context(), object); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReportOfACluster(t *testing.T) {
	t.Parallel()
	const namespace = "report-cluster"
	createJudged(t, hotel(t, namespace), namespace, training, "trained")
	admin := newAdmin(t)
	made := reported(t, admin, "-n", namespace)
	if made.Changes.Compared || len(made.Notes) != 1 || len(made.Objectives) != 7 || len(made.Outcomes) != 2 || len(made.Scorecards) != 1 {
		t.Errorf("compared %t, notes %q, %d objectives", made.Changes.Compared, made.Notes, len(made.Objectives))
	}
	told := 0
	for _, change := range made.Changes.News {
		if change.Kind == report.ChangeEvent && change.Goal.Name == "guests-belong" {
			told++
		}
	}
	if told != 2 {
		t.Errorf("%d of two events are told: %+v", told, made.Changes.News)
	}
	for _, o := range made.Objectives {
		if o.Name != "trained" {
			continue
		}
		if trained := o.KeyResults[0].Course; trained == nil || trained.Latest == nil || *trained.Latest.Value != 76 || len(trained.Plan) == 0 {
			t.Errorf("the chart begins with %+v", trained)
		}
	}
	if all := reported(t, admin, "-A"); len(all.Objectives) <= len(made.Objectives) && len(all.Outcomes) <= len(made.Outcomes) {
		t.Errorf("%d objectives in all namespaces, %d in one", len(all.Objectives), len(made.Objectives))
	}
}

func TestReportOfAReader(t *testing.T) {
	t.Parallel()
	const namespace = "report-reader"
	hotel(t, namespace)
	reader := newReader(t, namespace, "some", "get,list objectives.goals.truenorth.dev")
	made := reported(t, reader, "-n", namespace)
	if len(made.Objectives) != 6 || len(made.Notes) != 3 {
		t.Errorf("%d objectives, notes %q", len(made.Objectives), made.Notes)
	}
	for _, missing := range []string{"customer outcomes", "events.events.k8s.io", "--prometheus"} {
		if !strings.Contains(strings.Join(made.Notes, " "), missing) {
			t.Errorf("nothing is said of %s: %q", missing, made.Notes)
		}
	}
}

// A cluster's goals can be judged by a server that is named, and none of the cluster's credentials is looked for.
func TestReportOfAClusterByAServer(t *testing.T) {
	t.Parallel()
	const namespace = "report-server"
	hotel(t, namespace)
	kubectl(t, "-n", namespace, "patch", "metricsource", "default", "--type=merge", "--patch", `{"spec": {"prometheus": {
		"auth": {"bearerTokenSecretRef": {"name": "token", "key": "token"}},
		"headers": [{"name": "X-Key", "secretKeyRef": {"name": "token", "key": "token"}}]}}}`)
	prometheus, err := testlab.NewPrometheus(testlab.PrometheusOptions{Clock: clocktesting.NewFakePassiveClock(statusNow)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = prometheus.Close() })
	url, err := prometheus.Start()
	if err != nil {
		t.Fatal(err)
	}
	made := reported(t, newAdmin(t), "-n", namespace, "--prometheus", url)
	if !made.Changes.Compared || !strings.Contains(made.Source, strings.TrimPrefix(url, "http://")) {
		t.Errorf("compared %t, from %q", made.Changes.Compared, made.Source)
	}
	for _, gap := range made.Gaps {
		if gap.Reason == string(v1alpha1.MeasureReasonSourceUnavailable) {
			t.Errorf("%s: %s", gap.Goal.Name, gap.Message)
		}
	}
	if prometheus.QueryCount() == 0 {
		t.Error("the server was not asked")
	}
}

// What the operator left unknown for lack of a source stays so by another server, and the others are said to be judged by it.
func TestReportKeepsWhatHasNoSource(t *testing.T) {
	t.Parallel()
	const namespace = "report-missing"
	hotel(t, namespace)
	kubectl(t, "-n", namespace, "patch", "objective", "guests-belong", "--type=json", "--patch",
		`[{"op": "add", "path": "/spec/keyResults/0/measure/prometheus/sourceRef", "value": {"name": "gone"}}]`)
	kubectl(t, "-n", namespace, "patch", "objective", "guests-belong", "--type=json", "--subresource=status", "--patch",
		`[{"op": "add", "path": "/status/keyResults/0/reason", "value": "SourceNotFound"}]`)
	_, url := teller(t)
	made := reported(t, newAdmin(t), "-n", namespace, "--prometheus", url)
	kept := 0
	for _, gap := range made.Gaps {
		if gap.Goal.Name == "guests-belong" && gap.Reason == string(v1alpha1.MeasureReasonSourceNotFound) {
			kept++
		}
	}
	if kept == 0 {
		t.Errorf("the source that is gone was made up: %+v", made.Gaps)
	}
	if n := strings.Count(strings.Join(made.Notes, "\n"), "which is not the server of their own source: "); n != 1 {
		t.Errorf("said %d times who judged: %q", n, made.Notes)
	}
}

// All goals of a cluster are compared by a server, though each was created a moment ago; one that cannot be asked is told
// of once, however many sources it stands for.
func TestReportOfANewCluster(t *testing.T) {
	t.Parallel()
	const namespace = "report-new"
	hotel(t, namespace)
	admin := newAdmin(t)
	_, url := teller(t)
	made := reported(t, admin, "-n", namespace, "--prometheus", url, "--since", "30d")
	if len(made.Changes.New) != 0 || len(made.Changes.Moves) != len(made.Objectives)+len(made.Outcomes) {
		t.Errorf("%d new, %d moves of %d objectives", len(made.Changes.New), len(made.Changes.Moves), len(made.Objectives))
	}
	if told := reported(t, admin, "-n", namespace, "--since", "30d"); len(told.Changes.New) == 0 {
		t.Error("by statuses alone, none is new")
	}
	got := admin.call(t, "report", "-n", namespace, "-o", "markdown", "--prometheus", "http://127.0.0.1:1")
	if n := strings.Count(got.err, "Unreachable"); got.code != exitTrouble || n != 1 || !strings.Contains(got.err, "--prometheus 127.0.0.1:1: Unreachable: ") {
		t.Errorf("exit %d, told %d times: %s", got.code, n, got.err)
	}
}
