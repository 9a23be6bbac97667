/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// shareGoal wants a value of 5 or more for 80 % of ten days; its grid has a point every 864 seconds.
func shareGoal(options ...option) *v1alpha1.Objective {
	return goal(prom("up", "q", append([]option{share(5, 0.8)}, options...)...))
}

func TestTimeShare(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 { // inside but for the first day
		if at.Before(moment("10-02")) {
			return 1
		}
		return 9
	}
	op := newOperator(t, shareGoal(), source)
	kr := result(t, op.at("10-03T12:00"), "up")
	if show(kr.Value) != "9" || show(kr.Progress) != "0.75" || *kr.Met || kr.Reason != "" {
		t.Errorf("at first: %+v, want 0.6 of the time of 0.8", kr)
	}
	writes := op.writes
	if op.at("10-03T20:00"); op.writes != writes {
		t.Error("between midnights the share stands")
	}
	if kr = result(t, op.at("10-04"), "up"); show(kr.Progress) != "0.83" {
		t.Errorf("at midnight: progress %s, want 2/3 of 0.8", show(kr.Progress))
	}
	source.set("q", 4.99)
	if kr = result(t, op.at("10-04T12:00"), "up"); show(kr.Value) != "4.99" || show(kr.Progress) != "0" {
		t.Errorf("at a crossing: value %s, progress %s", show(kr.Value), show(kr.Progress))
	}
	source.set("q", 5)
	if kr = result(t, op.at("10-11T01:00"), "up"); kr.Outlook != v1alpha1.OutlookAchieved || show(kr.Progress) != "1.25" || !kr.ObservedTime.Time.Equal(moment("10-11")) {
		t.Errorf("verdict: %+v", kr)
	}
	last := source.asked[len(source.asked)-1]
	if !last.At.Equal(moment("10-11")) || !last.From.Equal(moment("10-01")) || last.Step != 864*time.Second {
		t.Errorf("asked %+v", last)
	}
	if status := op.at("10-20"); status.Outlook != v1alpha1.OutlookAchieved || show(status.Score) != "1" {
		t.Errorf("frozen: %+v", status)
	}
}

func TestTimeShareQuestionHoldsForAStep(t *testing.T) {
	source := newFeed()
	source.set("q", 9)
	op := newOperator(t, shareGoal(), source)
	source.silent["q"] = true
	at := map[time.Time]bool{}
	for now := moment("10-03T12:00"); now.Before(moment("10-03T12:10")); now = now.Add(10 * time.Second) {
		Objective(ObjectiveInput{Objective: op.goal, Now: now, Alignment: op.align, Ask: func(q Question) (Answer, bool) {
			if !q.At.IsZero() {
				at[q.At] = true
			}
			return Answer{Value: 9, Time: now}, q.Step == 0
		}})
	}
	if len(at) != 1 {
		t.Errorf("%d questions in one step, so that no answer would ever come in time", len(at))
	}
}

func TestTimeShareStep(t *testing.T) {
	for _, tc := range []struct {
		reason   string
		interval v1alpha1.Interval
		end      v1alpha1.Date
		want     time.Duration
	}{
		{"a thousandth of the period", "5m", "2026-10-10", 864 * time.Second},
		{"the interval where that is longer", "1h", "2026-10-10", time.Hour},
		{"whole seconds", "10s", "2026-10-01", 86 * time.Second},
	} {
		source := newFeed()
		source.set("q", 9)
		goal := shareGoal()
		goal.Spec.Interval, goal.Spec.Period.End = tc.interval, tc.end
		newOperator(t, goal, source).at("10-01T12:00")
		ranges := 0
		for _, q := range source.asked {
			if q.At.IsZero() {
				continue // of now, or a history
			}
			ranges++
			if q.Step != tc.want || q.From.IsZero() || q.Spread != 0 {
				t.Errorf("%s: asked %+v, want a step of %s", tc.reason, q, tc.want)
			}
		}
		if ranges == 0 {
			t.Errorf("%s: no range was asked", tc.reason)
		}
	}
}

