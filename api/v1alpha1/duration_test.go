/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1_test

import (
	"math"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestDurationOr(t *testing.T) {
	const def = 42 * time.Minute
	for _, tc := range []struct {
		reason   string
		duration v1alpha1.Duration
		want     time.Duration
	}{
		{reason: "seconds", duration: "3s", want: 3 * time.Second},
		{reason: "minutes", duration: "5m", want: 5 * time.Minute},
		{reason: "hours", duration: "26h", want: 26 * time.Hour},
		{reason: "a day is 24 hours", duration: "60d", want: 60 * 24 * time.Hour},
		{reason: "a week is seven days", duration: "4w", want: 28 * 24 * time.Hour},
		{reason: "as many days as admission allows", duration: "99999d", want: 99999 * 24 * time.Hour},
		{reason: "more weeks than time.Duration can hold", duration: "99999w", want: math.MaxInt64},
		{reason: "left out", duration: "", want: def},
		{reason: "no number", duration: "s", want: def},
		{reason: "no unit", duration: "30", want: def},
		{reason: "zero is no duration", duration: "0s", want: def},
		{reason: "negative", duration: "-5m", want: def},
		{reason: "a sign", duration: "+5m", want: def},
		{reason: "a unit that is none", duration: "5y", want: def},
		{reason: "a unit of two letters", duration: "5ms", want: def},
		{reason: "two units", duration: "1h30m", want: def},
		{reason: "a fraction", duration: "1.5h", want: def},
		{reason: "more digits than fit", duration: "99999999999999999999s", want: def},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.duration.Or(def); got != tc.want {
				t.Errorf("%q is %v, want %v", tc.duration, got, tc.want)
			}
			if got := v1alpha1.Interval(tc.duration).Or(def); got != tc.want {
				t.Errorf("the interval %q is %v, want %v", tc.duration, got, tc.want)
			}
		})
	}
}

func TestDateDay(t *testing.T) {
	for _, tc := range []struct {
		reason string
		date   v1alpha1.Date
		want   string
	}{
		{reason: "short form", date: "2026-11-03", want: "2026-11-03"},
		{reason: "long form", date: "2026-11-03T00:00:00Z", want: "2026-11-03"},
		{reason: "left out", date: "", want: ""},
		{reason: "too short to be a day", date: "2026", want: "2026"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.date.Day(); got != tc.want {
				t.Errorf("the day of %q is %q, want %q", tc.date, got, tc.want)
			}
		})
	}
}
