/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// steward folds evaluations of one outcome over time, as the operator does.
type steward struct {
	t       *testing.T
	outcome *v1alpha1.CustomerOutcome
	source  *feed
	serving []*v1alpha1.Objective
	scores  map[string]Answer
	world   cluster
	writes  int

	exchanges []*v1alpha1.ValueExchange
	last      CustomerOutcomeResult
}

// newSteward takes indicators as key results, which say the same.
func newSteward(t *testing.T, source *feed, indicators ...v1alpha1.KeyResult) *steward {
	o := &v1alpha1.CustomerOutcome{}
	o.Name, o.Namespace, o.Generation = "known", "team", 1
	o.Status.ObservedGeneration = -1
	for _, kr := range indicators {
		o.Spec.Indicators = append(o.Spec.Indicators, v1alpha1.OutcomeIndicator{Name: kr.Name, Weight: kr.Weight, Measure: kr.Measure, Target: kr.Target})
	}
	return &steward{t: t, outcome: o, source: source, scores: map[string]Answer{}, world: newCluster()}
}

func (s *steward) evaluate(now time.Time) CustomerOutcomeResult {
	s.source.now = now
	return CustomerOutcome(CustomerOutcomeInput{
		Outcome: s.outcome, Now: now, Ask: s.source.ask, Serving: s.serving,
		Refer: func(ref v1alpha1.ObjectReference, _ time.Time) (Answer, bool) { return s.scores[ref.Name], true }, Define: DefineIn(s.world, s.outcome.Namespace),
		Exchanges: s.exchanges,
	})
}

func (s *steward) at(when string) *v1alpha1.CustomerOutcomeStatus {
	s.t.Helper()
	now, input := moment(when), s.outcome.DeepCopy()
	s.last = s.evaluate(now)
	if diff := cmp.Diff(input, s.outcome); diff != "" {
		s.t.Fatalf("an evaluation changed its input:\n%s", diff)
	}
	if s.last.Incomplete {
		return &s.outcome.Status
	}
	if s.last.Changed {
		s.writes++
	} else if diff := cmp.Diff(s.outcome.Status, s.last.Status); diff != "" {
		s.t.Fatalf("unchanged, but not the previous status:\n%s", diff)
	}
	s.outcome.Status = s.last.Status
	checkJSON(s.t, s.outcome.Status)
	checkConditions(s.t, "CustomerOutcome", s.outcome.Status.Conditions, s.outcome.Generation, "Delivered", "Served")
	if s.outcome.Status.ObservedGeneration != s.outcome.Generation {
		s.t.Errorf("observedGeneration = %d", s.outcome.Status.ObservedGeneration)
	}
	if again := s.evaluate(now); again.Changed || !again.Next.Equal(s.last.Next) {
		s.t.Errorf("at %s: a second evaluation gives something else: %s", when, cmp.Diff(s.outcome.Status, again.Status))
	}
	return &s.outcome.Status
}

func (s *steward) edit(change func(*v1alpha1.CustomerOutcomeSpec)) {
	change(&s.outcome.Spec)
	s.outcome.Generation++
}

func TestCustomerOutcome(t *testing.T) {
	source := newFeed()
	source.set("known", 0.95)
	source.set("asked", 8)
	s := newSteward(t, source, prom("known", "known", atLeast(0.9)), prom("asked", "asked", reach(0, 10), weighs(3)))
	status := s.at("10-05")
	if show(status.Score) != "0.85" || status.IndicatorsMet != "1/2" || *status.Objectives != 0 || !status.EvaluatedTime.Time.Equal(moment("10-05")) {
		t.Errorf("%+v", status)
	}
	want := v1alpha1.OutcomeIndicatorStatus{Name: "asked", Target: "0 -> 10", ObservedTime: stamp(moment("10-05"))}
	got := status.Indicators[1]
	want.Value, want.Progress, want.Score, want.Met, want.MeasureHash = new(8.0), new(0.8), new(0.8), new(false), got.MeasureHash
	if diff := cmp.Diff(want, got); diff != "" || got.MeasureHash == "" {
		t.Error(diff)
	}
	if got := reasons(status.Conditions, "Ready", "Measured", "Delivered", "Served"); got != "Ready=Succeeded Measured=AllMeasured Delivered=NotDelivered Served=NoObjective" {
		t.Error(got)
	}
	source.set("asked", 10)
	if got := reasonOf(s.at("10-06").Conditions, "Delivered"); got != "AllDelivered" {
		t.Errorf("Delivered for %s", got)
	}
	writes := s.writes
	for _, v := range []float64{9.995, 10.002, 9.991} {
		source.set("asked", v)
		s.at("10-07")
	}
	if s.writes != writes {
		t.Error("noise was written")
	}
	source.set("asked", 9.98)
	if got := reasonOf(s.at("10-07").Conditions, "Delivered"); got != "NotDelivered" {
		t.Errorf("Delivered for %s", got)
	}
	if !s.last.Next.IsZero() {
		t.Errorf("next = %s: an outcome has no dates", s.last.Next)
	}
}

