/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"context"
	"time"
)

// Put puts a question to a source as of a time, once, and gives the answer that a Poller has whose clock shows that
// time: a live question is asked as of then, a history has the points up to then. The answer knows of none before it.
func Put(ctx context.Context, s Source, q Question, now time.Time) Answer {
	if !q.fixed() && q.Step == 0 {
		q.At = now
	}
	e := newEntry(q, nil)
	j := job{entry: e, asked: now, missing: e.missing(now)}
	e.take(j.ask(ctx, s))
	return e.answer
}
