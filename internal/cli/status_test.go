/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/rest"
	testingclock "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

var rewrite = flag.Bool("rewrite", false, "write what status and check print into testdata, to be read before it is committed")

// statusNow is when the statuses of testdata/status are looked at.
var statusNow = time.Date(2026, time.November, 22, 13, 5, 0, 0, time.UTC)

// caller runs command lines as somebody.
type caller struct {
	kubeconfig string
	now        time.Time
	columns    int
}

// answer is what a command line came to.
type answer struct {
	out, err string
	code     int
}

func newCaller(t *testing.T, config *rest.Config) *caller {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := controlPlane(t).KubeconfigFor(path, config); err != nil {
		t.Fatal(err)
	}
	return &caller{kubeconfig: path, now: statusNow}
}

// newAdmin may do everything.
func newAdmin(t *testing.T) *caller {
	t.Helper()
	return newCaller(t, controlPlane(t).Config())
}

// newReader may do what a role says, in one namespace; without rules, nothing.
func newReader(t *testing.T, namespace, name string, rules ...string) *caller {
	t.Helper()
	config, err := controlPlane(t).ServiceAccount(t.Context(), namespace, name)
	if err != nil {
		t.Fatal(err)
	}
	for i, rule := range rules {
		verbs, resources, _ := strings.Cut(rule, " ")
		role := fmt.Sprintf("%s-%d", name, i)
		kubectl(t, "-n", namespace, "create", "role", role, "--verb="+verbs, "--resource="+resources)
		kubectl(t, "-n", namespace, "create", "rolebinding", role, "--role="+role, "--serviceaccount="+namespace+":"+name)
	}
	return newCaller(t, config)
}

func kubectl(t *testing.T, args ...string) {
	t.Helper()
	out, err := controlPlane(t).Kubectl(t.Context(), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("kubectl %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

func (c *caller) environment(out, err io.Writer) Environment {
	return Environment{
		In: strings.NewReader(""), Out: out, Err: err, Clock: testingclock.NewFakePassiveClock(c.now), Version: "test",
		Lookup: func(name string) (string, bool) {
			if name == "COLUMNS" && c.columns > 0 {
				return fmt.Sprint(c.columns), true
			}
			return "", false
		},
	}
}

func (c *caller) call(t *testing.T, args ...string) answer {
	t.Helper()
	var out, err bytes.Buffer
	code := Run(t.Context(), c.environment(&out, &err), append(args, "--kubeconfig="+c.kubeconfig)...)
	return answer{out.String(), err.String(), code}
}

func cluster(t *testing.T) client.Client {
	t.Helper()
	c, err := client.New(controlPlane(t).Config(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// populate creates the goals of testdata/status in a namespace of its own, with the statuses that stand there.
func populate(t *testing.T, namespace string) client.Client {
	t.Helper()
	c := cluster(t)
	create(t, c, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}})
	for _, object := range readObjects(t, "testdata/status/goals.yaml") {
		object.SetNamespace(namespace)
		createWithStatus(t, c, object)
	}
	return c
}

func create(t *testing.T, c client.Client, object client.Object) {
	t.Helper()
	if err := c.Create(t.Context(), object); err != nil {
		t.Fatal(err)
	}
}

func readObjects(t *testing.T, path string) []*unstructured.Unstructured {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var objects []*unstructured.Unstructured
	for decoder := yaml.NewYAMLOrJSONDecoder(file, 4096); ; {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); err == io.EOF {
			return objects
		} else if err != nil {
			t.Fatal(err)
		}
		objects = append(objects, object)
	}
}

// golden compares a text with a file that somebody has read.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -rewrite writes it anew):\n%s", path, diff)
	}
}

// happened notes an event about an object, as the operator's recorder does.
func happened(t *testing.T, c client.Client, kind, namespace, name string, ago time.Duration, eventType, reason, note string) {
	t.Helper()
	object := &unstructured.Unstructured{}
	object.SetAPIVersion("goals.truenorth.dev/v1alpha1")
	object.SetKind(kind)
	if err := c.Get(t.Context(), client.ObjectKey{Namespace: namespace, Name: name}, object); err != nil {
		t.Fatal(err)
	}
	create(t, c, &eventsv1.Event{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, GenerateName: name + "-"},
		EventTime:  metav1.NewMicroTime(statusNow.Add(-ago)), Type: eventType, Reason: reason, Note: note, Action: "Evaluate",
		ReportingController: "truenorth", ReportingInstance: "truenorth-0",
		Regarding: corev1.ObjectReference{
			APIVersion: "goals.truenorth.dev/v1alpha1", Kind: kind, Namespace: namespace, Name: name, UID: object.GetUID(),
		},
	})
}

