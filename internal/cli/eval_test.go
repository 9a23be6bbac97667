/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/hack/story"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// storyNow is in the afternoon of the day on which the samples tell their story.
var storyNow = time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)

// storyTeller is a Prometheus with the story of the samples, one for all tests.
var storyTeller = sync.OnceValues(func() (*testlab.Prometheus, error) {
	p, err := testlab.NewPrometheus(testlab.PrometheusOptions{Clock: clocktesting.NewFakePassiveClock(storyNow)})
	if err != nil {
		return nil, err
	}
	return p, story.Tell(p, storyNow)
})

// blank is a Prometheus that knows nothing yet, and its URL.
func blank(t *testing.T) (*testlab.Prometheus, string) {
	t.Helper()
	p, err := testlab.NewPrometheus(testlab.PrometheusOptions{Clock: clocktesting.NewFakePassiveClock(storyNow)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	url, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	return p, url
}

// teller is the Prometheus of the story, and its URL.
func teller(t *testing.T) (*testlab.Prometheus, string) {
	t.Helper()
	p, err := storyTeller()
	if err != nil {
		t.Fatal(err)
	}
	url, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	return p, url
}

// offlineRun runs a command on the day of the story, away from any cluster.
func offlineRun(t *testing.T, stdin string, args ...string) answer {
	t.Helper()
	return offlineRunWith(t, nil, stdin, args...)
}

func offlineRunWith(t *testing.T, env map[string]string, stdin string, args ...string) answer {
	t.Helper()
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	var out, err bytes.Buffer
	code := Run(t.Context(), Environment{
		In: strings.NewReader(stdin), Out: &out, Err: &err, Clock: clocktesting.NewFakePassiveClock(storyNow),
		Lookup: func(name string) (string, bool) { value, ok := env[name]; return value, ok },
	}, args...)
	return answer{out: out.String(), err: err.String(), code: code}
}

const samples = "../../config/samples"

func TestEvalPrintsWhatKubectlWould(t *testing.T) {
	_, url := teller(t)
	for _, format := range []string{"table", "wide", "name"} {
		got := offlineRun(t, "", "eval", "-k", samples, "--prometheus", url, "-o", format)
		if got.code != exitFine || got.err != "" {
			t.Errorf("-o %s: code %d: %s", format, got.code, got.err)
		}
		golden(t, "eval/samples."+format+".txt", got.out)
	}
}

// evaluated reads the output of -o json.
func evaluated(t *testing.T, text string) (list struct {
	APIVersion, Kind string
	Items            []struct {
		Kind     string
		Metadata struct {
			Name       string
			Generation int64
		}
		Status struct {
			Score      *float64
			Outlook    string
			Conditions []struct{ Type, Status, Reason string }
			KeyResults []struct {
				Value  *float64
				Reason string
			}
		}
	}
},
) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return list
}

// unmeasured is why the first key result of the first goal has no number; "" where it has one.
func unmeasured(t *testing.T, text string) string {
	t.Helper()
	kr := evaluated(t, text).Items[0].Status.KeyResults[0]
	if kr.Value != nil {
		return ""
	}
	return kr.Reason
}

// seats is a goal whose query a test gives.
func seats(query string) string {
	return `apiVersion: goals.truenorth.dev/v1alpha1
kind: Objective
metadata: {name: seats}
spec:
  title: Everybody has a seat
  period: {start: "2026-10-01", end: "2026-12-31"}
  keyResults:
  - name: taken
    target: {reach: {from: 0, to: 4}}
    measure:
      prometheus: {query: "` + query + `"}
`
}

func TestEvalPrintsAListThatItReadsBack(t *testing.T) {
	_, url := teller(t)
	args := []string{"eval", "-k", samples, "--prometheus", url, "-o", "json"}
	first := offlineRun(t, "", args...)
	list := evaluated(t, first.out)
	if list.APIVersion != "v1" || list.Kind != "List" || len(list.Items) != 24 {
		t.Fatalf("%s %s of %d, want a v1 List of the 24 goals", list.APIVersion, list.Kind, len(list.Items))
	}
	file := filepath.Join(t.TempDir(), "previous.json")
	if err := os.WriteFile(file, []byte(first.out), 0o600); err != nil {
		t.Fatal(err)
	}
	again := offlineRun(t, "", append(args, "--previous", file)...)
	if again.code != exitFine || again.out != first.out {
		t.Errorf("code %d: from its own status at the same time something else comes: %s", again.code, again.err)
	}
	if from := offlineRun(t, first.out, "eval", "-f", "-", "--prometheus", url, "-o", "json"); from.code != exitFine {
		t.Errorf("code %d: the list is no input: %s", from.code, from.err)
	}
	past := offlineRun(t, "", append(args, "--at", "10d")...)
	later := offlineRun(t, "", append(args, "--at", "10d", "--previous", file)...)
	if later.out != past.out || past.out == first.out {
		t.Error("a status of today counts ten days ago")
	}
	if !strings.HasPrefix(later.err, "warning: 24 statuses are of a later time than --at") {
		t.Errorf("nobody is told: %s", later.err)
	}
	edited := offlineRun(t, strings.Replace(seats("vector(1)"), "seats", "rooms-ready", 1), "eval", "-f", "-", "--prometheus", url,
		"-n", "hospitality", "--previous", file, "-o", "json")
	if got := evaluated(t, edited.out).Items[0].Metadata.Generation; got != 2 {
		t.Errorf("generation %d of what differs from the previous spec, want 2", got)
	}
}

func TestEvalAsOfATime(t *testing.T) {
	p, url := blank(t)
	if err := p.Append("seats_taken", testlab.History(storyNow.Add(-10*day), storyNow, time.Minute, testlab.Constant(3))...); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		reason, at string
		want       string // the reason of the key result, or its value
		code       int
		err        string
	}{
		{"now", "", "3", exitFine, ""},
		{"a time", "2026-11-20T12:00:00Z", "3", exitFine, ""},
		{"before the first sample", "2026-11-12T13:00:00Z", "NoData", exitFine, ""},
		{"a day is its first midnight", "2026-11-13", "3", exitFine, ""},
		{"so the first sample comes later", "2026-11-12", "NoData", exitFine, ""},
		{"days back", "9d", "3", exitFine, ""},
		{"as a negative length", "-264h", "NoData", exitFine, ""},
		{"the future", "2026-12-01", "", exitTrouble, "error: --at 2026-12-01 is in the future"},
		{"no time", "yesterday", "", exitTrouble, `error: --at "yesterday" is no time: write a time (RFC 3339)`},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := offlineRun(t, seats("seats_taken"), "eval", "-f", "-", "--prometheus", url, "-o", "json", "--at", tc.at)
			if got.code != tc.code || !strings.HasPrefix(got.err, tc.err) {
				t.Fatalf("code %d, stderr %s", got.code, got.err)
			}
			if tc.code != exitFine {
				return
			}
			kr := evaluated(t, got.out).Items[0].Status.KeyResults[0]
			said := kr.Reason
			if kr.Value != nil {
				said = fmt.Sprint(*kr.Value)
			}
			if said != tc.want {
				t.Errorf("%s, want %s", said, tc.want)
			}
		})
	}
}

