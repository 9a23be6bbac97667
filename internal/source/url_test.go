/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"strings"
	"testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestURLIsCheckedBeforeAnythingIsAsked(t *testing.T) {
	const invalid, notAllowed = v1alpha1.MetricSourceReasonInvalidURL, v1alpha1.MetricSourceReasonURLNotAllowed
	for _, tc := range []struct {
		reason string
		url    string
		want   v1alpha1.MetricSourceReason
	}{
		{"a name", "https://prometheus.monitoring:9090", ""},
		{"a name with the root's dot", "https://prometheus.monitoring.svc.cluster.local.:9090/", ""},
		{"a path is kept", "http://mimir/prometheus", ""},
		{"private addresses are the usual ones", "http://10.1.2.3:9090", ""},
		{"and in IPv6", "http://[fd12:3456::1]:9090", ""},
		{"a name that begins with digits", "http://3com.example", ""},
		{"another scheme", "file:///etc/passwd", invalid},
		{"no scheme", "prometheus:9090", invalid},
		{"userinfo", "https://user:" + canary + "@prometheus", invalid},
		{"userinfo without a password", "https://" + canary + "@prometheus", invalid},
		{"a query", "https://prometheus/?token=" + canary, invalid},
		{"an empty query", "https://prometheus/?", invalid},
		{"a fragment", "https://prometheus/#" + canary, invalid},
		{"an empty fragment", "https://prometheus/#", invalid},
		{"no host", "https:///path", invalid},
		{"a port without a host", "https://:9090", invalid},
		{"no port after the colon", "https://prometheus:", invalid},
		{"port 0", "https://prometheus:0", invalid},
		{"a port that is too large", "https://prometheus:65536", invalid},
		{"a host in percent signs", "http://%31%32%37.0.0.1/", invalid},
		{"a zone", "http://[fe80::1%25eth0]/", invalid},
		{"a short address", "http://127.1/", invalid},
		{"an address as one number", "http://2130706433/", invalid},
		{"a hexadecimal address", "http://0x7f.1/", invalid},
		{"one hexadecimal number", "http://0x7f000001/", invalid},
		{"an octal address", "http://0177.0.0.1/", invalid},
		{"an address with the root's dot", "http://127.0.0.1./", invalid},
		{"an IPv4 address in brackets", "http://[127.0.0.1]/", invalid},
		{"letters that look like ASCII", "http://prometheus\u3002example/", invalid},
		{"a backslash", `http://prometheus\@evil/`, invalid},
		{"a control character", "http://prometheus\n/", invalid},
		{"loopback", "http://127.0.0.1:9090", notAllowed},
		{"loopback in IPv6", "http://[::1]:9090", notAllowed},
		{"loopback mapped into IPv6", "http://[::ffff:127.0.0.1]/", notAllowed},
		{"metadata", "http://169.254.169.254/", notAllowed},
		{"metadata by NAT64", "http://[64:ff9b::a9fe:a9fe]/", notAllowed},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			_, problem := New(specFor(tc.url), Options{Key: Key{Kind: v1alpha1.SourceKindCluster, Name: "main"}})
			if tc.want == "" {
				if problem != nil {
					t.Fatalf("New(%q): %s", tc.url, problem.Message)
				}
				return
			}
			wantProblem(t, problem, tc.want)
			if !problem.Terminal() {
				t.Error("a URL mends itself by no retry")
			}
		})
	}
}

func TestTokenURLIsUnderTheSameRules(t *testing.T) {
	spec := specFor("https://prometheus")
	for url, want := range map[v1alpha1.URL]v1alpha1.MetricSourceReason{
		"file:///token":                v1alpha1.MetricSourceReasonInvalidURL,
		"http://169.254.169.254/token": v1alpha1.MetricSourceReasonURLNotAllowed,
	} {
		spec.Prometheus.Auth = &v1alpha1.Auth{OAuth2: &v1alpha1.OAuth2{TokenURL: url}}
		_, problem := New(spec, Options{})
		wantProblem(t, problem, want)
	}
}

