/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones must be there on every machine

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// nastyZones are zones whose days are not all 24 hours from midnight to midnight, with a time at which they are not.
var nastyZones = []struct{ name, around string }{
	{"UTC", "2026-03-29T00:00:00Z"},
	{"Europe/Berlin", "2026-03-29T01:00:00Z"},
	{"Europe/Berlin", "2026-10-25T01:00:00Z"},
	{"America/Sao_Paulo", "2018-11-04T03:00:00Z"},
	{"America/Sao_Paulo", "2018-02-18T02:00:00Z"},
	{"Asia/Beirut", "2022-03-26T22:00:00Z"},
	{"Asia/Beirut", "2022-10-29T21:00:00Z"},
	{"Pacific/Apia", "2011-12-30T10:00:00Z"},
	{"Africa/Cairo", "2026-04-23T22:00:00Z"},
	{"Africa/Cairo", "2026-10-29T21:00:00Z"},
	{"Australia/Lord_Howe", "2026-04-04T15:00:00Z"},
	{"Australia/Lord_Howe", "2026-10-03T15:30:00Z"},
	{"America/St_Johns", "2010-03-14T03:31:00Z"},
	{"America/St_Johns", "2010-11-07T02:31:00Z"},
	{"America/Havana", "2026-11-01T05:00:00Z"},
	{"Pacific/Kiritimati", "1994-12-31T10:00:00Z"},
	{"Pacific/Kwajalein", "1969-09-30T13:00:00Z"},
	{"Europe/Berlin", "2040-12-31T12:00:00Z"}, // a leap year that only the zone's rule covers
	{"America/St_Johns", "2096-12-31T12:00:00Z"},
}

func day(t testing.TB, s string) scoring.Day {
	t.Helper()
	d, err := scoring.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestParseDay(t *testing.T) {
	for _, tc := range []struct{ reason, in, want string }{
		{"the short form", "2026-11-03", "2026-11-03"},
		{"the long form is the same day", "2026-11-03T00:00:00Z", "2026-11-03"},
		{"a leap day", "2028-02-29", "2028-02-29"},
		{"a leap day of a century", "2000-02-29", "2000-02-29"},
		{"the last day of a year", "2026-12-31", "2026-12-31"},
		{"years have four digits", "0987-01-02", "0987-01-02"},
		{"30 February", "2026-02-30", ""},
		{"no leap year", "2026-02-29", ""},
		{"no leap year, a century", "2100-02-29", ""},
		{"31 April", "2026-04-31", ""},
		{"month 13", "2026-13-01", ""},
		{"month 0", "2026-00-01", ""},
		{"day 0", "2026-01-00", ""},
		{"empty", "", ""},
		{"one digit", "2026-1-3", ""},
		{"another time of day", "2026-11-03T12:00:00Z", ""},
		{"an offset", "2026-11-03T00:00:00+01:00", ""},
		{"the suffix twice", "2026-11-03T00:00:00ZT00:00:00Z", ""},
		{"a space", " 2026-11-03", ""},
		{"a line end", "2026-11-03\n", ""},
		{"five digits", "12026-11-03", ""},
		{"a sign", "-026-11-03", ""},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, err := scoring.ParseDay(tc.in)
			if wantErr := tc.want == ""; wantErr != (err != nil) {
				t.Fatalf("ParseDay(%q): got error %v, want one: %t", tc.in, err, wantErr)
			}
			if err != nil {
				if !strings.Contains(err.Error(), "2026-11-03") || got != (scoring.Day{}) {
					t.Errorf("ParseDay(%q) = %v, %v: want no day and an error that shows the form", tc.in, got, err)
				}
				return
			}
			if got.String() != tc.want {
				t.Errorf("ParseDay(%q) = %s, want %s", tc.in, got, tc.want)
			}
		})
	}
}

func TestDaysCompare(t *testing.T) {
	if day(t, "2026-11-03") != day(t, "2026-11-03T00:00:00Z") {
		t.Error("both forms of one day must be equal")
	}
	if day(t, "2026-11-03") == day(t, "2026-11-04") {
		t.Error("different days must differ")
	}
}

