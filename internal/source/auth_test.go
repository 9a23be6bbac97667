/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const (
	secretNotFound = v1alpha1.MetricSourceReasonSecretNotFound
	unauthorized   = v1alpha1.MetricSourceReasonUnauthorized
)

// expecting answers with 1 where the header has the value, else with 401 and a body that must not be shown.
func expecting(header string, value *atomic.Value) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(header) != value.Load().(string) {
			answering(http.StatusUnauthorized, canary)(w, r)
			return
		}
		answering(http.StatusOK, one)(w, r)
	}
}

func holding(text string) *atomic.Value {
	v := new(atomic.Value)
	v.Store(text)
	return v
}

func bearer(name string) *v1alpha1.Auth {
	return &v1alpha1.Auth{BearerTokenSecretRef: new(secretRef(name))}
}

func TestCredentialsAreSent(t *testing.T) {
	basic := &v1alpha1.Auth{Basic: &v1alpha1.BasicAuth{Username: "Aladdin", PasswordSecretRef: secretRef("s")}}
	header := v1alpha1.Header{Name: "X-Api-Key", SecretKeyRef: new(secretRef("s"))}
	plain := v1alpha1.Header{Name: "X-Scope-OrgID", Value: new("team")}
	asking := v1alpha1.Header{Name: "X-Scope-OrgID", ValueFrom: v1alpha1.ValueFromNamespace}
	for _, tc := range []struct {
		reason       string
		spec         v1alpha1.PrometheusSource
		header, want string
	}{
		{"basic", v1alpha1.PrometheusSource{Auth: basic}, "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
		{"bearer", v1alpha1.PrometheusSource{Auth: bearer("s")}, "Authorization", "Bearer open sesame"},
		{"a secret header", v1alpha1.PrometheusSource{Headers: []v1alpha1.Header{header}}, "X-Api-Key", "open sesame"},
		{"a plain header", v1alpha1.PrometheusSource{Headers: []v1alpha1.Header{plain}}, "X-Scope-OrgID", "team"},
		{"the namespace that asks", v1alpha1.PrometheusSource{Headers: []v1alpha1.Header{asking}}, "X-Scope-OrgID", "team-a"},
		{"auth goes over a header", v1alpha1.PrometheusSource{Auth: bearer("s"), Headers: []v1alpha1.Header{{Name: "authorization", Value: new("x")}}}, "Authorization", "Bearer open sesame"},
		{"what we need goes over a header", v1alpha1.PrometheusSource{Headers: []v1alpha1.Header{{Name: "Accept-Encoding", Value: new("br")}}}, "Accept-Encoding", "gzip"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			tc.spec.URL = v1alpha1.URL(serve(t, expecting(tc.header, holding(tc.want))))
			c := clientFor(t, v1alpha1.MetricSourceSpec{Prometheus: tc.spec}, withSecrets(newSecrets("s", "open sesame\r\n")))
			wantReason(t, ask(t, c, "up"), "")
		})
	}
}

func TestCheckAsksWithTheSourcesOwnNamespace(t *testing.T) {
	spec := specFor(serve(t, expecting("X-Scope-OrgID", holding("operator"))))
	spec.Prometheus.Headers = []v1alpha1.Header{{Name: "X-Scope-OrgID", ValueFrom: v1alpha1.ValueFromNamespace}}
	if _, problem := clientFor(t, spec).Check(context.Background()); problem != nil {
		t.Error(problem)
	}
}

func TestRefusedCredentialsAreReadOnceMore(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			var seen requests
			var refused atomic.Int32
			good := holding("Bearer first")
			spec := specFor(serve(t, seen.then(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != good.Load().(string) {
					answering(status, canary)(w, r)
					return
				}
				answering(http.StatusOK, one)(w, r)
			})))
			spec.Prometheus.Auth = bearer("token")
			store := newSecrets("token", "first")
			c := clientFor(t, spec, withSecrets(store), func(o *Options) { o.OnRefused = func() { refused.Add(1) } })

			wantReason(t, ask(t, c, "up"), "")
			store.set("token", "second")
			good.Store("Bearer second")
			wantReason(t, ask(t, c, "up"), "")
			if seen.count() != 3 || refused.Load() != 0 {
				t.Errorf("%d requests, refused %d times: want 3 and 0", seen.count(), refused.Load())
			}

			good.Store("Bearer third")
			reads := store.count()
			wantReason(t, ask(t, c, "up"), unreachable)
			if refused.Load() != 1 || store.count() != reads+1 || seen.count() != 4 {
				t.Errorf("refused %d times, %d reads, %d requests: want 1, 1 more, and no request with what was just refused", refused.Load(), store.count()-reads, seen.count())
			}
			_, problem := c.Check(context.Background())
			wantProblem(t, problem, unauthorized)
			if refused.Load() != 1 {
				t.Error("a check calls OnRefused, which would call for a check")
			}
		})
	}
}

