/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"
	"time"
)

// missing is values without those of some days.
func missing(values []float64, from, to int) []float64 {
	return changed(values, func(i int, v float64) float64 {
		if i >= from && i < to {
			return nan
		}
		return v
	})
}

func TestBadDrivers(t *testing.T) {
	result, good := linked(1, 21, 1)
	for _, tc := range []struct {
		reason string
		driver []float64
		want   Problem
	}{
		{"nothing is wrong", good, None},
		{"it is constant", slices.Repeat([]float64{3}, year), Constant},
		{"it is constant but for rounding", changed(good, func(i int, _ float64) float64 { return 0.3 + float64(i%2)*1e-17 }), Constant},
		{"a constant with gaps", missing(slices.Repeat([]float64{3}, year), 50, 300), Constant},
		{"no values", nil, Misaligned},
		{"one value too few", good[1:], Misaligned},
		{"one value too many", append(slices.Clone(good), 1), Misaligned},
		{"no answer at all", slices.Repeat([]float64{nan}, year), TooFewPoints},
		{"nothing but infinities", slices.Repeat([]float64{inf, -inf, inf, -inf, inf}, year/5), TooFewPoints},
		{"missing for three months", missing(good, 100, 190), TooFewPoints},
		{"missing for 61 days", missing(good, 100, 161), TooFewPoints},
		{"missing for 60 days", missing(good, 100, 160), None},
		{"missing for three months until today", missing(good, 275, year), TooFewPoints},
		{"two answers of three are missing", changed(good, func(i int, v float64) float64 {
			if i%3 > 0 {
				return nan
			}
			return v
		}), TooFewPoints},
		{"weekends are missing", changed(good, func(i int, v float64) float64 {
			if i%7 > 4 {
				return nan
			}
			return v
		}), None},
		{"it began yesterday", missing(good, 0, year-2), TooShort},
		{"it began 120 days ago", missing(good, 0, year-120), TooShort},
		{"it began 121 days ago", missing(good, 0, year-121), None},
		{"it is the result", result, SameSeries},
		{"it is the result in another unit", changed(result, func(_ int, v float64) float64 { return 100 * v }), SameSeries},
		{"it is the result upside down and moved", changed(result, func(_ int, v float64) float64 { return 7 - 0.01*v }), SameSeries},
		{"it is the result with gaps", changed(result, func(i int, v float64) float64 {
			if i%10 == 0 {
				return nan
			}
			return v
		}), SameSeries},
		{"it is entered once a month", changed(good, func(i int, _ float64) float64 { return good[i-i%30] }), TooFewChanges},
		{"it is entered once a week", changed(good, func(i int, _ float64) float64 { return good[i-i%7] }), None},
		{"it changed once", changed(good, func(i int, _ float64) float64 { return float64(i / 200) }), TooFewChanges},
		{"it is a straight line", changed(good, func(i int, _ float64) float64 { return 3 + 0.1*float64(i) }), NothingLeft},
		{"it is a season and no more", changed(good, func(i int, _ float64) float64 { return float64(i % 7) }), NothingLeft},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			findings := sound(t, usual(result, tc.driver, good))
			if got := findings[0]; got.Problem != tc.want {
				t.Errorf("%+v, want problem %d", got, tc.want)
			}
			if got := findings[1]; got.Verdict != Supported || got.Lag != 21 {
				t.Errorf("beside it a good driver is %+v", got)
			}
		})
	}
}

func TestBadResults(t *testing.T) {
	good, driver := linked(1, 21, 1)
	for _, tc := range []struct {
		reason string
		result []float64
		want   Problem
	}{
		{"nothing is wrong", good, None},
		{"it is constant", slices.Repeat([]float64{-2}, year), ConstantResult},
		{"no answer at all", slices.Repeat([]float64{nan}, year), TooFewPoints},
		{"missing for three months", missing(good, 100, 190), TooFewPoints},
		{"it began 120 days ago", missing(good, 0, year-120), TooShort},
		{"it began half a year ago", missing(good, 0, year-180), None},
		{"it ended 120 days after it began", missing(good, 120, year), TooShort},
		{"it ended a month ago", missing(good, 335, year), None},
		{"it changed a few times", changed(good, func(i int, _ float64) float64 { return float64(i / 30) }), TooFewChanges},
		{"it is a straight line", changed(good, func(i int, _ float64) float64 { return float64(i) }), NothingLeft},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			for _, got := range sound(t, usual(tc.result, driver, sticky(2, year, 0.8))) {
				if got.Problem != tc.want {
					t.Errorf("%+v, want problem %d", got, tc.want)
				}
			}
		})
	}
}

