/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// anyZone draws one of the nasty zones.
func anyZone(t *testing.T) *rapid.Generator[*time.Location] {
	t.Helper()
	var zones []*time.Location
	for _, tc := range nastyZones {
		zones = append(zones, zone(t, tc.name))
	}
	return rapid.SampledFrom(zones)
}

// anyInstant draws from the century in which zones are nastiest.
var anyInstant = rapid.Map(rapid.Int64Range(-1e9, 3e9), func(seconds int64) time.Time { return time.Unix(seconds, 0) })

// dayAt is the day that clocks in loc show at t.
func dayAt(t *rapid.T, at time.Time, loc *time.Location) scoring.Day {
	d, err := scoring.ParseDay(at.In(loc).Format(time.DateOnly))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestMidnightsEncloseEveryInstant(t *testing.T) {
	zones := anyZone(t)
	rapid.Check(t, func(t *rapid.T) {
		loc, at := zones.Draw(t, "zone"), anyInstant.Draw(t, "at")
		last, next := scoring.LastMidnight(at, loc), scoring.NextMidnight(at, loc)
		if last.After(at) || !next.After(at) {
			t.Fatalf("%s is not between %s and %s", at, last, next)
		}
		if got := scoring.LastMidnight(last, loc); !got.Equal(last) {
			t.Fatalf("the last midnight of %s is %s, want itself", last, got)
		}
		if got := scoring.NextMidnight(last, loc); !got.Equal(next) {
			t.Fatalf("after %s comes %s, want %s", last, got, next)
		}
		if got := scoring.LastMidnight(next.Add(-1), loc); !got.Equal(last) {
			t.Fatalf("before %s comes %s, want %s", next, got, last)
		}
		if length := next.Sub(last); length < time.Hour || length > 49*time.Hour {
			t.Fatalf("a day of %s from %s", length, last)
		}
	})
}

func TestDaysStartBeforeTheyAreShown(t *testing.T) {
	zones := anyZone(t)
	rapid.Check(t, func(t *rapid.T) {
		loc, at := zones.Draw(t, "zone"), anyInstant.Draw(t, "at")
		shown := dayAt(t, at, loc)
		start := shown.Start(loc)
		if start.After(at) {
			t.Fatalf("%s is shown at %s, but starts at %s", shown, at, start)
		}
		if got := dayAt(t, start, loc); got != shown {
			t.Fatalf("%s is shown at its start, want %s", got, shown)
		}
		if before := dayAt(t, start.Add(-1), loc); before.String() >= shown.String() {
			t.Fatalf("%s is shown just before the start of %s", before, shown)
		}
		if end := shown.End(loc); !end.After(start) {
			t.Fatalf("%s starts at %s and ends at %s", shown, start, end)
		}
	})
}

func TestPeriodsOfAdjacentDaysMeet(t *testing.T) {
	zones := anyZone(t)
	rapid.Check(t, func(t *rapid.T) {
		loc, at := zones.Draw(t, "zone"), anyInstant.Draw(t, "at")
		first := dayAt(t, at, loc)
		last := dayAt(t, at.Add(time.Duration(rapid.IntRange(2, 400).Draw(t, "days"))*24*time.Hour), loc)
		following := dayAt(t, scoring.NextMidnight(last.Start(loc), loc), loc)
		one, two := scoring.NewPeriod(first, last, loc), scoring.NewPeriod(following, following, loc)
		if !one.End.Equal(two.Start) {
			t.Fatalf("the period to %s ends at %s, the one from %s starts at %s", last, one.End, following, two.Start)
		}
		if !one.Start.Equal(first.Start(loc)) || !one.End.After(one.Start) {
			t.Fatalf("the period from %s is %s to %s", first, one.Start, one.End)
		}
	})
}

func TestParseDayReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := dayAt(t, anyInstant.Draw(t, "at"), time.UTC)
		for _, form := range []string{want.String(), want.String() + "T00:00:00Z"} {
			if got, err := scoring.ParseDay(form); err != nil || got != want {
				t.Fatalf("ParseDay(%q) = %s, %v, want %s", form, got, err, want)
			}
		}
	})
}
