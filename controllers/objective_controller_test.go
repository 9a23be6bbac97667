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
	b.series("stays", 4)
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")), reaches("sign-ups", checkedIn("2026-11-09", 10)))
	b.create(o)
	if got := kstatusOf(t, o); got != status.InProgressStatus {
		t.Errorf("kstatus before the first evaluation is %s, want InProgress", got)
	}
	b.measured(o)
	b.has(o, v1alpha1.ObjectiveConditionKeyResultsMet, isFalse, v1alpha1.ObjectiveReasonNotAllMet)
	b.has(o, v1alpha1.ObjectiveConditionOnTrack, isUnknown, v1alpha1.ObjectiveReasonInsufficientData)
	b.has(o, v1alpha1.ObjectiveConditionCustomerAligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
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
	if events := b.events(o); len(events) != 0 {
		t.Errorf("events of a first evaluation: %v, want none", events)
	}
}

func TestAValueShowsWithinAnInterval(t *testing.T) {
	b := newBench(t)
	b.between("stays", noon.Add(-time.Hour), noon, 4)
	b.between("stays", noon.Add(time.Second), noon.Add(time.Hour), 9)
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")))
	b.create(o)
	b.measured(o)
	if value := *o.Status.KeyResults[0].Value; value != 4 {
		t.Fatalf("value = %v, want 4", value)
	}
	b.advance(time.Minute) // one interval
	b.eventually("the new value", func() bool {
		b.refresh(o)
		return *o.Status.KeyResults[0].Value == 9
	})
}

func TestWhatKeepsANumberFromBeingJudged(t *testing.T) {
	b := newBench(t)
	b.series(`many{series="a"}`, 1)
	b.series(`many{series="b"}`, 2)
	b.series("good", 5)
	if err := b.prometheus.AppendHistogram("latency", noon); err != nil {
		t.Fatal(err)
	}
	broken := b.source("locked", b.url)
	broken.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: "nowhere", Key: "token"}}
	refused := b.source("refused", "http://127.0.0.1:1")
	b.create(broken, refused)
	from := func(source, query string) v1alpha1.Measure {
		m := asks(query)
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
		{"empty", asks("nothing"), v1alpha1.MeasureReasonNoData, isTrue, false},
		{"several", asks("many"), v1alpha1.MeasureReasonMultipleSeries, isTrue, false},
		{"nan", asks("good / 0 * 0"), v1alpha1.MeasureReasonNotANumber, isTrue, false},
		{"infinite", asks("good / 0"), v1alpha1.MeasureReasonNotANumber, isTrue, false},
		{"string", asks(`"text"`), v1alpha1.MeasureReasonUnsupportedResult, isTrue, false},
		{"histogram", asks("latency"), v1alpha1.MeasureReasonUnsupportedResult, isTrue, false},
		{"matrix", asks("good[5m]"), v1alpha1.MeasureReasonUnsupportedResult, isTrue, false},
		{"broken", asks("sum(("), v1alpha1.MeasureReasonInvalidQuery, isFalse, true},
		{"no-source", from("elsewhere", "good"), v1alpha1.MeasureReasonSourceNotFound, isFalse, false},
		{"no-secret", from("locked", "good"), v1alpha1.MeasureReasonSourceUnavailable, isTrue, false},
		{"refused", from("refused", "good"), v1alpha1.MeasureReasonSourceUnavailable, isTrue, false},
		{"no-objective", scoreOf("", "elsewhere"), v1alpha1.MeasureReasonReferenceNotFound, isFalse, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := &bench{T: t, namespace: b.namespace, clock: b.clock, prometheus: b.prometheus}
			o := b.objective(tc.name, reaches("bad", tc.measure), keeps("good", asks("good")))
			b.create(o)
			b.has(o, v1alpha1.GoalConditionMeasured, isFalse, string(tc.want))
			want := string(tc.want)
			if tc.ready == isTrue {
				want = v1alpha1.GoalReasonSucceeded
			}
			b.has(o, v1alpha1.GoalConditionReady, tc.ready, want)
			if got := condition(o, v1alpha1.GoalConditionStalled) != nil; got != tc.stalled {
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
	b.has(broken, v1alpha1.MetricSourceConditionReady, isFalse, string(v1alpha1.MetricSourceReasonSecretNotFound))
	b.has(refused, v1alpha1.MetricSourceConditionReady, isFalse, string(v1alpha1.MetricSourceReasonUnreachable))
}

func TestSourcesHeal(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	locked := b.source("locked", b.url)
	locked.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: "token", Key: "token"}}
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")))
	o.Spec.SourceRef = &v1alpha1.SourceReference{Name: "locked"}
	b.create(o)
	b.has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonSourceNotFound))
	b.create(locked)
	b.has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonSourceUnavailable))
	b.create(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.namespace, Name: "token"}, StringData: map[string]string{"token": "canary-token"},
	})
	// The default role reads no Secret of a tenant: it takes the overlay.
	edit(b, locked, func(s *v1alpha1.MetricSource) { s.Spec.Prometheus.Auth = nil })
	b.has(locked, v1alpha1.MetricSourceConditionReady, isTrue, string(v1alpha1.MetricSourceReasonConnected))
	b.hasMoving(time.Second, o, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
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
	b.series("stays", 4)
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")))
	b.create(o)
	b.measured(o)
	edit(b, o, func(o *v1alpha1.Objective) { o.Spec.Suspend = true })
	b.has(o, v1alpha1.GoalConditionSuspended, isTrue, v1alpha1.GoalReasonSuspended)
	b.has(o, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSuspended)
	if o.Status.Score == nil || *o.Status.Score != 0.4 || o.Status.ObservedGeneration != o.Generation {
		t.Errorf("the results did not stay: %+v", o.Status)
	}
	b.prometheus.ResetQueries()
	b.advance(10 * time.Minute)
	other := b.objective("other", reaches("repeat-stays", asks("stays + 1")))
	b.create(other)
	b.measured(other)
	for _, q := range b.prometheus.Queries() {
		if q.Query == "stays" {
			t.Error("a suspended goal was asked")
		}
	}
	edit(b, o, func(o *v1alpha1.Objective) { o.Spec.Suspend = false })
	b.measured(o)
	if condition(o, v1alpha1.GoalConditionSuspended) != nil {
		t.Error("Suspended stays after it was lifted")
	}
}

