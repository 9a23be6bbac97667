/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/source"
)

// at is the value of a history's point.
func (l *lab) at(q Question, t time.Time) float64 {
	points := l.points(q)
	if i := int(t.Sub(q.From) / q.Step); i < len(points) {
		return points[i]
	}
	return nan
}

// wholes is how often the whole of a history was asked.
func (l *lab) wholes(q Question) int {
	l.source.mu.Lock()
	defer l.source.mu.Unlock()
	n := 0
	for _, s := range l.source.ranges[q.Query] {
		if s.from.Equal(q.From) {
			n++
		}
	}
	return n
}

func TestTheWholeOfAHistoryIsAskedAgainOnceADay(t *testing.T) {
	inPast(t, func(t *testing.T, l *lab, q Question) {
		l.advance(17 * time.Hour)
		if got := l.wholes(q); got != 1 {
			t.Errorf("the whole was asked %d times in 17 hours, want once", got)
		}
		l.advance(7*time.Hour + q.Spread)
		if got, want := l.wholes(q), 2; got != want {
			t.Errorf("the whole was asked %d times in a day, want %d", got, want)
		}
		if got, want := l.source.count("nps"), 1+48; got != want {
			t.Errorf("asked %d times, want %d: no more than without it", got, want)
		}
		l.advance(10 * 24 * time.Hour)
		if got := l.wholes(q); got < 12 || got > 16 {
			t.Errorf("the whole was asked %d times in eleven days, want about once a day", got)
		}
	})
}

func TestWhatARenewedHistoryTells(t *testing.T) {
	mended := func(at time.Time) float64 { return minute(at) + 1 }
	cases := map[string]struct {
		reason string
		now    func(time.Time) float64
		answer source.Answer
		want   func(time.Time) float64
		wakes  int
	}{
		"Same":      {"nothing is news", minute, source.Answer{}, minute, 0},
		"Mended":    {"goals were judged by what is wrong", mended, source.Answer{}, mended, 1},
		"Forgotten": {"a server keeps some weeks", func(at time.Time) float64 { return nanBefore(at, morning.Add(time.Hour)) }, source.Answer{}, minute, 0},
		"Failed":    {"what is known stands", minute, notAnswered, minute, 2},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inPast(t, func(t *testing.T, l *lab, q Question) {
				l.advance(17 * time.Hour)
				l.wakes()
				l.source.past = tc.now
				l.source.set("nps", tc.answer)
				for l.wholes(q) == 1 {
					l.advance(time.Minute)
				}
				l.source.set("nps", source.Answer{})
				l.advance(2 * q.Step)
				l.wantWakes(t, tc.reason, tc.wakes)
				for _, at := range []time.Time{q.From, morning, morning.Add(10 * time.Hour), l.clock.Now().Add(-q.Step).Truncate(q.Step)} {
					if got, want := l.at(q, at), tc.want(at); math.Abs(got-want) > 1e-3 {
						t.Errorf("%s: %v at %v, want %v", tc.reason, got, at, want)
					}
				}
				if got := l.wholes(q); got != 2 {
					t.Errorf("%s: the whole was asked %d times, want no more than once a day", tc.reason, got-1)
				}
				if slices.ContainsFunc(l.points(q), math.IsNaN) {
					t.Errorf("%s: points were lost", tc.reason)
				}
			})
		})
	}
}

// nanBefore is a server that keeps nothing from before a time.
func nanBefore(at, kept time.Time) float64 {
	if at.Before(kept) {
		return nan
	}
	return minute(at)
}