func TestTimeShareWithTooLittleData(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 {
		if at.Before(moment("10-03")) {
			return math.NaN()
		}
		return 9
	}
	op := newOperator(t, shareGoal(), source)
	kr := result(t, op.at("10-04"), "up")
	if kr.Reason != v1alpha1.MeasureReasonNoData || kr.Progress != nil || show(kr.Value) != "9" || kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("a third of the points: %+v, want NoData", kr)
	}
	if got := reasons(op.goal.Status.Conditions, "Measured", "KeyResultsMet"); got != "Measured=NoData KeyResultsMet=NotMeasured" {
		t.Error(got)
	}
	kr = result(t, op.at("10-05T00:14:24"), "up")
	if kr.Reason != "" || show(kr.Progress) != "1.25" {
		t.Errorf("over half of them: %+v", kr)
	}
}

func TestTimeShareOfAFailingSource(t *testing.T) {
	source := newFeed()
	source.set("q", 9)
	op := newOperator(t, shareGoal(), source)
	met := func(when string) string {
		t.Helper()
		status := op.at(when)
		if kr := result(t, status, "up"); show(kr.Progress) != "1.25" || !*kr.Met {
			t.Errorf("at %s: %+v, want the last share to stay", when, kr)
		}
		return reasons(status.Conditions, "Measured", "KeyResultsMet")
	}
	met("10-03T12:00")
	source.down["q"] = unavailable
	if got := met("10-03T12:05"); got != "Measured=SourceUnavailable KeyResultsMet=AllMet" {
		t.Error(got)
	}
	if got := met("10-04T00:00"); got != "Measured=SourceUnavailable KeyResultsMet=NotMeasured" {
		t.Error(got)
	}
	delete(source.down, "q")
	if got := met("10-04T01:00"); got != "Measured=AllMeasured KeyResultsMet=AllMet" {
		t.Errorf("back again: %s", got)
	}
}

func TestTimeShareOfAFailingRange(t *testing.T) {
	source := newFeed()
	source.set("q", 9)
	op := newOperator(t, shareGoal(), source)
	op.at("10-03T12:00")
	op.at("10-03T23:59")
	source.rangeFails = v1alpha1.MeasureReasonQueryFailed
	status := op.at("10-04")
	if got := reasons(status.Conditions, "Measured", "KeyResultsMet"); got != "Measured=QueryFailed KeyResultsMet=AllMet" {
		t.Errorf("within the limit: %s", got)
	}
	if !op.last.Next.Equal(moment("10-04T00:14:24")) {
		t.Errorf("next = %s, want the next point of the grid", op.last.Next)
	}
	for now := moment("10-04T00:05"); now.Before(moment("10-04T01:00")); now = now.Add(5 * time.Minute) {
		if got := reasonOf(op.on(now).Conditions, "KeyResultsMet"); got != "AllMet" {
			t.Fatalf("at %s: %s", now, got)
		}
	}
	for now := moment("10-04T01:00"); now.Before(moment("10-04T04:00")); now = now.Add(5 * time.Minute) {
		if got := reasonOf(op.on(now).Conditions, "KeyResultsMet"); got != "NotMeasured" {
			t.Fatalf("at %s: %s, though no share came for over an hour", now, got)
		}
	}
	source.rangeFails = ""
	if got := reasonOf(op.at("10-04T04:00").Conditions, "KeyResultsMet"); got != "AllMet" {
		t.Errorf("back again: %s", got)
	}
}

func TestTimeShareWaits(t *testing.T) {
	source := newFeed()
	source.set("q", 9)
	op := newOperator(t, shareGoal(), source)
	op.at("10-03T12:00")
	source.silent["q"] = true
	if op.at("10-03T13:00"); op.last.Incomplete || op.last.Changed {
		t.Error("after a restart what is written stands")
	}
	if op.at("10-04"); !op.last.Incomplete {
		t.Error("midnight passed without its share: it would not be taken before the next")
	}
}

