/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math"
	"math/rand/v2"
	"testing"
)

// ar is noise of variance 1 in which each value remembers so much of the one before.
func ar(random *rand.Rand, n int, memory float64) []float64 {
	values, noise := make([]float64, n), math.Sqrt(1-memory*memory)
	last := random.NormFloat64()
	for i := range values {
		values[i] = last
		last = memory*last + noise*random.NormFloat64()
	}
	return values
}

// called is the share of series with a trend at 5 %, of what make gives.
func called(series int, make func(random *rand.Rand) []Point) float64 {
	random, count := rand.New(rand.NewPCG(2026, 11)), 0
	for range series {
		if got, ok := Of(make(random)); ok && got.PValue < 0.05 {
			count++
		}
	}
	return float64(count) / float64(series)
}

// weekly is a season: five days of work and a weekend.
func weekly(x float64, weeks int) float64 {
	if _, day := math.Modf(x * float64(weeks)); day >= 5.0/7 {
		return -3
	}
	return 0
}

// TestNoiseIsNoTrend counts how often numbers without a trend are given one. A test without a memory says so of 5 % of
// white noise, and of 28 % of AR(0.6) over four weeks of days.
func TestNoiseIsNoTrend(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		n, series    int
		memory       float64
		season, most float64
	}{
		{"white noise, the fewest points", 8, 1000, 0, 0, 0.05},
		{"white noise, two weeks", 14, 1000, 0, 0, 0.05},
		{"white noise, four weeks", 28, 1000, 0, 0, 0.07},
		{"white noise, a hundred points", 100, 500, 0, 0, 0.07},
		{"white noise, many points", 400, 100, 0, 0, 0.10},
		{"little memory", 28, 1000, 0.3, 0, 0.09},
		{"AR(0.6), the fewest points", 8, 1000, 0.6, 0, 0.09},
		{"AR(0.6), two weeks", 14, 1000, 0.6, 0, 0.08},
		{"AR(0.6), four weeks", 28, 1000, 0.6, 0, 0.10},
		{"AR(0.6), a hundred points", 100, 500, 0.6, 0, 0.10},
		{"AR(0.6), many points", 400, 100, 0.6, 0, 0.10},
		{"AR(0.8), four weeks", 28, 1000, 0.8, 0, 0.12},
		{"AR(0.8), a hundred points", 100, 500, 0.8, 0, 0.13},
		{"AR(0.95), many points", 400, 100, 0.95, 0, 0.15},
		{"season and white noise", 28, 1000, 0, 1, 0.07},
		{"season and AR(0.6)", 28, 1000, 0.6, 1, 0.10},
		{"season, many points", 400, 100, 0, 1, 0.05},
		{"season and AR(0.6), many points", 400, 100, 0.6, 1, 0.10},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			share := called(tc.series, func(random *rand.Rand) []Point {
				noise := ar(random, tc.n, tc.memory)
				return drawn(tc.n, 28, func(x float64) float64 {
					return noise[int(x*float64(tc.n)+0.5)] + tc.season*weekly(x, 4)
				})
			})
			t.Logf("%.3f", share)
			if share > tc.most {
				t.Errorf("%.3f of the series have a trend, want %v at most", share, tc.most)
			}
		})
	}
}

// TestTrendsAreFound is the other side: who never finds a trend passes the test above too.
func TestTrendsAreFound(t *testing.T) {
	for _, tc := range []struct {
		reason        string
		n, series     int
		memory, rise  float64 // over the four weeks, in standard deviations of the noise
		season, least float64
	}{
		{"the fewest points", 8, 500, 0, 8, 0, 0.80},
		{"two weeks", 14, 500, 0, 5, 0, 0.80},
		{"four weeks", 28, 500, 0, 3, 0, 0.80},
		{"a hundred points", 100, 300, 0, 2, 0, 0.90},
		{"many points", 400, 100, 0, 1, 0, 0.90},
		{"with memory", 28, 500, 0.6, 5, 0, 0.60},
		{"with memory, many points", 400, 100, 0.6, 2, 0, 0.90},
		{"with season", 28, 500, 0, 5, 1, 0.80},
		{"with season, many points", 400, 100, 0, 3, 1, 0.80},
		{"with season and memory, many points", 400, 100, 0.6, 4, 1, 0.80},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			share := called(tc.series, func(random *rand.Rand) []Point {
				noise := ar(random, tc.n, tc.memory)
				return drawn(tc.n, 28, func(x float64) float64 {
					return noise[int(x*float64(tc.n)+0.5)] + tc.rise*x + tc.season*weekly(x, 4)
				})
			})
			t.Logf("%.3f", share)
			if share < tc.least {
				t.Errorf("%.3f of the series have a trend, want %v at least", share, tc.least)
			}
		})
	}
}
