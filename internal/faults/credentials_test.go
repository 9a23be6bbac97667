/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// trusting is a source whose server's certificate has to be signed by the CA in the Secret "ca".
func (l *lab) trusting(name, url string) *v1alpha1.MetricSource {
	s := l.Source(name, url)
	s.Spec.Prometheus.TLS = &v1alpha1.TLS{CASecretRef: &v1alpha1.SecretKeyReference{Name: "ca", Key: "ca.crt"}}
	return s
}

func TestFault20(t *testing.T) {
	t.Parallel()
	l := faultWith(t, "The source's certificate is rotated, and then its CA", bench.Options{Unconnected: true})
	l.trusted()
	first, second := newAuthority(t), newAuthority(t)
	shown := &atomic.Pointer[tls.Certificate]{}
	shown.Store(first.server(nil))
	ca := l.secret("ca", "ca.crt", first.pem())
	s := l.trusting("default", l.rogue.secured(t, shown))
	l.Create(s)
	l.Has(s, ready, isTrue, connected)
	o := l.goal("keeps")

	renewed := first.server(nil)
	shown.Store(renewed)
	l.moves("stays", 5)
	l.shows(o, 5)
	l.Has(s, ready, isTrue, connected)
	l.sees("a renewed certificate goes unnoticed")

	shown.Store(second.server(nil))
	l.Has(s, ready, isFalse, invalidTLS)
	l.seesOf(s, ready)
	bench.Edit(l.Bench, ca, func(ca *corev1.Secret) { ca.Data["ca.crt"] = []byte(second.pem()) })
	rotated := time.Now()
	l.Has(s, ready, isTrue, connected)
	if took := time.Since(rotated); took > 20*time.Second {
		t.Errorf("the CA was picked up after %s, want within the source's interval of 10s", took)
	}
	l.moves("stays", 6)
	l.shows(o, 6)
	l.sees("a rotated CA is picked up within an interval")
}

// TestFault21: none of these servers gets as much as a request.
func TestFault21(t *testing.T) {
	t.Parallel()
	l := faultWith(t, "The source's certificate is expired, early, for another name, of another CA, or none at all", bench.Options{Unconnected: true})
	l.trusted()
	ca, other := newAuthority(t), newAuthority(t)
	l.secret("ca", "ca.crt", ca.pem())
	now := time.Now()
	for name, shown := range map[string]*tls.Certificate{
		"expired":    ca.server(func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(-2*time.Hour), now.Add(-time.Hour) }),
		"early":      ca.server(func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(time.Hour), now.Add(2*time.Hour) }),
		"wrong-host": ca.server(func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"prometheus.example"} }),
		"client":     ca.server(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
		"wrong-ca":   other.server(nil),
		"no-tls":     nil,
	} {
		url := "https" + strings.TrimPrefix(l.rogue.URL, "http")
		if shown != nil {
			held := &atomic.Pointer[tls.Certificate]{}
			held.Store(shown)
			url = l.rogue.secured(t, held)
		}
		t.Run(name, func(t *testing.T) {
			l := l.within(t)
			s := l.trusting(name, url)
			o := l.Objective(name, bench.Reaches("stays", bench.Asks("stays")))
			o.Spec.SourceRef = &v1alpha1.SourceReference{Name: name}
			l.Create(s, o)
			l.Has(s, ready, isFalse, invalidTLS)
			l.HasMoving(time.Second, o, measured, isFalse, string(v1alpha1.MeasureReasonSourceUnavailable))
			l.seesOf(s, ready)
		})
	}
	if asked := l.rogue.asked.Load(); asked != 0 {
		t.Errorf("the server was sent %d requests without TLS that can be trusted", asked)
	}
}

// doorman answers those alone that hold one of the tokens, and remembers which tokens came.
type doorman struct {
	http.Handler

	mu     sync.Mutex
	taken  []string
	counts map[string]int
}

func (g *doorman) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	g.mu.Lock()
	g.counts[token]++
	taken := false
	for _, good := range g.taken {
		taken = taken || good == token
	}
	g.mu.Unlock()
	if !taken {
		answering(http.StatusUnauthorized, answerCanary)(w, r)
		return
	}
	g.Handler.ServeHTTP(w, r)
}

