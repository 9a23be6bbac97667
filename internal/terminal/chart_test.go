/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, time.October, 1, 12, 0, 0, 0, time.UTC)

// days is a chart of values a day apart, as small as charts are.
func days(values ...float64) Chart {
	c := Chart{Series: []Series{{Name: "score", Values: values}}, High: 1, Width: leastWidth, Height: 3}
	for i := range values {
		c.Times = append(c.Times, noon.AddDate(0, 0, i))
	}
	return c
}

// lines are those of a chart's plot.
func lines(c Chart) []string {
	return strings.Split(c.String(), "\n")[:c.Height]
}

func TestChart(t *testing.T) {
	second := days(0, 0, 0, 0, 0)
	second.Series = append(second.Series, Series{Name: "expected", Values: []float64{1, 1, 0, 0, 0}})
	fewer := days(0, 0, 0, 0, 0)
	fewer.Series[0].Values = []float64{0.5, 0.5}
	more := days(0, 0, 0, 0, 0)
	more.Series[0].Values = []float64{0, 0, 0, 0, 0, 1, 1, 1}
	marked := days(0, 0, 0, 0, 0)
	marked.Series[0].Mark = 'x'
	wide := days(0, 0, 0, 0, 0)
	wide.Series[0].Mark = '日'
	hidden := days(0, 0, 0, 0, 0)
	hidden.Series[0].Mark = '\t'
	cases := map[string]struct {
		reason string
		chart  Chart
		want   []string
	}{
		"Level":     {"what stands still is a line", days(0, 0, 0, 0, 0), []string{"1.0 ┤", "0.5 ┤", "0.0 ┤●●●●●●●●●●●●●●●●●●●"}},
		"Steep":     {"a step has no gap", days(0, 0, 1, 1, 1), []string{"1.0 ┤        ●●●●●●●●●●●", "0.5 ┤      ●●", "0.0 ┤●●●●●●"}},
		"Jump":      {"nor has one within a column", Chart{Times: []time.Time{noon, noon, noon.AddDate(0, 0, 1)}, Series: []Series{{Values: []float64{0, 1, 1}}}, Width: leastWidth, Height: 3}, []string{"1.0 ┤●●●●●●●●●●●●●●●●●●●", "0.5 ┤●", "0.0 ┤●"}},
		"Gap":       {"what is unknown is a gap", days(0, 0, nan, 0, math.Inf(1)), []string{"1.0 ┤", "0.5 ┤", "0.0 ┤●●●●●●        ●"}},
		"Alone":     {"one between gaps is seen", days(nan, nan, 0.5, nan, nan), []string{"1.0 ┤", "0.5 ┤         ●", "0.0 ┤"}},
		"Two":       {"the first is seen where two meet", second, []string{"1.0 ┤○○○○○○", "0.5 ┤      ○○", "0.0 ┤●●●●●●●●●●●●●●●●●●●"}},
		"Fewer":     {"what is missing is unknown", fewer, []string{"1.0 ┤", "0.5 ┤●●●●●●", "0.0 ┤"}},
		"More":      {"what is at no time is not shown", more, []string{"1.0 ┤", "0.5 ┤", "0.0 ┤●●●●●●●●●●●●●●●●●●●"}},
		"Mark":      {"a series has its own mark", marked, []string{"1.0 ┤", "0.5 ┤", "0.0 ┤xxxxxxxxxxxxxxxxxxx"}},
		"WideMark":  {"if it takes a column", wide, []string{"1.0 ┤", "0.5 ┤", "0.0 ┤●●●●●●●●●●●●●●●●●●●"}},
		"NoMark":    {"and is seen", hidden, []string{"1.0 ┤", "0.5 ┤", "0.0 ┤●●●●●●●●●●●●●●●●●●●"}},
		"Beyond":    {"what is over the axis makes it longer", days(0, 0, 0, 0, 2), []string{"2 ┤                   ●●", "1 ┤                 ●●", "0 ┤●●●●●●●●●●●●●●●●●"}},
		"NoData":    {"nothing is said to be nothing", days(nan, nan), []string{"1.0 ┤", "0.5 ┤     no data", "0.0 ┤"}},
		"NoNumbers": {"none at all too", Chart{Width: leastWidth, Height: 3}, []string{"1.0 ┤", "0.5 ┤     no data", "0.0 ┤"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, lines(tc.chart)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestNumbersOfTheAxis(t *testing.T) {
	cases := map[string]struct {
		reason    string
		low, high float64
		values    []float64
		want      string // from the foot
	}{
		"Share":    {"quarters", 0, 1, nil, "0.00 0.25 0.50 0.75 1.00"},
		"Percent":  {"without decimals that say nothing", 0, 100, nil, "0 25 50 75 100"},
		"Values":   {"the values decide", 0, 0, []float64{1180, 1421}, "1100 1200 1300 1400 1500"},
		"Below":    {"below zero too", 0, 1, []float64{-0.03}, "-0.25 0.00 0.25 0.50 0.75 1.00"},
		"Still":    {"what stands still has room on both sides", 0, 0, []float64{5}, "4.0 4.5 5.0 5.5 6.0"},
		"Millions": {"large numbers are short", 0, 4e12, nil, "0 1e+12 2e+12 3e+12 4e+12"},
		"Tiny":     {"so are tiny ones", 0, 4e-9, nil, "0 1e-09 2e-09 3e-09 4e-09"},
		"Huge":     {"the largest have bounds alone", -math.MaxFloat64, math.MaxFloat64, nil, "-1.8e+308 1.8e+308"},
		"Least":    {"and so have the least", 0, math.SmallestNonzeroFloat64, nil, "0 4.94e-324"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			c := days(tc.values...)
			c.Low, c.High, c.Height = tc.low, tc.high, 21
			var got []string
			for _, line := range lines(c) {
				if label, _, ok := strings.Cut(line, "┤"); ok {
					got = append([]string{strings.TrimSpace(label)}, got...)
				}
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestDatesOfTheAxis(t *testing.T) {
	kathmandu := time.FixedZone("", 5*60*60+45*60)
	cases := map[string]struct {
		reason   string
		span     time.Duration
		location *time.Location
		want     string
		wantSpan string
	}{
		"Minutes": {"of a quarter of an hour", 15 * time.Minute, nil, "12:00 12:05 12:10", "1 Oct 2026 12:00 UTC to 1 Oct 2026 12:15 UTC"},
		"Day":     {"a midnight is a day", 24 * time.Hour, nil, "12:00 15:00 18:00 21:00 2 Oct 03:00 06:00 09:00", "1 Oct 2026 12:00 UTC to 2 Oct 2026 12:00 UTC"},
		"There":   {"wherever it is", 12 * time.Hour, kathmandu, "18:00 21:00 2 Oct 03:00", "1 Oct 2026 17:45 +0545 to 2 Oct 2026 05:45 +0545"},
		"Week":    {"days begin where people's do", 7 * 24 * time.Hour, nil, "2 Oct 3 Oct 4 Oct 5 Oct 6 Oct 7 Oct 8 Oct", "1 Oct 2026 to 8 Oct 2026"},
		"Quarter": {"weeks begin on Mondays", 91 * 24 * time.Hour, nil, "12 Oct 26 Oct 9 Nov 23 Nov 7 Dec 21 Dec", "1 Oct 2026 to 31 Dec 2026"},
		"Year":    {"months on their first", 365 * 24 * time.Hour, nil, "Jan 2027 Apr 2027 Jul 2027", "1 Oct 2026 to 1 Oct 2027"},
		"Century": {"years have theirs", 36525 * 24 * time.Hour, nil, "Jan 2046 Jan 2066 Jan 2086 Jan 2106", "1 Oct 2026 to 2 Oct 2126"},
		"Moment":  {"one time is one date", 0, nil, "12:00", "1 Oct 2026 12:00 UTC to 1 Oct 2026 12:00 UTC"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			c := Chart{Times: []time.Time{noon, noon.Add(tc.span)}, Location: tc.location, Width: 100, Height: 3}
			got := strings.Split(c.String(), "\n")
			if diff := cmp.Diff(tc.want, strings.Join(strings.Fields(got[4]), " ")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
			if diff := cmp.Diff(tc.wantSpan, strings.TrimSpace(got[5])); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
			if ticks := strings.Count(got[3], "┬"); ticks == 0 || ticks > len(strings.Fields(tc.want)) {
				t.Errorf("%s: %d ticks at %q", tc.reason, ticks, tc.want)
			}
		})
	}
}

func TestChartsKeepTheirSeries(t *testing.T) {
	c := days(0, 1)
	_ = c.String()
	if c.Series[0].Mark != 0 {
		t.Errorf("String gave the caller's series the mark %q", c.Series[0].Mark)
	}
}

func TestAnyChartFits(t *testing.T) {
	anyTime := rapid.Custom(func(t *rapid.T) time.Time {
		return noon.Add(time.Duration(rapid.Int64().Draw(t, "ns")))
	})
	anySeries := rapid.Custom(func(t *rapid.T) Series {
		values := rapid.SliceOf(rapid.OneOf(rapid.Float64(), rapid.Just(nan), rapid.Just(math.Inf(1)), rapid.Float64Range(0, 1)))
		return Series{Name: texts().Draw(t, "name"), Mark: rapid.Rune().Draw(t, "mark"), Values: values.Draw(t, "values")}
	})
	rapid.Check(t, func(t *rapid.T) {
		c := Chart{
			Times:  rapid.SliceOf(anyTime).Draw(t, "times"),
			Series: rapid.SliceOf(anySeries).Draw(t, "series"),
			Low:    rapid.Float64().Draw(t, "low"),
			High:   rapid.Float64().Draw(t, "high"),
			Width:  rapid.IntRange(-1, 120).Draw(t, "width"),
			Height: rapid.IntRange(-1, 30).Draw(t, "height"),
		}
		most := size(c.Width, defaultWidth, leastWidth, mostWidth)
		for line := range strings.Lines(c.String()) {
			if line = strings.TrimSuffix(line, "\n"); Width(line) > most || Clean(line) != line {
				t.Fatalf("%q takes %d columns, want at most %d and clean ones", line, Width(line), most)
			}
		}
	})
}