func TestSecretThatIsGoneIsNotUsedAgain(t *testing.T) {
	for _, tc := range []struct {
		reason string
		change func(*secretStore)
	}{
		{"deleted", func(s *secretStore) { s.remove("token") }},
		{"emptied", func(s *secretStore) { s.set("token", "") }},
		{"only a line end", func(s *secretStore) { s.set("token", "\n") }},
		{"forbidden", func(s *secretStore) {
			s.failing(apierrors.NewForbidden(schema.GroupResource{Resource: "secrets"}, "token", errors.New(canary)))
		}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			var seen requests
			spec := specFor(serve(t, seen.then(answering(http.StatusOK, one))))
			spec.Prometheus.Auth = bearer("token")
			store := newSecrets("token", canary)
			c := clientFor(t, spec, withSecrets(store))
			wantReason(t, ask(t, c, "up"), "")

			tc.change(store)
			_, problem := c.Check(context.Background())
			wantProblem(t, problem, secretNotFound)
			sent := seen.count()
			wantReason(t, ask(t, c, "up"), unreachable)
			if seen.count() != sent {
				t.Error("the old credential was used again")
			}

			store.failing(nil)
			store.set("token", "new")
			if _, problem = c.Check(context.Background()); problem != nil {
				t.Fatal(problem)
			}
			wantReason(t, ask(t, c, "up"), "")
			if got := seen.last(t).Header.Get("Authorization"); got != "Bearer new" {
				t.Errorf("sent %q, want the new one", got)
			}
		})
	}
}

func TestSecretThatIsGoneWhenCredentialsAreRefused(t *testing.T) {
	spec := specFor(serve(t, answering(http.StatusUnauthorized, canary)))
	spec.Prometheus.Auth = bearer("token")
	store := newSecrets("token", canary)
	c := clientFor(t, spec, withSecrets(store))
	wantReason(t, ask(t, c, "up"), unreachable)
	store.remove("token")
	wantReason(t, ask(t, c, "up"), unreachable)
	if conn, problem := c.held(); conn != nil || problem == nil || problem.Reason != secretNotFound {
		t.Errorf("held %v, %v: want no connection and %s", conn, problem, secretNotFound)
	}
}

// An API server that is down says nothing about a Secret.
func TestSecretsThatCannotBeReadNowStayInUse(t *testing.T) {
	down := &url.Error{Op: "Get", URL: "https://api/" + canary, Err: &net.OpError{Op: "dial", Err: errors.New(canary)}}
	spec := specFor(serve(t, answering(http.StatusOK, one)))
	spec.Prometheus.Auth = bearer("token")
	store := newSecrets("token", "x")
	c := clientFor(t, spec, withSecrets(store))
	store.failing(down)
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, secretNotFound)
	store.failing(nil)
	wantReason(t, ask(t, c, "up"), "") // without another check: nothing was known to be wrong
	for _, err := range []error{down, apierrors.NewServiceUnavailable(canary), context.DeadlineExceeded} {
		store.failing(err)
		if _, problem := c.Check(context.Background()); problem != nil {
			t.Errorf("%T: %s", err, problem)
		}
		wantReason(t, ask(t, c, "up"), "")
	}
}

func TestUnusableSecrets(t *testing.T) {
	spec := specFor(serve(t, answering(http.StatusOK, one)))
	spec.Prometheus.Auth = bearer("token")
	c := clientFor(t, spec, withSecrets(newSecrets("token", canary+"\nX-Injected: "+canary)))
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, unauthorized)

	c = clientFor(t, spec) // nobody to read Secrets
	_, problem = c.Check(context.Background())
	wantProblem(t, problem, secretNotFound)
}

