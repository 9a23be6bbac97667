/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// The measures of a chart, in its own units. Letters are of 11, and a phone shows it at about its own size.
const (
	chartWidth  = 400
	chartHeight = 200
	plotLeft    = 44
	plotRight   = 388
	plotTop     = 18
	plotBottom  = 176
)

// chart is a drawing of a course: lines and areas in coordinates, and what they are called.
type chart struct {
	// ID that no other chart of the document has.
	ID string
	// Width and Height of the whole.
	Width, Height int
	// Title and Description are read out.
	Title, Description string
	// Left, Right, Top and Bottom are the sides of the plot.
	Left, Right, Top, Bottom int
	// Grid is the numbers of the y axis.
	Grid []mark
	// Days are what is written below the x axis: the first day, and the last one.
	Days []mark
	// Good is the values that meet the target; nil: there is no room for them to be seen.
	Good *area
	// Bounds are the ends of the target, and of what is enough where that is less.
	Bounds []bound
	// Plan is the points of a line; empty: there is none.
	Plan string
	// Past are the points of lines, one for each stretch that is known.
	Past []string
	// Lone are moments of the past that are known and none beside them.
	Lone []dot
	// Now is where today is; nil: outside.
	Now *mark
	// Latest is the last good value; nil: none.
	Latest *dot
	// Fan is the corners of where the value may go; empty: nowhere.
	Fan string
	// Median is the points of the line inside the fan.
	Median string
	// Interval is the forecast at the due date; nil: there is none.
	Interval *interval
}

// mark is a place on an axis.
type mark struct {
	At     string
	Text   string
	Anchor string
}

type area struct{ Y, Height string }

type bound struct {
	Y, TextY string
	Text     string
	Success  bool // enough, but not the whole target
}

type dot struct{ X, Y string }

type interval struct{ X, Low, High, Middle string }

// drawing is a chart in the making.
type drawing struct {
	*chart
	course *Course
	unit   string
	at     time.Time
	scale  scale
}

// draw makes the chart of a key result; nil where there is nothing to draw it from.
func draw(kr *KeyResult, at time.Time, id string) *chart {
	if kr.Course == nil || !kr.Course.Start.Before(kr.Course.Due) {
		return nil
	}
	d := drawing{course: kr.Course, unit: kr.Unit, at: at, scale: scaleOf(kr.Course.values())}
	d.chart = &chart{
		ID: id, Width: chartWidth, Height: chartHeight, Left: plotLeft, Right: plotRight, Top: plotTop, Bottom: plotBottom,
		Title: kr.Title + ": the path against the plan", Description: kr.Course.describe(kr.Unit, at),
	}
	d.axes()
	d.target()
	d.Plan = d.line(kr.Course.Plan)
	d.past()
	d.future()
	return d.chart
}

// values are all that a chart has to have room for.
func (c *Course) values() []float64 {
	var values []float64
	add := func(v *float64) {
		if v != nil && finite(*v) {
			values = append(values, *v)
		}
	}
	for _, bound := range []*float64{c.Target.Min, c.Target.Max, c.Success.Min, c.Success.Max} {
		add(bound)
	}
	for _, p := range append(c.Plan[:len(c.Plan):len(c.Plan)], c.Past...) {
		add(p.Value)
	}
	if c.Latest != nil {
		add(c.Latest.Value)
	}
	if c.Forecast != nil && c.TimeShare == 0 {
		add(&c.Forecast.Value)
		add(&c.Forecast.Low)
		add(&c.Forecast.High)
	}
	return values
}

func coordinate(v float64) string { return fmt.Sprintf("%.1f", v) }

func (d *drawing) x(t time.Time) float64 {
	whole := d.course.Due.Sub(d.course.Start)
	done := float64(t.Sub(d.course.Start)) / float64(whole)
	return plotLeft + min(max(done, 0), 1)*(plotRight-plotLeft)
}

func (d *drawing) y(v float64) float64 { return plotBottom - d.scale.part(v)*(plotBottom-plotTop) }

func (d *drawing) point(t time.Time, v float64) string {
	return coordinate(d.x(t)) + "," + coordinate(d.y(v))
}

// line is the points of values that are all known.
func (d *drawing) line(points []Point) string {
	texts := make([]string, 0, len(points))
	for _, p := range points {
		texts = append(texts, d.point(p.Time, *p.Value))
	}
	return strings.Join(texts, " ")
}

// labelRoom is how far today has to be from the ends of the axis for its day to be written.
const labelRoom = 100

