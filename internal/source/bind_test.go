/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
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

// shape is the kinds of the nodes of a query, or nothing where it is none.
func shape(query string) []string {
	expr, err := promQL.ParseExpr(query)
	if err != nil {
		return nil
	}
	var kinds []string
	parser.Inspect(expr, func(node parser.Node, path []parser.Node) error {
		kind := "nil"
		if node != nil {
			kind = strings.Repeat(" ", len(path)) + reflect.TypeOf(node).String()
			if selector, ok := node.(*parser.VectorSelector); ok {
				kind += selector.Name
			}
		}
		kinds = append(kinds, kind)
		return nil
	})
	return kinds
}

// FuzzBind: whatever the text, the values do not change what it means: with any values it is the same tree of the same
// metrics, and what stands outside of the variables stays.
func FuzzBind(f *testing.F) {
	for _, query := range []string{"increase(x[$__elapsed])", "x @ $__start", "$__start$__end", "1e-$__start", `{a="$__end"}`, "x:$__start", "a$__elapsed b", "x[5m:$__elapsed]", "$__start.5"} {
		f.Add(query, int64(1790000000), int64(86400))
	}
	f.Fuzz(func(t *testing.T, query string, start, length int64) {
		if len(query) > 200 {
			return
		}
		start, length = 1e9+abs(start)%1e9, abs(length)%1e8
		first := Variables{Start: time.Unix(1e9, 0), End: time.Unix(1e9+1, 0), Now: time.Unix(1e9, 0)}
		second := Variables{Start: time.Unix(start, 0), End: time.Unix(start+length, 0), Now: time.Unix(start+length, 0)}
		a, b := shape(Bind(query, first)), shape(Bind(query, second))
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%q means %v with some values and %v with others", query, a, b)
		}
		if c := shape(placeholders(query, first)); !reflect.DeepEqual(a, c) {
			t.Errorf("%q means %v with values and %v with placeholders", query, a, c)
		}
		if !strings.Contains(query, "$__") && Bind(query, second) != query {
			t.Errorf("%q holds no variable and was changed", query)
		}
	})
}

func abs(n int64) int64 {
	if n < 0 {
		return -(n + 1)
	}
	return n
}