// tokenServer gives out what token holds, to the client secret that it wants.
func tokenServer(secret, token *atomic.Value) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, password, _ := r.BasicAuth()
		if password == "" {
			password = r.FormValue("client_secret")
		}
		w.Header().Set("Content-Type", "application/json")
		if password != secret.Load().(string) {
			answering(http.StatusUnauthorized, `{"error":"invalid_client","error_description":"`+canary+`"}`)(w, r)
			return
		}
		_, _ = fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, token.Load())
	}
}

func oauthSpec(sourceURL, tokenURL string) v1alpha1.MetricSourceSpec {
	spec := specFor(sourceURL)
	spec.Prometheus.Auth = &v1alpha1.Auth{OAuth2: &v1alpha1.OAuth2{
		ClientID: "truenorth", ClientSecretRef: secretRef("oauth"), TokenURL: v1alpha1.URL(tokenURL), Scopes: []string{"read"},
	}}
	return spec
}

func TestOAuth2TokensAreFetchedKeptAndRenewed(t *testing.T) {
	var issued, asked requests
	secret, token, wanted := holding("one"), holding("t1"), holding("Bearer t1")
	issuer := serve(t, issued.then(tokenServer(secret, token)))
	store := newSecrets("oauth", "one")
	c := clientFor(t, oauthSpec(serve(t, asked.then(expecting("Authorization", wanted))), issuer), withSecrets(store))
	wantReason(t, ask(t, c, "up"), "")
	wantReason(t, ask(t, c, "up"), "")
	if issued.count() != 1 || issued.last(t).FormValue("scope") != "read" {
		t.Errorf("%d tokens fetched, want 1 with its scope", issued.count())
	}
	token.Store("t2") // the first was withdrawn
	wanted.Store("Bearer t2")
	wantReason(t, ask(t, c, "up"), "")
	if issued.count() != 2 || asked.count() != 4 {
		t.Errorf("%d tokens and %d queries, want 2 and 4", issued.count(), asked.count())
	}
	secret.Store("two") // the client's secret was rotated, and its tokens withdrawn
	wanted.Store("Bearer t3")
	token.Store("t3")
	store.set("oauth", "two")
	wantReason(t, ask(t, c, "up"), "")
}

func TestOAuth2FailuresSayNothingOfTheEndpoint(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		handler http.HandlerFunc
		want    v1alpha1.MetricSourceReason
	}{
		{"the client is refused", answering(401, `{"error":"`+canary+`"}`), unauthorized},
		{"a bad request", answering(400, canary), unauthorized},
		{"no token", answering(200, `{"x":"`+canary+`"}`), unauthorized},
		{"a page", answering(200, `<html>`+canary), unauthorized},
		{"a token that no header carries", answering(200, `{"access_token":"a\n`+canary+`"}`), unauthorized},
		{"a redirect", http.RedirectHandler("/elsewhere?"+canary, http.StatusFound).ServeHTTP, unauthorized},
		{"down", answering(503, canary), v1alpha1.MetricSourceReasonUnreachable},
		{"too much", answering(429, canary), v1alpha1.MetricSourceReasonUnreachable},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			var asked requests
			c := clientFor(t, oauthSpec(serve(t, asked.then(answering(200, one))), serve(t, tc.handler)), withSecrets(newSecrets("oauth", canary)))
			_, problem := c.Check(context.Background())
			wantProblem(t, problem, tc.want)
			wantReason(t, ask(t, c, "up"), unreachable)
			if asked.count() != 0 {
				t.Error("the source was asked without a token")
			}
		})
	}
	c := clientFor(t, oauthSpec(serve(t, answering(200, one)), closedURL()), withSecrets(newSecrets("oauth", canary)))
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
}

func TestMissingSecretIsReadByChecksOnly(t *testing.T) {
	spec := specFor(serve(t, answering(200, one)))
	spec.Prometheus.Auth = bearer("token")
	store := newSecrets()
	c := clientFor(t, spec, withSecrets(store))
	for range 3 {
		wantReason(t, ask(t, c, "up"), unreachable)
	}
	if _, problem := c.renew(context.Background(), nil); problem == nil { // as one does that waited while another failed
		t.Error("there is a connection without its secret")
	}
	if store.count() != 1 {
		t.Errorf("the Secret was read %d times, want once", store.count())
	}
}
