/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"crypto/tls"
	"crypto/x509"
	"maps"
	"net/http"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// connection is everything that hangs on one reading of the secrets. It does not change; rotated secrets make a new one.
type connection struct {
	secrets   secrets
	headers   http.Header
	transport *http.Transport
	tokens    *tokens // nil without OAuth2
	tokenSide *http.Transport
}

// connect builds a connection; nothing is dialled yet.
func (c *Client) connect(values secrets) (*connection, *Problem) {
	spec := c.spec.Prometheus
	config, problem := tlsConfig(spec.TLS, values)
	if problem != nil {
		return nil, problem
	}
	conn := &connection{secrets: values, headers: fixedHeaders(spec, values), transport: c.newTransport(config)}
	for name := range conn.headers {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(conn.headers.Get(name)) {
			return nil, failSealed.problem()
		}
	}
	if spec.Auth != nil && spec.Auth.OAuth2 != nil {
		// The same trust, but neither the source's client certificate nor its name: this is another server.
		config = config.Clone()
		config.Certificates, config.ServerName = nil, ""
		conn.tokenSide = c.newTransport(config)
		conn.tokens = newTokens(spec.Auth.OAuth2, values, conn.tokenSide)
	}
	return conn, nil
}

// newTransport has no proxy, whatever the environment says, and leaves decompression to who counts the bytes.
func (c *Client) newTransport(config *tls.Config) *http.Transport {
	return &http.Transport{
		DialContext:            c.dialer.DialContext,
		TLSClientConfig:        config,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConnsPerHost:    maxConcurrent(c.spec),
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

func (conn *connection) sameSecrets(values secrets) bool { return maps.Equal(conn.secrets, values) }

// rest closes what is idle, and what falls idle later.
func (conn *connection) rest() {
	conn.transport.CloseIdleConnections()
	if conn.tokenSide != nil {
		conn.tokenSide.CloseIdleConnections()
	}
}

func tlsConfig(spec *v1alpha1.TLS, values secrets) (*tls.Config, *Problem) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if spec == nil {
		return config, nil
	}
	config.ServerName = spec.ServerName
	config.InsecureSkipVerify = spec.InsecureSkipVerify // the user's own, documented choice
	if spec.CASecretRef != nil {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM([]byte(values[*spec.CASecretRef])) {
			return nil, &Problem{v1alpha1.MetricSourceReasonInvalidTLS, "the Secret that tls.caSecretRef names holds no PEM certificate: put the CA's certificate there"}
		}
	}
	if spec.CertSecretRef == nil || spec.KeySecretRef == nil {
		return config, nil
	}
	certificate, err := tls.X509KeyPair([]byte(values[*spec.CertSecretRef]), []byte(values[*spec.KeySecretRef]))
	if err != nil { // its text may quote the key
		return nil, &Problem{v1alpha1.MetricSourceReasonInvalidTLS, "the Secrets that tls.certSecretRef and tls.keySecretRef name hold no PEM certificate and key that fit each other: check both"}
	}
	config.Certificates = []tls.Certificate{certificate}
	return config, nil
}
