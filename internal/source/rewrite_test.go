/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"strings"
	"testing"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

func equal(label, value string) *labels.Matcher {
	return labels.MustNewMatcher(labels.MatchEqual, label, value)
}

func TestMatchersGoIntoEverySelector(t *testing.T) {
	const m = `{tenant="a"}`
	for _, tc := range []struct{ reason, query, want string }{
		{"a name", `up`, `up` + m},
		{"matchers of its own", `up{job="x"}`, `up{job="x",tenant="a"}`},
		{"no name", `{job=~"x|y"}`, `{job=~"x|y",tenant="a"}`},
		{"a name in quotes", `{__name__="up"}`, `{__name__="up",tenant="a"}`},
		{"a pattern for a name", `{__name__=~"u."}`, `{__name__=~"u.",tenant="a"}`},
		{"another tenant", `up{tenant="b"}`, `up{tenant="a",tenant="b"}`},
		{"all tenants", `up{tenant=~".+"}`, `up{tenant="a",tenant=~".+"}`},
		{"itself already", `up{tenant="a"}`, `up{tenant="a"}`},
		{"both sides", `a / on (x) group_left (y) b`, `a` + m + ` / on (x) group_left (y) b` + m},
		{"set operators", `a or b unless c and d`, `a` + m + ` or b` + m + ` unless c` + m + ` and d` + m},
		{"an aggregation", `sum by (x) (up)`, `sum by (x) (up` + m + `)`},
		{"the parameter of topk", `topk(scalar(a), b)`, `topk(scalar(a` + m + `), b` + m + `)`},
		{"the parameter of quantile", `quantile(scalar(a), b)`, `quantile(scalar(a` + m + `), b` + m + `)`},
		{"the parameter of count_values", `count_values("v", b)`, `count_values("v", b` + m + `)`},
		{"a range", `rate(a[5m])`, `rate(a` + m + `[5m])`},
		{"a range with at and offset", `rate(a[5m] @ 100 offset 1h)`, `rate(a` + m + `[5m] @ 100.000 offset 1h)`},
		{"at and offset", `a @ start() offset -1h`, `a` + m + ` @ start() offset -1h`},
		{"a subquery", `max_over_time((a - b)[1h:5m] @ end())`, `max_over_time((a` + m + ` - b` + m + `)[1h:5m] @ end())`},
		{"a subquery in a subquery", `max_over_time(min_over_time(a[1h:])[2h:] offset 5m)`, `max_over_time(min_over_time(a` + m + `[1h:])[2h:] offset 5m)`},
		{"all arguments", `clamp(a, scalar(b), scalar(c))`, `clamp(a` + m + `, scalar(b` + m + `), scalar(c` + m + `))`},
		{"label_replace", `label_replace(a, "x", "$1", "y", "(.*)")`, `label_replace(a` + m + `, "x", "$1", "y", "(.*)")`},
		{"absent", `absent(a{x="y"})`, `absent(a{tenant="a",x="y"})`},
		{"a sign", `-a ^ 2`, `-a` + m + ` ^ 2`},
		{"bool", `a > bool 1`, `a` + m + ` > bool 1`},
		{"no selector", `1 + time()`, `1 + time()`},
		{"infinity", `vector(Inf)`, `vector(+Inf)`},
		{"a comment that looks like a selector", "a # {tenant=\"b\"}\n+ b", `a` + m + ` + b` + m},
		{"a string that looks like one", `label_replace(a, "x", "} or b{", "y", "")`, `label_replace(a` + m + `, "x", "} or b{", "y", "")`},
		{"an experimental function", `mad_over_time(a[5m])`, `mad_over_time(a` + m + `[5m])`},
		{"precedence that only parentheses keep", `(a + b) * c ^ (d - e)`, `(a` + m + ` + b` + m + `) * c` + m + ` ^ (d` + m + ` - e` + m + `)`},
		{"a name in UTF-8", `{"my.metric", "my.label"="x"}`, `{"my.label"="x",__name__="my.metric",tenant="a"}`},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, err := Rewrite(tc.query, []*labels.Matcher{equal("tenant", "a")})
			if err != nil || got != tc.want {
				t.Errorf("Rewrite(%s) = %s, %v, want %s", tc.query, got, err, tc.want)
			}
		})
	}
}

