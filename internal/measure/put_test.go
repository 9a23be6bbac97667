/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// What is put once is what a poller knows that asks at the same time.
func TestPutGivesWhatAPollerKnows(t *testing.T) {
	unavailable := source.Answer{Reason: v1alpha1.MeasureReasonSourceUnavailable, Message: "refused"}
	invalid := source.Answer{Reason: v1alpha1.MeasureReasonInvalidQuery, Message: "1:3: no"}
	gap := func(at time.Time) float64 {
		if at.Equal(morning.Add(-time.Hour)) {
			return math.NaN()
		}
		return at.Sub(morning).Minutes()
	}
	none := func(time.Time) float64 { return math.NaN() }
	cases := map[string]struct {
		reason   string
		question Question
		prepare  func(*script)
	}{
		"Live":              {"a number as of now", live("a"), func(s *script) { s.set("a", source.Answer{Value: 7}) }},
		"LiveThatFails":     {"failing since now", live("a"), func(s *script) { s.set("a", unavailable) }},
		"Refused":           {"a query that is none", live("a"), func(s *script) { s.refusals["a"] = invalid }},
		"Fixed":             {"as of another day", fixed("a"), func(s *script) { s.set("a", source.Answer{Value: 7}) }},
		"Range":             {"the points of a range", ranged("a"), func(s *script) { s.past = gap }},
		"RangeThatFails":    {"no points", ranged("a"), func(s *script) { s.set("a", unavailable) }},
		"History":           {"its points up to now", grown("a"), func(s *script) { s.past = gap }},
		"HistoryOfNothing":  {"it holds no number", grown("a"), func(s *script) { s.past = none }},
		"HistoryThatFails":  {"nothing is known of it", grown("a"), func(s *script) { s.set("a", unavailable) }},
		"HistoryThatIsNone": {"refused as any query", grown("a"), func(s *script) { s.refusals["a"] = invalid }},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(t *testing.T, l *lab) {
				tc.prepare(l.source)
				l.Subscribe(goal("a", 1), 1, true, []Question{tc.question})
				l.advance(time.Second) // a history is asked without haste, by others than users
				want, got := l.standing(tc.question), Put(t.Context(), l.source, tc.question, l.clock.Now())
				if want.Time.IsZero() {
					t.Fatal("the poller has no answer")
				}
				times := cmpopts.IgnoreFields(Answer{}, "Time", "LastGood", "FailingSince")
				points := cmp.Transformer("points", func(h *history.History) []float64 {
					if h == nil {
						return nil
					}
					return h.Values(nil, morning.Add(time.Hour))
				})
				if diff := cmp.Diff(want, got, times, points, cmpopts.EquateNaNs()); diff != "" {
					t.Errorf("%s (-poller +put):\n%s", tc.reason, diff)
				}
				if now := l.clock.Now(); !got.Time.Equal(now) || got.LastGood.IsZero() == (got.Reason == "") || got.FailingSince.IsZero() == (got.Reason != "") {
					t.Errorf("%s: asked %s, last good %s, failing since %s; want one of the latter, and %s", tc.reason, got.Time, got.LastGood, got.FailingSince, now)
				}
			})
		})
	}
}

// A live question is put as of the time that it is put for, which may be long ago.
func TestPutIsAsOfItsTime(t *testing.T) {
	inLab(t, func(t *testing.T, l *lab) {
		then := morning.AddDate(0, -1, 0)
		Put(t.Context(), l.source, live("a"), then)
		if diff := cmp.Diff([]time.Time{then}, l.source.asOf["a"]); diff != "" {
			t.Errorf("asked as of (-want +got):\n%s", diff)
		}
		Put(t.Context(), l.source, grown("b"), morning.Add(-time.Hour))
		l.wantSpans(t, "b", [2]float64{-120, -60})
	})
}