func TestGuardrailOverTime(t *testing.T) {
	source := newFeed()
	source.series["q"] = until("10-03", 1, 9)
	goal := goal(follows("kpi", "other"), prom("up", "q", share(5, 0.8), guardrail))
	op := newOperator(t, goal, source)
	op.scores["other"] = Answer{Value: 1}
	status := op.at("10-02T12:00")
	if got := reasonOf(status.Conditions, "KeyResultsMet"); got != "AllMet" {
		t.Errorf("%s: a share of 0 after 1.5 days can be regained", got)
	}
	status = op.at("10-03")
	if got := reasonOf(status.Conditions, "KeyResultsMet"); got != "AllMet" {
		t.Errorf("%s: two lost days of ten are just what may be lost", got)
	}

	source.series["q"] = until("10-04", 1, 9)
	status = op.at("10-04")
	if got := reasons(status.Conditions, "KeyResultsMet", "OnTrack"); got != "KeyResultsMet=GuardrailBroken OnTrack=OffTrack" {
		t.Errorf("%s: three lost days cannot be regained", got)
	}
	if kr := result(t, status, "up"); kr.Outlook != v1alpha1.OutlookOffTrack || show(kr.Probability) != "0" || show(status.Probability) != "0" {
		t.Errorf("%+v, want that there is no chance left", kr)
	}
	status = op.at("10-04T12:00")
	if got := reasonOf(status.Conditions, "KeyResultsMet"); got != "GuardrailBroken" {
		t.Errorf("carried: %s", got)
	}
	if status = op.at("10-11T01:00"); status.Outlook != v1alpha1.OutlookMissed {
		t.Errorf("verdict: %s", status.Outlook)
	}
}

func TestTimeShareNoiseAtABound(t *testing.T) {
	source := newFeed()
	source.set("q", 5)
	op := newOperator(t, shareGoal(), source)
	op.at("10-03T12:00")
	writes := op.writes
	for i := range 20 {
		source.set("q", 5-0.004*float64(i%2))
		op.on(moment("10-03T12:00").Add(time.Duration(i) * time.Minute))
	}
	if op.writes != writes {
		t.Errorf("%d writes for noise at the bound", op.writes-writes)
	}
}

func TestTimeShareDueEarly(t *testing.T) {
	source := newFeed()
	source.series["q"] = until("10-03", 9, 1)
	op := newOperator(t, shareGoal(due("10-02")), source)
	op.at("10-02")
	source.series["q"] = until("10-03", 9, 1)
	for _, when := range []string{"10-03T00:30", "10-03T01:00"} {
		if kr := result(t, op.at(when), "up"); show(kr.Progress) != "1.25" {
			t.Errorf("at %s: %+v, want what was up to the end of the due day", when, kr)
		}
	}
	if kr := result(t, &op.goal.Status, "up"); kr.Outlook != v1alpha1.OutlookAchieved {
		t.Errorf("%s", kr.Outlook)
	}
}

func TestScoreOfAShareStands(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 { // inside a third of the time
		if at.Unix()/864%3 == 0 {
			return 9
		}
		return 1
	}
	source.set("p", 1.99)
	op := newOperator(t, goal(prom("up", "q", share(5, 1)), prom("p", "p")), source)
	for _, when := range []string{"10-03T12:00", "10-03T12:01"} { // of 0.33, which is kept, and 0.199 the mean would be 0.26
		if got := show(op.at(when).Score); got != "0.27" {
			t.Errorf("at %s: score %s, want that of a third and 0.199", when, got)
		}
	}
	source.set("p", 4)
	if got := show(op.at("10-03T12:02").Score); got != "0.37" {
		t.Errorf("score %s does not follow another key result", got)
	}
}

func TestTimeShareAfterASuspension(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 {
		if at.After(moment("10-02")) && at.Before(moment("10-04")) {
			return 1
		}
		return 9
	}
	op := newOperator(t, shareGoal(), source)
	op.at("10-02")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Suspend = true })
	op.at("10-05T12:00")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Suspend = false })
	if kr := result(t, op.at("10-05T13:00"), "up"); show(kr.Progress) != "0.7" {
		t.Errorf("progress %s: the midnights that were missed have to be made up for", show(kr.Progress))
	}
}

// flaps is inside for a share of the time, in turns of a few hours.
func flaps(inside float64) func(time.Time) float64 {
	return func(at time.Time) float64 {
		if math.Mod(days(at)*5+1000, 1) < inside {
			return 9
		}
		return 1
	}
}

