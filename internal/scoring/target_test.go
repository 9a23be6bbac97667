/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"math"
	"testing"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

var (
	justBelowOne = math.Nextafter(1, 0)
	huge         = math.MaxFloat64
	tiny         = math.SmallestNonzeroFloat64
)

func band(low, high, tolerance float64) scoring.Maintain {
	return scoring.Maintain{Min: &low, Max: &high, Tolerance: tolerance}
}

func atLeast(low, tolerance float64) scoring.Maintain {
	return scoring.Maintain{Min: &low, Tolerance: tolerance}
}

func atMost(high, tolerance float64) scoring.Maintain {
	return scoring.Maintain{Max: &high, Tolerance: tolerance}
}

func near(got, want float64) bool {
	return got == want || math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))
}

// progressCase is one value against one target. Progress is compared up to rounding, but 1 and 0 exactly.
type progressCase struct {
	reason       string
	target       scoring.Target
	v            float64
	wantProgress float64
	wantMet      bool
	wantDistance float64
}

func checkProgress(t *testing.T, cases []progressCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.reason, func(t *testing.T) {
			got := tc.target.Progress(tc.v)
			exact := tc.wantProgress == 0 || tc.wantProgress == 1
			if !near(got, tc.wantProgress) || exact && got != tc.wantProgress {
				t.Errorf("Progress(%v) = %v, want %v", tc.v, got, tc.wantProgress)
			}
			if got := tc.target.Met(tc.v); got != tc.wantMet {
				t.Errorf("Met(%v) = %t, want %t", tc.v, got, tc.wantMet)
			}
			if got := tc.target.DistanceToMet(tc.v); !near(got, tc.wantDistance) {
				t.Errorf("DistanceToMet(%v) = %v, want %v", tc.v, got, tc.wantDistance)
			}
		})
	}
}

func TestReach(t *testing.T) {
	up := scoring.Reach{From: 2, To: 6, Direction: scoring.Increase}
	down := scoring.Reach{From: 6, To: 2, Direction: scoring.Decrease}
	checkProgress(t, []progressCase{
		{"up, at the baseline", up, 2, 0, false, 4},
		{"up, half way", up, 4, 0.5, false, 2},
		{"up, behind the baseline: not clamped", up, -2, -1, false, 8},
		{"up, at the goal", up, 6, 1, true, 0},
		{"up, beyond the goal: not clamped", up, 10, 2, true, 0},
		{"up, a hair before the goal", up, math.Nextafter(6, 0), math.Nextafter(1, 0), false, 0},
		{"down, at the baseline", down, 6, 0, false, 4},
		{"down, half way", down, 4, 0.5, false, 2},
		{"down, behind the baseline", down, 10, -1, false, 8},
		{"down, at the goal", down, 2, 1, true, 0},
		{"down, beyond the goal", down, -2, 2, true, 0},
		{"from 0", scoring.Reach{To: 8}, 2, 0.25, false, 6},
		{"across 0", scoring.Reach{From: -5, To: 5}, 0, 0.5, false, 5},
	})
}

func TestReachFromABaselineThatIsThere(t *testing.T) {
	checkProgress(t, []progressCase{
		{"up, at the goal, stays", scoring.Reach{From: 6, To: 6}, 6, 1, true, 0},
		{"up, at the goal, goes on", scoring.Reach{From: 6, To: 6}, 7, 1, true, 0},
		{"up, at the goal, falls back", scoring.Reach{From: 6, To: 6}, 5.5, 0, false, 0.5},
		{"up, beyond, stays", scoring.Reach{From: 8, To: 6}, 8, 1, true, 0},
		{"up, beyond, falls to the goal", scoring.Reach{From: 8, To: 6}, 6, 1, true, 0},
		{"up, beyond, falls back", scoring.Reach{From: 8, To: 6}, 5, 0, false, 1},
		{"down, at the goal", scoring.Reach{From: 2, To: 2, Direction: scoring.Decrease}, 2, 1, true, 0},
		{"down, beyond, stays", scoring.Reach{From: 1, To: 2, Direction: scoring.Decrease}, 1.5, 1, true, 0},
		{"down, beyond, falls back", scoring.Reach{From: 1, To: 2, Direction: scoring.Decrease}, 3, 0, false, 1},
	})
}

