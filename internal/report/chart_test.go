/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// stays is the key result of the fixture whose chart has all that a chart can have.
func stays(t testing.TB) *KeyResult {
	t.Helper()
	r := made(t, compared())
	i := slices.IndexFunc(r.Objectives, func(o Objective) bool { return o.Name == "repeat-stays" })
	return &r.Objectives[i].KeyResults[0]
}

// ends are the first and the last point of a line.
func ends(t testing.TB, points string) (first, last [2]float64) {
	t.Helper()
	all := strings.Fields(points)
	for i, text := range []string{all[0], all[len(all)-1]} {
		var p [2]float64
		if _, err := fmt.Sscanf(text, "%f,%f", &p[0], &p[1]); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = p
		}
		last = p
	}
	return first, last
}

func TestChartLeavesUnknownStretchesOpen(t *testing.T) {
	kr := stays(t)
	c := draw(kr, today, "c")
	if len(c.Past) != 2 || len(c.Lone) != 1 {
		t.Fatalf("%d lines and %d lone dots, want two lines around a gap with one dot in it", len(c.Past), len(c.Lone))
	}
	_, before := ends(t, c.Past[0])
	after, now := ends(t, c.Past[1])
	lone, _ := strconv.ParseFloat(c.Lone[0].X, 64)
	day := float64(plotRight-plotLeft) / 92
	if math.Abs(lone-before[0]-3*day) > 0.2 || math.Abs(after[0]-lone-3*day) > 0.2 {
		t.Errorf("the line ends at %v, the dot is at %v, the line goes on at %v; want three days of %v between them", before[0], lone, after[0], day)
	}
	if c.Latest == nil || coordinate(now[0]) != c.Latest.X || coordinate(now[1]) != c.Latest.Y {
		t.Errorf("the path ends at %v, want it to end at the latest value %+v", now, c.Latest)
	}
	if !strings.Contains(c.Description, "2 stretches are unknown") {
		t.Errorf("described as %q", c.Description)
	}
}

func TestChartOfAStaleValue(t *testing.T) {
	kr := stays(t)
	kr.Course.Past = kr.Course.Past[:20]
	c := draw(kr, today, "c")
	if _, last := ends(t, c.Past[0]); coordinate(last[0]) == c.Latest.X {
		t.Error("a path that ended long ago is drawn up to now")
	}
}

func TestChartFan(t *testing.T) {
	kr := stays(t)
	c := draw(kr, today, "c")
	due := coordinate(plotRight)
	if corners := strings.Fields(c.Fan); len(corners) != 3 || corners[0] != c.Latest.X+","+c.Latest.Y ||
		corners[1] != due+","+c.Interval.Low || corners[2] != due+","+c.Interval.High {
		t.Errorf("fan %q, want it from the latest value to both ends of the interval %+v", c.Fan, c.Interval)
	}
	if !strings.HasSuffix(c.Median, due+","+c.Interval.Middle) {
		t.Errorf("median %q, want it to end in the middle of %+v", c.Median, c.Interval)
	}
	tests := []struct {
		reason        string
		edit          func(*Course)
		at            time.Time
		fan, interval bool
	}{
		{"without a value there is an interval alone", func(c *Course) { c.Latest = nil }, today, false, true},
		{"without a forecast there is nothing", func(c *Course) { c.Forecast = nil }, today, false, false},
		{"a share of the time is no value", func(c *Course) { c.TimeShare = 0.9 }, today, false, false},
		{"after the due day there is nothing to come", func(*Course) {}, today.AddDate(1, 0, 0), false, false},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			kr := stays(t)
			tc.edit(kr.Course)
			if c := draw(kr, tc.at, "c"); (c.Fan != "") != tc.fan || (c.Interval != nil) != tc.interval {
				t.Errorf("fan %q, interval %+v", c.Fan, c.Interval)
			}
		})
	}
}

