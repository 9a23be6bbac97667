/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// never is a time that no sample has.
var never = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

// Hindsight is what a query can see, beyond the samples up to a time in the past, when it is put as of that time to a
// server that knows more by now.
type Hindsight struct {
	// Pinned tells that the query holds an @ or a negative offset, so that its points in a range do not follow from their
	// own times alone.
	Pinned bool
	// Ahead tells that the query looks past the time, so that what it gave then cannot be asked any more.
	Ahead bool
	// Query to put in place of the one that was asked. What it takes at a period's end that was yet to come has no value.
	Query Query
}

// Look tells what a query that is put as of a time can see. A text that is no query sees nothing.
func (q Query) Look(asOf time.Time) Hindsight {
	seen := Hindsight{Query: q}
	if !strings.Contains(q.Text, "@") && !strings.Contains(strings.ToLower(q.Text), "offset") {
		return seen
	}
	if _, err := q.parse(); err != nil {
		return seen
	}
	expr, err := parse(Bind(q.Text, Variables{Start: q.Start, End: q.End, Now: asOf}))
	if err != nil {
		return seen
	}
	g := &gaze{asOf: asOf, end: q.End, seen: &seen}
	parser.Inspect(expr, g.visit)
	if g.ends > 0 && g.ends != occurrences(q.Text, endVariable) {
		seen.Ahead = true // it is a number elsewhere, which must stay what it is
	}
	return seen
}

// occurrences counts how often a variable stands in a query as a word of its own.
func occurrences(query, variable string) int {
	count := 0
	replaceVariables(query, func(name string) string {
		if name == variable {
			count++
		}
		return name
	})
	return count
}

// gaze looks at where the selectors of a query look.
type gaze struct {
	asOf time.Time
	end  time.Time
	ends int // selectors of single samples at an end that is yet to come
	seen *Hindsight
}

func (g *gaze) visit(node parser.Node, path []parser.Node) error {
	selector, ok := node.(*parser.VectorSelector)
	if !ok {
		return nil
	}
	at, single := g.asOf, true
	for _, above := range path {
		switch n := above.(type) {
		case *parser.SubqueryExpr:
			at, single = g.shifted(at, n.Timestamp, n.StartOrEnd, n.OriginalOffset), false
		case *parser.MatrixSelector:
			single = false
		}
	}
	at = g.shifted(at, selector.Timestamp, selector.StartOrEnd, selector.OriginalOffset)
	atEnd := selector.Timestamp != nil && *selector.Timestamp == g.end.UnixMilli() && selector.OriginalOffset == 0
	switch {
	case !at.After(g.asOf):
	case single && atEnd:
		g.ends++
		g.seen.Query.End = never
	default:
		g.seen.Ahead = true
	}
	return nil
}

// shifted is the time at which something is taken that has an @ or an offset, where all around it is taken at a time.
func (g *gaze) shifted(at time.Time, timestamp *int64, startOrEnd parser.ItemType, offset time.Duration) time.Time {
	g.seen.Pinned = g.seen.Pinned || timestamp != nil || startOrEnd != 0 || offset < 0
	switch {
	case timestamp != nil:
		at = time.UnixMilli(*timestamp)
	case startOrEnd != 0:
		at = g.asOf
	}
	return at.Add(-offset)
}
