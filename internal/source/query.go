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
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// mostElapsed is how many instant queries a range of a query with $__elapsed may cost.
const mostElapsed = 60

// Query is what somebody wants to know.
type Query struct {
	// Text in PromQL, with variables.
	Text string
	// Namespace of the object that asks.
	Namespace string
	// Start of the period; zero: the query has no $__start and no $__elapsed.
	Start time.Time
	// End of the period; zero: the query has no $__end.
	End time.Time
	// Lookback is how far the server searches back for a series' newest sample; zero: as far as the server does by
	// itself.
	Lookback time.Duration
}

// Answer is one number, or why there is none.
type Answer struct {
	// Value where Reason is empty; it is finite.
	Value float64
	// Reason why there is no value; empty: there is one.
	Reason v1alpha1.MeasureReason
	// Message that goes with the reason, in our own words.
	Message string
}

// Range is one number for each point of a grid, or why there is none.
type Range struct {
	// Values, one for each grid point, NaN where there is no answer. Nil where Reason is set.
	Values []float64
	// Asked is how many of the points were asked for: all of them, those since the start for a query with variables, at
	// most 60 for one with $__elapsed. A share of answered points is a share of these.
	Asked int
	// Reason why there are no values; empty: there are, one finite value at least.
	Reason v1alpha1.MeasureReason
	// Message that goes with the reason, in our own words.
	Message string
}

// Prepared is a query that was parsed and is ready to be sent, any number of times.
type Prepared struct {
	client   *Client
	query    Query
	matchers []*labels.Matcher
	text     string // what is sent; with $__elapsed it is made anew each time
	elapsed  bool
	bounded  bool // it holds any of the variables, and so has no answer before the period
	failing  atomic.Bool
}

// Prepare parses a query, binds its variables and forces the source's matchers into it. Nothing is sent. The Answer is
// not nil where the query is none that can be sent: InvalidQuery with the position as line:column.
func (c *Client) Prepare(q Query) (*Prepared, *Answer) {
	if q.Namespace == "" && NamespaceMatters(c.spec) {
		answer := failNoSpace.asAnswer()
		return nil, &answer
	}
	if _, err := q.parse(); err != nil {
		return nil, invalidQuery(err)
	}
	p := &Prepared{client: c, query: q, matchers: c.matchers(q.Namespace), elapsed: uses(q.Text, elapsedVariable)}
	p.bounded = p.elapsed || uses(q.Text, startVariable) || uses(q.Text, endVariable)
	text, err := p.bind(q.Start)
	if err != nil {
		return nil, invalidQuery(err)
	}
	p.text = text
	return p, nil
}

// parse reads the text as it would be with its variables bound. A place in it is one in the text as it is written.
func (q Query) parse() (parser.Expr, error) {
	if utf8.RuneCountInString(q.Text) > longestQuery {
		return nil, tooLong()
	}
	return parse(placeholders(q.Text, Variables{Start: q.Start, End: q.End}))
}

func invalidQuery(err error) *Answer {
	return &Answer{Reason: v1alpha1.MeasureReasonInvalidQuery, Message: err.Error()}
}

// matchers that the source enforces for a namespace.
func (c *Client) matchers(namespace string) []*labels.Matcher {
	matchers := make([]*labels.Matcher, len(c.spec.EnforcedMatchers))
	for i, m := range c.spec.EnforcedMatchers {
		value := namespace
		if m.Value != nil {
			value = *m.Value
		}
		matchers[i] = &labels.Matcher{Type: labels.MatchEqual, Name: m.Label, Value: value}
	}
	return matchers
}

// bind is the text to send for a time.
func (p *Prepared) bind(now time.Time) (string, error) {
	bound := Bind(p.query.Text, Variables{Start: p.query.Start, End: p.query.End, Now: now})
	if len(p.matchers) == 0 {
		return bound, nil
	}
	return Rewrite(bound, p.matchers)
}

// Instant asks for the number at a time. At zero the server's own now counts, and $__elapsed is as of the client's
// clock. A query with variables is not sent for a time before the period: NoData.
func (p *Prepared) Instant(ctx context.Context, at time.Time) Answer {
	return p.instant(ctx, at, false)
}

