/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"testing"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// on is a verdict of a day, with an interval from 0 to 2.
func on(day, probability float64, o scoring.Outlook) verdict {
	return verdict{day, answer{probability, 0, 2, o}}
}

// silentOn is a verdict of who has nothing to say.
func silentOn(day float64) verdict {
	return verdict{day, answer{0.5, math.NaN(), math.NaN(), scoring.Unknown}}
}

func TestMeasures(t *testing.T) {
	won := record{succeeded: true, value: 2, looks: []verdict{
		silentOn(19), on(20, 0.8, scoring.OnTrack), on(21, 0.2, scoring.AtRisk), on(22, 0.1, scoring.OffTrack),
	}}
	lost := record{value: 2.1, looks: []verdict{on(19, 0.8, scoring.OnTrack), on(20, 0.8, scoring.OnTrack)}}
	turned := record{succeeded: true, value: 1, turn: 20, looks: []verdict{
		on(19, 0, scoring.OffTrack), on(20, 0.9, scoring.OnTrack), on(40, 0.9, scoring.AtRisk), on(41, 0.9, scoring.OnTrack),
	}}
	for _, tc := range []struct {
		reason string
		of     []record
		get    func(tally) float64
		want   float64
	}{
		{"Brier of a success", []record{won}, tally.brier, (0.25 + 0.04 + 0.64 + 0.81) / 4},
		{"Brier of a miss", []record{lost}, tally.brier, 0.64},
		{"Brier over both is by look", []record{won, lost}, tally.brier, (0.25 + 0.04 + 0.64 + 0.81 + 2*0.64) / 6},
		{"Brier leaves out what came before the turn", []record{turned}, tally.brier, 0.01},
		{"the interval's end is inside, and none does not count", []record{won}, tally.coverage, 1},
		{"beside the interval", []record{won, lost}, tally.coverage, 3.0 / 5},
		{"intervals within the grace do not count", []record{turned, lost}, tally.coverage, 1.0 / 3},
		{"no interval", []record{{looks: []verdict{silentOn(20)}}}, tally.coverage, math.NaN()},
		{"width", []record{won}, tally.meanWidth, 2},
		{"three changes in four days", []record{won}, tally.changesAQuarter, 3.0 / 4 * 92 * (lastLook - firstLook)},
		{"changes are within a series", []record{won, lost}, tally.changesAQuarter, 3.0 / 6 * 92 * (lastLook - firstLook)},
		{"changes before a turn count", []record{turned}, tally.changesAQuarter, 3.0 / 4 * 92 * (lastLook - firstLook)},
		{"Unknown is no alarm", []record{won}, tally.falseAlarms, 0.5},
		{"what is lost gives no false alarms", []record{won, lost}, tally.falseAlarms, 0.5},
		{"nor what came before the turn", []record{turned}, tally.falseAlarms, 1.0 / 3},
		{"nothing succeeded", []record{lost}, tally.falseAlarms, math.NaN()},
		{"OffTrack, of all days", []record{won, turned}, tally.offTrack, 2.0 / 8},
		{"looks without a forecast", []record{won, lost}, func(t tally) float64 { return float64(t.silent) }, 1},
		{"a tenth's looks", []record{won, lost}, func(t tally) float64 { return float64(t.buckets[8].looks) }, 3},
		{"a tenth's promise", []record{won, lost}, func(t tally) float64 { return t.buckets[8].probability }, 2.4},
		{"a tenth's successes", []record{won, lost}, func(t tally) float64 { return t.buckets[8].successes }, 1},
		{"certainty is in the last tenth", []record{{looks: []verdict{on(20, 1, scoring.OnTrack)}}},
			func(t tally) float64 { return float64(t.buckets[9].looks) }, 1},
	} {
		var counted tally
		for _, r := range tc.of {
			counted.add(tallyOf(r))
		}
		if got := tc.get(counted); !near(got, tc.want) && !(math.IsNaN(got) && math.IsNaN(tc.want)) {
			t.Errorf("%s: got %v, want %v", tc.reason, got, tc.want)
		}
	}
}

func TestStallsAreNoticed(t *testing.T) {
	stalled := func(verdicts ...verdict) record { return record{turn: 30.5, stall: true, looks: verdicts} }
	early := stalled(on(30, 0.1, scoring.OffTrack), on(31, 0.8, scoring.OnTrack), on(35, 0.3, scoring.AtRisk), on(36, 0.1, scoring.OffTrack))
	edge := stalled(on(50, 0.8, scoring.OnTrack), on(51.5, 0.1, scoring.OffTrack))
	late := stalled(silentOn(40), on(52, 0.3, scoring.AtRisk))
	never := stalled(on(82, 0.5, scoring.OnTrack))
	for _, tc := range []struct {
		reason      string
		of          []record
		median      float64
		wantNoticed float64
	}{
		{"the first bad look after it", []record{early}, 4.5, 1},
		{"the 21st day is in time", []record{edge}, 21, 1},
		{"Unknown has noticed nothing", []record{late}, 21.5, 0},
		{"never", []record{never}, math.Inf(1), 0},
		{"the median is a delay that there was", []record{never, early, late, edge}, 21, 0.5},
		{"another turn is no stall", []record{{turn: 30, looks: early.looks}}, math.NaN(), math.NaN()},
	} {
		var counted tally
		for _, r := range tc.of {
			counted.add(tallyOf(r))
		}
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if m, n := counted.medianDelay(), counted.noticed(); !same(m, tc.median) || !same(n, tc.wantNoticed) {
			t.Errorf("%s: median %v, noticed %v; want %v, %v", tc.reason, m, n, tc.median, tc.wantNoticed)
		}
	}
}
