/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"testing"
	"time"
)

// journey is the forecasts of one series, day by day from a fifth to nine tenths of the quarter.
func journey(t *testing.T, c Case, from int) (forecasts []Forecast) {
	t.Helper()
	values := c.Values
	for days := quarter / 5; days <= quarter*9/10; days++ {
		c.Values = values[:days-from]
		forecasts = append(forecasts, forecastOf(t, c))
	}
	return forecasts
}

// restless is how far the probability goes from one day to the next in the mean.
func restless(forecasts []Forecast) float64 {
	sum := 0.0
	for i := 1; i < len(forecasts); i++ {
		sum += math.Abs(forecasts[i].Probability - forecasts[i-1].Probability)
	}
	return sum / float64(len(forecasts)-1)
}

// Where nothing happens but noise, nothing happens to the forecast.
func TestForecastsKeepCalm(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		from    int
		process process
		most    float64 // mean change of the probability a day
	}{
		{"a line without noise, ahead of plan", 0, noisy(times(1.2), 0), 0.005},
		{"a line without noise, behind plan", 0, noisy(times(0.8), 0), 0.005},
		{"noise around a line ahead of plan", 0, noisy(times(1.4), 5), 0.04},
		{"noise around a line behind plan", 0, noisy(times(0.6), 5), 0.04},
		{"noise around the plan", 0, noisy(onPlan, 10), 0.08},
		{"noise around the plan, with a past", -quarter, noisy(func(d int) float64 { return onPlan(max(d, 0)) }, 10), 0.08},
		{"a week's ups and downs", 0, noisy(func(d int) float64 { return onPlan(d) + weekday(d) }, 2), 0.1},
		{"a total on plan", 0, total(2), 0.08},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			const series = 4
			sum := 0.0
			for seed := range uint64(series) {
				sum += restless(journey(t, dailyFrom(tc.from, quarter, tc.process(seed)), tc.from)) / series
			}
			if sum > tc.most {
				t.Errorf("the probability changes by %.3f a day, want at most %v", sum, tc.most)
			}
		})
	}
}

// As the quarter goes by, a forecast comes to where the number gets.
func TestForecastsComeTrue(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		process process
		plan    func(time.Time) float64
	}{
		{"a line", noisy(onPlan, 3), nil},
		{"a slow one", noisy(times(0.3), 3), nil},
		{"a fast one", noisy(times(2), 3), nil},
		{"late", noisy(late, 3), latePlan},
		{"late, without a plan", noisy(late, 3), nil},
		{"early", noisy(early, 3), earlyPlan},
		{"early, without a plan", noisy(early, 3), nil},
		{"a stall", noisy(func(d int) float64 { return onPlan(min(d, 40)) }, 3), nil},
		{"a jump", noisy(jump(1, 40, 30), 3), nil},
		{"a total", total(2), nil},
		{"a walk", on(onPlan, func(s uint64) func() float64 { return wander(s, 2) }), nil},
		{"noise with a memory", on(onPlan, func(s uint64) func() float64 { return sticky(s, 5, 0.8) }), nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			first, last := lookAt(t, 0, 25, tc.process, by(tc.plan)), lookAt(t, 0, 83, tc.process, by(tc.plan))
			if last.off > first.off*1.1 || last.off > 8 {
				t.Errorf("off by %.1f near the end, by %.1f at first", last.off, first.off)
			}
			if last.held < 0.55 {
				t.Errorf("%.2f of the last intervals hold the outcome", last.held)
			}
		})
	}
}

// A finer grid of the same days says the same.
func TestFinerGridsSayTheSame(t *testing.T) {
	for _, a := range []int{2, 4, 24} {
		var coarse, fine float64
		for seed := range uint64(rounds) {
			e := white(seed, 5*math.Sqrt(float64(a)))
			c := daily(46*a, func(i int) float64 { return onPlan(i)/float64(a) + e() })
			c.Step = day / time.Duration(a)
			d := daily(46, func(i int) float64 {
				mean, _, _ := meanOf(c.Values[i*a : (i+1)*a])
				return mean
			})
			// The mean of a day is that of its middle.
			d.First = begin.Add(day / 2)
			fine += forecastOf(t, c).Value / rounds
			coarse += forecastOf(t, d).Value / rounds
		}
		if math.Abs(fine-coarse) > 6 {
			t.Errorf("%d points a day lead to %.1f, one to %.1f", a, fine, coarse)
		}
	}
}
