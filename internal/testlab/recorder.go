/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

const recordedRequests = 4096

// Request is one query as it came, by GET or POST; a parameter that was not sent is empty.
type Request struct {
	// Method is GET or POST.
	Method string
	// Path is the URL's: /api/v1/query or /api/v1/query_range.
	Path string
	// Query is the PromQL.
	Query string
	// Time is an instant query's, as it was written.
	Time string
	// Start is a range query's first point, as it was written.
	Start string
	// End is a range query's end, as it was written.
	End string
	// Step is a range query's, as it was written.
	Step string
	// LookbackDelta is what replaces the server's lookback, as it was written.
	LookbackDelta string
	// Header is a copy.
	Header http.Header
	// At is when it came, by the Prometheus's clock.
	At time.Time
}

// recorder counts requests and keeps the last of them. Its zero value is ready.
type recorder struct {
	mu    sync.Mutex
	ring  []Request
	count int
}

// record notes a request whose form was parsed.
func (r *recorder) record(request *http.Request, at time.Time) {
	form := request.Form
	noted := Request{
		Method:        request.Method,
		Path:          request.URL.Path,
		Query:         form.Get("query"),
		Time:          form.Get("time"),
		Start:         form.Get("start"),
		End:           form.Get("end"),
		Step:          form.Get("step"),
		LookbackDelta: form.Get("lookback_delta"),
		Header:        request.Header.Clone(),
		At:            at,
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.ring) < recordedRequests {
		r.ring = append(r.ring, noted)
	} else {
		r.ring[r.count%recordedRequests] = noted
	}
	r.count++
}

func (r *recorder) requests() []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count <= recordedRequests {
		return slices.Clone(r.ring)
	}
	oldest := r.count % recordedRequests
	return slices.Concat(r.ring[oldest:], r.ring[:oldest])
}

func (r *recorder) total() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}

func (r *recorder) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ring, r.count = nil, 0
}
