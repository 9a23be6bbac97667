/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// ramp rises by so much a day, and was 0 when October began.
func ramp(perDay float64) func(time.Time) float64 {
	return func(at time.Time) float64 { return perDay * days(at) }
}

func TestTrend(t *testing.T) {
	const higher, lower = v1alpha1.BetterHigher, v1alpha1.BetterLower
	wild := func(at time.Time) float64 { return math.Sin(997 * days(at)) }
	since := func(day string) func(time.Time) float64 {
		return func(at time.Time) float64 {
			if at.Before(moment(day)) {
				return math.NaN()
			}
			return days(at)
		}
	}
	tests := []struct {
		reason string
		past   func(time.Time) float64
		better v1alpha1.Better
		want   string
	}{
		{"up, which is better", ramp(2), higher, "Improving 2"},
		{"up, which is worse", ramp(2), lower, "Worsening 2"},
		{"down, which is worse", ramp(-2), higher, "Worsening -2"},
		{"down, which is better", ramp(-2), lower, "Improving -2"},
		{"three digits of the slope", ramp(1.23456), higher, "Improving 1.23"},
		{"never changed", always(3), higher, "Flat 0"},
		{"eight days", since("10-22"), higher, "Improving 1"},
		{"seven days are too few", since("10-23"), higher, "none"},
		{"part of a day counts as one", since("10-22T20:00"), higher, "Improving"},
		{"nothing", always(math.NaN()), higher, "none"},
		{"only what is over counts, not today", func(at time.Time) float64 {
			if at.Before(moment("10-30")) {
				return 1
			}
			return 1000
		}, higher, "Flat 0"},
		{"only the window counts", until("10-02", 1000, 5), higher, "Flat 0"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.set("q", 1)
			source.pasts["q"] = tc.past
			k := newKeeper(t, source, asks("q"))
			k.ind.Spec.Better = tc.better
			got := "none"
			if trend := k.at("10-30T12:00").Trend; trend != nil {
				got = fmt.Sprintf("%s %v", trend.Direction, trend.PerDay)
			}
			if tc.want == "Improving" {
				got = got[:len(tc.want)]
			}
			if got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
	t.Run("noise", func(t *testing.T) {
		source := newFeed()
		source.set("q", 1)
		source.pasts["q"] = wild
		if got := newKeeper(t, source, asks("q")).at("10-30T12:00").Trend.Direction; got != v1alpha1.TrendFlat {
			t.Errorf("%s, want Flat", got)
		}
	})
}

func TestTrendWindows(t *testing.T) {
	tests := []struct {
		window v1alpha1.Duration
		step   time.Duration // of the history that is asked; 0: none
		next   string        // when the trend moves
	}{
		{"", 4 * time.Hour, "10-31T00:30"},
		{"365d", 24 * time.Hour, "10-31T00:30"},
		{"8d", time.Hour, "10-31T00:30"},
		{"7d", time.Hour, "10-30T12:30"},
		{"8h", 3 * time.Minute, "10-30T12:30"},
		{"7h", time.Minute, "10-30T12:11:30"},
		{"8m", time.Minute, "10-30T12:11:30"},
		{"7m", 0, ""},
		{"5s", 0, ""},
	}
	for _, tc := range tests {
		t.Run("window "+string(tc.window), func(t *testing.T) {
			source := newFeed()
			source.set("q", 1)
			source.pasts["q"] = ramp(24 * 60)
			k := newKeeper(t, source, asks("q"))
			k.ind.Spec.TrendWindow = tc.window
			status := k.at("10-30T12:10:40")
			var step time.Duration
			for _, q := range source.asked {
				step = max(step, q.Step)
			}
			if step != tc.step {
				t.Errorf("asked in steps of %s, want %s", step, tc.step)
			}
			if tc.step == 0 {
				if status.Trend != nil || !k.last.next.IsZero() {
					t.Errorf("trend %+v, next %s, want none of so short a window", status.Trend, k.last.next)
				}
				return
			}
			if status.Trend == nil || status.Trend.Direction != v1alpha1.TrendImproving || status.Trend.PerDay != 24*60 {
				t.Errorf("trend %+v, want one of %d a day", status.Trend, 24*60)
			}
			if !k.last.next.Equal(moment(tc.next)) {
				t.Errorf("next at %s, want %s", k.last.next, tc.next)
			}
		})
	}
}

func TestTrendMovesOnceADay(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	source.pasts["q"] = func(at time.Time) float64 { return math.Pow(days(at), 3) }
	k := newKeeper(t, source, asks("q"))
	k.at("10-30T12:00")
	var written []string
	for now := moment("10-30T12:05"); now.Before(moment("11-02T12:00")); now = now.Add(5 * time.Minute) {
		if k.on(now); k.last.changed {
			written = append(written, now.Format("01-02T15:04"))
		}
	}
	if got := fmt.Sprint(written); got != "[10-31T00:30 11-01T00:30 11-02T00:30]" {
		t.Errorf("written at %s, want once a day, when the day's last points are settled", got)
	}
}

func TestAConstantMetricIsWrittenOnce(t *testing.T) {
	source := newFeed()
	source.set("q", 42)
	k := newKeeper(t, source, asks("q"))
	k.ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: 0, Typical: 40, Best: 50}
	for now := moment("10-20"); now.Before(moment("10-27")); now = now.Add(15 * time.Minute) {
		k.on(now)
	}
	if k.writes != 1 {
		t.Errorf("%d writes in a week, want 1", k.writes)
	}
	source.restart()
	source.unloaded = true
	k.at("10-27")
	source.unloaded = false
	if k.at("10-27T00:01"); k.writes != 1 {
		t.Errorf("a restart wrote %+v", k.ind.Status.Trend)
	}
}

func TestTrendStandsUntilTheHistoryIsThere(t *testing.T) {
	source := newFeed()
	source.set("q", 5)
	source.pasts["q"] = ramp(1)
	k := newKeeper(t, source, asks("q"))
	source.unloaded = true
	if k.at("10-30"); k.ind.Status.Trend != nil || k.last.incomplete {
		t.Errorf("trend %+v: the value does not wait for a history", k.ind.Status.Trend)
	}
	source.unloaded = false
	want := *k.at("10-30T01:00").Trend
	source.restart()
	source.unloaded = true
	if got := k.at("11-02").Trend; got == nil || *got != want {
		t.Errorf("%+v while it is loading, want %+v", got, want)
	}
	source.unloaded, source.historyFails = false, unavailable
	if got := k.at("11-02T01:00").Trend; got == nil || *got != want {
		t.Errorf("%+v while it fails, want %+v", got, want)
	}
	source.historyFails = v1alpha1.MeasureReasonMultipleSeries
	if got := k.at("11-02T02:00").Trend; got != nil {
		t.Errorf("%+v of a history that holds no number", got)
	}
}

func TestSlopesAreWrittenWithThreeDigits(t *testing.T) {
	written := &v1alpha1.Trend{PerDay: 0.00339}
	for _, tc := range []struct {
		reason  string
		perDay  float64
		written *v1alpha1.Trend
		want    float64
	}{
		{"none", 0, written, 0},
		{"rounded up", 0.0033951, nil, 0.0034},
		{"large ones", -123456, nil, -123000},
		{"just over the middle between two, as another history has it", 0.0033951, written, 0.00339},
		{"nearer to another one", 0.0033976, written, 0.0034},
		{"and below", 0.0033824, written, 0.00338},
		{"another sign", -0.0033951, written, -0.0034},
		{"as small as may be", math.SmallestNonzeroFloat64, nil, math.SmallestNonzeroFloat64},
	} {
		if got := tidySlope(tc.perDay, tc.written); got != tc.want {
			t.Errorf("%s: %v is written as %v, want %v", tc.reason, tc.perDay, got, tc.want)
		}
	}
}

func TestTrendFollowsBetter(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	source.pasts["q"] = ramp(1)
	k := newKeeper(t, source, asks("q"))
	k.at("10-30")
	k.edit(func(s *v1alpha1.IndicatorSpec) { s.Better = v1alpha1.BetterLower })
	if got := k.at("10-30T00:01").Trend.Direction; got != v1alpha1.TrendWorsening {
		t.Errorf("%s after better became Lower", got)
	}
}

func TestTrendOfCheckIns(t *testing.T) {
	weekly := func(n int) []v1alpha1.CheckInEntry {
		var entries []v1alpha1.CheckInEntry
		for i := range n {
			day := moment("09-01").AddDate(0, 0, 7*i).Format("01-02")
			entries = append(entries, entry(day, 1000), entry(day, float64(7*i))) // the later in the list counts
		}
		return entries
	}
	k := newKeeper(t, newFeed(), typed("", weekly(9)).Measure) // 1 September to 27 October
	k.ind.Spec.TrendWindow = "60d"
	for _, tc := range []struct{ reason, at, want string }{
		{"seven are too few", "10-19T23:59", "none"},
		{"the eighth counts from its midnight", "10-20", "Improving 1"},
		{"nine", "10-27", "Improving 1"},
		{"eight are in the window", "10-31T23:59", "Improving 1"},
		{"the second leaves it", "11-07", "none"},
	} {
		got := "none"
		if trend := k.at(tc.at).Trend; trend != nil {
			got = fmt.Sprintf("%s %v", trend.Direction, trend.PerDay)
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s", tc.reason, got, tc.want)
		}
	}
}
