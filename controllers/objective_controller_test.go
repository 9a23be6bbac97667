/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const (
	isTrue    = metav1.ConditionTrue
	isFalse   = metav1.ConditionFalse
	isUnknown = metav1.ConditionUnknown
)

// kstatusOf is what GitOps tools make of an object.
func kstatusOf(t *testing.T, object client.Object) status.Status {
	t.Helper()
	fields, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		t.Fatal(err)
	}
	u := &unstructured.Unstructured{Object: fields}
	u.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("Objective"))
	result, err := status.Compute(u)
	if err != nil {
		t.Fatal(err)
	}
	return result.Status
}

func TestAGoalIsMeasuredAndJudged(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")), bench.Reaches("sign-ups", bench.CheckedIn("2026-11-09", 10)))
	b.Create(o)
	if got := kstatusOf(t, o); got != status.InProgressStatus {
		t.Errorf("kstatus before the first evaluation is %s, want InProgress", got)
	}
	b.Measured(o)
	b.Has(o, v1alpha1.ObjectiveConditionKeyResultsMet, isFalse, v1alpha1.ObjectiveReasonNotAllMet)
	b.Has(o, v1alpha1.ObjectiveConditionOnTrack, isUnknown, v1alpha1.ObjectiveReasonInsufficientData)
	b.Has(o, v1alpha1.ObjectiveConditionCustomerAligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	if got := kstatusOf(t, o); got != status.CurrentStatus {
		t.Errorf("kstatus of a measured goal that is not met is %s, want Current", got)
	}
	got := o.Status
	if got.Score == nil || *got.Score != 0.7 || got.KeyResultsMet != "1/2" || got.ObservedGeneration != o.Generation {
		t.Errorf("score, keyResultsMet, observedGeneration = %v, %s, %d", got.Score, got.KeyResultsMet, got.ObservedGeneration)
	}
	if kr := got.KeyResults[0]; *kr.Value != 4 || kr.Target != "0 -> 10" || *kr.Met || kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("key result = %+v", kr)
	}
	if kr := got.KeyResults[1]; !*kr.Met || kr.Outlook != v1alpha1.OutlookOnTrack {
		t.Errorf("key result by check-in = %+v", kr)
	}
	if events := b.Events(o); len(events) != 0 {
		t.Errorf("events of a first evaluation: %v, want none", events)
	}
}

func TestAValueShowsWithinAnInterval(t *testing.T) {
	b := newBench(t)
	b.Between("stays", bench.Noon.Add(-time.Hour), bench.Noon, 4)
	b.Between("stays", bench.Noon.Add(time.Second), bench.Noon.Add(time.Hour), 9)
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")))
	b.Create(o)
	b.Measured(o)
	if value := *o.Status.KeyResults[0].Value; value != 4 {
		t.Fatalf("value = %v, want 4", value)
	}
	b.Advance(time.Minute) // one interval
	b.Eventually("the new value", func() bool {
		b.Refresh(o)
		return *o.Status.KeyResults[0].Value == 9
	})
}

