/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// secrets are the values that a source's references stand for.
type secrets map[v1alpha1.SecretKeyReference]string

// references are all keys of Secrets that the spec names.
func references(spec v1alpha1.PrometheusSource) []v1alpha1.SecretKeyReference {
	var refs []v1alpha1.SecretKeyReference
	add := func(ref *v1alpha1.SecretKeyReference) {
		if ref != nil {
			refs = append(refs, *ref)
		}
	}
	for _, header := range spec.Headers {
		add(header.SecretKeyRef)
	}
	if auth := spec.Auth; auth != nil {
		add(auth.BearerTokenSecretRef)
		if auth.Basic != nil {
			add(&auth.Basic.PasswordSecretRef)
		}
		if auth.OAuth2 != nil {
			add(&auth.OAuth2.ClientSecretRef)
		}
	}
	if tls := spec.TLS; tls != nil {
		add(tls.CASecretRef)
		add(tls.CertSecretRef)
		add(tls.KeySecretRef)
	}
	return refs
}

// readSecrets reads every reference anew. Transient says that nothing is known about the Secrets because the API
// server did not answer.
func readSecrets(ctx context.Context, read SecretReader, refs []v1alpha1.SecretKeyReference) (values secrets, transient bool, problem *Problem) {
	values = make(secrets, len(refs))
	for _, ref := range refs {
		var value []byte
		err := errors.New("no Secrets are to be had")
		if read != nil {
			value, err = read(ctx, ref)
		}
		// Editors and `kubectl create secret --from-file` leave a line end that is no part of a credential.
		text := strings.TrimRight(string(value), "\r\n")
		if err != nil || strings.TrimSpace(text) == "" {
			return nil, transientError(ctx, err), &Problem{v1alpha1.MetricSourceReasonSecretNotFound, fmt.Sprintf(
				"the Secret %q or its key %q is missing or empty, or may not be read: check both, and that the operator's role lets it get this Secret",
				ref.Name, ref.Key)}
		}
		values[ref] = text
	}
	return values, false, nil
}

func transientError(ctx context.Context, err error) bool {
	var network net.Error
	return err != nil && (ctx.Err() != nil || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) ||
		apierrors.IsServerTimeout(err) || apierrors.IsTimeout(err) || apierrors.IsTooManyRequests(err) ||
		apierrors.IsInternalError(err) || apierrors.IsServiceUnavailable(err))
}

// fixedHeaders are those that are the same for every query: the spec's, and what identifies the operator.
func fixedHeaders(spec v1alpha1.PrometheusSource, values secrets) http.Header {
	headers := http.Header{}
	for _, header := range spec.Headers {
		switch {
		case header.SecretKeyRef != nil:
			headers.Set(header.Name, values[*header.SecretKeyRef])
		case header.Value != nil:
			headers.Set(header.Name, *header.Value)
		}
	}
	switch auth := spec.Auth; {
	case auth == nil:
	case auth.Basic != nil:
		pair := auth.Basic.Username + ":" + values[auth.Basic.PasswordSecretRef]
		headers.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	case auth.BearerTokenSecretRef != nil:
		headers.Set("Authorization", "Bearer "+values[*auth.BearerTokenSecretRef])
	}
	return headers
}

// tokens keeps one OAuth2 token until it expires or is forgotten.
type tokens struct {
	config clientcredentials.Config
	client *http.Client
	turn   chan struct{} // holds one entry while somebody fetches or looks; waiting for it ends with the context
	token  *oauth2.Token
}

func newTokens(spec *v1alpha1.OAuth2, values secrets, transport http.RoundTripper) *tokens {
	return &tokens{
		config: clientcredentials.Config{
			ClientID:     spec.ClientID,
			ClientSecret: values[spec.ClientSecretRef],
			TokenURL:     string(spec.TokenURL),
			Scopes:       spec.Scopes,
		},
		client: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		turn: make(chan struct{}, 1),
	}
}

// authorize sets the token on a request; kept says that it was there already.
func (t *tokens) authorize(ctx context.Context, request *http.Request) (kept bool, f *failure) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return false, failTimeout
	}
	kept = t.token.Valid()
	if !kept {
		// The library cuts the endpoint's answer at 1 MiB, and takes this client for the request.
		fresh, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
		if err != nil {
			return false, tokenFailure(ctx, err)
		}
		t.token = fresh
	}
	t.token.SetAuthHeader(request)
	if !httpguts.ValidHeaderFieldValue(request.Header.Get("Authorization")) {
		t.token = nil
		return false, failSealed
	}
	return kept, nil
}

// forget drops the token that was refused in that header, unless another has taken its place.
func (t *tokens) forget(ctx context.Context, header string) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return
	}
	if t.token != nil && t.token.Type()+" "+t.token.AccessToken == header {
		t.token = nil
	}
}

// tokenFailure says why there is no token, without a byte of what the endpoint said.
func tokenFailure(ctx context.Context, err error) *failure {
	const who = "token endpoint"
	var refused *oauth2.RetrieveError
	var network net.Error
	switch {
	case errors.As(err, &refused) && refused.Response != nil:
		return tokenStatus(refused.Response.StatusCode)
	case ctx.Err() != nil || errors.As(err, &network): // *url.Error is one, and holds all that comes from the network
		return exchangeFailure(ctx, who, err)
	}
	return unavailable(v1alpha1.MetricSourceReasonUnauthorized, "the token endpoint gives no token: check auth.oauth2.tokenURL")
}

func tokenStatus(status int) *failure {
	switch {
	case status >= 500 || status == http.StatusTooManyRequests:
		return unavailable(v1alpha1.MetricSourceReasonUnreachable, "the token endpoint does not work now (429 or 5xx): look at its logs")
	case status >= 300 && status < 400:
		return unavailable(v1alpha1.MetricSourceReasonUnauthorized, "the token endpoint answers with a redirect, which is not followed: write the final URL in auth.oauth2.tokenURL")
	}
	return &failure{v1alpha1.MeasureReasonSourceUnavailable, v1alpha1.MetricSourceReasonUnauthorized,
		"the token endpoint refuses the client: check auth.oauth2 and the Secret that clientSecretRef names", true}
}
