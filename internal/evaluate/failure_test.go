/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const unavailable = v1alpha1.MeasureReasonSourceUnavailable

func TestFailingSource(t *testing.T) {
	tests := []struct {
		reason   string
		interval v1alpha1.Interval
		limit    time.Duration
	}{
		{"an hour at least", "5m", time.Hour},
		{"three intervals", "8h", 24 * time.Hour},
		{"intervals beyond all measure", "99999w", 3 * maxInterval},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.set("q", 10)
			goal := goal(prom("a", "q"))
			goal.Spec.Interval = tc.interval
			goal.Spec.Period.End = "2999-10-10"
			op := newOperator(t, goal, source)
			op.at("10-05T12:00")
			op.at("10-05T13:00") // nothing to write, but a good answer
			source.down["q"] = unavailable
			status := op.at("10-05T13:05")
			kr := result(t, status, "a")
			if show(kr.Value) != "10" || !*kr.Met || kr.Reason != unavailable || !kr.ObservedTime.Time.Equal(moment("10-05T13:00")) {
				t.Errorf("%+v, want the last value as of the last good answer", kr)
			}
			if got := reasons(status.Conditions, "Ready", "Measured", "KeyResultsMet"); got != "Ready=Succeeded Measured=SourceUnavailable KeyResultsMet=AllMet" {
				t.Error(got)
			}
			lapse := moment("10-05T13:00").Add(tc.limit)
			writes := op.writes
			status = op.on(lapse.Add(-time.Second))
			if got := reasons(status.Conditions, "KeyResultsMet"); got != "KeyResultsMet=AllMet" {
				t.Errorf("just before the limit: %s", got)
			}
			if tc.limit == time.Hour && (op.writes != writes || !op.last.Next.Equal(lapse)) {
				t.Errorf("%d more writes, next %s, want %s", op.writes-writes, op.last.Next, lapse)
			}
			status = op.on(lapse)
			if got := reasons(status.Conditions, "Measured", "KeyResultsMet", "OnTrack"); got != "Measured=SourceUnavailable KeyResultsMet=NotMeasured OnTrack=NotMeasured" {
				t.Errorf("at the limit: %s", got)
			}
			if kr = result(t, status, "a"); show(kr.Value) != "10" || show(status.Score) != "1" || kr.Outlook != v1alpha1.OutlookUnknown {
				t.Errorf("the last value has to stay visible: %+v", kr)
			}
			delete(source.down, "q")
			source.set("q", 4)
			status = op.on(lapse.Add(time.Hour))
			if got := reasons(status.Conditions, "Measured", "KeyResultsMet"); got != "Measured=AllMeasured KeyResultsMet=NotAllMet" {
				t.Errorf("back again: %s", got)
			}
		})
	}
}

func TestRestartWhileTheSourceFails(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q")), source)
	met := func(when string) string {
		t.Helper()
		return reasonOf(op.at(when).Conditions, "KeyResultsMet")
	}
	met("10-03T12:00")

	op.restart() // hours later, the value being constant
	source.silent["q"] = true
	if got := met("10-03T20:00"); got != "AllMet" || op.last.Changed {
		t.Errorf("no answer after a restart: %s, changed %t", got, op.last.Changed)
	}
	source.silent["q"], source.down["q"] = false, unavailable
	if got := met("10-03T20:05"); got != "AllMet" {
		t.Errorf("the limit counts from the first failure after a restart, but: %s", got)
	}
	if got := met("10-03T21:05"); got != "NotMeasured" {
		t.Errorf("an hour after it: %s", got)
	}
	op.restart()
	writes := op.writes
	source.silent["q"] = true
	if got := met("10-03T22:00"); got != "NotMeasured" {
		t.Errorf("a restart with no answer brought a judgement back: %s", got)
	}
	source.silent["q"] = false
	if got := met("10-03T22:05"); got != "NotMeasured" || op.writes != writes {
		t.Errorf("a restart brought a judgement back: %s", got)
	}
}