func TestWhatKeepsANumberFromBeingJudged(t *testing.T) {
	b := newBench(t)
	b.Series(`many{series="a"}`, 1)
	b.Series(`many{series="b"}`, 2)
	b.Series("good", 5)
	if err := b.Prometheus.AppendHistogram("latency", bench.Noon); err != nil {
		t.Fatal(err)
	}
	broken := b.Source("locked", b.URL)
	broken.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: "nowhere", Key: "token"}}
	refused := b.Source("refused", "http://127.0.0.1:1")
	b.Create(broken, refused)
	from := func(source, query string) v1alpha1.Measure {
		m := bench.Asks(query)
		m.Prometheus.SourceRef = &v1alpha1.SourceReference{Name: source}
		return m
	}
	for _, tc := range []struct {
		name    string
		measure v1alpha1.Measure
		want    v1alpha1.MeasureReason
		ready   metav1.ConditionStatus
		stalled bool
	}{
		{"empty", bench.Asks("nothing"), v1alpha1.MeasureReasonNoData, isTrue, false},
		{"several", bench.Asks("many"), v1alpha1.MeasureReasonMultipleSeries, isTrue, false},
		{"nan", bench.Asks("good / 0 * 0"), v1alpha1.MeasureReasonNotANumber, isTrue, false},
		{"infinite", bench.Asks("good / 0"), v1alpha1.MeasureReasonNotANumber, isTrue, false},
		{"string", bench.Asks(`"text"`), v1alpha1.MeasureReasonUnsupportedResult, isTrue, false},
		{"histogram", bench.Asks("latency"), v1alpha1.MeasureReasonUnsupportedResult, isTrue, false},
		{"matrix", bench.Asks("good[5m]"), v1alpha1.MeasureReasonUnsupportedResult, isTrue, false},
		{"broken", bench.Asks("sum(("), v1alpha1.MeasureReasonInvalidQuery, isFalse, true},
		{"no-source", from("elsewhere", "good"), v1alpha1.MeasureReasonSourceNotFound, isFalse, false},
		{"no-secret", from("locked", "good"), v1alpha1.MeasureReasonSourceUnavailable, isTrue, false},
		{"refused", from("refused", "good"), v1alpha1.MeasureReasonSourceUnavailable, isTrue, false},
		{"no-objective", bench.ScoreOf("", "elsewhere"), v1alpha1.MeasureReasonReferenceNotFound, isFalse, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := b.In(t)
			o := b.Objective(tc.name, bench.Reaches("bad", tc.measure), bench.Keeps("good", bench.Asks("good")))
			b.Create(o)
			b.Has(o, v1alpha1.GoalConditionMeasured, isFalse, string(tc.want))
			want := string(tc.want)
			if tc.ready == isTrue {
				want = v1alpha1.GoalReasonSucceeded
			}
			b.Has(o, v1alpha1.GoalConditionReady, tc.ready, want)
			if got := bench.Condition(o, v1alpha1.GoalConditionStalled) != nil; got != tc.stalled {
				t.Errorf("stalled = %v, want %v", got, tc.stalled)
			}
			kstatus := map[bool]status.Status{true: status.FailedStatus, false: status.InProgressStatus}[tc.stalled]
			if tc.ready == isTrue {
				kstatus = status.CurrentStatus
			}
			if got := kstatusOf(t, o); got != kstatus {
				t.Errorf("kstatus = %s, want %s", got, kstatus)
			}
			bad, good := o.Status.KeyResults[0], o.Status.KeyResults[1]
			if bad.Reason != tc.want || bad.Value != nil || bad.Score != nil || bad.Message == "" {
				t.Errorf("the bad key result is %+v, want reason %s and no number", bad, tc.want)
			}
			if good.Value == nil || !*good.Met {
				t.Errorf("the good key result is hidden: %+v", good)
			}
			if o.Status.Score != nil {
				t.Errorf("score = %v without a number for each key result", *o.Status.Score)
			}
		})
	}
	b.Has(broken, v1alpha1.MetricSourceConditionReady, isFalse, string(v1alpha1.MetricSourceReasonSecretNotFound))
	b.Has(refused, v1alpha1.MetricSourceConditionReady, isFalse, string(v1alpha1.MetricSourceReasonUnreachable))
}

func TestSourcesHeal(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	locked := b.Source("locked", b.URL)
	locked.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: "token", Key: "token"}}
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")))
	o.Spec.SourceRef = &v1alpha1.SourceReference{Name: "locked"}
	b.Create(o)
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonSourceNotFound))
	b.Create(locked)
	b.Has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonSourceUnavailable))
	b.Create(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.Namespace, Name: "token"}, StringData: map[string]string{"token": "canary-token"},
	})
	// The default role reads no Secret of a tenant: it takes the overlay.
	bench.Edit(b.Bench, locked, func(s *v1alpha1.MetricSource) { s.Spec.Prometheus.Auth = nil })
	b.Has(locked, v1alpha1.MetricSourceConditionReady, isTrue, string(v1alpha1.MetricSourceReasonConnected))
	b.HasMoving(time.Second, o, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	if locked.Status.Flavor != v1alpha1.FlavorPrometheus || locked.Status.Version == "" {
		t.Errorf("flavor, version = %q, %q", locked.Status.Flavor, locked.Status.Version)
	}
	text, err := json.Marshal(o)
	if err != nil || strings.Contains(string(text), "canary") {
		t.Errorf("a secret shows: %s, %v", text, err)
	}
}

func TestSuspend(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")))
	b.Create(o)
	b.Measured(o)
	bench.Edit(b.Bench, o, func(o *v1alpha1.Objective) { o.Spec.Suspend = true })
	b.Has(o, v1alpha1.GoalConditionSuspended, isTrue, v1alpha1.GoalReasonSuspended)
	b.Has(o, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSuspended)
	if o.Status.Score == nil || *o.Status.Score != 0.4 || o.Status.ObservedGeneration != o.Generation {
		t.Errorf("the results did not stay: %+v", o.Status)
	}
	b.Prometheus.ResetQueries()
	b.Advance(10 * time.Minute)
	other := b.Objective("other", bench.Reaches("repeat-stays", bench.Asks("stays + 1")))
	b.Create(other)
	b.Measured(other)
	for _, q := range b.Prometheus.Queries() {
		if q.Query == "stays" {
			t.Error("a suspended goal was asked")
		}
	}
	bench.Edit(b.Bench, o, func(o *v1alpha1.Objective) { o.Spec.Suspend = false })
	b.Measured(o)
	if bench.Condition(o, v1alpha1.GoalConditionSuspended) != nil {
		t.Error("Suspended stays after it was lifted")
	}
}

