/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

func TestEqualQuestionsAreOnePollAndConstantAnswersWakeNobody(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		const goals = 300
		for i := range goals {
			l.Subscribe(goal(fmt.Sprint("team-", i%7), i), 1, false, []Question{live("nps")})
		}
		l.advance(5 * time.Minute)
		if got := l.source.count("nps"); got != 1 {
			t.Errorf("%d goals asked one question: %d polls in an interval, want 1", goals, got)
		}
		if got := len(l.wakes()); got != goals {
			t.Errorf("the first answer woke %d goals, want %d", got, goals)
		}
		l.advance(15 * time.Minute)
		if got := l.source.count("nps"); got != 4 {
			t.Errorf("%d polls in four intervals, want 4", got)
		}
		if got := l.wakes(); len(got) != 0 {
			t.Errorf("constant answers woke %d goals, want none", len(got))
		}
	})
}

func TestWhatWakes(t *testing.T) {
	cases := map[string]struct {
		reason string
		before source.Answer
		after  source.Answer
		want   bool
	}{
		"Same":           {"nothing changed", source.Answer{Value: 2}, source.Answer{Value: 2}, false},
		"Value":          {"a new number is news", source.Answer{Value: 2}, source.Answer{Value: 3}, true},
		"LastBit":        {"what is close enough is not for the poller to say", source.Answer{Value: 2}, source.Answer{Value: math.Nextafter(2, 3)}, true},
		"SignOfZero":     {"bits count", source.Answer{Value: 0}, source.Answer{Value: math.Copysign(0, -1)}, true},
		"Lost":           {"no number is news", source.Answer{Value: 2}, source.Answer{Reason: failed}, true},
		"Found":          {"a zero after a failure is no zero before it", source.Answer{Reason: failed}, source.Answer{Value: 0}, true},
		"OtherReason":    {"that it fails is known, and once is chance", source.Answer{Reason: failed}, source.Answer{Reason: v1alpha1.MeasureReasonNoData}, false},
		"MessageOnly":    {"a message alone is no news", source.Answer{Reason: failed, Message: "a"}, source.Answer{Reason: failed, Message: "b"}, false},
		"ValueOfFailure": {"a failure has no number", source.Answer{Reason: failed, Value: 1}, source.Answer{Reason: failed, Value: 2}, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				l.source.set("nps", tc.before)
				l.Subscribe(goal("a", 1), 1, false, []Question{live("nps")})
				l.Subscribe(goal("b", 2), 1, false, []Question{live("csat")})
				l.advance(5 * time.Minute)
				l.wakes()
				l.source.set("nps", tc.after)
				l.advance(5 * time.Minute)
				want := map[Goal]int{}
				if tc.want {
					want[goal("a", 1)] = 1
				}
				if diff := cmp.Diff(want, l.wakes()); diff != "" {
					t.Errorf("%s: woken (-want +got):\n%s", tc.reason, diff)
				}
				if got := l.standing(live("nps")).Message; got != tc.after.Message {
					t.Errorf("message %q stands, want %q", got, tc.after.Message)
				}
			})
		})
	}
}

func TestAnswerKeepsTimes(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := live("nps")
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		first := l.standing(q)
		if diff := cmp.Diff(Answer{Value: 1, Time: morning, LastGood: morning}, first); diff != "" {
			t.Errorf("good answer (-want +got):\n%s", diff)
		}
		l.source.set("nps", source.Answer{Reason: failed, Message: "no"})
		l.advance(5 * time.Minute)
		lost := l.standing(q)
		l.advance(5 * time.Minute)
		still := l.standing(q)
		want := Answer{Reason: failed, Message: "no", Time: lost.Time.Add(q.Interval), LastGood: morning, FailingSince: lost.Time}
		if diff := cmp.Diff(want, still); diff != "" {
			t.Errorf("second failure (-want +got):\n%s", diff)
		}
		l.source.set("nps", source.Answer{Value: 4})
		l.advance(5 * time.Minute)
		back := still.Time.Add(q.Interval)
		if diff := cmp.Diff(Answer{Value: 4, Time: back, LastGood: back}, l.standing(q)); diff != "" {
			t.Errorf("good again (-want +got):\n%s", diff)
		}
	})
}

func TestLoadIsEven(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		const questions, seconds = 10000, 300
		for i := range questions {
			l.Subscribe(goal("a", i), 1, false, []Question{live(fmt.Sprintf(`sum(stays{hotel="%d"})`, i))})
		}
		perSecond := map[time.Time]int{}
		l.advance(seconds * time.Second)
		for _, times := range l.source.asked {
			for _, at := range times {
				perSecond[at.Truncate(time.Second)]++
			}
		}
		if got := l.source.total(); got != questions {
			t.Errorf("%d polls in an interval, want %d", got, questions)
		}
		if most := slices.Max(slices.Collect(maps.Values(perSecond))); most > 2*questions/seconds {
			t.Errorf("up to %d polls in a second, want at most twice the mean of %d", most, questions/seconds)
		}
	})
}

