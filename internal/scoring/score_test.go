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

func TestScore(t *testing.T) {
	for _, tc := range []struct{ progress, want float64 }{
		{-huge, 0}, {-0.01, 0}, {0, 0}, {0.25, 0.25}, {justBelowOne, justBelowOne}, {1, 1}, {1.01, 1}, {huge, 1},
	} {
		if got := scoring.Score(tc.progress); got != tc.want {
			t.Errorf("Score(%v) = %v, want %v", tc.progress, got, tc.want)
		}
	}
}

func TestRound(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		x, want float64
	}{
		{"nothing to round", 0.62, 0.62},
		{"down", 0.6249, 0.62},
		{"up", 0.6251, 0.63},
		{"a half goes up", 0.625, 0.63},
		{"a negative half goes away from zero", -0.625, -0.63},
		{"one", 1, 1},
		{"the double below one", justBelowOne, 0.99},
		{"just below one", 0.995, 0.99},
		{"the double above one", math.Nextafter(1, 2), 1.01},
		{"just above one", 1.0049, 1.01},
		{"two", 1.999, 2},
		{"minus one is not special", -0.999, -1},
		{"nearly nothing", 0.004, 0},
		{"a hundredth", 0.01, 0.01},
		{"large", 123456.789, 123456.79},
		{"so large that hundredths overflow", 1.7e308, 1.7e308},
		{"so small that hundredths overflow", -1.7e308, -1.7e308},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.Round(tc.x); got != tc.want {
				t.Errorf("Round(%v) = %v, want %v", tc.x, got, tc.want)
			}
		})
	}
}

func TestRoundHasNoNegativeZero(t *testing.T) {
	for _, x := range []float64{math.Copysign(0, -1), -0.001, -tiny} {
		if got := scoring.Round(x); got != 0 || math.Signbit(got) {
			t.Errorf("Round(%v) = %v, want 0 without a sign", x, got)
		}
	}
}

func TestMean(t *testing.T) {
	for _, tc := range []struct {
		reason string
		items  []scoring.Weighted
		want   float64
		wantOK bool
	}{
		{"nothing", nil, 0, false},
		{"one", []scoring.Weighted{{3, 0.3}}, 0.3, true},
		{"equal weights", []scoring.Weighted{{1, 0.25}, {1, 0.75}}, 0.5, true},
		{"weights count", []scoring.Weighted{{3, 1}, {1, 0}}, 0.75, true},
		{"a sum that doubles miss", []scoring.Weighted{{1, 0.1}, {1, 0.1}, {1, 0.1}}, 0.1, true},
		{"all zero", []scoring.Weighted{{2, 0}, {5, 0}}, 0, true},
		{"all one", []scoring.Weighted{{7, 1}, {11, 1}, {13, 1}}, 1, true},
		{"nearly one is not one", []scoring.Weighted{{1000, 1}, {1, justBelowOne}}, justBelowOne, true},
		{"the largest weights", []scoring.Weighted{{math.MaxInt, 1}, {math.MaxInt, 0}}, 0.5, true},
		{"nothing that weighs", []scoring.Weighted{{0, 0.5}}, 0, false},
		{"weights that cancel out", []scoring.Weighted{{1, 0.5}, {-1, 0.25}}, 0, false},
		{"a score that is no number", []scoring.Weighted{{1, 0.5}, {1, math.NaN()}}, 0, false},
		{"an infinite score", []scoring.Weighted{{1, 0.5}, {1, math.Inf(1)}}, 0, false},
		{"an infinite score below", []scoring.Weighted{{1, 0.5}, {1, math.Inf(-1)}}, 0, false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, ok := scoring.Mean(tc.items)
			if got != tc.want || ok != tc.wantOK {
				t.Errorf("Mean(%v) = %v, %t, want %v, %t", tc.items, got, ok, tc.want, tc.wantOK)
			}
		})
	}
}

func TestExpected(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		share        float64
		aspirational bool
		want         float64
	}{
		{"committed", 0.5, false, 0.5},
		{"committed, all", 1, false, 1},
		{"aspirational", 0.5, true, 0.35},
		{"aspirational, all", 1, true, 0.7},
		{"aspirational, nothing", 0, true, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.Expected(tc.share, tc.aspirational); got != tc.want {
				t.Errorf("Expected(%v, %t) = %v, want %v", tc.share, tc.aspirational, got, tc.want)
			}
		})
	}
}

func TestSucceeds(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		met          bool
		score        float64
		aspirational bool
		want         bool
	}{
		{"committed and met", true, 1, false, true},
		{"committed, not met", false, justBelowOne, false, false},
		{"committed, still met a hair before the goal", true, 0.999, false, true},
		{"aspirational, at the target", false, 0.7, true, true},
		{"aspirational, at the target up to rounding", false, (2.45 - 2.1) / (2.6 - 2.1), true, true},
		{"aspirational, just below the target", false, 0.6999999, true, false},
		{"aspirational, met", true, 1, true, true},
		{"aspirational, the score counts, not met", true, 0.5, true, false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.Succeeds(tc.met, tc.score, tc.aspirational); got != tc.want {
				t.Errorf("Succeeds(%t, %v, %t) = %t, want %t", tc.met, tc.score, tc.aspirational, got, tc.want)
			}
		})
	}
}

func TestGradeOf(t *testing.T) {
	noise, yellow, green := 1e-9, 0.4, 0.7
	for _, tc := range []struct {
		reason string
		score  float64
		want   scoring.Grade
	}{
		{"nothing", 0, scoring.Red},
		{"under yellow", 0.399, scoring.Red},
		{"yellow", yellow, scoring.Yellow},
		{"yellow, as far below as counts as rounding", yellow - noise, scoring.Yellow},
		{"yellow, further below", yellow - 1.05*noise, scoring.Red},
		{"just over yellow", 0.401, scoring.Yellow},
		{"under green", 0.699, scoring.Yellow},
		{"green", green, scoring.Green},
		{"green, as far below as counts as rounding", green - noise, scoring.Green},
		{"green, further below", green - 1.05*noise, scoring.Yellow},
		{"all", 1, scoring.Green},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.GradeOf(tc.score); got != tc.want {
				t.Errorf("GradeOf(%v) = %s, want %s", tc.score, got, tc.want)
			}
		})
	}
}

// TestWords holds what users read in status; it is part of the API.
func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		string(scoring.Red): "Red", string(scoring.Yellow): "Yellow", string(scoring.Green): "Green",
		string(scoring.Pending): "Pending", string(scoring.OnTrack): "OnTrack", string(scoring.AtRisk): "AtRisk",
		string(scoring.OffTrack): "OffTrack", string(scoring.Achieved): "Achieved", string(scoring.Missed): "Missed",
		string(scoring.Unknown): "Unknown",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
