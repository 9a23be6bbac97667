/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// today is the day whose bench.Noon it is when a bench starts: a period of one day has a point every 10 minutes, which counts
// 5 minutes later.
var today = bench.Noon.Add(-12 * time.Hour)

// shape appends a series from a day before today to a day after it, every minute.
func (b *workbench) shape(name string, shape testlab.Shape) {
	b.Helper()
	samples := testlab.History(today.Add(-24*time.Hour), today.Add(48*time.Hour), time.Minute, shape)
	if err := b.Prometheus.Append(name, samples...); err != nil {
		b.Fatal(err)
	}
}

// today is an objective of that day alone.
func (b *workbench) today(name string, keyResults ...v1alpha1.KeyResult) *v1alpha1.Objective {
	o := b.Objective(name, keyResults...)
	o.Spec.Period = v1alpha1.Period{Start: "2026-11-10", End: "2026-11-10"}
	return o
}

// atLeast is a key result of at least so much.
func atLeast(name, query string, min float64) v1alpha1.KeyResult {
	kr := bench.Keeps(name, bench.Asks(query))
	kr.Target.Maintain.Min = &min
	return kr
}

// swinging is noise with a standard deviation of 1 around 10.
func swinging(seed uint64) testlab.Shape {
	return testlab.Sum(testlab.Constant(10), testlab.Noise(seed, 1, 5*time.Minute))
}

// judged polls until an objective's outlook is this one.
func (b *workbench) judged(o *v1alpha1.Objective, want v1alpha1.Outlook) {
	b.Helper()
	b.Eventually(fmt.Sprintf("%s to be %s", o.Name, want), func() bool {
		b.Refresh(o)
		return o.Status.Outlook == want && o.Status.ObservedGeneration == o.Generation
	})
}

func TestOutlooks(t *testing.T) {
	b := newBench(t)
	b.shape("rising", testlab.Sum(testlab.Ramp(today, today.Add(24*time.Hour), 0, 15), testlab.Noise(1, 0.2, 5*time.Minute)))
	b.shape("still", testlab.Constant(0))
	b.shape("swinging", swinging(2))
	b.Series("young", 9)
	tests := []struct {
		name      string
		kr        v1alpha1.KeyResult
		want      v1alpha1.Outlook
		low, high float64
		says      string
	}{
		{"on-track", bench.Reaches("sign-ups", bench.Asks("rising")), v1alpha1.OutlookOnTrack, 0.8, 1, " of 10 forecast for 10 November; "},
		{"at-risk", atLeast("calm", "swinging", 10.7), v1alpha1.OutlookAtRisk, 0.15, 0.4, "at least 10.7 wanted; about 1 in "},
		{"off-track", bench.Reaches("sign-ups", bench.Asks("still")), v1alpha1.OutlookOffTrack, 0, 0.1, "0 of 0 expected by today; 0 of 10 forecast for 10 November"},
	}
	for _, tc := range tests {
		o := b.today(tc.name, tc.kr)
		b.Create(o)
		b.judged(o, tc.want)
		kr := o.Status.KeyResults[0]
		if kr.Outlook != tc.want || kr.Probability == nil || *kr.Probability < tc.low || *kr.Probability > tc.high || kr.Forecast == nil {
			t.Errorf("%s: %+v, want a probability from %v to %v", tc.name, kr, tc.low, tc.high)
		}
		if !strings.Contains(kr.Message, tc.says) || !strings.HasSuffix(kr.Message, " to make it") {
			t.Errorf("%s: message %q, want it to say %q", tc.name, kr.Message, tc.says)
		}
		if events := b.Events(o); len(events) != 0 {
			t.Errorf("%s: events %v, though the outlook only completes the first evaluation", tc.name, events)
		}
		b.Kubectl("wait", "-n", b.Namespace, "--timeout=30s", "--for=jsonpath={.status.outlook}="+string(tc.want), "obj/"+tc.name)
	}
	over := b.today("achieved", bench.Reaches("sign-ups", bench.Asks("rising + 20")))
	over.Spec.Period = v1alpha1.Period{Start: "2026-11-09", End: "2026-11-09"}
	unknown := b.today("unknown", bench.Reaches("sign-ups", bench.Asks("young")))
	unknown.Spec.Period.Start = "2026-10-01"
	b.Create(over, unknown)
	b.judged(over, v1alpha1.OutlookAchieved)
	if over.Status.Probability != nil {
		t.Errorf("probability %v after the verdict", *over.Status.Probability)
	}
	b.Has(unknown, v1alpha1.ObjectiveConditionOnTrack, isUnknown, v1alpha1.ObjectiveReasonInsufficientData)
	b.Eventually("the reason", func() bool {
		b.Refresh(unknown)
		return unknown.Status.KeyResults[0].Reason == v1alpha1.MeasureReasonInsufficientData
	})
	if kr := unknown.Status.KeyResults[0]; !strings.Contains(kr.Message, " of the 8 points of history") {
		t.Errorf("message %q", kr.Message)
	}
	if out := b.Kubectl("get", "obj", "-n", b.Namespace); !strings.Contains(out, "PROBABILITY") {
		t.Errorf("kubectl get obj lacks PROBABILITY:\n%s", out)
	}
}

