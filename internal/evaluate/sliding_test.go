/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
)

func TestLast(t *testing.T) {
	nan := math.NaN()
	q := Question{From: moment("10-01"), Step: time.Hour}
	past := trail{question: q, known: true, answer: Answer{History: history.New(q.From, q.Step, []float64{0, 1, nan, 3, 4})}}
	tests := []struct {
		reason, until string
		past          trail
		want          []float64
	}{
		{"up to its last point", "10-01T04:00", past, []float64{nan, 3, 4}},
		{"the history is ahead", "10-01T03:00", past, []float64{1, nan, 3}},
		{"the history is behind", "10-01T06:00", past, []float64{4, nan, nan}},
		{"far behind", "10-02", past, []float64{nan, nan, nan}},
		{"the history is short", "10-01T01:00", past, []float64{nan, 0, 1}},
		{"it begins later", "09-30T23:00", past, []float64{nan, nan, nan}},
		{"not known", "10-01T04:00", trail{question: q}, []float64{nan, nan, nan}},
		{"known to fail", "10-01T04:00", trail{question: q, known: true, answer: Answer{Reason: unavailable}}, []float64{nan, nan, nan}},
	}
	for _, tc := range tests {
		if diff := cmp.Diff(tc.want, tc.past.last(moment(tc.until), 3), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tc.reason, diff)
		}
	}
}

func TestTyped(t *testing.T) {
	nan := math.NaN()
	entries := []v1alpha1.CheckInEntry{entry("10-02", 2), entry("10-02", 3), entry("10-05", 5), entry("10-20", 20)}
	o := origin{Measure: typed("", entries, freshFor("2d")).Measure, location: time.UTC}
	tests := []struct {
		reason, until string
		step          time.Duration
		want          []float64
	}{
		{"from its day on, the later of two, until it is stale", "10-06", day, []float64{nan, 3, 3, 3, 5, 5}},
		{"within a day", "10-02T12:00", 12 * time.Hour, []float64{nan, nan, nan, nan, 3, 3}},
		{"a later day does not count yet", "10-12", day, []float64{5, nan, nan, nan, nan, nan}},
	}
	for _, tc := range tests {
		if diff := cmp.Diff(tc.want, o.typed(moment(tc.until), 6, tc.step), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tc.reason, diff)
		}
	}
}

func TestGridOfAnExchange(t *testing.T) {
	tests := []struct {
		reason               string
		at                   string
		lookback, step       v1alpha1.Duration
		interval             v1alpha1.Interval
		until, next          string
		wantSpread, wantPace time.Duration
	}{
		{"defaults", "10-05T12:00", "", "", "", "10-05", "10-06T00:30", 30 * time.Minute, 5 * time.Minute},
		{"a day counts when its spread is over", "10-05T00:29:59", "", "", "", "10-04", "10-05T00:30", 30 * time.Minute, 5 * time.Minute},
		{"and from then on", "10-05T00:30", "", "", "", "10-05", "10-06T00:30", 30 * time.Minute, 5 * time.Minute},
		{"finer than it is tested", "10-05T12:40", "10d", "1h", "6h", "10-05T12:00", "10-05T18:30", 30 * time.Minute, 5 * time.Minute},
		{"tested more often than there is a point", "10-05T12:40", "10d", "6h", "1m", "10-05T12:00", "10-05T18:30", 30 * time.Minute, time.Minute},
		{"minutes", "10-05T12:00:40", "10h", "1m", "1m", "10-05T12:00", "10-05T12:01:30", 30 * time.Second, time.Minute},
		{"an interval that is no multiple of the step", "10-05T12:00", "", "1d", "36h", "10-05", "10-06T12:30", 30 * time.Minute, 5 * time.Minute},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			b := newBroker(t, link(), drivenBy("wait", asks("wait")))
			b.vx.Spec.Lookback, b.vx.Spec.Step, b.vx.Spec.Interval = tc.lookback, tc.step, tc.interval
			if tc.step == "1m" || tc.step == "1h" || tc.step == "6h" {
				b.vx.Spec.MaxLag = "1h"
			}
			j, err := newExchangeJudge(ValueExchangeInput{Exchange: b.vx, Now: moment(tc.at), World: b.world})
			if err != nil {
				t.Fatal(err)
			}
			if !j.until.Equal(moment(tc.until)) || !j.next.Equal(moment(tc.next)) {
				t.Errorf("until %s, next %s; want %s, %s", j.until, j.next, tc.until, tc.next)
			}
			b.at(tc.at)
			for _, q := range b.source.asked {
				first := j.until.Add(-time.Duration(int(j.lookback/j.step)-1) * j.step)
				if q.Spread != tc.wantSpread || q.Interval != tc.wantPace || q.Step != j.step || j.until.Sub(q.From)%j.step != 0 || first.Before(q.From) {
					t.Errorf("asked %+v, want points up to %s from %s on", q, j.until, first)
				}
			}
			if len(b.source.asked) == 0 {
				t.Error("nothing was asked")
			}
		})
	}
}