func TestOutcomeOfAFailingSource(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	s := newSteward(t, source, prom("a", "q", atLeast(1)), prom("b", "gone", atLeast(1)))
	delivered := func(when string) string {
		t.Helper()
		return reasons(s.at(when).Conditions, "Ready", "Measured", "Delivered")
	}
	if got := delivered("10-05"); got != "Ready=Succeeded Measured=NoData Delivered=NotMeasured" || s.outcome.Status.Score != nil {
		t.Errorf("one without data: %s", got)
	}
	source.set("gone", 1)
	if got := delivered("10-05T12:00"); got != "Ready=Succeeded Measured=AllMeasured Delivered=AllDelivered" {
		t.Error(got)
	}
	source.down["q"] = unavailable
	if got := delivered("10-05T12:05"); got != "Ready=Succeeded Measured=SourceUnavailable Delivered=AllDelivered" || !s.last.Next.Equal(moment("10-05T13:00")) {
		t.Errorf("within the limit: %s, next %s", got, s.last.Next)
	}
	if got := delivered("10-05T13:00"); got != "Ready=Succeeded Measured=SourceUnavailable Delivered=NotMeasured" || show(s.outcome.Status.Score) != "1" {
		t.Errorf("at the limit: %s", got)
	}
	source.restart()
	if s.at("10-05T13:10"); s.last.Changed {
		t.Error("a restart brought a judgement back")
	}
	source.down["q"] = v1alpha1.MeasureReasonInvalidQuery
	status := s.at("10-05T14:00")
	if got := reasons(status.Conditions, "Ready", "Measured", "Stalled"); got != "Ready=InvalidQuery Measured=InvalidQuery Stalled=InvalidQuery" {
		t.Error(got)
	}
}

func TestOutcomeWaits(t *testing.T) {
	source := newFeed()
	source.silent["q"] = true
	s := newSteward(t, source, prom("a", "q", atLeast(1)))
	if s.at("10-05"); !s.last.Incomplete {
		t.Fatal("judged without an answer")
	}
	s.outcome.Status.Conditions = Progressing(s.outcome.Status.Conditions, s.outcome.Generation, moment("10-05"))
	if got := reasons(s.outcome.Status.Conditions, "Ready", "Measured", "Reconciling"); got != "Ready=Progressing Measured=Progressing Reconciling=Progressing" {
		t.Error(got)
	}
	source.silent["q"] = false
	source.set("q", 1)
	if got := reasons(s.at("10-05T01:00").Conditions, "Ready", "Reconciling"); got != "Ready=Succeeded Reconciling=" {
		t.Error(got)
	}
	source.silent["q"] = true
	if s.at("10-06"); s.last.Incomplete || s.last.Changed {
		t.Error("after a restart what is written stands")
	}
}