// hotel is a namespace with all that testdata/status has.
func hotel(t *testing.T, namespace string) client.Client {
	t.Helper()
	c := populate(t, namespace)
	happened(t, c, "Objective", namespace, "guests-belong", 40*time.Hour, "Normal", "KeyResultMet", "The target was met by key results: felt-at-home")
	happened(t, c, "Objective", namespace, "guests-belong", 3*time.Hour, "Warning", "WentOffTrack",
		"The objective went off track by key results: repeat-stays, and \x1b[31mthis\x1b[0m is a long note that has to be wrapped on a narrow terminal")
	return c
}

func TestStatusPages(t *testing.T) {
	t.Parallel()
	const namespace = "status-pages"
	hotel(t, namespace)
	admin := newAdmin(t)
	pages := []string{
		"obj/guests-belong", "obj/loyal-guests", "obj/quiet-nights", "obj/broken-query", "obj/front-desk-training", "obj/unseen",
		"outcome/sense-of-belonging", "outcome/forgotten", "ind/lifetime-value", "vx/what-earns-loyalty", "card/hotel-group", "msrc/default",
	}
	for _, page := range pages {
		for _, columns := range []int{80, 200} {
			reader := *admin
			reader.columns = columns
			got := reader.call(t, "status", page, "-n", namespace)
			if got.code != 0 || got.err != "" {
				t.Errorf("%s: exit %d: %s", page, got.code, got.err)
			}
			golden(t, fmt.Sprintf("status/%s.%d.txt", strings.ReplaceAll(page, "/", "-"), columns), got.out)
			fits(t, got.out, columns)
		}
	}
}

func TestStatusTables(t *testing.T) {
	t.Parallel()
	const namespace = "status-tables"
	hotel(t, namespace)
	admin := newAdmin(t)
	tests := map[string][]string{
		"all":      nil,
		"wide":     {"-o", "wide"},
		"kinds":    {"ind,vx"},
		"sources":  {"msrc"},
		"selected": {"-l", "level=experience"},
		"named":    {"obj/unseen", "lifetime-value"},
	}
	for name, args := range tests {
		for _, columns := range []int{80, 200, 0} {
			reader := *admin
			reader.columns = columns
			got := reader.call(t, append([]string{"status", "-n", namespace}, args...)...)
			if got.code != 0 || got.err != "" {
				t.Errorf("%s: exit %d: %s", name, got.code, got.err)
			}
			golden(t, fmt.Sprintf("status/table-%s.%d.txt", name, columns), got.out)
			if name != "wide" {
				fits(t, got.out, columns)
			}
		}
	}
}

// fits looks whether all lines fit into a terminal, and hold nothing that steers it.
func fits(t *testing.T, text string, columns int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if clean := terminal.Clean(line); clean != line {
			t.Errorf("%q steers the terminal", line)
		}
		if width := terminal.Width(line); columns > 0 && width > columns {
			t.Errorf("%q takes %d columns of %d", line, width, columns)
		}
	}
}

func TestStatusFormats(t *testing.T) {
	t.Parallel()
	const namespace = "status-formats"
	c := hotel(t, namespace)
	admin := newAdmin(t)
	var one map[string]any
	got := admin.call(t, "status", "obj/guests-belong", "-n", namespace, "-o", "json")
	if err := json.Unmarshal([]byte(got.out), &one); err != nil {
		t.Fatalf("%v in %s%s", err, got.out, got.err)
	}
	stored := &unstructured.Unstructured{}
	stored.SetAPIVersion("goals.truenorth.dev/v1alpha1")
	stored.SetKind("Objective")
	if err := c.Get(t.Context(), client.ObjectKey{Namespace: namespace, Name: "guests-belong"}, stored); err != nil {
		t.Fatal(err)
	}
	stored.SetManagedFields(nil)
	text, err := stored.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, one); diff != "" {
		t.Errorf("the object as the API has it: -want +got:\n%s", diff)
	}
	got = admin.call(t, "status", "obj", "-n", namespace, "-o", "yaml")
	if !strings.HasPrefix(got.out, "apiVersion: v1\nitems:\n") || !strings.Contains(got.out, "\nkind: List\n") {
		t.Errorf("several are no List: %.200s", got.out)
	}
	got = admin.call(t, "status", "-n", namespace, "-o", "name", "vx/what-earns-loyalty", "forgotten")
	if want := "valueexchange.goals.truenorth.dev/what-earns-loyalty\ncustomeroutcome.goals.truenorth.dev/forgotten\n"; got.out != want {
		t.Errorf("names:\n%swant:\n%s", got.out, want)
	}
	if piped := admin.call(t, "status", "-n", namespace, strings.Split(got.out, "\n")[0], "-o", "name"); piped.out != "valueexchange.goals.truenorth.dev/what-earns-loyalty\n" {
		t.Errorf("what is printed is not taken: %+v", piped)
	}
}

