/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// daily appends a sample at eleven o'clock of each of so many days up to a last one.
func (l *lab) daily(series string, last time.Time, days int, value float64) {
	l.Helper()
	var samples []testlab.Sample
	for i := range days {
		samples = append(samples, testlab.Sample{Time: last.AddDate(0, 0, 1+i-days), Value: value})
	}
	if err := l.Prometheus.Append(series, samples...); err != nil {
		l.Fatal(err)
	}
}

func TestFault14(t *testing.T) {
	t.Parallel()
	l := fault(t, "A metric is written once a day, stops, and comes back")
	eleven := bench.Noon.Add(-time.Hour)
	l.daily("census", eleven, 40, 4)
	with := l.Objective("with-lookback", bench.Reaches("census", v1alpha1.Measure{
		Prometheus: &v1alpha1.PrometheusMeasure{Query: "census", Lookback: "26h"}}))
	without := l.Objective("without", bench.Reaches("census", bench.Asks("census")))
	l.Create(with, without)
	l.Measured(with)
	l.Moving("an outlook", 10*time.Second, func() bool { l.Refresh(with); return with.Status.Outlook != v1alpha1.OutlookUnknown })
	l.Has(without, measured, isFalse, string(v1alpha1.MeasureReasonNoData))
	l.seesOf(without, measured)
	all, before := l.record(), with.DeepCopy()

	l.Clock.SetTime(bench.Noon.Add(24*time.Hour + 50*time.Minute)) // the sample is nearly 26 hours old: the next one is late
	l.pass(5 * time.Minute)
	l.Measured(with)
	l.sees("with lookback: the value %v all day", *value(with))
	kept := l.keeps(with, v1alpha1.MeasureReasonNoData)
	if kept.Status.Outlook != before.Status.Outlook {
		t.Errorf("the outlook flipped to %s before the limit", kept.Status.Outlook)
	}
	l.pass(65 * time.Minute)
	l.Eventually("an outlook that is lost", func() bool { l.Refresh(with); return with.Status.Outlook == v1alpha1.OutlookUnknown })
	l.sees("an hour after it stopped the outlook is %s", with.Status.Outlook)

	l.daily("census", l.Clock.Now(), 1, 5)
	l.shows(with, 5)
	l.shows(without, 5)
	l.Measured(with)
	l.sees("measured at once when it comes back")
	l.pass(10 * time.Minute)
	l.Has(without, measured, isFalse, string(v1alpha1.MeasureReasonNoData))
	if v := value(without); v == nil || *v != 5 {
		t.Errorf("the last good value is gone: %v", v)
	}
	events := l.Events(with)
	delete(events, telemetry.ReasonWentOffTrack) // a judgement anew after none
	want := map[string]int{telemetry.ReasonMeasurementLost: 1, telemetry.ReasonMeasurementRestored: 1}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := len(all.of(with.Name)); got > 8 {
		t.Errorf("%d writes in a day, want those of midnight, of the end and of the return", got)
	}
}

func TestFault15(t *testing.T) {
	t.Parallel()
	l := fault(t, "Replicas answer in turn, with slightly different values")
	o := l.goal("keeps")
	replicas := func(a, b float64) http.HandlerFunc {
		number := func(v float64) http.HandlerFunc {
			return answering(200, success(fmt.Sprintf(`{"resultType":"scalar","result":[1,"%g"]}`, v)))
		}
		return l.queries(l.instants(byTurns(number(a), number(b))))
	}
	for _, tc := range []struct {
		name   string
		a, b   float64
		met    bool
		writes int // in an hour, at most
	}{
		{"within 0.1 % of the span", 4.004, 4.008, false, 0},
		{"around the target", 9.995, 10.004, true, 0},
		{"beyond it", 5, 5.05, false, 60},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := l.quietly(l.In(t))
			l.rogue.misbehaves(replicas(tc.a, tc.b))
			l.pass(3 * time.Minute)
			l.Refresh(o)
			if o.Status.KeyResults[0].Met == nil || *o.Status.KeyResults[0].Met != tc.met {
				t.Fatalf("met is %+v before, want %v", o.Status.KeyResults[0], tc.met)
			}
			before, events, all := o.DeepCopy(), l.Events(o), l.record()
			l.pass(time.Hour)
			l.Measured(o)
			versions := all.of(o.Name)
			if got := len(versions); got > tc.writes {
				t.Errorf("%d writes in an hour, want %d at most: %+v", got, tc.writes, o.Status)
			}
			for _, v := range versions {
				if *v.Status.KeyResults[0].Met != tc.met || v.Status.Outlook != before.Status.Outlook {
					t.Errorf("a judgement flickers: %+v", v.Status)
				}
			}
			if diff := cmp.Diff(events, l.Events(o)); diff != "" {
				t.Errorf("events (-before +after):\n%s", diff)
			}
		})
	}
	l.sees("no write while they differ by 0.1 %% of the span or less, one an answer beyond it; met and outlook stay")
}