func TestEvalRequires(t *testing.T) {
	_, url := teller(t)
	for _, tc := range []struct {
		reason  string
		require []string
		code    int
		err     string
	}{
		{"what holds", []string{"Ready", "Measured=true"}, exitFine, ""},
		{"what does not", []string{"KeyResultsMet"}, exitFindings,
			"Objective default/seats: KeyResultsMet is False, True is required: NotAllMet: not met: taken\n"},
		{"the other way round", []string{"KeyResultsMet=False"}, exitFine, ""},
		{"what is not there is not so", []string{"Stalled=False"}, exitFine, ""},
		{"nor is it when that is required", []string{"Suspended"}, exitFindings, "Objective default/seats: Suspended is False, True is required\n"},
		{"no such condition", []string{"Happy"}, exitTrouble, "error: --require Happy: there is no condition \"Happy\": use one of Ready, Measured,"},
		{"no such status", []string{"Ready=yes"}, exitTrouble, "error: --require Ready=yes: \"yes\" is no status: use True, False or Unknown\n"},
		{"of another kind", []string{"Delivered"}, exitTrouble, "error: --require Delivered: none of the goals has this condition, only a goal of kind CustomerOutcome does"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			args := []string{"eval", "-f", "-", "--prometheus", url}
			for _, r := range tc.require {
				args = append(args, "--require", r)
			}
			got := offlineRun(t, seats("vector(1)"), args...)
			if got.code != tc.code || !strings.HasPrefix(got.err, tc.err) || tc.err == "" && got.err != "" {
				t.Errorf("code %d, want %d; stderr %swant %s", got.code, tc.code, got.err, tc.err)
			}
		})
	}
}

