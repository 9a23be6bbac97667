/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// failure is why no number came: what a query answers, and what a check says.
type failure struct {
	answer  v1alpha1.MeasureReason
	source  v1alpha1.MetricSourceReason
	message string
	// rotated says that the secrets may have been changed meanwhile, so that reading them again may help.
	rotated bool
}

// The failures that have one wording.
var (
	failClosed    = unavailable(v1alpha1.MetricSourceReasonUnreachable, "this source was changed or deleted while it was asked")
	failAbandoned = unavailable(v1alpha1.MetricSourceReasonUnreachable, "the query was given up before the server answered")
	failOpen      = unavailable(v1alpha1.MetricSourceReasonUnreachable, "queries to the server kept failing, so none is sent for up to a minute: look at the source's own Ready condition, and at the server's logs")
	failPaused    = unavailable(v1alpha1.MetricSourceReasonUnreachable, "the server asked to be left alone for a while (429): lower limits.qps, or give the server more room")
	failBusy      = unavailable(v1alpha1.MetricSourceReasonUnreachable, "the server says that it is asked too much (429): lower limits.qps, or give the server more room")
	failServer    = unavailable(v1alpha1.MetricSourceReasonUnreachable, "the server answers with an error of its own (5xx): look at its logs")
	failRedirect  = unavailable(v1alpha1.MetricSourceReasonNotPrometheus, "the server answers with a redirect, which is not followed: write the final URL, and check that no login page stands before it")
	failRefused   = &failure{v1alpha1.MeasureReasonSourceUnavailable, v1alpha1.MetricSourceReasonUnauthorized,
		"the server refuses the credentials (401 or 403): check auth, headers and the Secrets that they name", true}
	failSealed  = unavailable(v1alpha1.MetricSourceReasonUnauthorized, "the credentials hold characters that HTTP cannot carry, or cannot be used as they are: check auth and the Secrets that it names")
	failNoSpace = unavailable(v1alpha1.MetricSourceReasonUnreachable, "the source takes a value from the namespace of the object that asks, and none is known")

	failTimeout       = &failure{v1alpha1.MeasureReasonQueryTimeout, v1alpha1.MetricSourceReasonUnreachable, "no whole answer came within the timeout: simplify the query, raise the source's timeout, or check the network", false}
	failServerTimeout = &failure{v1alpha1.MeasureReasonQueryTimeout, v1alpha1.MetricSourceReasonUnreachable, "the server gave the query up because it took too long: simplify it, or raise the server's limit", false}

	failNotFound  = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the server knows no such page (404): this does not look like a Prometheus; is the path in the URL right?")
	failGarbage   = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the answer is not one that a Prometheus gives: does the URL, with its path, lead to a Prometheus?")
	failContrary  = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the answer says that it succeeded and holds an error, so it is not taken for the truth: check the server and what stands before it")
	failTruncated = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the answer ends early or cannot be decompressed, as no Prometheus gives it: check the server and what stands before it")
	failTooLarge  = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the answer is larger than 4 MiB: aggregate in the query, so that one number is left")
	failPartial   = failed(v1alpha1.MetricSourceReasonConnected, "the server says that its answer is partial, so it is not taken for the truth: check the stores behind it")
	failMethod    = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the server takes neither POST nor GET here: does the URL, with its path, lead to a Prometheus?")
	failStatus    = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the server answers with a status that a Prometheus does not give: does the URL, with its path, lead to a Prometheus?")
	failExecution = failed(v1alpha1.MetricSourceReasonUnreachable, "the server could not evaluate the query on the data that it has (422): try it in the server's own page")
	failRequest   = failed(v1alpha1.MetricSourceReasonUnreachable, "the server refuses the request: try the query in the server's own page, and check limits and tenants")
	failRange     = failed(v1alpha1.MetricSourceReasonNotPrometheus, "the server refuses the query for a range of time (400 bad_data): does it limit ranges, or not know a function of the query?")
	failQuery     = &failure{v1alpha1.MeasureReasonInvalidQuery, v1alpha1.MetricSourceReasonNotPrometheus, "the server refuses the query as invalid (400 bad_data): try it in the server's own page", false}
)

