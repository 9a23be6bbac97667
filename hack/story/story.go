/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package story is what the metrics of config/samples did and will do: the past
// that the demo and the tests tell a Prometheus, the same in every run.
package story

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// metric is one row of the story: a metric of config/samples/METRICS.md and how it goes.
type metric struct {
	name   string
	labels []string // one series for each, as in PromQL; none: one without labels
	line   []point  // the value, or what a counter grows by in a day: straight between the points, flat outside them
	week   float64  // swings by so much once a week, highest on Saturdays
	noise  float64  // differs by so much at most, from minute to minute
	sway   float64  // and by so much at most over days
	// follows lets it go after what another metric does beside its line.
	follows *follow
	// adjust has the last word on a value.
	adjust func(t time.Time, value float64) float64
	// counter: the line is the growth.
	counter bool
	// hour of the day (UTC) at which the one sample of a day is written; zero: it is written all the time.
	hour int
}

// follow is what makes one metric a driver of another.
type follow struct {
	metric string  // whose sway it is; both have the same labels
	sway   float64 // which is so much at most
	days   int     // after so many days
	times  float64 // so many of the own units for one of the other's
}

// recognisedSway is what makes one of the hotels' numbers the driver of another.
const recognisedSway = 0.04

// point is where a line goes through at the midnight (UTC) that a day begins with; days are those of the samples.
type point struct {
	day   string
	value float64
}

var hotels = []string{`hotel="berlin"`, `hotel="hamburg"`, `hotel="munich"`}

// metrics are all that the samples ask for, but for the one that is missing on purpose.
var metrics = []metric{
	{name: "hotel_stays_per_returning_guest", labels: hotels, week: 0.02, noise: 0.01, sway: 0.08,
		line: []point{{"2026-10-01", 2.10}, {"2026-11-22", 2.45}, {"2026-12-31", 2.62}}},
	{name: "hotel_customer_lifetime_value_eur", labels: hotels, noise: 3, sway: 10,
		follows: &follow{"hotel_guests_recognised_ratio", recognisedSway, 21, 500},
		line:    []point{{"2026-10-01", 1480}, {"2026-11-22", 1574}, {"2026-12-31", 1646}}},
	{name: "hotel_belonging_survey_score", labels: hotels, noise: 0.05, sway: 0.15, hour: 6,
		line: []point{{"2026-10-01", 7.2}, {"2026-11-22", 8.1}, {"2026-12-31", 8.4}}},
	{name: "hotel_guests_recognised_ratio", labels: hotels, noise: 0.01, sway: recognisedSway,
		line: []point{{"2026-10-01", 0.62}, {"2026-11-22", 0.86}, {"2026-12-31", 0.93}}},
	{name: "hotel_complaints_per_thousand_stays", labels: hotels, week: 1, noise: 0.5,
		line: []point{{"2026-10-01", 9}}},
	{name: "hotel_time_to_room_minutes", labels: hotels, week: 0.5, noise: 0.2, sway: 0.6,
		line: []point{{"2026-10-01", 14}, {"2026-11-22", 10}, {"2026-12-31", 8.5}}},
	{name: "hotel_checkin_kiosk_up", labels: []string{`hotel="berlin"`, `hotel="hamburg"`}, line: []point{{"2026-10-01", 1}}},
	{name: "hotel_checkin_kiosk_up", labels: []string{`hotel="munich"`}, adjust: mondayOutage, line: []point{{"2026-10-01", 1}}},
	{name: "hotel_loyalty_signups_total", labels: hotels, counter: true, adjust: busyWeekend,
		line: []point{{"2026-07-01", 0}, {"2026-07-02", 38}, {"2026-09-30", 38}, {"2026-10-01", 42}}},
	{name: "hotel_rooms_ready_by_three_percent", labels: hotels, noise: 0.3,
		line: []point{{"2026-07-01", 78}, {"2026-09-20", 91.5}}},
	{name: "hotel_noise_complaints_per_thousand_nights", labels: hotels, week: 0.5, noise: 0.3, sway: 0.8,
		line: []point{{"2026-10-01", 9}}},

	{name: "airline_safety_reports_closed_percent", noise: 0.8, hour: 5, line: []point{{"2026-10-01", 96}}},
	{name: "airline_unstable_approaches_per_thousand_landings", week: 0.2, noise: 0.1, line: []point{{"2026-10-01", 2.2}}},
	{name: "airline_flights_total", labels: []string{`status="on_time"`}, counter: true,
		line: []point{{"2026-10-01", 304}, {"2026-11-01", 324}, {"2026-11-22", 320}, {"2026-12-31", 344}}},
	{name: "airline_flights_total", labels: []string{`status="delayed"`}, counter: true,
		line: []point{{"2026-10-01", 92}, {"2026-11-01", 72}, {"2026-11-22", 76}, {"2026-12-31", 52}}},
	{name: "airline_flights_total", labels: []string{`status="cancelled"`}, counter: true, line: []point{{"2026-10-01", 4}}},
	{name: "airline_turnaround_minutes", labels: []string{`fleet="a320"`}, noise: 0.2, sway: 0.5,
		line: []point{{"2026-10-01", 47}, {"2026-11-22", 41.8}, {"2026-11-30", 41}}},
	{name: "airline_turnaround_minutes", labels: []string{`fleet="a330"`}, noise: 0.2, line: []point{{"2026-10-01", 75}}},
	{name: "airline_delays_told_early_ratio", noise: 0.01,
		line: []point{{"2026-10-01", 0.5}, {"2026-11-22", 0.74}, {"2026-12-31", 0.85}}},
	{name: "airline_rebooking_minutes", noise: 2, sway: 3,
		line: []point{{"2026-10-01", 85}, {"2026-11-22", 40}, {"2026-12-31", 25}}},
	{name: "airline_rebooked_unasked_ratio", noise: 0.01, sway: 0.03,
		line: []point{{"2026-10-01", 0.35}, {"2026-11-22", 0.45}, {"2026-12-31", 0.55}}},
	{name: "airline_cabin_temperature_celsius", noise: 0.2, adjust: warmAfternoon, line: []point{{"2026-10-01", 22.5}}},
	{name: "airline_bag_delivery_minutes", noise: 0.5, line: []point{{"2026-07-01", 31}, {"2026-09-20", 22}}},
	{name: "airline_comfort_rating", noise: 0.02, sway: 0.06,
		line: []point{{"2026-10-01", 3.9}, {"2026-11-22", 4.17}, {"2026-12-31", 4.37}}},
}

