/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// hanging is a server that answers as a Prometheus does, but not before it is released.
type hanging struct {
	url      string
	requests atomic.Int32
	open     chan struct{}
}

func newHanging(t *testing.T) *hanging {
	t.Helper()
	h := &hanging{open: make(chan struct{})}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.requests.Add(1)
		select {
		case <-h.open:
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"status":"success","data":{"resultType":"scalar","result":[1,"4"]}}`))
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// asked waits until somebody waits for an answer.
func (h *hanging) asked(b *workbench) {
	b.Helper()
	b.Eventually("a request to the slow source", func() bool { return h.requests.Load() > 0 })
}

func (h *hanging) release() { close(h.open) }

// withoutHistory is the bench's Prometheus, which answers no question for a range before it is opened.
func (b *workbench) withoutHistory() (address string, open func()) {
	b.Helper()
	target, err := url.Parse(b.URL)
	if err != nil {
		b.Fatal(err)
	}
	proxy, opened := httputil.NewSingleHostReverseProxy(target), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/query_range") {
			select {
			case <-opened:
			case <-r.Context().Done():
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	b.Cleanup(server.CloseClientConnections)
	b.Cleanup(server.Close)
	return server.URL, func() { close(opened) }
}

func TestAHistoryThatHangsHoldsBackNoNumber(t *testing.T) {
	b := newBench(t)
	b.shape("rising", testlab.Ramp(today, today.Add(24*time.Hour), 0, 15))
	address, open := b.withoutHistory()
	slow := b.Source("slow", address)
	slow.Spec.Prometheus.Timeout = "1h"
	b.Create(slow)
	o := b.today("guests-belong", bench.Reaches("repeat-stays", bench.Asks("rising")))
	o.Spec.SourceRef = &v1alpha1.SourceReference{Name: "slow"}
	b.Create(o)
	b.Measured(o)
	kr := o.Status.KeyResults[0]
	if kr.Score == nil || kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason != "" || !strings.Contains(kr.Message, "is being loaded") {
		t.Errorf("key result before its history is there: %+v", kr)
	}
	open()
	b.judged(o, v1alpha1.OutlookOnTrack)
}