func unavailable(source v1alpha1.MetricSourceReason, message string) *failure {
	return &failure{v1alpha1.MeasureReasonSourceUnavailable, source, message, false}
}

func failed(source v1alpha1.MetricSourceReason, message string) *failure {
	return &failure{v1alpha1.MeasureReasonQueryFailed, source, message, false}
}

func badTLS(message string) *failure {
	return &failure{v1alpha1.MeasureReasonSourceUnavailable, v1alpha1.MetricSourceReasonInvalidTLS, message, true}
}

// byProblem is what a query answers while a source has that problem. The details, such as the names of Secrets, are for
// who may see the source.
func byProblem(p *Problem) *failure {
	return unavailable(p.Reason, "the source cannot be asked ("+string(p.Reason)+"): its own Ready condition says why")
}

func (f *failure) problem() *Problem { return &Problem{f.source, f.message} }

func (f *failure) asAnswer() Answer { return Answer{Reason: f.answer, Message: f.message} }

// verdict is what the breaker makes of it. A query that was answered, however badly, speaks for the server.
func (f *failure) verdict() verdict {
	switch {
	case f == nil:
		return serverAnswers
	case f == failAbandoned || f == failClosed:
		return serverUnknown
	case f.answer == v1alpha1.MeasureReasonSourceUnavailable || f.answer == v1alpha1.MeasureReasonQueryTimeout:
		return serverFails
	}
	return serverAnswers
}

// refusesCredentials says that the credentials, as they are now, do not do.
func (f *failure) refusesCredentials() bool {
	return f != nil && f.rotated && f.source == v1alpha1.MetricSourceReasonUnauthorized
}

// result is what Observe is told.
func (f *failure) result() string {
	if f == nil {
		return "Success"
	}
	return string(f.answer)
}

// exchangeFailure puts an error of the network into our own words: those of the libraries print addresses, and with
// them what must not be shown. Who is "server" or "token endpoint".
func exchangeFailure(ctx context.Context, who string, err error) *failure {
	var refused forbiddenAddress
	var dns *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &refused):
		return unavailable(v1alpha1.MetricSourceReasonURLNotAllowed,
			"the "+who+"'s name stands for a loopback, link-local, multicast or metadata address, which no source may ask: name another host")
	case ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded):
		return failTimeout
	case errors.As(err, &dns):
		return unavailable(v1alpha1.MetricSourceReasonUnreachable, "the "+who+"'s name cannot be resolved: check the URL's host and the cluster's DNS")
	case errors.As(err, &network) && network.Timeout():
		return failTimeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return unavailable(v1alpha1.MetricSourceReasonUnreachable, "the "+who+" refuses connections: check the URL's host and port, and that it runs")
	case strings.Contains(err.Error(), "malformed HTTP"): // net/http has no type for it
		return failed(v1alpha1.MetricSourceReasonNotPrometheus, "the "+who+" does not answer in HTTP: check the URL's port")
	}
	if f := tlsFailure(who, err); f != nil {
		return f
	}
	// A server that refuses a client's certificate may also just hang up, before its reason is read.
	return &failure{v1alpha1.MeasureReasonSourceUnavailable, v1alpha1.MetricSourceReasonUnreachable,
		"the connection to the " + who + " broke: check the network, and that it runs", true}
}

func tlsFailure(who string, err error) *failure {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var certificate x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var alert tls.AlertError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &authority):
		return badTLS("the " + who + "'s certificate is not signed by a CA that is trusted here: check tls.caSecretRef")
	case errors.As(err, &host):
		return badTLS("the " + who + "'s certificate is for another name: check the URL's host, or set tls.serverName")
	case errors.As(err, &certificate) && certificate.Reason == x509.Expired:
		return badTLS("the " + who + "'s certificate has expired or is not valid yet: renew it")
	case errors.As(err, &certificate), errors.As(err, &verification):
		return badTLS("the " + who + "'s certificate is not valid for a server: check it and its chain")
	case errors.As(err, &alert):
		return badTLS("the " + who + " broke off the TLS handshake: check tls.certSecretRef and tls.keySecretRef")
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return badTLS("the " + who + " does not speak TLS on this port: check the port, or write http://")
	}
	return nil
}