func TestForecastOfAShareStandsWithIt(t *testing.T) {
	source := newFeed()
	source.series["q"] = flaps(0.85)
	op := newOperator(t, shareGoal(), source)
	before := result(t, op.at("10-04"), "up")
	if f := before.Forecast; f == nil || f.Value < 0.5 || f.Value > 1 || f.High > 1 {
		t.Fatalf("forecast %+v of a share of the time", f)
	}
	if !strings.Contains(before.Message, "% of the time so far; inside for ") && before.Outlook != v1alpha1.OutlookOnTrack {
		t.Errorf("message %q", before.Message)
	}
	writes := op.writes
	source.pasts["q"] = always(1) // as if the history told something else
	if kr := result(t, op.at("10-04T12:30"), "up"); op.writes != writes || kr.Outlook != before.Outlook {
		t.Errorf("between midnights: %+v", kr)
	}
	if kr := result(t, op.at("10-05"), "up"); cmp.Equal(kr.Forecast, before.Forecast) {
		t.Errorf("at midnight: %+v", kr)
	}
}

func TestAShareWithItsFirstHistory(t *testing.T) {
	source := newFeed()
	source.series["q"] = flaps(0.85)
	source.unloaded = true
	op := newOperator(t, shareGoal(), source)
	if kr := result(t, op.at("10-04T10:00"), "up"); op.last.Incomplete || kr.Progress == nil || kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("at first: incomplete %t, %+v", op.last.Incomplete, kr)
	}
	source.unloaded = false
	if kr := result(t, op.at("10-04T11:00"), "up"); kr.Outlook == v1alpha1.OutlookUnknown || kr.Forecast == nil {
		t.Errorf("once the history is there: %+v", kr)
	}
}

// A chance does not hang on whose history came first.
func TestTheOrderOfHistoriesIsNoMatter(t *testing.T) {
	for i := range 40 {
		source := newFeed()
		source.series["q"], source.series["v"] = flaps(0.79+0.002*float64(i)), slope(t, "10-04", 0.3, 0.35)
		last := map[string]*float64{}
		for _, order := range [][]string{{}, {"q", "v"}, {"v", "q"}} {
			op := newOperator(t, goal(prom("up", "q", share(5, 0.8)), prom("b", "v")), source)
			source.restart()
			source.loading = map[string]bool{}
			for _, query := range order {
				source.loading[query] = true
			}
			op.at("10-04T12:30")
			for _, query := range order {
				delete(source.loading, query)
				op.at("10-04T12:30")
			}
			last[strings.Join(order, ", ")] = op.goal.Status.Probability
		}
		for order, p := range last {
			if show(p) != show(last[""]) || p == nil {
				t.Errorf("%d: %s with the histories of %s one after the other, %s with both at once", i, show(p), order, show(last[""]))
			}
		}
	}
}

// TestAShareIsForecastFromWhatWasMeasured looks at a fault that is too short for the points of the history to see.
func TestAShareIsForecastFromWhatWasMeasured(t *testing.T) {
	source := newFeed()
	source.series["q"] = func(at time.Time) float64 {
		if at.After(moment("10-03T00:01")) && at.Before(moment("10-03T01:59")) {
			return 1
		}
		return 9
	}
	op := newOperator(t, goal(prom("up", "q", share(5, 0.999))), source)
	kr := result(t, op.at("10-05"), "up")
	if kr.Outlook != v1alpha1.OutlookOffTrack || show(kr.Probability) != "0" || kr.Forecast != nil {
		t.Errorf("%+v, want that a hundredth of the time cannot be regained", kr)
	}
	if kr = result(t, op.at("10-05T12:30"), "up"); kr.Outlook != v1alpha1.OutlookOffTrack || show(kr.Probability) != "0" {
		t.Errorf("carried: %+v", kr)
	}
	op = newOperator(t, goal(prom("up", "q", share(5, 0.99))), source)
	if kr = result(t, op.at("10-05"), "up"); kr.Forecast == nil || kr.Forecast.Value >= 1 {
		t.Errorf("%+v, want what was lost to be in the forecast", kr)
	}
}

func TestAspirationsMayLoseMoreTime(t *testing.T) {
	source := newFeed()
	source.series["q"] = until("10-04", 1, 9)
	op := newOperator(t, aspirational(goal(prom("up", "q", share(5, 0.8)), prom("calm", "q", share(5, 0.8), guardrail))), source)
	status := op.at("10-04T12:00")
	if kr := result(t, status, "up"); kr.Forecast == nil {
		t.Errorf("%+v: three lost days of ten leave 0.7 of 0.8", kr)
	}
	if kr := result(t, status, "calm"); kr.Forecast != nil || show(kr.Probability) != "0" {
		t.Errorf("%+v: a guardrail holds in full", kr)
	}
}
