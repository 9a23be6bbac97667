/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// Tests of policies and of names do not run beside others: every manager of the site checks every source, and each by
// its own policy.

// port of the rogue.
func (r *rogue) port() string {
	_, port, _ := net.SplitHostPort(r.Listener.Addr().String())
	return port
}

// named is a lab whose sources are found by a DNS of its own.
func named(t *testing.T, title string, known *names) *lab {
	t.Helper()
	return faultWith(t, title, bench.Options{Unconnected: true, Policy: &source.Policy{
		AllowLoopback: true, NamespacedHosts: []string{"*.test", "127.0.0.1"}, Resolver: known.resolver(),
	}})
}

func TestFault16(t *testing.T) {
	known := &names{}
	l := named(t, "The source's connections are refused, its name is unknown, or the DNS does not answer", known)
	known.are("prometheus.test", "127.0.0.1")
	l.connects("default", "http://prometheus.test:"+l.rogue.port())
	o := l.goal("keeps")
	for _, tc := range []struct {
		reason string
		breaks func()
		url    string
		want   string
	}{
		{"refused", func() { known.are("prometheus.test", "127.0.0.2") }, "http://127.0.0.1:1", "refuses connections"},
		{"no such name", func() { known.forget("prometheus.test") }, "http://nowhere.test", "cannot be resolved"},
		{"silence", func() { known.falls(true) }, "http://silent.test", ""},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			l := l.within(t)
			tc.breaks()
			l.rogue.CloseClientConnections()
			s := l.Source(strings.ReplaceAll(tc.reason, " ", "-"), tc.url)
			s.Spec.Prometheus.Timeout = "1s"
			l.Create(s)
			l.Has(s, ready, isFalse, unreachable)
			l.wantMessage(s, ready, tc.want)
			l.seesOf(s, ready)
			if tc.reason == "silence" {
				l.HasMoving(5*time.Second, o, measured, isFalse, string(v1alpha1.MeasureReasonQueryTimeout))
				return
			}
			kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
			known.are("prometheus.test", "127.0.0.1")
			l.heals(kept)
		})
	}
}

// TestFault17: whoever answers with a redirect does not lead the operator, nor its credentials, anywhere.
func TestFault17(t *testing.T) {
	t.Parallel()
	l := fault(t, "The source redirects: in a loop, to another host, to a metadata address")
	var elsewhere, again atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	t.Cleanup(other.Close)
	l.trusted()
	l.secret("credentials", "password", secretCanary)
	s := l.Source("default", l.rogue.URL)
	bench.Edit(l.Bench, s, func(s *v1alpha1.MetricSource) {
		s.Spec.Prometheus.Auth = &v1alpha1.Auth{Basic: &v1alpha1.BasicAuth{
			Username: "truenorth", PasswordSecretRef: v1alpha1.SecretKeyReference{Name: "credentials", Key: "password"}}}
	})
	o := l.goal("keeps")
	for _, tc := range []struct {
		reason, to string
		status     int
	}{
		{"in a loop", l.rogue.URL + "/again", http.StatusFound},
		{"to another host", other.URL + "/api/v1/query", http.StatusMovedPermanently},
		{"to another host, the method kept", other.URL + "/api/v1/query", http.StatusPermanentRedirect},
		{"to a metadata address", "http://169.254.169.254/latest/meta-data/", http.StatusTemporaryRedirect},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			l := l.within(t)
			l.rogue.misbehaves(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/again") {
					again.Add(1)
				}
				answering(tc.status, answerCanary, "Location", tc.to)(w, r)
			})
			kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
			l.rogue.behaves()
			l.heals(kept)
		})
	}
	if elsewhere.Load()+again.Load() != 0 {
		t.Errorf("redirects were followed: %d times to the other host, %d times on the same", elsewhere.Load(), again.Load())
	}
	l.rogue.misbehaves(answering(http.StatusFound, answerCanary, "Location", other.URL))
	l.Has(s, ready, isFalse, notPrometheus)
	l.seesOf(s, ready)
}

// allowing is a lab whose sources may have what hosts they like, but not this machine.
func allowing(t *testing.T, title string, known *names) *lab {
	t.Helper()
	return faultWith(t, title, bench.Options{Unconnected: true, Policy: &source.Policy{Resolver: known.resolver()}})
}

