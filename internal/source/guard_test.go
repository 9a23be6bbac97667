/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestForbiddenAddresses(t *testing.T) {
	for _, tc := range []struct {
		addr              string
		want, withAllowed bool // without and with AllowLoopback
	}{
		{"10.0.0.1", false, false},
		{"172.16.0.1", false, false},
		{"192.168.1.1", false, false},
		{"100.64.0.1", false, false},
		{"93.184.216.34", false, false},
		{"fd12:3456::1", false, false},
		{"2606:2800::1", false, false},
		{"64:ff9b::a00:1", false, false}, // 10.0.0.1
		{"127.0.0.1", true, false},
		{"127.255.255.254", true, false},
		{"::1", true, false},
		{"::ffff:127.0.0.1", true, false},
		{"::127.0.0.1", true, false},
		{"64:ff9b::7f00:1", true, false},
		{"2002:7f00:1::", true, false},
		{"0.0.0.0", true, true},
		{"0.1.2.3", true, true},
		{"::", true, true},
		{"169.254.169.254", true, true},
		{"::ffff:169.254.169.254", true, true},
		{"::169.254.169.254", true, true},
		{"64:ff9b::a9fe:a9fe", true, true},
		{"2002:a9fe:a9fe::1", true, true},
		{"fe80::1", true, true},
		{"fe80::1%eth0", true, true},
		{"224.0.0.1", true, true},
		{"239.255.255.255", true, true},
		{"ff02::1", true, true},
		{"255.255.255.255", true, true},
		{"100.100.100.200", true, true},
		{"::ffff:100.100.100.200", true, true},
		{"2002:6464:64c8::1", true, true},
		{"168.63.129.16", true, true},
		{"fd00:ec2::254", true, true},
		{"fd00:ec2::23", true, true},
		{"64:ff9b:1::a9fe:a9fe", true, true},
		{"64:ff9b:1::a00:1", false, false}, // 10.0.0.1
		{"::ffff:0:169.254.169.254", true, true},
		{"2001:0:53aa:64c:0:7834:5601:5601", true, true}, // 169.254.169.254 by way of Teredo
		{"fd20:ce::254", true, true},
	} {
		addr := netip.MustParseAddr(tc.addr)
		if got := forbidden(addr, false); got != tc.want {
			t.Errorf("forbidden(%s) = %v, want %v", tc.addr, got, tc.want)
		}
		if got := forbidden(addr, true); got != tc.withAllowed {
			t.Errorf("forbidden(%s) with loopback allowed = %v, want %v", tc.addr, got, tc.withAllowed)
		}
	}
}

// resolving answers every question for an A record with what address gives at that moment.
func resolving(t *testing.T, address func() [4]byte) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer func() { _ = server.Close() }()
			answerDNS(t, server, address)
		}()
		return client, nil
	}}
}

// answerDNS speaks DNS as over TCP: each message after its length.
func answerDNS(t *testing.T, conn net.Conn, address func() [4]byte) {
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		packet := make([]byte, int(size[0])<<8|int(size[1]))
		if _, err := io.ReadFull(conn, packet); err != nil {
			return
		}
		var message dnsmessage.Message
		if err := message.Unpack(packet); err != nil {
			t.Errorf("question: %v", err)
			return
		}
		question := message.Questions[0]
		message.Response, message.Additionals = true, nil
		if question.Type == dnsmessage.TypeA {
			message.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: question.Name, Class: question.Class},
				Body:   &dnsmessage.AResource{A: address()},
			}}
		}
		packed, err := message.Pack()
		if err != nil {
			t.Errorf("answer: %v", err)
			return
		}
		if _, err := conn.Write(append([]byte{byte(len(packed) >> 8), byte(len(packed))}, packed...)); err != nil {
			return
		}
	}
}

func TestNameThatResolvesToAForbiddenAddressIsRefusedWhenDialling(t *testing.T) {
	for name, address := range map[string][4]byte{
		"loopback": {127, 0, 0, 1}, "link-local": {169, 254, 169, 254}, "metadata": {100, 100, 100, 200}, "multicast": {224, 0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c, problem := New(specFor("http://rebind.test.:9090"), Options{Policy: Policy{Resolver: resolving(t, func() [4]byte { return address })}})
			if problem != nil {
				t.Fatal(problem)
			}
			defer c.Close()
			_, problem = c.Check(context.Background())
			wantProblem(t, problem, v1alpha1.MetricSourceReasonURLNotAllowed)
			wantReason(t, ask(t, c, "up"), v1alpha1.MeasureReasonSourceUnavailable)
		})
	}
}

func TestTokenEndpointIsDialledThroughTheSameGuard(t *testing.T) {
	var seen requests
	spec := specFor(serve(t, seen.then(answering(http.StatusOK, one))))
	spec.Prometheus.Auth = &v1alpha1.Auth{OAuth2: &v1alpha1.OAuth2{
		ClientID: "truenorth", ClientSecretRef: secretRef("oauth"), TokenURL: "http://rebind.test./token",
	}}
	resolver := resolving(t, func() [4]byte { return [4]byte{169, 254, 169, 254} })
	c, problem := New(spec, Options{Policy: Policy{AllowLoopback: true, Resolver: resolver}, Secrets: newSecrets("oauth", canary).read})
	if problem != nil {
		t.Fatal(problem)
	}
	defer c.Close()
	_, problem = c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonURLNotAllowed)
	if seen.count() != 0 {
		t.Error("the source was asked without a token")
	}
}

// The name is harmless when the source is checked and turns into the metadata address afterwards.
func TestRebindingGainsNothing(t *testing.T) {
	url := serve(t, answering(http.StatusOK, one))
	port := netip.MustParseAddrPort(url[len("http://"):]).Port()
	var turned atomic.Bool
	resolver := resolving(t, func() [4]byte {
		if turned.Load() {
			return [4]byte{169, 254, 169, 254}
		}
		return [4]byte{127, 0, 0, 1}
	})
	c, problem := New(specFor(fmt.Sprintf("http://rebind.test.:%d", port)), Options{Policy: Policy{AllowLoopback: true, Resolver: resolver}})
	if problem != nil {
		t.Fatal(problem)
	}
	defer c.Close()
	if _, problem = c.Check(context.Background()); problem != nil {
		t.Fatal(problem)
	}
	turned.Store(true)
	_, problem = c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonURLNotAllowed)
	wantReason(t, ask(t, c, "up"), v1alpha1.MeasureReasonSourceUnavailable)
}

func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	var proxied requests
	proxy := serve(t, proxied.then(answering(http.StatusOK, one)))
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy)
	}
	resolver := resolving(t, func() [4]byte { return [4]byte{127, 0, 0, 1} })
	c, problem := New(specFor("http://nowhere.test.:9090"), Options{Policy: Policy{AllowLoopback: true, Resolver: resolver}})
	if problem != nil {
		t.Fatal(problem)
	}
	defer c.Close()
	_, _ = c.Check(context.Background())
	if proxied.count() != 0 {
		t.Error("the proxy was asked")
	}
	conn, problem := c.connection(context.Background())
	if problem != nil || conn.transport.Proxy != nil {
		t.Error("the transport has a proxy") // net/http reads the environment once only, so that the look above is not enough
	}
}
