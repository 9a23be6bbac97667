/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/internal/source"
)

func TestRevivedSourceIsAskedAgainWhatItFailed(t *testing.T) {
	cases := map[string]struct {
		reason string
		answer source.Answer
		want   int // how often it is asked within the second after
	}{
		"TimedOut":    {"nothing came", tooSlow, 1},
		"Unavailable": {"nothing came", notThere, 1},
		"Failed":      {"that is an answer", notAnswered, 0},
		"Empty":       {"that is an answer", empty, 0},
		"Good":        {"there is nothing to mend", source.Answer{Value: 2}, 0},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				q, done := live("nps"), fixed("done")
				l.source.set("nps", tc.answer)
				l.Subscribe(goal("a", 1), 1, true, []Question{q, done})
				l.Subscribe(goal("b", 1), 1, false, []Question{live("patient")})
				l.advance(time.Second)
				l.source.set("nps", source.Answer{Value: 3})
				l.Revive(main)
				l.advance(time.Second)
				if got := l.source.count("nps") - 1; got != tc.want || l.source.count("done") != 1 || l.source.count("patient") != 0 {
					t.Errorf("%s: asked %d times more, want %d; all: %v", tc.reason, got, tc.want, l.source.asked)
				}
				l.advance(5*time.Minute - 2*time.Second)
				if got := l.source.count("nps") - 1; got != tc.want+1 || l.source.count("patient") != 1 {
					t.Errorf("%s: asked %d times more in an interval, want %d: phases stay", tc.reason, got, tc.want+1)
				}
			})
		})
	}
}

func TestRevivedSourceIsAskedSpreadOut(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		const questions = 200
		for i := range questions {
			l.source.set(fmt.Sprint("q", i), notThere)
			l.Subscribe(goal("a", i), 1, true, []Question{live(fmt.Sprint("q", i))})
		}
		l.advance(time.Second)
		before := l.source.total()
		l.Revive(main)
		l.advance(2 * time.Second)
		if got := l.source.total() - before; got < questions/4 || got > questions*3/4 {
			t.Errorf("%d of %d questions in two seconds, want about half", got, questions)
		}
		l.advance(3 * time.Second)
		if got := l.source.total() - before; got < questions || got > questions*11/10 {
			t.Errorf("%d polls of %d questions, want them all within four seconds", got, questions)
		}
	})
}

func TestRevivedSourceIsNotCut(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q, failing := live("slow"), live("failing")
		l.source.set("failing", notThere)
		l.source.slow("slow", time.Minute)
		l.Subscribe(goal("a", 1), 1, true, []Question{q, failing})
		l.advance(time.Second)
		l.Revive(main)
		l.Revive(other) // of which nothing is known
		l.advance(time.Minute)
		if got := l.standing(q); got.Value != 1 || l.source.count("slow") != 1 {
			t.Errorf("answer %+v after %d polls, want that of the first", got, l.source.count("slow"))
		}
		if got := l.source.count("failing"); got != 2 {
			t.Errorf("what failed was asked %d times, want once more", got)
		}
	})
}

func TestRevivedSourceIsAskedForHistoriesThatFailed(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.source.set("nps", notAnswered)
		l.advance(q.Step + q.Spread)
		l.source.set("nps", source.Answer{})
		good := l.source.count("nps")
		l.Revive(main)
		l.advance(q.Interval)
		if got := l.source.count("nps") - good; got != 1 {
			t.Errorf("asked %d times within an interval, want once", got)
		}
		l.wantPoints(t, q, -120, -90, -60, -30, 0, 30)
		l.Revive(main)
		l.advance(q.Interval)
		if got := l.source.count("nps") - good; got != 1 {
			t.Errorf("asked %d times, want no more of a history that is whole", got)
		}
	})
}

func TestBrokenSourceIsNotRevived(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		l.Subscribe(goal("a", 1), 1, true, []Question{live("nps")})
		l.SetBroken(main, "no secret")
		l.Revive(main)
		l.advance(time.Minute)
		if diff := cmp.Diff(1, l.source.count("nps")); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
	})
}
