/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package story

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

func shapeOf(t *testing.T, series string, days int) testlab.Shape {
	t.Helper()
	for _, m := range metrics {
		for _, name := range m.series() {
			if name == series {
				return m.shape(name, days)
			}
		}
	}
	t.Fatalf("no series %s", series)
	return nil
}

func TestShapes(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	cases := map[string]struct {
		reason string
		series string
		days   int
		at     time.Time
		want   float64
		within float64 // its noise and sway
	}{
		"Before":   {"flat before the first day", `hotel_guests_recognised_ratio{hotel="berlin"}`, 0, at("2026-06-01 12:00"), 0.62, 0.05},
		"Between":  {"a straight line", `hotel_guests_recognised_ratio{hotel="berlin"}`, 0, at("2026-10-27 00:00"), 0.74, 0.05},
		"OnADay":   {"through every point", `hotel_guests_recognised_ratio{hotel="berlin"}`, 0, at("2026-11-22 00:00"), 0.86, 0.05},
		"After":    {"flat after the last day", `hotel_guests_recognised_ratio{hotel="berlin"}`, 0, at("2027-05-01 00:00"), 0.93, 0.05},
		"Moved":    {"the days move with the samples", `hotel_guests_recognised_ratio{hotel="berlin"}`, 100, Day("2026-11-22", 100), 0.86, 0.05},
		"Sways":    {"within noise and sway", `airline_comfort_rating`, 0, at("2026-11-22 00:00"), 4.17, 0.08},
		"Saturday": {"the week swings", `hotel_complaints_per_thousand_stays{hotel="munich"}`, 0, at("2026-11-21 12:00"), 10, 0.5},
		"Outage":   {"each Monday", `hotel_checkin_kiosk_up{hotel="munich"}`, 0, at("2026-11-23 03:00"), 0, 0},
		"NoOutage": {"two hours long", `hotel_checkin_kiosk_up{hotel="munich"}`, 0, at("2026-11-23 05:00"), 1, 0},
		"NotHere":  {"in one hotel alone", `hotel_checkin_kiosk_up{hotel="berlin"}`, 0, at("2026-11-23 03:00"), 1, 0},
		"Weekend":  {"sign-ups grow faster", `hotel_loyalty_signups_total{hotel="berlin"}`, 0, at("2026-11-21 12:00"), 63, 0},
		"Weekday":  {"than on a Friday", `hotel_loyalty_signups_total{hotel="berlin"}`, 0, at("2026-11-20 12:00"), 42, 0},
		"NoneYet":  {"nobody signed up before July", `hotel_loyalty_signups_total{hotel="berlin"}`, 0, at("2026-06-30 12:00"), 0, 0},
		"Warm":     {"for an hour a day", `airline_cabin_temperature_celsius`, 0, at("2026-11-20 13:59"), 25, 0},
		"Cool":     {"and not longer", `airline_cabin_temperature_celsius`, 0, at("2026-11-20 14:00"), 22.5, 0.2},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := shapeOf(t, tc.series, tc.days)(tc.at)
			if math.Abs(got-tc.want) > tc.within+1e-9 {
				t.Errorf("%s: %s is %g, want %g and at most %g from it", tc.reason, tc.series, got, tc.want, tc.within)
			}
		})
	}
}

// What a guardrail or a target of the samples is held to.
func TestBounds(t *testing.T) {
	from, to := Day("2026-05-01", 0), Day("2027-01-01", 0)
	for series, most := range map[string]float64{
		`hotel_complaints_per_thousand_stays{hotel="berlin"}`: 12,
		`airline_unstable_approaches_per_thousand_landings`:   3,
	} {
		for _, s := range testlab.History(from, to, time.Hour, shapeOf(t, series, 0)) {
			if s.Value > most {
				t.Fatalf("%s is %g at %s, over %g", series, s.Value, s.Time, most)
			}
		}
	}
	for _, s := range testlab.History(from, to, time.Hour, shapeOf(t, "airline_safety_reports_closed_percent", 0)) {
		if s.Value < 95 {
			t.Fatalf("safety reports: %g at %s, under 95", s.Value, s.Time)
		}
	}
}

// Beside their own line, noise and sway, lifetime value does what recognised guests did three weeks before.
func TestLifetimeValueFollowsRecognition(t *testing.T) {
	value, recognised := shapeOf(t, `hotel_customer_lifetime_value_eur{hotel="berlin"}`, 0), shapeOf(t, `hotel_guests_recognised_ratio{hotel="berlin"}`, 0)
	other := shapeOf(t, `hotel_guests_recognised_ratio{hotel="munich"}`, 0)
	var together, apart float64
	for _, s := range testlab.History(Day("2026-02-01", 0), Day("2026-08-01", 0), 24*time.Hour, value) {
		before := s.Time.AddDate(0, 0, -21)
		together += (s.Value - 1480) * (recognised(before) - 0.62)
		apart += (s.Value - 1480) * (other(before) - 0.62)
	}
	if together < 20 || math.Abs(apart) > together/3 {
		t.Errorf("in common with its own hotel: %g, with another: %g; want the former alone", together, apart)
	}
}

