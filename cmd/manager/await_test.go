/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const awaits = "Waiting for the API server"

// A manager that starts before what it needs waits for it, alive and not ready, and then works.
func TestManagerWaitsForTheAPIServer(t *testing.T) {
	c := newCluster(t)
	o := c.objective("guests-belong")
	c.create(o)
	if err := c.Plane.StopAPIServer(); err != nil {
		t.Fatal(err)
	}
	probes := address(t)
	m := c.start("--health-probe-bind-address="+probes, "--metrics-bind-address=0")
	c.eventually("the manager to wait", func() bool { return m.Log.Count(awaits) > 0 })
	c.eventually("a probe", func() bool { status, _ := get(t, "http://"+probes+"/healthz", ""); return status == http.StatusOK })
	if status, body := get(t, "http://"+probes+"/readyz", ""); status != http.StatusServiceUnavailable {
		t.Errorf("readyz of a manager that waits: %d %s, want 503", status, body)
	}
	if err := c.Plane.StartAPIServer(); err != nil {
		t.Fatal(err)
	}
	c.eventually("the goal measured", func() bool { return c.ready(o) })
	c.eventually("a ready manager", func() bool { status, _ := get(t, "http://"+probes+"/readyz", ""); return status == http.StatusOK })
}

func TestManagerWaitsForTheDefinitions(t *testing.T) {
	c := newCluster(t)
	c.kubectl("delete", "crd", "--wait", "scorecards."+v1alpha1.GroupVersion.Group)
	m := c.start("--health-probe-bind-address=0", "--metrics-bind-address=0")
	c.eventually("the manager to wait", func() bool { return m.Log.Count("does not know Scorecard of") > 0 })
	if count := m.Log.Count(awaits); count != 1 {
		t.Errorf("the log tells %d times of one reason, want once:\n%s", count, m.Log)
	}
	c.kubectl("apply", "-k", "../../config/default")
	o := c.objective("guests-belong")
	c.create(o)
	c.eventually("the goal measured", func() bool { return c.ready(o) })
}

func TestManagerThatWaitsStops(t *testing.T) {
	c := newCluster(t)
	if err := c.Plane.StopAPIServer(); err != nil {
		t.Fatal(err)
	}
	m := c.start("--health-probe-bind-address=0", "--metrics-bind-address=0")
	c.eventually("the manager to wait", func() bool { return m.Log.Count(awaits) > 0 })
	if err := m.Terminate(); err != nil {
		t.Errorf("a manager that waits stopped with %v, want nothing:\n%s", err, m.Log)
	}
}

func (c *cluster) kubectl(args ...string) {
	c.Helper()
	if out, err := c.Plane.Kubectl(c.Context(), args...).CombinedOutput(); err != nil {
		c.Fatalf("kubectl %v: %v: %s", args, err, out)
	}
}

func TestReasonOf(t *testing.T) {
	t.Parallel()
	reset := func(port int) error {
		from := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
		return fmt.Errorf("ask: %w", &url.Error{Op: "Get", URL: "https://api", Err: &net.OpError{
			Op: "read", Net: "tcp", Source: from, Err: os.NewSyscallError("read", syscall.ECONNRESET),
		}})
	}
	for _, tc := range []struct {
		reason string
		a, b   error
		same   bool
	}{
		{"a port that changes is no other reason", reset(1), reset(2), true},
		{"nor are the words of one kind of refusal", apierrors.NewUnauthorized("a"), apierrors.NewUnauthorized("b"), true},
		{"another refusal is", apierrors.NewUnauthorized("a"), apierrors.NewServiceUnavailable("a"), false},
		{"so are other kinds that lack", errors.New("no Scorecard"), errors.New("no Objective"), false},
	} {
		if got := reasonOf(tc.a) == reasonOf(tc.b); got != tc.same {
			t.Errorf("%s: %q and %q", tc.reason, reasonOf(tc.a), reasonOf(tc.b))
		}
	}
}

func TestOwnKinds(t *testing.T) {
	t.Parallel()
	kinds := ownKinds()
	for _, want := range []string{"Objective", "CustomerOutcome", "Indicator", "ValueExchange", "Scorecard", "MetricSource", "ClusterMetricSource"} {
		if !kinds[want] {
			t.Errorf("%s is not waited for", want)
		}
	}
	if len(kinds) != 7 {
		t.Errorf("waits for %v, want the seven kinds of the API", kinds)
	}
}