// A restart must not move a question's phase: all would be asked twice or left out in the interval around it.
func TestPhaseIsTheSameInEveryProcess(t *testing.T) {
	q := live("nps")
	if got, want := q.phase(), int64(231285014); got != want {
		t.Errorf("phase %d µs, want %d as ever", got, want)
	}
}

func TestFixedQuestions(t *testing.T) {
	cases := map[string]struct {
		question Question
		want     Answer
	}{
		"Instant": {fixed("nps"), Answer{Value: 7}},
		"Range":   {ranged("nps"), Answer{Values: []float64{7, 7, 7}}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				l.source.set("nps", source.Answer{Reason: failed})
				l.Subscribe(goal("a", 1), 1, false, []Question{tc.question})
				l.advance(10 * time.Minute)
				if got := l.source.count("nps"); got != 3 {
					t.Fatalf("asked %d times in two intervals, want at once and then once an interval", got)
				}
				l.source.set("nps", source.Answer{Value: 7})
				l.advance(5 * time.Minute)
				asked := l.standing(tc.question).Time
				l.SetSource(main, l.source)
				l.advance(20 * time.Minute)
				if got := l.source.count("nps"); got != 4 {
					t.Errorf("asked %d times, want never again after a good answer", got)
				}
				tc.want.Time, tc.want.LastGood = asked, asked
				if diff := cmp.Diff(tc.want, l.standing(tc.question)); diff != "" {
					t.Errorf("answer (-want +got):\n%s", diff)
				}
				if got := slices.Compact(slices.Clone(l.source.asOf["nps"])); !slices.Equal(got, []time.Time{tc.question.At}) {
					t.Errorf("asked as of %v, want only %v", got, tc.question.At)
				}
				l.wakes()
				l.Subscribe(goal("a", 1), 2, true, []Question{tc.question})
				l.advance(time.Minute)
				if got := l.source.count("nps"); got != 4 {
					t.Errorf("asked %d times, want an edit to take the answer that stands", got)
				}
			})
		})
	}
}

func TestLiveQuestionIsAskedAsOfTheServersNow(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		l.Subscribe(goal("a", 1), 1, false, []Question{live("nps")})
		l.advance(10 * time.Minute)
		if diff := cmp.Diff(make([]time.Time, 2), l.source.asOf["nps"]); diff != "" {
			t.Errorf("as of (-want +got):\n%s", diff)
		}
	})
}

func TestRefusedQueryIsNotAskedAgain(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := live("nps(")
		l.source.refusals["nps("] = source.Answer{Message: "1:5: unclosed"}
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(20 * time.Minute)
		if got := l.source.prepared["nps("]; got != 1 {
			t.Errorf("prepared %d times, want once", got)
		}
		if got := l.standing(q); got.Reason != v1alpha1.MeasureReasonInvalidQuery || got.Message != "1:5: unclosed" {
			t.Errorf("answer %+v, want InvalidQuery with the message", got)
		}
		l.Subscribe(goal("a", 1), 2, true, []Question{q})
		l.advance(time.Minute)
		if got := l.source.prepared["nps("]; got != 2 {
			t.Errorf("prepared %d times, want once more for an edit", got)
		}
		clear(l.source.refusals)
		l.SetSource(main, l.source)
		l.advance(time.Minute)
		if got := l.standing(q); got.Reason != "" {
			t.Errorf("answer %+v, want a good one from the changed source", got)
		}
	})
}

func TestQueryIsPreparedOncePerClient(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		l.Subscribe(goal("a", 1), 1, true, []Question{live("nps")})
		l.advance(20 * time.Minute)
		if got := l.source.prepared["nps"]; got != 1 {
			t.Errorf("prepared %d times, want once", got)
		}
		l.SetSource(main, l.source)
		l.advance(20 * time.Minute)
		if got := l.source.prepared["nps"]; got != 2 {
			t.Errorf("prepared %d times, want once more for a new client", got)
		}
	})
}

func TestIntervalHasAFloor(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := live("nps")
		q.Interval = -time.Minute
		l.Subscribe(goal("a", 1), 1, false, []Question{q})
		l.advance(10 * time.Second)
		if got := l.source.count("nps"); got != 10 {
			t.Errorf("asked %d times in ten seconds, want once a second", got)
		}
	})
}
