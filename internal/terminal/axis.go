/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"slices"
	"time"
)

// pace is how far apart the dates of an axis stand, by the calendar, and what is written of each.
type pace struct {
	months, days, minutes int
	layout                string
}

const (
	byHour  = "15:04"
	byDay   = "2 Jan"
	byMonth = "Jan 2006"
)

// paces are the closest first.
var paces = []pace{
	{minutes: 1, layout: byHour}, {minutes: 5, layout: byHour}, {minutes: 15, layout: byHour}, {minutes: 30, layout: byHour},
	{minutes: 60, layout: byHour}, {minutes: 3 * 60, layout: byHour}, {minutes: 6 * 60, layout: byHour}, {minutes: 12 * 60, layout: byHour},
	{days: 1, layout: byDay}, {days: 2, layout: byDay}, {days: 7, layout: byDay}, {days: 14, layout: byDay},
	{months: 1, layout: byMonth}, {months: 3, layout: byMonth}, {months: 6, layout: byMonth}, {months: 12, layout: byMonth},
	{months: 60, layout: byMonth}, {months: 240, layout: byMonth},
}

// duration is about how long the pace is.
func (p pace) duration() time.Duration {
	return time.Duration((p.months*30+p.days)*24*60+p.minutes) * time.Minute
}

// start is a date of the pace at or before t: a midnight, a Monday or a first of January.
func (p pace) start(t time.Time) time.Time {
	year, month, day := t.Date()
	switch {
	case p.months > 0:
		month, day = time.January, 1
	case p.days > 0:
		day -= (int(t.Weekday()) + 6) % 7
	}
	return time.Date(year, month, day, 0, 0, 0, 0, t.Location())
}

// date is the date i paces after start.
func (p pace) date(start time.Time, i int) time.Time {
	year, month, day := start.Date()
	return time.Date(year, month+time.Month(i*p.months), day+i*p.days, 0, i*p.minutes, 0, 0, start.Location())
}

// label is what is written of t; a midnight among hours is its day.
func (p pace) label(t time.Time) string {
	if p.layout == byHour && t.Hour() == 0 && t.Minute() == 0 {
		return t.Format(byDay)
	}
	return t.Format(p.layout)
}

// axis is the line below the plot, with a tick at each date, and the dates, which begin at their ticks.
func (c Chart) axis() (ticks, dates string) {
	line := slices.Repeat([]rune{'─'}, c.Width)
	p, times := c.dates()
	for _, t := range times {
		at, label := c.column(t), p.label(t)
		if dates != "" && at <= len(dates) || at+len(label) > c.Width {
			continue
		}
		line[at] = '┬'
		dates = Pad(dates, at) + label
	}
	return string(line), dates
}

// span is the first and the last time of the chart in full.
func (c Chart) span() string {
	if len(c.Times) == 0 {
		return ""
	}
	first, last := c.Times[0].In(c.Location), c.Times[len(c.Times)-1].In(c.Location)
	layout := byDay + " 2006"
	if c.pace(last.Sub(first)).layout == byHour {
		layout += " 15:04 MST"
	}
	return first.Format(layout) + " to " + last.Format(layout)
}

// dates are those within the times of the chart, at the closest pace that has room for them; its first time if there is none.
func (c Chart) dates() (p pace, dates []time.Time) {
	if len(c.Times) == 0 {
		return p, nil
	}
	first, last := c.Times[0].In(c.Location), c.Times[len(c.Times)-1]
	p = c.pace(last.Sub(first))
	start := p.start(first)
	for i := 0; !p.date(start, i).After(last); i++ {
		if t := p.date(start, i); !t.Before(first) {
			dates = append(dates, t)
		}
	}
	if dates == nil {
		return paces[0], []time.Time{first}
	}
	return p, dates
}

// pace is the closest that has room for its dates in a span of time.
func (c Chart) pace(span time.Duration) pace {
	for _, p := range paces {
		room := len(p.layout) + len(between)
		if int(span/p.duration())*room <= c.Width {
			return p
		}
	}
	return paces[len(paces)-1]
}
