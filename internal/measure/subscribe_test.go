/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/internal/source"
)

func TestRestartWaitsForPhases(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a := goal("a", 1)
		questions := []Question{live("nps"), live("csat"), fixed("baseline")}
		if got := l.Subscribe(a, 1, false, questions); len(got) != 0 {
			t.Errorf("answers %v, want none", got)
		}
		want := map[Goal]int{a: 1}
		if diff := cmp.Diff(want, l.wakes()); diff != "" || l.source.total() != 1 || l.source.count("baseline") != 1 {
			t.Errorf("asked %v, want only the fixed question at once; woken (-want +got):\n%s", l.source.asked, diff)
		}
		l.advance(5 * time.Minute)
		if diff := cmp.Diff(map[Goal]int{a: 2}, l.wakes()); diff != "" {
			t.Errorf("each first answer is a change; woken (-want +got):\n%s", diff)
		}
		if l.source.asked["nps"][0].Equal(l.source.asked["csat"][0]) {
			t.Error("both were asked together, want each at its phase")
		}
	})
}

func TestUrgentIsAskedAtOnceAndWakesOnce(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a := goal("a", 1)
		l.source.slow("csat", 3*time.Second)
		l.source.slow("nps", time.Second)
		questions := []Question{live("nps"), live("csat"), live("nps")}
		if got := l.Subscribe(a, 1, true, questions); len(got) != 0 {
			t.Errorf("answers %v, want none yet", got)
		}
		l.advance(2 * time.Second)
		got := l.Subscribe(a, 1, true, questions)
		if _, ok := got[live("nps")]; !ok || len(got) != 1 {
			t.Errorf("answers %v, want only the one that has arrived", got)
		}
		if woken := l.wakes(); len(woken) != 0 {
			t.Errorf("woken %v, want nobody before the last answer", woken)
		}
		l.advance(2 * time.Second)
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken (-want +got):\n%s", diff)
		}
		if got := l.Subscribe(a, 1, true, questions); len(got) != 2 {
			t.Errorf("answers %v, want both", got)
		}
		if got := l.source.total(); got != 2 {
			t.Errorf("%d polls, want each question asked once for a generation", got)
		}
	})
}

func TestEditReusesYoungAnswersOnly(t *testing.T) {
	cases := map[string]struct {
		age       time.Duration
		jump      time.Duration
		wantReuse bool
	}{
		"Young":      {age: 9 * time.Second, wantReuse: true},
		"Old":        {age: 10 * time.Second},
		"FromFuture": {age: time.Second, jump: -time.Minute},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				a, q := goal("a", 1), live("nps")
				l.Subscribe(a, 1, true, []Question{q})
				l.advance(tc.age)
				l.clock.jump(tc.jump)
				l.wakes()
				got, reused := l.Subscribe(a, 2, true, []Question{q})[q]
				wantPolls, wantWakes := 1, 0
				if !tc.wantReuse {
					wantPolls, wantWakes = 2, 1
				}
				if woken := l.wakes()[a]; reused != tc.wantReuse || woken != wantWakes || l.source.count("nps") != wantPolls {
					t.Errorf("answer %+v (there: %t), woken %d times, %d polls", got, reused, woken, l.source.count("nps"))
				}
			})
		})
	}
}

func TestAddedQuestionIsAskedAtOnce(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a := goal("a", 1)
		l.Subscribe(a, 1, false, []Question{live("nps")})
		l.Subscribe(a, 1, false, []Question{live("nps"), live("csat")})
		l.advance(0)
		if l.source.count("csat") != 1 || l.source.count("nps") != 0 {
			t.Errorf("asked %v, want only the added question", l.source.asked)
		}
		// A second goal that was there before the restart asks what another one just had answered.
		if got := l.Subscribe(goal("b", 2), 1, false, []Question{live("csat")}); len(got) != 1 {
			t.Errorf("answers %v, want the one that stands", got)
		}
	})
}

