/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
)

const (
	defaultWidth, leastWidth, mostWidth    = 80, 24, 1000
	defaultHeight, leastHeight, mostHeight = 9, 3, 100
)

// marks are those of series that have none, by their place.
var marks = []rune("●○·×+□")

// Series is a line of a chart.
type Series struct {
	// Name stands in the legend, after Clean.
	Name string
	// Mark draws it. One is chosen by the place of the series for 0, and for what is not seen in one column.
	Mark rune
	// Values are those at the chart's times; NaN, infinities and those missing at the end are gaps.
	Values []float64
}

// Chart draws lines over time that can be told apart without colours: each series by its own mark. Where two meet, the first is seen.
type Chart struct {
	// Times are those of the values, the earliest first.
	Times []time.Time
	// Series are the lines.
	Series []Series
	// Low and High are what the y axis reaches at least; values beyond them make it longer. If both are the same, the values decide.
	Low, High float64
	// Width is the columns of the whole, Height the lines of the plot alone: the axis of time and the legend take three more. 0 is 80 and 9.
	Width, Height int
	// Location is where the axis of time has its days; nil is UTC.
	Location *time.Location
}

// String is the chart, each line with its end.
func (c Chart) String() string {
	c = c.whole()
	ticks := c.scale()
	c.Low, c.High = ticks[0], ticks[len(ticks)-1]
	labels, margin := c.labels(ticks)
	c.Width -= margin + Width(" │")
	var b strings.Builder
	for i, row := range c.plot() {
		axis := " │"
		if labels[i] != "" {
			axis = " ┤"
		}
		b.WriteString(PadLeft(labels[i], margin) + axis + strings.TrimRight(string(row), " ") + "\n")
	}
	line, dates := c.axis()
	space := strings.Repeat(" ", margin+1)
	b.WriteString(space + "└" + line + "\n")
	for _, text := range []string{dates, c.legend()} {
		if text != "" {
			b.WriteString(space + " " + text + "\n")
		}
	}
	return b.String()
}

// whole is c with all that was left to choose, and no more values than times.
func (c Chart) whole() Chart {
	c.Width = size(c.Width, defaultWidth, leastWidth, mostWidth)
	c.Height = size(c.Height, defaultHeight, leastHeight, mostHeight)
	if c.Location == nil {
		c.Location = time.UTC
	}
	c.Series = slices.Clone(c.Series)
	for i, s := range c.Series {
		if !unicode.In(s.Mark, unicode.L, unicode.N, unicode.P, unicode.S) || Width(string(s.Mark)) != 1 {
			c.Series[i].Mark = marks[i%len(marks)]
		}
		c.Series[i].Values = s.Values[:min(len(s.Values), len(c.Times))]
	}
	return c
}

// size is n, or what is chosen for 0, within bounds.
func size(n, chosen, least, most int) int {
	if n == 0 {
		n = chosen
	}
	return min(max(n, least), most)
}

// row is the line of the plot, from its top, where v stands.
func (c Chart) row(v float64) int {
	return c.Height - 1 - int(math.Round(within(v, c.Low, c.High)*float64(c.Height-1)))
}

// column is where t stands in the plot.
func (c Chart) column(t time.Time) int {
	first, last := c.Times[0], c.Times[len(c.Times)-1]
	if !first.Before(last) {
		return 0
	}
	at := float64(t.Sub(first)) / float64(last.Sub(first))
	return int(math.Round(clamp(at) * float64(c.Width-1)))
}

// plot is the lines between the axes, the last series drawn first.
func (c Chart) plot() [][]rune {
	grid := make([][]rune, c.Height)
	for i := range grid {
		grid[i] = slices.Repeat([]rune{' '}, c.Width)
	}
	some := false
	for _, s := range slices.Backward(c.Series) {
		for i, v := range s.Values {
			if !isFinite(v) {
				continue
			}
			some = true
			from := max(i-1, 0)
			if !isFinite(s.Values[from]) {
				from = i
			}
			c.segment(grid, s, from, i)
		}
	}
	if !some {
		copy(grid[c.Height/2][max(0, c.Width/2-4):], []rune("no data"))
	}
	return grid
}

// segment draws the line between two values, without a gap where it is steep.
func (c Chart) segment(grid [][]rune, s Series, from, to int) {
	x0, x1 := c.column(c.Times[from]), c.column(c.Times[to])
	y0, y1 := c.row(s.Values[from]), c.row(s.Values[to])
	last := y0
	for x := x0; x <= x1; x++ {
		y := y1
		if x1 > x0 {
			y = y0 + int(math.Round(float64((y1-y0)*(x-x0))/float64(x1-x0)))
		}
		for ; last != y; last += sign(y - last) {
			grid[last+sign(y-last)][x] = s.Mark
		}
		grid[y][x] = s.Mark
	}
}

// sign is the direction of n.
func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// legend says which mark is which series, and from when to when they go.
func (c Chart) legend() string {
	var names []string
	for _, s := range c.Series {
		names = append(names, string(s.Mark)+" "+Clean(s.Name))
	}
	if span := c.span(); span != "" {
		names = append(names, span)
	}
	return Truncate(strings.Join(names, between), c.Width)
}
