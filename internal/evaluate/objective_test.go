/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestLifeOfAnObjective(t *testing.T) {
	source := newFeed()
	source.set("stays", 4)
	goal := goal(prom("stays", "stays"), prom("signups", "signups offset $__elapsed", reach(0, 100)))
	op := newOperator(t, goal, source)

	status := op.at("09-20")
	if status.Outlook != v1alpha1.OutlookPending || status.Score != nil || status.ExpectedScore != nil || status.KeyResultsMet != "" {
		t.Errorf("before the start: %+v, want Pending alone", status)
	}
	stays := result(t, status, "stays")
	if show(stays.Value) != "4" || stays.ObservedTime == nil || stays.Score != nil || stays.Expected != nil || stays.Met != nil {
		t.Errorf("before the start: %+v, want value and observedTime alone", stays)
	}
	want := "Ready=Succeeded Measured=Progressing KeyResultsMet=NotStarted OnTrack=NotStarted"
	if got := reasons(status.Conditions, "Ready", "Measured", "KeyResultsMet", "OnTrack"); got != want {
		t.Errorf("before the start: %s, want %s: one query is not asked yet", got, want)
	}
	if !op.last.Next.Equal(moment("10-01")) {
		t.Errorf("next = %s, want the start", op.last.Next)
	}
	for _, q := range source.asked {
		if strings.Contains(q.Query, "$__") {
			t.Errorf("asked %q before the start", q.Query)
		}
	}

	source.set("signups offset $__elapsed", 50)
	status = op.at("10-06T12:00")
	if got := show(status.Score); got != "0.45" {
		t.Errorf("score = %s, want the mean of 0.4 and 0.5", got)
	}
	if got := show(status.ExpectedScore); got != "0.5" {
		t.Errorf("expected = %s, want what the plan says of the last midnight", got)
	}
	want = "Ready=Succeeded Measured=AllMeasured KeyResultsMet=NotAllMet OnTrack=OffTrack"
	if got := reasons(status.Conditions, "Ready", "Measured", "KeyResultsMet", "OnTrack"); got != want {
		t.Errorf("inside: %s, want %s", got, want)
	}
	if status.Outlook != v1alpha1.OutlookOffTrack || result(t, status, "stays").Reason != "" {
		t.Errorf("inside: outlook %s, %+v, want what stands still off track", status.Outlook, status.KeyResults)
	}
	if !op.last.Next.Equal(moment("10-06T12:30")) {
		t.Errorf("next = %s, want when the next point of the history counts", op.last.Next)
	}
	if op.at("10-06T23:00"); !op.last.Next.Equal(moment("10-07")) {
		t.Errorf("next = %s, want midnight", op.last.Next)
	}

	source.series["stays"] = func(at time.Time) float64 {
		if at.After(moment("10-11")) {
			return 3
		}
		return 10
	}
	source.set("signups offset $__elapsed", 100)
	if status = op.at("10-11T00:59:59"); status.Outlook != v1alpha1.OutlookOffTrack || !op.last.Next.Equal(moment("10-11T01:00")) {
		t.Errorf("before settle: %s, next %s, want what was written before the end until then", status.Outlook, op.last.Next)
	}
	status = op.at("10-11T01:00")
	if status.Outlook != v1alpha1.OutlookAchieved || status.Grade != v1alpha1.GradeGreen || status.KeyResultsMet != "2/2" {
		t.Errorf("after settle: %+v, want the verdict as of the end", status)
	}
	if stays = result(t, status, "stays"); !stays.ObservedTime.Time.Equal(moment("10-11")) || !stays.MetTime.Time.Equal(moment("10-11")) {
		t.Errorf("verdict on %s, met %s: want the end", stays.ObservedTime, stays.MetTime)
	}
	if got := reasons(status.Conditions, "KeyResultsMet", "OnTrack"); got != "KeyResultsMet=AllMet OnTrack=Achieved" {
		t.Error(got)
	}

	writes, asked := op.writes, len(source.asked)
	source.set("stays", 1)
	op.at("12-24")
	op.at("10-11T00:50") // the clock is set back
	if op.writes != writes || len(source.asked) != asked || !op.last.Next.IsZero() {
		t.Error("a verdict was touched")
	}
}

