/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestHistory(t *testing.T) {
	at := func(minutes int) time.Time { return testNow.Add(time.Duration(minutes) * time.Minute) }
	minutes := func(t time.Time) float64 { return t.Sub(testNow).Minutes() }
	cases := map[string]struct {
		reason string
		to     time.Time
		step   time.Duration
		want   []Sample
	}{
		"BothEnds":   {"the last step meets the end", at(4), 2 * time.Minute, []Sample{{at(0), 0}, {at(2), 2}, {at(4), 4}}},
		"NotBeyond":  {"the last step would pass the end", at(3), 2 * time.Minute, []Sample{{at(0), 0}, {at(2), 2}}},
		"OnePoint":   {"start and end are one", at(0), time.Minute, []Sample{{at(0), 0}}},
		"Backwards":  {"the end is before the start", at(-1), time.Minute, nil},
		"NoStep":     {"a step of zero would never end", at(1), 0, nil},
		"MinusSteps": {"nor would one below zero", at(1), -time.Minute, nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, History(testNow, tc.to, tc.step, minutes)); diff != "" {
				t.Errorf("%s: -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}

func TestShapes(t *testing.T) {
	const day = 24 * time.Hour
	saturdayNoon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	ramp := Ramp(testNow, testNow.Add(10*day), 5, 15)
	shift := Shift(testNow, 1, 2)
	weekly := Weekly(time.Saturday, 10)
	cases := map[string]struct {
		reason string
		shape  Shape
		at     time.Time
		want   float64
	}{
		"Constant":    {"always the same", Constant(7), testNow, 7},
		"RampBefore":  {"stands still before", ramp, testNow.Add(-day), 5},
		"RampInside":  {"a straight line", ramp, testNow.Add(3 * day), 8},
		"RampAfter":   {"stands still after", ramp, testNow.Add(11 * day), 15},
		"ShiftBefore": {"until the moment", shift, testNow.Add(-1), 1},
		"ShiftAt":     {"from the moment on", shift, testNow, 2},
		"WeeklyPeak":  {"highest at noon of its day", weekly, saturdayNoon, 10},
		"WeeklyNadir": {"lowest half a week later", weekly, saturdayNoon.Add(84 * time.Hour), -10},
		"WeeklyAgain": {"every week", weekly, saturdayNoon.Add(70 * day), 10},
		"Sum":         {"adds them up", Sum(Constant(1), Constant(2), ramp), testNow, 8},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := tc.shape(tc.at); math.Abs(got-tc.want) > 1e-9 {
				t.Errorf("%s: want %v, got %v", tc.reason, tc.want, got)
			}
		})
	}
}

func TestRampStaysBetweenItsEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, last := rapid.Float64Range(-1e6, 1e6).Draw(t, "first"), rapid.Float64Range(-1e6, 1e6).Draw(t, "last")
		length := time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "length"))
		at := testNow.Add(time.Duration(rapid.Int64Range(int64(-time.Hour), int64(1001*time.Hour)).Draw(t, "at")))
		got := Ramp(testNow, testNow.Add(length), first, last)(at)
		if got < min(first, last)-1e-6 || got > max(first, last)+1e-6 {
			t.Fatalf("%v is not between %v and %v", got, first, last)
		}
	})
}

func TestRunningTotalOnlyRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := Noise(rapid.Uint64().Draw(t, "seed"), 3, time.Minute)
		increments := History(testNow, testNow.Add(time.Hour), time.Minute, shape)
		before := rapid.Float64Range(0, 1e6).Draw(t, "before")
		last := before
		for i, total := range RunningTotal(before, increments) {
			if want := last + max(0, increments[i].Value); total.Value != want || !total.Time.Equal(increments[i].Time) {
				t.Fatalf("sample %d: want %v, got %v", i, want, total)
			}
			last = total.Value
		}
	})
}

func TestNoiseGoesOnAsItBegan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		offset := time.Duration(rapid.Int64Range(0, int64(time.Hour)-1).Draw(t, "offset"))
		hour := testNow.Truncate(time.Hour).Add(time.Duration(rapid.Int64Range(0, 10000).Draw(t, "hour")) * time.Hour)
		value := Noise(seed, 1, time.Hour)(hour)
		if again := Noise(seed, 1, time.Hour)(hour.Add(offset)); again != value {
			t.Fatalf("within a step: want %v, got %v", value, again)
		}
		if next := Noise(seed, 1, time.Hour)(hour.Add(time.Hour)); next == value {
			t.Fatalf("the next step: want another value than %v", value)
		}
		if other := Noise(seed+1, 1, time.Hour)(hour); other == value {
			t.Fatalf("another seed: want another value than %v", value)
		}
	})
}

func TestNoiseIsAutoregressive(t *testing.T) {
	const wantDeviation, wantCorrelation = 4.0, 0.8
	for seed := range uint64(5) {
		noise := History(testNow, testNow.AddDate(2, 0, 0), time.Hour, Noise(seed, wantDeviation, time.Hour))
		var sum, squares, neighbours float64
		for i, sample := range noise {
			sum += sample.Value
			squares += sample.Value * sample.Value
			if i > 0 {
				neighbours += sample.Value * noise[i-1].Value
			}
		}
		n := float64(len(noise))
		mean, deviation, correlation := sum/n, math.Sqrt(squares/n), neighbours/squares
		// 17,520 such steps tell as much as about 1,950 independent ones: a standard error of 0.09 for the mean.
		if math.Abs(mean) > 0.5 || math.Abs(deviation-wantDeviation) > 0.4 || math.Abs(correlation-wantCorrelation) > 0.03 {
			t.Errorf("seed %d: mean %v, deviation %v, correlation %v", seed, mean, deviation, correlation)
		}
	}
}
