/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat"
)

// chance is random numbers that are the same in every run.
func chance() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// flat expects nothing to happen.
func flat(float64) float64 { return 0 }

func TestGridOf(t *testing.T) {
	for _, tc := range []struct {
		reason string
		days   int
		step   time.Duration
		length int
	}{
		{"a quarter", 92, 12 * time.Hour, 184},
		{"just 200 points", 100, 12 * time.Hour, 200},
		{"a month", 30, 4 * time.Hour, 180},
		{"half a year", 182, 24 * time.Hour, 182},
		{"a year: a day is the longest step", 365, 24 * time.Hour, 365},
	} {
		g := gridOf(tc.days)
		if g.step != tc.step || g.length() != tc.length {
			t.Errorf("%s: %d steps of %v, want %d of %v", tc.reason, g.length(), g.step, tc.length, tc.step)
		}
		if g.share(g.length()) != 1 || g.day(g.length()) != float64(tc.days) {
			t.Errorf("%s: ends at share %v, day %v", tc.reason, g.share(g.length()), g.day(g.length()))
		}
	}
}

func TestPath(t *testing.T) {
	p := pathOf(grid{2, day}, func(i int) float64 { return float64(10 * i) })
	if len(p.values) != 5 || p.at(-2) != -20 || p.at(0) != 0 || p.at(2) != 20 {
		t.Errorf("got %v", p.values)
	}
	seen := p.until(-1, 1)
	if len(seen) != 3 || cap(seen) != 3 || seen[0] != -10 || seen[2] != 10 {
		t.Errorf("from -1 to 1: %v, capacity %d: what comes later is not to be reached", seen, cap(seen))
	}
}

// moments are of many histories at one point, and with the same some days later.
func moments(n noise, g grid, at, later int) (mean, sd, correlation float64) {
	r := chance()
	var a, b []float64
	for range 4000 {
		p := n.play(r, g)
		a, b = append(a, p.at(at)), append(b, p.at(later))
	}
	mean, sd = stat.MeanStdDev(a, nil)
	return mean, sd, stat.Correlation(a, b, nil)
}

func TestNoiseHasItsMoments(t *testing.T) {
	half, daily := grid{20, day / 2}, grid{20, day}
	for _, tc := range []struct {
		reason          string
		noise           noise
		grid            grid
		at, later       int
		sd, correlation float64
	}{
		{"white noise has no memory", white{2}, half, 5, 6, 2, 0},
		{"heavy tails are no memory either", heavy{2}, half, 5, 6, 2, 0},
		{"AR(1) remembers its share of a day", wandering{2, 0.8}, half, 5, 7, 2, 0.8},
		{"on a daily grid, too", wandering{2, 0.8}, daily, 5, 6, 2, 0.8},
		{"and it is stationary from before the start", wandering{2, 0.8}, daily, -20, -18, 2, 0.64},
		{"a walk has its deviation at the end", walk{2}, half, 40, 20, 2, math.Sqrt(0.5)},
		{"and half of the variance half way", walk{2}, half, 20, 10, math.Sqrt(2), math.Sqrt(0.5)},
		{"and the same a period before", walk{2}, daily, -20, -10, 2, math.Sqrt(0.5)},
		{"white noise adds to a walk's variance", noisyWalk{walk{2}, white{1}}, half, 40, 20, math.Sqrt(5), 2 / math.Sqrt(15)},
	} {
		mean, sd, correlation := moments(tc.noise, tc.grid, tc.at, tc.later)
		if math.Abs(mean) > 0.1*tc.sd || math.Abs(sd/tc.sd-1) > 0.1 || math.Abs(correlation-tc.correlation) > 0.06 {
			t.Errorf("%s: mean %.2f, deviation %.2f, correlation %.2f; want 0, %.2f, %.2f",
				tc.reason, mean, sd, correlation, tc.sd, tc.correlation)
		}
	}
}

func TestWalksBeginAtTheStart(t *testing.T) {
	if got := (walk{2}).play(chance(), gridOf(92)).at(0); got != 0 {
		t.Errorf("a walk is %v at the start", got)
	}
}

func TestCounterHasItsMoments(t *testing.T) {
	g, r := gridOf(92), chance()
	for _, tc := range []struct {
		reason string
		model  counter
		before float64
	}{
		{"Poisson", counter{mean: straight(100), season: weekend(0.5, 3), spread: 1}, 0},
		{"overdispersed, counted before", counter{mean: straight(100), before: 60, season: weekend(0.5, 3), spread: 4}, 60},
	} {
		var before, during []float64
		for range 2000 {
			p := tc.model.play(r, g)
			before, during = append(before, p.at(0)), append(during, p.at(g.length())-p.at(0))
			for i := -g.length() + 1; i <= g.length(); i++ {
				if p.at(i) < p.at(i-1) {
					t.Fatalf("%s: it falls at %d", tc.reason, i)
				}
			}
		}
		mean, variance := stat.MeanVariance(during, nil)
		if math.Abs(mean-100) > 2 || math.Abs(variance/mean/tc.model.spread-1) > 0.1 {
			t.Errorf("%s: mean %.1f, variance over mean %.2f; want 100, %v", tc.reason, mean, variance/mean, tc.model.spread)
		}
		if got := stat.Mean(before, nil); math.Abs(got-tc.before) > 2 {
			t.Errorf("%s: %.1f before the start, want %v", tc.reason, got, tc.before)
		}
	}
}