func TestASlowSourceShowsAsReconciling(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	hang := newHanging(t)
	slow := b.source("slow", hang.url)
	slow.Spec.Prometheus.Timeout = "1h"
	b.create(slow)
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")))
	o.Spec.SourceRef = &v1alpha1.SourceReference{Name: "slow"}
	b.create(o)
	hang.asked(b)
	b.hasMoving(time.Second, o, v1alpha1.GoalConditionReconciling, isTrue, v1alpha1.GoalReasonProgressing)
	b.has(o, v1alpha1.GoalConditionReady, isUnknown, v1alpha1.GoalReasonProgressing)
	if got := kstatusOf(t, o); got != status.InProgressStatus {
		t.Errorf("kstatus = %s, want InProgress", got)
	}
	hang.release()
	b.has(o, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	if condition(o, v1alpha1.GoalConditionReconciling) != nil {
		t.Error("Reconciling stays after the answer")
	}
}

func TestVerdictAndEvents(t *testing.T) {
	b := newBench(t)
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	b.between("stays", noon.Add(-time.Hour), noon.Add(time.Hour), 4)
	b.between("stays", end.Add(-time.Hour), end, 12)
	b.between("stays", end.Add(time.Minute), end.Add(3*time.Hour), 1) // too late to count
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")))
	b.create(o)
	b.measured(o)
	b.clock.SetTime(end.Add(-30 * time.Minute))
	b.hasMoving(time.Second, o, v1alpha1.ObjectiveConditionKeyResultsMet, isTrue, v1alpha1.ObjectiveReasonAllMet)
	if o.Status.Outlook == v1alpha1.OutlookAchieved {
		t.Error("a verdict before the end")
	}
	b.clock.SetTime(end.Add(time.Hour + time.Minute))
	b.hasMoving(time.Second, o, v1alpha1.ObjectiveConditionOnTrack, isTrue, string(v1alpha1.OutlookAchieved))
	if o.Status.Outlook != v1alpha1.OutlookAchieved || o.Status.Grade != v1alpha1.GradeGreen || *o.Status.KeyResults[0].Value != 12 {
		t.Errorf("outlook %s, grade %s, %+v", o.Status.Outlook, o.Status.Grade, o.Status.KeyResults[0])
	}
	b.eventually("the events", func() bool {
		events := b.events(o)
		return events["KeyResultMet"] == 1 && events["ObjectiveAchieved"] == 1
	})
	resource := o.ResourceVersion
	b.stop()
	b.start()
	other := b.objective("other", reaches("repeat-stays", asks("stays")))
	b.create(other)
	b.measured(other) // by then the restarted manager has looked at all that was there
	b.refresh(o)
	if o.ResourceVersion != resource {
		t.Error("a restart wrote a status in which nothing changed")
	}
	if events := b.events(o); events["KeyResultMet"] != 1 || events["ObjectiveAchieved"] != 1 {
		t.Errorf("events after a restart: %v", events)
	}
}

func TestMissedGoalStaysCurrent(t *testing.T) {
	b := newBench(t)
	b.between("stays", time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC), 4)
	o := b.objective("over", reaches("repeat-stays", asks("stays")))
	o.Spec.Period = v1alpha1.Period{Start: "2026-07-01", End: "2026-09-30"}
	b.create(o)
	b.has(o, v1alpha1.ObjectiveConditionOnTrack, isFalse, string(v1alpha1.OutlookMissed))
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
	b.between("stays", start.Add(-time.Hour), start.Add(time.Hour), 2)
	b.between("stays", noon.Add(-time.Hour), noon.Add(time.Hour), 6)
	grown := reaches("grown", asks("stays - stays @ $__start"))
	from := v1alpha1.KeyResult{Name: "from-start", Measure: asks("stays"),
		Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{To: 10, Direction: v1alpha1.DirectionIncrease}}}
	elapsed := reaches("elapsed", asks("max_over_time(stays[$__elapsed])"))
	o := b.objective("guests-belong", grown, from, elapsed)
	b.create(o)
	b.measured(o)
	krs := o.Status.KeyResults
	if *krs[0].Value != 4 || *krs[1].Baseline != 2 || *krs[1].Progress != 0.5 || *krs[2].Value != 6 {
		t.Errorf("key results = %+v", krs)
	}
}

