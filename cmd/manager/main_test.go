/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// asManager makes this test program be the manager.
const asManager = "TRUENORTH_TEST_AS_MANAGER"

func TestMain(m *testing.M) {
	if os.Getenv(asManager) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program is the manager as a process, ready to start.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), asManager+"=1")
	return cmd
}

func TestHelpDocumentsEveryFlag(t *testing.T) {
	out, err := program(t, "--help").CombinedOutput()
	if err != nil {
		t.Fatalf("--help: %v", err)
	}
	for _, flag := range []string{
		"leader-elect", "metrics-bind-address", "metrics-secure", "health-probe-bind-address", "metrics", "namespaced-source-hosts",
		"allow-loopback-sources", "watch-namespaces", "watch-label-selector", "max-concurrent-reconciles", "kubeconfig", "zap-log-level",
	} {
		if !bytes.Contains(out, []byte("  -"+flag)) {
			t.Errorf("--help says nothing of --%s:\n%s", flag, out)
		}
	}
}

func TestFlagsThatContradictAreRefused(t *testing.T) {
	for _, tc := range []struct{ flag, want string }{
		{"--metrics=all", "use basic or full"},
		{"--max-concurrent-reconciles=0", "use 1 or more"},
		{"--watch-label-selector=a b", "no label selector"},
		{"--namespaced-source-hosts=mimir, https://prometheus:9090", "without https://"},
		{"--namespaced-source-hosts=prometheus:70000", "no port from 1 to 65535"},
		{"--watch-namespaces=Team_A", "is no namespace"},
		{"oops", "is no flag"},
	} {
		out, err := program(t, tc.flag).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || !strings.Contains(string(out), tc.want) {
			t.Errorf("%s: %v, %s; want a failure that says %q", tc.flag, err, out, tc.want)
		}
	}
}

// cluster is a site with a Prometheus, and a namespace with a source.
type cluster struct {
	*testing.T
	*bench.Site
	prometheus *testlab.Prometheus
	namespace  string
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	site, err := bench.Open(t.Context(), filepath.Join("..", "..", "config"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := site.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &cluster{T: t, Site: site, namespace: "hospitality"}
	c.startPrometheus()
	return c
}

func (c *cluster) startPrometheus() {
	c.Helper()
	prometheus, err := testlab.NewPrometheus(testlab.PrometheusOptions{})
	if err != nil {
		c.Fatal(err)
	}
	c.prometheus = prometheus
	c.Cleanup(func() { _ = prometheus.Close() })
	url, err := prometheus.Start()
	if err != nil {
		c.Fatal(err)
	}
	now := time.Now()
	if err := prometheus.Append("stays", testlab.History(now.Add(-time.Hour), now.Add(time.Hour), time.Minute, testlab.Constant(4))...); err != nil {
		c.Fatal(err)
	}
	c.create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: c.namespace}})
	source := &v1alpha1.ClusterMetricSource{ObjectMeta: metav1.ObjectMeta{Name: "default"}}
	source.Spec.Prometheus.URL = v1alpha1.URL(url)
	source.Spec.AllowedNamespaces.From = v1alpha1.ShareFromAll
	c.create(source)
}

func (c *cluster) create(object client.Object) {
	c.Helper()
	if err := c.Admin.Create(c.Context(), object); err != nil {
		c.Fatal(err)
	}
}

// objective wants stays to go from 0 to 10 this year and the next.
func (c *cluster) objective(name string) *v1alpha1.Objective {
	from, year := 0.0, time.Now().UTC().Year()
	return &v1alpha1.Objective{
		ObjectMeta: metav1.ObjectMeta{Namespace: c.namespace, Name: name},
		Spec: v1alpha1.ObjectiveSpec{
			Title: name, Interval: "10s",
			Period: v1alpha1.Period{Start: v1alpha1.Date(fmt.Sprintf("%d-01-01", year)), End: v1alpha1.Date(fmt.Sprintf("%d-12-31", year+1))},
			KeyResults: []v1alpha1.KeyResult{{
				Name: "repeat-stays", Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: &from, To: 10}},
				Measure: v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: "stays"}},
			}},
		},
	}
}

func (c *cluster) eventually(what string, holds func() bool) {
	c.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(bench.Patience)
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			c.Fatalf("waited for %s in vain", what)
		}
	}
}