func TestCurves(t *testing.T) {
	for _, tc := range []struct {
		reason string
		curve  curve
		at     map[float64]float64
	}{
		{"straight", straight(1.2), map[float64]float64{0: 0, 0.5: 0.6, 1: 1.2}},
		{"times", power(2).times(2), map[float64]float64{0.5: 0.5, 1: 2}},
		{"halted", straight(1).halted(0.3), map[float64]float64{0.2: 0.2, 0.3: 0.3, 1: 0.3}},
		{"lifted", straight(1).lifted(-0.25), map[float64]float64{0.5: 0.25, 1: 0.75}},
		{"bent", straight(1).bent(0.5, 2), map[float64]float64{0.25: 0.25, 0.5: 0.5, 1: 1.5}},
		{"front-loaded root", power(0.5), map[float64]float64{0: 0, 0.25: 0.5, 1: 1}},
		{"back-loaded cube", power(3), map[float64]float64{0: 0, 0.5: 0.125, 1: 1}},
		{"eased", eased, map[float64]float64{0: 0, 0.5: 0.75, 1: 1}},
		{"saturating", saturating(2), map[float64]float64{0: 0, 0.5: (1 - math.Exp(-1)) / (1 - math.Exp(-2)), 1: 1}},
		{"adoption", adoption(0.5, 8), map[float64]float64{0: 0, 0.5: 0.5, 1: 1}},
	} {
		for s, want := range tc.at {
			if got := tc.curve(s); !near(got, want) {
				t.Errorf("%s: %v at %v, want %v", tc.reason, got, s, want)
			}
		}
	}
}

func TestSeasonsComeAgain(t *testing.T) {
	for _, tc := range []struct {
		reason string
		season season
	}{
		{"sine", wave(0.5, 7, 0.3)},
		{"weekend", weekend(0.5, 4)},
	} {
		var sum, most float64
		for i := range 14 {
			v := tc.season(float64(i)/2 - 7)
			if later := tc.season(float64(i)/2 + 7); !near(v, later) {
				t.Errorf("%s: %v on half-day %d, and %v two weeks later", tc.reason, v, i, later)
			}
			sum, most = sum+v, max(most, math.Abs(v))
		}
		if !near(sum, 0) || most > 0.5 || most < 0.45 {
			t.Errorf("%s: a week adds up to %v, and the most is %v; want 0 and 0.5", tc.reason, sum, most)
		}
	}
}

func TestSignalTurns(t *testing.T) {
	g := grid{10, day}
	m := signal{mean: straight(1), noise: white{0}, turn: 0.4, then: straight(1).lifted(1)}
	p := m.play(chance(), g)
	for i, want := range map[int]float64{-3: 0, 0: 0, 3: 0.3, 4: 1.4, 10: 2} {
		if !near(p.at(i), want) {
			t.Errorf("at %d: %v, want %v", i, p.at(i), want)
		}
	}
	if early, late := m.expected(g, 10, 3), m.expected(g, 10, 4); early != 1 || late != 2 {
		t.Errorf("the end is expected at %v before the turn and at %v after it, want 1 and 2", early, late)
	}
}

func TestModelsOfModels(t *testing.T) {
	g := grid{14, day}
	rising := signal{mean: straight(1), noise: white{0}}
	for _, tc := range []struct {
		reason string
		model  model
		at     map[int]float64
	}{
		{"scaled", scaled{rising, 40, -30}, map[int]float64{0: 40, 7: 25, 14: 10}},
		{"ratio", ratio{rising}, map[int]float64{0: 0.5, 14: 1 / (1 + math.Exp(-1))}},
		{"rounded", rounded{rising, 0.25}, map[int]float64{0: 0, 1: 0, 2: 0.25, 7: 0.5, 14: 1}},
		{"weekly", weekly{rising}, map[int]float64{-1: 0, 0: 0, 6: 0, 7: 0.5, 13: 0.5, 14: 1}},
	} {
		p := tc.model.play(chance(), g)
		for i, want := range tc.at {
			if !near(p.at(i), want) {
				t.Errorf("%s: %v at %d, want %v", tc.reason, p.at(i), i, want)
			}
		}
	}
}
