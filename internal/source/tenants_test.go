/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"errors"
	"slices"
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

// tenants is a real engine before two stores: one holds the series of tenant a, of tenant b and of nobody, the other
// those of tenant a alone.
type tenants struct {
	engine      *promql.Engine
	shared, own *tsdb.DB
}

// newTenants fills the stores; the values of two tenants never are the same.
func newTenants(t testing.TB) *tenants {
	t.Helper()
	l := &tenants{
		engine: promql.NewEngine(promql.EngineOpts{
			MaxSamples: 1e5, Timeout: 5 * time.Second, LookbackDelta: 5 * time.Minute, Parser: promQL,
			EnableAtModifier: true, EnableNegativeOffset: true, NoStepSubqueryIntervalFn: func(int64) int64 { return 60_000 },
		}),
		shared: storeOf(t, "a", "b", ""), own: storeOf(t, "a"),
	}
	t.Cleanup(func() {
		if err := errors.Join(l.engine.Close(), l.shared.Close(), l.own.Close()); err != nil {
			t.Error(err)
		}
	})
	return l
}

func storeOf(t testing.TB, tenants ...string) *tsdb.DB {
	t.Helper()
	db, err := tsdb.Open(t.TempDir(), nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	db.DisableCompactions()
	appender := db.Appender(context.Background())
	for _, tenant := range tenants {
		worth := map[string]float64{"a": 1, "b": 100, "": 10000}[tenant]
		for i, series := range []labels.Labels{
			labels.FromStrings("__name__", "m", "job", "j", "instance", "i"),
			labels.FromStrings("__name__", "n", "job", "j", "instance", "i"),
			labels.FromStrings("__name__", "n", "job", "k", "instance", "i"),
			labels.FromStrings("__name__", "h_bucket", "job", "j", "le", "1"),
			labels.FromStrings("__name__", "h_bucket", "job", "j", "le", "+Inf"),
			labels.FromStrings("__name__", "target_info", "job", "j", "instance", "i", "version", "1"),
		} {
			series = labels.NewBuilder(series).Set("tenant", tenant).Labels()
			for at := int64(0); at <= 3600; at += 60 {
				if _, err := appender.Append(0, series, at*1000, worth*float64(at+int64(i))); err != nil {
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

// reading is what came of a query.
type reading struct {
	result string          // an error of the data, such as many-to-many, is "error"
	read   map[string]bool // the tenants whose series it read
	cut    bool            // the engine gave up for want of room or time
}

func (l *tenants) run(db storage.Queryable, query string) reading {
	store := &watched{Queryable: db, read: map[string]bool{}}
	q, err := l.engine.NewInstantQuery(context.Background(), store, promql.NewPrometheusQueryOpts(false, 0), query, time.Unix(3600, 0))
	if err != nil { // such as a range of step(), which an instant has none of
		return reading{result: "error"}
	}
	defer q.Close()
	got := q.Exec(context.Background())
	if got.Err == nil {
		return reading{result: inOrder(got.Value), read: store.read}
	}
	var timeout promql.ErrQueryTimeout
	var samples promql.ErrTooManySamples
	return reading{result: "error", read: store.read, cut: errors.As(got.Err, &timeout) || errors.As(got.Err, &samples)}
}

// inOrder writes a result down, its series in one order.
func inOrder(value parser.Value) string {
	lines := strings.Split(value.String(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// unlike are functions whose result tells of the selector's own matchers.
var unlike = []string{"absent", "absent_over_time"}

// check rewrites a query for tenant a and tells which tenants' series the engine then read. What it gives must be what
// there is of tenant a's data alone, by the rewritten query and by the original one.
func (l *tenants) check(t rapid.TB, query string) (read map[string]bool) {
	t.Helper()
	rewritten, err := Rewrite(query, []*labels.Matcher{equal("tenant", "a")})
	if err != nil {
		return nil
	}
	shared, own := l.run(l.shared, rewritten), l.run(l.own, rewritten)
	if shared.read["b"] || shared.read[""] {
		t.Fatalf("%q became %s, which read %v", query, rewritten, shared.read)
	}
	if shared.cut || own.cut {
		return shared.read
	}
	if shared.result != own.result {
		t.Fatalf("%q became %s, which gives %s\nand where tenant a is alone %s", query, rewritten, shared.result, own.result)
	}
	original := l.run(l.own, query)
	if !original.cut && !calls(query, unlike) && original.result != own.result {
		t.Fatalf("%q gives %s\nand became %s, which gives %s of the same data", query, original.result, rewritten, own.result)
	}
	return shared.read
}

// calls tells whether a query that parses calls one of those functions.
func calls(query string, names []string) (found bool) {
	expr, err := promQL.ParseExpr(query)
	if err != nil {
		return false
	}
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		call, ok := node.(*parser.Call)
		found = found || ok && slices.Contains(names, call.Func.Name)
		return nil
	})
	return found
}

func TestTenantNeverReadsAnothersSeries(t *testing.T) {
	l := newTenants(t)
	if got := l.run(l.shared, `topk(scalar(m{tenant="b"}), n)`); !got.read["a"] || !got.read["b"] || !got.read[""] {
		t.Fatalf("the test sees nothing: read %v", got.read)
	}
	trespassed, answered := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		query := anyQuery().Draw(rt, "query")
		if _, err := promQL.ParseExpr(query); err != nil {
			return
		}
		if l.run(l.shared, query).read["b"] {
			trespassed++
		}
		if l.check(rt, query)["a"] {
			answered++
		}
	})
	if trespassed == 0 || answered == 0 {
		t.Errorf("%d queries would have read another tenant's series, and %d read the own: the test tells nothing", trespassed, answered)
	}
}