// ready tells whether an objective's present generation was evaluated.
func (c *cluster) ready(o *v1alpha1.Objective) bool {
	if err := c.Admin.Get(c.Context(), client.ObjectKeyFromObject(o), o); err != nil {
		return false
	}
	ready := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.GoalConditionReady)
	return ready != nil && ready.Status == metav1.ConditionTrue && ready.ObservedGeneration == o.Generation
}

func (c *cluster) start(args ...string) *bench.Process {
	c.Helper()
	self, err := os.Executable()
	if err != nil {
		c.Fatal(err)
	}
	return c.Start(c.T, self, []string{asManager + "=1"}, args...)
}

// address is a free one on loopback.
func address(t *testing.T) string {
	t.Helper()
	free, err := bench.FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	return free
}

// get fetches a page, and gives 0 while nobody answers.
func get(t *testing.T, url, token string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	insecure := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer insecure.CloseIdleConnections()
	response, err := insecure.Do(request)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(text)
}

func TestManagerUnderItsShippedRole(t *testing.T) {
	c := newCluster(t)
	o := c.objective("guests-belong")
	c.create(o)
	probes, metrics := address(t), address(t)
	m := c.start("--health-probe-bind-address="+probes, "--metrics-bind-address="+metrics, "--metrics=full")
	c.eventually("the goal measured", func() bool { return c.ready(o) })
	for _, probe := range []string{"healthz", "readyz"} {
		if status, body := get(t, "http://"+probes+"/"+probe, ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", probe, status, body)
		}
	}
	c.metricsAreGuarded("https://" + metrics + "/metrics")
	if log := m.Log.String(); strings.Contains(log, "forbidden") {
		t.Errorf("the role lacks something:\n%s", log)
	}
	c.handsOver(m)
}

// metricsAreGuarded checks who may read the metrics, and that they tell of the goal.
func (c *cluster) metricsAreGuarded(url string) {
	c.Helper()
	stranger, err := c.Plane.ServiceAccount(c.Context(), c.namespace, "stranger")
	if err != nil {
		c.Fatal(err)
	}
	if status, _ := get(c.T, url, ""); status != http.StatusUnauthorized {
		c.Errorf("metrics without a token: %d, want 401", status)
	}
	if status, _ := get(c.T, url, stranger.BearerToken); status != http.StatusForbidden {
		c.Errorf("metrics for an account without a role: %d, want 403", status)
	}
	c.create(&rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "reads-metrics"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "truenorth-metrics-reader"},
		Subjects:   []rbacv1.Subject{{Kind: "ServiceAccount", Namespace: c.namespace, Name: "stranger"}},
	})
	var body string
	c.eventually("metrics for who may read them", func() (ok bool) {
		var status int
		status, body = get(c.T, url, stranger.BearerToken)
		return status == http.StatusOK
	})
	for _, want := range []string{
		`truenorth_objective_score{name="guests-belong",namespace="hospitality"} 0.4`,
		`truenorth_key_result_value{key_result="repeat-stays",name="guests-belong",namespace="hospitality"} 4`,
		`truenorth_source_up{kind="ClusterMetricSource",name="default",namespace=""} 1`,
		`truenorth_source_queries_total{kind="ClusterMetricSource",name="default",namespace="",result="Success"}`,
		`truenorth_objective_last_evaluated_timestamp_seconds{name="guests-belong",namespace="hospitality"}`,
	} {
		if !strings.Contains(body, want) {
			c.Errorf("the metrics lack %s", want)
		}
	}
}

// handsOver checks that a manager that is asked to stop does, and gives its lease back.
func (c *cluster) handsOver(m *bench.Process) {
	c.Helper()
	if err := m.Terminate(); err != nil {
		c.Errorf("the manager stopped with %v:\n%s", err, m.Log)
	}
	var leases coordinationv1.LeaseList
	if err := c.Admin.List(c.Context(), &leases, client.InNamespace(defaultNamespace)); err != nil || len(leases.Items) != 1 {
		c.Fatalf("leases: %v, %d of them", err, len(leases.Items))
	}
	if holder := leases.Items[0].Spec.HolderIdentity; holder != nil && *holder != "" {
		c.Errorf("the lease is held by %q still", *holder)
	}
}
