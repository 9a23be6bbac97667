/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"context"
	"time"

	"github.com/truenorth-dev/truenorth/internal/source"
)

// Source answers questions. Deadlines, rate limits and credentials are its own affair; its methods are called
// concurrently, and return soon after their context ends.
type Source interface {
	// Prepare makes a query ready to be asked many times, or says in an answer why it never can be.
	Prepare(q source.Query) (Prepared, *source.Answer)
	// MaxConcurrent is how many questions it is asked at once, range questions included.
	MaxConcurrent() int
	// HistoryConcurrent is how many of them may be range questions.
	HistoryConcurrent() int
}

// Prepared is a query that is ready to be asked.
type Prepared interface {
	// Instant asks for the one number as of a time; zero: as of the source's own now.
	Instant(ctx context.Context, at time.Time) source.Answer
	// Range asks for the points from, from+step, ... up to to.
	Range(ctx context.Context, from, to time.Time, step time.Duration) source.Range
}

// FromClient makes a Source of a client.
func FromClient(c *source.Client) Source { return clientSource{c} }

type clientSource struct{ *source.Client }

func (c clientSource) Prepare(q source.Query) (Prepared, *source.Answer) {
	prepared, refusal := c.Client.Prepare(q)
	if refusal != nil {
		return nil, refusal // not prepared: a nil *source.Prepared would be a Prepared that is not nil
	}
	return prepared, nil
}
