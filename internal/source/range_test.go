/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// evenly is a server that has the number of each point's Unix seconds.
func evenly(w http.ResponseWriter, r *http.Request) {
	start, _ := strconv.Atoi(r.PostForm.Get("start"))
	end, _ := strconv.Atoi(r.PostForm.Get("end"))
	step, _ := strconv.Atoi(r.PostForm.Get("step"))
	points := ""
	for at := start; at <= end; at += step {
		if at > start {
			points += ","
		}
		points += `[` + strconv.Itoa(at) + `,"` + strconv.Itoa(at) + `"]`
	}
	answering(200, rangeBody(seriesOf(points)))(w, r)
}

func TestRangeIsNotAskedForWhatIsBeforeThePeriod(t *testing.T) {
	start, nan := time.Unix(1790000000, 0), math.NaN()
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	cases := map[string]struct {
		reason   string
		query    string
		from, to time.Time
		want     Range
		wantFrom string // empty: nothing is sent
	}{
		"Variable": {"it has no meaning before", "x @ $__start", at(-2), at(1),
			Range{Values: []float64{nan, nan, 1790000000, 1790000060}, Asked: 2}, "1790000000"},
		"BetweenPoints": {"the first point in the period is after its start", "x @ $__start", at(-1).Add(time.Second), at(1).Add(time.Second),
			Range{Values: []float64{nan, 1790000001, 1790000061}, Asked: 2}, "1790000001"},
		"AllBefore":  {"there is nothing to ask", "x @ $__start", at(-2), at(-1), Range{Reason: noData}, ""},
		"NoVariable": {"it has a past", "x", at(-1), at(0), Range{Values: []float64{1789999940, 1790000000}, Asked: 2}, "1789999940"},
		"NewestOnly": {"one new point is one point", "x", at(0), at(0), Range{Values: []float64{1790000000}, Asked: 1}, "1790000000"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var seen requests
			c := clientFor(t, specFor(serve(t, seen.then(evenly))))
			p, bad := c.Prepare(Query{Text: tc.query, Start: start})
			if bad != nil {
				t.Fatal(bad.Message)
			}
			got := p.Range(context.Background(), tc.from, tc.to, time.Minute)
			if diff := cmp.Diff(tc.want, got, cmpopts.EquateNaNs(), cmpopts.IgnoreFields(Range{}, "Message")); diff != "" {
				t.Errorf("%s: range (-want +got):\n%s", tc.reason, diff)
			}
			if tc.wantFrom == "" {
				if seen.count() != 0 {
					t.Errorf("%s: something was sent", tc.reason)
				}
			} else if form := seen.last(t).PostForm; form.Get("start") != tc.wantFrom {
				t.Errorf("%s: sent %v, want start=%s", tc.reason, form, tc.wantFrom)
			}
		})
	}
}

func TestLongestRange(t *testing.T) {
	var seen requests
	from := time.Unix(1790000000, 0)
	c := clientFor(t, specFor(serve(t, seen.then(evenly))))
	p, _ := c.Prepare(Query{Text: "x"})
	if got := p.Range(context.Background(), from, from.Add((MostPoints-1)*time.Second), time.Second); got.Asked != MostPoints || seen.count() != 1 {
		t.Errorf("%d points in %d queries, %s; want all in one", got.Asked, seen.count(), got.Message)
	}
	if got := p.Range(context.Background(), from, from.Add(MostPoints*time.Second), time.Second); got.Reason != queryFailed || seen.count() != 1 {
		t.Errorf("range = %+v, want one point more to be refused unsent", got)
	}
}

func TestFailuresOfARangeAreThoseOfAQuery(t *testing.T) {
	one, two := seriesOf(`[1790000000,"1"]`), seriesOf(`[1790000060,"2"]`)
	cases := map[string]struct {
		reason string
		status int
		body   string
		want   v1alpha1.MeasureReason
	}{
		"Partial":         {"a part is not the truth", 200, `{"status":"success","warnings":["a store is down"],"data":{"resultType":"matrix","result":[` + one + `]}}`, queryFailed},
		"PartialElsewise": {"VictoriaMetrics says it so", 200, `{"status":"success","isPartial":true,"data":{"resultType":"matrix","result":[` + one + `]}}`, queryFailed},
		"NotEvaluated":    {"422", 422, `{"status":"error","errorType":"execution","error":"` + canary + `"}`, queryFailed},
		"Refused":         {"the text is valid, so it is the range", 400, `{"status":"error","errorType":"bad_data","error":"` + canary + `"}`, queryFailed},
		"Down":            {"5xx", 503, canary, unreachable},
		"Overlapping":     {"two at a time are several", 200, rangeBody(one, one), manyOfThem},
		"TakingTurns":     {"one at a time is one", 200, rangeBody(one, two), ""},
		"Empty":           {"no number", 200, rangeBody(), noData},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			c := clientFor(t, specFor(serve(t, answering(tc.status, tc.body))))
			p, _ := c.Prepare(Query{Text: "x"})
			from := time.Unix(1790000000, 0)
			got := p.Range(context.Background(), from, from.Add(time.Minute), time.Minute)
			silent(t, got.Message)
			if got.Reason != tc.want || (tc.want == "") != (got.Values != nil) {
				t.Errorf("%s: range = %+v, want %q", tc.reason, got, tc.want)
			}
		})
	}
}