func TestChangesWhileAnswersAreOutstandingWakeOnce(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a := goal("a", 1)
		nps := live("nps")
		nps.Interval = 10 * time.Second
		l.Subscribe(a, 1, true, []Question{nps})
		l.wakes()
		l.source.slow("slow", 25*time.Second)
		l.Subscribe(a, 2, true, []Question{nps, live("slow")})
		l.source.set("nps", source.Answer{Value: 2})
		l.advance(20 * time.Second)
		if got := l.wakes(); len(got) != 0 {
			t.Errorf("woken %v, want nobody while an answer is outstanding", got)
		}
		l.advance(5 * time.Second)
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken (-want +got):\n%s", diff)
		}
		l.source.set("nps", source.Answer{Value: 3})
		l.advance(10 * time.Second)
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken afterwards (-want +got):\n%s", diff)
		}
	})
}

func TestUnsubscribedIsNotAsked(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a, b := goal("a", 1), goal("b", 2)
		l.Subscribe(a, 1, true, []Question{live("nps"), live("csat")})
		l.Subscribe(b, 1, true, []Question{live("csat"), live("ces")})
		l.Subscribe(b, 1, true, []Question{live("csat")}) // ces left out
		l.Unsubscribe(a)
		l.Unsubscribe(goal("nobody", 0))
		l.advance(5 * time.Minute)
		for query, want := range map[string]int{"nps": 1, "ces": 1, "csat": 2} {
			if got := l.source.count(query); got != want {
				t.Errorf("%s was asked %d times, want %d", query, got, want)
			}
		}
		l.Unsubscribe(b)
		l.RemoveSource(main)
		if len(l.lanes)+len(l.askers)+len(l.schedule) != 0 {
			t.Errorf("the poller holds %v, %v, %v, want nothing", l.lanes, l.askers, l.schedule)
		}
	})
}

func TestAnswerInFlightOfAnotherTimeIsDropped(t *testing.T) {
	cases := map[string]struct {
		reason    string
		meanwhile func(l *lab, g Goal, q Question)
	}{
		"Unsubscribed": {"the same question of later is another one", func(l *lab, g Goal, q Question) {
			l.Unsubscribe(g)
			l.source.slow("nps", 0)
			l.source.set("nps", source.Answer{Value: 2})
			l.Subscribe(g, 2, true, []Question{q})
		}},
		"SourceReplaced": {"the old client's answer is not the source's", func(l *lab, _ Goal, _ Question) {
			replacement := newScript(l.clock)
			replacement.set("nps", source.Answer{Value: 2})
			l.SetSource(main, replacement)
		}},
		"SourceBrokenAndHealed": {"nor is it after a failure", func(l *lab, g Goal, _ Question) {
			l.SetBroken(main, "no secret")
			replacement := newScript(l.clock)
			replacement.set("nps", source.Answer{Value: 2})
			l.SetSource(main, replacement)
		}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				g, q := goal("a", 1), live("nps")
				l.source.slow("nps", 10*time.Second)
				l.Subscribe(g, 1, true, []Question{q})
				l.advance(time.Second)
				l.source.set("nps", source.Answer{Value: 99})
				tc.meanwhile(l, g, q)
				l.advance(time.Second)
				before := l.standing(q)
				if before.Value != 2 {
					t.Errorf("%s: answer %+v, want 2", tc.reason, before)
				}
				l.source.set("nps", source.Answer{Value: 99})
				l.advance(15 * time.Second)
				if diff := cmp.Diff(before, l.standing(q)); diff != "" {
					t.Errorf("%s: a late answer was taken (-want +got):\n%s", tc.reason, diff)
				}
			})
		})
	}
}