func (p *Prepared) instant(ctx context.Context, at time.Time, history bool) Answer {
	asOf := at
	if at.IsZero() {
		asOf = p.client.clock.Now()
	}
	if asOf.Before(p.begin()) {
		return noNumber(v1alpha1.MeasureReasonNoData, "the period has not begun")
	}
	form, answer := p.form(asOf)
	if answer != nil {
		return *answer
	}
	if !at.IsZero() {
		form.Set("time", formatTime(at))
	}
	var got Answer
	f := p.client.ask(ctx, p.call("api/v1/query", form, func(body []byte) (f *failure) {
		got, f = decodeInstant(body)
		return f
	}), history)
	if f != nil {
		return f.asAnswer()
	}
	return got
}

// Range asks for the numbers at from, from+step and so on up to to, all of history's share of the source's room. A
// query with variables is not asked for points before the period, and one with $__elapsed, which means something else
// at each point, at no more than 60 of them.
func (p *Prepared) Range(ctx context.Context, from, to time.Time, step time.Duration) Range {
	whole := newGrid(from, to, step)
	if whole.count > MostPoints {
		return rangeOf(noNumber(v1alpha1.MeasureReasonQueryFailed, fmt.Sprintf("the history has over %d points: lengthen the interval", MostPoints)))
	}
	grid := whole.since(p.begin())
	if grid.count == 0 {
		return judgeValues(nil)
	}
	ask := p.patiently
	if p.elapsed {
		ask = p.sampled
	}
	got := ask(ctx, grid)
	if early := whole.count - grid.count; early > 0 && got.Reason == "" {
		values := whole.empty()
		copy(values[early:], got.Values)
		got.Values = values
	}
	return got
}

// begin is before when the query has no answer; zero: it may have one at any time.
func (p *Prepared) begin() time.Time {
	if p.bounded {
		return p.query.Start
	}
	return time.Time{}
}

// ranged asks for all points at once.
func (p *Prepared) ranged(ctx context.Context, g grid) Range {
	form, answer := p.form(g.from)
	if answer != nil {
		return rangeOf(*answer)
	}
	form.Set("start", formatTime(g.from))
	form.Set("end", formatTime(g.at(g.count-1)))
	form.Set("step", strconv.FormatFloat(g.step.Seconds(), 'f', -1, 64))
	var got Range
	f := p.client.ask(ctx, p.call("api/v1/query_range", form, func(body []byte) (f *failure) {
		got, f = decodeRange(body, g)
		return f
	}), true)
	if f != nil {
		return rangeOf(f.asAnswer())
	}
	return got
}

// sampled asks at points spread evenly over the grid, its first and last included.
func (p *Prepared) sampled(ctx context.Context, g grid) Range {
	values, points := g.empty(), spread(g.count, mostElapsed)
	var crowded *Answer
	odd := false
	for _, i := range points {
		answer := p.instant(ctx, g.at(i), true)
		switch answer.Reason {
		case "":
			values[i] = answer.Value
		case v1alpha1.MeasureReasonMultipleSeries:
			crowded = &answer
		case v1alpha1.MeasureReasonNotANumber:
			odd = true
		case v1alpha1.MeasureReasonNoData:
		default:
			return rangeOf(answer)
		}
	}
	result := judgeValues(values)
	switch {
	case result.Reason == "":
		result.Asked = len(points)
	case crowded != nil:
		return rangeOf(*crowded)
	case odd:
		return oddRange
	}
	return result
}

// spread is at most so many of the indices before count, evenly, both ends included.
func spread(count, most int) []int {
	points := make([]int, min(count, most))
	for i := range points {
		if i > 0 {
			points[i] = int(math.Round(float64(i) * float64(count-1) / float64(len(points)-1)))
		}
	}
	return points
}

func (p *Prepared) form(asOf time.Time) (url.Values, *Answer) {
	text := p.text
	if p.elapsed {
		var err error
		if text, err = p.bind(asOf); err != nil {
			return nil, invalidQuery(err)
		}
	}
	form := url.Values{"query": {text}}
	if p.query.Lookback > 0 {
		form.Set("lookback_delta", strconv.FormatFloat(p.query.Lookback.Seconds(), 'f', -1, 64)+"s")
	}
	return form, nil
}

func (p *Prepared) call(path string, form url.Values, read func(body []byte) *failure) call {
	return call{
		path:      path,
		form:      form,
		namespace: p.query.Namespace,
		failing:   &p.failing,
		read:      func(_ http.Header, body []byte) *failure { return read(body) },
	}
}

// formatTime is Unix seconds; Prometheus keeps milliseconds.
func formatTime(t time.Time) string { return strconv.FormatFloat(unixSeconds(t), 'f', -1, 64) }
