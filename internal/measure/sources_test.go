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

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

func TestReplacedSourceIsAskedAnewSpreadOut(t *testing.T) {
	cases := map[string]struct {
		questions int
		interval  time.Duration
		want      time.Duration // until the last is asked
	}{
		"TwentyMillisecondsApart": {101, 5 * time.Minute, 2 * time.Second},
		"WithinAnInterval":        {1500, 15 * time.Second, 15 * time.Second},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				for i := range tc.questions {
					q := live(fmt.Sprint("q", i))
					q.Interval = tc.interval
					l.Subscribe(goal("a", i), 1, true, []Question{q})
				}
				l.advance(time.Second)
				replacement := newScript(l.clock)
				l.SetSource(main, replacement)
				now := l.clock.Now()
				var last time.Duration
				for replacement.total() < tc.questions && l.clock.Since(now) < time.Minute {
					before := replacement.total()
					l.clock.Step(20 * time.Millisecond)
					synctest.Wait()
					if got := replacement.total() - before; got > max(2, tc.questions/100) {
						t.Fatalf("%d polls within 20 ms", got)
					}
					last = l.clock.Since(now)
				}
				if last > tc.want || last < tc.want/2 {
					t.Errorf("the last was asked anew after %v, want about %v", last, tc.want)
				}
				if got := l.source.total(); got > tc.questions*2 {
					t.Errorf("the old client was asked %d times", got)
				}
			})
		})
	}
}

func TestSourceThatComesAfterARestartLeavesPhasesAlone(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q, urgent := live("nps"), live("csat")
		q.Source, urgent.Source = other, other
		l.Subscribe(goal("a", 1), 1, false, []Question{q})
		got := l.Subscribe(goal("a", 2), 1, true, []Question{urgent})
		if len(got) != 0 {
			t.Errorf("answers %v, want none without a source", got)
		}
		l.advance(time.Second)
		l.SetSource(other, l.source)
		l.advance(time.Second)
		if l.source.count("nps") != 0 || l.source.count("csat") != 1 {
			t.Errorf("asked %v, want only what is urgent", l.source.asked)
		}
		l.advance(5 * time.Minute)
		if got := l.source.count("nps"); got != 1 {
			t.Errorf("asked %d times in an interval, want once at its phase", got)
		}
	})
}

func TestASourceThatIsNotKnownIsAskedFor(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		var needed []source.Key
		l.OnNeed(other.Kind, func(key source.Key) { needed = append(needed, key) })
		a, q := goal("a", 1), live("nps")
		q.Source = other
		if l.Asked(other) {
			t.Error("nobody asks it, and it counts as asked")
		}
		l.Subscribe(a, 1, true, []Question{q, live("of a source that is known")})
		if diff := cmp.Diff([]source.Key{other}, needed); diff != "" || !l.Asked(other) {
			t.Errorf("needed (-want +got):\n%s", diff)
		}
		l.SetSource(other, l.source)
		l.Subscribe(a, 2, true, []Question{q})
		l.SetBroken(other, "secret not found")
		l.Subscribe(a, 3, true, []Question{q})
		if len(needed) != 1 {
			t.Errorf("asked for %d times, want once: it is known since", len(needed))
		}
		l.Unsubscribe(a)
		if l.Asked(other) {
			t.Error("nobody asks it any more, and it counts as asked")
		}
	})
}

func TestBrokenSource(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a, b, q, done := goal("a", 1), goal("b", 2), live("nps"), fixed("baseline")
		l.Subscribe(a, 1, true, []Question{q, done})
		l.wakes()
		l.SetBroken(main, "secret not found")
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken (-want +got):\n%s", diff)
		}
		got := l.Subscribe(b, 1, true, []Question{q, live("new"), done})
		want := Answer{Reason: v1alpha1.MeasureReasonSourceUnavailable, Message: "secret not found", Time: morning, FailingSince: morning}
		wantKnown := want
		wantKnown.LastGood = morning
		wantDone := Answer{Value: 1, Time: morning, LastGood: morning}
		if diff := cmp.Diff(map[Question]Answer{q: wantKnown, live("new"): want, done: wantDone}, got); diff != "" {
			t.Errorf("answers at once (-want +got):\n%s", diff)
		}
		polls := l.source.total()
		l.SetBroken(main, "still no secret")
		l.advance(10 * time.Minute)
		if got := l.source.total(); got != polls {
			t.Errorf("%d polls of a broken source, want none", got-polls)
		}
		if got := l.wakes(); len(got) != 0 {
			t.Errorf("another message woke %v, want nobody", got)
		}
		l.SetSource(main, l.source)
		l.advance(time.Second)
		if diff := cmp.Diff(map[Goal]int{a: 1, b: 1}, l.wakes()); diff != "" {
			t.Errorf("woken by the healed source (-want +got):\n%s", diff)
		}
		if got := l.standing(q); got.Reason != "" {
			t.Errorf("answer %+v, want a good one", got)
		}
	})
}

