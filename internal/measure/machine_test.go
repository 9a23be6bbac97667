/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// machine drives a poller in any order, and keeps beside it what each question is owed and each goal has seen.
type machine struct {
	*lab
	questions []Question // live ones and histories
	goals     []Goal
	working   map[source.Key]bool
	clients   map[source.Key]int // which one each source has
	seats     map[Goal]*seat
	owed      map[Question]*owed
	pasts     map[Question]*past // of the histories
}

// seat is what a goal knows, as its controller would.
type seat struct {
	generation int64
	questions  []Question
	seen       map[Question]Answer
	awaiting   bool
}

// owed is what may be asked, and what has to be.
type owed struct {
	since  time.Time // since when it has had both a subscriber and a source, or zero
	asked  int       // in all
	window int64     // the interval that the present time is in
	before int       // asked before that interval
	extras []time.Time
}

func newMachine() *machine {
	m := &machine{
		lab: newLab(), working: map[source.Key]bool{}, clients: map[source.Key]int{},
		seats: map[Goal]*seat{}, owed: map[Question]*owed{}, pasts: map[Question]*past{},
	}
	m.source.past = pointOf
	for i := range 8 {
		q := Question{Source: main, Query: fmt.Sprint("q", i), Interval: time.Duration(10*(1+i%3)) * time.Second}
		if i%2 == 1 {
			q.Source = other
		}
		m.questions = append(m.questions, q)
		m.owed[q] = &owed{}
		if i >= 4 {
			h := historyOf(q, i)
			m.questions = append(m.questions, h)
			m.owed[h], m.pasts[h] = &owed{}, &past{since: morning}
		}
		m.goals = append(m.goals, goal(fmt.Sprint("team-", i%3), i))
	}
	m.start()
	return m
}

func (m *machine) close(t *rapid.T) {
	m.stop()
	if err := <-m.ended; err != nil {
		t.Errorf("Start() = %v, want nil", err)
	}
}

func (m *machine) actions() map[string]func(*rapid.T) {
	key := rapid.SampledFrom([]source.Key{main, other})
	return map[string]func(*rapid.T){
		"subscribe": func(t *rapid.T) {
			urgent := rapid.Bool().Draw(t, "urgent")
			set := rapid.SliceOfN(rapid.SampledFrom(m.questions), 0, 4).Draw(t, "set")
			m.subscribe(rapid.SampledFrom(m.goals).Draw(t, "goal"), urgent, set)
		},
		"unsubscribe": func(t *rapid.T) {
			g := rapid.SampledFrom(m.goals).Draw(t, "goal")
			delete(m.seats, g)
			m.Unsubscribe(g)
		},
		"set source": func(t *rapid.T) {
			k := key.Draw(t, "key")
			m.working[k] = true
			m.clients[k]++
			m.SetSource(k, client{m.source, m.clients[k]})
			m.allow(k)
		},
		"revive source": func(t *rapid.T) {
			k := key.Draw(t, "key")
			m.Revive(k)
			m.allowFailed(k)
		},
		"break source": func(t *rapid.T) {
			k := key.Draw(t, "key")
			m.working[k] = false
			m.clients[k]++
			m.SetBroken(k, "broken")
		},
		"remove source": func(t *rapid.T) {
			k := key.Draw(t, "key")
			m.working[k] = false
			m.clients[k]++
			m.RemoveSource(k)
		},
		"change answer": func(t *rapid.T) {
			value := rapid.Float64Range(0, 3).Draw(t, "value")
			m.source.set(rapid.SampledFrom(m.questions).Draw(t, "question").Query, source.Answer{Value: value})
		},
		"change failure": func(t *rapid.T) {
			reason := rapid.SampledFrom([]v1alpha1.MeasureReason{failed, "", ""}).Draw(t, "reason")
			m.source.set(rapid.SampledFrom(m.questions).Draw(t, "question").Query, source.Answer{Reason: reason})
		},
		"advance": func(t *rapid.T) {
			for range rapid.IntRange(1, 40).Draw(t, "seconds") {
				m.advance(time.Second)
				m.check(t)
			}
		},
		"": m.check,
	}
}

// subscribe is an edit if urgent, and else another look at the same generation.
func (m *machine) subscribe(g Goal, urgent bool, set []Question) {
	s := m.seats[g]
	if s == nil {
		s = &seat{}
		m.seats[g] = s
	}
	if urgent {
		s.generation++
		s.awaiting = true
	}
	s.questions = set
	s.seen = m.Subscribe(g, s.generation, urgent, set)
	for _, q := range set {
		m.owed[q].extras = append(m.owed[q].extras, m.clock.Now())
	}
}