func TestStartComesWithNoAnswerYet(t *testing.T) {
	source := newFeed()
	source.silent["q @ $__start"] = true
	op := newOperator(t, goal(prom("a", "q @ $__start")), source)
	op.at("09-30")
	if op.at("10-01"); !op.last.Incomplete {
		t.Error("judged without a single answer: that is a measurement lost which never was")
	}
	source.silent["q @ $__start"], source.series["q @ $__start"] = false, func(time.Time) float64 { return 5 }
	if status := op.at("10-01T00:05"); show(status.Score) != "0.5" {
		t.Errorf("score = %s", show(status.Score))
	}
}

func TestClockSetBackBeforeTheStart(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-01T00:05")
	status := op.at("09-30T23:55")
	kr := result(t, status, "a")
	if status.Outlook != v1alpha1.OutlookPending || status.Score != nil || kr.MetTime != nil || kr.Met != nil || show(kr.Value) != "10" {
		t.Errorf("%s, %+v, want value and observedTime alone", status.Outlook, kr)
	}
}

func TestPendingWaitsForItsFirstAnswer(t *testing.T) {
	source := newFeed()
	source.silent["q"] = true
	op := newOperator(t, goal(prom("a", "q")), source)
	if op.at("09-20"); !op.last.Incomplete {
		t.Error("AllMeasured was said before there was an answer")
	}
}

func TestPeriodInItsZone(t *testing.T) {
	tests := []struct {
		reason, zone, start, end string
		wantStart, wantEnd       string
	}{
		{"UTC is the default", "", "2026-10-01", "2026-10-10", "10-01", "10-11"},
		{"the long form is the same day", "UTC", "2026-10-01T00:00:00Z", "2026-10-10", "10-01", "10-11"},
		{"winter begins inside", "Europe/Berlin", "2026-10-20", "2026-10-30", "10-19T22:00", "10-30T23:00"},
		{"summer begins inside", "Europe/Berlin", "2026-03-20", "2026-03-30", "03-19T23:00", "03-30T22:00"},
		{"one day that has 25 hours", "Europe/Berlin", "2026-10-25", "2026-10-25", "10-24T22:00", "10-25T23:00"},
		{"no midnight on the first day", "America/Santiago", "2026-09-06", "2026-09-07", "09-06T04:00", "09-08T03:00"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			period := v1alpha1.Period{Start: v1alpha1.Date(tc.start), End: v1alpha1.Date(tc.end)}
			if tc.zone != "" {
				period.TimeZone = &tc.zone
			}
			goal := goal(prom("a", "q"))
			goal.Spec.Period = period
			got, err := PeriodOf(period)
			if err != nil || !got.Start.Equal(moment(tc.wantStart)) || !got.End.Equal(moment(tc.wantEnd)) {
				t.Errorf("period %s .. %s, %v", got.Start, got.End, err)
			}
			source := newFeed()
			source.set("q", 10)
			op := newOperator(t, goal, source)
			for _, step := range []struct {
				at   time.Time
				want v1alpha1.Outlook
			}{
				{got.Start.Add(-time.Nanosecond), v1alpha1.OutlookPending},
				{got.Start, v1alpha1.OutlookUnknown},
				{got.End.Add(time.Hour - time.Nanosecond), v1alpha1.OutlookOnTrack},
				{got.End.Add(time.Hour), v1alpha1.OutlookAchieved},
			} {
				if status := op.on(step.at); status.Outlook != step.want {
					t.Errorf("at %s: %s, want %s", step.at, status.Outlook, step.want)
				}
			}
		})
	}
}