func (d *drawing) axes() {
	for _, tick := range d.scale.ticks {
		d.Grid = append(d.Grid, mark{At: coordinate(d.y(tick)), Text: d.scale.label(tick)})
	}
	last := d.course.Due.Add(-time.Nanosecond)
	d.Days = []mark{
		{coordinate(plotLeft), d.course.Start.Format("2 Jan"), "start"}, {coordinate(plotRight), last.Format("2 Jan 2006"), "end"},
	}
	if d.at.Before(d.course.Start) || d.at.After(d.course.Due) {
		return
	}
	x := d.x(d.at)
	d.Now = &mark{At: coordinate(x)}
	if x > plotLeft+labelRoom*2/3 && x < plotRight-labelRoom {
		d.Now.Text = d.at.In(d.course.Start.Location()).Format("2 Jan")
	}
}

// target draws what is good: an area, and lines at its ends.
func (d *drawing) target() {
	low, high := d.scale.low, d.scale.high
	if d.course.Target.Min != nil {
		low = *d.course.Target.Min
	}
	if d.course.Target.Max != nil {
		high = *d.course.Target.Max
	}
	if top, bottom := d.y(high), d.y(low); bottom > top {
		d.Good = &area{coordinate(top), coordinate(bottom - top)}
	}
	d.bounds(d.course.Target, "target ", false)
	if d.course.Success.differs(d.course.Target) {
		d.bounds(d.course.Success, "enough ", true)
	}
}

func (b Band) differs(other Band) bool { return !equal(b.Min, other.Min) || !equal(b.Max, other.Max) }

func equal(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

const (
	letter      = 4  // the room above a line for its name
	longestUnit = 20 // how much of a unit there is room for
)

func (d *drawing) bounds(b Band, name string, success bool) {
	for _, v := range []*float64{b.Min, b.Max} {
		if v == nil {
			continue
		}
		y := d.y(*v)
		text := y - letter
		if text < plotTop+letter { // there is no room above it
			text = y + 3*letter
		}
		label := name + quantity(*v, terminal.Truncate(d.unit, longestUnit))
		d.Bounds = append(d.Bounds, bound{coordinate(y), coordinate(text), label, success})
	}
}

// past draws each stretch that is known. What is unknown stays open.
func (d *drawing) past() {
	var stretch []Point
	end := func() {
		switch len(stretch) {
		case 0:
		case 1:
			d.Lone = append(d.Lone, dot{coordinate(d.x(stretch[0].Time)), coordinate(d.y(*stretch[0].Value))})
		default:
			d.Past = append(d.Past, d.line(stretch))
		}
		stretch = nil
	}
	for _, p := range d.course.Past {
		if p.Value == nil {
			end()
			continue
		}
		stretch = append(stretch, p)
	}
	if last := d.course.Latest; last != nil && len(stretch) > 0 && d.follows(last.Time) {
		stretch = append(stretch, *last)
	}
	end()
}

// follows tells whether the latest value is the next after the last point of the past.
func (d *drawing) follows(t time.Time) bool {
	past := d.course.Past
	last := past[len(past)-1].Time
	return len(past) > 1 && t.After(last) && t.Sub(last) <= 2*past[1].Time.Sub(past[0].Time)
}

// future draws the latest value, and from it on where the value may go. A share of the time is no value.
func (d *drawing) future() {
	c := d.course
	if c.Latest != nil {
		d.Latest = &dot{coordinate(d.x(c.Latest.Time)), coordinate(d.y(*c.Latest.Value))}
	}
	f := c.Forecast
	if f == nil || c.TimeShare > 0 || d.at.After(c.Due) {
		return
	}
	d.Interval = &interval{coordinate(d.x(c.Due)), coordinate(d.y(f.Low)), coordinate(d.y(f.High)), coordinate(d.y(f.Value))}
	if c.Latest == nil {
		return
	}
	from := d.point(c.Latest.Time, *c.Latest.Value)
	d.Fan = strings.Join([]string{from, d.point(c.Due, f.Low), d.point(c.Due, f.High)}, " ")
	d.Median = from + " " + d.point(c.Due, f.Value)
}

// PlotWidth is from the left side of the plot to the right one.
func (c *chart) PlotWidth() int { return c.Right - c.Left }

// LabelX is where the numbers of the y axis end.
func (c *chart) LabelX() int { return c.Left - 6 }

// NameX is where the names of lines begin.
func (c *chart) NameX() int { return c.Left + 4 }

// DayY is the foot of the days below the plot.
func (c *chart) DayY() int { return c.Bottom + 16 }
