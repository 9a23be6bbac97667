/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// pieceLengths are what a range is cut into that the server refuses as a whole: many limit how long a query may be, or
// what it may load, and 32 days is a common limit. A year of pieces of a week is 53 queries, once in a year.
var pieceLengths = []time.Duration{30 * 24 * time.Hour, 7 * 24 * time.Hour}

// patiently asks for all points at once, and in ever smaller pieces while the server refuses. What it refuses in a piece,
// too, is refused for the first reason. That the text is valid our parser has found: where the server says it is not, it
// is the range that it means, or a function that it does not know, and nothing is wrong with the goal.
func (p *Prepared) patiently(ctx context.Context, g grid) Range {
	whole := p.ranged(ctx, g)
	for _, length := range pieceLengths {
		if !refused(whole) || g.length() <= length || length < g.step {
			continue
		}
		if got := p.pieced(ctx, g, int(length/g.step)); !refused(got) {
			return got
		}
	}
	if whole.Reason == v1alpha1.MeasureReasonInvalidQuery {
		return rangeOf(failRange.asAnswer())
	}
	return whole
}

// refused tells whether an answer may be another one for a shorter range.
func refused(r Range) bool {
	return r.Reason == v1alpha1.MeasureReasonInvalidQuery || r.Reason == v1alpha1.MeasureReasonQueryFailed
}

// pieced asks for so many points at a time, and stops at the first piece that has no answer, be it that there is no number.
func (p *Prepared) pieced(ctx context.Context, g grid, count int) Range {
	all, odd := Range{Values: g.empty()}, false
	for first := 0; first < g.count; first += count {
		piece := grid{from: g.at(first), step: g.step, count: min(count, g.count-first)}
		got := p.ranged(ctx, piece)
		switch got.Reason {
		case "":
			copy(all.Values[first:], got.Values)
			all.Asked += got.Asked
		case v1alpha1.MeasureReasonNoData, v1alpha1.MeasureReasonNotANumber:
			all.Asked, odd = all.Asked+piece.count, odd || got.Reason == v1alpha1.MeasureReasonNotANumber
		default:
			return got
		}
	}
	switch none := judgeValues(all.Values); {
	case none.Reason == "":
		return all
	case odd:
		return oddRange
	default:
		return none
	}
}