func TestInvalidSpec(t *testing.T) {
	empty := v1alpha1.Target{}
	nowhere, none := "Atlantis/Capital", 0.5
	tests := []struct {
		reason string
		change func(*v1alpha1.ObjectiveSpec)
		want   string
	}{
		{"a zone that is unknown here", func(s *v1alpha1.ObjectiveSpec) { s.Period.TimeZone = &nowhere }, "timeZone"},
		{"no start", func(s *v1alpha1.ObjectiveSpec) { s.Period.Start = "2026-02-30" }, "period.start"},
		{"no end", func(s *v1alpha1.ObjectiveSpec) { s.Period.End = "soon" }, "period.end"},
		{"end before start", func(s *v1alpha1.ObjectiveSpec) { s.Period.End = "2026-09-30" }, "swap"},
		{"due is no day", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Due = "2026-10-32" }, "keyResults[a]: due"},
		{"due outside", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Due = "2026-10-11" }, "outside the period"},
		{"a plan that is no day", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Plan = []v1alpha1.PlanPoint{{By: "x"}} }, "plan[0].by"},
		{"a plan after the due day", func(s *v1alpha1.ObjectiveSpec) {
			s.KeyResults[0].Plan = []v1alpha1.PlanPoint{{By: "2026-10-12"}}
		}, "between"},
		{"no measure", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure = v1alpha1.Measure{} }, "measure is empty"},
		{"no target", func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Target = empty }, "target is empty"},
		{"no bounds", func(s *v1alpha1.ObjectiveSpec) {
			s.KeyResults[0].Target = v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{}}
		}, "both bounds"},
		{"a baseline of check-ins", func(s *v1alpha1.ObjectiveSpec) {
			s.KeyResults[0] = typed("a", []v1alpha1.CheckInEntry{entry("10-01", 1)}, reachFromStart(1, "Increase"))
		}, "reach.from"},
		{"a share of check-ins", func(s *v1alpha1.ObjectiveSpec) {
			s.KeyResults[0] = typed("a", []v1alpha1.CheckInEntry{entry("10-01", 1)}, share(1, none))
		}, "tolerance"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.set("q", 10)
			op := newOperator(t, goal(prom("a", "q")), source)
			op.at("10-02")
			op.edit(tc.change)
			status := op.at("10-03")
			want := "Ready=InvalidSpec Measured=InvalidSpec Stalled=InvalidSpec KeyResultsMet=NotMeasured OnTrack=NotMeasured"
			if got := reasons(status.Conditions, "Ready", "Measured", "Stalled", "KeyResultsMet", "OnTrack"); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if message := status.Conditions[0].Message; !strings.Contains(message, tc.want) {
				t.Errorf("message %q does not say %q", message, tc.want)
			}
			op.edit(func(s *v1alpha1.ObjectiveSpec) { *s = goal(prom("a", "q")).Spec })
			if got := reasons(op.at("10-04").Conditions, "Ready", "Stalled"); got != "Ready=Succeeded Stalled=" {
				t.Errorf("mended: %s", got)
			}
		})
	}
}

func TestSuspend(t *testing.T) {
	source := newFeed()
	op := newOperator(t, goal(prom("a", "q")), source)
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Suspend = true })
	status := op.at("10-05")
	want := "Ready=Suspended Measured=Progressing KeyResultsMet=NotMeasured OnTrack=NotMeasured Suspended=Suspended"
	if got := reasons(status.Conditions, "Ready", "Measured", "KeyResultsMet", "OnTrack", "Suspended"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if len(source.asked) != 0 || !op.last.Next.IsZero() {
		t.Error("something was asked, or is to be done later")
	}

	source.set("q", 10)
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Suspend = false })
	if got := reasons(op.at("10-05T01:00").Conditions, "Ready", "KeyResultsMet", "Suspended"); got != "Ready=Succeeded KeyResultsMet=AllMet Suspended=" {
		t.Error(got)
	}
	source.set("q", 3)
	asked := len(source.asked)
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.Suspend = true })
	op.align = Alignment{v1alpha1.ObjectiveReasonServesOutcome, "serves one"}
	status = op.at("10-06")
	want = "Ready=Suspended Measured=AllMeasured KeyResultsMet=AllMet CustomerAligned=ServesOutcome"
	if got := reasons(status.Conditions, "Ready", "Measured", "KeyResultsMet", "CustomerAligned"); got != want {
		t.Errorf("%s, want the results as they were: %s", got, want)
	}
	if show(status.Score) != "1" || len(source.asked) != asked {
		t.Error("a suspended objective was measured")
	}
}

func TestProgressing(t *testing.T) {
	source := newFeed()
	source.down["q"] = v1alpha1.MeasureReasonInvalidQuery
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-05")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Query = "p" })
	source.silent["p"] = true
	if op.at("10-05T01:00"); !op.last.Incomplete {
		t.Fatal("a new generation was judged without its answer")
	}
	op.goal.Status.Conditions = Progressing(op.goal.Status.Conditions, op.goal.Generation, moment("10-05T01:00"))
	if got := reasons(op.goal.Status.Conditions, "Ready", "Measured", "Reconciling", "Stalled"); got != "Ready=Progressing Measured=Progressing Reconciling=Progressing Stalled=" {
		t.Error(got)
	}
	if op.goal.Status.ObservedGeneration != 1 {
		t.Error("observedGeneration moved before the generation was evaluated")
	}
	source.silent["p"] = false
	source.set("p", 10)
	if got := reasons(op.at("10-05T02:00").Conditions, "Ready", "Measured", "Reconciling"); got != "Ready=Succeeded Measured=AllMeasured Reconciling=" {
		t.Error(got)
	}
}