func TestRemovedSourceLeavesQuestionsUnanswered(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a, b, q := goal("a", 1), goal("b", 2), live("nps")
		slow := live("slow")
		slow.Source = other
		l.SetSource(other, l.source)
		l.Subscribe(a, 1, true, []Question{q})
		l.source.slow("slow", time.Hour)
		l.Subscribe(b, 1, true, []Question{q, slow})
		l.wakes()
		l.RemoveSource(other)
		if diff := cmp.Diff(map[Goal]int{b: 1}, l.wakes()); diff != "" {
			t.Errorf("nobody can wait for a source that is gone; woken (-want +got):\n%s", diff)
		}
		l.RemoveSource(main)
		l.RemoveSource(main)
		l.advance(10 * time.Minute)
		if diff := cmp.Diff(Answer{LastGood: morning}, l.standing(q)); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
		if got := l.source.count("nps"); got != 1 {
			t.Errorf("asked %d times, want only the once before", got)
		}
		l.SetSource(main, l.source)
		l.advance(time.Second)
		if diff := cmp.Diff(map[Goal]int{a: 1, b: 1}, l.wakes()); diff != "" {
			t.Errorf("the first answer of the source that is back is news; woken (-want +got):\n%s", diff)
		}
	})
}

func TestDeadSourceDoesNotSlowOthers(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		dead := newScript(l.clock)
		dead.silent = true
		l.SetSource(other, dead)
		for i := range 50 {
			q := live(fmt.Sprint("dead", i))
			q.Source = other
			l.Subscribe(goal("a", i), 1, true, []Question{q, live("nps")})
		}
		l.advance(10 * time.Minute)
		if got := l.source.count("nps"); got != 3 {
			t.Errorf("the living source was asked %d times in two intervals, want at once and at each phase", got)
		}
		if dead.most != dead.places {
			t.Errorf("the dead source was asked %d questions at once, want %d", dead.most, dead.places)
		}
	})
}

func TestPlaces(t *testing.T) {
	cases := map[string]struct {
		places, histories, live, past int
		wantMost, wantMostPast        int
	}{
		"Both":          {8, 2, 40, 40, 8, 2},
		"HistoryAlone":  {8, 2, 0, 40, 2, 2},
		"One":           {1, 1, 10, 10, 1, 1},
		"NonsenseIsOne": {0, -1, 10, 10, 1, 1},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				s := newScript(l.clock)
				s.places, s.histories = tc.places, tc.histories
				l.SetSource(main, s)
				var questions []Question
				for i := range tc.live {
					questions = append(questions, live(fmt.Sprint("live", i)))
				}
				for i := range tc.past {
					questions = append(questions, ranged(fmt.Sprint("past", i)))
				}
				for _, q := range questions {
					s.slow(q.Query, time.Second)
				}
				l.Subscribe(goal("a", 1), 1, true, questions)
				l.advance(time.Minute)
				if s.most != tc.wantMost || s.mostPast != tc.wantMostPast {
					t.Errorf("up to %d at once, %d range questions; want %d, %d", s.most, s.mostPast, tc.wantMost, tc.wantMostPast)
				}
				if got := s.total(); got < len(questions) {
					t.Errorf("%d of %d questions were asked, want all", got, len(questions))
				}
			})
		})
	}
}

func TestOneTenantsSlowQuestionsDoNotStarveOthers(t *testing.T) {
	for _, urgent := range []bool{true, false} {
		t.Run(fmt.Sprint("Urgent=", urgent), func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				for i := range 2000 {
					q := live(fmt.Sprint("slow", i))
					l.source.slow(q.Query, 30*time.Second)
					l.Subscribe(goal("heavy", i), 1, urgent, []Question{q})
				}
				for i := range 100 {
					l.Subscribe(goal("light", i), 1, false, []Question{live(fmt.Sprint("fast", i))})
				}
				l.advance(20 * time.Minute)
				for i := range 100 {
					times := l.source.asked[fmt.Sprint("fast", i)]
					if len(times) < 3 {
						t.Fatalf("fast question %d was asked %d times in four intervals, want three at least", i, len(times))
					}
					for k := 1; k < len(times); k++ {
						if got := times[k].Sub(times[k-1]); got > 10*time.Minute {
							t.Errorf("fast question %d waited %v, want two intervals at most", i, got)
						}
					}
				}
			})
		})
	}
}

