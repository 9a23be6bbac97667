/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// nastyQueries have been thought of by who would get around a matcher, or come near to what the parser's printer does.
var nastyQueries = []string{
	`up`, `{a=~".+"}`, `topk(scalar(a), b)`, `rate(a[5m] @ 1 offset -1h)`, `(a or b)[1h:5m]`, `info(a)`, `a # b`, `-1 ^ a`,
	`{"my.metric"}`, `a{"b c"="d"}`, `a[step()]`, `rate(a[5m] anchored)`, `a + fill(1) b`, `sum without () (a)`, `a offset (1h+2m)`,
	`a and on () b`, "`x`", `1e400`, `0x1F`, `5m`, `x[1h:step()*2]`, `Inf`, `a[1ms]`, `a @ -1.5`, `a{b!~"",c!="d"}`, `{__name__="a"} @ end()`,
	`m{tenant="b"}`, `m{tenant=~".*"}`, `m{"tenant"!="a"}`, `{__name__=~".+",tenant!=""}`, `m{tenant="\x62"}`, "m # {\n{tenant=`b`}", `m{tenant="a",tenant="b"}`,
	`quantile by (tenant) (scalar(m{tenant="b"} / n), n)`, `count_values("tenant", m)`, `limit_ratio(scalar(m), n)`, `absent(m{tenant="b"})`,
	`label_replace(m, "tenant", "b", "", "")`, `label_join(n, "job", ",", "tenant")`, `m * on (job) group_left (tenant) n{job="j"}`,
	`max_over_time((m or n)[1h:5m] @ end() offset -1m)`, `histogram_quantile(0.5, h_bucket)`, `sort_by_label(n, "tenant")`, `n == bool 1`, `m + fill_left (0) n`,
}

// FuzzRewrite: what comes out is PromQL with the matcher in every selector and nothing else changed, and stays as it is
// when it is rewritten again.
func FuzzRewrite(f *testing.F) {
	for _, query := range nastyQueries {
		f.Add(query, "team")
	}
	f.Add(`a{tenant="b"}`, "b")
	f.Add(`a`, "\"} or b{x=\"\\\n\x00")
	f.Fuzz(func(t *testing.T, query, value string) {
		if len(query) > 500 || len(value) > 100 {
			return
		}
		matchers := []*labels.Matcher{equal("tenant", value), equal("zone", "z")}
		rewritten, err := Rewrite(query, matchers)
		if err != nil {
			if rewritten != "" || err.Error() == "" {
				t.Errorf("%q is refused with %q and became %q", query, err, rewritten)
			}
			return
		}
		for _, selector := range parser.ExtractSelectors(mustParse(t, rewritten)) {
			for _, matcher := range matchers {
				if !holds(selector, matcher) {
					t.Errorf("%q became %q, where a selector lacks %s", query, rewritten, matcher)
				}
			}
		}
		if was, is := without(mustParse(t, query), matchers), without(mustParse(t, rewritten), matchers); was != is {
			t.Errorf("%q became %q, which without the matchers is %q", was, rewritten, is)
		}
		if again, err := Rewrite(rewritten, matchers); again != rewritten || err != nil {
			t.Errorf("%q became %q, and that %q, %v", query, rewritten, again, err)
		}
	})
}

// without writes a query without those matchers.
func without(expr parser.Expr, matchers []*labels.Matcher) string {
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			selector.LabelMatchers = slices.DeleteFunc(selector.LabelMatchers, func(m *labels.Matcher) bool { return holds(matchers, m) })
		}
		return nil
	})
	return expr.String()
}

// FuzzTenants: no query that parses reads another tenant's series, judged by a real engine.
func FuzzTenants(f *testing.F) {
	for _, query := range nastyQueries {
		f.Add(query)
	}
	l := newTenants(f)
	f.Fuzz(func(t *testing.T, query string) {
		if len(query) > 200 {
			return
		}
		l.check(t, query)
	})
}

// lengths are numbers and durations as the parser's printer writes them.
var lengths = regexp.MustCompile(`([0-9]+(ms|[smhdwy]))+|[0-9]+(\.[0-9]+)?`)

// shape is the kinds of the nodes of a query and its text but for numbers, or nothing where it is none.
func shape(query string) []string {
	expr, err := promQL.ParseExpr(query)
	if err != nil {
		return nil
	}
	kinds := []string{lengths.ReplaceAllString(expr.String(), "#")}
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

// FuzzBind: whatever the text, the values do not change what it means: with any values it is the same tree, but
// for numbers, and what stands outside of the variables stays.
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