func TestEvalSaysWhatKeepsItFromItsWork(t *testing.T) {
	source := `---
apiVersion: goals.truenorth.dev/v1alpha1
kind: MetricSource
metadata: {name: default}
spec: {prometheus: {url: "http://127.0.0.1:1"}}
`
	for _, tc := range []struct {
		reason, stdin string
		args          []string
		code          int
		err           string
	}{
		{"no files", "", nil, exitTrouble, "error: no files: name them with -f FILE"},
		{"no goal", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n", []string{"-f", "-"}, exitTrouble, "error: there is no goal in what was read"},
		{"no source", seats("a"), []string{"-f", "-"}, exitTrouble, "error: there is no source among the files: name a server with --prometheus URL"},
		{"what the API server refuses", strings.Replace(seats("a"), "2026-12-31", "2026-09-31", 1), []string{"-f", "-"}, exitFindings,
			"stdin:6:"},
		{"nobody answers", seats("a") + source, []string{"-f", "-"}, exitTrouble, "MetricSource default/default: Unreachable: "},
		{"a URL that is none", seats("a"), []string{"-f", "-", "--prometheus", "localhost:9090"}, exitTrouble, "error: --prometheus is no URL of a server"},
		{"a URL with credentials", seats("a"), []string{"-f", "-", "--prometheus", "http://a:b@localhost:9090"}, exitTrouble, "error: --prometheus holds credentials"},
		{"a file that is not there", seats("a"), []string{"-f", "-", "--prometheus", "http://127.0.0.1:1", "--prometheus-bearer-token-file", "none"}, exitTrouble,
			"error: --prometheus-bearer-token-file: open none: "},
		{"a file without a certificate", seats("a"), []string{"-f", "-", "--prometheus", "http://127.0.0.1:1", "--prometheus-ca-file", "eval_test.go"}, exitTrouble,
			"error: --prometheus-ca-file: eval_test.go holds nothing in PEM"},
		{"no password", seats("a"), []string{"-f", "-", "--prometheus", "http://127.0.0.1:1", "--prometheus-username", "ada"}, exitTrouble,
			"error: --prometheus-username goes with --prometheus-password-file"},
		{"a source that lacks", seats("a") + strings.Replace(source, "name: default", "name: other", 1), []string{"-f", "-"}, exitTrouble, "source default is not among the files: "},
		{"a credential on the command line", seats("a"), []string{"-f", "-", "--prometheus", "http://127.0.0.1:1", "--prometheus-header", "Authorization=x"},
			exitTrouble, "error: a credential is not given on the command line"},
		{"flags without a URL", seats("a"), []string{"-f", "-", "--prometheus-username", "x"}, exitTrouble, "error: flags that begin with --prometheus- go with --prometheus URL"},
		{"a key without a certificate", seats("a"), []string{"-f", "-", "--prometheus", "http://127.0.0.1:1", "--prometheus-key-file", "x"}, exitTrouble,
			"error: --prometheus-cert-file and --prometheus-key-file go together"},
		{"files as arguments", "", []string{"a.yaml"}, exitTrouble, "error: files are named with -f: kubectl goals eval -f a.yaml\n"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := offlineRun(t, tc.stdin, append([]string{"eval"}, tc.args...)...)
			if got.code != tc.code || !strings.HasPrefix(got.err, tc.err) {
				t.Errorf("code %d, want %d; stderr %swant %s", got.code, tc.code, got.err, tc.err)
			}
		})
	}
}
