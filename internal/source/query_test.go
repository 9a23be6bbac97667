/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	testclock "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestPrepareRefusesWhatIsNoQuery(t *testing.T) {
	start := time.Unix(1790000000, 0)
	var seen requests
	c := clientFor(t, specFor(serve(t, seen.then(answering(200, one)))))
	for _, tc := range []struct {
		reason string
		query  Query
		want   string // how the message begins
	}{
		{"broken", Query{Text: "sum(rate(x[5m])"}, "1:16: "},
		{"the place is that of what was written", Query{Text: "x @ $__start + y @ $__end + ]", Start: start, End: start}, "1:29: "},
		{"a variable without a period", Query{Text: "increase(x[$__elapsed])"}, "1:12: there is no such variable"},
		{"an end that is not given", Query{Text: "x @ $__end", Start: start}, "1:5: there is no such variable"},
		{"a variable that is none", Query{Text: "rate(x[$__interval])", Start: start}, "1:8: there is no such variable"},
		{"a variable in a word", Query{Text: "x$__start", Start: start}, "1:2: there is no such variable"},
		{"too long", Query{Text: strings.Repeat("1+", 2048) + "1"}, "the query is longer than 4096 characters"},
		{"no query", Query{}, "1:1: "},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			p, bad := c.Prepare(tc.query)
			if bad == nil {
				t.Fatalf("prepared %q", p.text)
			}
			wantReason(t, *bad, invalid)
			if !strings.HasPrefix(bad.Message, tc.want) {
				t.Errorf("message = %q, want %s...", bad.Message, tc.want)
			}
		})
	}
	if seen.count() != 0 {
		t.Error("something was sent")
	}
}

func tenancy() []v1alpha1.EnforcedMatcher {
	return []v1alpha1.EnforcedMatcher{{Label: "namespace", ValueFrom: v1alpha1.ValueFromNamespace}, {Label: "cluster", Value: new("eu")}}
}

func TestEnforcedMatchersAreInWhatIsSent(t *testing.T) {
	var seen requests
	spec := specFor(serve(t, seen.then(answering(200, one))))
	spec.EnforcedMatchers = tenancy()
	clock := testclock.NewFakeClock(time.Unix(1790007200, 0))
	c := clientFor(t, spec, withClock(clock))
	start := time.Unix(1790000000, 0)
	for query, want := range map[string]string{
		`topk(scalar(a), b)`:       `topk(scalar(a{cluster="eu",namespace="team-a"}), b{cluster="eu",namespace="team-a"})`,
		`sum(rate(a[$__elapsed]))`: `sum(rate(a{cluster="eu",namespace="team-a"}[2h]))`,
		`a @ $__start`:             `a{cluster="eu",namespace="team-a"} @ 1790000000.000`,
	} {
		p, bad := c.Prepare(Query{Text: query, Namespace: "team-a", Start: start})
		if bad != nil {
			t.Fatal(bad.Message)
		}
		wantReason(t, p.Instant(context.Background(), time.Time{}), "")
		if got := seen.last(t).PostForm.Get("query"); got != want {
			t.Errorf("sent %s, want %s", got, want)
		}
	}
	for _, query := range []string{`info(a)`, `info(rate(a[$__elapsed]))`} {
		_, bad := c.Prepare(Query{Text: query, Namespace: "team-a", Start: start})
		if bad == nil {
			t.Fatal("a query that cannot be rewritten was prepared")
		}
		wantReason(t, *bad, invalid)
	}
	if _, bad := c.Prepare(Query{Text: "a"}); bad == nil || bad.Reason != unreachable {
		t.Errorf("answer without a namespace = %+v, want %s", bad, unreachable)
	}
}

