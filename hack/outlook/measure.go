/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"slices"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// tally is what is counted over records; the measures are quotients of it.
type tally struct {
	looks   int     // after what happened, if something did
	squares float64 // the sum over looks of (probability - outcome) squared
	silent  int     // of the looks, those without a forecast
	ranges  int     // the intervals, of looks after the grace
	held    int     // of those, how many held the value
	width   float64 // the sum of their widths

	days    int // all looks
	changes int // of the outlook, from one look to the next
	off     int // looks that said OffTrack
	made    int // looks, of those counted, at series that succeeded
	alarms  int // of those, how many said AtRisk or OffTrack

	delays  []float64 // days from each stall to the first AtRisk or OffTrack; infinite: never
	buckets [10]bucket
}

// bucket is the looks whose probability is in the same tenth.
type bucket struct {
	looks                  int
	probability, successes float64 // the sums
}

// tallyOf counts one record.
func tallyOf(r record) tally {
	var t tally
	for i, v := range r.looks {
		t.countOutlook(v, i > 0 && v.outlook != r.looks[i-1].outlook)
		if v.day >= r.turn {
			t.countProbability(v, r.succeeded)
			t.countAlarm(v, r.succeeded)
		}
		if r.turn == 0 || v.day >= r.turn+grace {
			t.countInterval(v, r.value)
		}
	}
	if r.stall {
		t.delays = []float64{delay(r)}
	}
	return t
}

// countOutlook counts what was said.
func (t *tally) countOutlook(v verdict, changed bool) {
	t.days++
	if changed {
		t.changes++
	}
	if v.outlook == scoring.OffTrack {
		t.off++
	}
}

// countProbability counts how right a probability was.
func (t *tally) countProbability(v verdict, succeeded bool) {
	var outcome float64
	if succeeded {
		outcome = 1
	}
	t.looks++
	t.squares += square(v.probability - outcome)
	if v.outlook == scoring.Unknown {
		t.silent++
		return
	}
	b := &t.buckets[max(0, min(9, int(v.probability*10)))]
	b.looks++
	b.probability += v.probability
	b.successes += outcome
}

// countAlarm counts a bad outlook of what succeeds.
func (t *tally) countAlarm(v verdict, succeeded bool) {
	if !succeeded {
		return
	}
	t.made++
	if alarming(v.outlook) {
		t.alarms++
	}
}

// countInterval counts whether an interval held.
func (t *tally) countInterval(v verdict, value float64) {
	if math.IsNaN(v.low) || math.IsNaN(v.high) {
		return
	}
	t.ranges++
	t.width += v.high - v.low
	if v.low <= value && value <= v.high {
		t.held++
	}
}

func alarming(o scoring.Outlook) bool { return o == scoring.AtRisk || o == scoring.OffTrack }

// delay is how many days after the stall the outlook was bad for the first time.
func delay(r record) float64 {
	for _, v := range r.looks {
		if v.day >= r.turn && alarming(v.outlook) {
			return v.day - r.turn
		}
	}
	return math.Inf(1)
}

// add adds what another tally counted.
func (t *tally) add(o tally) {
	t.looks += o.looks
	t.squares += o.squares
	t.silent += o.silent
	t.ranges += o.ranges
	t.held += o.held
	t.width += o.width
	t.days += o.days
	t.changes += o.changes
	t.off += o.off
	t.made += o.made
	t.alarms += o.alarms
	t.delays = append(t.delays, o.delays...)
	for i := range t.buckets {
		t.buckets[i].looks += o.buckets[i].looks
		t.buckets[i].successes += o.buckets[i].successes
		t.buckets[i].probability += o.buckets[i].probability
	}
}

// brier is the mean square of how far the probability was from the outcome (Brier 1950): 0 is a prophet, 0.25 who
// always says a half.
func (t tally) brier() float64 { return t.squares / float64(t.looks) }

// coverage is the share of 80 % intervals that held the value.
func (t tally) coverage() float64 { return float64(t.held) / float64(t.ranges) }

// meanWidth is the mean width of the intervals.
func (t tally) meanWidth() float64 { return t.width / float64(t.ranges) }

// changesAQuarter is how often the outlook changes at the daily looks of a quarter.
func (t tally) changesAQuarter() float64 {
	return float64(t.changes) / float64(t.days) * quarter * (lastLook - firstLook)
}

// falseAlarms is the share of looks at what succeeded in the end that said AtRisk or OffTrack.
func (t tally) falseAlarms() float64 { return float64(t.alarms) / float64(t.made) }

// offTrack is the share of looks that said OffTrack.
func (t tally) offTrack() float64 { return float64(t.off) / float64(t.days) }

// noticed is the share of stalls after which the outlook was bad within the grace.
func (t tally) noticed() float64 {
	n := 0
	for _, d := range t.delays {
		if d <= grace {
			n++
		}
	}
	return float64(n) / float64(len(t.delays))
}

// medianDelay is how many days half of the stalls took at most to be noticed.
func (t tally) medianDelay() float64 {
	if len(t.delays) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(t.delays))
	return sorted[(len(sorted)-1)/2]
}
