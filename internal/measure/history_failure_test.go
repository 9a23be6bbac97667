/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"fmt"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

func TestHistoryThatFailsStands(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.wakes()
		l.source.set("nps", source.Answer{Reason: failed, Message: "no"})
		l.advance(q.Step + q.Spread)
		l.wantPoints(t, q, -120, -90, -60, -30, 0)
		l.wantWakes(t, "the reason is news", 1)
		first := l.standing(q).FailingSince
		if got := l.standing(q); got.Reason != failed || got.Message != "no" || !got.LastGood.Equal(morning) || first.IsZero() {
			t.Errorf("answer %+v, want to be told what failed, and since when", got)
		}
		before := l.source.count("nps")
		l.advance(time.Hour)
		if got := l.source.count("nps") - before; got < 6 || got > 12 {
			t.Errorf("asked %d times in an hour, want again after one to two intervals of %v", got, q.Interval)
		}
		l.wantWakes(t, "the same reason is not", 0)
		l.source.set("nps", source.Answer{})
		l.advance(2 * q.Interval)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30, 60, 90)
		l.wantWakes(t, "it is back", 1)
		if got := l.standing(q); got.Reason != "" || !got.FailingSince.IsZero() {
			t.Errorf("answer %+v, want a good one", got)
		}
		l.advance(q.Step - 2*q.Interval)
		l.wantWakes(t, "and goes on as before", 0)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30, 60, 90, 120)
	})
}

func TestFailedHistoryIsNotAskedOftenerThanAMinute(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := grown("nps")
		q.Interval, q.Spread = 10*time.Second, 0
		l.source.set("nps", source.Answer{Reason: failed})
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(10 * time.Minute)
		if got := l.source.count("nps"); got != 11 {
			t.Errorf("asked %d times in ten minutes, want at once and then once a minute", got)
		}
		l.Subscribe(goal("a", 1), 2, true, []Question{q}) // an answer of now does for an edit
		l.advance(reusable)
		l.Subscribe(goal("a", 1), 3, true, []Question{q})
		l.advance(0)
		if got := l.source.count("nps"); got != 12 {
			t.Errorf("asked %d times, want an edit to ask again", got)
		}
	})
}

func TestRetriesAreSpreadOut(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		const questions = 600
		for i := range questions {
			q := grown(fmt.Sprint("q", i))
			l.source.set(q.Query, source.Answer{Reason: failed})
			l.Subscribe(goal("a", i), 1, true, []Question{q})
		}
		l.advance(5*time.Minute - time.Second)
		if got := l.source.total(); got != questions {
			t.Errorf("%d polls within an interval, want one each", got)
		}
		for range 5 {
			last := l.source.total()
			l.advance(time.Minute)
			if got := l.source.total() - last; got < questions/10 || got > questions*3/10 {
				t.Errorf("%d of %d histories were asked again in one of five minutes, want an even load", got, questions)
			}
		}
	})
}

func TestHistoryOfASourceThatChanges(t *testing.T) {
	cases := map[string]struct {
		reason    string
		change    func(l *lab, replacement *script)
		want      []float64 // at once
		wantLater []float64 // within the spread
		wantWakes int
	}{
		"Replaced": {"another client may be of another server, but not for certain",
			func(l *lab, s *script) { l.SetSource(main, s) },
			[]float64{-120, -90, -60, -30, 0}, []float64{-20, 10, 40, 70, 100, 130}, 1},
		"Recovered": {"the same client has the same past",
			func(l *lab, _ *script) { l.Revive(main) },
			[]float64{-120, -90, -60, -30, 0}, []float64{-120, -90, -60, -30, 0, 30}, 0},
		"BrokenAndHealed": {"what was known stands while it is broken",
			func(l *lab, s *script) { l.SetBroken(main, "no secret"); l.SetSource(main, s) },
			[]float64{-120, -90, -60, -30, 0}, []float64{-20, 10, 40, 70, 100, 130}, 2},
		"RemovedAndBack": {"the past of what is gone is gone",
			func(l *lab, s *script) { l.RemoveSource(main); l.SetSource(main, s) },
			nil, []float64{-20, 10, 40, 70, 100, 130}, 1},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inPast(t, func(t *testing.T, l *lab, q Question) {
				replacement := newScript(l.clock)
				replacement.past = func(at time.Time) float64 { return 100 + minute(at) }
				l.advance(reusable)
				l.Subscribe(goal("a", 1), 2, true, []Question{q}) // an edit, to which there is nothing to add
				l.advance(q.Step - reusable)
				l.wakes()
				tc.change(l, replacement)
				l.wantPoints(t, q, tc.want...)
				l.advance(q.Spread)
				l.wantPoints(t, q, tc.wantLater...)
				l.wantWakes(t, tc.reason, tc.wantWakes)
				l.advance(q.Step)
				l.wantWakes(t, "goes on", 0)
				if got := len(l.points(q)); got != 7 {
					t.Errorf("%s: %d points a step later, want 7", tc.reason, got)
				}
			})
		})
	}
}

func TestHistoriesAreAskedAnewWithoutHaste(t *testing.T) {
	recover := func(l *lab) { l.Revive(main) }
	replace := func(l *lab) { l.SetSource(main, client{l.source, 1}) }
	cases := map[string]struct {
		reason        string
		first, second v1alpha1.MeasureReason // of the whole, and of a point that is new
		change        func(l *lab)
		wantMinutes   int // until all are asked, evenly
	}{
		"NothingAndRecovered": {"goals lack all of it", failed, failed, recover, 5},
		"NothingAndReplaced":  {"whoever has it now", failed, failed, replace, 5},
		"PointAndRecovered":   {"goals lack a point", "", failed, recover, 5},
		"PointAndReplaced":    {"what was known does for a while", "", failed, replace, 10},
		"Replaced":            {"as it does here", "", "", replace, 10},
		"BrokenAndHealed": {"and while the source was broken", "", "",
			func(l *lab) { l.SetBroken(main, "no secret"); replace(l) }, 10},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				const questions = 600
				answer := func(reason v1alpha1.MeasureReason) {
					for i := range questions {
						l.source.set(fmt.Sprint("q", i), source.Answer{Reason: reason})
					}
				}
				answer(tc.first)
				for i := range questions {
					l.Subscribe(goal("a", i), 1, true, []Question{grown(fmt.Sprint("q", i))})
				}
				l.advance(time.Minute)
				answer(tc.second)
				l.advance(40 * time.Minute)
				answer("")
				tc.change(l)
				mean := questions / tc.wantMinutes
				for range tc.wantMinutes {
					last := l.source.total()
					l.advance(time.Minute)
					if got := l.source.total() - last; got < mean/3 || got > mean*2 {
						t.Errorf("%s: %d of %d histories were asked in a minute, want about %d", tc.reason, got, questions, mean)
					}
				}
			})
		})
	}
}

func TestBrokenSourceTellsWhyAndKeepsTheHistory(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.SetBroken(main, "no secret")
		l.wantPoints(t, q, -120, -90, -60, -30, 0)
		if got := l.standing(q); got.Reason != v1alpha1.MeasureReasonSourceUnavailable || got.Message != "no secret" {
			t.Errorf("answer %+v, want to be told that the source is broken", got)
		}
	})
}

// The Secret of a source that hangs is rotated: what the old client was being asked must be asked again.
func TestCutHistoryIsAskedAgain(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.source.silent = true
		l.advance(q.Step + q.Spread)
		next := newScript(l.clock)
		next.past = minute
		l.SetSource(main, next)
		l.advance(q.Spread)
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30)
	})
}
