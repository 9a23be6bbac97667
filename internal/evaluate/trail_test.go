/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
)

func TestHistoryStep(t *testing.T) {
	const day = 24 * time.Hour
	for _, tc := range []struct {
		reason string
		length time.Duration
		want   time.Duration
	}{
		{"a minute at least", time.Hour, time.Minute},
		{"just a minute", 200 * time.Minute, time.Minute},
		{"over a minute", 200*time.Minute + 200, 2 * time.Minute},
		{"a day", day, 10 * time.Minute},
		{"ten days", 10 * day, 2 * time.Hour},
		{"a month", 31 * day, 4 * time.Hour},
		{"a quarter", 92 * day, 12 * time.Hour},
		{"a year", 365 * day, day},
		{"a day at most", 3000 * day, day},
		{"longer than a duration holds", math.MaxInt64, day},
	} {
		if got := historyStep(tc.length); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.reason, got, tc.want)
		}
	}
}

func TestHistoryQuestion(t *testing.T) {
	tests := []struct {
		reason, query, end string
		want               Question
	}{
		{"a period before the start", " q\n", "10-10", Question{Namespace: "team", Query: "q", From: moment("09-21"), Step: 2 * time.Hour, Spread: 30 * time.Minute}},
		{"a spread of half a step", "q", "10-01", Question{Namespace: "team", Query: "q", From: moment("09-30"), Step: 10 * time.Minute, Spread: 5 * time.Minute}},
		{"not before the start", "q @ $__start", "10-10",
			Question{Namespace: "team", Query: "q @ $__start", Start: moment("10-01"), From: moment("10-01"), Step: 2 * time.Hour, Spread: 30 * time.Minute}},
		{"nor where it needs the end", "q @ $__end", "10-10",
			Question{Namespace: "team", Query: "q @ $__end", End: moment("10-11"), From: moment("10-01"), Step: 2 * time.Hour, Spread: 30 * time.Minute}},
		{"sixty points at most where each is a query", "increase(q[$__elapsed])", "10-10", // 120 steps of 2 h
			Question{Namespace: "team", Query: "increase(q[$__elapsed])", Start: moment("10-01"), From: moment("10-01"), Step: 6 * time.Hour, Spread: 30 * time.Minute}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			o := goal(prom("a", tc.query))
			o.Spec.Period.End = v1alpha1.Date("2026-" + tc.end)
			j, err := newObjectiveJudge(ObjectiveInput{Objective: o, Now: moment("10-05")})
			if err != nil {
				t.Fatal(err)
			}
			tc.want.Source, tc.want.Interval = v1alpha1.SourceReference{Name: "default"}, DefaultInterval
			if got := j.historyQuestion(j.keyResults[0]); got != tc.want {
				t.Errorf("asked %+v\nwant  %+v", got, tc.want)
			}
		})
	}
}

func TestHistoryQuestionProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.SampledFrom([]string{"q", "q @ $__start", "sum(q[$__elapsed])"}).Draw(t, "query")
		zone := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Australia/Lord_Howe"}).Draw(t, "zone")
		o := goal(prom("a", query))
		o.Spec.Period.TimeZone = &zone
		o.Spec.Period.End = v1alpha1.Date(moment("10-01").AddDate(0, 0, rapid.IntRange(0, 1000).Draw(t, "days")).Format(time.DateOnly))
		j, err := newObjectiveJudge(ObjectiveInput{Objective: o, Now: moment("10-05")})
		if err != nil {
			t.Fatal(err)
		}
		q := j.historyQuestion(j.keyResults[0])
		length, before := j.period.End.Sub(j.period.Start), j.period.Start.Sub(q.From)
		points := int(length/q.Step) + 1
		switch {
		case before%q.Step != 0 || before > length || query == "q" && before <= length-q.Step || query != "q" && before != 0:
			t.Errorf("from %s, %s before the start, in steps of %s over %s", q.From, before, q.Step, length)
		case query == "sum(q[$__elapsed])" && points > elapsedPoints:
			t.Errorf("%d queries for one period", points)
		case query == "q" && q.Step < 24*time.Hour && points > historyPoints/2+1:
			t.Errorf("%d points in one period", points)
		case q.Spread <= 0 || q.Spread > q.Step/2 || q.Spread > maxSpread:
			t.Errorf("spread over %s of %s", q.Spread, q.Step)
		}
	})
}

