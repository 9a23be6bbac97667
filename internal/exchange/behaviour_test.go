/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"testing"
	"time"
)

// These are small checks of what hack/exchange measures at length.

// runs is how many exchanges each of them draws.
const runs = 40

// falseShare is the share of exchanges between unrelated series with three drivers in which any is Supported.
func falseShare(t *testing.T, each func(seed uint64) []float64) float64 {
	t.Helper()
	alarms := 0
	for i := range uint64(runs) {
		c := usual(each(10*i), each(10*i+1), each(10*i+2), each(10*i+3))
		for _, f := range sound(t, c) {
			if f.Verdict == Supported {
				alarms++
				break
			}
		}
	}
	return float64(alarms) / runs
}

func TestUnrelatedSeriesAreNotSupported(t *testing.T) {
	for _, tc := range []struct {
		reason string
		each   func(seed uint64) []float64
	}{
		{"random walks", func(seed uint64) []float64 { return walk(seed, year) }},
		{"AR(0.9)", func(seed uint64) []float64 { return sticky(seed, year, 0.9) }},
		{"a week in common", func(seed uint64) []float64 {
			return changed(sticky(seed, year, 0.5), func(i int, v float64) float64 { return v + 4*float64(i%7/5) })
		}},
		{"a trend in common", func(seed uint64) []float64 {
			return changed(sticky(seed, year, 0.5), func(i int, v float64) float64 { return v + float64(i)/20 })
		}},
		{"a year in common", func(seed uint64) []float64 {
			return changed(sticky(seed, year, 0.5), func(i int, v float64) float64 { return v + 5*math.Sin(2*math.Pi*float64(i)/year) })
		}},
		{"a step on the same day", func(seed uint64) []float64 {
			return changed(sticky(seed, year, 0.5), func(i int, v float64) float64 { return v + 8*float64(i/200) })
		}},
		{"means of thirty days", func(seed uint64) []float64 { return rollingMean(white(seed, year+29), 30) }},
		{"holidays in common", func(seed uint64) []float64 {
			return changed(sticky(seed, year, 0.5), func(i int, v float64) float64 {
				if i*i%37 == 3 && i%2 == 0 {
					return v - 6
				}
				return v
			})
		}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := falseShare(t, tc.each); got > 0.05 {
				t.Errorf("supported in %.1f %% of exchanges", 100*got)
			}
		})
	}
}

func TestLinksAreFound(t *testing.T) {
	found, beside, off := 0, 0, 0
	for i := range uint64(runs) {
		lag := 3 + int(i)%38
		result, driver := linked(20*i, lag, 1)
		findings := sound(t, usual(result, driver, sticky(20*i+7, year, 0.8), sticky(20*i+9, year, 0.8)))
		if findings[0].Verdict == Supported {
			found++
		}
		if findings[0].Lag != lag {
			off++
		}
		if findings[1].Verdict == Supported || findings[2].Verdict == Supported {
			beside++
		}
	}
	if found < 0.95*runs || off > 0.1*runs || beside > 0.05*runs {
		t.Errorf("of %d links %d were found, %d at another lag, and beside %d an unrelated driver", runs, found, off, beside)
	}
}

func TestWhoLeadsIsSeen(t *testing.T) {
	for i := range uint64(20) {
		result, driver := linked(30*i+1, 5+int(i), 1)
		if got := sound(t, usual(driver, result))[0]; got.Verdict == Supported {
			t.Errorf("%+v of a result that leads", got)
		}
	}
}

func TestWrongDirection(t *testing.T) {
	up, driver := linked(61, 14, 1)
	down, other := linked(62, 14, -1)
	unrelated := sticky(63, year, 0.8)
	for _, tc := range []struct {
		reason         string
		result, driver []float64
		expected       Direction
		want           Verdict
	}{
		{"a rise, as expected", up, driver, Increase, Supported},
		{"a rise, whichever way", up, driver, Either, Supported},
		{"a rise where a fall is expected", up, driver, Decrease, WrongDirection},
		{"a fall, as expected", down, other, Decrease, Supported},
		{"a fall, whichever way", down, other, Either, Supported},
		{"a fall where a rise is expected", down, other, Increase, WrongDirection},
		{"nothing has no direction", up, unrelated, Increase, NotSupported},
		{"nor the other", up, unrelated, Decrease, NotSupported},
	} {
		c := usual(tc.result, tc.driver)
		c.Drivers[0].Expected = tc.expected
		if got := sound(t, c)[0]; got.Verdict != tc.want {
			t.Errorf("%s: %+v", tc.reason, got)
		}
	}
}

