/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// guarded is a server that answers with the number 1 to whom it lets in, and notes the header of the last request.
func guarded(t *testing.T, in func(*http.Request) bool) (url string, last *http.Header) {
	t.Helper()
	last = &http.Header{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !in(r) {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		*last = r.Header.Clone()
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, last
}

func TestCredentialsComeFromFilesOrTheEnvironment(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	basic := func(r *http.Request) bool { user, word, _ := r.BasicAuth(); return user == "ada" && word == "s3cret" }
	bearer := func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer s3cret" }
	token := write("token", "s3cret\n")
	secret := `---
apiVersion: v1
kind: Secret
metadata: {name: prometheus}
stringData: {token: s3cret}
---
apiVersion: goals.truenorth.dev/v1alpha1
kind: MetricSource
metadata: {name: default}
spec:
  prometheus:
    url: http://elsewhere:9090
    auth: {bearerTokenSecretRef: {name: prometheus, key: token}}
    headers: [{name: X-Scope-OrgID, valueFrom: Namespace}]
`
	for _, tc := range []struct {
		reason, files string
		in            func(*http.Request) bool
		args          []string
		env           map[string]string
		wantHeader    [2]string
		broken        bool
	}{
		{reason: "a token file", in: bearer, args: []string{"--prometheus-bearer-token-file", token}},
		{reason: "a token of the environment", in: bearer, env: map[string]string{envBearerToken: "s3cret"}},
		{reason: "a password file", in: basic, args: []string{"--prometheus-username", "ada", "--prometheus-password-file", token}},
		{reason: "a password of the environment", in: basic, args: []string{"--prometheus-username", "ada"}, env: map[string]string{envPassword: "s3cret"}},
		{reason: "a Secret of the files", files: secret, in: bearer, wantHeader: [2]string{"X-Scope-OrgID", "default"}},
		{reason: "a header of the flags", files: secret, in: bearer, args: []string{"--prometheus-header", "x-scope-orgid=a=b"},
			wantHeader: [2]string{"X-Scope-OrgID", "a=b"}},
		{reason: "another token", files: secret, in: bearer, args: []string{"--prometheus-bearer-token-file", write("other", "0ther")}, broken: true},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			url, last := guarded(t, tc.in)
			args := append([]string{"eval", "-f", "-", "-o", "json", "--prometheus", url}, tc.args...)
			got := offlineRunWith(t, tc.env, seats("vector(1)")+tc.files, args...)
			if strings.Contains(got.out+got.err, "s3cret") || strings.Contains(got.out+got.err, "0ther") {
				t.Errorf("a secret is told: %s%s", got.out, got.err)
			}
			wantCode, want := exitFine, ""
			if tc.broken {
				wantCode, want = exitTrouble, "SourceUnavailable"
			}
			if reason := unmeasured(t, got.out); got.code != wantCode || reason != want {
				t.Errorf("code %d, want %d; reason %q, want %q; stderr %s", got.code, wantCode, reason, want, got.err)
			}
			if name := tc.wantHeader[0]; name != "" && last.Get(name) != tc.wantHeader[1] {
				t.Errorf("%s %q, want %q", name, last.Get(name), tc.wantHeader[1])
			}
		})
	}
}

func TestASourceKeepsItsRulesAtAnotherURL(t *testing.T) {
	p, url := blank(t)
	for _, series := range []string{`tables{namespace="default"}`, `tables{namespace="other"}`} {
		if err := p.Append(series, testlab.Sample{Time: storyNow.Add(-time.Minute), Value: float64(len(series))}); err != nil {
			t.Fatal(err)
		}
	}
	source := func(allowed string) string {
		return `---
apiVersion: goals.truenorth.dev/v1alpha1
kind: ClusterMetricSource
metadata: {name: default}
spec:
  prometheus: {url: "http://elsewhere:9090"}
  enforcedMatchers: [{label: namespace, valueFrom: Namespace}]
  allowedNamespaces: ` + allowed + "\n"
	}
	const labelled = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {team: hotel}}\n"
	for _, tc := range []struct{ reason, files, want string }{
		{"no source: every series", "", "MultipleSeries"},
		{"a matcher of the source", source("{from: All}"), ""},
		{"a namespace that may not", source("{from: Selector, selector: {matchLabels: {team: hotel}}}"), "SourceNotFound"},
		{"one whose labels are in the files", source("{from: Selector, selector: {matchLabels: {team: hotel}}}") + labelled, ""},
		{"one by its name", source("{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: default}}}"), ""},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := offlineRun(t, seats("tables")+tc.files, "eval", "-f", "-", "--prometheus", url, "-o", "json")
			if reason := unmeasured(t, got.out); got.code != exitFine || reason != tc.want {
				t.Errorf("code %d, reason %q, want %q; %s", got.code, reason, tc.want, got.err)
			}
		})
	}
}

func TestTheServerIsTrustedAsTheFlagsSay(t *testing.T) {
	prometheus, _ := blank(t)
	server := httptest.NewTLSServer(prometheus.Handler())
	t.Cleanup(server.Close)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(authority, block, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		reason string
		args   []string
		code   int
		err    string
	}{
		{"nobody vouches for it", nil, exitTrouble, "ClusterMetricSource default: InvalidTLS: "},
		{"its CA is given", []string{"--prometheus-ca-file", authority}, exitFine, ""},
		{"it has another name", []string{"--prometheus-ca-file", authority, "--prometheus-server-name", "elsewhere.test"}, exitTrouble,
			"ClusterMetricSource default: InvalidTLS: "},
		{"nobody has to", []string{"--prometheus-insecure-skip-tls-verify"}, exitFine, ""},
		{"a key that is none", []string{"--prometheus-cert-file", authority, "--prometheus-key-file", authority}, exitTrouble,
			"ClusterMetricSource default: InvalidTLS: "},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := offlineRun(t, seats("vector(1)"), append([]string{"eval", "-f", "-", "--prometheus", server.URL}, tc.args...)...)
			if got.code != tc.code || !strings.HasPrefix(got.err, tc.err) {
				t.Errorf("code %d, want %d: %s", got.code, tc.code, got.err)
			}
		})
	}
}