func TestOddCases(t *testing.T) {
	for _, tc := range []struct {
		reason string
		change func(*Case)
		want   Problem
	}{
		{"no result", func(c *Case) { c.Result = nil }, TooFewPoints},
		{"a lag as long as the history", func(c *Case) { c.MaxLag = year }, TooShort},
		{"a lag beyond all numbers", func(c *Case) { c.MaxLag = math.MaxInt }, TooShort},
		{"too great a lag by one", func(c *Case) { c.MaxLag = 244 }, TooShort},
		{"the greatest lag that there can be", func(c *Case) { c.MaxLag = 243 }, None},
		{"a negative lag is none", func(c *Case) { c.MaxLag = -5 }, None},
		{"no step, no seasons", func(c *Case) { c.Step = 0 }, None},
		{"a step back", func(c *Case) { c.Step = -time.Hour }, None},
		{"the longest step", func(c *Case) { c.Step = math.MaxInt64 }, None},
		{"the shortest step", func(c *Case) { c.Step = 1 }, None},
		{"no confidence", func(c *Case) { c.Confidence = 0 }, None},
		{"confidence that is no number", func(c *Case) { c.Confidence = nan }, None},
		{"too much confidence", func(c *Case) { c.Confidence = 95 }, None},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := ordinary()
			tc.change(&c)
			if c.Result == nil {
				c.Drivers[0].Values, c.Drivers[1].Values = nil, nil
			}
			for _, got := range sound(t, c) {
				if got.Problem != tc.want {
					t.Errorf("%+v, want problem %d", got, tc.want)
				}
			}
		})
	}
}

func TestNoDrivers(t *testing.T) {
	c := ordinary()
	c.Drivers = nil
	if got := Test(c); len(got) != 0 {
		t.Errorf("%+v of no drivers", got)
	}
	if got := Test(Case{}); len(got) != 0 {
		t.Errorf("%+v of nothing", got)
	}
}

func TestThirtyOneDrivers(t *testing.T) {
	c := ordinary()
	for i := range uint64(29) {
		c.Drivers = append(c.Drivers, Driver{Values: sticky(100+i, year, 0.8)})
	}
	findings := sound(t, c)
	if len(findings) != 31 || findings[0].Verdict != Supported || findings[0].Rank != 1 {
		t.Errorf("%d findings, the first of them %+v", len(findings), findings[0])
	}
}

// Whatever the size of the numbers, they say the same.
func TestSizes(t *testing.T) {
	c := ordinary()
	want := sound(t, c)
	for _, size := range []float64{1e-300, 1e-150, 1e-9, 1e9, 1e150, 1e300} {
		for _, other := range []float64{1e-300, 1, 1e300} {
			scaled := usual(changed(c.Result, func(_ int, v float64) float64 { return size * v }),
				changed(c.Drivers[0].Values, func(_ int, v float64) float64 { return other * v }), c.Drivers[1].Values)
			got := sound(t, scaled)
			if got[0].Verdict != want[0].Verdict || got[0].Lag != want[0].Lag || !near(got[0].Correlation, want[0].Correlation, 1e-6) {
				t.Errorf("%+v where the result is in units of %v and the driver of %v, otherwise %+v", got[0], size, other, want[0])
			}
		}
	}
}

// Odd values of each kind in each place, each with each.
func TestFindingsAreSoundWhateverComes(t *testing.T) {
	odd := []float64{0, 1, -1e308, 1e308, 1e-308, 5e-324, nan, inf, -inf, 1e12, 0.3}
	good := white(8, 200)
	histories := [][]float64{
		good, walk(9, 200), slices.Repeat([]float64{1e308, -1e308}, 100), slices.Repeat([]float64{5e-324, 0}, 100),
		slices.Repeat([]float64{1, 1, 1, 1, 1e308}, 40), slices.Repeat([]float64{0, 1}, 100), slices.Repeat([]float64{nan, 1, 2, 3}, 50),
		drawn(200, func(i int) float64 { return odd[i%len(odd)] }),
		drawn(200, func(i int) float64 { return odd[i*i%len(odd)] }),
		drawn(200, func(i int) float64 { return math.Exp(float64(i) * 3) }),
		drawn(200, func(i int) float64 { return float64(i) + 1e-12*good[i] }),
		drawn(200, func(i int) float64 { return 1e15 + good[i] }),
	}
	for _, o := range odd {
		histories = append(histories, changed(good, func(i int, v float64) float64 {
			if i%17 == 5 {
				return o
			}
			return v
		}))
	}
	for _, result := range histories {
		for _, maxLag := range []int{0, 7, 60} {
			c := usual(result, histories...)
			c.MaxLag = maxLag
			sound(t, c)
		}
	}
}
