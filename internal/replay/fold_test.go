/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/replay"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

func TestWhatWasYetToComeIsNotKnown(t *testing.T) {
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	_, o := server(t, minutely(noon.Add(-2*day), end.Add(time.Hour), testlab.Constant(3))...)
	o.Present = end.Add(time.Hour)
	for _, tc := range []struct {
		reason, query string
		at            time.Time
		want          v1alpha1.MeasureReason // "": there is a value
	}{
		{"a number of then", "guests", noon, ""},
		{"one of the next day", "guests offset -1d", noon, v1alpha1.MeasureReasonNoData},
		{"one of the day before", "guests offset 1d", noon, ""},
		{"one of the period's end", "guests @ $__end", noon, v1alpha1.MeasureReasonNoData},
		{"one of the period's end, once that has come", "guests @ $__end", end.Add(time.Hour), ""},
		{"what stands for it until then", "guests @ $__end or vector(2)", noon, ""},
		{"what grew until the end", "increase(guests[1d] @ $__end)", noon, v1alpha1.MeasureReasonNoData},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			set := setOf(objective("a", asks(tc.query)))
			evaluate(t, set, o, tc.at)
			kr := find(set, "a").Status.KeyResults[0]
			if (kr.Value != nil) != (tc.want == "") || tc.want != "" && kr.Reason != tc.want {
				t.Errorf("value %v, reason %q, want %q", kr.Value, kr.Reason, tc.want)
			}
		})
	}
}

