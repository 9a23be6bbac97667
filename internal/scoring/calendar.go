/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

import (
	"fmt"
	"strings"
	"time"
)

// Day is a day of the calendar, in no time zone yet. Days compare with ==.
type Day struct {
	year  int
	month time.Month
	day   int
}

// ParseDay reads a day as goals write it, "2026-11-03". Of the long form "2026-11-03T00:00:00Z", which YAML tools make
// of an unquoted date, only the day counts. A day that no calendar has, such as 30 February, is an error.
func ParseDay(s string) (Day, error) {
	short, _ := strings.CutSuffix(s, "T00:00:00Z")
	t, err := time.Parse(time.DateOnly, short)
	if err != nil {
		return Day{}, fmt.Errorf("%q is no day of the calendar, write it as \"2026-11-03\": %w", s, err)
	}
	return dayOf(t), nil
}

// dayOf is the day that a clock in t's own zone shows.
func dayOf(t time.Time) Day {
	year, month, day := t.Date()
	return Day{year: year, month: month, day: day}
}

// String writes the day as ParseDay reads it, "2026-11-03".
func (d Day) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// midnight is the start of the day in UTC, which every day has exactly once.
func (d Day) midnight() time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
}

func (d Day) plus(days int) Day {
	return dayOf(d.midnight().AddDate(0, 0, days))
}

// Start is the first instant at which clocks in loc show the day: midnight, and where they jump over midnight the
// instant they land on. A day that a zone left out (Apia, 30 December 2011) starts where the next one does.
//
// time.Date does not promise which of two midnights it returns, or what it returns for one that never was, so the
// stretches of constant offset are walked instead.
func (d Day) Start(loc *time.Location) time.Time {
	midnight := d.midnight()
	// Two days earlier it is before the day in every zone.
	t := midnight.AddDate(0, 0, -2).In(loc) //mutate:equivalent a walk that begins earlier ends at the same change
	for {
		_, offset := t.Zone()
		start := midnight.Add(-time.Duration(offset) * time.Second).In(loc)
		if start.Before(t) {
			start = t // the clocks jumped over midnight
		}
		change := nextChange(t)
		if change.IsZero() || start.Before(change) {
			return start
		}
		t = change
	}
}

// nextChange is a later instant up to which the offset of t's zone stays as it is at t; zero when it stays for ever.
func nextChange(t time.Time) time.Time {
	_, change := t.ZoneBounds()
	if !change.IsZero() && !change.After(t) {
		// Beyond the table of a zone, ZoneBounds ends every year after 365 days: on the last day of a leap year that is
		// behind t, and the year really ends a day later.
		return change.Add(24 * time.Hour) //mutate:equivalent no zone has a rule for the first hour of a year
	}
	return change
}

// End is the first instant of the next day in loc.
func (d Day) End(loc *time.Location) time.Time {
	return d.plus(1).Start(loc)
}

// Period is the time of a goal, [Start, End).
type Period struct {
	// Start is the first midnight of the period.
	Start time.Time
	// End is the midnight after the period's last day.
	End time.Time
	// Location is the zone whose midnights count.
	Location *time.Location
}

// NewPeriod is the period from first to last in loc; both days are in it.
func NewPeriod(first, last Day, loc *time.Location) Period {
	return Period{Start: first.Start(loc), End: last.End(loc), Location: loc}
}

// LastMidnight is the latest first instant of a day in loc that is at or before t.
func LastMidnight(t time.Time, loc *time.Location) time.Time {
	// Where clocks fell back over midnight, the next day has started though they show the old one: look there first.
	day := dayOf(t.In(loc)).plus(1) //mutate:equivalent looking from later days finds the same
	for day.Start(loc).After(t) {
		day = day.plus(-1)
	}
	return day.Start(loc)
}

// NextMidnight is the earliest first instant of a day in loc that is after t.
func NextMidnight(t time.Time, loc *time.Location) time.Time {
	day := dayOf(t.In(loc)).plus(1)
	for !day.Start(loc).After(t) {
		day = day.plus(1)
	}
	return day.Start(loc)
}
