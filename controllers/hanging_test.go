/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
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
func (h *hanging) asked(b *bench) {
	b.Helper()
	b.eventually("a request to the slow source", func() bool { return h.requests.Load() > 0 })
}

func (h *hanging) release() { close(h.open) }