func TestNamespacedSourceNamesOnlyAllowedHosts(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		url     string
		allowed []string
		want    bool
	}{
		{"nothing is allowed by default", "https://prometheus", nil, false},
		{"the host, any port", "https://prometheus:9090", []string{"prometheus"}, true},
		{"letters' case does not matter", "https://Prometheus.Example", []string{"prometheus.EXAMPLE."}, true},
		{"the host and port", "https://prometheus:9090", []string{"prometheus:9090"}, true},
		{"another port", "https://prometheus:9091", []string{"prometheus:9090"}, false},
		{"https is port 443", "https://prometheus", []string{"prometheus:443"}, true},
		{"http is port 80", "http://prometheus", []string{"prometheus:443"}, false},
		{"a suffix", "https://a.b.example.com", []string{"*.example.com"}, true},
		{"a suffix is not its own member", "https://example.com", []string{"*.example.com"}, false},
		{"a suffix goes by labels", "https://evilexample.com", []string{"*.example.com"}, false},
		{"a suffix with a port", "https://a.example.com:1", []string{"*.example.com:2"}, false},
		{"a host that begins with an allowed one", "https://prometheus.evil", []string{"prometheus"}, false},
		{"an IPv6 address in other words", "https://[fd12:0::1]:9", []string{"[fd12::1]:9"}, true},
		{"an IPv6 address without a port", "https://[fd12::1]:9", []string{"fd12::1"}, true},
		{"later entries count", "https://b", []string{"a", " b "}, true},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			o := Options{Key: Key{Kind: v1alpha1.SourceKindNamespaced, Namespace: "team-a", Name: "main"}, Policy: Policy{NamespacedHosts: tc.allowed}}
			_, problem := New(specFor(tc.url), o)
			if tc.want {
				if problem != nil {
					t.Fatal(problem.Message)
				}
				return
			}
			wantProblem(t, problem, v1alpha1.MetricSourceReasonURLNotAllowed)
		})
	}
}

// What CheckHost takes can match the host of a URL, and what it refuses could not.
func TestHostsThatCouldMatchNothingAreRefused(t *testing.T) {
	for _, tc := range []struct{ entry, want string }{
		{"prometheus", ""},
		{" prometheus.monitoring.svc. ", ""},
		{"prometheus:9090", ""},
		{"*.example.com", ""},
		{"*.example.com:65535", ""},
		{"10.1.2.3:9090", ""},
		{"fd12::1", ""},
		{"[fd12::1]", ""},
		{"[fd12::1]:9090", ""},
		{"https://prometheus", "without https://"},
		{"https://prometheus:9090", "without https://"},
		{"prometheus/api", "or a path"},
		{"user@prometheus", "credentials"},
		{"prometheus:", "no port from 1 to 65535"},
		{"prometheus:0", "no port from 1 to 65535"},
		{"prometheus:65536", "no port from 1 to 65535"},
		{"prometheus:http", "no port from 1 to 65535"},
		{"prometheus:+80", "no port from 1 to 65535"},
		{"prometheus:080", "no port from 1 to 65535"},
		{"*", "names no host"},
		{"*.", "a name after *."},
		{"*.*.example.com", "a name after *."},
		{"prometheus.*", "names no host"},
		{"*.0.0.1", "a name after *."},
		{"127.1", "four decimal numbers"},
		{"0x7f000001", "four decimal numbers"},
		{"fe80::1%eth0", "names no host"},
		{"[fd12::1", "brackets"},
		{"fd12::1]", "brackets"},
		{"[prometheus]", "brackets"},
		{"[*.b]:80", "brackets"},
		{"prometheus\u3002example", "names no host"},
		{"two words", "names no host"},
		{":9090", "names no host"},
	} {
		err := CheckHost(tc.entry)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("CheckHost(%q) = %v, want %q", tc.entry, err, tc.want)
		}
	}
}

func TestKeyString(t *testing.T) {
	for want, key := range map[string]Key{
		"MetricSource team-a/main": {Kind: v1alpha1.SourceKindNamespaced, Namespace: "team-a", Name: "main"},
		"ClusterMetricSource main": {Kind: v1alpha1.SourceKindCluster, Name: "main"},
	} {
		if got := key.String(); got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
}