func TestEveryConditionCanBeWaitedFor(t *testing.T) {
	b := newBench(t)
	b.series("stays", 12)
	outcome := b.outcome("belonging", shows("recognised", asks("stays")))
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")))
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	b.create(outcome, o)
	wait := func(what string, conditions ...string) {
		for _, c := range conditions {
			b.kubectl("wait", "-n", b.namespace, "--timeout=30s", "--for=condition="+c, what)
		}
	}
	for _, title := range []string{"first", "an edit that changes nothing in the result"} {
		edit(b, o, func(o *v1alpha1.Objective) { o.Spec.Title = title })
		edit(b, outcome, func(o *v1alpha1.CustomerOutcome) { o.Spec.Statement = title })
		wait("obj/guests-belong", "Ready", "Measured", "KeyResultsMet=true", "OnTrack=Unknown", "CustomerAligned")
		wait("outcome/belonging", "Ready", "Measured", "Delivered", "Served")
	}
	out := b.kubectl("get", "goals", "-n", b.namespace)
	for _, want := range []string{"SCORE", "EXPECTED", "OUTLOOK", "MET", "READY", "ENDS", "DELIVERED", "OBJECTIVES", "PERSONA", "1/1", "2026-12-31"} {
		if !strings.Contains(out, want) {
			t.Errorf("kubectl get goals lacks %s:\n%s", want, out)
		}
	}
}

func TestTheFirstBadKeyResultNamesTheReason(t *testing.T) {
	b := newBench(t)
	b.series("good", 5)
	var krs []v1alpha1.KeyResult
	for i, query := range []string{"good", "nothing", "good / 0"} {
		krs = append(krs, reaches(fmt.Sprintf("kr-%d", i), asks(query)))
	}
	o := b.objective("guests-belong", krs...)
	b.create(o)
	b.has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	if o.Status.KeyResults[2].Reason != v1alpha1.MeasureReasonNotANumber || *o.Status.KeyResults[0].Value != 5 {
		t.Errorf("key results = %+v", o.Status.KeyResults)
	}
}

func TestShareOfTime(t *testing.T) {
	b := newBench(t)
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	b.between("up", start, noon.Add(-20*24*time.Hour-time.Second), 1)
	b.between("up", noon.Add(-20*24*time.Hour), noon.Add(2*time.Minute), 0)
	b.between("up", noon.Add(2*time.Minute+time.Second), noon.Add(24*time.Hour), 1)
	kr := keeps("kiosk", asks("up"))
	kr.Target.Maintain.Min, kr.Target.Maintain.TimeShare = ptr(1.0), ptr(0.8)
	o := b.objective("rooms-ready", kr)
	b.create(o)
	b.measured(o)
	first := *o.Status.KeyResults[0].Progress
	if first < 0.6 || first > 0.65 { // half of the 40.5 days, of the 80 % that are wanted
		t.Errorf("progress = %v, want half of the time / 0.8", first)
	}
	ranges := func() int {
		count := 0
		for _, q := range b.prometheus.Queries() {
			if history := q.Step == "43200"; strings.HasSuffix(q.Path, "query_range") && !history {
				count++
			}
		}
		return count
	}
	if got := ranges(); got != 1 {
		t.Errorf("%d range queries for one share, want 1", got)
	}
	b.advance(4 * time.Minute)
	b.eventually("the value back inside", func() bool {
		b.refresh(o)
		return *o.Status.KeyResults[0].Value == 1
	})
	b.advance(4 * time.Minute)
	if got := ranges(); got > 2 {
		t.Errorf("%d range queries after one crossing, want 2 at most", got)
	}
}
