/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math"
	"slices"
	"testing"
	"time"
)

const day = 24 * time.Hour

var begin = time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)

// every gives the values at begin, begin+step and so on.
func every(step time.Duration, values ...float64) []Point {
	points := make([]Point, len(values))
	for i, value := range values {
		points[i] = Point{Time: begin.Add(time.Duration(i) * step), Value: value}
	}
	return points
}

// drawn gives n values of f, which is asked for 0 to below 1, evenly over so many days.
func drawn(n, days int, f func(x float64) float64) []Point {
	values := make([]float64, n)
	for i := range values {
		values[i] = f(float64(i) / float64(n))
	}
	return every(time.Duration(days)*day/time.Duration(n), values...)
}

func TestOf(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tc := range []struct {
		reason    string
		points    []Point
		want      float64 // a day
		wantTrend bool    // at 5 %
	}{
		{"constant", every(day, 3, 3, 3, 3, 3, 3, 3, 3), 0, false},
		{"constantly nothing", every(day, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0, false},
		{"rising", every(day, 1, 2, 3, 4, 5, 6, 7, 8), 1, true},
		{"falling", every(day, 8, 7, 6, 5, 4, 3, 2, 1), -1, true},
		{"rising by the hour", every(time.Hour, 1, 2, 3, 4, 5, 6, 7, 8), 24, true},
		{"rising by the week", every(7*day, 7, 14, 21, 28, 35, 42, 49, 56), 1, true},
		{"one wild value moves nothing", every(day, 1, 2, 3, 4, 5, 1e6, 7, 8, 9, 10), 1, true},
		{"up and down", every(day, 1, 9, 2, 8, 2, 9, 1, 8), 0, false},
		{"values that are none are left out", every(day, 1, nan, 3, 4, inf, 6, 7, 8, -inf, 10, 11), 1, true},
		{"one that is different", every(day, 3, 3, 3, 3, 3, 3, 3, 4), 0, false},
		{"below zero", every(day, -10, -9, -8, -7, -6, -5, -4, -3, -2), 1, true},
		{"small moves on a large number", every(day, 1e9+1, 1e9+2, 1e9+3, 1e9+4, 1e9+5, 1e9+6, 1e9+7, 1e9+8), 1, true},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, ok := Of(tc.points)
			if !ok || got.PerDay != tc.want || (got.PValue < 0.05) != tc.wantTrend {
				t.Errorf("%+v, %t: want %v a day, a trend %t", got, ok, tc.want, tc.wantTrend)
			}
		})
	}
}

func TestConstantHasNoTrendAtAll(t *testing.T) {
	for _, value := range []float64{0, 0.1, -7, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		got, ok := Of(every(day, slices.Repeat([]float64{value}, 20)...))
		if want := (Trend{PerDay: 0, PValue: 1}); !ok || got != want {
			t.Errorf("of %v: %+v, want %+v", value, got, want)
		}
	}
}

func TestTooFewPoints(t *testing.T) {
	nan := math.NaN()
	for _, tc := range []struct {
		reason string
		points []Point
		want   bool
	}{
		{"none", nil, false},
		{"one", every(day, 1), false},
		{"seven", every(day, 1, 2, 3, 4, 5, 6, 7), false},
		{"seven with a value", every(day, 1, 2, nan, 4, 5, math.Inf(1), 7, 8, math.Inf(-1), 10), false},
		{"eight", every(day, 1, 2, 3, 4, 5, 6, 7, 8), true},
		{"eight with a value", every(day, nan, 1, 2, 3, 4, 5, 6, 7, 8, nan), true},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, ok := Of(tc.points)
			if ok != tc.want {
				t.Errorf("a trend: %t, want %t", ok, tc.want)
			}
			if !ok && got != (Trend{}) {
				t.Errorf("%+v where there is none", got)
			}
		})
	}
}

func TestUnevenTimes(t *testing.T) {
	at := func(days float64, value float64) Point {
		return Point{Time: begin.Add(time.Duration(days * float64(day))), Value: value}
	}
	for _, tc := range []struct {
		reason string
		points []Point
		want   Trend
	}{
		{"on one line, whatever the gaps", []Point{
			at(0, 0), at(0.5, 1), at(1, 2), at(10, 20), at(11, 22), at(30, 60), at(30.5, 61), at(31, 62),
		}, Trend{PerDay: 2, PValue: 0.0008366271311193047}}, // S 28 of 28, variance 65 1/3: z = 27/8.0829 = 3.3404
		{"all at one time", []Point{
			at(1, 0), at(1, 1), at(1, 2), at(1, 3), at(1, 4), at(1, 5), at(1, 6), at(1, 7),
		}, Trend{PerDay: 0, PValue: 1}},
		{"two times, and larger at the later one", []Point{
			at(1, 0), at(1, 3), at(1, 1), at(1, 2), at(2, 10), at(2, 13), at(2, 11), at(2, 12),
		}, Trend{PerDay: 10, PValue: 0.030383}}, // S 16, variance (1176-2*156)/18 = 48: z = 15/6.9282 = 2.1651
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, ok := Of(tc.points)
			if !ok || !near(got.PerDay, tc.want.PerDay, 1e-9) || !near(got.PValue, tc.want.PValue, 1e-6) {
				t.Errorf("%+v, want %+v", got, tc.want)
			}
		})
	}
}