func TestWakeAt(t *testing.T) {
	in := func(d time.Duration) time.Time { return morning.Add(d) }
	cases := map[string]struct {
		dates []time.Time
		want  []int // wakes in each of three minutes
	}{
		"Once":           {[]time.Time{in(90 * time.Second)}, []int{0, 1, 0}},
		"LaterCallWins":  {[]time.Time{in(30 * time.Second), in(150 * time.Second)}, []int{0, 0, 1}},
		"Earlier":        {[]time.Time{in(150 * time.Second), in(30 * time.Second)}, []int{1, 0, 0}},
		"Cleared":        {[]time.Time{in(30 * time.Second), {}}, []int{0, 0, 0}},
		"Past":           {[]time.Time{in(-time.Hour)}, []int{1, 0, 0}},
		"BetweenMicros":  {[]time.Time{in(60*time.Second + time.Nanosecond)}, []int{0, 1, 0}},
		"BeyondAllYears": {[]time.Time{time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}, []int{0, 0, 0}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				g := goal("a", 1)
				for _, date := range tc.dates {
					l.WakeAt(g, date)
				}
				var got []int
				for range 3 {
					l.advance(time.Minute)
					got = append(got, l.wakes()[g])
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("wakes by minute (-want +got):\n%s", diff)
				}
				l.Unsubscribe(g)
				if len(l.askers)+len(l.schedule) != 0 {
					t.Errorf("the poller holds %v, %v, want nothing", l.askers, l.schedule)
				}
			})
		})
	}
}

func TestUnsubscribeForgetsTheDateAndADateIsNoSubscription(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a, b := goal("a", 1), goal("b", 2)
		l.WakeAt(a, morning.Add(time.Minute))
		l.Unsubscribe(a)
		l.WakeAt(b, morning.Add(time.Hour))
		l.Subscribe(b, 1, false, []Question{live("nps")}) // still its first: a restart
		l.advance(2 * time.Second)
		if got := l.source.count("nps"); got != 0 {
			t.Errorf("asked %d times, want to wait for the phase", got)
		}
		l.WakeAt(Goal{Kind: "Unheard"}, morning)
		l.advance(time.Minute)
		if got := l.wakes()[a]; got != 0 {
			t.Errorf("woken %d times after Unsubscribe, want never", got)
		}
		if len(l.askers) != 1 {
			t.Errorf("askers %v, want only the one with a date to come", l.askers)
		}
	})
}

func TestLastMeasuredIsTheOldestNumber(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		g := goal("a", 1)
		if at, ok := l.LastMeasured(g); ok {
			t.Errorf("LastMeasured() = %v of a goal that is not known", at)
		}
		often, seldom := live("often"), live("seldom")
		often.Interval, seldom.Interval = 10*time.Second, time.Hour
		l.source.set("seldom", source.Answer{Reason: failed})
		l.source.set("past", source.Answer{Reason: failed})
		questions := []Question{fixed("baseline"), often, seldom, grown("past")}
		l.Subscribe(g, 1, true, questions)
		l.advance(time.Minute)
		if at, ok := l.LastMeasured(g); ok {
			t.Errorf("LastMeasured() = %v before all have a number", at)
		}
		l.source.set("seldom", source.Answer{Value: 1})
		l.Subscribe(g, 2, true, questions)
		want := l.clock.Now()
		l.advance(time.Minute)
		if at, ok := l.LastMeasured(g); !ok || !at.Equal(want) {
			t.Errorf("LastMeasured() = %v, %t, want %v, when the oldest was asked", at, ok, want)
		}
	})
}

func TestAnswersAreThoseOfTheLastSubscribe(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		g := goal("a", 1)
		if got := l.Answers(g); len(got) != 0 {
			t.Errorf("Answers() = %v of a goal that is not known", got)
		}
		questions := []Question{fixed("baseline"), live("now")}
		l.Subscribe(g, 1, true, questions)
		l.advance(time.Minute)
		if diff := cmp.Diff(l.Subscribe(g, 1, true, questions), l.Answers(g)); diff != "" || len(l.Answers(g)) != len(questions) {
			t.Errorf("Answers() differs from Subscribe (-Subscribe +Answers):\n%s", diff)
		}
	})
}