// outlooks folds one goal, and gives for each step its outlook, the reason of its key result, and whether that has a value.
func outlooks(t *testing.T, o replay.Options, from, to time.Time, step time.Duration) []string {
	t.Helper()
	set := setOf(objective("a", asks("guests")))
	var seen []string
	err := replay.New(set, o).Fold(t.Context(), from, to, step, func(at time.Time) error {
		status := find(set, "a").Status
		kr := status.KeyResults[0]
		seen = append(seen, strings.TrimSpace(fmt.Sprintf("%s %s %s", at.Format("15:04"), status.Outlook, kr.Reason)))
		if kr.Value == nil {
			t.Errorf("%s: the last good value is gone", at)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestAFailureInTheMiddleOfAFold(t *testing.T) {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	gap := noon.Add(10 * time.Minute) // the server's lookback bridges five minutes more
	rise := testlab.Ramp(start, start.AddDate(0, 3, 0), 0, 4.4)
	samples := append(minutely(start, gap, rise), minutely(noon.Add(3*time.Hour), noon.Add(5*time.Hour), rise)...)
	_, o := server(t, samples...)
	got := outlooks(t, o, noon, noon.Add(3*time.Hour+20*time.Minute), 20*time.Minute)
	want := []string{
		"12:00 OnTrack", "12:20 OnTrack NoData", "12:40 OnTrack NoData", "13:00 OnTrack NoData", "13:20 Unknown NoData",
		"13:40 Unknown NoData", "14:00 Unknown NoData", "14:20 Unknown NoData", "14:40 Unknown NoData", "15:00 OnTrack", "15:20 OnTrack",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want, +got: %s", diff)
	}
}

// Who goes on from a status that was written while a query failed knows that it fails since then.
func TestAFailureIsRememberedByTheStatus(t *testing.T) {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	rise := testlab.Ramp(start, start.AddDate(0, 3, 0), 0, 4.4)
	_, o := server(t, minutely(start, noon.Add(10*time.Minute), rise)...)
	ind := &v1alpha1.Indicator{
		ObjectMeta: metav1.ObjectMeta{Namespace: "hotel", Name: "guests"},
		Spec:       v1alpha1.IndicatorSpec{Title: "Guests", Better: v1alpha1.BetterHigher, Measure: asks("guests"), Interval: "5m"},
	}
	defined := v1alpha1.Measure{IndicatorRef: &v1alpha1.ObjectReference{Name: "guests"}}
	set := setOf(ind, objective("own", asks("guests")), objective("by-indicator", defined))
	for _, step := range []struct {
		at   time.Duration
		want v1alpha1.Outlook
	}{{0, v1alpha1.OutlookOnTrack}, {5 * time.Hour, v1alpha1.OutlookOnTrack}, {5*time.Hour + 30*time.Minute, v1alpha1.OutlookOnTrack}, {7 * time.Hour, v1alpha1.OutlookUnknown}} {
		evaluate(t, set, o, noon.Add(step.at)) // each with an engine that remembers nothing
		for _, name := range []string{"own", "by-indicator"} {
			if got := find(set, name).Status.Outlook; got != step.want {
				t.Errorf("%s after %s: %s, want %s", name, step.at, got, step.want)
			}
		}
	}
}

func TestAGapAtAStepIsNoneForADay(t *testing.T) {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	rise := testlab.Ramp(start, start.AddDate(0, 3, 0), 0, 4.4)
	_, o := server(t, append(minutely(start, noon.Add(day-20*time.Minute), rise), minutely(noon.Add(day+time.Minute), noon.Add(2*day), rise)...)...)
	got := outlooks(t, o, noon, noon.Add(2*day), day)
	want := []string{"12:00 OnTrack", "12:00 OnTrack NoData", "12:00 OnTrack"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a metric that was there 20 minutes before a look is given up: -want, +got: %s", diff)
	}
}

// A day of the calendar may have an hour more.
func TestAFoldOfDaysKeepsToMidnight(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 10, 23, 0, 0, 0, 0, berlin) // the hour is gained on the 25th
	to := time.Date(2026, 10, 28, 0, 0, 0, 0, berlin)
	_, o := server(t, minutely(from.Add(-time.Hour), to, testlab.Ramp(from, to, 0, 4))...)
	set := setOf(objective("a", asks("guests")))
	var folded []*v1alpha1.ObjectiveStatus
	var midnights []time.Time
	fold := replay.New(set, o)
	if err := fold.Fold(t.Context(), from, to, day, func(at time.Time) error {
		midnights = append(midnights, at)
		folded = append(folded, find(set, "a").Status.DeepCopy())
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	single := setOf(objective("a", asks("guests")))
	for i, at := range midnights {
		if clock := at.In(berlin); clock.Hour() != 0 {
			t.Errorf("a look at %s, want midnight", clock)
		}
		evaluate(t, single, o, at)
		if diff := cmp.Diff(find(single, "a").Status.KeyResults[0].Value, folded[i].KeyResults[0].Value); diff != "" {
			t.Errorf("%s: -single +folded: %s", at, diff)
		}
	}
	if len(midnights) != 6 {
		t.Errorf("%d looks, want 6", len(midnights))
	}
}

func TestAFoldVisitsBothEnds(t *testing.T) {
	set := setOf(objective("a", typed(2)))
	var seen []time.Time
	visit := func(at time.Time) error { seen = append(seen, at); return nil }
	if err := replay.New(set, replay.Options{}).Fold(t.Context(), noon, noon.Add(5*time.Hour), 2*time.Hour, visit); err != nil {
		t.Fatal(err)
	}
	want := []time.Time{noon, noon.Add(2 * time.Hour), noon.Add(4 * time.Hour), noon.Add(5 * time.Hour)}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("-want, +got: %s", diff)
	}
	stop := errors.New("enough")
	if err := replay.New(set, replay.Options{}).Fold(t.Context(), noon, noon.Add(day), time.Hour, func(time.Time) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error %v, want that of visit", err)
	}
	for _, tc := range []struct {
		reason string
		to     time.Time
		step   time.Duration
	}{{"no step", noon.Add(day), 0}, {"backwards", noon.Add(-day), time.Hour}} {
		if err := replay.New(set, replay.Options{}).Fold(t.Context(), noon, tc.to, tc.step, visit); err == nil {
			t.Errorf("%s: no error", tc.reason)
		}
	}
}

func TestAFoldAsksAhead(t *testing.T) {
	p, o := server(t, minutely(noon.Add(-45*day), noon, testlab.Noise(1, 1, time.Hour))...)
	set := setOf(objective("a", asks("guests"), asks("guests offset 1d")), objective("b", asks("guests - guests @ $__start")))
	steps := 0
	if err := replay.New(set, o).Fold(t.Context(), noon.Add(-20*day), noon, time.Hour, func(time.Time) error { steps++; return nil }); err != nil {
		t.Fatal(err)
	}
	pinned := 0
	for _, q := range p.Queries() {
		if strings.Contains(q.Query, "@") {
			pinned++
		}
	}
	if others := p.QueryCount() - pinned; others > 4 || pinned < steps {
		t.Errorf("%d queries beside %d of what hangs on another time, want the values of two questions and their histories", others, pinned)
	}
}