func TestASlowSourceShowsAsReconciling(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	hang := newHanging(t)
	slow := b.Source("slow", hang.url)
	slow.Spec.Prometheus.Timeout = "1h"
	b.Create(slow)
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")))
	o.Spec.SourceRef = &v1alpha1.SourceReference{Name: "slow"}
	b.Create(o)
	hang.asked(b)
	b.HasMoving(time.Second, o, v1alpha1.GoalConditionReconciling, isTrue, v1alpha1.GoalReasonProgressing)
	b.Has(o, v1alpha1.GoalConditionReady, isUnknown, v1alpha1.GoalReasonProgressing)
	if got := kstatusOf(t, o); got != status.InProgressStatus {
		t.Errorf("kstatus = %s, want InProgress", got)
	}
	hang.release()
	b.Has(o, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	if bench.Condition(o, v1alpha1.GoalConditionReconciling) != nil {
		t.Error("Reconciling stays after the answer")
	}
}

func TestVerdictAndEvents(t *testing.T) {
	b := newBench(t)
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	b.Between("stays", bench.Noon.Add(-time.Hour), bench.Noon.Add(time.Hour), 4)
	b.Between("stays", end.Add(-time.Hour), end, 12)
	b.Between("stays", end.Add(time.Minute), end.Add(3*time.Hour), 1) // too late to count
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")))
	b.Create(o)
	b.Measured(o)
	b.Clock.SetTime(end.Add(-30 * time.Minute))
	b.HasMoving(time.Second, o, v1alpha1.ObjectiveConditionKeyResultsMet, isTrue, v1alpha1.ObjectiveReasonAllMet)
	if o.Status.Outlook == v1alpha1.OutlookAchieved {
		t.Error("a verdict before the end")
	}
	b.Clock.SetTime(end.Add(time.Hour + time.Minute))
	b.HasMoving(time.Second, o, v1alpha1.ObjectiveConditionOnTrack, isTrue, string(v1alpha1.OutlookAchieved))
	if o.Status.Outlook != v1alpha1.OutlookAchieved || o.Status.Grade != v1alpha1.GradeGreen || *o.Status.KeyResults[0].Value != 12 {
		t.Errorf("outlook %s, grade %s, %+v", o.Status.Outlook, o.Status.Grade, o.Status.KeyResults[0])
	}
	b.Eventually("the events", func() bool {
		events := b.Events(o)
		return events["KeyResultMet"] == 1 && events["ObjectiveAchieved"] == 1
	})
	resource := o.ResourceVersion
	b.Stop()
	b.Start()
	other := b.Objective("other", bench.Reaches("repeat-stays", bench.Asks("stays")))
	b.Create(other)
	b.Measured(other) // by then the restarted manager has looked at all that was there
	b.Refresh(o)
	if o.ResourceVersion != resource {
		t.Error("a restart wrote a status in which nothing changed")
	}
	if events := b.Events(o); events["KeyResultMet"] != 1 || events["ObjectiveAchieved"] != 1 {
		t.Errorf("events after a restart: %v", events)
	}
}

func TestMissedGoalStaysCurrent(t *testing.T) {
	b := newBench(t)
	b.Between("stays", time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC), 4)
	o := b.Objective("over", bench.Reaches("repeat-stays", bench.Asks("stays")))
	o.Spec.Period = v1alpha1.Period{Start: "2026-07-01", End: "2026-09-30"}
	b.Create(o)
	b.Has(o, v1alpha1.ObjectiveConditionOnTrack, isFalse, string(v1alpha1.OutlookMissed))
	if got := kstatusOf(t, o); got != status.CurrentStatus {
		t.Errorf("kstatus = %s, want Current", got)
	}
	if o.Status.Grade != v1alpha1.GradeYellow {
		t.Errorf("grade = %s, want Yellow for a score of 0.4", o.Status.Grade)
	}
}