func TestNamespaceMatters(t *testing.T) {
	plain, headers, matchers := specFor("http://x"), specFor("http://x"), specFor("http://x")
	plain.Prometheus.Headers = []v1alpha1.Header{{Name: "X", Value: new("y")}}
	plain.EnforcedMatchers = []v1alpha1.EnforcedMatcher{{Label: "x", Value: new("y")}}
	headers.Prometheus.Headers = []v1alpha1.Header{{Name: "X", ValueFrom: v1alpha1.ValueFromNamespace}}
	matchers.EnforcedMatchers = tenancy()
	if NamespaceMatters(plain) || !NamespaceMatters(headers) || !NamespaceMatters(matchers) {
		t.Errorf("NamespaceMatters = %v, %v, %v, want false, true, true", NamespaceMatters(plain), NamespaceMatters(headers), NamespaceMatters(matchers))
	}
}

func TestInstantSendsItsTimeAndLookback(t *testing.T) {
	var seen requests
	clock := testclock.NewFakeClock(time.Unix(1790007200, 0))
	c := clientFor(t, specFor(serve(t, seen.then(answering(200, one)))), withClock(clock))
	p, bad := c.Prepare(Query{Text: "x[$__elapsed] ", Start: time.Unix(1790000000, 0), Lookback: 26 * time.Hour})
	if bad != nil {
		t.Fatal(bad.Message)
	}
	wantReason(t, p.Instant(context.Background(), time.Time{}), "")
	if form := seen.last(t).PostForm; form.Has("time") || form.Get("lookback_delta") != "93600s" || form.Get("query") != "x[7200s] " {
		t.Errorf("sent %v, want no time, lookback_delta=93600s and x[7200s]", form)
	}
	wantReason(t, p.Instant(context.Background(), time.UnixMilli(1790003600250)), "")
	if form := seen.last(t).PostForm; form.Get("time") != "1790003600.25" || form.Get("query") != "x[3600s] " {
		t.Errorf("sent %v, want time=1790003600.25 and x[3600s]", form)
	}
	sent := seen.count()
	wantReason(t, p.Instant(context.Background(), time.Unix(1789999999, 0)), noData)
	if seen.count() != sent {
		t.Error("a query with variables was sent for a time before the period")
	}
	p, _ = c.Prepare(Query{Text: "x"})
	wantReason(t, p.Instant(context.Background(), time.Time{}), "")
	if seen.last(t).PostForm.Has("lookback_delta") {
		t.Error("a lookback was sent that nobody asked for")
	}
}

func TestRangeSendsItsGrid(t *testing.T) {
	var seen requests
	from := time.Unix(1790000000, 0)
	body := rangeBody(seriesOf(`[1790000000,"1"],[1790000120,"3"]`))
	c := clientFor(t, specFor(serve(t, seen.then(answering(200, body)))))
	p, _ := c.Prepare(Query{Text: "x @ $__end", Start: from, End: from})
	got := p.Range(context.Background(), from, from.Add(150*time.Second), time.Minute)
	if got.Reason != "" || got.Asked != 3 || len(got.Values) != 3 || got.Values[0] != 1 || !math.IsNaN(got.Values[1]) || got.Values[2] != 3 {
		t.Errorf("range = %+v, want 1, NaN, 3", got)
	}
	r := seen.last(t)
	if form := r.PostForm; r.URL.Path != "/api/v1/query_range" || form.Get("start") != "1790000000" || form.Get("end") != "1790000120" || form.Get("step") != "60" {
		t.Errorf("sent %s %v", r.URL.Path, form)
	}
	sent := seen.count()
	for reason, got := range map[v1alpha1.MeasureReason]Range{
		noData:      p.Range(context.Background(), from, from.Add(-1), time.Minute),
		queryFailed: p.Range(context.Background(), from, from.Add(time.Hour), time.Millisecond),
	} {
		if got.Reason != reason || got.Values != nil {
			t.Errorf("range = %+v, want %s", got, reason)
		}
	}
	if seen.count() != sent {
		t.Error("a grid that is none was sent")
	}
	c = clientFor(t, specFor(serve(t, answering(404, canary))))
	p, _ = c.Prepare(Query{Text: "x"})
	if got := p.Range(context.Background(), from, from, time.Minute); got.Reason != queryFailed {
		t.Errorf("range = %+v, want %s", got, queryFailed)
	}
}

