/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"fmt"
	"strings"
	"time"
)

// describe says in words what a chart shows, for those who do not see it.
func (c *Course) describe(unit string, at time.Time) string {
	last := c.Due.Add(-time.Nanosecond)
	sentences := []string{fmt.Sprintf("From %s to %s.", c.Start.Format("2 January 2006"), last.Format("2 January 2006"))}
	if c.Latest != nil {
		sentences = append(sentences, fmt.Sprintf("The latest value is %s.", quantity(*c.Latest.Value, unit)))
	} else {
		sentences = append(sentences, "No value is known.")
	}
	if planned, ok := valueAt(c.Plan, at); ok {
		sentences = append(sentences, fmt.Sprintf("The plan expects %s by now.", quantity(planned, unit)))
	}
	sentences = append(sentences, "The target is "+c.Target.words(unit)+".")
	if f := c.Forecast; f != nil && c.TimeShare == 0 {
		sentences = append(sentences, fmt.Sprintf("Forecast at the end: %s, 80 %% between %s and %s.",
			quantity(f.Value, unit), figure(f.Low), quantity(f.High, unit)))
	}
	return strings.Join(append(sentences, c.pastInWords()), " ")
}

func (b Band) words(unit string) string {
	switch {
	case b.Min != nil && b.Max != nil:
		return figure(*b.Min) + " to " + quantity(*b.Max, unit)
	case b.Min != nil:
		return quantity(*b.Min, unit) + " or more"
	case b.Max != nil:
		return quantity(*b.Max, unit) + " or less"
	}
	return "anything"
}

// pastInWords says how much of the past is known.
func (c *Course) pastInWords() string {
	gaps, inside := 0, false
	for _, p := range c.Past {
		if p.Value == nil && !inside {
			gaps++
		}
		inside = p.Value == nil
	}
	switch {
	case !c.PastKnown || len(c.Past) == 0:
		return "The path up to now is not drawn."
	case gaps > 0:
		return "Of the path up to now, " + counted(gaps, "stretch is", "stretches are") + " unknown and left open."
	}
	return "The path up to now is known throughout."
}

// valueAt is where a line of known points stands at a time.
func valueAt(points []Point, at time.Time) (float64, bool) {
	for i, to := range points {
		if at.Equal(to.Time) {
			return *to.Value, true
		}
		if i > 0 && at.After(points[i-1].Time) && at.Before(to.Time) {
			from := points[i-1]
			done := float64(at.Sub(from.Time)) / float64(to.Time.Sub(from.Time))
			return *from.Value*(1-done) + *to.Value*done, true
		}
	}
	return 0, false
}
