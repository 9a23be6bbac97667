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
)

// seated is a desk with one place at which waiting[namespace] of each kind wait.
func seated(wanted, due, past map[string]int) *desk {
	d := newDesk(quick{})
	d.places = 1
	sit := func(kind string, waiting map[string]int, question func(string) Question) {
		for _, namespace := range []string{"a", "b", "c"} {
			for i := range waiting[namespace] {
				e := newEntry(question(kind+"-"+namespace), &lane{})
				e.wanted = kind == "wanted"
				e.askers = []*asker{{goal: goal(namespace, i)}}
				d.seat(e, int64(i))
			}
		}
	}
	sit("wanted", wanted, live)
	sit("due", due, live)
	sit("past", past, ranged)
	return d
}

func TestOrderOfService(t *testing.T) {
	cases := map[string]struct {
		reason            string
		wanted, due, past map[string]int
		stay              bool // who is served keeps the place
		want              []string
	}{
		"InTurn": {
			reason: "a long queue is not served twice as often", due: map[string]int{"a": 3, "b": 2},
			want: []string{"due-a", "due-b", "due-a", "due-b", "due-a"},
		},
		"WantedFirst": {
			reason: "a user waits", wanted: map[string]int{"b": 1}, due: map[string]int{"a": 2, "b": 1},
			want: []string{"wanted-b", "due-a", "due-b", "due-a"},
		},
		"WantedNotTwiceInARow": {
			reason: "many edits by one do not stop the others", wanted: map[string]int{"a": 3}, due: map[string]int{"b": 2},
			want: []string{"wanted-a", "due-b", "wanted-a", "due-b", "wanted-a"},
		},
		"FewestPlacesFirst": {
			reason: "who holds many places waits for who holds none", due: map[string]int{"a": 4}, wanted: map[string]int{"b": 2, "c": 1},
			stay: true, want: []string{"wanted-b", "due-a", "wanted-c", "due-a", "wanted-b", "due-a", "due-a"},
		},
		"KindsTakeTurns": {
			reason: "range questions are not starved where there is one place", due: map[string]int{"a": 3}, past: map[string]int{"a": 2},
			want: []string{"due-a", "past-a", "due-a", "past-a", "due-a"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			d := seated(tc.wanted, tc.due, tc.past)
			var got []string
			for j, ok := d.next(morning); ok; j, ok = d.next(morning) {
				got = append(got, j.entry.question.Query)
				if !tc.stay {
					j.tenant.free()
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%s: served %v, want %v", tc.reason, got, tc.want)
			}
			if !tc.stay && len(d.live.tenants)+len(d.history.tenants) != 0 {
				t.Errorf("the desk remembers %v, %v with nobody there", d.live.tenants, d.history.tenants)
			}
		})
	}
}

func TestWhoHoldsFewerPlacesCatchesUp(t *testing.T) {
	d := seated(nil, map[string]int{"a": 4}, nil)
	serve := func() string {
		j, _ := d.next(morning)
		return j.entry.question.Query
	}
	got := []string{serve(), serve()}
	for i := range 3 {
		e := newEntry(live("due-b"), &lane{})
		e.askers = []*asker{{goal: goal("b", i)}}
		d.seat(e, int64(i))
	}
	got = append(got, serve(), serve(), serve())
	if want := []string{"due-a", "due-a", "due-b", "due-b", "due-a"}; !slices.Equal(got, want) {
		t.Errorf("served %v, want %v: slow questions cost those who ask them", got, want)
	}
}

func TestReplacedSourceIsAskedFirstWhatUsersWaitFor(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		for i := range 100 {
			l.Subscribe(goal("a", i), 1, true, []Question{live(fmt.Sprint("q", i))})
		}
		l.advance(time.Second)
		l.Subscribe(goal("b", 1), 1, true, []Question{live("edited")})
		l.advance(reusable)
		l.source.slow("edited", time.Minute)
		l.Subscribe(goal("b", 1), 2, true, []Question{live("edited")})
		replacement := newScript(l.clock)
		l.SetSource(main, replacement)
		synctest.Wait()
		if got := replacement.count("edited"); got != 1 {
			t.Errorf("asked %d times at once, want what a user waits for before all others", got)
		}
	})
}

func TestSameGenerationIsNotAskedAgain(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		g, q := goal("a", 1), live("nps")
		q.Interval = time.Hour
		l.Subscribe(g, 1, true, []Question{q})
		l.advance(time.Minute)
		before := l.source.count("nps")
		if got := l.Subscribe(g, 1, true, []Question{q}); len(got) != 1 || l.source.count("nps") != before {
			t.Errorf("answers %v after %d polls, want the one that stands", got, l.source.count("nps"))
		}
		l.advance(0)
		if got := l.source.count("nps"); got != before {
			t.Errorf("asked %d times, want %d", got, before)
		}
	})
}

func TestJumpForwardIsNoticedWithoutAnythingDue(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		g := goal("a", 1)
		l.WakeAt(g, morning.Add(10*time.Hour))
		l.clock.jump(10 * time.Hour)
		l.advance(maxSleep)
		if got := l.wakes()[g]; got != 1 {
			t.Errorf("woken %d times within %v of the jump, want once", got, maxSleep)
		}
	})
}
