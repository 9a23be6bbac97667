/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// someCases are a few hundred histories of a quarter at all its stages, with the deviation of their noise.
func someCases() (cases []Case, deviations []float64) {
	r := rand.New(rand.NewPCG(20, 20))
	for range 300 {
		from := min(0, r.IntN(2*quarter)-quarter)
		deviation, pace, stop := []float64{0.5, 2, 5, 10}[r.IntN(4)], 2*r.Float64(), 10+r.IntN(2*quarter)
		e := []func() float64{white(r.Uint64(), deviation), wander(r.Uint64(), deviation/2), sticky(r.Uint64(), deviation, 0.9)}[r.IntN(3)]
		cases = append(cases, dailyFrom(from, 10+r.IntN(80), func(d int) float64 {
			return pace*onPlan(max(0, min(d, stop))) + e()
		}))
		deviations = append(deviations, deviation)
	}
	return cases, deviations
}

// A better value lowers the probability by no more than the method's own noise. Such noise there is: a value that rises
// too steeply looks like an outlier, or like one that will fall back. Measured over 6,000 histories, a last value that is
// better by up to the deviation of the noise lowers the probability by over 0.05 in one case of a hundred, and a newest
// third that is in one of two hundred.
func TestBetterOfLateIsHardlyLessProbable(t *testing.T) {
	cases, deviations := someCases()
	for _, tc := range []struct {
		reason string
		newest func(since int) int // how many points are better
	}{
		{"the last value", func(int) int { return 1 }},
		{"the newest third", func(since int) int { return since / 3 }},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			r := rand.New(rand.NewPCG(21, 21))
			var changes []float64
			sum := 0.0
			for i, c := range cases {
				before, by := forecastOf(t, c), deviations[i]*r.Float64()
				c.Values = slices.Clone(c.Values)
				since := len(c.Values) - int(c.Start.Sub(c.First)/day)
				for j := range tc.newest(since) {
					c.Values[len(c.Values)-1-j] += by
				}
				change := forecastOf(t, c).Probability - before.Probability
				changes, sum = append(changes, change), sum+change
			}
			slices.Sort(changes)
			if rare := changes[len(changes)*3/100]; rare < -0.08 {
				t.Errorf("in 3 cases of 100 the probability falls by %v or more", -rare)
			}
			if sum <= 0 {
				t.Errorf("what is better changes the probability by %v in the mean", sum/float64(len(changes)))
			}
		})
	}
}

// Forecasts share memory; who makes them at the same time does not see that.
func TestForecastsAtTheSameTime(t *testing.T) {
	cases, _ := someCases()
	cases = append(cases[:60], daily(1000, func(d int) float64 { return float64(d * d % 97) }))
	want := make([]Forecast, len(cases))
	for i, c := range cases {
		want[i] = forecastOf(t, c)
	}
	var running sync.WaitGroup
	for worker := range 8 {
		running.Go(func() {
			for i := range cases {
				i := (i + worker*7) % len(cases)
				if got, ok := Value(cases[i]); !ok || got != want[i] {
					t.Errorf("case %d: %+v, alone %+v", i, got, want[i])
				}
				if got := All(0.5, 0.5); math.Abs(got-1.0/3) > 1e-6 {
					t.Errorf("two halves together %v", got)
				}
			}
		})
	}
	running.Wait()
}

// What the forecast promises in the mean comes true; the back-test of hack/outlook looks closer, and at more processes.
func TestCalibration(t *testing.T) {
	const series = 150
	for _, tc := range []struct {
		reason  string
		process process
	}{
		{"noise around a line of any pace", func(seed uint64) func(int) float64 {
			r := rand.New(rand.NewPCG(seed, 30))
			return noisy(times(1+0.3*r.NormFloat64()), 8)(seed)
		}},
		{"a walk that drifts at any pace", func(seed uint64) func(int) float64 {
			r := rand.New(rand.NewPCG(seed, 31))
			return on(times(1+0.3*r.NormFloat64()), func(s uint64) func() float64 { return wander(s, 2) })(seed)
		}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			var held, promised, kept, score, looks float64
			for seed := range uint64(series) {
				path := make([]float64, quarter+1)
				next := tc.process(seed)
				for d := range path {
					path[d] = next(d)
				}
				outcome := 0.0
				if path[quarter] >= way {
					outcome = 1
				}
				for _, days := range []int{25, 50, 75} {
					f := forecastOf(t, daily(days, func(d int) float64 { return path[d] }))
					if f.holds(path[quarter]) {
						held++
					}
					promised += f.Probability
					kept += outcome
					score += (f.Probability - outcome) * (f.Probability - outcome)
					looks++
				}
			}
			if share := held / looks; share < 0.65 || share > 0.97 {
				t.Errorf("the interval held %.2f of the outcomes, 0.8 were promised", share)
			}
			if math.Abs(promised-kept) > 0.1*looks {
				t.Errorf("%.2f were promised to succeed, %.2f did", promised/looks, kept/looks)
			}
			if score/looks > 0.2 {
				t.Errorf("Brier score %.3f, a coin has 0.25", score/looks)
			}
		})
	}
}