func near(got, want, within float64) bool { return math.Abs(got-want) <= within }

func TestNumbersAtTheEnds(t *testing.T) {
	most, least := math.MaxFloat64, math.SmallestNonzeroFloat64
	for _, tc := range []struct {
		reason string
		step   time.Duration
		values []float64
		want   float64
	}{
		{"the whole range of doubles within nanoseconds", 1, []float64{-most, -most * 0.7, -most * 0.4, -most * 0.1, most * 0.1, most * 0.4, most * 0.7, most}, most},
		{"and down", 1, []float64{most, most * 0.7, most * 0.4, most * 0.1, -most * 0.1, -most * 0.4, -most * 0.7, -most}, -most},
		{"huge", day, []float64{1e308, 1.1e308, 1.2e308, 1.3e308, 1.4e308, 1.5e308, 1.6e308, 1.7e308}, 1e307},
		{"the least steps there are", day, []float64{0, least, 2 * least, 3 * least, 4 * least, 5 * least, 6 * least, 7 * least}, least},
		{"too slow for a double", 1000 * day, []float64{0, least, 2 * least, 3 * least, 4 * least, 5 * least, 6 * least, 7 * least}, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, ok := Of(every(tc.step, tc.values...))
			if !ok || !near(got.PerDay, tc.want, math.Abs(tc.want)*1e-12) || got.PValue >= 0.05 {
				t.Errorf("%+v, want a trend of %v a day", got, tc.want)
			}
		})
	}
}

func TestTimesBeyondADuration(t *testing.T) {
	points := every(day, 1, 2, 3, 4, 5, 6, 7, 8)
	points[7].Time = begin.AddDate(5000, 0, 0)
	if got, ok := Of(points); !ok || got.PerDay != 1 {
		t.Errorf("%+v, want 1 a day", got)
	}
}

func TestManyPointsAreThinnedEvenly(t *testing.T) {
	points := drawn(10_000, 100, func(x float64) float64 { return 50*x + math.Sin(1e4*x) })
	few := thinned(points)
	if len(few) != maxPoints || few[0] != points[0] || few[maxPoints-1] != points[len(points)-1] {
		t.Fatalf("%d points from %v to %v", len(few), few[0].Time, few[len(few)-1].Time)
	}
	for i := range few[1:] {
		if gap := few[i+1].Time.Sub(few[i].Time); gap < 10*points[1].Time.Sub(begin) || gap > 11*points[1].Time.Sub(begin) {
			t.Fatalf("a gap of %v after point %d", gap, i)
		}
	}
	if got, ok := Of(points); !ok || !near(got.PerDay, 0.5, 0.01) || got.PValue > 1e-9 {
		t.Errorf("%+v, want 0.5 a day", got)
	}
	all := points[:maxPoints]
	if got := thinned(all); &got[0] != &all[0] || len(got) != maxPoints {
		t.Errorf("%d of %d points are left, want them all", len(got), len(all))
	}
}

func TestPointsAreLeftAlone(t *testing.T) {
	points := every(day, 5, 3, math.NaN(), 4, 1, 9, 2, 6, 8, 7)
	before := slices.Clone(points)
	Of(points)
	for i := range points {
		if points[i].Time != before[i].Time || math.Float64bits(points[i].Value) != math.Float64bits(before[i].Value) {
			t.Fatalf("point %d became %v, was %v", i, points[i], before[i])
		}
	}
}

// Numbers whose way is no straight line have a memory beside it, and a trend all the same.
func TestShapes(t *testing.T) {
	for name, tc := range map[string]struct {
		reason string
		f      func(x float64) float64
		want   bool
	}{
		"Line":        {"what rises evenly", func(x float64) float64 { return x }, true},
		"Square":      {"what rises ever faster", func(x float64) float64 { return x * x }, true},
		"Root":        {"what rises ever slower", math.Sqrt, true},
		"Exponential": {"what grows by so much per cent", func(x float64) float64 { return math.Exp(3 * x) }, true},
		"Falling":     {"what falls ever slower", func(x float64) float64 { return math.Exp(-3 * x) }, true},
		"Season":      {"what comes back every week", func(x float64) float64 { return math.Sin(8 * math.Pi * x) }, false},
		"Turn":        {"what went up and down again", func(x float64) float64 { return -(x - 0.5) * (x - 0.5) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{8, 14, 28, 100, 400} {
				got, ok := Of(drawn(n, 28, tc.f))
				if !ok || (got.PValue < 0.05) != tc.want {
					t.Errorf("%s, %d points: %+v, want a trend %t", tc.reason, n, got, tc.want)
				}
			}
		})
	}
}