func TestTrail(t *testing.T) {
	q := Question{From: moment("10-01"), Step: time.Hour, Spread: 20 * time.Minute}
	values := []float64{0, 1, math.NaN(), 3, 4, math.Inf(1)}
	tr := trail{question: q, answer: Answer{History: history.New(q.From, q.Step, values)}, known: true}
	tests := []struct {
		reason, at string
		counted    int
		answered   int // from 10-01T01:00 on, of a history that ends at 05:00 and is due at 04:30
		next       string
	}{
		{"before the first counts", "10-01T00:19:59", 0, 0, "10-01T00:20"},
		{"the first counts", "10-01T00:20", 1, 0, "10-01T01:20"},
		{"before the next counts", "10-01T01:19:59", 1, 0, "10-01T01:20"},
		{"the next counts", "10-01T01:20", 2, 1, "10-01T02:20"},
		{"one has no answer", "10-01T03:00", 3, 1, "10-01T03:20"},
		{"one more", "10-01T03:20", 4, 2, "10-01T04:20"},
		{"the last before it is due", "10-01T04:20", 5, 3, "10-01T05:20"},
		{"what comes after it is due does not count", "10-02", 24, 3, "10-02T00:20"},
		{"long before", "09-20", 0, 0, "10-01T00:20"},
	}
	for _, tc := range tests {
		at := moment(tc.at)
		if got := tr.counted(at); got != tc.counted {
			t.Errorf("%s: %d points count, want %d", tc.reason, got, tc.counted)
		}
		got := tr.answered(tr.values(at, moment("10-01T04:30")), moment("10-01T01:00"))
		if got != tc.answered {
			t.Errorf("%s: %d answered, want %d", tc.reason, got, tc.answered)
		}
		if got := tr.next(at); !got.Equal(moment(tc.next)) {
			t.Errorf("%s: next at %s, want %s", tc.reason, got, tc.next)
		}
	}
	if got := (trail{question: q}).values(moment("10-02"), moment("10-02")); got != nil {
		t.Errorf("values %v of a history that is not known", got)
	}
}

func TestHistoriesAreAskedWhileTheyTell(t *testing.T) {
	source := newFeed()
	source.set("q", 5)
	source.set("early", 5)
	op := newOperator(t, goal(prom("a", "q"), prom("b", "early", due("10-04")), follows("c", "other"),
		typed("d", []v1alpha1.CheckInEntry{entry("10-01", 1)})), source)
	op.scores["other"] = Answer{Value: 0.5}
	asked := func(when string) string {
		t.Helper()
		source.asked = nil
		op.at(when)
		list := map[string]bool{}
		for _, q := range source.asked {
			if q.Spread > 0 {
				list[q.Query] = true
			}
		}
		switch {
		case list["q"] && list["early"] && len(list) == 2:
			return "both"
		case list["q"] && len(list) == 1:
			return "q"
		case len(list) == 0:
			return "none"
		}
		return "others"
	}
	for _, step := range []struct{ reason, at, want string }{
		{"before the start there is nothing to judge", "09-30T23:59", "none"},
		{"from the start on", "10-01", "both"},
		{"to the end of the due day, and until it is judged", "10-05T00:30", "both"},
		{"the verdict looks back", "10-05T01:00", "both"},
		{"a verdict stands", "10-05T02:00", "q"},
		{"the last verdict looks back, too", "10-11T01:00", "q"},
		{"all is over", "10-12", "none"},
	} {
		if got := asked(step.at); got != step.want {
			t.Errorf("%s: asked for the history of %s, want %s", step.reason, got, step.want)
		}
	}
}

func TestNoHistoryOfWhatIsSuspended(t *testing.T) {
	source := newFeed()
	source.set("q", 5)
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-05")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Suspend = true })
	source.asked = nil
	if op.at("10-05T01:00"); len(source.asked) != 0 {
		t.Errorf("asked %+v", source.asked)
	}
}