func TestStatusErrors(t *testing.T) {
	t.Parallel()
	const namespace = "status-errors"
	populate(t, namespace)
	admin := newAdmin(t)
	tests := []struct {
		reason string
		args   []string
		want   string
	}{
		{"a slip of the pen", []string{"guest-belong"}, `error: no goal or source "guest-belong" in namespace "status-errors": did you mean obj/guests-belong?`},
		{"a part of a name", []string{"ind/lifetime"}, `error: no indicator "lifetime" in namespace "status-errors": did you mean ind/lifetime-value?`},
		{"nothing is like it", []string{"obj/xyz"}, `error: no objective "xyz" in namespace "status-errors": ` + "`kubectl goals status -A` lists what there is"},
		{"a kind that is none", []string{"pod/x"}, `error: unknown kind "pod" in "pod/x": use one of objective (obj),`},
		{"a name too many", []string{"obj", "obj/x"}, `error: "obj/x" follows a kind, and has one`},
		{"no name", []string{"obj/"}, `error: "obj/" names no object`},
		{"names everywhere", []string{"obj/x", "-A"}, "error: names do not go with -A or -l"},
		{"a broken selector", []string{"-l", "a in ("}, "error: the selector cannot be read"},
		{"an unknown format", []string{"-o", "csv"}, `error: unknown output format "csv"`},
		{"no stream of json", []string{"-w", "-o", "json"}, "error: --watch does not go with -o json"},
	}
	for _, tc := range tests {
		got := admin.call(t, append([]string{"status", "-n", namespace}, tc.args...)...)
		if got.code != exitTrouble || !strings.HasPrefix(got.err, tc.want) || got.out != "" {
			t.Errorf("%s: exit %d, %q, %q, want exit 2 and %q", tc.reason, got.code, got.out, got.err, tc.want)
		}
	}
	got := admin.call(t, "status", "obj/guests-belong", "-n", "status-errors-not")
	if want := `did you mean obj/guests-belong -n `; !strings.Contains(got.err, want) {
		t.Errorf("the right name in the wrong namespace: %q, want %q", got.err, want)
	}
	if got := admin.call(t, "status", "-n", "status-errors-not"); got.code != 0 || got.err != "No goals found in namespace \"status-errors-not\".\n" || got.out != "" {
		t.Errorf("an empty namespace: %+v", got)
	}
	nowhere := &caller{kubeconfig: filepath.Join(t.TempDir(), "none"), now: statusNow}
	if got := nowhere.call(t, "status"); got.code != exitTrouble || got.err == "" {
		t.Errorf("without a kubeconfig: %+v", got)
	}
	got = admin.call(t, "status", "-n", namespace, "unseen", "nope", "forgotten", "obj/no")
	if want := `error: no goal or source "nope" in namespace "status-errors"`; got.code != exitTrouble || !strings.HasPrefix(got.err, want) ||
		!strings.Contains(got.err, "\nno objective \"no\"") || !strings.Contains(got.out, "obj/unseen") || !strings.Contains(got.out, "outcome/forgotten") {
		t.Errorf("what is found is shown, and what is not is told: %+v", got)
	}
}

func TestStatusOfAReader(t *testing.T) {
	t.Parallel()
	const namespace = "status-reader"
	hotel(t, namespace)
	some := newReader(t, namespace, "some", "get,list objectives.goals.truenorth.dev")
	got := some.call(t, "status", "-n", namespace)
	if got.code != 0 || !strings.Contains(got.out, "6 objectives: ") ||
		got.err != "You may not list customer outcomes, indicators, value exchanges, scorecards in namespace \"status-reader\".\n" {
		t.Errorf("a reader of objectives alone: %+v", got)
	}
	got = some.call(t, "status", "guests-belong", "-n", namespace)
	if got.code != 0 || !strings.Contains(got.out, "serves sense-of-belonging") || strings.Contains(got.out, "When I arrive") ||
		!strings.Contains(got.out, "not known: you may not list events") {
		t.Errorf("what he may not read is not there, and is said: %+v", got)
	}
	if got := some.call(t, "status", "outcome", "-n", namespace); got.code != exitTrouble || !strings.HasPrefix(got.err, "error: you may not list customer outcomes") {
		t.Errorf("a kind that he may not list: %+v", got)
	}
	if got := some.call(t, "status", "outcome/forgotten", "-n", namespace); got.code != exitTrouble || !strings.HasPrefix(got.err, "error: you may not read customer outcomes") {
		t.Errorf("an object that he may not read: %+v", got)
	}
	if got := some.call(t, "status", "-A"); got.code != exitTrouble || !strings.HasPrefix(got.err, "error: you may not list objectives, ") {
		t.Errorf("all namespaces: %+v", got)
	}
}
