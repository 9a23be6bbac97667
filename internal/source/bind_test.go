/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"strings"
	"testing"
	"time"
)

func TestBind(t *testing.T) {
	all := Variables{Start: time.Unix(1790000000, 5e8), End: time.Unix(1800000000, 0), Now: time.Unix(1790003600, 9e8)}
	for _, tc := range []struct {
		reason string
		query  string
		v      Variables
		want   string
	}{
		{"elapsed as a duration", "sum(increase(x[$__elapsed]))", all, "sum(increase(x[3600s]))"},
		{"never under five minutes", "x[$__elapsed]", Variables{Start: all.Start, Now: all.Start}, "x[300s]"},
		{"not before the start either", "x[$__elapsed]", Variables{Start: all.End, Now: all.Start}, "x[300s]"},
		{"start and end", "x @ $__start - x @ $__end", all, "x @ 1790000000 - x @ 1800000000"},
		{"in a subquery", "x[$__elapsed:1h]", all, "x[3600s:1h]"},
		{"at the end", "$__end", all, "1800000000"},
		{"no start", "x @ $__start + x[$__elapsed]", Variables{End: all.End, Now: all.Now}, "x @ $__start + x[$__elapsed]"},
		{"no end", "x @ $__end", Variables{Start: all.Start}, "x @ $__end"},
		{"no now", "x[$__elapsed]", Variables{Start: all.Start}, "x[$__elapsed]"},
		{"a longer name", "$__starting $__start1 $__ends $__elapsed_", all, "$__starting $__start1 $__ends $__elapsed_"},
		{"an unknown one", "$__interval $__", all, "$__interval $__"},
		{"glued to a word", "x$__start 1$__end _$__elapsed", all, "x$__start 1$__end _$__elapsed"},
		{"glued to a dollar sign", "$$__start $__start$ $__start$__end", all, "$$__start $__start$ $__start$__end"},
		{"glued to a dot", "1.$__start $__start.5", all, "1.$__start $__start.5"},
		{"glued to a name's colon", "x:$__start", all, "x:$__start"},
		{"glued to an exponent", "1e-$__start 1.E+$__end", all, "1e-$__start 1.E+$__end"},
		{"minus", "1-$__start", all, "1-1790000000"},
		{"the minus of a name that ends in e", "rate-$__start", all, "rate-1790000000"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := Bind(tc.query, tc.v); got != tc.want {
				t.Errorf("Bind = %q, want %q", got, tc.want)
			}
		})
	}
}

func TestPlaceholdersKeepPositions(t *testing.T) {
	query := "x[$__elapsed] @ $__start - y @ $__end"
	v := Variables{Start: time.Unix(1, 0), End: time.Unix(2, 0)}
	got := placeholders(query, v)
	if len(got) != len(query) || strings.Contains(got, "$") {
		t.Errorf("placeholders = %q: it is not as long as %q, or holds variables", got, query)
	}
	if placeholders(query, Variables{}) != query {
		t.Error("a variable without a value has a placeholder")
	}
}