func TestRangeWithElapsedIsAtMostSixtyQueries(t *testing.T) {
	from := time.Unix(1790000000, 0)
	var seen requests
	c := clientFor(t, specFor(serve(t, seen.then(func(w http.ResponseWriter, r *http.Request) {
		body := sampleOf(`"` + r.PostForm.Get("time") + `"`)
		if seen.count() == 3 {
			body = vectorOf("")
		}
		answering(200, body)(w, r)
	}))))
	p, _ := c.Prepare(Query{Text: "increase(x[$__elapsed])", Start: from})
	got := p.Range(context.Background(), from.Add(-time.Hour), from.Add(1000*time.Minute), time.Minute)
	if seen.count() != 60 || got.Asked != 60 || len(got.Values) != 1061 || got.Reason != "" {
		t.Fatalf("%d queries, %d asked, %d values, %s: want 60, 60, 1061", seen.count(), got.Asked, len(got.Values), got.Reason)
	}
	answered := 0
	for i, value := range got.Values {
		if !math.IsNaN(value) {
			answered++
			if want := float64(from.Unix()) + float64(i-60)*60; value != want {
				t.Errorf("value %d = %v, want %v", i, value, want)
			}
		}
	}
	if answered != 59 || math.IsNaN(got.Values[60]) || math.IsNaN(got.Values[1060]) {
		t.Errorf("%d points answered, want 59 with the start and the end", answered)
	}
	if q := seen.last(t).PostForm.Get("query"); q != "increase(x[60000s])" {
		t.Errorf("last query = %s, want 60000s", q)
	}

	c = clientFor(t, specFor(serve(t, answering(503, canary))))
	p, _ = c.Prepare(Query{Text: "increase(x[$__elapsed])", Start: from})
	if got := p.Range(context.Background(), from, from.Add(time.Hour), time.Minute); got.Reason != unreachable || got.Values != nil {
		t.Errorf("range = %+v, want %s", got, unreachable)
	}
	if got := p.Range(context.Background(), from.Add(-time.Hour), from.Add(-time.Minute), time.Minute); got.Reason != noData {
		t.Errorf("range before the start = %+v, want %s", got, noData)
	}
}

func TestSeveralSeriesOfSomeInstantsAreNoAnswerThere(t *testing.T) {
	from := time.Unix(1790000000, 0)
	one := `{"metric":{"pod":"a"},"value":[1,"7"]}`
	two := vectorOf(one + `,{"metric":{"pod":"b"},"value":[1,"7"]}`)
	for _, tc := range []struct {
		reason  string
		crowded int // this query and all after it
		want    []float64
		because v1alpha1.MeasureReason
	}{
		{"the last of three points", 3, []float64{7, 7, math.NaN()}, ""},
		{"all points", 1, nil, manyOfThem},
	} {
		var seen requests
		c := clientFor(t, specFor(serve(t, seen.then(func(w http.ResponseWriter, r *http.Request) {
			body := vectorOf(one)
			if seen.count() >= tc.crowded {
				body = two
			}
			answering(200, body)(w, r)
		}))))
		p, _ := c.Prepare(Query{Text: "increase(x[$__elapsed])", Start: from})
		got := p.Range(context.Background(), from, from.Add(2*time.Minute), time.Minute)
		if diff := cmp.Diff(tc.want, got.Values, cmpopts.EquateNaNs()); diff != "" || got.Reason != tc.because {
			t.Errorf("%s: reason %q, want %q; values (-want +got):\n%s", tc.reason, got.Reason, tc.because, diff)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, tc := range []struct {
		count, most int
		want        []int
	}{
		{3, 60, []int{0, 1, 2}}, {10, 4, []int{0, 3, 6, 9}}, {1, 60, []int{0}}, {0, 60, []int{}}, {3, 1, []int{0}},
	} {
		if got := spread(tc.count, tc.most); !slices.Equal(got, tc.want) {
			t.Errorf("spread(%d, %d) = %v, want %v", tc.count, tc.most, got, tc.want)
		}
	}
}

func ExampleBind() {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	fmt.Println(Bind("sum(increase(signups_total[$__elapsed]))", Variables{Start: start, Now: start.Add(48 * time.Hour)}))
	// Output: sum(increase(signups_total[172800s]))
}
