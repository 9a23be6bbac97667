/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"math/rand/v2"
	"sync"
	"time"

	"k8s.io/utils/clock"
)

const (
	breakerFailures = 5 // in a row, until nothing is sent any more
	breakerFirst    = 10 * time.Second
	breakerLongest  = 60 * time.Second
)

// verdict is what an answer says about its server.
type verdict int

const (
	serverAnswers verdict = iota // whatever it says
	serverFails
	serverUnknown // the query was abandoned by who asked
)

// breaker stops queries to a server that keeps failing, and lets a single one through from time to time.
type breaker struct {
	clock clock.PassiveClock

	mu       sync.Mutex
	failures int       // in a row
	openings int       // in a row, for the backoff
	until    time.Time // when the next query may try; zero while the breaker is closed
	probing  bool      // that query is on its way
}

// blocked says whether a query would be turned away now.
func (b *breaker) blocked() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.blockedLocked()
}

func (b *breaker) blockedLocked() bool {
	return !b.until.IsZero() && (b.probing || b.clock.Now().Before(b.until))
}

// enter lets a query through or not. Who is let through calls leave, with the same probe.
func (b *breaker) enter() (probe, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.blockedLocked() {
		return false, false
	}
	b.probing = !b.until.IsZero()
	return b.probing, true
}

// leave takes note of how a query went, and says whether the breaker was not closed at that moment.
func (b *breaker) leave(probe bool, v verdict) (wasOpen bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	wasOpen = !b.until.IsZero()
	if probe {
		b.probing = false
	} else if wasOpen {
		return true // it was sent before the breaker opened: the probe decides, not this one
	}
	switch v {
	case serverAnswers:
		b.failures, b.openings, b.until = 0, 0, time.Time{}
	case serverFails:
		b.failures++
		if probe || b.failures >= breakerFailures {
			b.until = b.clock.Now().Add(b.backoff())
			b.openings++
		}
	case serverUnknown: // an abandoned probe leaves until in the past, so that the next query probes
	}
	return wasOpen
}

// relent closes the breaker because the server answered a check. What was counted stays: where checks succeed and
// queries do not, one more failure opens it again, for longer.
func (b *breaker) relent() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.until.IsZero() {
		return
	}
	b.until, b.probing, b.failures = time.Time{}, false, breakerFailures-1
}

// backoff doubles with every opening; the jitter only shortens it, so that the longest wait is a promise.
func (b *breaker) backoff() time.Duration {
	wait := min(breakerFirst<<min(b.openings, 8), breakerLongest)
	return wait - rand.N(wait/4)
}
