/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"context"
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/history"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// perClient is more than any point of a history in the machine has.
const perClient = 1 << 20

// client is one of the clients that a source has in its time. Its histories tell which.
type client struct {
	*script
	number int
}

func (c client) Prepare(q source.Query) (Prepared, *source.Answer) {
	prepared, refusal := c.script.Prepare(q)
	if refusal != nil {
		return nil, refusal
	}
	return telling{prepared, c.number}, nil
}

type telling struct {
	Prepared
	number int
}

func (p telling) Range(ctx context.Context, from, to time.Time, step time.Duration) source.Range {
	got := p.Prepared.Range(ctx, from, to, step)
	for i := range got.Values {
		got.Values[i] += float64(p.number * perClient)
	}
	return got
}

// clientOf is who told a history; -1: nobody.
func clientOf(h *history.History) int {
	if h == nil || h.LastAnswered() < 0 {
		return -1
	}
	values := h.Values(nil, morning.AddDate(1, 0, 0))
	return int(values[h.LastAnswered()]) / perClient
}

// pointOf is the seconds since the morning before, but for some times that have no number.
func pointOf(t time.Time) float64 {
	if t.Unix()%7 == 3 {
		return nan
	}
	return t.Sub(morning.AddDate(0, 0, -1)).Seconds()
}

// historyOf is one with a step of some tens of seconds that began a while before the morning or soon begins.
func historyOf(q Question, i int) Question {
	q.Query += " history"
	q.Step, q.Spread = time.Duration(10+7*i)*time.Second, time.Duration(3*(i%4))*time.Second
	q.From = morning.Add(time.Duration(6-i) * 50 * time.Second)
	return q
}

// past is what is owed to a history, and what it is known to have been asked.
type past struct {
	since  time.Time // since when nothing has kept it from being complete
	asked  int
	last   time.Time // when it was asked last
	failed bool      // the answer was a failure
}

func (m *machine) checkHistory(t *rapid.T, q Question) {
	p, now := m.pasts[q], m.clock.Now()
	spans := m.source.ranges[q.Query]
	for i, s := range spans[p.asked:] {
		m.checkSpan(t, q, s)
		m.checkCause(t, q, m.source.asked[q.Query][p.asked+i])
	}
	p.asked = len(spans)
	a := m.standing(q)
	p.failed = a.Reason == failed
	m.checkPoints(t, q, a.History)
	if m.source.answers[q.Query].Reason != "" || !m.working[q.Source] || !m.asked(q) || m.recently(q) {
		p.since = now
	}
	slack := q.Spread + 2*max(q.Interval, soonest) + 2*time.Second
	if due := q.newest(now.Add(-slack)); now.Sub(p.since) > slack && due >= 0 {
		if a.History == nil || a.History.Len() <= due || clientOf(a.History) != m.clients[q.Source] && due > 2 {
			t.Errorf("%s has %d points of client %d after %v without trouble, want more than %d of client %d",
				q.Query, len(m.points(q)), clientOf(a.History), now.Sub(p.since), due, m.clients[q.Source])
		}
	}
}

// recently is whether something happened in this second that may have a history asked for anew.
func (m *machine) recently(q Question) bool {
	return slices.ContainsFunc(m.owed[q].extras, func(at time.Time) bool { return m.clock.Since(at) <= time.Second })
}

func (m *machine) checkSpan(t *rapid.T, q Question, s span) {
	steps := float64(s.from.Sub(q.From)) / float64(q.Step)
	if s.from.Before(q.From) || s.to.Before(s.from) || s.to.After(m.clock.Now()) || steps != math.Trunc(steps) {
		t.Errorf("%s was asked from %v to %v at %v, want points of its grid that there are", q.Query, s.from, s.to, m.clock.Now())
	}
}

// checkCause asks why a history was asked: for a new point, or since something happened, or it had failed for a while.
func (m *machine) checkCause(t *rapid.T, q Question, at time.Time) {
	p := m.pasts[q]
	window := func(at time.Time) float64 {
		return math.Floor(float64(at.UnixMicro()-q.From.UnixMicro()-q.phase()) / float64(q.step().Microseconds()))
	}
	happened := slices.ContainsFunc(m.owed[q].extras, func(extra time.Time) bool {
		return at.Sub(extra) <= q.Spread+time.Second
	})
	retried := p.failed && at.Sub(p.last) >= max(q.Interval, soonest)
	if !p.last.IsZero() && window(at) == window(p.last) && !happened && !retried {
		t.Errorf("%s was asked at %v and %v, want once for a point", q.Query, p.last, at)
	}
	p.last = at
}

// checkPoints compares a history with what its source tells. All points are of one client.
func (m *machine) checkPoints(t *rapid.T, q Question, h *history.History) {
	if h == nil {
		return
	}
	if newest := q.newest(m.clock.Now()); h.Len() > newest+1 || !h.First().Equal(q.From) || h.Step() != q.Step {
		t.Errorf("%s has %d points every %v from %v, want the %d that there are", q.Query, h.Len(), h.Step(), h.First(), newest+1)
	}
	told := float64(clientOf(h) * perClient)
	for i, got := range h.Values(nil, m.clock.Now()) {
		if want := pointOf(q.point(i)) + told; !math.IsNaN(got) && got != want || math.IsNaN(want) && !math.IsNaN(got) {
			t.Errorf("%s: point %d is %v, want %v or none", q.Query, i, got, want)
		}
	}
}
