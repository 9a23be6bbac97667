/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"time"
)

// column is a regressor: its value at every point of a series and at the due date.
type column struct {
	values []float64
	due    float64
	from   int // before this point it is 0
	to     int // from this point on it is 0
	with   products
}

// The columns that every column's products are taken with.
const (
	ofY      = iota // the series itself
	ofLevel         // 1
	ofBefore        // the time before the period's start, 0 from then on
	ofLine          // the time from the start on, 0 before
	bases
)

// none stands for no column.
const none = -1

// prior is what is thought of a coefficient before the data: normal, in units of the way.
type prior struct{ mean, deviation float64 }

// trend is one idea of how the value goes in the period, beside its level and its slope before the period.
type trend struct {
	kind   kind
	weight float64 // prior probability
	curve  int     // the column that it follows; none: the value stays
	prior  prior   // of how far it goes by the due date
	on     int     // a column on top of that; none
	onTop  prior
}

// kind of a trend. It decides with which noise the trend is tried: what a noise with a long memory does by itself,
// such as to wander off for a while, needs no break in the trend to explain it.
type kind int

const (
	plain  kind = iota // with every noise
	curved             // with every autoregression
	halted             // with every autoregression
	broken             // with noise of a short memory
)

// What is thought of the trend before the data. The numbers are those that did best over processes of many kinds
// (hack/outlook), and none of them matters much by itself.
const (
	weightStill = 0.05 // it stays where it was at the start
	weightLine  = 0.40
	weightPlan  = 0.40 // it follows the plan, where that is no straight line
	weightSteep = 0.15 // it goes at any pace, however far from the plan
	weightCurve = 0.03 // each of the curves
	weightStall = 0.20 // it stops for good at some time of the period
	weightBend  = 0.07 // it changes its pace
	weightShift = 0.15 // it jumps
	unplanned   = 0.15 // what is left of every other trend's weight where there is a plan that is no straight line

	paceDeviation  = 0.22 // of the way that is gone from the way that is planned
	steepDeviation = 3
	breakDeviation = 0.25 // of a jump, and of a change of pace
	pastDeviation  = 4    // of the pace before the period
)

// curves are the ways from 0 to 1 that are tried beside a straight line, early ones and late ones. The first two are
// plain.
var curves = [...]func(float64) float64{
	func(s float64) float64 { return math.Pow(s, 0.7) },
	func(s float64) float64 { return math.Pow(s, 1.5) },
	math.Sqrt,
	func(s float64) float64 { return 1 - (1-s)*(1-s) },
	func(s float64) float64 { return 1 - (1-s)*(1-s)*(1-s)*(1-s) },
	func(s float64) float64 { return s * s },
	func(s float64) float64 { return s * s * s },
}

const plainCurves = 2

// breaks is into how many parts the period is cut by the times at which a trend may break. They are the same at every
// look, so that no forecast changes because they moved.
const breaks = 20

// A break must have so many points on either side, and be so old in shares of the period: what began last week is told
// from noise next week.
const (
	leastAfter = 3
	leastAge   = 0.12
)

// design is the regressors of a series and the trends that are made of them.
type design struct {
	series  *series
	memory  *memory
	columns []column
	trends  []trend
	plain   int // how many columns the plain trends use, which are the first ones
}

// newDesign lays out the trends of a series. plan is the share of the way at a share of the period, nil: straight.
func newDesign(s *series, way float64, plan func(float64) float64, m *memory) *design {
	d := &design{series: s, memory: m, columns: m.columns[:0], trends: m.trends[:0]}
	d.columns = append(d.columns, column{values: s.y, to: len(s.y)})
	d.draw(0, len(s.y), func(float64) float64 { return 1 })
	d.draw(0, s.start, func(t float64) float64 { return min(t, 0) })
	d.draw(s.start, len(s.y), func(t float64) float64 { return max(t, 0) })
	pace := prior{way, paceDeviation}
	d.smooth(pace, plan)
	d.breakUp(pace)
	for i := range d.columns {
		d.columns[i].multiply(d.columns)
	}
	m.columns, m.trends = d.columns, d.trends
	return d
}

// smooth adds the trends without a break.
func (d *design) smooth(pace prior, plan func(float64) float64) {
	others := 1.0
	if plan != nil {
		others = unplanned
		d.add(trend{weight: weightPlan, curve: d.drawShare(plan), prior: pace, on: none})
	}
	d.add(trend{weight: others * weightStill, curve: none, on: none})
	d.add(trend{weight: others * weightLine, curve: ofLine, prior: pace, on: none})
	d.add(trend{weight: others * weightSteep, curve: ofLine, prior: prior{0, steepDeviation}, on: none})
	for i, curve := range curves {
		t := trend{weight: others * weightCurve, curve: d.drawShare(curve), prior: pace, on: none}
		if i >= plainCurves {
			t.kind = curved
		} else {
			d.plain = len(d.columns)
		}
		d.add(t)
	}
}