func (m *machine) allow(key source.Key) {
	for _, q := range m.questions {
		if q.Source == key {
			m.owed[q].extras = append(m.owed[q].extras, m.clock.Now())
		}
	}
}

// allowFailed lets those be asked again that failed: nothing else fails here so that its source is to blame.
func (m *machine) allowFailed(key source.Key) {
	for q := range m.pasts {
		if q.Source == key && m.standing(q).Reason == failed {
			m.owed[q].extras = append(m.owed[q].extras, m.clock.Now())
		}
	}
}

func (m *machine) check(t *rapid.T) {
	woken := m.wakes()
	for _, q := range m.questions {
		if q.history() {
			m.checkHistory(t, q)
		} else {
			m.checkPolls(t, q)
		}
	}
	for g := range woken {
		if m.seats[g] == nil {
			t.Errorf("%v was woken and asks nothing", g)
		}
	}
	for g, s := range m.seats {
		m.checkWake(t, g, s, woken[g])
	}
}

func (m *machine) checkPolls(t *rapid.T, q Question) {
	now, o := m.clock.Now(), m.owed[q]
	eligible := m.working[q.Source] && m.asked(q)
	times := m.source.asked[q.Query]
	if !eligible && len(times) > o.asked && o.since.IsZero() {
		t.Errorf("%s was asked, and nobody asks it of a source that works", q.Query)
	}
	switch {
	case !eligible:
		o.since = time.Time{}
	case o.since.IsZero():
		o.since = now
	}
	if window := (now.UnixMicro() - q.phase()) / q.interval(); window != o.window {
		o.window, o.before = window, o.asked
		o.extras = slices.DeleteFunc(o.extras, func(at time.Time) bool { return now.Sub(at) > time.Second })
	}
	o.asked = len(times)
	if got, most := o.asked-o.before, 1+len(o.extras); got > most {
		t.Errorf("%s was asked %d times in an interval, want at most %d", q.Query, got, most)
	}
	if last := o.since; eligible {
		if o.asked > 0 && times[o.asked-1].After(last) {
			last = times[o.asked-1]
		}
		if wait := now.Sub(last); wait > q.Interval+time.Second {
			t.Errorf("%s was not asked for %v, want once in %v", q.Query, wait, q.Interval)
		}
	}
}

func (m *machine) asked(q Question) bool {
	for _, s := range m.seats {
		if slices.Contains(s.questions, q) {
			return true
		}
	}
	return false
}

// checkWake compares what a goal has seen with what it would see now: it differs if and only if the goal was woken.
func (m *machine) checkWake(t *rapid.T, g Goal, s *seat, wakes int) {
	now := m.Subscribe(g, s.generation, false, s.questions)
	changed, grown := "", false
	for q, a := range now {
		seen, ok := s.seen[q]
		if !ok || seen.Reason != a.Reason || seen.Value != a.Value || clientOf(seen.History) != clientOf(a.History) {
			changed = q.Query
		}
		grown = grown || seen.History != a.History
	}
	if changed != "" && wakes == 0 {
		t.Errorf("the answer to %s changed and %v was not woken", changed, g)
	}
	if changed == "" && !grown && wakes > 0 && !s.awaiting && !m.restarted(s) {
		t.Errorf("%v was woken %d times and sees nothing new", g, wakes)
	}
	if wakes > 0 {
		s.awaiting = false
	}
	s.seen = now
}

// restarted is whether an answer may have been forgotten and come back the same between two looks.
func (m *machine) restarted(s *seat) bool {
	return slices.ContainsFunc(s.questions, func(q Question) bool {
		return slices.ContainsFunc(m.owed[q].extras, func(at time.Time) bool { return m.clock.Since(at) <= time.Second })
	})
}

func (m *machine) checkEmpty(t *rapid.T) {
	for _, g := range m.goals {
		m.Unsubscribe(g)
	}
	m.RemoveSource(main)
	m.RemoveSource(other)
	synctest.Wait()
	if len(m.lanes)+len(m.askers)+len(m.schedule) != 0 {
		t.Errorf("after all have unsubscribed the poller holds %v, %v, %v", m.lanes, m.askers, m.schedule)
	}
}

func TestAnyOrderOfEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bubbled := struct{ testing.TB }{t} // rapid asks a *testing.T for its deadline, which a bubble has not
		rapid.Check(bubbled, func(t *rapid.T) {
			m := newMachine()
			defer m.close(t)
			t.Repeat(m.actions())
			m.checkEmpty(t)
		})
	})
}