func TestChartTarget(t *testing.T) {
	tests := []struct {
		reason          string
		target, success Band
		want            []string
	}{
		{"a number to reach", Band{Min: new(2.6)}, Band{Min: new(2.6)}, []string{"target 2.6 stays"}},
		{"a band", Band{Min: new(2.0), Max: new(2.5)}, Band{Min: new(2.0), Max: new(2.5)}, []string{"target 2 stays", "target 2.5 stays"}},
		{"what is enough", Band{Max: new(2.0)}, Band{Max: new(2.2)}, []string{"target 2 stays", "enough 2.2 stays"}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			kr := stays(t)
			kr.Course.Target, kr.Course.Success = tc.target, tc.success
			var got []string
			for _, b := range draw(kr, today, "c").Bounds {
				got = append(got, b.Text)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

func TestChartDays(t *testing.T) {
	kr := stays(t)
	for _, tc := range []struct {
		reason string
		at     time.Time
		want   string // what is written of today; "-": today is not marked
	}{
		{"inside", today, "22 Nov"},
		{"near the start there is no room", kr.Course.Start.AddDate(0, 0, 3), ""},
		{"nor near the end", kr.Course.Due.AddDate(0, 0, -3), ""},
		{"not before", kr.Course.Start.AddDate(0, 0, -1), "-"},
		{"nor after", kr.Course.Due.AddDate(0, 0, 1), "-"},
	} {
		c := draw(kr, tc.at, "c")
		got := "-"
		if c.Now != nil {
			got = c.Now.Text
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
		if c.Days[0].Text != "1 Oct" || c.Days[1].Text != "31 Dec 2026" {
			t.Errorf("from %q to %q", c.Days[0].Text, c.Days[1].Text)
		}
	}
}

func TestNoChart(t *testing.T) {
	if c := draw(&KeyResult{}, today, "c"); c != nil {
		t.Errorf("%+v of no course", c)
	}
}

// Whatever the numbers are, all that is drawn is a number inside the plot.
func TestChartStaysInsideItsPlot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-10, 10), rapid.Just(0.0), rapid.Just(math.MaxFloat64), rapid.Just(-math.MaxFloat64))
		kr := &KeyResult{Course: drawnCourse(t, number)}
		c := draw(kr, kr.Course.Start.Add(time.Duration(rapid.IntRange(-1000, 4000).Draw(t, "now"))*time.Hour), "c")
		points := c.Plan + " " + strings.Join(c.Past, " ") + " " + c.Fan + " " + c.Median
		for point := range strings.FieldsSeq(points) {
			x, y, _ := strings.Cut(point, ",")
			wantWithin(t, x, plotLeft, plotRight)
			wantWithin(t, y, plotTop, plotBottom)
		}
		for _, b := range c.Bounds {
			wantWithin(t, b.Y, plotTop, plotBottom)
			wantWithin(t, b.TextY, 0, chartHeight)
		}
		for _, tick := range c.Grid {
			wantWithin(t, tick.At, plotTop, plotBottom)
			if len(tick.Text) > 10 {
				t.Fatalf("no room for %q", tick.Text)
			}
		}
		if c.Interval != nil {
			for _, y := range []string{c.Interval.Low, c.Interval.High, c.Interval.Middle} {
				wantWithin(t, y, plotTop, plotBottom)
			}
		}
	})
}

func drawnCourse(t *rapid.T, number *rapid.Generator[float64]) *Course {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	value := func(name string) *float64 { v := number.Draw(t, name); return &v }
	c := &Course{
		Start: start, Due: start.AddDate(0, 0, rapid.IntRange(1, 100).Draw(t, "days")),
		Target: Band{Min: value("target")}, Success: Band{Min: value("success")}, PastKnown: true,
	}
	c.Plan = []Point{{c.Start, value("from")}, {c.Due, value("to")}}
	for i := range rapid.IntRange(0, 20).Draw(t, "past") {
		p := Point{Time: start.AddDate(0, 0, i)}
		if rapid.Bool().Draw(t, "known") {
			p.Value = value("value")
		}
		c.Past = append(c.Past, p)
	}
	if rapid.Bool().Draw(t, "measured") {
		c.Latest = &Point{start.AddDate(0, 0, len(c.Past)), value("latest")}
	}
	if rapid.Bool().Draw(t, "forecast") {
		c.Forecast = &v1alpha1.Forecast{Low: *value("low"), Value: *value("middle"), High: *value("high")}
	}
	return c
}

func wantWithin(t *rapid.T, text string, low, high float64) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= low-0.1 && v <= high+0.1) {
		t.Fatalf("%q is not within %v and %v (%v)", text, low, high, err)
	}
}

func TestScale(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		want   string
	}{
		{"round numbers around all", []float64{2.1, 2.6}, "2.0 2.2 2.4 2.6"},
		{"thousands", []float64{1480, 1650}, "1450 1500 1550 1600 1650"},
		{"many thousands", []float64{0, 12000}, "0 5k 10k 15k"},
		{"millions", []float64{-100000, 17e6}, "-5M 0 5M 10M 15M 20M"},
		{"very small", []float64{0, 1e-7}, "0 2.5e-08 5e-08 7.5e-08 1e-07"},
		{"one alone stands in the middle", []float64{5, 5}, "4.50 4.75 5.00 5.25 5.50"},
		{"none", nil, "0.00 0.25 0.50 0.75 1.00"},
		{"below zero", []float64{-3, 1}, "-3 -2 -1 0 1"},
	} {
		s := scaleOf(tc.values)
		var labels []string
		for _, tick := range s.ticks {
			labels = append(labels, s.label(tick))
		}
		if got := strings.Join(labels, " "); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.reason, got, tc.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	want := "From 1 October 2026 to 31 December 2026. The latest value is 2.305 stays. The plan expects 2.385 stays by now. " +
		"The target is 2.6 stays or more. Forecast at the end: 2.41 stays, 80 % between 2.3 and 2.52 stays. " +
		"Of the path up to now, 2 stretches are unknown and left open."
	kr := stays(t)
	if got := kr.Course.describe(kr.Unit, today); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	bare := &Course{Start: kr.Course.Start, Due: kr.Course.Due, Target: Band{Min: new(18.0), Max: new(22.0)}}
	want = "From 1 October 2026 to 31 December 2026. No value is known. The target is 18 to 22. The path up to now is not drawn."
	if got := bare.describe("", today); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
}
