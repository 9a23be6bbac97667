/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"math"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

func TestFigure(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		v    float64
		want string
	}{
		{0, "0"}, {2.1, "2.1"}, {0.1 + 0.2, "0.3"}, {2.2437219, "2.24372"}, {1234567.89, "1234568"}, {-100000, "-100000"},
		{99999.96, "100000"}, {0.00001234567, "0.0000123457"}, {1e-9, "1e-09"}, {1e20, "1e+20"}, {math.NaN(), "?"},
	} {
		if got := figure(tc.v); got != tc.want {
			t.Errorf("figure(%v) = %q, want %q", tc.v, got, tc.want)
		}
	}
}

func TestFigureIsNearTheNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e18, 1e18).Draw(t, "v")
		read, err := strconv.ParseFloat(figure(v), 64)
		if err != nil || math.Abs(read-v) > math.Abs(v)*1e-5 {
			t.Fatalf("%v is shown as %q", v, figure(v))
		}
	})
}

func TestInWords(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"OnTrack": "on track", "Unknown": "unknown", "NotDelivered": "not delivered", "": ""} {
		if got := inWords(name); got != want {
			t.Errorf("inWords(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		90 * time.Minute: "1 hour", 47 * time.Hour: "47 hours", 48 * time.Hour: "2 days", 1000 * time.Hour: "41 days",
	} {
		if got := days(d); got != want {
			t.Errorf("days(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestPeriodWords(t *testing.T) {
	t.Parallel()
	berlin := "Europe/Berlin"
	for _, tc := range []struct {
		reason string
		period v1alpha1.Period
		at     string
		want   string
	}{
		{"its first moment is in it, in its zone", v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31", TimeZone: &berlin}, "2026-09-30T22:00:00Z",
			"1 October to 31 December 2026 (Europe/Berlin), 0 % over, 92 days left"},
		{"the moment before is not", v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31", TimeZone: &berlin}, "2026-09-30T20:59:00Z",
			"1 October to 31 December 2026 (Europe/Berlin), begins in 1 hour"},
		{"its last day is in it; nearly over is not over", v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"}, "2026-12-31T23:59:00Z",
			"1 October to 31 December 2026 (UTC), 99 % over, 0 hours left"},
		{"over", v1alpha1.Period{Start: "2026-10-01", End: "2027-01-31"}, "2027-02-04T00:00:00Z",
			"1 October 2026 to 31 January 2027 (UTC), over since 3 days"},
		{"the long form of days", v1alpha1.Period{Start: "2026-10-01T00:00:00Z", End: "2026-10-31T00:00:00Z"}, "2026-10-16T12:00:00Z",
			"1 October to 31 October 2026 (UTC), 50 % over, 15 days left"},
	} {
		now, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		p := &page{options: &options{Environment: (&caller{now: now}).environment(nil, nil)}}
		if got := p.periodWords(tc.period); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
}

func TestFeet(t *testing.T) {
	t.Parallel()
	for height, want := range map[int32]string{0: "0 ft", 999: "999 ft", 1000: "1,000 ft", 10000: "10,000 ft", 2147483647: "2,147,483,647 ft"} {
		if got := feet(height); got != want {
			t.Errorf("feet(%d) = %q, want %q", height, got, want)
		}
	}
}

func TestScaleBar(t *testing.T) {
	t.Parallel()
	for position, want := range map[float64]string{
		0: "●────┼────┤", 0.5: "├────●────┤", 1: "├────┼────●", 0.31: "├──●─┼────┤", -3: "◀────┼────┤", 1.01: "├────┼────▶",
	} {
		if got := scaleBar(position, 11); got != want {
			t.Errorf("at %v: %s, want %s", position, got, want)
		}
	}
	if got, want := scaleBar(math.NaN(), 11), "├────┼────┤"; got != want {
		t.Errorf("a position that is not known: %s, want %s", got, want)
	}
}

func TestScaleBarAlwaysFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		position, width := rapid.Float64().Draw(t, "position"), rapid.IntRange(3, 200).Draw(t, "width")
		if got := terminal.Width(scaleBar(position, width)); got != width {
			t.Fatalf("%d columns, want %d", got, width)
		}
	})
}

func TestDifference(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	base := standing{verdict: "AtRisk", score: 0.5, probability: 0.3, met: "1/3", ends: "2026-12-31", why: "w"}
	with := func(change func(*standing)) standing { s := base; change(&s); return s }
	for _, tc := range []struct {
		reason string
		after  standing
		want   string
	}{
		{"nothing changed", base, ""},
		{"what is expected moves each night", with(func(s *standing) { s.expected = 0.7 }), ""},
		{"a score that is lost", with(func(s *standing) { s.score = nan }), "score 0.5 -> none; w"},
		{"a score that stays unknown is no change", with(func(s *standing) {}), ""},
		{"the same chance in words", with(func(s *standing) { s.probability = 0.301 }), ""},
		{"another reason", with(func(s *standing) { s.why = "x" }), "x"},
		{"no reason any more", with(func(s *standing) { s.verdict, s.why = "OnTrack", "" }), "AtRisk -> OnTrack; nothing stands against it any more"},
		{"the first count", with(func(s *standing) { s.met = "" }), "met 1/3 -> none; w"},
		{"a longer period", with(func(s *standing) { s.ends = "2027-01-31" }), "ends 2026-12-31 -> 2027-01-31; w"},
	} {
		if got := difference(base, tc.after); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
	if got := difference(with(func(s *standing) { s.score = nan }), with(func(s *standing) { s.score = nan })); got != "" {
		t.Errorf("a score that stays unknown: %q, want no change", got)
	}
}