// TestAHistoryIsAskedAsAWholeOnceInALookback: its first point stands while the lookback moves along.
func TestAHistoryIsAskedAsAWholeOnceInALookback(t *testing.T) {
	b := newBroker(t, link(), drivenBy("wait", asks("wait")))
	b.vx.Spec.Lookback, b.vx.Spec.Step, b.vx.Spec.MaxLag, b.vx.Spec.Interval = "3d", "1h", "2h", "1h"
	wholes := map[time.Time]bool{}
	for now := moment("10-05T12:00"); now.Before(moment("10-17T12:00")); now = now.Add(time.Hour) {
		b.source.asked = nil
		b.on(now)
		wholes[b.source.asked[0].From] = true
		if back := now.Sub(b.source.asked[0].From); back < 3*day || back > 6*day+time.Hour {
			t.Errorf("at %s the history goes back %s, want once to twice the lookback", now, back)
		}
	}
	if len(wholes) > 5 {
		t.Errorf("%d histories in 12 days with a lookback of three", len(wholes))
	}
}

func TestExchangeDefaults(t *testing.T) {
	plain, written := linked(t), linked(t)
	confidence := 0.95
	written.vx.Spec.Lookback, written.vx.Spec.Step, written.vx.Spec.MaxLag = "365d", "24h", "60d"
	written.vx.Spec.Interval, written.vx.Spec.Confidence = "24h", &confidence
	if diff := cmp.Diff(plain.at("10-05T12:00"), written.at("10-05T12:00")); diff != "" {
		t.Errorf("defaults, written out, give something else:\n%s", diff)
	}
	confidence = 0.99
	if got := written.at("10-05T12:01").Drivers[0].MeasureHash; got == plain.vx.Status.Drivers[0].MeasureHash {
		t.Error("another confidence is no other question")
	}
}

func TestExchangeOfCheckIns(t *testing.T) {
	source := link()
	b := newBroker(t, source)
	b.vx.Spec.Lookback, b.vx.Spec.MaxLag = "90d", "5d"
	var entries []v1alpha1.CheckInEntry
	for i := range 100 {
		at := moment("10-05").AddDate(0, 0, i-99)
		entries = append(entries, v1alpha1.CheckInEntry{Date: v1alpha1.Date(at.Format(time.DateOnly)), Value: 3 + 2*source.value("value", at)})
	}
	b.vx.Spec.Drivers = []v1alpha1.ExchangeDriver{drivenBy("typed", typed("", entries).Measure)}
	b.at("10-05T12:00")
	if d := b.driver("typed"); d.Message != "it is the result itself, but perhaps for unit and offset: name another driver" {
		t.Errorf("%+v, want what was typed day by day to be seen as the result", d)
	}
	if got := reasons(b.vx.Status.Conditions, "Measured"); got != "Measured=AllMeasured" || !b.last.next.Equal(moment("10-06T00:30")) {
		t.Errorf("%s, next %s", got, b.last.next)
	}
}
