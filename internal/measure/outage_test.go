/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

var (
	tooSlow     = source.Answer{Reason: v1alpha1.MeasureReasonQueryTimeout, Message: "too slow"}
	notThere    = source.Answer{Reason: v1alpha1.MeasureReasonSourceUnavailable, Message: "not there"}
	noSuch      = source.Answer{Reason: v1alpha1.MeasureReasonInvalidQuery, Message: "no such"}
	empty       = source.Answer{Reason: v1alpha1.MeasureReasonNoData, Message: "empty"}
	notAnswered = source.Answer{Reason: failed, Message: "not answered"}
)

func TestAGoalIsWokenOnceForAnOutageAndOnceForItsEnd(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		texts, questions := []string{"nps", "csat", "churn", "stays"}, []Question{}
		for _, text := range texts {
			questions = append(questions, live(text))
		}
		a := goal("a", 1)
		l.Subscribe(a, 1, true, questions)
		l.advance(5 * time.Minute)
		l.wakes()
		answerAll := func(got source.Answer) {
			for _, text := range texts {
				l.source.set(text, got)
			}
		}
		answerAll(notThere)
		before := l.source.total()
		l.advance(5 * time.Minute)
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken by the outage (-want +got):\n%s", diff)
		}
		if got := l.source.total() - before; got > 2*len(texts) {
			t.Errorf("%d polls of %d questions in the first interval of an outage, want two each at most", got, len(texts))
		}
		answerAll(source.Answer{Value: 1})
		l.advance(5 * time.Minute)
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken by its end (-want +got):\n%s", diff)
		}
		for _, q := range questions {
			if got := l.standing(q); got.Reason != "" {
				t.Errorf("%s stands as %+v after the outage", q.Query, got)
			}
		}
	})
}

// One question that fails does not keep its goal from what the others say.
func TestAGoalIsWokenForOneQuestionThatFails(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		a := goal("a", 1)
		l.Subscribe(a, 1, true, []Question{live("nps"), live("csat")})
		l.advance(5 * time.Minute)
		l.wakes()
		l.source.set("nps", tooSlow)
		l.advance(5 * time.Minute)
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken by the failure (-want +got):\n%s", diff)
		}
		l.source.set("csat", source.Answer{Value: 2})
		before := l.source.count("nps")
		l.advance(5 * time.Minute)
		if diff := cmp.Diff(map[Goal]int{a: 1}, l.wakes()); diff != "" {
			t.Errorf("woken by the other's number (-want +got):\n%s", diff)
		}
		if got := l.source.count("nps") - before; got != 1 {
			t.Errorf("the failing question was asked %d times in an interval, want once", got)
		}
	})
}

func TestReasonsOfAnOutageDoNotAlternate(t *testing.T) {
	cases := map[string]struct {
		answers []source.Answer // one an interval
		want    v1alpha1.MeasureReason
		wakes   int
	}{
		"TheFirstStays":            {[]source.Answer{tooSlow, notThere, tooSlow, notThere}, tooSlow.Reason, 1},
		"OfEitherKind":             {[]source.Answer{notThere, tooSlow, notThere, tooSlow}, notThere.Reason, 1},
		"WithOtherFailures":        {[]source.Answer{notThere, notAnswered, tooSlow, noSuch, notAnswered, notThere}, notThere.Reason, 1},
		"AndEmptyAnswers":          {[]source.Answer{empty, notThere, tooSlow, empty, notThere, tooSlow}, empty.Reason, 1},
		"TwiceIsChance":            {[]source.Answer{noSuch, notAnswered, notAnswered, noSuch, notAnswered, notAnswered}, noSuch.Reason, 1},
		"ThriceIsCertain":          {[]source.Answer{notThere, notAnswered, notAnswered, notAnswered}, failed, 2},
		"ThriceOfOneAlone":         {[]source.Answer{notThere, notAnswered, noSuch, notAnswered, noSuch}, notThere.Reason, 1},
		"AnOutageOfEitherKind":     {[]source.Answer{noSuch, tooSlow, notThere, tooSlow}, tooSlow.Reason, 2},
		"WhatIsCertainStays":       {append(many(notAnswered, 1), notThere, notThere, notThere, notAnswered), notThere.Reason, 2},
		"ANumberIsNews":            {[]source.Answer{notThere, notAnswered, {Value: 2}}, "", 2},
		"AFailureAfterItToo":       {[]source.Answer{notThere, {Value: 2}, notAnswered, {Value: 2}, empty}, empty.Reason, 5},
		"ANumberBeginsTheCount":    {[]source.Answer{notThere, empty, empty, {Value: 2}, notThere, empty}, notThere.Reason, 3},
		"AndBeginsAnew":            {[]source.Answer{notThere, {Value: 1}, tooSlow}, tooSlow.Reason, 3},
		"ALongOneMayTurnForGood":   {append(many(tooSlow, 13), notThere, tooSlow), notThere.Reason, 2},
		"ButOnlyToTheServersOwn":   {append(many(notThere, 13), tooSlow), notThere.Reason, 1},
		"ItMayNotTurnBeforeAnHour": {append(many(tooSlow, 11), notThere), tooSlow.Reason, 1},
	}
	messages := map[v1alpha1.MeasureReason]string{}
	for _, a := range []source.Answer{tooSlow, notThere, noSuch, empty, notAnswered} {
		messages[a.Reason] = a.Message
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				a, q := goal("a", 1), live("nps")
				l.Subscribe(a, 1, true, []Question{q})
				l.advance(5 * time.Minute)
				l.wakes()
				woken := 0
				for _, answer := range tc.answers {
					l.source.set("nps", answer)
					l.advance(5 * time.Minute)
					woken += l.wakes()[a]
				}
				got := l.standing(q)
				if got.Reason != tc.want || got.Message != messages[tc.want] || woken != tc.wakes {
					t.Errorf("it stands as %q (%s) after %d wakes, want %q after %d", got.Reason, got.Message, woken, tc.want, tc.wakes)
				}
			})
		})
	}
}

func many(a source.Answer, n int) []source.Answer {
	all := make([]source.Answer, n)
	for i := range all {
		all[i] = a
	}
	return all
}

func TestAnotherClientMayFailForAnotherReason(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		q := live("nps")
		l.source.set("nps", tooSlow)
		l.Subscribe(goal("a", 1), 1, true, []Question{q})
		l.advance(time.Second)
		next := newScript(l.clock)
		next.set("nps", notThere)
		l.source.set("nps", notThere)
		l.Revive(main)
		l.advance(5 * time.Minute)
		if got := l.standing(q).Reason; got != tooSlow.Reason {
			t.Errorf("the same client turned to %q", got)
		}
		l.SetSource(main, next)
		l.advance(time.Second)
		if got := l.standing(q).Reason; got != notThere.Reason {
			t.Errorf("another client's reason is %q, want its own", got)
		}
		next.set("nps", tooSlow)
		l.advance(5 * time.Minute)
		if got := l.standing(q).Reason; got != notThere.Reason {
			t.Errorf("the other client turned to %q, want its first reason to stay", got)
		}
	})
}
