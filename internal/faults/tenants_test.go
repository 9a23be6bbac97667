/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const (
	sourceNotFound = string(v1alpha1.MeasureReasonSourceNotFound)

	// otherTenant is the namespace of who shares a source with the lab's own.
	otherTenant = "trust-tenant"
)

// asksOf is an objective that asks one query of a source that the cluster shares.
func (l *lab) asksOf(namespace, name, query, source string) *v1alpha1.Objective {
	o := l.Objective(name, bench.Reaches("guests", bench.Asks(query)))
	o.Namespace = namespace
	o.Spec.SourceRef = &v1alpha1.SourceReference{Kind: v1alpha1.SourceKindCluster, Name: source}
	return o
}

// TestFault26: two namespaces over one source, which holds the series of both and of nobody.
func TestFault26(t *testing.T) {
	t.Parallel()
	l := faultWith(t, "A query reaches for another tenant's series", bench.Options{Namespaces: []string{otherTenant}})
	for namespace, value := range map[string]float64{l.Namespace: 4, otherTenant: 1000, "": 50000} {
		l.Series(fmt.Sprintf("guests{namespace=%q}", namespace), value)
	}
	s := l.cluster("shared", l.rogue.URL)
	bench.Edit(l.Bench, s, func(s *v1alpha1.ClusterMetricSource) {
		s.Spec.EnforcedMatchers = []v1alpha1.EnforcedMatcher{{Label: "namespace", ValueFrom: v1alpha1.ValueFromNamespace}}
	})
	theirs := l.asksOf(otherTenant, "theirs", "sum(guests)", s.Name)
	l.Create(theirs)
	l.Measured(theirs)
	if got := value(theirs); *got != 1000 {
		t.Fatalf("the other tenant sees %v, want its own 1000", *got)
	}
	before := l.Clock.Now().Add(-time.Hour).Unix()
	for i, tc := range []struct {
		query string
		want  float64 // 0: there is nothing to see
	}{
		{"sum(guests)", 4},
		{`sum({__name__="guests"})`, 4},
		{`sum({__name__=~"gu.*"})`, 4},
		{`sum({namespace!=""})`, 4},
		{`sum(guests{namespace=~".+"})`, 4},
		{`sum(guests{namespace="` + otherTenant + `"})`, 0},
		{`sum(guests{namespace=""})`, 0},
		{`sum(guests or guests{namespace="` + otherTenant + `"})`, 4},
		{`sum(topk(scalar(count(guests)), guests))`, 4},
		{`count(guests) + 0 * sum(quantile(scalar(sum(guests)) / 1e9, guests))`, 1},
		{`max(max_over_time(guests[1h:1m] offset 1m))`, 4},
		{`max(max_over_time(sum(guests)[1h:1m]))`, 4},
		{fmt.Sprintf("sum(guests @ %d)", before), 4},
		{"sum(guests @ end())", 4},
		{`sum(guests offset 30m)`, 4},
		{`max(guests + on () group_left () sum(guests))`, 8},
		{`sum(label_replace(guests, "namespace", "` + otherTenant + `", "", ""))`, 4},
		{`sum(guests) unless on () absent(guests)`, 4},
		{"sum(guests # }) or sum(guests{}\n)", 4},
	} {
		t.Run(tc.query, func(t *testing.T) {
			l := l.within(t)
			o := l.asksOf(l.Namespace, fmt.Sprintf("reaches-%d", i), tc.query, s.Name)
			l.Create(o)
			if tc.want == 0 {
				l.Has(o, measured, isFalse, string(v1alpha1.MeasureReasonNoData))
				return
			}
			l.Measured(o)
			if got := value(o); *got != tc.want {
				t.Errorf("the value is %v, want %v", *got, tc.want)
			}
		})
	}
	unsafe := l.asksOf(l.Namespace, "unsafe", "sum(info(guests))", s.Name)
	l.Create(unsafe)
	l.Has(unsafe, ready, isFalse, invalidQuery)
	l.seesOf(unsafe, ready)
	for _, q := range l.Prometheus.Queries() {
		selectors := strings.Count(q.Query, "{")
		held := strings.Count(q.Query, fmt.Sprintf("namespace=%q", l.Namespace)) + strings.Count(q.Query, fmt.Sprintf("namespace=%q", otherTenant))
		if q.Query != "vector(1)" && (selectors == 0 || held < selectors) {
			t.Errorf("a query was sent with a selector of no namespace: %s", q.Query)
		}
	}
	l.sees("each namespace sees its own series alone")
}