func TestPeriodVariables(t *testing.T) {
	b := newBench(t)
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	b.Between("stays", start.Add(-time.Hour), start.Add(time.Hour), 2)
	b.Between("stays", bench.Noon.Add(-time.Hour), bench.Noon.Add(time.Hour), 6)
	grown := bench.Reaches("grown", bench.Asks("stays - stays @ $__start"))
	from := v1alpha1.KeyResult{Name: "from-start", Measure: bench.Asks("stays"),
		Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{To: 10, Direction: v1alpha1.DirectionIncrease}}}
	elapsed := bench.Reaches("elapsed", bench.Asks("max_over_time(stays[$__elapsed])"))
	o := b.Objective("guests-belong", grown, from, elapsed)
	b.Create(o)
	b.Measured(o)
	krs := o.Status.KeyResults
	if *krs[0].Value != 4 || *krs[1].Baseline != 2 || *krs[1].Progress != 0.5 || *krs[2].Value != 6 {
		t.Errorf("key results = %+v", krs)
	}
}

func TestEveryConditionCanBeWaitedFor(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 12)
	outcome := b.Outcome("belonging", bench.Shows("recognised", bench.Asks("stays")))
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")))
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	b.Create(outcome, o)
	wait := func(what string, conditions ...string) {
		for _, c := range conditions {
			b.Kubectl("wait", "-n", b.Namespace, "--timeout=30s", "--for=condition="+c, what)
		}
	}
	for _, title := range []string{"first", "an edit that changes nothing in the result"} {
		bench.Edit(b.Bench, o, func(o *v1alpha1.Objective) { o.Spec.Title = title })
		bench.Edit(b.Bench, outcome, func(o *v1alpha1.CustomerOutcome) { o.Spec.Statement = title })
		wait("obj/guests-belong", "Ready", "Measured", "KeyResultsMet=true", "OnTrack=Unknown", "CustomerAligned")
		wait("outcome/belonging", "Ready", "Measured", "Delivered", "Served")
	}
	out := b.Kubectl("get", "goals", "-n", b.Namespace)
	for _, want := range []string{"SCORE", "EXPECTED", "OUTLOOK", "MET", "READY", "ENDS", "DELIVERED", "OBJECTIVES", "PERSONA", "1/1", "2026-12-31"} {
		if !strings.Contains(out, want) {
			t.Errorf("kubectl get goals lacks %s:\n%s", want, out)
		}
	}
}

func TestTheFirstBadKeyResultNamesTheReason(t *testing.T) {
	b := newBench(t)
	b.Series("good", 5)
	var krs []v1alpha1.KeyResult
	for i, query := range []string{"good", "nothing", "good / 0"} {
		krs = append(krs, bench.Reaches(fmt.Sprintf("kr-%d", i), bench.Asks(query)))
	}
	o := b.Objective("guests-belong", krs...)
	b.Create(o)
	b.Has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	if o.Status.KeyResults[2].Reason != v1alpha1.MeasureReasonNotANumber || *o.Status.KeyResults[0].Value != 5 {
		t.Errorf("key results = %+v", o.Status.KeyResults)
	}
}

func TestShareOfTime(t *testing.T) {
	b := newBench(t)
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	b.Between("up", start, bench.Noon.Add(-20*24*time.Hour-time.Second), 1)
	b.Between("up", bench.Noon.Add(-20*24*time.Hour), bench.Noon.Add(2*time.Minute), 0)
	b.Between("up", bench.Noon.Add(2*time.Minute+time.Second), bench.Noon.Add(24*time.Hour), 1)
	kr := bench.Keeps("kiosk", bench.Asks("up"))
	kr.Target.Maintain.Min, kr.Target.Maintain.TimeShare = bench.Ptr(1.0), bench.Ptr(0.8)
	o := b.Objective("rooms-ready", kr)
	b.Create(o)
	b.Measured(o)
	first := *o.Status.KeyResults[0].Progress
	if first < 0.6 || first > 0.65 { // half of the 40.5 days, of the 80 % that are wanted
		t.Errorf("progress = %v, want half of the time / 0.8", first)
	}
	ranges := func() int {
		count := 0
		for _, q := range b.Prometheus.Queries() {
			if history := q.Step == "43200"; strings.HasSuffix(q.Path, "query_range") && !history {
				count++
			}
		}
		return count
	}
	if got := ranges(); got != 1 {
		t.Errorf("%d range queries for one share, want 1", got)
	}
	b.Advance(4 * time.Minute)
	b.Eventually("the value back inside", func() bool {
		b.Refresh(o)
		return *o.Status.KeyResults[0].Value == 1
	})
	b.Advance(4 * time.Minute)
	if got := ranges(); got > 2 {
		t.Errorf("%d range queries after one crossing, want 2 at most", got)
	}
}