func (g *doorman) takes(tokens ...string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.taken = tokens
}

func (g *doorman) came(token string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.counts[token]
}

// TestFault22 does not run beside others: their managers hold the credential too, each for an interval of its own.
func TestFault22(t *testing.T) {
	l := faultWith(t, "A source's Secret is rotated, deleted, emptied", bench.Options{Unconnected: true})
	l.trusted()
	const next = secretCanary + "-next"
	server := &doorman{Handler: l.Prometheus.Handler(), counts: map[string]int{}}
	l.rogue.misbehaves(server.ServeHTTP)
	secrets, sources := map[string]*corev1.Secret{}, map[string]*v1alpha1.MetricSource{}
	goals := map[string]*v1alpha1.Objective{}
	tokens := map[string]string{}
	l.Series("stays", 4)
	for _, how := range []string{"rotated", "deleted", "emptied", "refused"} {
		tokens[how] = secretCanary + "-" + how
		server.takes(append(server.taken, tokens[how])...)
		secrets[how] = l.secret(how, "token", tokens[how])
		s := l.Source(how, l.rogue.URL)
		s.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: how, Key: "token"}}
		o := l.Objective(how, bench.Reaches("stays", bench.Asks("stays")))
		o.Spec.SourceRef = &v1alpha1.SourceReference{Name: how}
		l.Create(s, o)
		l.Measured(o)
		sources[how], goals[how] = s, o
	}
	server.takes(append(server.taken, next)...)
	bench.Edit(l.Bench, secrets["rotated"], func(s *corev1.Secret) { s.Data["token"] = []byte(next) })
	bench.Edit(l.Bench, secrets["emptied"], func(s *corev1.Secret) { s.Data["token"] = nil })
	l.Delete(secrets["deleted"])
	for _, how := range []string{"deleted", "emptied"} {
		l.Has(sources[how], ready, isFalse, secretNotFound)
		l.seesOf(sources[how], ready)
	}
	l.Eventually("the new token", func() bool { return server.came(next) > 0 })
	before := map[string]int{}
	for how, token := range tokens {
		before[how] = server.came(token)
	}
	l.moves("stays", 6)
	for _, how := range []string{"deleted", "emptied"} {
		l.keeps(goals[how], v1alpha1.MeasureReasonSourceUnavailable)
	}
	l.shows(goals["rotated"], 6)
	for _, how := range []string{"rotated", "deleted", "emptied"} {
		if came := server.came(tokens[how]); came != before[how] {
			t.Errorf("%s: the old credential was used %d times after the source's interval", how, came-before[how])
		}
	}
	l.sees("the rotated one is used within an interval, the old ones no more")

	// Refused at once: the Secret is read again then, and not after an interval.
	bench.Edit(l.Bench, secrets["refused"], func(s *corev1.Secret) { s.Data["token"] = []byte(next) })
	server.takes(next)
	l.moves("stays", 7)
	l.shows(goals["refused"], 7)
}

// TestFault23: a proxy that is asked could read every credential.
func TestFault23(t *testing.T) {
	l := faultWith(t, "HTTP_PROXY is in the operator's environment", bench.Options{Unconnected: true})
	l.Stop()
	proxy := newRogue(t, answering(http.StatusOK, answerCanary))
	manager, err := program()
	if err != nil {
		t.Fatal(err)
	}
	var env []string
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		env = append(env, name+"="+proxy.URL)
	}
	s, secure := l.cluster("proxied", "http://prometheus.invalid:9090"), l.cluster("tls", "https://prometheus.invalid:9090")
	p := site.Start(t, manager, env, "--watch-namespaces="+l.Namespace, "--leader-elect=false",
		"--metrics-bind-address=0", "--health-probe-bind-address=0")
	t.Cleanup(func() { collected.add("log of a manager behind a proxy", p.Log.String()) })
	l.Has(s, ready, isFalse, unreachable)
	l.Has(secure, ready, isFalse, unreachable)
	if asked := proxy.asked.Load(); asked != 0 {
		t.Errorf("the proxy was asked %d times", asked)
	}
	l.seesOf(s, ready)
	l.sees("the proxy was asked nothing")
}