func TestReachExtremes(t *testing.T) {
	wide := scoring.Reach{From: -1e308, To: 1e308}
	narrow := scoring.Reach{From: 0, To: tiny}
	checkProgress(t, []progressCase{
		{"differences that overflow, half way", wide, 0, 0.5, false, 1e308},
		{"differences that overflow, at the baseline", wide, -1e308, 0, false, huge},
		{"differences that overflow, at the goal", wide, 1e308, 1, true, 0},
		{"differences that overflow, beyond", wide, 1.5e308, 1.25, true, 0},
		{"only the way overflows", scoring.Reach{From: -1e308, To: 0}, 1e308, 2, true, 0},
		{"only the way overflows, down", scoring.Reach{From: 1e308, To: 0, Direction: scoring.Decrease}, -1e308, 2, true, 0},
		{"only the way overflows, behind the baseline", scoring.Reach{From: 1e308, To: 1.5e308}, -1e308, -4, false, huge},
		{"only the whole overflows, down", scoring.Reach{From: 1e308, To: -1e308, Direction: scoring.Decrease}, 0, 0.5, false, 1e308},
		{"a quotient that overflows", narrow, 1e308, huge, true, 0},
		{"a quotient that overflows downwards", narrow, -1e308, -huge, false, 1e308},
		{"the smallest way", narrow, tiny, 1, true, 0},
		{"rounding would reach the goal", scoring.Reach{From: -1e16, To: 1}, 0.5, justBelowOne, false, 0.5},
	})
	if got := (scoring.Reach{From: -1e16, To: 1}).Progress(0.5); got >= 1 {
		t.Errorf("progress %v of a target that is not met, want it below 1", got)
	}
}

func TestMaintain(t *testing.T) {
	both := band(99.5, 100, 0.5)
	checkProgress(t, []progressCase{
		{"in the band", both, 99.7, 1, true, 0},
		{"the lower bound is inside", both, 99.5, 1, true, 0},
		{"the upper bound is inside", both, 100, 1, true, 0},
		{"below, half the tolerance", both, 99.25, 0.5, false, 0.25},
		{"above, half the tolerance", both, 100.25, 0.5, false, 0.25},
		{"below, all of the tolerance", both, 99, 0, false, 0.5},
		{"above, all of the tolerance", both, 100.5, 0, false, 0.5},
		{"further than the tolerance", both, 90, 0, false, 9.5},
		{"further than the tolerance, above", both, 110, 0, false, 10},
		{"no tolerance, inside", band(1, 2, 0), 2, 1, true, 0},
		{"no tolerance, a hair outside", band(1, 2, 0), math.Nextafter(2, 3), 0, false, 0},
		{"no tolerance, below", band(1, 2, 0), 0.5, 0, false, 0.5},
		{"only a lower bound, far above", atLeast(5, 1), 1e9, 1, true, 0},
		{"only a lower bound, below", atLeast(5, 4), 4, 0.75, false, 1},
		{"only an upper bound, far below", atMost(5, 1), -1e9, 1, true, 0},
		{"only an upper bound, above", atMost(5, 4), 6, 0.75, false, 1},
		{"a band of one value, on it", band(3, 3, 1), 3, 1, true, 0},
		{"a band of one value, beside it", band(3, 3, 2), 2, 0.5, false, 1},
		{"negative bounds", band(-4, -2, 2), -5, 0.5, false, 1},
	})
}

func TestMaintainExtremes(t *testing.T) {
	checkProgress(t, []progressCase{
		{"a distance that overflows", atMost(-1e308, 1), 1e308, 0, false, huge},
		{"a distance that overflows, no tolerance", atLeast(1e308, 0), -1e308, 0, false, huge},
		{"a distance that overflows, the largest tolerance", atLeast(1e308, huge), -1e308, 0, false, huge},
		{"the smallest distance, no tolerance", atLeast(0, 0), -tiny, 0, false, tiny},
		{"the smallest tolerance", atLeast(0, tiny), -1e308, 0, false, 1e308},
		{"a huge tolerance", atLeast(0, 1e308), -5e307, 0.5, false, 5e307},
	})
	if got := atLeast(0, 1e300).Progress(-1); got >= 1 {
		t.Errorf("progress %v of a value outside, want it below 1", got)
	}
}

func TestMaintainInside(t *testing.T) {
	m := band(1, 2, 5)
	for v, want := range map[float64]bool{0.999: false, 1: true, 1.5: true, 2: true, 2.001: false} {
		if got := m.Inside(v); got != want {
			t.Errorf("Inside(%v) = %t, want %t: the tolerance is outside", v, got, want)
		}
	}
	if m.Inside(math.NaN()) {
		t.Error("NaN is inside no band")
	}
}

