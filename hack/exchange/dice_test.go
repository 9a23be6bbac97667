/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"slices"
	"testing"
)

// many is how many values a law is tested on.
const many = 40000

// moments are the mean, the deviation and the autocorrelation at a lag.
func moments(values []float64, lag int) (mean, sd, memory float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	for i, v := range values {
		sd += (v - mean) * (v - mean) / n
		if i >= lag {
			memory += (v - mean) * (values[i-lag] - mean) / n
		}
	}
	return mean, math.Sqrt(sd), memory / sd
}

func about(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func TestLaws(t *testing.T) {
	d := diceOf("laws", 1, 0)
	differences := func(values []float64) []float64 {
		return fill(len(values)-1, func(i int) float64 { return values[i+1] - values[i] })
	}
	for _, tc := range []struct {
		reason   string
		values   []float64
		mean, sd float64
		lag      int
		memory   float64 // at the lag
	}{
		{"white noise", d.white(many), 0, 1, 1, 0},
		{"heavy tails have the same deviation", d.heavy(many), 0, 1, 1, 0},
		{"clusters, too", d.clustered(many), 0, 1, 1, 0},
		{"AR(0.8)", autoregressive(d.white(many), 0.8), 0, 1, 1, 0.8},
		{"AR(0.8), three days later", autoregressive(d.white(many), 0.8), 0, 1, 3, 0.512},
		{"AR(0) is white", autoregressive(d.white(many), 0), 0, 1, 1, 0},
		{"the changes of a walk are white", differences(summed(d.white(many))), 0, 1, 1, 0},
		{"means of nine", rolling(d.white(many), 9), 0, 1.0 / 3, 1, 8.0 / 9},
		{"means of nine forget after nine", rolling(d.white(many), 9), 0, 1.0 / 3, 9, 0},
		{"counts", fill(many, func(int) float64 { return d.poisson(4) }), 4, 2, 1, 0},
		{"great counts", fill(many, func(int) float64 { return d.poisson(100) }), 100, 10, 1, 0},
		{"no counts", fill(many, func(int) float64 { return d.poisson(0) }), 0, 0, 1, math.NaN()},
		{"from 2 to 4", fill(many, func(int) float64 { return d.between(2, 4) }), 3, 2 / math.Sqrt(12), 1, 0},
		{"whole numbers from 1 to 3", fill(many, func(int) float64 { return float64(d.whole(1, 3)) }), 2, math.Sqrt(2.0 / 3), 1, 0},
		{"signs", fill(many, func(int) float64 { return d.sign() }), 0, 1, 1, 0},
		{"fractional noise of order 0.3", fractional(d.white(8000), 0.3)[2000:], 0, 1.15, 1, 0.3 / 0.7},
	} {
		mean, sd, memory := moments(tc.values, tc.lag)
		within := 0.06 * max(1, tc.sd)
		if tc.lag == 1 && tc.memory == 0.3/0.7 {
			within = 0.4 // its mean is known only slowly
		}
		if !about(mean, tc.mean, within) || !about(sd, tc.sd, within) || !about(memory, tc.memory, 0.05) && !math.IsNaN(tc.memory) {
			t.Errorf("%s: mean %.3f, deviation %.3f, autocorrelation %.3f, want %.3f, %.3f, %.3f",
				tc.reason, mean, sd, memory, tc.mean, tc.sd, tc.memory)
		}
	}
}

// share is of the values that a condition holds for.
func share(values []float64, holds func(float64) bool) float64 {
	n := 0
	for _, v := range values {
		if holds(v) {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

func TestTails(t *testing.T) {
	d := diceOf("tails", 1, 0)
	far := func(v float64) bool { return math.Abs(v) > 4 }
	// Student's t of 3 degrees of freedom, divided by the root of 3, is beyond 4 with probability 0.00617.
	if got := share(d.heavy(many), far); !about(got, 0.00617, 0.002) {
		t.Errorf("%v of heavy tails is beyond 4 deviations", got)
	}
	if got := share(d.white(many), far); got > 0.0005 {
		t.Errorf("%v of white noise is", got)
	}
	great := d.clustered(many)
	squares := fill(many, func(i int) float64 { return great[i] * great[i] })
	if _, _, memory := moments(squares, 1); memory < 0.15 {
		t.Errorf("the size of clustered noise has autocorrelation %v", memory)
	}
}

func TestShapes(t *testing.T) {
	for _, tc := range []struct {
		reason string
		f      func(day int) float64
		want   map[int]float64
	}{
		{"a wave", wave(2, 8, 0), map[int]float64{0: 0, 2: 2, 4: 0, 6: -2, 8: 0}},
		{"a wave that begins later", wave(2, 8, 0.25), map[int]float64{0: 2, 4: -2}},
		{"a weekend", weekend(3, 0), map[int]float64{0: -3, 1: -3, 2: 0, 6: 0, 7: -3}},
		{"a weekend at the week's end", weekend(3, 2), map[int]float64{0: 0, 4: 0, 5: -3, 6: -3, 7: 0}},
		{"a curve", logistic(50, 10), map[int]float64{50: 0.5, 10000: 1, -10000: 0, 60: 1 / (1 + math.Exp(-1))}},
		{"a step", after(5), map[int]float64{4: 0, 5: 1, 100: 1}},
		{"the ends of months", monthEnd, map[int]float64{0: 0, 30: 1, 31: 0, 58: 1, 89: 1, 364: 1}},
	} {
		for day, want := range tc.want {
			if got := tc.f(day); !about(got, want, 1e-9) {
				t.Errorf("%s: %v on day %d, want %v", tc.reason, got, day, want)
			}
		}
	}
	ends := 0.0
	for day := range year {
		ends += monthEnd(day)
	}
	if ends != 12 {
		t.Errorf("%v months a year", ends)
	}
}

func TestSeriesOfSeries(t *testing.T) {
	days := fill(10, func(i int) float64 { return float64(i) })
	for _, tc := range []struct {
		reason    string
		got, want []float64
	}{
		{"held for three days", held(days, 3, 0), []float64{0, 0, 0, 3, 3, 3, 6, 6, 6, 9}},
		{"from another day on", held(days, 3, 1), []float64{0, 0, 2, 2, 2, 5, 5, 5, 8, 8}},
		{"sums", summed(days[:5]), []float64{0, 1, 3, 6, 10}},
		{"means", rolling(days[:5], 3), []float64{1, 2, 3}},
		{"a mean of one", rolling(days[:2], 1), []float64{0, 1}},
		{"more", plus(days[:3], func(day int) float64 { return float64(10 * day) }), []float64{0, 11, 22}},
		{"multiples", times(days[:3], -2), []float64{0, -2, -4}},
	} {
		if !slices.EqualFunc(tc.got, tc.want, func(a, b float64) bool { return about(a, b, 1e-12) }) {
			t.Errorf("%s: %v, want %v", tc.reason, tc.got, tc.want)
		}
	}
}

func TestWithout(t *testing.T) {
	d := diceOf("gaps", 1, 0)
	values := without(d, d.white(many), 0.1, 500)
	if got := share(values, math.IsNaN); !about(got, 0.1+0.9*500/many, 0.01) {
		t.Errorf("%v is missing", got)
	}
	longest, gap := 0, 0
	for _, v := range values {
		if gap++; !math.IsNaN(v) {
			gap = 0
		}
		longest = max(longest, gap)
	}
	if longest < 500 || longest > 510 {
		t.Errorf("%d in a row are missing", longest)
	}
}

func TestDiceComeFromTheSeed(t *testing.T) {
	first := diceOf("p", 1, 7).Uint64()
	if again := diceOf("p", 1, 7).Uint64(); again != first {
		t.Error("the same dice fall differently")
	}
	for reason, other := range map[string]dice{
		"another seed": diceOf("p", 2, 7), "another exchange": diceOf("p", 1, 8), "another process": diceOf("q", 1, 7),
	} {
		if other.Uint64() == first {
			t.Errorf("%s has the same dice", reason)
		}
	}
	if got := diceOf("p", 1, 1).days(5, 5); !slices.Equal(slices.Sorted(slices.Values(got)), []int{0, 1, 2, 3, 4}) {
		t.Errorf("five different days of five are %v", got)
	}
}
