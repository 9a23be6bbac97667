/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"math/rand/v2"
	"time"
)

const (
	breakerFailures = 5 // in a row, until nothing is sent any more
	breakerFirst    = 10 * time.Second
	breakerLongest  = 60 * time.Second
)

// circuit is closed until it counted enough failures in a row. Its zero value is closed.
type circuit struct {
	failures int       // in a row
	openings int       // in a row, for the backoff
	early    time.Time // when a query may try that did not fail itself
	until    time.Time // when any may; zero while closed
	trying   bool      // one is on its way
	noted    time.Time // when something last was
}

// holds says whether a query is held back. One that failed itself waits for longer: else the bad queries of a tenant
// would be the ones that try, each time, and keep the circuit from the good ones.
func (c *circuit) holds(now time.Time, failing bool) bool {
	until := c.early
	if failing {
		until = c.until
	}
	return !c.until.IsZero() && (c.trying || waits(now, until, breakerLongest))
}

// waits says whether a moment is still to come. One that is further ahead than it can have been set is of a clock that
// went back since, and is not waited for.
func waits(now, moment time.Time, most time.Duration) bool {
	return now.Before(moment) && moment.Sub(now) <= most
}

// try says whether a query that is not held back decides whether the circuit closes.
func (c *circuit) try() bool {
	c.trying = !c.until.IsZero()
	return c.trying
}

// note takes note of how a query went, and opens the circuit where that is allowed or the query was its try. A failure of
// one that was sent before the circuit opened is no news; an answer to it is, and to hold back the next query of a goal
// that has just been answered would make it flicker.
func (c *circuit) note(now time.Time, v verdict, tried, mayOpen bool) {
	tried = tried && c.trying // else an answer closed the circuit meanwhile
	if tried {
		c.trying = false
	} else if !c.until.IsZero() && v != serverAnswers {
		return
	}
	c.noted = now
	switch v {
	case serverAnswers:
		*c = circuit{}
	case serverFails:
		c.failures++
		if tried || mayOpen && c.failures >= breakerFailures {
			c.open(now)
		}
	case serverUnknown: // an abandoned try leaves its time in the past, so that the next query tries
	}
}

// open holds queries back for twice as long as the last time; the jitter only shortens it, so that the longest wait is
// a promise.
func (c *circuit) open(now time.Time) {
	wait := min(breakerFirst<<min(c.openings, 8), breakerLongest)
	wait -= rand.N(wait / 4) //nolint:gosec // jitter needs no secret numbers
	c.openings++
	c.early, c.until = now.Add(wait/2), now.Add(wait)
}

// relent closes the circuit because the server answers checks again. What was counted stays: one more failure opens it
// again, for longer.
func (c *circuit) relent() {
	if c.until.IsZero() {
		return
	}
	c.early, c.until, c.trying = time.Time{}, time.Time{}, false
	c.failures = breakerFailures - 1
}