func TestValuesOfMatchersStayValues(t *testing.T) {
	for _, value := range []string{"", `"} or up{x="`, "\\", "\n", "\x00", "é", "a|b", ".*"} {
		got, err := Rewrite("up", []*labels.Matcher{equal("tenant", value)})
		if err != nil {
			t.Fatalf("value %q: %v", value, err)
		}
		selectors := parser.ExtractSelectors(mustParse(t, got))
		if len(selectors) != 1 || !holds(selectors[0], equal("tenant", value)) {
			t.Errorf("%s does not hold the value %q", got, value)
		}
	}
}

func mustParse(t *testing.T, query string) parser.Expr {
	t.Helper()
	expr, err := promQL.ParseExpr(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return expr
}

func TestQueriesThatCannotBeRewrittenSafelyAreRefused(t *testing.T) {
	for _, tc := range []struct {
		reason, query string
		matcher       *labels.Matcher
	}{
		{"series that no selector names", `info(up)`, equal("tenant", "a")},
		{"the same with a selector", `sum(info(up, {version="1"}))`, equal("tenant", "a")},
		{"a sign that the printer drops", `1 / -0y`, equal("tenant", "a")},
		{"a name that is given twice", `up`, equal("__name__", "down")},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got, err := Rewrite(tc.query, []*labels.Matcher{tc.matcher}); err == nil {
				t.Errorf("Rewrite(%s) = %s, want an error", tc.query, got)
			}
		})
	}
	if _, err := Rewrite(`info(up)`, nil); err != nil {
		t.Errorf("without matchers there is nothing to get around: %v", err)
	}
}

func TestBrokenQueriesNameThePlace(t *testing.T) {
	for _, tc := range []struct{ query, want string }{
		{"sum(", "1:5: "},
		{"a +\n  sum by (x) (b[5m])", "2:15: "},
		{"é{", "1:1: "},
		{"foo + $__start", "1:7: there is no such variable here"},
		{"rate(x)", "1:6: "},
		{"", "1:1: "},
		{`x{a="` + strings.Repeat("y", 1000), "1:5: "},
		{"a \x1b[31m b", "1:3: "},
		{"a offset -(5m)", "1:11: "},
		{"a OFFSET # why\n + ( 5m )", "2:4: "},
	} {
		_, err := Rewrite(tc.query, nil)
		if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%.40q: error %q, want %s...", tc.query, err, tc.want)
			continue
		}
		if strings.ContainsAny(err.Error(), "\n\x1b") || len([]rune(err.Error())) > longestFault+20 {
			t.Errorf("%.40q: error %q is too long or no plain line", tc.query, err)
		}
	}
}

// The parser's stack overflows on megabytes of nesting, which nothing recovers.
func TestLongQueriesNeverReachTheParser(t *testing.T) {
	if _, err := Rewrite(strings.Repeat("(", 5<<20), nil); err == nil {
		t.Error("5 MiB of nesting were parsed")
	}
	if _, err := Rewrite(strings.Repeat("(", longestQuery/2)+"1"+strings.Repeat(")", longestQuery/2), []*labels.Matcher{equal("a", "b")}); err != nil {
		t.Errorf("the longest query that the schema takes: %v", err)
	}
}

// Each of two thousand selectors takes up every matcher.
func TestRewrittenQueriesAreBounded(t *testing.T) {
	query := "a" + strings.Repeat("+a", longestQuery/2-1)
	if _, err := Rewrite(query, []*labels.Matcher{equal("a", strings.Repeat("b", 63))}); err == nil || !strings.Contains(err.Error(), "select fewer series") {
		t.Errorf("a query that grows to 140 KiB: %v, want it refused with the mend", err)
	}
	if _, err := Rewrite(query, []*labels.Matcher{equal("a", "b")}); err != nil {
		t.Errorf("the same with a short matcher: %v", err)
	}
}

// What is written back is looked at in two ways, each of which has to see this by itself.
func TestTextThatIsNotTheTreeIsSeen(t *testing.T) {
	const query = `(a + b) * c`
	tree := mustParse(t, query)
	product := tree.(*parser.BinaryExpr)
	product.LHS = product.LHS.(*parser.ParenExpr).Expr // as if the printer lost the parentheses
	again := mustParse(t, tree.String())
	if tree.String() != again.String() {
		t.Fatalf("%s and %s: the two have to print alike for this test", tree, again)
	}
	if sameShape(tree, again) || !sameShape(mustParse(t, query), mustParse(t, query)) {
		t.Error("shapes are not told apart")
	}
	if enforced(mustParse(t, `a{x="y"} / b`), []*labels.Matcher{equal("x", "y")}) {
		t.Error("a selector without the matcher is not seen")
	}
}
