/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAQueryDoesNotLookPastTheTimeItIsPutAsOf(t *testing.T) {
	start, end := time.Unix(1_790_000_000, 0), time.Unix(1_797_000_000, 0)
	within, after := time.Unix(1_793_000_000, 0), end.Add(time.Hour)
	for name, tc := range map[string]struct {
		reason     string
		query      string
		asOf       time.Time
		wantPinned bool
		wantAhead  bool
		wantNever  bool
	}{
		"Plain":           {"what it gives follows from its time", "sum(increase(a[$__elapsed]))", within, false, false, false},
		"Offset":          {"it looks back", "a offset 1d", within, false, false, false},
		"NegativeOffset":  {"it looks ahead", "a offset -1d", within, true, true, false},
		"OffsetInside":    {"both offsets together look back", "max_over_time((a offset -1h)[1d:1h] offset 2h)", within, true, false, false},
		"OffsetOutside":   {"both together look ahead", "max_over_time((a offset 1h)[1d:1h] offset -2h)", within, true, true, false},
		"Start":           {"the start is over", "a - a @ $__start", within, true, false, false},
		"End":             {"the end is yet to come and has no sample", "a @ $__end", within, true, false, true},
		"EndIsOver":       {"the end is over", "a @ $__end", after, true, false, false},
		"RangeAtEnd":      {"a part of the range was there", "increase(a[90d] @ $__end)", within, true, true, false},
		"SubqueryAtEnd":   {"so of a subquery", "max_over_time(a[90d:1d] @ $__end)", within, true, true, false},
		"EndAsNumber":     {"the number must stay", "a @ $__end * ($__end - time())", within, true, true, true},
		"EndAsNumberOnly": {"no selector is pinned to it", "a * ($__end - time())", within, false, false, false},
		"LaterInstant":    {"a time that is yet to come", "a @ 1795000000", within, true, true, false},
		"EarlierInstant":  {"a time that is over", "a @ 1792000000", within, true, false, false},
		"InAParameter":    {"selectors hide in parameters", "topk(scalar(a @ 1795000000), b)", within, true, true, false},
		"EndOfTheRange":   {"end() is the time itself", "a @ end()", within, true, false, false},
		"ALabel":          {"an @ in a text is none", `a{mail="x@y", offset="1"}`, within, false, false, false},
		"NoQuery":         {"Prepare says what is wrong", "a @@", within, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			q := Query{Text: tc.query, Start: start, End: end}
			want := Hindsight{Pinned: tc.wantPinned, Ahead: tc.wantAhead, Query: q}
			if tc.wantNever {
				want.Query.End = never
			}
			if diff := cmp.Diff(want, q.Look(tc.asOf)); diff != "" {
				t.Errorf("%s: Look(...): -want, +got:\n%s", tc.reason, diff)
			}
		})
	}
}
