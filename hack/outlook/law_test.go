/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/forecast"
)

// near tells whether two numbers are equal but for rounding.
func near(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

func TestReaching(t *testing.T) {
	for _, tc := range []struct {
		reason string
		law    law
		x      float64
		want   float64
	}{
		{"a normal law's mean is its middle", normal(3, 2), 3, 0.5},
		{"one deviation above", normal(3, 2), 5, 0.15865525393145705},
		{"anything at all", normal(3, 2), math.Inf(-1), 1},
		{"infinitely much", normal(3, 2), math.Inf(1), 0},
		{"t of three degrees of freedom, from tables", student(0, 1, 3), 3.182446305284263, 0.025},
		{"what is certain is reached", student(7, 0, 3), 7, 1},
		{"and not more", student(7, 0, 3), 7.001, 0},
		{"a Poisson count is 0 or more", count{2, 1}, 0, 1},
		{"1 or more", count{2, 1}, 1, 1 - math.Exp(-2)},
		{"a part of one takes a whole one", count{2, 1}, 0.01, 1 - math.Exp(-2)},
		{"a count is not infinite", count{2, 1}, math.Inf(1), 0},
		{"the gamma law of spread 2 and mean 1 makes it geometric", count{1, 2}, 1, 0.5},
		{"geometric again", count{1, 2}, 3, 0.125},
		{"upside down and doubled, what was above is below", moved{normal(0, 1), 10, -2}, 12, 0.15865525393145705},
		{"upside down, a count still reaches what it equals", moved{count{2, 1}, 10, -1}, 10, math.Exp(-2)},
		{"a share has reached 0", share{normal(0, 1)}, 0, 1},
		{"and never reaches 1", share{normal(0, 1)}, 1, 0},
		{"its middle is that of the law within", share{normal(0, 1)}, 0.5, 0.5},
		{"half a unit is rounded up", whole{normal(0, 1), 2}, 2, 0.15865525393145705},
		{"and so is what is not a multiple", whole{normal(0, 1), 2}, 0.5, 0.15865525393145705},
	} {
		if got := tc.law.reaching(tc.x); !near(got, tc.want) {
			t.Errorf("%s: reaching(%v) = %v, want %v", tc.reason, tc.x, got, tc.want)
		}
	}
}

func TestCountIsASum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean, spread := rapid.Float64Range(0.1, 400).Draw(t, "mean"), rapid.Float64Range(1.01, 8).Draw(t, "spread")
		k := rapid.IntRange(1, 500).Draw(t, "k")
		// The negative binomial's terms, one from the other.
		size, term, below := mean/(spread-1), math.Exp(-mean/(spread-1)*math.Log(spread)), 0.0
		for i := range k {
			below += term
			term *= (float64(i) + size) / float64(i+1) * (1 - 1/spread)
		}
		if got := (count{mean, spread}).reaching(float64(k)); math.Abs(got-(1-below)) > 1e-8 {
			t.Errorf("reaching(%d) = %v, want %v", k, got, 1-below)
		}
	})
}

func TestCountOfSpreadOneIsPoisson(t *testing.T) {
	for k := range 40 {
		want := distuv.Poisson{Lambda: 17}.Survival(float64(k - 1))
		if got := (count{17, 1}).reaching(float64(k)); !near(got, want) {
			t.Errorf("reaching(%d) = %v, want %v", k, got, want)
		}
	}
}

// anyLaw is one of the kinds of law.
func anyLaw(t *rapid.T) law {
	mean, sd := rapid.Float64Range(-3, 3).Draw(t, "mean"), rapid.Float64Range(0.01, 2).Draw(t, "sd")
	laws := []law{
		normal(mean, sd), student(mean, sd, 3), student(mean, 0, 3), count{sd * 50, 1}, count{sd * 50, 3.5},
		moved{normal(mean, sd), 40, -30}, moved{count{sd, 2}, -4, -0.5}, share{normal(mean, sd)}, whole{normal(mean, sd), 0.125},
	}
	return rapid.SampledFrom(laws).Draw(t, "law")
}

func TestLawsFall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLaw(t)
		x := rapid.Float64Range(-200, 200).Draw(t, "x")
		y := x + rapid.Float64Range(0, 10).Draw(t, "more")
		p, q := l.reaching(x), l.reaching(y)
		if !(q >= -1e-12 && q <= p+1e-12 && p <= 1+1e-12) {
			t.Errorf("%v or more has probability %v, %v or more %v", x, p, y, q)
		}
	})
}

func TestQuantilesAreWhatIsReached(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, p := anyLaw(t), rapid.Float64Range(0.02, 0.98).Draw(t, "p")
		x := l.quantile(p)
		const little = 1e-6
		if below := 1 - l.reaching(x-little); below > p+little {
			t.Errorf("less than the quantile %v has probability %v, want at most %v", x, below, p)
		}
		if upTo := 1 - l.reaching(x+little); upTo < p-little {
			t.Errorf("up to the quantile %v has probability %v, want at least %v", x, upTo, p)
		}
	})
}

func TestWithin(t *testing.T) {
	for _, tc := range []struct {
		reason string
		law    law
		band   forecast.Band
		want   float64
	}{
		{"everything", normal(0, 1), forecast.Everything(), 1},
		{"upwards", normal(0, 1), forecast.AtLeast(1), 0.15865525393145705},
		{"downwards", normal(0, 1), forecast.AtMost(1), 1 - 0.15865525393145705},
		{"one deviation to each side", normal(0, 1), forecast.Band{Min: -1, Max: 1}, 0.6826894921370859},
		{"the ends are inside", count{2, 1}, forecast.Band{Min: 0, Max: 0}, math.Exp(-2)},
	} {
		if got := within(tc.law, tc.band); !near(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.reason, got, tc.want)
		}
	}
}