func TestRestartKeepsEachKeyResultsOwnLimit(t *testing.T) {
	source := newFeed()
	source.set("old", 10)
	source.set("young", 3)
	op := newOperator(t, goal(prom("old", "old"), prom("young", "young")), source)
	op.at("10-03T08:00")
	source.down["old"] = unavailable
	op.at("10-03T08:05")
	op.at("10-03T09:30") // old is given up
	op.at("10-03T11:55")
	source.down["young"] = unavailable
	op.at("10-03T12:00")
	op.restart()
	status := op.at("10-03T12:05")
	if got := reasonOf(status.Conditions, "KeyResultsMet"); got != "NotAllMet" {
		t.Errorf("%s: young was seen unmet ten minutes ago", got)
	}
	status = op.at("10-03T13:05")
	if got := reasonOf(status.Conditions, "KeyResultsMet"); got != "NotMeasured" {
		t.Errorf("%s: an hour after the failure, young is unknown too", got)
	}
	op.restart()
	if status = op.at("10-03T13:10"); reasonOf(status.Conditions, "KeyResultsMet") != "NotMeasured" {
		t.Error("a restart brought a judgement back")
	}
}

func TestRestartKeepsABrokenGuardrailGivenUp(t *testing.T) {
	source := newFeed()
	source.set("calm", 1)
	op := newOperator(t, goal(follows("kpi", "other"), prom("calm", "calm", atLeast(5), guardrail)), source)
	op.scores["other"] = Answer{Value: 0.9}
	if got := reasonOf(op.at("10-03T12:00").Conditions, "KeyResultsMet"); got != "GuardrailBroken" {
		t.Fatal(got)
	}
	source.down["calm"] = unavailable
	if got := reasonOf(op.at("10-03T12:30").Conditions, "KeyResultsMet"); got != "GuardrailBroken" {
		t.Errorf("within the limit: %s", got)
	}
	status := op.at("10-03T13:00")
	if got := reasons(status.Conditions, "KeyResultsMet", "OnTrack"); got != "KeyResultsMet=NotAllMet OnTrack=OnTrack" {
		t.Errorf("given up: %s", got)
	}
	op.restart()
	if op.at("10-03T14:00"); op.last.Changed {
		t.Errorf("a restart brought it back: %s", reasons(op.goal.Status.Conditions, "KeyResultsMet", "OnTrack"))
	}
}

func TestFailureBeforeAnyValue(t *testing.T) {
	source := newFeed()
	source.down["q"] = v1alpha1.MeasureReasonQueryFailed
	op := newOperator(t, goal(prom("a", "q")), source)
	kr := result(t, op.at("10-05"), "a")
	if kr.Value != nil || kr.ObservedTime != nil || kr.Score != nil || kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason != v1alpha1.MeasureReasonQueryFailed {
		t.Errorf("%+v, want nothing but the reason", kr)
	}
}

func TestAnotherMeasureForgetsTheValue(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(prom("a", "q")), source)
	op.at("10-05")
	op.edit(func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.Prometheus.Query = "p" })
	kr := result(t, op.at("10-05T01:00"), "a")
	if kr.Value != nil || kr.Met != nil || kr.MetTime != nil || kr.Reason != v1alpha1.MeasureReasonNoData {
		t.Errorf("%+v, want nothing of the other measure", kr)
	}
}

func TestAFailureKeepsMetWithinNoise(t *testing.T) {
	source := newFeed()
	op := newOperator(t, goal(prom("a", "q")), source)
	for i, v := range []float64{12, 9.995} {
		source.set("q", v)
		op.on(moment("10-05").Add(time.Duration(i) * time.Minute))
	}
	source.down["q"] = unavailable
	kr := result(t, op.at("10-05T00:05"), "a")
	if show(kr.Value) != "9.995" || !*kr.Met {
		t.Errorf("%+v: a failure judged the value anew", kr)
	}
}