func TestFlightsAddUp(t *testing.T) {
	for _, at := range []time.Time{Day("2026-07-01", 0), Day("2026-10-15", 0), Day("2026-11-25", 0), Day("2027-01-01", 0)} {
		var total float64
		for _, status := range []string{"on_time", "delayed", "cancelled"} {
			total += shapeOf(t, `airline_flights_total{status="`+status+`"}`, 0)(at)
		}
		if math.Abs(total-400) > 1e-9 {
			t.Errorf("%s: %g flights a day, want 400", at, total)
		}
	}
}

func TestNoiseIsEachSeriesOwnAndStaysWithin(t *testing.T) {
	a, same, b := drift("a", 0.5, noiseStep), drift("a", 0.5, noiseStep), drift("b", 0.5, noiseStep)
	differ, moves := false, false
	start := Day(Today, 0)
	for i := range 1000 {
		at := start.Add(time.Duration(i) * time.Minute)
		if math.Abs(a(at)) > 0.5 {
			t.Fatalf("noise of %g, want 0.5 at most", a(at))
		}
		if a(at) != same(at) {
			t.Fatalf("two runs differ at %s", at)
		}
		differ = differ || a(at) != b(at)
		moves = moves || a(at) != a(start)
	}
	if !differ || !moves {
		t.Errorf("two series differ: %t, noise moves: %t; want both", differ, moves)
	}
}

// What is told tomorrow is what is told today.
func TestAStoryIsTheSameOnAnotherDay(t *testing.T) {
	const later = 300
	for _, series := range []string{`airline_comfort_rating`, `hotel_customer_lifetime_value_eur{hotel="berlin"}`} {
		now, then := shapeOf(t, series, 0), shapeOf(t, series, later)
		for hours := range 200 {
			at := Day(Today, 0).Add(time.Duration(hours) * time.Hour)
			if got, want := then(at.AddDate(0, 0, later)), now(at); got != want {
				t.Fatalf("%s %d hours on: %g, want %g as in the first telling", series, hours, got, want)
			}
		}
	}
}

// The history and what follows it are one: nothing twice, nothing left out, whatever the step.
func TestTracksGoOnWhereTheyEnded(t *testing.T) {
	from := Day(Today, 0)
	history, later := from.Add(50*time.Hour), from.Add(75*time.Hour)
	for i, whole := range tracksFrom(0, from) {
		parts := tracksFrom(0, from)[i]
		want := whole.Advance(later, time.Hour)
		got := parts.Advance(history, time.Hour)
		if again := parts.Advance(history, time.Hour); len(again) != 0 {
			t.Errorf("%s: %d samples again", parts.Name, len(again))
		}
		got = append(got, parts.Advance(later, time.Hour)...)
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
			t.Errorf("%s: -at once +in parts:\n%s", whole.Name, diff)
		}
		if len(want) == 0 {
			t.Errorf("%s: no samples", whole.Name)
		}
	}
}

func TestDailyTracksAreWrittenOnceADay(t *testing.T) {
	from := Day(Today, 0)
	found := false
	for _, track := range tracksFrom(0, from) {
		if !strings.HasPrefix(track.Name, "hotel_belonging_survey_score") {
			continue
		}
		found = true
		samples := track.Advance(from.Add(72*time.Hour), time.Minute)
		if len(samples) != 2 || samples[0].Time.Hour() != 6 || !samples[1].Time.Equal(samples[0].Time.Add(24*time.Hour)) {
			t.Errorf("%s: %v, want one sample each morning at six", track.Name, samples)
		}
	}
	if !found {
		t.Error("no survey in the story")
	}
}

func TestCountersGrowAsTheirLine(t *testing.T) {
	wednesday := Day("2026-11-18", 0)
	for _, track := range tracksFrom(0, wednesday) {
		if track.Name != `hotel_loyalty_signups_total{hotel="berlin"}` {
			continue
		}
		samples := track.Advance(wednesday.Add(48*time.Hour), time.Minute)
		if got := samples[len(samples)-1].Value; math.Abs(got-84) > 1e-6 {
			t.Errorf("%g sign-ups in two days, want 84", got)
		}
	}
}