// breakUp adds those that break.
func (d *design) breakUp(pace prior) {
	s := d.series
	now, change := s.s[len(s.s)-1], prior{0, breakDeviation}
	for k := 1; k < breaks; k++ {
		at := float64(k) / breaks
		from := s.start + int(math.Ceil((at-s.s[s.start])/s.ds))
		if from < s.start+leastAfter || from > len(s.y)-leastAfter || now-at < leastAge {
			continue
		}
		stalled := d.draw(s.start, len(s.y), func(t float64) float64 { return max(0, min(t, at)) })
		d.add(trend{kind: halted, weight: weightStall / breaks, curve: stalled, prior: pace, on: none})
		bent := d.draw(from, len(s.y), func(t float64) float64 { return t - at })
		d.add(trend{kind: broken, weight: weightBend / breaks, curve: ofLine, prior: pace, on: bent, onTop: change})
		shifted := d.draw(from, len(s.y), func(float64) float64 { return 1 })
		d.add(trend{kind: broken, weight: weightShift / breaks, curve: ofLine, prior: pace, on: shifted, onTop: change})
	}
}

func (d *design) add(t trend) { d.trends = append(d.trends, t) }

// draw adds a column that is a function of time between two points, and returns its number.
func (d *design) draw(from, to int, value func(float64) float64) int {
	c := column{values: d.memory.floats(len(d.series.y)), due: value(1), from: from, to: to}
	for i := from; i < to; i++ {
		c.values[i] = value(d.series.s[i])
	}
	d.columns = append(d.columns, c)
	return len(d.columns) - 1
}

// drawShare adds a column that is a function of the share of the period that is over.
func (d *design) drawShare(value func(float64) float64) int {
	return d.draw(d.series.start, len(d.series.y), func(t float64) float64 { return value(max(0, min(t, 1))) })
}

// filtered is the plain trends' columns without a moving average part of their noise, until the next call.
func (d *design) filtered(theta float64) *design {
	out := &design{series: d.series, memory: d.memory, trends: d.trends, columns: d.memory.filtered[:0]}
	for _, c := range d.columns[:d.plain] {
		c.values = filter(c.values, theta, d.memory)
		c.to = len(c.values)
		out.columns = append(out.columns, c)
	}
	d.memory.filtered = out.columns
	for i := range out.columns {
		out.columns[i].multiply(out.columns)
	}
	return out
}

// hasPast tells whether the series has points before the period.
func (d *design) hasPast() bool { return d.series.start > 0 }

// products are those of a column with the bases and, last, with itself.
type products [bases + 1]pair

// pair holds the sums over two columns that their product under any autoregression is made of.
type pair struct {
	same   float64 // of the products of equal points but the first
	beside float64 // of the products of neighbours, both ways
	head   float64 // the product of the first points
	tail   float64 // the product of the last points
}

// multiply takes the products of a column.
func (c *column) multiply(columns []column) {
	for b := range bases {
		c.with[b] = multiply(c, &columns[b])
	}
	c.with[bases] = multiply(c, c)
}

func multiply(a, b *column) pair {
	n := len(a.values)
	p := pair{head: a.values[0] * b.values[0], tail: a.values[n-1] * b.values[n-1]}
	from, to := max(a.from, b.from, 1), min(a.to+1, b.to+1, n)
	if from >= to {
		return p
	}
	x, y := a.values[from-1:to], b.values[from-1:to]
	y = y[:len(x)]
	x0, y0 := x[0], y[0]
	for t := 1; t < len(x); t++ {
		x1, y1 := x[t], y[t]
		p.same += x1 * y1
		p.beside += x1*y0 + x0*y1
		x0, y0 = x1, y1
	}
	return p
}

// planIn gives a plan in shares of the period; nil where it is a straight line.
func planIn(c *Case) func(float64) float64 {
	if c.Plan == nil {
		return nil
	}
	length := float64(c.Due.Sub(c.Start))
	return func(t float64) float64 {
		planned := c.Plan(c.Start.Add(time.Duration(t * length)))
		if math.IsNaN(planned) {
			return t
		}
		return max(0, min(planned, 1))
	}
}