func TestUserComesBeforeWhatIsDue(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		s := newScript(l.clock)
		s.places = 1
		l.SetSource(main, s)
		for i := range 100 {
			q := live(fmt.Sprint("due", i))
			q.Interval = 10 * time.Second
			s.slow(q.Query, time.Second)
			l.Subscribe(goal(fmt.Sprint("team-", i%5), i), 1, false, []Question{q})
		}
		l.advance(30 * time.Second)
		l.Subscribe(goal("team-1", 1000), 1, true, []Question{live("edit")})
		l.Subscribe(goal("new", 1001), 1, true, []Question{live("other edit")})
		l.advance(4 * time.Second)
		if s.count("edit") != 1 || s.count("other edit") != 1 {
			t.Errorf("edits were asked %d and %d times behind a backlog, want at once", s.count("edit"), s.count("other edit"))
		}
	})
}

func TestStandbyRecordsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab()
		if !l.NeedLeaderElection() {
			t.Error("NeedLeaderElection() = false, want only the leader to measure")
		}
		l.SetSource(main, l.source)
		l.Subscribe(goal("a", 1), 1, false, []Question{live("nps")})
		l.Subscribe(goal("a", 2), 1, true, []Question{live("csat"), ranged("csat")})
		l.WakeAt(goal("a", 3), morning.Add(time.Minute))
		l.advance(2 * time.Hour)
		if got := l.source.total(); got != 0 {
			t.Errorf("%d polls before Start, want none", got)
		}
		l.start()
		if l.source.count("csat") != 2 || l.source.count("nps") != 0 {
			t.Errorf("asked at the start: %v, want what is urgent, and the rest at its phase", l.source.asked)
		}
		if diff := cmp.Diff(map[Goal]int{goal("a", 2): 1, goal("a", 3): 1}, l.wakes()); diff != "" {
			t.Errorf("woken (-want +got):\n%s", diff)
		}
		l.advance(5 * time.Minute)
		if got := l.source.count("nps"); got != 1 {
			t.Errorf("asked %d times in the first interval, want once", got)
		}
		l.stop()
		if err := <-l.ended; err != nil {
			t.Errorf("Start() = %v, want nil", err)
		}
	})
}

func TestStopCutsWhatIsAskedAndDropsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab()
		l.source.silent = true
		l.SetSource(main, l.source)
		l.start()
		l.Subscribe(goal("a", 1), 1, true, []Question{live("nps")})
		synctest.Wait()
		l.stop()
		if err := <-l.ended; err != nil {
			t.Errorf("Start() = %v, want nil", err)
		}
		if got, woken := l.standing(live("nps")), l.wakes(); !got.Time.IsZero() || len(woken) != 0 {
			t.Errorf("answer %+v, woken %v, want what a stop cut to be no answer", got, woken)
		}
		l.SetSource(main, l.source)
		l.Subscribe(goal("a", 1), 2, true, []Question{live("nps")})
		l.advance(time.Hour)
		if got := l.source.total(); got != 1 {
			t.Errorf("%d polls, want none after the end", got-1)
		}
	})
}

func TestStopDoesNotWaitForeverForADeafSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab()
		l.source.deaf = make(chan struct{})
		l.SetSource(main, l.source)
		l.start()
		l.Subscribe(goal("a", 1), 1, true, []Question{live("nps")})
		synctest.Wait()
		l.stop()
		l.advance(stopGrace)
		if err := <-l.ended; err == nil {
			t.Error("Start() = nil, want an error that says that a source goes on")
		}
		close(l.source.deaf)
	})
}

func TestAdapterGivesNoHalfPreparedQuery(t *testing.T) {
	prepared, refusal := FromClient(&source.Client{}).Prepare(source.Query{Text: ""})
	if prepared != nil || refusal == nil {
		t.Errorf("Prepare() = %v, %v, want nil and a refusal", prepared, refusal)
	}
}
