/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const (
	largestAnswer = 4 << 20  // bytes, after decompression
	keptBuffer    = 64 << 10 // a larger buffer is not kept for the next answer
)

// call is one request to the API.
type call struct {
	path      string       // under the URL's own
	get       bool         // the form goes by GET
	afresh    bool         // by POST first, even if the server took none so far
	form      url.Values   // nil: a plain GET
	namespace string       // of the object that asks
	failing   *atomic.Bool // whether the query failed when it was last asked; nil: the breaker does not see the call
	// read takes a whole answer with status 200. It must not keep the body.
	read func(header http.Header, body []byte) *failure
}

// ask sends a call when limits and breaker let it.
func (c *Client) ask(ctx context.Context, q call, history bool) *failure {
	way := q.passage(ctx)
	if f := c.heldBack(way); f != nil {
		return f
	}
	if !c.limits.wait(ctx, history) {
		return failAbandoned
	}
	if f := c.heldBack(way); f != nil { // it may have been a long wait
		return f
	}
	if !c.breaker.enter(&way) {
		return failOpen
	}
	f := c.attempt(ctx, q)
	c.breaker.leave(way, f.verdict())
	if f.refusesCredentials() && c.options.OnRefused != nil {
		c.options.OnRefused()
	}
	return f
}

// heldBack says why nothing is sent now.
func (c *Client) heldBack(p passage) *failure {
	switch {
	case c.isClosed():
		return failClosed
	case c.breaker.blocked(p):
		return failOpen
	case c.pause.holds():
		return failPaused
	}
	return nil
}

// attempt sends a call within its deadline, and once more where secrets were rotated meanwhile.
func (c *Client) attempt(ctx context.Context, q call) *failure {
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	f := c.attemptWithin(limited, q)
	if f == failTimeout && ctx.Err() != nil {
		return failAbandoned
	}
	return f
}

func (c *Client) attemptWithin(ctx context.Context, q call) *failure {
	conn, problem := c.connection(ctx)
	if problem != nil {
		return problemWithin(ctx, problem)
	}
	f := c.send(ctx, conn, q)
	if f == nil || !f.rotated {
		return f
	}
	fresh, problem := c.renew(ctx, conn)
	if problem != nil {
		return problemWithin(ctx, problem)
	}
	if fresh == conn {
		return f
	}
	return c.send(ctx, fresh, q)
}

func problemWithin(ctx context.Context, problem *Problem) *failure {
	if ctx.Err() != nil {
		return failTimeout
	}
	return byProblem(problem)
}

// send exchanges one call over one connection, and once more where the server takes no POST or refuses a token that
// was kept. A server that takes GET instead is asked by GET until a call that tries afresh is answered.
func (c *Client) send(ctx context.Context, conn *connection, q call) *failure {
	q.get = len(q.form) == 0 || c.getOnly.Load() && !q.afresh
	posted := !q.get
	f, kept := c.exchange(ctx, conn, q)
	if f == failMethod && posted {
		q.get = true
		f, kept = c.exchange(ctx, conn, q)
	}
	if f == failRefused && kept {
		f, _ = c.exchange(ctx, conn, q)
	}
	switch {
	case posted && q.get && f != failMethod: // else it takes neither, such as in an outage
		c.getOnly.Store(true)
	case posted && !q.get && (f == nil || f == failPartial):
		c.getOnly.Store(false)
	}
	return f
}

// exchange is one request and its answer; kept says that it went with a token that was not fetched for it.
func (c *Client) exchange(ctx context.Context, conn *connection, q call) (f *failure, kept bool) {
	request, f := c.request(ctx, conn, q)
	if f != nil {
		return f, false
	}
	if conn.tokens != nil {
		if kept, f = conn.tokens.authorize(ctx, request); f != nil {
			return f, false
		}
	}
	started := c.clock.Now()
	// The transport itself, and no http.Client around it: redirects, cookies and URLs in errors stay out.
	response, err := conn.transport.RoundTrip(request)
	if err != nil {
		f = exchangeFailure(ctx, "server", err)
	} else {
		f = c.take(ctx, response, q)
	}
	if c.options.Observe != nil {
		c.options.Observe(f.result(), c.clock.Since(started))
	}
	if f == failRefused && conn.tokens != nil {
		conn.tokens.forget(ctx, request.Header.Get("Authorization"))
	}
	return f, kept
}

func (c *Client) request(ctx context.Context, conn *connection, q call) (*http.Request, *failure) {
	target := c.base.JoinPath(q.path)
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if form := q.form.Encode(); form != "" {
		if q.get {
			target.RawQuery = form
		} else {
			method, body = http.MethodPost, strings.NewReader(form)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return nil, failGarbage
	}
	request.Header = conn.headers.Clone()
	for _, header := range c.spec.Prometheus.Headers {
		if header.ValueFrom == v1alpha1.ValueFromNamespace {
			request.Header.Set(header.Name, q.namespace)
		}
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		// A query changes nothing, so net/http may send it again when a kept connection turns out closed; empty, this
		// says so without being sent.
		request.Header["Idempotency-Key"] = nil
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("User-Agent", "truenorth")
	return request, nil
}

// take reads an answer and closes it.
func (c *Client) take(ctx context.Context, response *http.Response, q call) *failure {
	defer func() { _ = response.Body.Close() }()
	if f := c.byStatus(response); f != nil {
		return f
	}
	buffer := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= keptBuffer {
			buffers.Put(buffer)
		}
	}()
	buffer.Reset()
	if f := readBody(ctx, response, buffer); f != nil {
		if response.StatusCode >= http.StatusInternalServerError {
			return failServer // which says enough without its body
		}
		return f
	}
	if response.StatusCode == http.StatusOK {
		return q.read(response.Header, buffer.Bytes())
	}
	return apiFailure(response.StatusCode, buffer.Bytes())
}

// byStatus is for the answers whose status says all there is to know.
func (c *Client) byStatus(response *http.Response) *failure {
	switch status := response.StatusCode; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return failRefused
	case status >= 300 && status < 400:
		return failRedirect
	case status == http.StatusNotFound:
		return failNotFound
	case status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented:
		return failMethod
	case status == http.StatusTooManyRequests:
		c.pause.note(response.Header)
		return failBusy
	}
	return nil
}

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	unzips  = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

// readBody reads a whole body, decompressed, but not more than largestAnswer of it.
func readBody(ctx context.Context, response *http.Response, into *bytes.Buffer) *failure {
	var body io.Reader = response.Body
	switch strings.ToLower(response.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip":
		unzip := unzips.Get().(*gzip.Reader)
		defer unzips.Put(unzip)
		if err := unzip.Reset(body); err != nil {
			return bodyFailure(ctx, err)
		}
		body = unzip
	default:
		return failTruncated
	}
	size, err := into.ReadFrom(io.LimitReader(body, largestAnswer+1))
	switch {
	case err != nil:
		return bodyFailure(ctx, err)
	case size > largestAnswer:
		return failTooLarge
	}
	return nil
}

// bodyFailure: TLS 1.3 servers refuse a client's certificate only after the handshake, so that it shows here too.
func bodyFailure(ctx context.Context, err error) *failure {
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		return failTimeout
	}
	if f := tlsFailure("server", err); f != nil {
		return f
	}
	return failTruncated
}
