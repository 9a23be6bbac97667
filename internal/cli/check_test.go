/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// installation is a cluster of its own: check looks at all of it.
type installation struct {
	*testing.T
	lab    *testlab.ControlPlane
	client client.Client
	now    time.Time
}

func newInstallation(t *testing.T) *installation {
	t.Helper()
	own, err := testlab.StartControlPlane(t.Context(), testlab.ControlPlaneOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Stop(); err != nil {
			t.Error(err)
		}
	})
	c, err := client.New(own.Config(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &installation{t, own, c, time.Now().Add(time.Hour)} // later than all that the API server stamps
}

func (i *installation) kubectl(args ...string) {
	i.Helper()
	if out, err := i.lab.Kubectl(i.Context(), args...).CombinedOutput(); err != nil {
		i.Fatalf("kubectl %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// check runs the command as somebody.
func (i *installation) check(config *rest.Config, args ...string) answer {
	i.Helper()
	path := filepath.Join(i.TempDir(), "kubeconfig")
	if err := i.lab.KubeconfigFor(path, config); err != nil {
		i.Fatal(err)
	}
	c := &caller{kubeconfig: path, now: i.now, columns: 80}
	return c.call(i.T, append([]string{"check"}, args...)...)
}

// wants looks for lines in what check says, and for its exit code.
func (i *installation) wants(reason string, got answer, code int, lines ...string) {
	i.Helper()
	if got.code != code || got.err != "" {
		i.Errorf("%s: exit %d, %q, want exit %d", reason, got.code, got.err, code)
	}
	flat := strings.Join(strings.Fields(got.out), " ")
	for _, line := range lines {
		if !strings.Contains(flat, line) {
			i.Errorf("%s: no %q in\n%s", reason, line, got.out)
		}
	}
}

// run lets the operator run: one replica, which renewed its lease some seconds ago.
func (i *installation) run(replicas int32, renewed time.Duration) {
	i.Helper()
	deployment := &appsv1.Deployment{}
	key := client.ObjectKey{Namespace: "truenorth-system", Name: "truenorth-controller-manager"}
	if err := i.client.Get(i.Context(), key, deployment); err != nil {
		i.Fatal(err)
	}
	deployment.Status.Replicas, deployment.Status.ReadyReplicas, deployment.Status.AvailableReplicas = replicas, replicas, replicas
	if err := i.client.Status().Update(i.Context(), deployment); err != nil {
		i.Fatal(err)
	}
	at := metav1.NewMicroTime(i.now.Add(-renewed))
	lease := &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Namespace: key.Namespace, Name: "truenorth.goals.truenorth.dev"},
		Spec:       coordinationv1.LeaseSpec{HolderIdentity: new("manager-0"), LeaseDurationSeconds: new(int32(15)), RenewTime: &at},
	}
	if err := client.IgnoreNotFound(i.client.Delete(i.Context(), lease.DeepCopy())); err != nil {
		i.Fatal(err)
	}
	create(i.T, i.client, lease)
}

// sourceStatus writes what the operator found of a source.
func (i *installation) sourceStatus(status, reason string) {
	i.Helper()
	i.kubectl("patch", "cmsrc", "default", "--subresource=status", "--type=merge", "-p", fmt.Sprintf(
		`{"status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":%q,"reason":%q,"message":"what it says","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`,
		status, reason))
}

// goalStatus writes what the operator found of a goal with a broken query.
func (i *installation) goalStatus() {
	i.Helper()
	i.kubectl("patch", "obj", "rooms-ready", "--subresource=status", "--type=merge", "-p",
		`{"status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"False","reason":"InvalidQuery","message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`)
}

// anyRelease takes out what is another with every release of Kubernetes and of ours.
func anyRelease(text string) string {
	text = regexp.MustCompile(`version is v\S+`).ReplaceAllString(text, "version is v1.99.0")
	return regexp.MustCompile(`image \S+`).ReplaceAllString(text, "image registry.example/truenorth:v1")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	i := newInstallation(t)
	admin := i.lab.Config()
	i.wants("before the installation", i.check(admin), exitFindings,
		"✗ the cluster does not serve objectives, customeroutcomes, indicators, valueexchanges, scorecards, metricsources, clustermetricsources → Install truenorth:",
		"✗ the operator is not installed: no Deployment has its labels", "✗ no operator leads", "‼ the ClusterRoles view, edit, admin know no goals",
		"? which sources there are is not known: the cluster does not know goals Goals", "? what you may read is not known: the cluster does not know goals 2 well")

	i.kubectl("apply", "--server-side", "-k", "../../config/default")
	i.kubectl("wait", "--for=condition=Established", "crd", "--all")
	i.run(1, 5*time.Second)
	i.kubectl("apply", "-f", "testdata/check/source.yaml")
	i.sourceStatus("True", "Connected")
	well := i.check(admin)
	i.wants("all is well", well, exitFine, "0 broken")
	golden(t, "check/well.80.txt", anyRelease(well.out))

	i.operatorTroubles(admin)
	i.goalTroubles(admin)
	i.definitionTroubles(admin)
	i.missingKind(admin)
	i.readers()
	i.formats(admin)
}

func (i *installation) operatorTroubles(admin *rest.Config) {
	i.run(0, 5*time.Second)
	i.wants("no replica", i.check(admin), exitFindings, "✗ truenorth-system/truenorth-controller-manager has 0 of 1 replica available")
	i.run(1, 10*time.Minute)
	i.wants("a lease that nobody renews", i.check(admin), exitFindings,
		"✗ the lease truenorth-system/truenorth.goals.truenorth.dev was held by manager-0, which has not renewed it for 10m")
	i.run(1, 73*time.Second)
	i.wants("a lease that has run out", i.check(admin), exitFine,
		"‼ the lease truenorth-system/truenorth.goals.truenorth.dev was held by manager-0, which has not renewed it for 73s")
	i.run(1, 19*time.Second)
	i.wants("clocks that differ", i.check(admin), exitFine, "✓ manager-0 leads, and renewed its lease 19s ago")
	i.kubectl("-n", "truenorth-system", "scale", "deployment", "truenorth-controller-manager", "--replicas=2")
	i.run(1, 5*time.Second)
	i.wants("a standby lacks", i.check(admin), exitFine, "‼ truenorth-system/truenorth-controller-manager has 1 of 2 replicas available")
	i.kubectl("-n", "truenorth-system", "scale", "deployment", "truenorth-controller-manager", "--replicas=1")
	i.kubectl("delete", "clusterrole", "truenorth-goals-view")
	i.wants("a role lacks", i.check(admin), exitFine, "‼ the ClusterRoles view know no goals")
	i.kubectl("apply", "--server-side", "-k", "../../config/default")
}

func (i *installation) goalTroubles(admin *rest.Config) {
	i.sourceStatus("False", "Unreachable")
	i.wants("a source that is lost", i.check(admin), exitFindings, "✗ cmsrc/default is not connected: Unreachable: what it says")
	i.sourceStatus("True", "Connected")
	i.kubectl("patch", "cmsrc", "default", "--type=merge", "-p", `{"spec":{"allowedNamespaces":{"from":"Selector","selector":{"matchLabels":{"team":"x"}}}}}`)
	i.wants("a source that is closed", i.check(admin), exitFine, "‼ namespace \"default\" has no default source")
	i.kubectl("label", "namespace", "default", "team=x")
	i.wants("a source that is opened", i.check(admin), exitFine, "✓ the default source of namespace \"default\" is the ClusterMetricSource \"default\"")

	i.kubectl("apply", "-f", "testdata/check/goal.yaml")
	i.wants("a goal that nobody looks at", i.check(admin), exitFindings, "✗ the status is older than the spec: default/obj/rooms-ready")
	early := *i
	early.now = time.Now()
	early.wants("a goal that is new", early.check(admin), exitFine, "✓ goals seen: 1")
	i.goalStatus()
	i.wants("a goal that is broken", i.check(admin), exitFine, "‼ not ready: default/obj/rooms-ready (InvalidQuery)")
	i.wants("a namespace that is not there", i.check(admin, "-n", "nosuch"), exitFindings, "✗ there is no namespace \"nosuch\" → Name another with -n")
	if got := i.check(admin, "-n", "nosuch"); strings.Count(got.out, "nosuch") != 1 {
		i.Errorf("more is said of a namespace that is not there:\n%s", got.out)
	}

	i.kubectl("patch", "obj", "rooms-ready", "--type=merge", "-p", `{"metadata":{"finalizers":["example.com/hold"]}}`)
	i.kubectl("delete", "obj", "rooms-ready", "--wait=false")
	got := i.check(admin)
	i.wants("a goal that is being deleted", got, exitFine, "‼ being deleted: default/obj/rooms-ready (held by finalizer example.com/hold)")
	for _, text := range []string{"the status is older", "not ready"} {
		if strings.Contains(got.out, text) {
			i.Errorf("%q of a goal that is being deleted:\n%s", text, got.out)
		}
	}
	i.kubectl("patch", "obj", "rooms-ready", "--type=merge", "-p", `{"metadata":{"finalizers":null}}`)
}

// missingKind looks at a cluster from which somebody deleted one CRD.
func (i *installation) missingKind(admin *rest.Config) {
	i.kubectl("apply", "-f", "testdata/check/goal.yaml")
	i.kubectl("delete", "crd", "valueexchanges.goals.truenorth.dev")
	early := *i
	early.now = time.Now() // so that nothing is behind
	got := early.check(admin)
	i.wants("one kind lacks", got, exitFindings, "✗ the cluster does not serve valueexchanges → Install truenorth",
		"✓ the other CRDs are established", "✓ connected: cmsrc/default",
		"? the cluster does not serve value exchanges: what follows is said of the others ✓ goals seen: 1",
		"✓ you may read all goals, sources and events in all namespaces, of the kinds that the cluster serves")
	if strings.Contains(got.out, "kubectl goals check") {
		i.Errorf("it is what was asked already:\n%s", got.out)
	}
	path := filepath.Join(i.TempDir(), "kubeconfig")
	if err := i.lab.KubeconfigFor(path, admin); err != nil {
		i.Fatal(err)
	}
	c := &caller{kubeconfig: path, now: i.now}
	const missing = "The cluster does not serve value exchanges: install their CRDs (`kubectl goals check` says which).\n"
	for _, args := range [][]string{{"status", "-A"}, {"tree"}, {"why", "rooms-ready"}, {"report"}} {
		if got := c.call(i.T, args...); got.code != exitFine || got.err != missing || !strings.Contains(got.out, "rooms-ready") {
			i.Errorf("%v goes on with what is served: %+v", args, got)
		}
	}
	if got := c.call(i.T, "status", "rooms-ready"); got.code != exitFine || got.err != "" {
		i.Errorf("a name of any kind: %+v", got)
	}
	for _, args := range [][]string{{"status", "vx"}, {"status", "vx/x"}} {
		if got := c.call(i.T, args...); got.code != exitTrouble || !strings.HasPrefix(got.err, "error: the cluster does not serve value exchanges: install truenorth") {
			i.Errorf("%v asks for what is not served: %+v", args, got)
		}
	}
	i.goalStatus()
	i.kubectl("apply", "--server-side", "--force-conflicts", "-k", "../../config/crd")
	i.kubectl("wait", "--for=condition=Established", "crd", "--all")
}

func (i *installation) definitionTroubles(admin *rest.Config) {
	const unit = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/"
	patch := func(resource, operations string) {
		i.kubectl("patch", "crd", resource+".goals.truenorth.dev", "--type=json", "-p", "["+operations+"]")
	}
	patch("indicators", `{"op":"remove","path":"`+unit+`trendWindow"},{"op":"remove","path":"`+unit+`unit"}`)
	patch("scorecards", `{"op":"add","path":"`+unit+`colour","value":{"type":"string"}}`)
	patch("objectives", `{"op":"replace","path":"`+unit+`title/maxLength","value":7}`)
	patch("customeroutcomes", `{"op":"remove","path":"`+unit+`statement/description"}`)
	i.wants("CRDs of other versions", i.check(admin), exitFindings,
		"✗ the CRD of indicators is older than this tool: it lacks spec.trendWindow, spec.unit",
		"‼ the CRD of scorecards is newer than this tool: it has spec.colour",
		"✗ the CRD of objectives is another than this tool's: it differs in spec.title")
	if got := i.check(admin); strings.Contains(got.out, "the CRD of customer outcomes") {
		i.Errorf("a description is no difference:\n%s", got.out)
	}
	i.kubectl("apply", "--server-side", "--force-conflicts", "-k", "../../config/crd")
	i.wants("all CRDs again", i.check(admin), exitFine, "✓ the CRDs are established, and are those of this version")
}

func (i *installation) readers() {
	config, err := i.lab.ServiceAccount(i.Context(), "hospitality", "reader")
	if err != nil {
		i.Fatal(err)
	}
	got := i.check(config, "-n", "hospitality")
	i.wants("somebody who may read nothing", got, exitFine,
		"✓ the cluster serves the 7 kinds", "? whether the CRDs are current is not known", "? whether the operator is installed is not known",
		"? whether an operator leads is not known", "? whether the roles view and edit know goals is not known",
		"? you may not list all metric sources, cluster metric sources", "? the default source of namespace \"hospitality\" is not known",
		"‼ you may not, in namespace \"hospitality\": get, list, watch objectives, customeroutcomes, indicators, valueexchanges, scorecards, metricsources; list events")
	i.kubectl("-n", "hospitality", "create", "rolebinding", "reader", "--clusterrole=truenorth-goals-view", "--serviceaccount=hospitality:reader")
	got = i.check(config, "-n", "hospitality")
	i.wants("somebody who may read a namespace", got, exitFine,
		"‼ you may not, in namespace \"hospitality\": list events", "‼ you may not, in all namespaces: get, list, watch objectives, customeroutcomes,")
	golden(i.T, "check/reader.80.txt", anyRelease(got.out))
}

func (i *installation) formats(admin *rest.Config) {
	got := i.check(admin, "-o", "json")
	var report checkReport
	if err := json.Unmarshal([]byte(got.out), &report); err != nil {
		i.Fatalf("%v in %s", err, got.out)
	}
	if report.Result != checkWarning || len(report.Groups) != 6 || got.code != exitFine {
		i.Errorf("exit %d, result %s, %d groups; want a warning of six: %s", got.code, report.Result, len(report.Groups), got.out)
	}
	if got := i.check(admin, "-o", "yaml"); !strings.HasPrefix(got.out, "groups:\n- checks:\n") {
		i.Errorf("yaml: %s", got.out)
	}
	got = i.check(&rest.Config{Host: "https://127.0.0.1:1"})
	i.wants("a cluster that is not there", got, exitFindings, "✗ the cluster cannot be reached: ", "0 well, 0 to be looked at, 1 broken, 0 not known")
}