func mondayOutage(t time.Time, value float64) float64 {
	if t.Weekday() == time.Monday && t.Hour() >= 3 && t.Hour() < 5 {
		return 0
	}
	return value
}

func busyWeekend(t time.Time, value float64) float64 {
	if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		return 1.5 * value
	}
	return value
}

func warmAfternoon(t time.Time, value float64) float64 {
	if t.Hour() == 13 {
		return 25
	}
	return value
}

// series are the metric's, each named as in PromQL.
func (m metric) series() []string {
	if len(m.labels) == 0 {
		return []string{m.name}
	}
	var all []string
	for _, label := range m.labels {
		all = append(all, fmt.Sprintf("%s{%s}", m.name, label))
	}
	return all
}

// shape is how one of the metric's series goes when the samples' days are moved by so many.
func (m metric) shape(series string, days int) testlab.Shape {
	shapes := []testlab.Shape{line(m.line, days), testlab.Weekly(time.Saturday, m.week)}
	if m.noise > 0 {
		shapes = append(shapes, moved(drift(series, m.noise, noiseStep), days))
	}
	if m.sway > 0 {
		shapes = append(shapes, moved(drift(series, m.sway, swayStep), days))
	}
	if m.follows != nil {
		shapes = append(shapes, m.follows.shape(m.name, series, days))
	}
	sum := testlab.Sum(shapes...)
	if m.adjust == nil {
		return sum
	}
	return func(t time.Time) float64 { return m.adjust(t.UTC(), sum(t)) }
}

// shape is what a series takes from that with the same labels of the metric that it follows.
func (f *follow) shape(name, series string, days int) testlab.Shape {
	sway := moved(drift(f.metric+strings.TrimPrefix(series, name), f.sway, swayStep), days+f.days)
	return func(t time.Time) float64 { return f.times * sway(t) }
}

// moved is a shape moved by so many days, so that the story is the same whenever it is told.
func moved(shape testlab.Shape, days int) testlab.Shape {
	return func(t time.Time) float64 { return shape(t.AddDate(0, 0, -days)) }
}

// line goes straight from point to point.
func line(points []point, days int) testlab.Shape {
	shape := testlab.Constant(points[0].value)
	for i, to := range points[1:] {
		from := points[i]
		shape = testlab.Sum(shape, testlab.Ramp(Day(from.day, days), Day(to.day, days), 0, to.value-from.value))
	}
	return shape
}

// Day is the midnight that a day of the samples begins with once it is moved.
func Day(date string, days int) time.Time {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err) // a mistake in the table above
	}
	return t.AddDate(0, 0, days)
}

// What drifts goes from one number to the next in this time. Noise is slow enough not to flicker, and fast enough to be
// seen to move; a sway is what makes a forecast unsure.
const (
	noiseStep = 10 * time.Minute
	swayStep  = 60 * time.Hour
)

// drift goes between uniform numbers, of which each series has its own; they are the same in every run.
func drift(series string, most float64, length time.Duration) testlab.Shape {
	h := fnv.New64a()
	_, _ = h.Write([]byte(series)) // a hash takes everything
	seed := h.Sum64()
	uniform := func(step int64) float64 {
		var source rand.PCG
		source.Seed(seed, uint64(step)) //nolint:gosec // any bits will do
		return most * (2*float64(source.Uint64()>>11)/(1<<53) - 1)
	}
	return func(t time.Time) float64 {
		step, rest := t.Unix()/int64(length.Seconds()), t.Unix()%int64(length.Seconds())
		share := float64(rest) / length.Seconds()
		return (1-share)*uniform(step) + share*uniform(step+1)
	}
}
