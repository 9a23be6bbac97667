/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/internal/source"
)

func TestJumpForwardMakesNoHerd(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		const questions = 3000
		for i := range questions {
			l.Subscribe(goal("a", i), 1, false, []Question{live(fmt.Sprint("q", i))})
		}
		l.advance(5 * time.Minute)
		l.clock.jump(10 * time.Minute)
		most, before := 0, l.source.total()
		for range 300 {
			last := l.source.total()
			l.advance(time.Second)
			most = max(most, l.source.total()-last)
		}
		if most > 300 {
			t.Errorf("%d of %d questions were asked in one second, want them spread", most, questions)
		}
		l.advance(maxSleep)
		if got := l.source.total() - before; got < questions {
			t.Errorf("%d of %d questions were asked in the interval after the jump, want all", got, questions)
		}
		for i := range questions {
			if got := l.source.count(fmt.Sprint("q", i)); got > 3 {
				t.Errorf("question %d was asked %d times, want missed polls to be left out", i, got)
			}
		}
	})
}

// A clock that is only ever moved in leaps must not put a poll off forever.
func TestPollIsPostponedOnce(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		l.Subscribe(goal("a", 1), 1, false, []Question{live("nps")})
		for range 4 {
			l.clock.Step(5 * time.Minute)
			synctest.Wait()
		}
		if got := l.source.count("nps"); got < 2 {
			t.Errorf("asked %d times in four leaps of an interval, want every second one at least", got)
		}
	})
}

func TestJumpBackDoesNotFreeze(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		g := goal("a", 1)
		l.Subscribe(g, 1, false, []Question{live("nps")})
		l.WakeAt(g, morning.Add(7*time.Minute))
		l.advance(5 * time.Minute)
		l.wakes()
		l.clock.jump(-10 * time.Minute)
		l.advance(maxSleep + 5*time.Minute)
		if got := l.source.count("nps"); got < 2 {
			t.Error("not asked in the interval after the jump")
		}
		l.advance(12*time.Minute - maxSleep - 5*time.Minute - time.Second)
		if got := l.wakes()[g]; got != 0 {
			t.Error("woken before the date")
		}
		l.advance(2 * time.Second)
		if got := l.wakes()[g]; got != 1 {
			t.Errorf("woken %d times at the date, want once", got)
		}
	})
}

func TestJumpForwardIsMadeUpForByEachHistory(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		const questions = 600
		for i := range questions {
			l.Subscribe(goal("a", i), 1, true, []Question{grown(fmt.Sprint("q", i))})
		}
		l.advance(20 * time.Minute)
		l.clock.jump(100 * time.Minute)
		l.advance(maxSleep)
		most, before := 0, l.source.total()
		for range 10 {
			last := l.source.total()
			l.advance(time.Minute)
			most = max(most, l.source.total()-last)
		}
		if got := l.source.total(); got != 2*questions || most > questions/5 {
			t.Errorf("%d polls after the jump, %d of them in one minute, want one each within the spread", got-before, most)
		}
		for i := range questions {
			if got := len(l.points(grown(fmt.Sprint("q", i)))); got != 9 {
				t.Errorf("history %d has %d points, want the missed ones too", i, got)
			}
		}
	})
}

func TestJumpBackForgetsWhatWasAskedOfTheFuture(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.clock.jump(3 * time.Hour)
		l.advance(maxSleep + q.Spread)
		if got := len(l.points(q)); got != 11 {
			t.Fatalf("%d points, want those of three hours more", got)
		}
		l.clock.jump(-3 * time.Hour)
		l.source.past = func(at time.Time) float64 { return minute(at) + 1 }
		l.advance(maxSleep + q.Spread)
		l.wantPoints(t, q, -119, -89, -59, -29, 1)
		l.advance(q.Step)
		l.wantPoints(t, q, -119, -89, -59, -29, 1, 31)
		l.clock.jump(-5 * time.Hour) // to before it begins
		l.advance(maxSleep + 4*time.Hour)
		l.wantPoints(t, q, -119, -89, -59, -29)
	})
}

func TestJumpBackDoesNotPutOffARetry(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := grown("nps")
		q.Step = 6 * time.Hour
		l.source.set("nps", source.Answer{Reason: failed})
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(5 * time.Hour)
		before := l.source.count("nps")
		l.clock.jump(-40 * time.Minute)
		l.advance(maxSleep + 2*q.Interval)
		if l.source.count("nps") == before {
			t.Error("not asked again within two intervals of the jump")
		}
	})
}

func TestFailingSinceIsNeverInTheFuture(t *testing.T) {
	e := newEntry(live("nps"), &lane{})
	e.take(Answer{Reason: failed, Time: morning})
	e.take(Answer{Reason: failed, Time: morning.Add(-time.Hour)})
	if got := e.answer.FailingSince; !got.Equal(morning.Add(-time.Hour)) {
		t.Errorf("failing since %v after the clock jumped back, want the first failure of the new time", got)
	}
}

func TestPhaseBefore1970(t *testing.T) {
	e := newEntry(live("nps"), &lane{})
	for _, now := range []int64{-e.question.interval() * 7, -1, 0, e.phase - 1, e.phase, e.phase + 1} {
		next := e.nextPhase(now)
		if next <= now || next > now+e.question.interval() || (next-e.phase)%e.question.interval() != 0 {
			t.Errorf("nextPhase(%d) = %d with phase %d", now, next, e.phase)
		}
	}
}

func TestPhaseOfAHistory(t *testing.T) {
	q := grown("nps")
	e := newEntry(q, &lane{})
	from, step := q.From.UnixMicro(), q.Step.Microseconds()
	for now, want := range map[int64]int64{
		-1: from + e.phase, from: from + e.phase, from + e.phase - 1: from + e.phase,
		from + e.phase: from + e.phase + step, from + 7*step: from + 7*step + e.phase, from + 8*step - 1: from + 8*step + e.phase,
	} {
		if got := e.nextPhase(now); got != want {
			t.Errorf("nextPhase(%d) = %d, want %d: begins at %d, phase %d", now, got, want, from, e.phase)
		}
	}
}

func TestRealClockIsTheDefault(t *testing.T) {
	if _, ok := NewPoller(Options{}).clock.(clock.RealClock); !ok {
		t.Error("a poller without a clock does not use the real one")
	}
}
