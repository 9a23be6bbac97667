/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// ends of a band; an open one is an infinity.
func ends(m scoring.Maintain) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if m.Min != nil {
		low = *m.Min
	}
	if m.Max != nil {
		high = *m.Max
	}
	return low, high
}

func TestEnough(t *testing.T) {
	if committed, aspirational := scoring.Enough(false), scoring.Enough(true); committed != 1 || aspirational != 0.7 {
		t.Errorf("Enough = %v and %v, want 1 and 0.7", committed, aspirational)
	}
}

func TestWorth(t *testing.T) {
	inf, almost := math.Inf(1), 0.7
	bent := scoring.Stages{{At: 0, Score: 0}, {At: 10, Score: 0}, {At: 20, Score: 0.7}, {At: 25, Score: 0.7}, {At: 30, Score: 1}}
	for _, tc := range []struct {
		reason          string
		target          scoring.Target
		score           float64
		lowest, highest float64
	}{
		{"reach upwards", scoring.Reach{From: 0, To: 10}, 1, 10, inf},
		{"reach upwards, in part", scoring.Reach{From: 10, To: 20}, 0.7, 17, inf},
		{"reach downwards", scoring.Reach{From: 9, To: 5, Direction: scoring.Decrease}, 1, -inf, 5},
		{"reach downwards, in part", scoring.Reach{From: 10, To: 0, Direction: scoring.Decrease}, 0.7, -inf, 3},
		{"a baseline that is there already", scoring.Reach{From: 12, To: 10}, 0.7, 10, inf},
		{"a baseline at the goal", scoring.Reach{From: 10, To: 10, Direction: scoring.Decrease}, 0.7, -inf, 10},
		{"a band", band(18, 22, 4), 1, 18, 22},
		{"a band, in part", band(18, 22, 4), 0.7, 16.8, 23.2},
		{"a floor, in part", atLeast(99, 1), 0.7, 98.7, inf},
		{"a ceiling, in part", atMost(3, 1), 0.5, -inf, 3.5},
		{"no tolerance", atMost(3, 0), 0.7, -inf, 3},
		{"a tolerance beyond all numbers", atLeast(-math.MaxFloat64, math.MaxFloat64), 0.7, -math.MaxFloat64, inf},
		{"the same above", atMost(math.MaxFloat64, math.MaxFloat64), 0.7, -inf, math.MaxFloat64},
		{"a share of the time", scoring.TimeShare{Share: 0.9}, 1, 0.9, inf},
		{"a share of the time, in part", scoring.TimeShare{Share: 0.9}, 0.7, 0.63, inf},
		{"all stages", bent, 1, 30, inf},
		{"some stages", bent, 0.35, 15, inf},
		{"where a flat stretch begins", bent, 0.7, 20, inf},
		{"stages downwards", scoring.Stages{{At: 9, Score: 0.2}, {At: 5, Score: 1}}, 0.6, -inf, 7},
		{"a score that all values are worth", scoring.Stages{{At: 9, Score: 0.7}, {At: 5, Score: 1}}, 0.7, -inf, inf},
		{"a score that nearly all values are worth", scoring.Stages{{At: 9, Score: 0.69}, {At: 5, Score: 1}}, 0.7, -inf, 9 - 4.0/31},
		{"a score that all values are worth but for rounding", scoring.Stages{{At: 9, Score: almost - 1e-9}, {At: 5, Score: 1}}, almost, -inf, inf},
		{"no stages, which admission refuses", scoring.Stages{}, 1, 0, inf},
		{"one stage, which admission refuses", scoring.Stages{{At: 9, Score: 0.8}}, 0.7, -inf, inf},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := tc.target.Worth(tc.score)
			low, high := ends(got)
			close := func(got, want float64) bool { // a part is worth itself but for rounding, the whole exactly
				return got == want || tc.score < 1 && math.Abs(got-want) < 1e-7
			}
			if !close(low, tc.lowest) || !close(high, tc.highest) {
				t.Errorf("worth %v: from %v to %v, want from %v to %v", tc.score, low, high, tc.lowest, tc.highest)
			}
			if got.Tolerance != 0 {
				t.Errorf("tolerance %v, want none", got.Tolerance)
			}
		})
	}
}

func TestAt(t *testing.T) {
	bent := scoring.Stages{{At: 0, Score: 0.1}, {At: 10, Score: 0.1}, {At: 20, Score: 0.7}, {At: 25, Score: 0.7}, {At: 30, Score: 1}}
	for _, tc := range []struct {
		reason      string
		way         interface{ At(float64) float64 }
		score, want float64
	}{
		{"the start", scoring.Reach{From: 2, To: 6}, 0, 2},
		{"on the way", scoring.Reach{From: 2, To: 6}, 0.25, 3},
		{"the goal", scoring.Reach{From: 2, To: 6}, 1, 6},
		{"a baseline beyond the goal has no way", scoring.Reach{From: 7, To: 6}, 0.5, 6},
		{"the widest way", scoring.Reach{From: -math.MaxFloat64, To: math.MaxFloat64}, 0.5, 0},
		{"less than all values are worth", bent, 0, 10},
		{"what all values are worth", bent, 0.1, 10},
		{"in the first rise", bent, 0.4, 15},
		{"where a flat stretch begins", bent, 0.7, 20},
		{"in the last rise", bent, 0.85, 27.5},
		{"all of it", bent, 1, 30},
		{"stages without a rise", scoring.Stages{{At: 1, Score: 1}, {At: 2, Score: 1}}, 1, 2},
		{"no stages", scoring.Stages{}, 1, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.way.At(tc.score); !near(got, tc.want) {
				t.Errorf("at %v: %v, want %v", tc.score, got, tc.want)
			}
		})
	}
}

// TestWorthKnowsRounding looks at values that score 0.7 but for the rounding of doubles.
func TestWorthKnowsRounding(t *testing.T) {
	for from := range 100 {
		for way := range 100 {
			reach := scoring.Reach{From: float64(from) / 10, To: float64(from+10*(way+1)) / 10}
			v := float64(from+7*(way+1)) / 10
			if !reach.Worth(0.7).Inside(v) {
				t.Errorf("%v is 0.7 of the way from %v to %v, but not worth it", v, reach.From, reach.To)
			}
			if v -= 1e-7 * float64(way+1); reach.Worth(0.7).Inside(v) {
				t.Errorf("%v is less than 0.7 of the way from %v to %v", v, reach.From, reach.To)
			}
		}
	}
}

func TestWorthIsWhatSucceeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, v := anyTarget.Draw(t, "target"), anyValue.Draw(t, "v")
		aspirational := rapid.Bool().Draw(t, "aspirational")
		score := scoring.Score(target.Progress(v))
		band := target.Worth(scoring.Enough(aspirational))
		low, high := ends(band)
		for _, end := range []float64{low, high} {
			if aspirational && (math.Abs(v-end) <= 1e-6*max(math.Abs(v), math.Abs(end)) || math.Abs(score-0.7) < 1e-6) {
				t.Skip("rounding decides")
			}
		}
		if got, want := band.Inside(v), scoring.Succeeds(target.Met(v), score, aspirational); got != want {
			t.Fatalf("%v with score %v: in the band of success %t, succeeds %t", v, score, got, want)
		}
	})
}
