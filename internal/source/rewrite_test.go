/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/annotations"
	"pgregory.net/rapid"
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

// FuzzRewrite: no panic; and what comes out is PromQL with the matcher in every selector.
func FuzzRewrite(f *testing.F) {
	for _, query := range []string{
		`up`, `{a=~".+"}`, `topk(scalar(a), b)`, `rate(a[5m] @ 1 offset -1h)`, `(a or b)[1h:5m]`, `info(a)`, `a # b`, `-1 ^ a`,
		`{"my.metric"}`, `a{"b c"="d"}`, `a[step()]`, `rate(a[5m] anchored)`, `a + fill(1) b`, `sum without () (a)`, `a offset (1h+2m)`,
		`a and on () b`, "`x`", `1e400`, `0x1F`, `5m`, `x[1h:step()*2]`, `Inf`, `a[1ms]`, `a @ -1.5`, `a{b!~"",c!="d"}`, `{__name__="a"} @ end()`,
	} {
		f.Add(query, "team")
	}
	f.Fuzz(func(t *testing.T, query, value string) {
		if len(query) > 500 {
			return
		}
		matchers := []*labels.Matcher{equal("tenant", value), equal("zone", "z")}
		rewritten, err := Rewrite(query, matchers)
		if err != nil {
			return
		}
		for _, selector := range parser.ExtractSelectors(mustParse(t, rewritten)) {
			for _, matcher := range matchers {
				if !holds(selector, matcher) {
					t.Errorf("%q became %q, where a selector lacks %s", query, rewritten, matcher)
				}
			}
		}
	})
}

// watched is a storage that remembers which tenants' series an engine read.
type watched struct {
	storage.Queryable
	read map[string]bool
}

func (w *watched) Querier(from, to int64) (storage.Querier, error) {
	q, err := w.Queryable.Querier(from, to)
	return watchedQuerier{q, w.read}, err
}

type watchedQuerier struct {
	storage.Querier
	read map[string]bool
}

func (q watchedQuerier) Select(ctx context.Context, sorted bool, hints *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	return watchedSet{q.Querier.Select(ctx, sorted, hints, matchers...), q.read}
}

type watchedSet struct {
	storage.SeriesSet
	read map[string]bool
}

func (s watchedSet) At() storage.Series {
	series := s.SeriesSet.At()
	s.read[series.Labels().Get("tenant")] = true
	return series
}

func (s watchedSet) Warnings() annotations.Annotations { return s.SeriesSet.Warnings() }

func twoTenants(t *testing.T) *tsdb.DB {
	t.Helper()
	db, err := tsdb.Open(t.TempDir(), nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	db.DisableCompactions()
	appender := db.Appender(context.Background())
	for i, tenant := range []string{"a", "b", ""} {
		for _, name := range []string{"m", "n", "target_info"} {
			for at := int64(0); at <= 3600; at += 60 {
				series := labels.FromStrings("__name__", name, "tenant", tenant, "job", "j", "instance", "i")
				if _, err := appender.Append(0, series, at*1000, float64(i+1)*float64(at)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := appender.Commit(); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestTenantNeverReadsAnothersSeries(t *testing.T) {
	db := twoTenants(t)
	engine := promql.NewEngine(promql.EngineOpts{
		MaxSamples: 1e6, Timeout: time.Minute, LookbackDelta: 5 * time.Minute, Parser: promQL,
		EnableAtModifier: true, EnableNegativeOffset: true,
	})
	defer func() {
		if err := errors.Join(engine.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	}()
	run := func(query string) map[string]bool {
		store := &watched{Queryable: db, read: map[string]bool{}}
		q, err := engine.NewInstantQuery(context.Background(), store, promql.NewPrometheusQueryOpts(false, 0), query, time.Unix(3600, 0))
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		defer q.Close()
		q.Exec(context.Background()) // many-to-many is an error of the data, and as good a reading
		return store.read
	}
	if read := run(`topk(scalar(m{tenant="b"}), n)`); !read["a"] || !read["b"] {
		t.Fatalf("the test sees nothing: read %v", read)
	}
	answered := 0
	rapid.Check(t, func(rt *rapid.T) {
		query := vectorQuery(3).Draw(rt, "query")
		rewritten, err := Rewrite(query, []*labels.Matcher{equal("tenant", "a")})
		if err != nil {
			return
		}
		read := run(rewritten)
		if read["b"] || read[""] {
			rt.Fatalf("%s became %s, which read %v", query, rewritten, read)
		}
		if read["a"] {
			answered++
		}
	})
	if answered == 0 {
		t.Error("no query read anything")
	}
}

// vectorQuery generates PromQL that gives a vector, up to that depth, trying to get at other tenants' series.
func vectorQuery(depth int) *rapid.Generator[string] {
	selector := rapid.Custom(func(t *rapid.T) string {
		name := rapid.SampledFrom([]string{`m`, `n`, `{__name__=~"m|n"}`, `m{tenant="b"}`, `n{tenant!="a"}`, `{tenant=~".*",__name__="m"}`, `m{tenant=""}`}).Draw(t, "selector")
		return name + rapid.SampledFrom([]string{"", " offset 5m", " @ 1800", " @ end() offset -1m"}).Draw(t, "modifier")
	})
	if depth == 0 {
		return selector
	}
	return rapid.Custom(func(t *rapid.T) string {
		inner := vectorQuery(depth - 1)
		a, b := inner.Draw(t, "a"), inner.Draw(t, "b")
		form := rapid.SampledFrom([]string{
			`sum(%s)`, `max by (tenant) (%s)`, `topk(scalar(%[2]s), %[1]s)`, `quantile(scalar(sum(%[2]s)), %[1]s)`, `count_values("v", %s)`,
			`(%s) + on (job) group_left () (%s)`, `(%s) or (%s)`, `(%s) unless on (tenant) (%s)`, `(%s) * scalar(%s)`, `-(%s)`,
			`label_replace(%s, "tenant", "b", "", "")`, `max_over_time((%s)[10m:1m])`, `sum_over_time((%s)[5m:1m] @ 1800 offset 1m)`,
			`clamp(%s, scalar(%s), 5)`, `absent(%s)`, `limitk(scalar(%[2]s), %[1]s)`, `info(%s)`, `sort_by_label(%s, "tenant")`, `(%s) == bool 1`,
		}).Draw(t, "form")
		if strings.Count(form, "%")-2*strings.Count(form, "%[") == 1 {
			return fmt.Sprintf(form, a)
		}
		return fmt.Sprintf(form, a, b)
	})
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
