/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// network is a stretch of network before the rogue, which can be made to fail.
func (l *lab) network() *toxiproxy.Proxy {
	l.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, l.Namespace, "127.0.0.1:0", strings.TrimPrefix(l.rogue.URL, "http://"))
	if err := proxy.Start(); err != nil {
		l.Fatal(err)
	}
	l.Cleanup(proxy.Stop)
	return proxy
}

func TestFault16Network(t *testing.T) {
	t.Parallel()
	l := faultWith(t, "The network before the source swallows, delays, cuts or resets what is sent", bench.Options{Unconnected: true})
	network := l.network()
	s := l.Source("default", "http://"+network.Listen)
	s.Spec.Prometheus.Timeout = "1s"
	l.Create(s)
	o := l.goal("keeps")
	for _, tc := range []struct {
		reason string
		toxic  string
		want   v1alpha1.MeasureReason
	}{
		{"nothing comes back", `{"name":"fault","type":"timeout","attributes":{"timeout":0}}`, v1alpha1.MeasureReasonQueryTimeout},
		{"it comes back too late", `{"name":"fault","type":"latency","attributes":{"latency":3000}}`, v1alpha1.MeasureReasonQueryTimeout},
		{"the connection is reset", `{"name":"fault","type":"reset_peer","attributes":{"timeout":0}}`, v1alpha1.MeasureReasonSourceUnavailable},
		{"the connection is cut in the headers", `{"name":"fault","type":"limit_data","attributes":{"bytes":40}}`, v1alpha1.MeasureReasonSourceUnavailable},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			l := l.within(t)
			if _, err := network.Toxics.AddToxicJson(strings.NewReader(tc.toxic)); err != nil {
				t.Fatal(err)
			}
			kept := l.keeps(o, tc.want)
			if err := network.Toxics.RemoveToxic(t.Context(), "fault"); err != nil {
				t.Fatal(err)
			}
			l.heals(kept)
		})
	}
	const pieces = `{"name":"pieces","type":"slicer","attributes":{"average_size":16,"size_variation":8,"delay":1000}}`
	if _, err := network.Toxics.AddToxicJson(strings.NewReader(pieces)); err != nil {
		t.Fatal(err)
	}
	if err := l.Prometheus.Delete("stays"); err != nil {
		t.Fatal(err)
	}
	l.Series("stays", 7)
	l.shows(o, 7)
	l.sees("an answer that comes in small pieces is read")
}
