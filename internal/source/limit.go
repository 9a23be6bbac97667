/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const (
	defaultConcurrent = 8
	longestPause      = 5 * time.Minute
)

// MaxConcurrent is the number of queries that the source takes at once; the caller keeps to it.
func (c *Client) MaxConcurrent() int { return maxConcurrent(c.spec) }

// HistoryConcurrent is how many of them may be ranges: a quarter, and at least one.
func (c *Client) HistoryConcurrent() int { return max(1, c.MaxConcurrent()/4) }

func maxConcurrent(spec v1alpha1.MetricSourceSpec) int {
	if spec.Limits == nil || spec.Limits.MaxConcurrent <= 0 {
		return defaultConcurrent
	}
	return int(spec.Limits.MaxConcurrent)
}

// limiter spaces queries out. Those for history pass two gates, so that they never take more than a quarter.
type limiter struct {
	clock   clock.Clock
	all     *rate.Limiter
	history *rate.Limiter
}

func newLimiter(spec v1alpha1.MetricSourceSpec, c clock.Clock) *limiter {
	all, history := rate.Inf, rate.Inf
	if spec.Limits != nil && spec.Limits.QPS > 0 {
		all = rate.Limit(spec.Limits.QPS)
		history = all / 4
	}
	return &limiter{clock: c, all: rate.NewLimiter(all, 1), history: rate.NewLimiter(history, 1)}
}

// wait returns when a query may be sent, or false when the caller gave up.
func (l *limiter) wait(ctx context.Context, history bool) bool {
	if history && !l.waitFor(ctx, l.history) {
		return false
	}
	return l.waitFor(ctx, l.all)
}

func (l *limiter) waitFor(ctx context.Context, gate *rate.Limiter) bool {
	now := l.clock.Now()
	turn := gate.ReserveN(now, 1)
	delay := turn.DelayFrom(now)
	if delay == 0 {
		return ctx.Err() == nil
	}
	timer := l.clock.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C():
		return true
	case <-ctx.Done():
		turn.CancelAt(l.clock.Now())
		return false
	}
}

// pause is what a server asks for with 429 and Retry-After.
type pause struct {
	clock clock.PassiveClock
	mu    sync.Mutex
	until time.Time
}

func (p *pause) holds() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return waits(p.clock.Now(), p.until, longestPause)
}

// note keeps the end of the pause that the header asks for; a pause never gets shorter by a later answer.
func (p *pause) note(header http.Header) {
	now := p.clock.Now()
	until := now.Add(min(retryAfter(header.Get("Retry-After"), now), longestPause))
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) || !waits(now, p.until, longestPause) {
		p.until = until
	}
}

// retryAfter reads seconds or a date (RFC 9110, 10.2.3); anything else is no wish.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(text, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(longestPause/time.Second))) * time.Second
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