func TestDayStart(t *testing.T) {
	for _, tc := range []struct{ reason, zone, day, want string }{
		{"no offset", "UTC", "2026-10-01", "2026-10-01T00:00:00Z"},
		{"summer time", "Europe/Berlin", "2026-10-01", "2026-09-30T22:00:00Z"},
		{"the day summer time ends starts in it", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z"},
		{"the day after starts in winter time", "Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"},
		{"midnight skipped: the day starts at 01:00", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
		{"the clock falls back from midnight: the day starts an hour later", "America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"},
		{"midnight skipped in Beirut", "Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"},
		{"midnight skipped in Cairo", "Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"},
		{"the clock falls back from midnight in Cairo", "Africa/Cairo", "2026-10-30", "2026-10-29T22:00:00Z"},
		{"midnight twice, an hour apart: the first", "America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},
		{"midnight twice, back into the day before: the first", "America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z"},
		{"the clock jumps a minute after midnight", "America/St_Johns", "2010-03-14", "2010-03-14T03:30:00Z"},
		{"the skipped day starts with the next one", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
		{"the day after the skipped one", "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
		{"the day before the skipped one", "Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"},
		{"the easternmost zone", "Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"},
		{"the skipped day of Kiritimati", "Pacific/Kiritimati", "1994-12-31", "1994-12-31T10:00:00Z"},
		{"the last day of a far leap year", "Europe/Berlin", "2040-12-31", "2040-12-30T23:00:00Z"},
		{"the day after a far leap year", "Europe/Berlin", "2041-01-01", "2040-12-31T23:00:00Z"},
		{"two days after a far leap year", "Europe/Berlin", "2041-01-02", "2041-01-01T23:00:00Z"},
		{"the day after a far leap year, in the west", "America/St_Johns", "2041-01-01", "2041-01-01T03:30:00Z"},
		{"the day after a far leap year, in the east", "Australia/Lord_Howe", "2041-01-01", "2040-12-31T13:00:00Z"},
		{"half an hour of summer time", "Australia/Lord_Howe", "2026-01-01", "2025-12-31T13:00:00Z"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			loc := zone(t, tc.zone)
			got := day(t, tc.day).Start(loc)
			if !got.Equal(instant(t, tc.want)) {
				t.Errorf("%s starts at %s in %s, want %s", tc.day, got.UTC(), tc.zone, tc.want)
			}
			if got.Location() != loc {
				t.Errorf("got a time in %s, want it in %s", got.Location(), loc)
			}
		})
	}
}

// TestDayStartIsTheFirstInstantOfTheDay walks the minutes around each change of the clocks.
func TestDayStartIsTheFirstInstantOfTheDay(t *testing.T) {
	for _, tc := range nastyZones {
		t.Run(tc.name+" "+tc.around, func(t *testing.T) {
			loc := zone(t, tc.name)
			begin := instant(t, tc.around).Add(-50 * time.Hour).In(loc)
			latest := begin.Format(time.DateOnly)
			for at := begin; at.Before(begin.Add(100 * time.Hour)); at = at.Add(time.Minute) {
				shown := at.Format(time.DateOnly)
				if shown <= latest {
					continue
				}
				latest = shown
				if got := day(t, shown).Start(loc); !got.Equal(at) {
					t.Errorf("%s starts at %s, want %s", shown, got, at)
				}
			}
		})
	}
}

// TestDaysTile shows that days follow each other without gap and overlap, and that both midnights agree with them.
func TestDaysTile(t *testing.T) {
	for _, tc := range nastyZones {
		t.Run(tc.name+" "+tc.around, func(t *testing.T) {
			loc := zone(t, tc.name)
			begin := instant(t, tc.around).Add(-70 * time.Hour)
			last, next := scoring.LastMidnight(begin, loc), scoring.NextMidnight(begin, loc)
			for at := begin; at.Before(begin.Add(140 * time.Hour)); at = at.Add(15 * time.Minute) {
				if !at.Before(next) {
					last, next = next, scoring.NextMidnight(at, loc)
				}
				if got := scoring.LastMidnight(at, loc); !got.Equal(last) || got.After(at) {
					t.Fatalf("last midnight at %s: got %s, want %s", at.In(loc), got, last)
				}
				if got := scoring.NextMidnight(at, loc); !got.Equal(next) || !got.After(at) {
					t.Fatalf("next midnight at %s: got %s, want %s", at.In(loc), got, next)
				}
			}
		})
	}
}

func TestDayEndIsTheStartOfTheNext(t *testing.T) {
	for _, tc := range []struct{ reason, zone, day, next string }{
		{"an ordinary day", "UTC", "2026-11-03", "2026-11-04"},
		{"the last of a month", "Europe/Berlin", "2026-02-28", "2026-03-01"},
		{"a leap day follows", "Europe/Berlin", "2028-02-28", "2028-02-29"},
		{"the last of a year", "America/St_Johns", "2026-12-31", "2027-01-01"},
		{"a day of 23 hours", "Europe/Berlin", "2026-03-29", "2026-03-30"},
		{"before the skipped day", "Pacific/Apia", "2011-12-29", "2011-12-30"},
		{"the skipped day is empty", "Pacific/Apia", "2011-12-30", "2011-12-30"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			loc := zone(t, tc.zone)
			if got, want := day(t, tc.day).End(loc), day(t, tc.next).Start(loc); !got.Equal(want) {
				t.Errorf("%s ends at %s, want %s", tc.day, got, want)
			}
		})
	}
}

func TestNewPeriodHoldsBothDays(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	got := scoring.NewPeriod(day(t, "2026-10-01"), day(t, "2026-12-31"), berlin)
	if want := instant(t, "2026-09-30T22:00:00Z"); !got.Start.Equal(want) {
		t.Errorf("starts at %s, want %s", got.Start, want)
	}
	if want := instant(t, "2026-12-31T23:00:00Z"); !got.End.Equal(want) {
		t.Errorf("ends at %s, want %s", got.End, want)
	}
	if got.Location != berlin {
		t.Errorf("is in %s, want %s", got.Location, berlin)
	}
	one := scoring.NewPeriod(day(t, "2026-10-25"), day(t, "2026-10-25"), berlin)
	if got, want := one.End.Sub(one.Start), 25*time.Hour; got != want {
		t.Errorf("the day summer time ends lasts %s, want %s", got, want)
	}
}

func TestMidnights(t *testing.T) {
	for _, tc := range []struct{ reason, zone, at, wantLast, wantNext string }{
		{"at noon", "Europe/Berlin", "2026-11-03T11:00:00Z", "2026-11-02T23:00:00Z", "2026-11-03T23:00:00Z"},
		{"at midnight itself", "Europe/Berlin", "2026-11-02T23:00:00Z", "2026-11-02T23:00:00Z", "2026-11-03T23:00:00Z"},
		{"just before midnight", "Europe/Berlin", "2026-11-02T22:59:59Z", "2026-11-01T23:00:00Z", "2026-11-02T23:00:00Z"},
		{"at the first of two midnights", "America/St_Johns", "2010-11-07T02:30:00Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"},
		{"back in the day before", "America/St_Johns", "2010-11-07T03:00:00Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"},
		{"at the second midnight", "America/St_Johns", "2010-11-07T03:30:00Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"},
		{"before the skipped day", "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
		{"after the skipped day", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			loc, at := zone(t, tc.zone), instant(t, tc.at)
			if got := scoring.LastMidnight(at, loc); !got.Equal(instant(t, tc.wantLast)) || got.Location() != loc {
				t.Errorf("last midnight: got %s, want %s", got, tc.wantLast)
			}
			if got := scoring.NextMidnight(at, loc); !got.Equal(instant(t, tc.wantNext)) || got.Location() != loc {
				t.Errorf("next midnight: got %s, want %s", got, tc.wantNext)
			}
		})
	}
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"2026-11-03", "2026-11-03T00:00:00Z", "2026-02-30", "0000-00-00", "", "-001-01-01", "2026-11-03T00:00:00.0Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := scoring.ParseDay(s)
		if err != nil {
			return
		}
		if short := strings.TrimSuffix(s, "T00:00:00Z"); got.String() != short {
			t.Fatalf("ParseDay(%q) = %s", s, got)
		}
		again, err := scoring.ParseDay(got.String() + "T00:00:00Z")
		if err != nil || again != got {
			t.Fatalf("the long form of %s: got %s, %v", got, again, err)
		}
		if !got.End(time.UTC).Equal(got.Start(time.UTC).Add(24 * time.Hour)) {
			t.Fatalf("%s has no 24 hours in UTC", got)
		}
	})
}
