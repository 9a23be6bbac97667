/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const invalidTLS = v1alpha1.MetricSourceReasonInvalidTLS

// authority is a CA of a test's own.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t}
	a.cert, a.key = a.sign(&x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, nil)
	return a
}

func (a *authority) sign(template *x509.Certificate, by *authority) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62))
	template.SerialNumber, template.Subject = serial, pkix.Name{CommonName: canary}
	if template.NotAfter.IsZero() {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, key
}

// pem is the CA's certificate, for a Secret.
func (a *authority) pem() string { return certificatePEM(a.cert) }

func certificatePEM(cert *x509.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))
}

// leaf is a certificate and its key for this machine, or as change says.
func (a *authority) leaf(change ...func(*x509.Certificate)) (certPEM, keyPEM string) {
	a.t.Helper()
	template := &x509.Certificate{
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, f := range change {
		f(template)
	}
	cert, key := a.sign(template, a)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	return certificatePEM(cert), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (a *authority) pair(change ...func(*x509.Certificate)) *tls.Certificate {
	a.t.Helper()
	certPEM, keyPEM := a.leaf(change...)
	pair, err := tls.X509KeyPair([]byte(certPEM), []byte(keyPEM))
	if err != nil {
		a.t.Fatal(err)
	}
	return &pair
}

// serveTLS starts a server that shows what shown holds at each handshake, and asks clients for a certificate of
// clients where that is not nil.
func serveTLS(t *testing.T, handler http.Handler, shown *atomic.Pointer[tls.Certificate], clients *atomic.Pointer[authority]) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		config := &tls.Config{Certificates: []tls.Certificate{*shown.Load()}, NextProtos: []string{"h2", "http/1.1"}}
		if ca := clients.Load(); ca != nil {
			config.ClientCAs = x509.NewCertPool()
			config.ClientCAs.AddCert(ca.cert)
			config.ClientAuth = tls.RequireAndVerifyClientCert
		}
		return config, nil
	}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

func showing(pair *tls.Certificate) *atomic.Pointer[tls.Certificate] {
	p := new(atomic.Pointer[tls.Certificate])
	p.Store(pair)
	return p
}

func TestCertificates(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	expired := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)
	}
	named := func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"prometheus.example"} }
	clientOnly := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }
	trusted := &v1alpha1.TLS{CASecretRef: new(secretRef("ca"))}
	for _, tc := range []struct {
		reason string
		shown  *tls.Certificate
		spec   *v1alpha1.TLS
		want   v1alpha1.MetricSourceReason
	}{
		{"a private CA", ca.pair(), trusted, ""},
		{"a CA that nobody named", ca.pair(), nil, invalidTLS},
		{"another CA", other.pair(), trusted, invalidTLS},
		{"expired", ca.pair(expired), trusted, invalidTLS},
		{"for another name", ca.pair(named), trusted, invalidTLS},
		{"for the name that is asked for", ca.pair(named), &v1alpha1.TLS{CASecretRef: new(secretRef("ca")), ServerName: "prometheus.example"}, ""},
		{"for no server", ca.pair(clientOnly), trusted, invalidTLS},
		{"any, by the user's choice", other.pair(expired), &v1alpha1.TLS{InsecureSkipVerify: true}, ""},
		{"a CA that is none", ca.pair(), &v1alpha1.TLS{CASecretRef: new(secretRef("garbage"))}, invalidTLS},
		{"a client's pair that is none", ca.pair(), &v1alpha1.TLS{CertSecretRef: new(secretRef("ca")), KeySecretRef: new(secretRef("garbage"))}, invalidTLS},
		{"no CA where one is named", ca.pair(), &v1alpha1.TLS{CASecretRef: new(secretRef("missing"))}, secretNotFound},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			spec := specFor(serveTLS(t, answering(200, one), showing(tc.shown), new(atomic.Pointer[authority])))
			spec.Prometheus.TLS = tc.spec
			c := clientFor(t, spec, withSecrets(newSecrets("ca", ca.pem(), "garbage", canary)))
			_, problem := c.Check(context.Background())
			if tc.want == "" {
				if problem != nil {
					t.Fatal(problem)
				}
				wantReason(t, ask(t, c, "up"), "")
				return
			}
			wantProblem(t, problem, tc.want)
			wantReason(t, ask(t, c, "up"), unreachable)
		})
	}
}