// TestFault35Sources: a ClusterMetricSource that a namespace may not use is none to it.
func TestFault35Sources(t *testing.T) {
	l := faultWith(t, "A reference to a ClusterMetricSource that does not allow the namespace", bench.Options{})
	l.Series("guests", 4)
	s := l.cluster(hidden, l.rogue.URL)
	label := map[string]string{"metrics": "yes"}
	bench.Edit(l.Bench, s, func(s *v1alpha1.ClusterMetricSource) {
		s.Spec.AllowedNamespaces = v1alpha1.AllowedNamespaces{From: v1alpha1.ShareFromSelector, Selector: &metav1.LabelSelector{MatchLabels: label}}
	})
	l.Has(s, ready, isTrue, connected)
	refused := l.asksOf(l.Namespace, hidden, "guests", s.Name)
	nothing := l.asksOf(l.Namespace, vacant, "guests", strings.ReplaceAll(s.Name, hidden, vacant))
	l.Create(refused, nothing)
	l.Has(refused, ready, isFalse, sourceNotFound)
	l.Has(nothing, ready, isFalse, sourceNotFound)
	if one, other := l.appearance(refused), l.appearance(nothing); one != other {
		t.Errorf("a forbidden source looks unlike none:\n%s\n%s", one, other)
	}
	l.seesOf(refused, ready)
	if asked := l.asked("guests"); asked != 0 {
		t.Errorf("the source was asked %d times for who may not use it", asked)
	}

	var own corev1.Namespace
	own.Name = l.Namespace
	bench.Edit(l.Bench, &own, func(n *corev1.Namespace) { n.Labels["metrics"] = "yes" })
	l.Measured(refused)
	bench.Edit(l.Bench, &own, func(n *corev1.Namespace) { delete(n.Labels, "metrics") })
	l.Has(refused, ready, isFalse, sourceNotFound)
	bench.Edit(l.Bench, s, func(s *v1alpha1.ClusterMetricSource) {
		s.Spec.AllowedNamespaces = v1alpha1.AllowedNamespaces{From: v1alpha1.ShareFromAll}
	})
	l.Measured(refused)
	bench.Edit(l.Bench, s, func(s *v1alpha1.ClusterMetricSource) {
		odd := metav1.LabelSelectorRequirement{Key: "not a label", Operator: metav1.LabelSelectorOpDoesNotExist}
		s.Spec.AllowedNamespaces = v1alpha1.AllowedNamespaces{From: v1alpha1.ShareFromSelector,
			Selector: &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{odd}}}
	})
	l.Has(refused, ready, isFalse, sourceNotFound)
	l.sees("a namespace's labels count at once")
}

