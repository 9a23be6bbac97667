/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

const (
	// sourceCount is how many servers there are, each with moods of its own.
	sourceCount = 4
	// sourceTimeout is how long the operator waits for one of them.
	sourceTimeout = "2s"
	// slowness is how long one takes in its slow mood.
	slowness = 500 * time.Millisecond
	// temper is how long a mood lasts at most.
	temper = 4 * time.Second
)

// mood is how a server answers; nil: as the real one.
type mood http.HandlerFunc

// moods are all that there are; every second one is well.
var moods = []mood{
	nil,
	func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "oh no", http.StatusBadGateway) },
	nil,
	func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>please log in") },
	nil,
	func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
	nil,
	func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	nil,
	func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the end of the connection is noticed
		<-r.Context().Done()
	},
}

// fickle is a real Prometheus that fails at random: it answers badly, slowly or never, hangs up, or is gone for a while.
type fickle struct {
	prometheus *testlab.Prometheus
	address    string
	stopped    chan struct{}
	ended      sync.WaitGroup

	mu     sync.Mutex
	rand   *rand.Rand
	mood   mood
	slow   bool
	server *http.Server
}

func newFickle(r *rand.Rand) (*fickle, error) {
	prometheus, err := testlab.NewPrometheus(testlab.PrometheusOptions{})
	if err != nil {
		return nil, err
	}
	f := &fickle{prometheus: prometheus, rand: r, address: "127.0.0.1:0", stopped: make(chan struct{})}
	now := time.Now()
	samples := testlab.History(now.Add(-time.Hour), now.Add(24*time.Hour), time.Minute, testlab.Ramp(now, now.Add(24*time.Hour), 0, 1000))
	if err := errors.Join(prometheus.Append("stays", samples...), f.listen()); err != nil {
		return nil, errors.Join(err, prometheus.Close())
	}
	f.ended.Go(f.live)
	return f, nil
}

func (f *fickle) url() string { return "http://" + f.address }

// listen serves at the address, which the first call chooses.
func (f *fickle) listen() error {
	listener, err := net.Listen("tcp", f.address)
	if err != nil {
		return err
	}
	f.address = listener.Addr().String()
	f.server = &http.Server{Handler: f, ReadHeaderTimeout: time.Minute}
	server := f.server
	f.ended.Go(func() { _ = server.Serve(listener) }) // it returns when the server is closed
	return nil
}

// live changes the mood from time to time.
func (f *fickle) live() {
	for {
		f.mu.Lock()
		lasts := time.Duration(f.rand.Int64N(int64(temper)))
		f.mu.Unlock()
		select {
		case <-f.stopped:
			return
		case <-time.After(lasts):
			f.turn()
		}
	}
}

// turn takes another mood; one in eight times the server goes, or comes back.
func (f *fickle) turn() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mood, f.slow = moods[f.rand.IntN(len(moods))], f.rand.IntN(4) == 0
	if f.server == nil {
		_ = f.listen() // its port may be taken meanwhile: then it stays away
	} else if f.rand.IntN(8) == 0 {
		_ = f.server.Close()
		f.server = nil
	}
}

// ServeHTTP answers by the mood.
func (f *fickle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	answer, slow := f.mood, f.slow
	f.mu.Unlock()
	if slow {
		select {
		case <-time.After(slowness):
		case <-r.Context().Done():
		}
	}
	if answer == nil {
		f.prometheus.Handler().ServeHTTP(w, r)
		return
	}
	answer(w, r)
}

func (f *fickle) close() error {
	close(f.stopped)
	f.mu.Lock()
	if f.server != nil {
		_ = f.server.Close()
	}
	f.mu.Unlock()
	f.ended.Wait()
	return f.prometheus.Close()
}