func TestStages(t *testing.T) {
	rising := scoring.Stages{{At: 0, Score: 0}, {At: 20, Score: 0.7}, {At: 30, Score: 1}}
	falling := scoring.Stages{{At: 30, Score: 0.1}, {At: 20, Score: 0.7}, {At: 0, Score: 1}}
	twice := scoring.Stages{{At: 0, Score: 0.5}, {At: 10, Score: 1}, {At: 20, Score: 1}}
	checkProgress(t, []progressCase{
		{"rising, before the first", rising, -5, 0, false, 35},
		{"rising, at the first", rising, 0, 0, false, 30},
		{"rising, in the first stretch", rising, 10, 0.35, false, 20},
		{"rising, at a corner", rising, 20, 0.7, false, 10},
		{"rising, in the second stretch", rising, 25, 0.85, false, 5},
		{"rising, at the last", rising, 30, 1, true, 0},
		{"rising, after the last: flat", rising, 1000, 1, true, 0},
		{"falling, before the first", falling, 40, 0.1, false, 40},
		{"falling, at the first", falling, 30, 0.1, false, 30},
		{"falling, in the first stretch", falling, 25, 0.4, false, 25},
		{"falling, at a corner", falling, 20, 0.7, false, 20},
		{"falling, in the second stretch", falling, 10, 0.85, false, 10},
		{"falling, at the last", falling, 0, 1, true, 0},
		{"falling, after the last", falling, -1000, 1, true, 0},
		{"two stages, falling", scoring.Stages{{At: 2, Score: 0}, {At: 1, Score: 1}}, 1.25, 0.75, false, 0.25},
		{"a score of 1 twice, at the first of them", twice, 10, 1, true, 0},
		{"a score of 1 twice, between them", twice, 15, 1, true, 0},
		{"a score of 1 twice, before both", twice, 5, 0.75, false, 5},
		{"stages that begin above 0", scoring.Stages{{At: 1, Score: 0.4}, {At: 2, Score: 1}}, 0, 0.4, false, 2},
		{"a score of 1 from the first on, before it", scoring.Stages{{At: 1, Score: 1}, {At: 2, Score: 1}}, -5, 1, true, 0},
		{"a flat stretch", scoring.Stages{{At: 0, Score: 0.4}, {At: 5, Score: 0.4}, {At: 9, Score: 1}}, 3, 0.4, false, 6},
	})
}

func TestStagesThatAdmissionRefuses(t *testing.T) {
	checkProgress(t, []progressCase{
		{"no stage is never met", scoring.Stages{}, 5, 0, false, huge},
		{"no score of 1 is never met", scoring.Stages{{At: 0, Score: 0}, {At: 5, Score: 0.9}}, 6, 0.9, false, huge},
	})
}

func TestStagesExtremes(t *testing.T) {
	wide := scoring.Stages{{At: -1e308, Score: 0}, {At: 1e308, Score: 1}}
	checkProgress(t, []progressCase{
		{"differences that overflow", wide, 0, 0.5, false, 1e308},
		{"a distance that overflows", wide, -1.5e308, 0, false, huge},
		{"rounding would reach the last", scoring.Stages{{At: -1e16, Score: 0}, {At: 1, Score: 1}}, 0.5, justBelowOne, false, 0.5},
	})
	nearly := scoring.Stages{{At: -1e16, Score: 0}, {At: 1, Score: 1}}
	if got := nearly.Progress(0.5); got >= 1 {
		t.Errorf("progress %v of a target that is not met, want it below 1", got)
	}
}

func TestTimeShare(t *testing.T) {
	target := scoring.TimeShare{Maintain: atLeast(99, 0), Share: 0.8}
	checkProgress(t, []progressCase{
		{"never inside", target, 0, 0, false, 0.8},
		{"half of it", target, 0.4, 0.5, false, 0.4},
		{"just enough", target, 0.8, 1, true, 0},
		{"more than asked for: not clamped", target, 1, 1.25, true, 0},
		{"all of the time is asked for", scoring.TimeShare{Share: 1}, 0.75, 0.75, false, 0.25},
		{"all of the time", scoring.TimeShare{Share: 1}, 1, 1, true, 0},
		{"no time is asked for", scoring.TimeShare{}, 0, 1, true, 0},
	})
}

func TestSpan(t *testing.T) {
	for _, tc := range []struct {
		reason string
		target scoring.Target
		want   float64
	}{
		{"reach up", scoring.Reach{From: 2, To: 6}, 4},
		{"reach down", scoring.Reach{From: 6, To: 2, Direction: scoring.Decrease}, 4},
		{"reach, overflowing", scoring.Reach{From: -1e308, To: 1e308}, huge},
		{"a baseline at the goal", scoring.Reach{From: 6, To: 6}, 0},
		{"both bounds", band(99.5, 100, 7), 0.5},
		{"both bounds, overflowing", band(-1e308, 1e308, 0), huge},
		{"only a lower bound", atLeast(99, 7), 0},
		{"only an upper bound", atMost(99, 7), 0},
		{"rising stages", scoring.Stages{{At: 5, Score: 0}, {At: 6, Score: 0.5}, {At: 30, Score: 1}}, 25},
		{"falling stages", scoring.Stages{{At: 30, Score: 0}, {At: 6, Score: 0.5}, {At: 5, Score: 1}}, 25},
		{"stages, overflowing", scoring.Stages{{At: -1e308}, {At: 1e308, Score: 1}}, huge},
		{"no stages", scoring.Stages{}, 0},
		{"a share of the time", scoring.TimeShare{Maintain: band(1, 2, 0), Share: 0.9}, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.target.Span(); got != tc.want {
				t.Errorf("Span() = %v, want %v", got, tc.want)
			}
		})
	}
}
