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
	d := newDesk(quick{}, nil)
	d.places = 1
	sit := func(kind string, waiting map[string]int, question func(string) Question) {
		for _, namespace := range []string{"a", "b", "c"} {
			for i := range waiting[namespace] {
				e := newEntry(question(kind+"-"+namespace), &lane{})
				e.wanted = kind == "wanted"
				e.askers = []*asker{{goal: goal(namespace, i)}}
				d.seat(e, int64(i), nil)
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
		d.seat(e, int64(i), nil)
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

func TestAnEditGoesBeforeWhatStartsTogether(t *testing.T) {
	for name, edit := range map[string]func(l *lab, start func(from, to int)){
		"OfAnOldGoal": func(l *lab, start func(from, to int)) {
			start(0, 500)
			l.Subscribe(goal("a", -1), 2, true, []Question{live("edited")})
			start(500, 1000)
		},
		"ANewGoal": func(l *lab, start func(from, to int)) {
			start(0, 1000)
			l.Subscribe(goal("a", -1), 1, true, []Question{live("edited")})
		},
	} {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				l.source.places = 1
				l.source.slow("first", time.Second)
				l.SetSource(main, l.source)
				l.Subscribe(goal("a", -2), 1, true, []Question{live("first")})
				synctest.Wait()
				edit(l, func(from, to int) {
					for i := from; i < to; i++ {
						l.source.slow(fmt.Sprint("q", i), time.Second)
						l.Subscribe(goal("a", i), 1, true, []Question{live(fmt.Sprint("q", i))})
					}
				})
				l.advance(time.Second)
				if got := l.source.count("edited"); got != 1 {
					t.Errorf("asked %d times once there was a place, want an edit before a thousand that start together", got)
				}
				l.advance(1000 * time.Second)
				if got := l.source.count("q0"); got == 0 {
					t.Error("the first of the thousand was never asked, want all of them served in the end")
				}
			})
		})
	}
}

func TestASharedQuestionWaitsWhereTheFewestWait(t *testing.T) {
	reason := "what others ask beside a question that is shared must not hold it up"
	for name, askers := range map[string][]string{"TheOtherFirst": {"crowd", "lone"}, "TheOtherLast": {"lone", "crowd"}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(quick{}, nil)
			crowd, lane := goal("crowd", 0), &lane{}
			for i := range 100 {
				e := newEntry(live(fmt.Sprint("q", i)), lane)
				e.askers = []*asker{{goal: crowd}}
				d.seat(e, int64(i), nil)
			}
			shared := newEntry(live("shared"), lane)
			for _, namespace := range askers {
				shared.askers = append(shared.askers, &asker{goal: goal(namespace, 0)})
				was := shared.seat
				shared.withdraw()
				d.seat(shared, 200, was)
			}
			if got := shared.seat.namespace; got != "lone" {
				t.Errorf("%s: it waits with %q, want with the one who asks nothing else", reason, got)
			}
		})
	}
}

func TestOneTenantLeavesAPlaceToTheOthers(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		slow := func(from, to int) {
			for i := from; i < to; i++ {
				query := fmt.Sprint("slow", i)
				l.source.slow(query, time.Hour)
				l.Subscribe(goal("crowd", i), 1, true, []Question{live(query)})
			}
			synctest.Wait()
		}
		slow(0, 100)
		if got := l.source.total(); got != l.source.places {
			t.Errorf("%d asked at once, want all %d places for the only tenant", got, l.source.places)
		}
		l.Subscribe(goal("lone", 0), 1, true, []Question{live("lone")})
		l.SetSource(main, l.source) // all is asked anew
		synctest.Wait()
		before := l.source.count("lone")
		l.advance(5 * time.Minute)
		if got := l.source.count("lone"); before != 1 || got != 2 {
			t.Errorf("asked %d times at once and %d in an interval, want once each while the others' answers take an hour", before, got-before)
		}
		l.Unsubscribe(goal("lone", 0))
		l.Poller.mu.Lock()
		defer l.Poller.mu.Unlock()
		if got := l.lanes[main].namespaces; len(got) != 1 || got["crowd"] != 100 {
			t.Errorf("the source is asked by %v, want by the crowd alone", got)
		}
	})
}