func TestLinksOfManyKinds(t *testing.T) {
	result, driver := linked(64, 21, 1)
	steps := walk(65, year+30)
	stepsNoise := walk(66, year)
	for _, tc := range []struct {
		reason string
		c      Case
		lag    int
		within int
	}{
		{"as it is", usual(result, driver), 21, 0},
		{"with gaps", usual(changed(result, func(i int, v float64) float64 {
			if i*i%10 == 1 {
				return nan
			}
			return v
		}), driver), 21, 1},
		{"of walks by their steps", usual(drawn(year, func(i int) float64 { return steps[i] + 0.8*stepsNoise[i] }), steps[30:]), 30, 0},
		{"at the greatest lag", usual(result[:], driver).lags(21), 21, 0},
		{"on the same day", usual(result[:year-21], driver[:year-21]).shifted(21), 0, 0},
		{"with outliers", usual(changed(result, func(i int, v float64) float64 {
			if i%90 == 50 {
				return 1e6
			}
			return v
		}), driver), 21, 1},
		{"with a year's season in both", usual(result, driver).with(
			func(i int, v float64) float64 { return v + 4*math.Sin(float64(i)/58) },
			func(i int, v float64) float64 { return v + 4*math.Sin(float64(i)/58) }), 21, 1},
	} {
		got := sound(t, tc.c)[0]
		if got.Verdict != Supported || math.Abs(float64(got.Lag-tc.lag)) > float64(tc.within) {
			t.Errorf("%s: %+v, want lag %d", tc.reason, got, tc.lag)
		}
	}
}

// lags is the case with another greatest lag.
func (c Case) lags(most int) Case {
	c.MaxLag = most
	return c
}

// shifted brings a result that follows after a lag to the day of its driver.
func (c Case) shifted(lag int) Case {
	n := len(c.Result)
	c.Result = c.Result[lag:]
	c.Drivers = []Driver{{Values: c.Drivers[0].Values[:n-lag]}}
	return c
}

// A lag that is not tried is not found.
func TestLagsBeyondTheGreatest(t *testing.T) {
	result, driver := linked(67, 40, 1)
	if got := sound(t, usual(result, driver).lags(30))[0]; got.Verdict == Supported {
		t.Errorf("%+v of a lag of 40", got)
	}
	if got := sound(t, usual(result, driver).lags(40))[0]; got.Verdict != Supported || got.Lag != 40 {
		t.Errorf("%+v of a lag of 40", got)
	}
}

// Hours have a day and a week, and lags in hours.
func TestHours(t *testing.T) {
	n := 60 * 24
	long := sticky(68, n+12, 0.9)
	noise := sticky(69, n, 0.7)
	hour := func(i int, v float64) float64 { return v + 3*math.Sin(2*math.Pi*float64(i)/24) + 2*float64(i/24%7/5) }
	c := usual(changed(drawn(n, func(i int) float64 { return long[i] + noise[i] }), hour), changed(long[12:], hour), changed(sticky(70, n, 0.9), hour))
	c.Step, c.MaxLag = time.Hour, 48
	findings := sound(t, c)
	if got := findings[0]; got.Verdict != Supported || got.Lag != 12 {
		t.Errorf("%+v, want lag 12", got)
	}
	if got := findings[1]; got.Verdict != NotSupported {
		t.Errorf("%+v of an unrelated driver", got)
	}
}

// An effect that is spread over a week has its middle as its lag.
func TestSpreadEffects(t *testing.T) {
	found, off := 0, 0.0
	for i := range uint64(20) {
		long := sticky(100+i, year+26, 0.8)
		noise := white(200+i, year)
		result := drawn(year, func(i int) float64 { return 1.3*sum(long[i:i+7])/7 + 0.6*noise[i] })
		f := sound(t, usual(result, long[26:]))[0]
		if f.Verdict == Supported {
			found++
			off += math.Abs(float64(f.Lag-23)) / 20
		}
	}
	if found < 19 || off > 1.5 {
		t.Errorf("%d of 20 were found, %v days off in the mean", found, off)
	}
}