func TestFault18(t *testing.T) {
	known := &names{}
	l := allowing(t, "A source's name or address is link-local, loopback, multicast or a cloud's metadata", known)
	for i, address := range []string{
		"127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "169.254.169.254", "169.254.0.1", "fe80::1", "224.0.0.1", "ff02::1",
		"255.255.255.255", "100.100.100.200", "fd00:ec2::254", "::ffff:169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1",
	} {
		t.Run(address, func(t *testing.T) {
			l := l.within(t)
			name := fmt.Sprintf("n%d.test", i)
			known.are(name, address)
			for _, s := range []*v1alpha1.ClusterMetricSource{
				l.cluster(fmt.Sprintf("name-%d", i), "http://"+name+":"+l.rogue.port()),
				l.cluster(fmt.Sprintf("address-%d", i), "http://"+net.JoinHostPort(address, l.rogue.port())),
			} {
				l.Has(s, ready, isFalse, notAllowed)
				l.Has(s, stalled, isTrue, notAllowed)
				l.seesOf(s, ready)
			}
		})
	}
	if asked := l.rogue.asked.Load(); asked != 0 {
		t.Errorf("a server on this machine was asked %d times", asked)
	}
	for i, address := range []string{"10.255.255.1", "192.168.255.1", "172.31.255.1", "100.64.255.1", "fd12:3456::1"} {
		s := l.cluster(fmt.Sprintf("private-%d", i), "http://"+net.JoinHostPort(address, "9"))
		l.Eventually("a check of a private address", func() bool { l.Refresh(s); return bench.Condition(s, ready) != nil })
		if c := bench.Condition(s, ready); c.Reason == notAllowed || bench.Condition(s, stalled) != nil {
			t.Errorf("%s is private, which is allowed: %+v", address, c)
		}
	}
	l.sees("private addresses are asked")
}

// TestFault18Rebinding: the name is harmless while the source is checked, and then is not.
func TestFault18Rebinding(t *testing.T) {
	known := &names{}
	l := named(t, "A source's name turns into the metadata address once it was checked", known)
	known.are("rebinds.test", "127.0.0.1")
	s := l.connects("default", "http://rebinds.test:"+l.rogue.port())
	o := l.goal("keeps")
	known.are("rebinds.test", "169.254.169.254")
	l.rogue.CloseClientConnections()
	kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
	l.Has(s, ready, isFalse, notAllowed)
	l.seesOf(s, ready)
	known.are("rebinds.test", "127.0.0.1")
	l.heals(kept)
}

// TestFault19: each URL is refused when it is written, or else never dialled.
func TestFault19(t *testing.T) {
	known := &names{}
	l := allowing(t, "A source's URL is file://, holds credentials, or spells its address in an odd way", known)
	const admission = "admission"
	known.are("localhost", "127.0.0.1")
	for i, tc := range []struct{ url, want string }{
		{"file:///etc/passwd", admission},
		{"FILE:///etc/passwd", admission},
		{"gopher://prometheus:70", admission},
		{"//prometheus:9090", admission},
		{"http:prometheus:9090", admission},
		{"http://user:" + secretCanary + "@prometheus:9090", admission},
		{"http://" + secretCanary + "@prometheus:9090", admission},
		{"http://prometheus:9090@127.0.0.1", admission},
		{`http://prometheus\@127.0.0.1`, admission},
		{"http://2130706433", admission},
		{"http://0x7f000001", admission},
		{"http://0x7f.0.0.1", admission},
		{"http://017700000001", admission},
		{"http://0177.0.0.1", admission},
		{"http://127.1", admission},
		{"http://127.0.0.1.", admission},
		{"http://127.0.0.01", admission},
		{"http://%31%32%37.0.0.1", admission},
		{"http://[fe80::1%25lo]", admission},
		{"http://①②⑦.⓪.⓪.①", admission},
		{"http://127。0。0。1", admission},
		{"http://prometheus\u200b:9090", admission},
		{"http://prometheus:9090\n.example", admission},
		{"http://prometheus:9090/?q=1", admission},
		{"http://prometheus:9090/#x", admission},
		{"http://prometheus:99999", invalidURL},
		{"http://prometheus:0", invalidURL},
		{"http://[127.0.0.1]", invalidURL},
		{"http://[::ffff:127.0.0.1]:" + l.rogue.port(), notAllowed},
		{"http://[::ffff:7f00:1]:" + l.rogue.port(), notAllowed},
		{"http://[0:0:0:0:0:ffff:a9fe:a9fe]", notAllowed},
		{"http://[::127.0.0.1]:" + l.rogue.port(), notAllowed},
		{"http://127.0.0.1:" + l.rogue.port(), notAllowed},
		{"http://localhost:" + l.rogue.port(), notAllowed},
		{"http://LOCALHOST.:" + l.rogue.port(), notAllowed},
	} {
		t.Run(tc.url, func(t *testing.T) {
			l := l.within(t)
			if tc.want != admission {
				s := l.cluster(fmt.Sprintf("odd-%d", i), tc.url)
				l.Has(s, ready, isFalse, tc.want)
				l.Has(s, stalled, isTrue, tc.want)
				l.seesOf(s, ready)
				return
			}
			l.refused(l.Source("odd", tc.url))
			token := l.Source("odd", "http://prometheus:9090")
			token.Spec.Prometheus.Auth = &v1alpha1.Auth{OAuth2: &v1alpha1.OAuth2{
				ClientID: "truenorth", TokenURL: v1alpha1.URL(tc.url), ClientSecretRef: v1alpha1.SecretKeyReference{Name: "a", Key: "b"}}}
			l.refused(token)
		})
	}
	if asked := l.rogue.asked.Load(); asked != 0 {
		t.Errorf("a server on this machine was asked %d times", asked)
	}
}
