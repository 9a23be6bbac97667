/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// keyResult is one as a goal has it, and what is written of it at a moment.
type keyResult struct {
	target       scoring.Target
	aspirational bool
	points       []scoring.PlanPoint
}

type written struct {
	progress, score, expected float64
	met, succeeds             bool
	outlook                   scoring.Outlook
	grade                     scoring.Grade
}

func (k keyResult) at(period scoring.Period, now time.Time, v float64) written {
	plan := scoring.Plan{Start: period.Start, Due: period.End, Points: k.points}
	expected := scoring.Expected(plan.Share(scoring.LastMidnight(now, period.Location)), k.aspirational)
	progress, met := k.target.Progress(v), k.target.Met(v)
	score := scoring.Score(progress)
	return written{
		progress: scoring.Round(progress),
		score:    scoring.Round(score),
		expected: scoring.Round(expected),
		met:      met,
		succeeds: scoring.Succeeds(met, score, k.aspirational),
		outlook:  scoring.ByPace(score, expected),
		grade:    scoring.GradeOf(score),
	}
}

// TestJourney follows goals through a quarter, from the target to what users read.
func TestJourney(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	quarter := scoring.NewPeriod(day(t, "2026-10-01"), day(t, "2026-12-31"), berlin)
	stays := scoring.Reach{From: 2.1, To: 2.6}
	bent := []scoring.PlanPoint{{By: day(t, "2026-11-15").End(berlin), Share: 0.3}}
	churn := scoring.Stages{{At: 9, Score: 0}, {At: 6, Score: 0.7}, {At: 5, Score: 1}}
	for _, tc := range []struct {
		reason string
		kr     keyResult
		now    string
		v      float64
		want   written
	}{
		{
			"the first day expects nothing", keyResult{target: stays}, "2026-10-01T21:00:00Z", 2.1,
			written{outlook: scoring.OnTrack, grade: scoring.Red},
		},
		{
			"half time, half way", keyResult{target: stays}, "2026-11-16T12:00:00Z", 2.35,
			written{progress: 0.5, score: 0.5, expected: 0.5, outlook: scoring.OnTrack, grade: scoring.Yellow},
		},
		{
			"half time, behind the baseline", keyResult{target: stays}, "2026-11-16T12:00:00Z", 2,
			written{progress: -0.2, expected: 0.5, outlook: scoring.OffTrack, grade: scoring.Red},
		},
		{
			"half time, little done, little planned", keyResult{target: stays, points: bent}, "2026-11-16T12:00:00Z", 2.2,
			written{progress: 0.2, score: 0.2, expected: 0.3, outlook: scoring.OnTrack, grade: scoring.Red},
		},
		{
			"an aspirational one is expected less of", keyResult{target: stays, aspirational: true}, "2026-11-16T12:00:00Z", 2.2,
			written{progress: 0.2, score: 0.2, expected: 0.35, outlook: scoring.AtRisk, grade: scoring.Red},
		},
		{
			"an aspirational one succeeds at 0.7", keyResult{target: stays, aspirational: true}, "2027-01-05T12:00:00Z", 2.45,
			written{progress: 0.7, score: 0.7, expected: 0.7, succeeds: true, outlook: scoring.OnTrack, grade: scoring.Green},
		},
		{
			"a committed one does not", keyResult{target: stays}, "2027-01-05T12:00:00Z", 2.45,
			written{progress: 0.7, score: 0.7, expected: 1, outlook: scoring.AtRisk, grade: scoring.Green},
		},
		{
			"a hair before the goal is never written as 1", keyResult{target: stays}, "2027-01-05T12:00:00Z", 2.5999,
			written{progress: 0.99, score: 0.99, expected: 1, outlook: scoring.OnTrack, grade: scoring.Green},
		},
		{
			"a hair beyond it is never written as 1 either", keyResult{target: stays}, "2027-01-05T12:00:00Z", 2.6001,
			written{progress: 1.01, score: 1, expected: 1, met: true, succeeds: true, outlook: scoring.OnTrack, grade: scoring.Green},
		},
		{
			"stages that fall", keyResult{target: churn}, "2026-11-16T12:00:00Z", 7.5,
			written{progress: 0.35, score: 0.35, expected: 0.5, outlook: scoring.AtRisk, grade: scoring.Red},
		},
		{
			"stages reached early", keyResult{target: churn}, "2026-10-02T12:00:00Z", 4,
			written{progress: 1, score: 1, expected: 0.01, met: true, succeeds: true, outlook: scoring.OnTrack, grade: scoring.Green},
		},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.kr.at(quarter, instant(t, tc.now), tc.v); got != tc.want {
				t.Errorf("at %s with %v:\ngot  %+v\nwant %+v", tc.now, tc.v, got, tc.want)
			}
		})
	}
}

// TestHoveringAtTheGoal shows that a value that trembles around its goal neither flickers nor is written again.
func TestHoveringAtTheGoal(t *testing.T) {
	target := scoring.Reach{From: 0, To: 100}
	met, value := false, 90.0
	var flips, writes int
	for _, v := range []float64{99.95, 100.02, 99.97, 100.01, 99.95, 99.99, 99.93, 99.8, 99.95} {
		if now := scoring.StillMet(target, v, value, met); now != met {
			met = now
			flips++
		}
		if scoring.Moved(target, value, v) {
			value = v
			writes++
		}
	}
	if flips != 2 || writes != 3 || met {
		t.Errorf("met changed %d times to %t with %d writes, want it gained at 100.02, lost at 99.8, and 3 writes", flips, met, writes)
	}
}
