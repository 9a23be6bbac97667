/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"testing"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

func TestMoved(t *testing.T) {
	spanOf1000 := scoring.Reach{From: 0, To: 1000}
	for _, tc := range []struct {
		reason     string
		target     scoring.Target
		written, v float64
		want       bool
	}{
		{"nothing moved", spanOf1000, 500, 500, false},
		{"exactly 0.1 % of the span up", spanOf1000, 500, 501, false},
		{"exactly 0.1 % of the span down", spanOf1000, 500, 499, false},
		{"over 0.1 % of the span up", spanOf1000, 500, 501.001, true},
		{"over 0.1 % of the span down", spanOf1000, 500, 498.999, true},
		{"the span counts, not the magnitude", spanOf1000, 1e6, 1e6 + 2, true},
		{"also near 0", spanOf1000, 0, 0.9, false},
		{"rounding of doubles is no move", scoring.Reach{From: 0, To: 1}, 0.3, 0.301, false},
		{"a hair more than rounding is one", scoring.Reach{From: 0, To: 1}, 0, 0.001 + 1.05e-12, true},
		{"a hair less is none", scoring.Reach{From: 0, To: 1}, 0, 0.001 + 0.95e-12, false},
		{"no span: 0.1 % of the magnitude", atLeast(5, 0), 2000, 2002, false},
		{"no span: over 0.1 % of the magnitude", atLeast(5, 0), 2000, 2002.01, true},
		{"no span, negative", atLeast(5, 0), -2000, -2002, false},
		{"no span, negative, over it", atLeast(5, 0), -2000, -2002.01, true},
		{"no span, 0 stays", atLeast(5, 0), 0, 0, false},
		{"no span, anything moves off 0", atLeast(5, 0), 0, tiny, true},
		{"no span, to 0", atLeast(5, 0), tiny, 0, true},
		{"a baseline at the goal has no span", scoring.Reach{From: 6, To: 6}, 1000, 1000.9, false},
		{"the share of the time", scoring.TimeShare{Share: 0.9}, 0.5, 0.5004, false},
		{"the share of the time, moved", scoring.TimeShare{Share: 0.9}, 0.5, 0.5006, true},
		{"a difference that overflows", atLeast(5, 0), -1e308, 1e308, true},
		{"a span that overflows", scoring.Reach{From: -1e308, To: 1e308}, 0, 1e305, false},
		{"over a span that overflows", scoring.Reach{From: -1e308, To: 1e308}, 0, 1e306, true},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.Moved(tc.target, tc.written, tc.v); got != tc.want {
				t.Errorf("Moved(%v -> %v) = %t, want %t", tc.written, tc.v, got, tc.want)
			}
		})
	}
}

func TestStillMet(t *testing.T) {
	up := scoring.Reach{From: 0, To: 1000}
	down := scoring.Reach{From: 1000, To: 0, Direction: scoring.Decrease}
	stages := scoring.Stages{{At: 0, Score: 0}, {At: 500, Score: 1}, {At: 1000, Score: 1}}
	for _, tc := range []struct {
		reason  string
		target  scoring.Target
		v       float64
		written float64
		wasMet  bool
		want    bool
	}{
		{"reached for the first time", up, 1000, 0, false, true},
		{"a hair before the goal, never met", up, 999.999, 999, false, false},
		{"a hair before the goal, once met", up, 999.999, 1000, true, true},
		{"0.1 % of the span away", up, 999, 1000, true, true},
		{"over 0.1 % of the span away", up, 998.99, 1000, true, false},
		{"0.1 % away, never met", up, 999, 1000, false, false},
		{"down, 0.1 % away", down, 1, 0, true, true},
		{"down, over 0.1 % away", down, 1.01, 0, true, false},
		{"the distance to the bound counts, not to the written value", up, 999, 5000, true, true},
		{"a band, 0.1 % below", band(1000, 2000, 50), 999, 1500, true, true},
		{"a band, over 0.1 % below", band(1000, 2000, 50), 998.99, 1500, true, false},
		{"a band, 0.1 % above", band(1000, 2000, 50), 2001, 1500, true, true},
		{"a band, over 0.1 % above", band(1000, 2000, 50), 2001.01, 1500, true, false},
		{"no span: of the written value", atLeast(1000, 0), 998, 2000, true, true},
		{"no span: over 0.1 % of the written value", atLeast(1000, 0), 997.99, 2000, true, false},
		{"no span, written negative", atMost(-1000, 0), -998, -2000, true, true},
		{"no span, written 0, not met any more", atMost(0, 0), tiny, 0, true, false},
		{"no span, written 0, still met", atMost(0, 0), 0, 0, true, true},
		{"stages, 0.1 % before the first full score", stages, 499, 600, true, true},
		{"stages, over 0.1 % before it", stages, 498.99, 600, true, false},
		{"the share of the time", scoring.TimeShare{Share: 0.9}, 0.8995, 0.9, true, true},
		{"the share of the time, left", scoring.TimeShare{Share: 0.9}, 0.899, 0.9, true, false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.StillMet(tc.target, tc.v, tc.written, tc.wasMet); got != tc.want {
				t.Errorf("StillMet(%v, written %v, was met %t) = %t, want %t", tc.v, tc.written, tc.wasMet, got, tc.want)
			}
		})
	}
}