// probability bisects for a bound at which a key result's probability is between two others, by editing the goal.
func (b *workbench) probability(o *v1alpha1.Objective, low, high float64) {
	b.Helper()
	least, most := 5.0, 15.0
	for range 30 {
		bound := (least + most) / 2
		bench.Edit(b.Bench, o, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Target.Maintain.Min = &bound })
		b.Eventually("the edit to be judged", func() bool {
			b.Refresh(o)
			return o.Status.ObservedGeneration == o.Generation && o.Status.Probability != nil
		})
		switch p := *o.Status.KeyResults[0].Probability; {
		case p <= low:
			most = bound
		case p >= high:
			least = bound
		default:
			return
		}
	}
	b.Fatalf("no bound with a probability between %v and %v", low, high)
}

// TestARestartKeepsTheOutlook restarts the manager while an outlook holds only because it stood.
func TestARestartKeepsTheOutlook(t *testing.T) {
	b := newBench(t)
	b.shape("swinging", swinging(3))
	o := b.today("calm", atLeast("calm", "swinging - 0", 10))
	b.Create(o)
	b.probability(o, 0.32, 0.38)
	if o.Status.Outlook != v1alpha1.OutlookAtRisk {
		t.Fatalf("entered at a probability of %v: %s", *o.Status.Probability, o.Status.Outlook)
	}
	b.Stop()
	onTrack := o.DeepCopy() // as if it had come down to there
	onTrack.Status.Outlook, onTrack.Status.KeyResults[0].Outlook = v1alpha1.OutlookOnTrack, v1alpha1.OutlookOnTrack
	for i, c := range onTrack.Status.Conditions {
		if c.Type == v1alpha1.ObjectiveConditionOnTrack {
			onTrack.Status.Conditions[i].Status, onTrack.Status.Conditions[i].Reason = isTrue, "OnTrack"
		}
	}
	if err := site.Admin.Status().Patch(b.Context(), onTrack, client.MergeFrom(o)); err != nil {
		t.Fatal(err)
	}
	told := b.Events(o)
	b.Prometheus.ResetQueries()
	b.Start()
	b.Moving("the history to be asked for again", 10*time.Second, func() bool { return b.histories("swinging") > 0 })
	b.Advance(6 * time.Minute) // over the time at which another point counts
	b.Eventually("a quiet queue", quiet(t))
	b.Refresh(o)
	kr, was := o.Status.KeyResults[0], onTrack.Status.KeyResults[0]
	if o.Status.Outlook != v1alpha1.OutlookOnTrack || kr.Outlook != v1alpha1.OutlookOnTrack {
		t.Errorf("outlook %s and %s, want that it holds", o.Status.Outlook, kr.Outlook)
	}
	if diff := cmp.Diff(was.Forecast, kr.Forecast); diff != "" || *was.Probability != *kr.Probability {
		t.Errorf("the forecast moved by a restart: %s", diff)
	}
	for _, reason := range []string{"WentOffTrack", "BackOnTrack", "MeasurementLost", "MeasurementRestored"} {
		if got := b.Events(o)[reason]; got != told[reason] {
			t.Errorf("%d events %s after a restart, %d before", got, reason, told[reason])
		}
	}
}

