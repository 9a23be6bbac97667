/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package docs

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/hack/story"
	"github.com/truenorth-dev/truenorth/internal/cli"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

var update = flag.Bool("update", false, "write what the examples of cli.md print into it, to be read before it is committed")

// now is when the examples are run: on the day of the samples' story.
var now = time.Date(2026, time.November, 22, 10, 0, 0, 0, time.UTC)

// The Prometheus, the file and the width of the terminal that the page speaks of.
const (
	pageURL  = "http://localhost:9090"
	pageFile = "review.html"
	columns  = "120"
)

// Every example of `kubectl goals` in the page is run, and prints what stands there.
func TestExamplesPrintWhatThePageSays(t *testing.T) {
	b := newBench(t)
	t.Chdir("..")
	for _, page := range []string{filepath.Join("docs", "cli.md")} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := split(string(text))
		ran := 0
		for i := range blocks {
			for j := range blocks[i].steps {
				step := &blocks[i].steps[j]
				args, ok := strings.CutPrefix(step.command, "kubectl goals ")
				if !ok {
					continue
				}
				ran++
				got := b.run(t, words(t, args))
				if diff := cmp.Diff(step.output, got); diff != "" && !*update {
					t.Errorf("%s: $ %s (-page +printed; -update writes it):\n%s", page, step.command, diff)
				}
				step.output = got
			}
		}
		if ran < 10 {
			t.Errorf("%s: %d examples, want one for each command at least", page, ran)
		}
		if *update {
			if err := os.WriteFile(page, []byte(join(blocks)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// bench is a cluster with the samples and their statuses, and a Prometheus with their story.
type bench struct {
	kubeconfig string
	url        string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	prometheus, err := testlab.NewPrometheus(testlab.PrometheusOptions{Clock: clocktesting.NewFakePassiveClock(now)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = prometheus.Close() })
	b := &bench{kubeconfig: filepath.Join(t.TempDir(), "kubeconfig")}
	if b.url, err = prometheus.Start(); err != nil {
		t.Fatal(err)
	}
	if err := story.Tell(prometheus, now); err != nil {
		t.Fatal(err)
	}
	plane, err := testlab.StartControlPlane(t.Context(), testlab.ControlPlaneOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plane.Stop() })
	if err := plane.Kubeconfig(b.kubeconfig); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"apply", "-k", "../config/default"},
		{"wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"},
		{"apply", "-k", "../config/samples"},
	} {
		kubectl(t, plane, args...)
	}
	b.operate(t, plane)
	return b
}

// run gives what a terminal shows of a command.
func (b *bench) run(t *testing.T, args []string) string {
	t.Helper()
	var terminal bytes.Buffer
	file := filepath.Join(t.TempDir(), pageFile)
	there, back := strings.NewReplacer(pageURL, b.url, pageFile, file), strings.NewReplacer(b.url, pageURL, file, pageFile)
	for i := range args {
		args[i] = there.Replace(args[i])
	}
	environment := map[string]string{"COLUMNS": columns}
	code := cli.Run(t.Context(), cli.Environment{
		In: strings.NewReader(""), Out: &terminal, Err: &terminal, Clock: clocktesting.NewFakePassiveClock(now), Version: "v0.1.0",
		Lookup: func(name string) (string, bool) { value, ok := environment[name]; return value, ok },
	}, append(args, "--kubeconfig="+b.kubeconfig)...)
	if code > 1 {
		t.Errorf("kubectl goals %s: exit code %d: %s", strings.Join(args, " "), code, terminal.String())
	}
	text := back.Replace(terminal.String())
	if code != 0 {
		text += fmt.Sprintf("$ echo $?\n%d\n", code)
	}
	return text
}

// What the operator's presence looks like, as no node runs here.
const (
	connected = `{"status": {"observedGeneration": 1, "flavor": "Prometheus", "version": "3.11.0", "conditions": [{"type": "Ready",
		"status": "True", "reason": "Connected", "message": "", "observedGeneration": 1, "lastTransitionTime": "2026-11-22T09:00:00Z"}]}}`
	available = `{"status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
		"conditions": [{"type": "Available", "status": "True", "reason": "MinimumReplicasAvailable"}]}}`
	lease = `{"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
		"metadata": {"name": "truenorth.goals.truenorth.dev", "namespace": "truenorth-system"},
		"spec": {"holderIdentity": "truenorth-controller-manager-0", "leaseDurationSeconds": 15, "renewTime": "2026-11-22T09:59:58.000000Z"}}`
)

// operate writes into the cluster what the operator would write: eval has the same engine, which a test of internal/replay
// sees to.
func (b *bench) operate(t *testing.T, plane *testlab.ControlPlane) {
	t.Helper()
	folder := t.TempDir()
	files := map[string]string{
		"goals.json": b.run(t, []string{"eval", "-k", "../config/samples", "--prometheus", pageURL, "-o", "json"}),
		"lease.json": lease,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kubectl(t, plane, "apply", "--server-side", "--force-conflicts", "--subresource=status", "-f", filepath.Join(folder, "goals.json"))
	kubectl(t, plane, "apply", "-f", filepath.Join(folder, "lease.json"))
	kubectl(t, plane, "patch", "clustermetricsource", "default", "--subresource=status", "--type=merge", "-p", connected)
	kubectl(t, plane, "patch", "deployment", "truenorth-controller-manager", "-n", "truenorth-system", "--subresource=status", "--type=merge", "-p", available)
}

func kubectl(t *testing.T, plane *testlab.ControlPlane, args ...string) {
	t.Helper()
	if out, err := plane.Kubectl(t.Context(), args...).CombinedOutput(); err != nil {
		t.Fatalf("kubectl %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// block is a part of a page: text, and then what is typed and printed in a console. The last one may lack the latter.
type block struct {
	text  string // up to and with the fence
	steps []step
}

// step is a command and what it prints.
type step struct{ command, output string }

const (
	opens  = "```console\n"
	closes = "```\n"
	prompt = "$ "
	status = "$ echo $?\n" // belongs to the step before it
)

func split(page string) []block {
	var blocks []block
	for page != "" {
		text, rest, found := strings.Cut(page, opens)
		if !found {
			return append(blocks, block{text: page})
		}
		var console string
		console, page, _ = strings.Cut(rest, closes)
		b := block{text: text + opens}
		for line := range strings.Lines(console) {
			if command, ok := strings.CutPrefix(line, prompt); ok && line != status {
				b.steps = append(b.steps, step{command: strings.TrimSuffix(command, "\n")})
			} else {
				last := &b.steps[len(b.steps)-1]
				last.output += line
			}
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func join(blocks []block) string {
	var page strings.Builder
	for _, b := range blocks {
		page.WriteString(b.text)
		for _, s := range b.steps {
			page.WriteString(prompt + s.command + "\n" + s.output)
		}
		if len(b.steps) > 0 {
			page.WriteString(closes)
		}
	}
	return page.String()
}

// words are the arguments of a command line, in which quotes keep words together.
func words(t *testing.T, line string) []string {
	t.Helper()
	reader := csv.NewReader(strings.NewReader(strings.ReplaceAll(line, "'", `"`)))
	reader.Comma = ' '
	args, err := reader.Read()
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return args
}
