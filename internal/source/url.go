/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

var (
	hostName  = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$`)
	bracketed = regexp.MustCompile(`^\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\](:[0-9]+)?$`)
	// What the C library, and so some resolvers, take for an address: 127.1, 2130706433, 0x7f.1, 0177.0.0.1.
	oddAddress = regexp.MustCompile(`^(.*\.)?(0[xX][0-9A-Fa-f]*|[0-9]+)\.?$`)
)

// parseURL checks everything about a URL that can be checked without asking anybody. The field is how its message
// names it.
func parseURL(field string, raw v1alpha1.URL, o Options) (*url.URL, *Problem) {
	invalid := func(text string) *Problem {
		return &Problem{v1alpha1.MetricSourceReasonInvalidURL, field + " " + text}
	}
	u, err := url.Parse(string(raw))
	if err != nil {
		return nil, invalid("is not a URL: write https://host:port/path")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, invalid("does not begin with http:// or https://: write one of them")
	case u.User != nil:
		return nil, invalid("holds credentials: take them out and name a Secret in auth")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(string(raw), "#"):
		return nil, invalid("has a query or a fragment: leave them out")
	case u.Hostname() == "":
		return nil, invalid("names no host: write https://host:port/path")
	case !plainAuthority(string(raw), u):
		return nil, invalid("names its host or port in an odd spelling: write a name, four decimal numbers, or an IPv6 address in brackets, and a port from 1 to 65535")
	}
	if problem := hostProblem(field, u, o); problem != nil {
		return nil, problem
	}
	return u, nil
}

// plainAuthority refuses what two readers of a URL could read as two different hosts.
func plainAuthority(raw string, u *url.URL) bool {
	_, rest, _ := strings.Cut(raw, "://")
	authority, _, _ := strings.Cut(rest, "/")
	if authority != u.Host || strings.ContainsAny(authority, "%\\@") {
		return false
	}
	if _, port, given := strings.Cut(strings.TrimPrefix(authority, "["+u.Hostname()+"]"), ":"); given {
		number, err := strconv.ParseUint(port, 10, 16)
		if err != nil || number == 0 {
			return false
		}
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		return addr.Is6() == strings.HasPrefix(authority, "[")
	}
	return hostName.MatchString(u.Hostname()) && !oddAddress.MatchString(u.Hostname())
}

// hostProblem says why this source may not ask that host.
func hostProblem(field string, u *url.URL, o Options) *Problem {
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && forbidden(addr, o.Policy.AllowLoopback) {
		return &Problem{v1alpha1.MetricSourceReasonURLNotAllowed,
			field + " names a loopback, link-local, multicast or metadata address, which no source may ask: name another host"}
	}
	if o.Key.Kind != v1alpha1.SourceKindNamespaced || allowedHost(u, o.Policy.NamespacedHosts) {
		return nil
	}
	return &Problem{v1alpha1.MetricSourceReasonURLNotAllowed, fmt.Sprintf(
		"%s names the host %s, which a MetricSource may not: ask the admins to add it to the operator's flag --namespaced-source-hosts, or use a ClusterMetricSource",
		field, u.Host)}
}

func allowedHost(u *url.URL, allowed []string) bool {
	host, port := canonicalHost(u.Hostname()), portOf(u)
	for _, entry := range allowed {
		pattern, wantPort := splitHostPort(entry)
		if wantPort != "" && wantPort != port {
			continue
		}
		if suffix, wild := strings.CutPrefix(pattern, "*."); wild {
			if strings.HasSuffix(host, "."+canonicalHost(suffix)) {
				return true
			}
		} else if canonicalHost(pattern) == host {
			return true
		}
	}
	return false
}

// CheckHost says what is wrong with an entry of Policy.NamespacedHosts, and how to mend it: one that is spelled in
// another way than a URL's host can be would match nothing, and nobody would know.
func CheckHost(entry string) error {
	host, port := splitHostPort(entry)
	number, err := strconv.ParseUint(port, 10, 16)
	switch {
	case strings.ContainsAny(entry, "/@"):
		return fmt.Errorf("%q holds more than a host: write host, host:port or *.suffix, without https://, credentials or a path", entry)
	case strings.HasSuffix(strings.TrimSpace(entry), ":") || port != "" && (err != nil || number == 0 || port[0] == '0' || port[0] == '+'):
		return fmt.Errorf("%q has no port from 1 to 65535 after its colon: write one, or leave the colon out for any port", entry)
	}
	suffix, wild := strings.CutPrefix(host, "*.")
	if strings.ContainsAny(entry, "[]") && !bracketed.MatchString(strings.TrimSpace(entry)) {
		return fmt.Errorf("%q names no host: brackets are for IPv6 addresses alone, as in [fd00::1]:9090", entry)
	}
	if addr, err := netip.ParseAddr(host); err == nil && addr.Zone() == "" {
		return nil
	}
	if !hostName.MatchString(suffix) || oddAddress.MatchString(suffix) {
		what := "a name, four decimal numbers, or an IPv6 address"
		if wild {
			what = "a name after *."
		}
		return fmt.Errorf("%q names no host: write %s", entry, what)
	}
	return nil
}

func splitHostPort(entry string) (host, port string) {
	entry = strings.TrimSpace(entry)
	if host, port, err := net.SplitHostPort(entry); err == nil {
		return host, port
	}
	return strings.TrimSuffix(strings.TrimPrefix(entry, "["), "]"), ""
}

func canonicalHost(host string) string {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().String()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