func TestOutcomeEdits(t *testing.T) {
	source := newFeed()
	source.set("q", 9.995)
	s := newSteward(t, source, prom("a", "q", reach(0, 9.995)))
	s.at("10-05")
	s.edit(func(spec *v1alpha1.CustomerOutcomeSpec) { spec.Indicators[0].Target.Reach.To = 10 })
	if status := s.at("10-06"); status.IndicatorsMet != "0/1" {
		t.Error("met of another target was kept")
	}
	s.edit(func(spec *v1alpha1.CustomerOutcomeSpec) { spec.Indicators[0].Measure.Prometheus.Query = "p" })
	if status := s.at("10-07"); status.Indicators[0].Value != nil || status.Score != nil {
		t.Error("the value of another measure was kept")
	}
	s.edit(func(spec *v1alpha1.CustomerOutcomeSpec) { spec.Indicators[0].Target.Reach.From = nil })
	status := s.at("10-08")
	if got := reasons(status.Conditions, "Ready", "Measured", "Stalled", "Delivered"); got != "Ready=InvalidSpec Measured=InvalidSpec Stalled=InvalidSpec Delivered=NotMeasured" {
		t.Error(got)
	}
	if message := status.Conditions[0].Message; !strings.Contains(message, "indicators[a]") {
		t.Error(message)
	}
}

func TestOutcomeSuspended(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	s := newSteward(t, source, prom("a", "q", atLeast(1)))
	s.outcome.Spec.Suspend = true
	if got := reasons(s.at("10-05").Conditions, "Ready", "Measured", "Delivered", "Suspended"); got != "Ready=Suspended Measured=Progressing Delivered=NotMeasured Suspended=Suspended" {
		t.Error(got)
	}
	if len(source.asked) != 0 {
		t.Error("asked while suspended")
	}
	s.edit(func(spec *v1alpha1.CustomerOutcomeSpec) { spec.Suspend = false })
	s.at("10-06")
	s.edit(func(spec *v1alpha1.CustomerOutcomeSpec) { spec.Suspend = true })
	source.set("q", 0)
	if got := reasons(s.at("10-07").Conditions, "Ready", "Measured", "Delivered"); got != "Ready=Suspended Measured=AllMeasured Delivered=AllDelivered" {
		t.Errorf("the results have to stay: %s", got)
	}
}

func TestServed(t *testing.T) {
	source := newFeed()
	source.set("q", 1)
	s := newSteward(t, source, prom("a", "q", atLeast(1)))
	running, later, suspended, broken := goal(), goal(), goal(), goal()
	later.Spec.Period = v1alpha1.Period{Start: "2026-11-01", End: "2026-11-30"}
	suspended.Spec.Suspend = true
	broken.Spec.Period.End = "never"
	s.serving = []*v1alpha1.Objective{later, running, suspended, broken}
	for _, tc := range []struct {
		at, served, next string
		count            int32
	}{
		{"10-05", "ServedByObjectives", "10-11", 2},
		{"10-10T23:59:59", "ServedByObjectives", "10-11", 2},
		{"10-11", "ServedByObjectives", "12-01", 1},
		{"12-01", "NoObjective", "", 0},
	} {
		status := s.at(tc.at)
		if got := reasonOf(status.Conditions, "Served"); got != tc.served || *status.Objectives != tc.count {
			t.Errorf("at %s: %s, %d", tc.at, got, *status.Objectives)
		}
		if next := s.last.Next; next.IsZero() != (tc.next == "") || !next.IsZero() && !next.Equal(moment(tc.next)) {
			t.Errorf("at %s: next %s, want %q", tc.at, next, tc.next)
		}
	}
}

func TestOutcomeOfCheckInsAndReferences(t *testing.T) {
	s := newSteward(t, newFeed(), typed("a", []v1alpha1.CheckInEntry{entry("10-05", 4), entry("10-08", 10)}, freshFor("10d")), follows("b", "other"))
	s.scores["other"] = Answer{Value: 0.5}
	status := s.at("10-06")
	if show(status.Score) != "0.45" || !s.last.Next.Equal(moment("10-08")) {
		t.Errorf("score %s, next %s", show(status.Score), s.last.Next)
	}
	s.scores["other"] = Answer{Reason: v1alpha1.MeasureReasonNoData}
	status = s.at("10-08")
	if got := reasons(status.Conditions, "Measured", "Delivered"); got != "Measured=NoData Delivered=NotMeasured" || show(status.Score) != "0.75" {
		t.Errorf("%s, score %s: the last one counts", got, show(status.Score))
	}
}
