/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import (
	"math"
	"strconv"
	"time"
)

// Duration is one whole number and one unit: s, m, h, d (24 hours) or w (7 days), such as "30s", "5m" or "60d".
//
// +kubebuilder:validation:MaxLength=6
// +kubebuilder:validation:Pattern=`^[1-9][0-9]{0,4}[smhdw]$`
// +kubebuilder:validation:XValidation:rule="self.matches('^[1-9][0-9]{0,4}[smhdw]$')",message="a duration is one whole number and one unit: write it like 30s, 5m, 24h, 60d or 4w"
type Duration string

var durationUnits = map[byte]time.Duration{
	's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour,
}

// Or gives the length of d, or def where d is empty or not a duration. What is longer than a time.Duration can hold
// (292 years) is that longest.
func (d Duration) Or(def time.Duration) time.Duration {
	if len(d) < 2 {
		return def
	}
	count, err := strconv.ParseUint(string(d[:len(d)-1]), 10, 32)
	unit, known := durationUnits[d[len(d)-1]]
	if err != nil || !known || count == 0 {
		return def
	}
	if time.Duration(count) > math.MaxInt64/unit {
		return math.MaxInt64
	}
	return time.Duration(count) * unit
}

// Interval is a Duration of 10 seconds at least.
//
// +kubebuilder:validation:MaxLength=6
// +kubebuilder:validation:Pattern=`^[1-9][0-9]{0,4}[smhdw]$`
// +kubebuilder:validation:XValidation:rule="self.matches('^([1-9][0-9]{1,4}s|[1-9][0-9]{0,4}[mhdw])$')",message="an interval is one whole number and one unit, 10s at least: write it like 30s, 5m or 24h"
type Interval string

// Or gives the length of i, or def where i is empty or not an interval.
func (i Interval) Or(def time.Duration) time.Duration { return Duration(i).Or(def) }

// Date is a calendar day, "2026-11-03". The long form "2026-11-03T00:00:00Z" is the same day: some tools rewrite
// unquoted days to it, so quote them.
//
// +kubebuilder:validation:MaxLength=20
// +kubebuilder:validation:Pattern=`^\d{4}-\d{2}-\d{2}(T00:00:00Z)?$`
// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T00:00:00Z)?$') && !self.matches('^[0-9]{4}-(02-3|(04|06|09|11)-31)') && (!self.matches('^[0-9]{4}-02-29') || self.matches('^([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-'))",message="this is no day of the calendar: write one that exists, as \"2026-11-03\", in quotes"
type Date string

// Day is the day alone, in its short form "2026-11-03".
func (d Date) Day() string { return string(d[:min(len(d), len("2006-01-02"))]) }
