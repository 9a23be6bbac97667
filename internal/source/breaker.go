/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"k8s.io/utils/clock"
)

// breakerMemory is for how long a tenant is remembered who was held back and asks nothing any more.
const breakerMemory = 10 * time.Minute

// verdict is what an answer says about its server.
type verdict int

const (
	serverAnswers verdict = iota // whatever it says
	serverFails
	serverUnknown // the query was abandoned by who asked
)

// breaker stops queries to a server that keeps failing, and lets a single one through from time to time. It spares the
// server, and the workers that would wait for it; but a bad query is no outage, nor are the many of one tenant. So
//   - each tenant has a circuit, which counts failures in a row of different queries: one that failed before counts no
//     more until it was answered;
//   - the circuit of all counts every failure in a row, and opens only while the connection's own check fails, too;
//   - a good check closes circuits only if one failed before it. Where checks go well and queries fail all the same, it
//     says nothing of queries: only one of these does.
type breaker struct {
	clock clock.PassiveClock

	mu          sync.Mutex
	all         circuit
	tenants     map[string]*circuit // those that failed since their last answer
	checkFailed bool                // the last one
}

// passage is a query on its way through the breaker.
type passage struct {
	tenant   string
	failing  *atomic.Bool // whether the query failed when it was last asked
	tries    bool         // the tenant's circuit waits for how it goes
	triesAll bool         // that of all does
}

// blocked says whether a query would be turned away now.
func (b *breaker) blocked(p passage) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.holds(p)
}

// holds is blocked for who has the lock.
func (b *breaker) holds(p passage) bool {
	now, failing := b.clock.Now(), p.failing.Load()
	own := b.tenants[p.tenant]
	return b.all.holds(now, failing) || own != nil && own.holds(now, failing)
}

// enter lets a query through or not. Who is let through calls leave with the passage as it is then.
func (b *breaker) enter(p *passage) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.holds(*p) {
		return false
	}
	p.triesAll = b.all.try()
	if own := b.tenants[p.tenant]; own != nil {
		p.tries = own.try()
	}
	return true
}

// leave takes note of how a query went.
func (b *breaker) leave(p passage, v verdict) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock.Now()
	b.all.note(now, v, p.triesAll, b.checkFailed)
	own := b.tenants[p.tenant]
	switch {
	case v == serverFails:
		if own == nil {
			own = b.remember(p.tenant, now)
		}
		if again := p.failing.Swap(true); !again || p.tries {
			own.note(now, v, p.tries, true)
		}
	case own != nil:
		own.note(now, v, p.tries, true)
		if own.failures == 0 {
			delete(b.tenants, p.tenant)
		}
	}
	if v == serverAnswers {
		p.failing.Store(false)
	}
}

// remember gives a tenant a circuit, and forgets those who are gone.
func (b *breaker) remember(tenant string, now time.Time) *circuit {
	if b.tenants == nil {
		b.tenants = map[string]*circuit{}
	}
	for name, c := range b.tenants {
		if now.Sub(c.noted) > breakerMemory && !c.trying {
			delete(b.tenants, name)
		}
	}
	b.tenants[tenant] = &circuit{}
	return b.tenants[tenant]
}

// checked takes note of how a check of the connection went.
func (b *breaker) checked(v verdict) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch v {
	case serverFails:
		b.checkFailed = true
		b.all.note(b.clock.Now(), v, false, true)
	case serverAnswers:
		if b.checkFailed {
			b.all.relent()
			for _, c := range b.tenants {
				c.relent()
			}
		}
		b.checkFailed = false
	case serverUnknown:
	}
}

// tenantKey is what a context holds a tenant under.
type tenantKey struct{}

// OnBehalfOf says who a query is asked for: the namespace that its failures are charged to. Without it that is the one
// that the Query names, which it does not where namespaces share it.
func OnBehalfOf(ctx context.Context, tenant string) context.Context {
	return context.WithValue(ctx, tenantKey{}, tenant)
}

// passage is that of a call.
func (q *call) passage(ctx context.Context) passage {
	tenant, ok := ctx.Value(tenantKey{}).(string)
	if !ok {
		tenant = q.namespace
	}
	return passage{tenant: tenant, failing: q.failing}
}
