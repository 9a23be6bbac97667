/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const defaultTimeout = 30 * time.Second

// Client asks one source. It is made anew when the source's spec changes. Its methods may be called concurrently.
type Client struct {
	spec    v1alpha1.MetricSourceSpec
	options Options
	clock   clock.Clock
	base    *url.URL
	dialer  *net.Dialer
	timeout time.Duration // of one query
	refs    []v1alpha1.SecretKeyReference

	breaker breaker
	limits  *limiter
	pause   pause
	getOnly atomic.Bool // the server took no POST when it was last tried, and takes GET

	renewing chan struct{} // holds one entry while somebody reads the secrets; waiting for it ends with the context

	mu      sync.Mutex // guards the following
	conn    *connection
	problem *Problem // why there is no connection, once one was tried
	closed  bool
}

// New checks what can be checked without asking anybody: the URLs and their hosts. It reads no Secret and dials
// nothing; the first Check or query does.
func New(spec v1alpha1.MetricSourceSpec, o Options) (*Client, *Problem) {
	base, problem := parseURL("url", spec.Prometheus.URL, o)
	if problem != nil {
		return nil, problem
	}
	if auth := spec.Prometheus.Auth; auth != nil && auth.OAuth2 != nil {
		if _, problem := parseURL("auth.oauth2.tokenURL", auth.OAuth2.TokenURL, o); problem != nil {
			return nil, problem
		}
	}
	if o.Clock == nil {
		o.Clock = clock.RealClock{}
	}
	return &Client{
		spec:     *spec.DeepCopy(),
		options:  o,
		clock:    o.Clock,
		base:     base,
		dialer:   guardedDialer(o.Policy),
		timeout:  spec.Prometheus.Timeout.Or(defaultTimeout),
		refs:     references(spec.Prometheus),
		breaker:  breaker{clock: o.Clock},
		limits:   newLimiter(spec, o.Clock),
		pause:    pause{clock: o.Clock},
		renewing: make(chan struct{}, 1),
	}, nil
}

// Close gives connections and credentials back; queries from then on answer SourceUnavailable. Those in flight go on.
func (c *Client) Close() {
	c.mu.Lock()
	conn := c.conn
	c.conn, c.problem, c.closed = nil, failClosed.problem(), true
	c.mu.Unlock()
	if conn != nil {
		conn.rest()
	}
}

// held is the connection in use, or why there is none, or neither before the first.
func (c *Client) held() (*connection, *Problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conn, c.problem
}

func (c *Client) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// connection is the one in use; the first call makes it.
func (c *Client) connection(ctx context.Context) (*connection, *Problem) {
	if conn, problem := c.held(); conn != nil || problem != nil {
		return conn, problem
	}
	return c.renew(ctx, nil)
}

// renew reads the secrets because they did not do with the stale connection. Where somebody else has done so
// meanwhile, what they found is taken.
func (c *Client) renew(ctx context.Context, stale *connection) (*connection, *Problem) {
	return c.exclusively(ctx, func() (*connection, *Problem) {
		if conn, problem := c.held(); conn != stale || problem != nil {
			return conn, problem
		}
		return c.reload(ctx)
	})
}

// refresh reads the secrets, whatever is held.
func (c *Client) refresh(ctx context.Context) (*connection, *Problem) {
	return c.exclusively(ctx, func() (*connection, *Problem) { return c.reload(ctx) })
}

func (c *Client) exclusively(ctx context.Context, do func() (*connection, *Problem)) (*connection, *Problem) {
	select {
	case c.renewing <- struct{}{}:
		defer func() { <-c.renewing }()
		return do()
	case <-ctx.Done():
		return nil, failAbandoned.problem()
	}
}

// reload replaces the connection where a secret changed, and forgets it where one is gone.
func (c *Client) reload(ctx context.Context) (*connection, *Problem) {
	if c.isClosed() {
		return nil, failClosed.problem()
	}
	old, _ := c.held()
	values, transient, problem := readSecrets(ctx, c.options.Secrets, c.refs)
	switch {
	case transient && old != nil:
		return old, nil
	case transient:
		return nil, problem // not kept: the next one to ask tries again
	case problem != nil:
		return c.use(nil, problem)
	case old != nil && old.sameSecrets(values):
		return old, nil
	}
	return c.use(c.connect(values))
}

// use makes conn the connection of the queries from now on.
func (c *Client) use(conn *connection, problem *Problem) (*connection, *Problem) {
	c.mu.Lock()
	old := c.conn
	if c.closed {
		conn, problem = nil, failClosed.problem()
	}
	c.conn, c.problem = conn, problem
	c.mu.Unlock()
	if old != nil {
		old.rest()
	}
	return conn, problem
}
