/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

// rogue is a server that answers as a real Prometheus does until it is told to misbehave.
type rogue struct {
	*httptest.Server
	// asked counts the requests, open those that are being answered.
	asked, open atomic.Int32

	mu     sync.Mutex
	answer http.Handler
	real   http.Handler
}

func newRogue(t *testing.T, real http.Handler) *rogue {
	t.Helper()
	r := &rogue{answer: real, real: real}
	r.Server = httptest.NewServer(r)
	t.Cleanup(func() {
		r.CloseClientConnections()
		r.Close()
	})
	return r
}

// ServeHTTP answers as the rogue is told to.
func (r *rogue) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.asked.Add(1)
	r.open.Add(1)
	defer r.open.Add(-1)
	r.mu.Lock()
	answer := r.answer
	r.mu.Unlock()
	answer.ServeHTTP(w, request)
}

// misbehaves answers every request so from now on.
func (r *rogue) misbehaves(answer http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

// behaves answers as the real one again.
func (r *rogue) behaves() { r.misbehaves(r.real.ServeHTTP) }

// answering gives every request the same answer, which holds the canary where the body has room for one.
func answering(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}