// TestFault35Hosts: what hosts a team's own source may name is the admins' to say, and none by default.
func TestFault35Hosts(t *testing.T) {
	name(t, "A MetricSource names a host that the admins did not allow")
	known := &names{}
	known.are("prometheus.team.test", "127.0.0.1")
	for _, tc := range []struct {
		reason  string
		allowed []string
		host    string
		want    bool
	}{
		{"none by default", nil, "127.0.0.1", false},
		{"this host", []string{"127.0.0.1"}, "127.0.0.1", true},
		{"another host", []string{"127.0.0.2"}, "127.0.0.1", false},
		{"another port", []string{"127.0.0.1:9090"}, "127.0.0.1", false},
		{"a suffix", []string{"*.team.test"}, "prometheus.team.test", true},
		{"another suffix", []string{"*.eam.test"}, "prometheus.team.test", false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			policy := &source.Policy{AllowLoopback: true, Resolver: known.resolver(), NamespacedHosts: tc.allowed}
			l := faultWith(t, tc.reason, bench.Options{Unconnected: true, Policy: policy})
			s := l.Source("default", "http://"+tc.host+":"+l.rogue.port())
			if l.Create(s); tc.want {
				l.Has(s, ready, isTrue, connected)
				l.goal("allowed")
				return
			}
			o := l.goalSpec("refused")
			l.Create(o)
			l.Has(s, ready, isFalse, notAllowed)
			l.Has(s, stalled, isTrue, notAllowed)
			l.Has(o, measured, isFalse, string(v1alpha1.MeasureReasonSourceUnavailable))
			if asked := l.rogue.asked.Load(); asked != 0 {
				t.Errorf("the host was asked %d times", asked)
			}
			l.seesOf(s, ready)
		})
	}
}

// secretsAsked notes what a site's managers ask the API server about Secrets.
type secretsAsked struct {
	http.RoundTripper

	mu  *sync.Mutex
	all map[string]int // by method and path, with its query
}

func (s secretsAsked) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, "/secrets") {
		s.mu.Lock()
		s.all[r.Method+" "+r.URL.RequestURI()]++
		s.mu.Unlock()
	}
	return s.RoundTripper.RoundTrip(r)
}

// TestFault35Secrets: a source's Secrets are got by name from its own namespace, when they are needed, and never listed.
func TestFault35Secrets(t *testing.T) {
	asked := secretsAsked{mu: &sync.Mutex{}, all: map[string]int{}}
	unwatched := site.Operator
	site.Operator = rest.CopyConfig(unwatched)
	site.Operator.Wrap(func(next http.RoundTripper) http.RoundTripper { return secretsAsked{next, asked.mu, asked.all} })
	t.Cleanup(func() { site.Operator = unwatched })
	l := faultWith(t, "A source names a Secret of another namespace", bench.Options{Unconnected: true})
	l.trusted()
	l.secret("own", "token", secretCanary)
	theirs := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: bench.OperatorNamespace, Name: l.Namespace + "-theirs"},
		StringData: map[string]string{"token": secretCanary}}
	l.Create(theirs)
	bearer := func(secret string) *v1alpha1.Auth {
		return &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: secret, Key: "token"}}
	}
	for _, tc := range []struct{ name, secret, want string }{
		{"own", "own", connected}, {"another-namespace", theirs.Name, secretNotFound}, {"none", "no-such-secret", secretNotFound},
	} {
		s := l.Source(tc.name, l.rogue.URL)
		s.Spec.Prometheus.Auth = bearer(tc.secret)
		l.Create(s)
		l.Has(s, ready, map[bool]metav1.ConditionStatus{true: isTrue, false: isFalse}[tc.want == connected], tc.want)
		l.seesOf(s, ready)
	}
	admins := l.cluster("operators", l.rogue.URL)
	bench.Edit(l.Bench, admins, func(s *v1alpha1.ClusterMetricSource) { s.Spec.Prometheus.Auth = bearer(theirs.Name) })
	l.Has(admins, ready, isTrue, connected)
	o := l.asksOf(l.Namespace, "goal", "vector(4)", admins.Name)
	l.Create(o)
	l.Measured(o)
	l.Stop()
	asked.mu.Lock()
	defer asked.mu.Unlock()
	byName := regexp.MustCompile(`^GET /api/v1/namespaces/([^/]+)/secrets/[^/?]+$`)
	var namespaces []string
	for request := range asked.all {
		match := byName.FindStringSubmatch(request)
		if match == nil {
			t.Errorf("Secrets were asked for with %s, want nothing but a get by name", request)
			continue
		}
		namespaces = append(namespaces, match[1])
	}
	for _, want := range []string{l.Namespace, bench.OperatorNamespace} {
		if !slices.Contains(namespaces, want) {
			t.Errorf("no Secret of %s was read: the test sees nothing", want)
		}
	}
}