func TestRotatedCertificatesArePickedUp(t *testing.T) {
	first, second := newAuthority(t), newAuthority(t)
	shown := showing(first.pair())
	spec := specFor(serveTLS(t, answering(200, one), shown, new(atomic.Pointer[authority])))
	spec.Prometheus.TLS = &v1alpha1.TLS{CASecretRef: new(secretRef("ca"))}
	store := newSecrets("ca", first.pem())
	c := clientFor(t, spec, withSecrets(store))
	if _, problem := c.Check(context.Background()); problem != nil {
		t.Fatal(problem)
	}

	shown.Store(second.pair())
	_, problem := c.Check(context.Background()) // on a connection of its own, although the old one still works
	wantProblem(t, problem, invalidTLS)
	store.set("ca", second.pem())
	wantReason(t, ask(t, c, "up"), "") // the failed handshake had the Secret read again

	shown.Store(first.pair())
	store.set("ca", first.pem())
	if _, problem := c.Check(context.Background()); problem != nil {
		t.Error(problem)
	}
}

func TestClientCertificates(t *testing.T) {
	ca, second := newAuthority(t), newAuthority(t)
	clients := new(atomic.Pointer[authority])
	clients.Store(ca)
	spec := specFor(serveTLS(t, answering(200, one), showing(ca.pair()), clients))
	spec.Prometheus.TLS = &v1alpha1.TLS{CASecretRef: new(secretRef("ca"))}
	c := clientFor(t, spec, withSecrets(newSecrets("ca", ca.pem())))
	if _, problem := c.Check(context.Background()); problem == nil {
		t.Fatal("the server took a client without a certificate")
	}

	cert, key := ca.leaf()
	store := newSecrets("ca", ca.pem(), "cert", cert, "key", key)
	spec.Prometheus.TLS.CertSecretRef, spec.Prometheus.TLS.KeySecretRef = new(secretRef("cert")), new(secretRef("key"))
	c = clientFor(t, spec, withSecrets(store))
	wantReason(t, ask(t, c, "up"), "")

	clients.Store(second) // rotated on both sides; the query after that has the Secrets read again
	cert, key = second.leaf()
	store.set("cert", cert)
	store.set("key", key)
	conn, _ := c.held()
	conn.rest()
	wantReason(t, ask(t, c, "up"), "")
}

func TestTokenEndpointTrustsTheSameCAAndSeesNoClientCertificate(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.leaf()
	var issued requests
	issuer := serveTLS(t, issued.then(tokenServer(holding("s"), holding("t"))), showing(ca.pair()), new(atomic.Pointer[authority]))
	named := ca.pair(func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"prometheus.example"} })
	clients := new(atomic.Pointer[authority])
	clients.Store(ca)
	spec := oauthSpec(serveTLS(t, expecting("Authorization", holding("Bearer t")), showing(named), clients), issuer)
	spec.Prometheus.TLS = &v1alpha1.TLS{CASecretRef: new(secretRef("ca")), CertSecretRef: new(secretRef("cert")), KeySecretRef: new(secretRef("key")), ServerName: "prometheus.example"}
	c := clientFor(t, spec, withSecrets(newSecrets("ca", ca.pem(), "cert", cert, "key", key, "oauth", "s")))
	if _, problem := c.Check(context.Background()); problem != nil {
		t.Fatal(problem)
	}
	if len(issued.last(t).TLS.PeerCertificates) != 0 {
		t.Error("the token endpoint saw the source's client certificate")
	}
	spec.Prometheus.TLS = nil
	c = clientFor(t, spec, withSecrets(newSecrets("oauth", "s")))
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, invalidTLS)
}

func TestSchemesThatDoNotFit(t *testing.T) {
	plain := serve(t, answering(200, one))
	c := clientFor(t, specFor(strings.Replace(plain, "http://", "https://", 1)))
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, invalidTLS)

	ca := newAuthority(t)
	secure := serveTLS(t, answering(200, one), showing(ca.pair()), new(atomic.Pointer[authority]))
	c = clientFor(t, specFor(strings.Replace(secure, "https://", "http://", 1)))
	_, problem = c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonNotPrometheus)
}