// histories counts the questions for a past that begin so.
func (b *workbench) histories(beginning string) int {
	count := 0
	for _, q := range b.Prometheus.Queries() {
		if strings.HasPrefix(q.Query, beginning) && strings.HasSuffix(q.Path, "query_range") {
			count++
		}
	}
	return count
}

func TestARestartWithHistoriesWritesNothing(t *testing.T) {
	b := newBench(t)
	b.shape("still", testlab.Constant(4))
	o := b.today("guests-belong", bench.Reaches("repeat-stays", bench.Asks("still")))
	b.Create(o)
	b.judged(o, v1alpha1.OutlookOffTrack)
	resource := o.ResourceVersion
	b.Stop()
	b.Prometheus.ResetQueries()
	b.Start()
	b.Moving("the history to be asked for again", 10*time.Second, func() bool { return b.histories("still") > 0 })
	b.Advance(time.Minute)
	b.Eventually("a quiet queue", quiet(t))
	if b.Refresh(o); o.ResourceVersion != resource {
		t.Errorf("a restart wrote a status in which nothing changed: %+v", o.Status)
	}
}

// TestAnEditDoesNotFlicker watches each status that is written while a measure is edited.
func TestAnEditDoesNotFlicker(t *testing.T) {
	b := newBench(t)
	b.shape("rising", testlab.Ramp(today, today.Add(24*time.Hour), 0, 15))
	o := b.today("guests-belong", bench.Reaches("repeat-stays", bench.Asks("rising")))
	b.Create(o)
	b.judged(o, v1alpha1.OutlookOnTrack)
	watching, err := client.NewWithWatch(site.Plane.Config(), client.Options{Scheme: bench.Scheme()})
	if err != nil {
		t.Fatal(err)
	}
	var list v1alpha1.ObjectiveList
	changes, err := watching.Watch(b.Context(), &list, client.InNamespace(b.Namespace), &client.ListOptions{Raw: &metav1.ListOptions{ResourceVersion: o.ResourceVersion}})
	if err != nil {
		t.Fatal(err)
	}
	defer changes.Stop()
	for i := range 5 {
		bench.Edit(b.Bench, o, func(o *v1alpha1.Objective) {
			o.Spec.KeyResults[0].Measure.Prometheus.Query = fmt.Sprintf("rising + 0.0%d", i+1)
		})
		b.follow(changes, o.Generation)
	}
	if events := b.Events(o); len(events) != 0 {
		t.Errorf("events of edits that change nothing: %v", events)
	}
}

// follow reads changes until a generation was evaluated; none of them may be without an outlook.
func (b *workbench) follow(changes watch.Interface, generation int64) {
	b.Helper()
	deadline := time.After(bench.Patience)
	for {
		select {
		case change := <-changes.ResultChan():
			o, ok := change.Object.(*v1alpha1.Objective)
			if !ok {
				b.Fatalf("the watch gave %T", change.Object)
			}
			if o.Status.Outlook != v1alpha1.OutlookOnTrack || o.Status.KeyResults[0].Outlook != v1alpha1.OutlookOnTrack {
				b.Errorf("generation %d flickers: outlook %s of generation %d", o.Generation, o.Status.Outlook, o.Status.ObservedGeneration)
			}
			if o.Status.ObservedGeneration == generation {
				return
			}
		case <-deadline:
			b.Fatalf("generation %d was not evaluated\n%s", generation, b.Dump())
		}
	}
}

// TestForecastIsWrittenOnceADay lets a noisy value be written again and again, and its forecast at midnight.
func TestForecastIsWrittenOnceADay(t *testing.T) {
	b := newBench(t)
	b.shape("swinging", swinging(4))
	o := b.today("calm", atLeast("calm", "swinging", 9))
	o.Spec.Period.End = "2026-11-11"
	b.Create(o)
	b.judged(o, v1alpha1.OutlookOnTrack)
	first := o.DeepCopy()
	b.Advance(25 * time.Minute) // several values, and one point of the history at least
	b.Eventually("a quiet queue", quiet(t))
	b.Refresh(o)
	if *o.Status.KeyResults[0].Value == *first.Status.KeyResults[0].Value || o.Status.Outlook != first.Status.Outlook {
		t.Fatalf("value %v, outlook %s: want other values and the same outlook", *o.Status.KeyResults[0].Value, o.Status.Outlook)
	}
	if diff := cmp.Diff(first.Status.KeyResults[0].Forecast, o.Status.KeyResults[0].Forecast); diff != "" || *first.Status.Probability != *o.Status.Probability {
		t.Errorf("the forecast moved between midnights: %s", diff)
	}
	b.Clock.SetTime(today.Add(24*time.Hour - 5*time.Minute))
	b.Moving("midnight's forecast", 5*time.Second, func() bool {
		b.Refresh(o)
		return !cmp.Equal(first.Status.KeyResults[0].Forecast, o.Status.KeyResults[0].Forecast)
	})
	if now := b.Clock.Now(); now.Before(today.Add(24 * time.Hour)) {
		t.Errorf("it moved at %s already", now)
	}
}