func TestBadKeyResults(t *testing.T) {
	const ok, empty, many, broken, lost = "ok", "empty", "many", "broken", "lost"
	tests := []struct {
		reason  string
		queries []string
		want    string
	}{
		{"the first in spec order names the reason", []string{ok, many, empty}, "Ready=Succeeded Measured=MultipleSeries Stalled="},
		{"and the other way round", []string{empty, many, ok}, "Ready=Succeeded Measured=NoData Stalled="},
		{"Ready speaks of the operator's own matters", []string{empty, lost, ok}, "Ready=SourceNotFound Measured=NoData Stalled="},
		{"the first of those too", []string{lost, broken}, "Ready=SourceNotFound Measured=SourceNotFound Stalled="},
		{"a query to be mended stalls", []string{ok, broken, lost}, "Ready=InvalidQuery Measured=InvalidQuery Stalled=InvalidQuery"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.set(ok, 10)
			source.down[many] = v1alpha1.MeasureReasonMultipleSeries
			source.down[broken] = v1alpha1.MeasureReasonInvalidQuery
			source.down[lost] = v1alpha1.MeasureReasonSourceNotFound
			var results []v1alpha1.KeyResult
			for i, query := range tc.queries {
				results = append(results, prom(fmt.Sprint("kr", i), query))
			}
			op := newOperator(t, goal(results...), source)
			status := op.at("10-02")
			if got := reasons(status.Conditions, "Ready", "Measured", "Stalled"); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
			for i, query := range tc.queries {
				kr := status.KeyResults[i]
				if query == ok && (show(kr.Score) != "1" || !*kr.Met) {
					t.Errorf("the good one was hidden: %+v", kr)
				}
				if query != ok && (kr.Score != nil || kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason == "") {
					t.Errorf("no data was judged: %+v", kr)
				}
			}
			if status.Score != nil || reasonOf(status.Conditions, "KeyResultsMet") != "NotMeasured" || reasonOf(status.Conditions, "OnTrack") != "NotMeasured" {
				t.Errorf("%+v, want no score and nothing judged", status)
			}
		})
	}
}

func TestLongMessages(t *testing.T) {
	source := newFeed()
	var results []v1alpha1.KeyResult
	for i := range 20 {
		results = append(results, prom(fmt.Sprintf("%02d%s", i, strings.Repeat("x", 61)), "q"))
	}
	op := newOperator(t, goal(results...), source)
	op.align.Message = "a\xff" + strings.Repeat("€", 600)
	op.at("10-02") // checks every message
	for _, c := range op.goal.Status.Conditions {
		if c.Type == "CustomerAligned" && (len(c.Message) < messageLimit-3 || !strings.HasSuffix(c.Message, "…")) {
			t.Errorf("%d bytes, cut too short or with no sign", len(c.Message))
		}
	}
}

func TestNotANumberNeverReachesTheStatus(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		source := newFeed()
		op := newOperator(t, goal(prom("a", "q")), source)
		res := Objective(ObjectiveInput{
			Objective: op.goal, Now: moment("10-02"), Alignment: op.align,
			Ask: func(Question) (Answer, bool) { return Answer{Value: v, Time: moment("10-02")}, true },
		})
		if kr := res.Status.KeyResults[0]; kr.Value != nil || kr.Reason != v1alpha1.MeasureReasonNotANumber {
			t.Errorf("%v became %+v", v, kr)
		}
	}
}

func TestConditionsKeepTheirTransitionTime(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-02")
	source.set("q", 12)
	status := op.at("10-03T12:00")
	if !status.EvaluatedTime.Time.Equal(moment("10-03T12:00")) {
		t.Errorf("evaluatedTime = %s", status.EvaluatedTime)
	}
	for _, c := range status.Conditions {
		if want := metav1.NewTime(moment("10-02")); !c.LastTransitionTime.Equal(&want) {
			t.Errorf("%s moved at %s without a transition", c.Type, c.LastTransitionTime)
		}
	}
}
