/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"math"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// MostPoints is how many points a range has at most: the server's own limit for one series (web/api/v1, query_range).
const MostPoints = 11000

// grid is the times that a range asks for.
type grid struct {
	from  time.Time
	step  time.Duration
	count int
}

// newGrid has no points where step is not over zero or to is before from.
func newGrid(from, to time.Time, step time.Duration) grid {
	if step <= 0 || to.Before(from) {
		return grid{from: from, step: step}
	}
	return grid{from: from, step: step, count: int(min(to.Sub(from)/step, MostPoints)) + 1}
}

func (g grid) at(i int) time.Time { return g.from.Add(time.Duration(i) * g.step) }

// length is the time from its first point to its last.
func (g grid) length() time.Duration { return time.Duration(g.count-1) * g.step }

// since is the grid without its points before a time.
func (g grid) since(begin time.Time) grid {
	for g.count > 0 && g.from.Before(begin) {
		g.from, g.count = g.at(1), g.count-1
	}
	return g
}

// index of the point nearest to a time in Unix seconds: some servers move the grid to multiples of the step.
func (g grid) index(seconds float64) (int, bool) {
	steps := math.Round((seconds - unixSeconds(g.from)) / g.step.Seconds())
	return int(steps), steps >= 0 && steps < float64(g.count)
}

// empty is a value for every point, none of them known.
func (g grid) empty() []float64 {
	values := make([]float64, g.count)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}

func unixSeconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// matrix gathers a range's answer on a grid. Series that take turns are one: where there is one at a time, the query gave
// one number, as when a pod is replaced. At a point that several answer, it gave none.
type matrix struct {
	grid      grid
	values    []float64
	owners    []int32 // which series answered a point, counted from 1; several: crowd
	series    int32
	crowded   bool // some point is
	odd       bool // some value is no finite number
	histogram bool
	other     bool
}

// crowd owns a point that several series answer.
const crowd = -1

// decodeRange makes one value for each point of the grid, or a reason, of the answer to a range query.
func decodeRange(body []byte, g grid) (Range, *failure) {
	m := matrix{grid: g, values: g.empty(), owners: make([]int32, g.count)}
	e, err := decodeEnvelope(body, func(c *cursor, partial *bool) error { return c.decodeResult(partial, m.read) })
	if err != nil {
		return Range{}, failGarbage
	}
	if f := e.failure(); f != nil {
		return Range{}, f
	}
	return m.answer(), nil
}

func (m *matrix) read(c *cursor, kind resultType) error {
	if kind != matrixResult {
		m.other = true
		return c.skip()
	}
	return c.array(func() error { return m.one(c) })
}

// one reads one series: its labels, and values, histograms or both.
func (m *matrix) one(c *cursor) error {
	m.series++
	var labels, values, histograms bool
	err := c.object(func(name []byte) error {
		switch string(name) {
		case "metric":
			if c.peek() != '{' {
				return errMalformed
			}
			labels = true
		case "values":
			if values {
				return errMalformed
			}
			values = true
			return c.array(func() error { return m.point(c) })
		case "histograms":
			histograms, m.histogram = true, true
		}
		return c.skip()
	})
	if err != nil || !labels || !values && !histograms {
		return errMalformed
	}
	return nil
}

func (m *matrix) point(c *cursor) error {
	seconds, value, err := c.timedPoint()
	if err != nil {
		return err
	}
	i, ok := m.grid.index(seconds)
	if !ok {
		return nil
	}
	if math.IsInf(value, 0) {
		value = math.NaN()
	}
	m.odd = m.odd || math.IsNaN(value)
	if m.owners[i] != 0 && m.owners[i] != m.series {
		m.owners[i], m.crowded, m.values[i] = crowd, true, math.NaN()
		return nil
	}
	m.owners[i], m.values[i] = m.series, value
	return nil
}

func (m *matrix) answer() Range {
	switch {
	case m.other:
		return rangeOf(noNumber(v1alpha1.MeasureReasonUnsupportedResult, "the answer is not a range of values: write a query that gives one number"))
	case m.histogram:
		return rangeOf(noNumber(v1alpha1.MeasureReasonUnsupportedResult, "the answer holds histograms: make numbers of them, with histogram_quantile or histogram_avg"))
	}
	answer := judgeValues(m.values)
	switch {
	case answer.Reason == "":
	case m.crowded:
		return rangeOf(manySeries(int(m.series)))
	case m.odd:
		return oddRange
	}
	return answer
}

// judgeValues is a range with those values, or without any where none is known.
func judgeValues(values []float64) Range {
	for _, value := range values {
		if !math.IsNaN(value) {
			return Range{Values: values, Asked: len(values)}
		}
	}
	return rangeOf(noNumber(v1alpha1.MeasureReasonNoData, "the server has no number for any of the times asked for"))
}

// oddRange is a range that has values, and no finite number among them.
var oddRange = rangeOf(noNumber(v1alpha1.MeasureReasonNotANumber, "the answers are NaN or infinite at all of the times asked for: does the query divide by zero?"))

func rangeOf(a Answer) Range { return Range{Reason: a.Reason, Message: a.Message} }