// TestANewPointOfAStandingMetricWritesNothing counts what a new point of the history costs.
func TestANewPointOfAStandingMetricWritesNothing(t *testing.T) {
	const many = 100
	b := newBench(t)
	b.shape("still", testlab.Constant(4))
	var last *v1alpha1.Objective
	for i := range many {
		last = b.today(fmt.Sprintf("goal-%d", i), bench.Reaches("repeat-stays", bench.Asks(fmt.Sprintf("still + 0 * %d", i))))
		b.Create(last)
	}
	b.Eventually("all goals judged", func() bool {
		var list v1alpha1.ObjectiveList
		if err := site.Admin.List(b.Context(), &list, client.InNamespace(b.Namespace)); err != nil {
			return false
		}
		count := 0
		for _, o := range list.Items {
			if o.Status.Outlook == v1alpha1.OutlookOffTrack {
				count++
			}
		}
		return count == many
	})
	b.Advance(6 * time.Minute) // the first polls at their own phases, and the point of bench.Noon
	b.Eventually("a quiet queue", quiet(t))
	b.Prometheus.ResetQueries()
	before, written := reconciles(t), b.writes()
	b.Advance(9*time.Minute - 10*time.Second) // ten past is a point, and counts from a quarter past on
	b.Eventually("the last answers", still(func() float64 { return float64(b.Prometheus.QueryCount()) }))
	if got := reconciles(t) - before; got != 0 {
		t.Errorf("%v reconciles for answers that came in time", got)
	}
	inTime := b.histories("still")
	b.Advance(20 * time.Second)
	b.Eventually("a quiet queue", quiet(t))
	if got := b.histories("still"); got != many || inTime < many*9/10 {
		t.Errorf("%d questions for a new point, %d of them in time, want %d", got, inTime, many)
	}
	// Those that are asked in the clock's last step before the point counts are late, and wake once more.
	if got := int(reconciles(t) - before); got == 0 || got > many+many-inTime {
		t.Errorf("%d reconciles for a new point of %d goals", got, many)
	}
	if got := b.writes() - written; got != 0 {
		t.Errorf("%d writes while nothing changed", got)
	}
}

func TestVerdictsAreCountedBesideTheirForecasts(t *testing.T) {
	b := newBench(t)
	b.shape("rising", testlab.Ramp(today, today.Add(24*time.Hour), 0, 15))
	o := b.today("guests-belong", bench.Reaches("repeat-stays", bench.Asks("rising")), bench.Reaches("sign-ups", bench.CheckedIn("2026-11-10", 10)))
	b.Create(o)
	b.judged(o, v1alpha1.OutlookOnTrack)
	b.Clock.SetTime(today.Add(25*time.Hour + time.Minute))
	b.Moving("the verdict", time.Second, func() bool {
		b.Refresh(o)
		return o.Status.Outlook == v1alpha1.OutlookAchieved
	})
	b.Stop()
	b.Start()
	other := b.today("other", bench.Reaches("repeat-stays", bench.Asks("rising")))
	b.Create(other)
	b.judged(other, v1alpha1.OutlookAchieved) // by then the restarted manager has looked at all that was there
	registry := prometheus.NewRegistry()
	registry.MustRegister(b.Calibration)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, metric := range families[0].GetMetric() {
		want := uint64(0)
		if metric.GetLabel()[0].GetValue() == "succeeded" {
			want = 1
		}
		if got := metric.GetHistogram().GetSampleCount(); got != want {
			t.Errorf("%d forecasts that %s, want %d", got, metric.GetLabel()[0].GetValue(), want)
		}
	}
}
