/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// examined makes a daily history ready.
func examined(history []float64) tested {
	x := exchange{Case: Case{Result: history}}
	return x.examine(history, new(memory))
}

// respondTo is the effect that is found where a peak is looked at again.
func respondTo(result, driver []float64, p peak) effect {
	n := min(len(result), len(driver))
	r, d := examined(result[:n]), examined(driver[:n])
	e := respond(&r, &d, p, new(memory))
	e.response *= r.unit / d.unit
	return e
}

func TestRespondFindsTheLag(t *testing.T) {
	driver := sticky(31, 2000, 0.8)
	for _, tc := range []struct {
		reason     string
		days       int
		found      peak
		wantLag    int
		wantWindow int
	}{
		{"one day, found as one", 1, peak{lag: 10, window: 1}, 10, 1},
		{"one day, found in three", 1, peak{lag: 9, window: 3}, 10, 1},
		{"one day, found in seven", 1, peak{lag: 8, window: 7}, 10, 1},
		{"one day, found in fifteen", 1, peak{lag: 3, window: 15}, 10, 1},
		{"three days, found as three", 3, peak{lag: 10, window: 3}, 10, 3},
		{"three days, found in fifteen", 3, peak{lag: 4, window: 15}, 10, 3},
		{"seven days, found in fifteen", 7, peak{lag: 6, window: 15}, 10, 7},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			lag := 10
			n := len(driver) - lag - tc.days
			e := sticky(32, n, 0.6)
			result := drawn(n, func(i int) float64 { return 2*sum(driver[i:i+tc.days])/float64(tc.days) + 0.5*e[i] })
			got := respondTo(result, driver[lag+tc.days-1:], tc.found)
			if got.lag != tc.wantLag || got.window != tc.wantWindow {
				t.Errorf("%d days from %d on, want %d from %d on", got.window, got.lag, tc.wantWindow, tc.wantLag)
			}
			if !near(got.response, 2, 0.07) {
				t.Errorf("response %v, want 2", got.response)
			}
		})
	}
}

func TestRespondFindsTheResponse(t *testing.T) {
	long := year + 30
	for _, tc := range []struct {
		reason string
		driver []float64
		noise  []float64
		by     float64
	}{
		{"white noise", sticky(33, long, 0.8), white(34, year), 1},
		{"sticky noise", sticky(35, long, 0.8), sticky(36, year, 0.8), 1},
		{"downwards", sticky(37, long, 0.8), white(38, year), -3},
		{"a white driver", white(39, long), white(40, year), 1},
		{"walks", walk(41, long), walk(42, year), 1},
		{"little", sticky(43, long, 0.8), sticky(44, year, 0.5), 1e-6},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			result := drawn(year, func(i int) float64 { return tc.by * (tc.driver[i] + 0.7*tc.noise[i]) })
			got := respondTo(result, tc.driver[30:], peak{lag: 30, window: 1})
			if !near(got.response/tc.by, 1, 0.2) {
				t.Errorf("response %v, want %v", got.response, tc.by)
			}
		})
	}
}

// One day that is far off in one of the series has no say.
func TestRespondBearsOutliers(t *testing.T) {
	driver := sticky(45, year+5, 0.8)
	e := white(46, year)
	result := drawn(year, func(i int) float64 { return driver[i] + 0.5*e[i] })
	want := respondTo(result, driver[5:], peak{lag: 5, window: 1})
	result[100], driver[205] = 1e4, -1e4
	if got := respondTo(result, driver[5:], peak{lag: 5, window: 1}); !near(got.response, want.response, 0.05) {
		t.Errorf("response %v with outliers, %v without", got.response, want.response)
	}
}

func TestRespondToNothing(t *testing.T) {
	r, d := examined(make([]float64, 100)), examined(make([]float64, 100))
	if got := respond(&r, &d, peak{lag: 4, window: 3}, new(memory)); got.response != 0 || got.lag != 4 || got.window != 3 {
		t.Errorf("%+v", got)
	}
}

func TestElasticity(t *testing.T) {
	for _, tc := range []struct {
		reason         string
		result, driver tested
		response       float64
		want           float64
		relative       bool
	}{
		{"in per cent at the means", tested{series: series{mean: 0.5, unit: 200}, positive: true},
			tested{series: series{mean: 0.25, unit: 8}, positive: true}, 0.6, 0.6 * 0.25 / 0.5, true},
		{"in units where the driver falls below 0", tested{series: series{mean: 0.5, unit: 200}, positive: true},
			tested{series: series{mean: 0.25, unit: 8}}, 0.6, 0.6 * 200 / 8, false},
		{"in units where the result does", tested{series: series{mean: 0.5, unit: 200}},
			tested{series: series{mean: 0.25, unit: 8}, positive: true}, -0.6, -0.6 * 200 / 8, false},
		{"no more than a double can hold", tested{series: series{unit: 1e300}}, tested{series: series{unit: 1e-300}}, 1, math.MaxFloat64, false},
		{"and no less", tested{series: series{unit: 1e300}}, tested{series: series{unit: 1e-300}}, -1, -math.MaxFloat64, false},
	} {
		got, relative := elasticity(&tc.result, &tc.driver, tc.response)
		if !near(got, tc.want, 1e-12) || relative != tc.relative {
			t.Errorf("%s: %v, relative %t, want %v, %t", tc.reason, got, relative, tc.want, tc.relative)
		}
	}
}

// A result that is a power of its driver has the power as its elasticity.
func TestElasticityOfAPower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		power := rapid.SampledFrom([]float64{-1, -0.5, 0.5, 1}).Draw(t, "power")
		level := rapid.Float64Range(1e-3, 1e6).Draw(t, "level")
		seed := rapid.Uint64Range(1, 1000).Draw(t, "seed")
		long := changed(sticky(seed, year+10, 0.8), func(_ int, v float64) float64 { return level * math.Exp(0.05*v) })
		noise := white(seed+5000, year)
		result := drawn(year, func(i int) float64 { return 70 * math.Pow(long[i], power) * math.Exp(0.01*noise[i]) })
		f := sound(t, usual(result, long[10:]))[0]
		if !f.Relative || f.Lag != 10 || math.Abs(f.Elasticity-power) > 0.25 {
			t.Fatalf("%+v of a power of %v", f, power)
		}
	})
}

func TestFinite(t *testing.T) {
	for _, tc := range []struct{ v, want float64 }{
		{3, 3}, {inf, math.MaxFloat64}, {-inf, -math.MaxFloat64}, {nan, 0},
	} {
		if got := finite(tc.v); got != tc.want {
			t.Errorf("%v becomes %v", tc.v, got)
		}
	}
}
