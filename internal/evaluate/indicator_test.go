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
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// keeper folds evaluations of one indicator over time, as the operator does.
type keeper struct {
	t      rapidT
	ind    *v1alpha1.Indicator
	source *feed
	writes int
	last   evaluated[v1alpha1.IndicatorStatus]
}

// newKeeper keeps an indicator of which more is better.
func newKeeper(t rapidT, source *feed, m v1alpha1.Measure) *keeper {
	ind := newIndicator("stays", m)
	ind.Status.ObservedGeneration = -1
	return &keeper{t: t, ind: ind, source: source}
}

func newIndicator(name string, m v1alpha1.Measure) *v1alpha1.Indicator {
	ind := &v1alpha1.Indicator{Spec: v1alpha1.IndicatorSpec{Title: name, Better: v1alpha1.BetterHigher, Measure: m}}
	ind.Name, ind.Namespace, ind.Generation = name, "team", 1
	return ind
}

// asks is a measure by a query.
func asks(query string) v1alpha1.Measure { return prom("", query).Measure }

func (k *keeper) evaluate() evaluated[v1alpha1.IndicatorStatus] {
	r := Indicator(IndicatorInput{Indicator: k.ind, Now: k.source.now, Ask: k.source.ask})
	return evaluated[v1alpha1.IndicatorStatus]{r.Status, r.Status.Conditions, r.Status.ObservedGeneration, r.Changed, r.Incomplete, r.Next}
}

func (k *keeper) at(when string) *v1alpha1.IndicatorStatus {
	k.t.Helper()
	return k.on(moment(when))
}

func (k *keeper) on(now time.Time) *v1alpha1.IndicatorStatus {
	k.t.Helper()
	k.source.now = now
	k.last = fold(k.t, now, k.ind, &k.ind.Status, k.evaluate)
	if k.last.incomplete {
		return &k.ind.Status
	}
	if k.last.changed {
		k.writes++
	}
	checkConditions(k.t, "Indicator", k.last.conditions, k.ind.Generation)
	if k.last.observed != k.ind.Generation {
		k.t.Errorf("observedGeneration = %d, want %d", k.last.observed, k.ind.Generation)
	}
	return &k.ind.Status
}

func (k *keeper) edit(change func(*v1alpha1.IndicatorSpec)) {
	change(&k.ind.Spec)
	k.ind.Generation++
}

// message of a condition.
func (k *keeper) message(kind string) string {
	return meta.FindStatusCondition(k.ind.Status.Conditions, kind).Message
}

func TestIndicator(t *testing.T) {
	source := newFeed()
	source.set("stays", 4)
	k := newKeeper(t, source, asks("stays"))
	k.ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: 0, Typical: 3, Best: 5}
	status := k.at("10-05T12:00")
	if show(status.Value) != "4" || !status.ObservedTime.Time.Equal(moment("10-05T12:00")) || !status.EvaluatedTime.Time.Equal(moment("10-05T12:00")) {
		t.Errorf("%+v, want 4 as of now", status)
	}
	if got := reasons(status.Conditions, "Ready", "Measured", "Stalled"); got != "Ready=Succeeded Measured=AllMeasured Stalled=" {
		t.Error(got)
	}
	if want := (v1alpha1.BenchmarkStatus{Rank: v1alpha1.BenchmarkAboveTypical, Position: 0.75}); *status.Benchmark != want {
		t.Errorf("benchmark %+v, want %+v", *status.Benchmark, want)
	}
	k.edit(func(s *v1alpha1.IndicatorSpec) { s.Benchmark = nil })
	if status = k.at("10-05T12:01"); status.Benchmark != nil {
		t.Error("the place in a benchmark that is no more")
	}
}

func TestIndicatorWritesNews(t *testing.T) {
	tests := []struct {
		reason      string
		first, then float64
		want        string
	}{
		{"a thousandth is noise", 1000, 1001, "1000"},
		{"over a thousandth is news", 1000, 1001.1, "1001.1"},
		{"and so below", -1000, -1001.1, "-1001.1"},
		{"back to zero", 1, 0, "0"},
		{"beside zero all is news", 0, 1e-6, "0.000001"},
		{"six digits are read, and two decimals", 1, 71234.56789, "71234.57"},
		{"and of small numbers as many", 1, 0.0123456789, "0.0123457"},
		{"cents are written of the largest amounts", 1, 123456789.434, "123456789.43"},
		{"as large as may be", 1, math.MaxFloat64, "1.7976931348623157e+308"},
		{"as small as may be", 1, math.SmallestNonzeroFloat64, "5e-324"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.pasts["q"] = always(1)
			k := newKeeper(t, source, asks("q"))
			source.set("q", tc.first)
			k.at("10-05T12:00")
			source.set("q", tc.then)
			if got := show(k.at("10-05T12:05").Value); got != tc.want {
				t.Errorf("%v after %v is written as %s, want %s", tc.then, tc.first, got, tc.want)
			}
		})
	}
}

func TestRankIsOfTheWrittenValue(t *testing.T) {
	source := newFeed()
	k := newKeeper(t, source, asks("q"))
	k.ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: 0, Typical: 500, Best: 1000}
	for i, tc := range []struct {
		reason   string
		value    float64
		rank     v1alpha1.BenchmarkRank
		position float64
	}{
		{"short of the best", 999.5, v1alpha1.BenchmarkAboveTypical, 0.99},
		{"within noise of what is written, which is short of it", 1000, v1alpha1.BenchmarkAboveTypical, 0.99},
		{"beyond noise", 1001, v1alpha1.BenchmarkBestInClass, 1.01},
		{"far beyond, not clamped", 3000, v1alpha1.BenchmarkBestInClass, 3},
		{"short of the typical is not rounded up to it", 499.9, v1alpha1.BenchmarkBelowTypical, 0.49},
		{"the worst has reached it", 0, v1alpha1.BenchmarkBelowTypical, 0},
		{"not clamped below either", -500, v1alpha1.BenchmarkBelowWorst, -0.5},
	} {
		source.set("q", tc.value)
		got := k.on(moment("10-05T12:00").Add(time.Duration(i) * time.Minute)).Benchmark
		if want := (v1alpha1.BenchmarkStatus{Rank: tc.rank, Position: tc.position}); *got != want {
			t.Errorf("%s: %v of %v: %+v, want %+v", tc.reason, tc.value, show(k.ind.Status.Value), *got, want)
		}
	}
}

func TestIndicatorOfAFailingSource(t *testing.T) {
	source := newFeed()
	source.set("q", 4)
	k := newKeeper(t, source, asks("q"))
	k.ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: 0, Typical: 3, Best: 5}
	k.at("10-05T12:00")
	k.at("10-05T13:00") // nothing to write, but a good answer
	source.down["q"] = unavailable
	status := k.at("10-05T13:05")
	if show(status.Value) != "4" || !status.ObservedTime.Time.Equal(moment("10-05T13:00")) || status.Benchmark == nil {
		t.Errorf("%+v, want the last value as of the last good answer", status)
	}
	if got := reasons(status.Conditions, "Ready", "Measured"); got != "Ready=Succeeded Measured=SourceUnavailable" || k.writes != 2 {
		t.Errorf("%s, %d writes", got, k.writes)
	}
	k.at("10-05T13:30")
	k.at("10-05T14:00") // the limit
	source.restart()
	k.at("10-05T16:00")
	if k.writes != 2 {
		t.Errorf("%d writes while it fails, want none", k.writes-2)
	}
	source.down["q"] = v1alpha1.MeasureReasonInvalidQuery
	if got := reasons(k.at("10-05T16:05").Conditions, "Ready", "Measured", "Stalled"); got != "Ready=InvalidQuery Measured=InvalidQuery Stalled=InvalidQuery" {
		t.Error(got)
	}
	delete(source.down, "q")
	if status = k.at("10-05T16:10"); !meta.IsStatusConditionTrue(status.Conditions, "Measured") || !status.ObservedTime.Time.Equal(moment("10-05T16:10")) {
		t.Errorf("back again: %+v", status)
	}
}

func TestIndicatorWithoutData(t *testing.T) {
	k := newKeeper(t, newFeed(), asks("no_such_metric"))
	k.ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: 0, Typical: 3, Best: 5}
	status := k.at("10-05")
	if status.Value != nil || status.ObservedTime != nil || status.Trend != nil || status.Benchmark != nil {
		t.Errorf("%+v: no data is no number", status)
	}
	if got := reasons(status.Conditions, "Ready", "Measured"); got != "Ready=Succeeded Measured=NoData" {
		t.Error(got)
	}
}

func TestIndicatorOfCheckIns(t *testing.T) {
	m := typed("", []v1alpha1.CheckInEntry{entry("10-05", 4), entry("10-05", 5), entry("10-08", 6)}, freshFor("10d")).Measure
	k := newKeeper(t, newFeed(), m)
	for _, tc := range []struct{ reason, at, value, measured, next string }{
		{"none counts yet", "10-04T23:59:59", "-", "NoData", "10-05"},
		{"the later in the list of two for one day", "10-05", "5", "AllMeasured", "10-06"},
		{"a later day does not count yet", "10-07T23:59:59", "5", "AllMeasured", "10-08"},
		{"its day begins", "10-08", "6", "AllMeasured", "10-09"},
		{"on the last day", "10-17T23:59:59", "6", "AllMeasured", "10-18"},
		{"stale", "10-18", "6", "Stale", "10-19"},
	} {
		status := k.at(tc.at)
		if got := reasonOf(status.Conditions, "Measured"); show(status.Value) != tc.value || got != tc.measured {
			t.Errorf("%s: %s for %s, want %s for %s", tc.reason, show(status.Value), got, tc.value, tc.measured)
		}
		if !k.last.next.Equal(moment(tc.next)) {
			t.Errorf("%s: next at %s, want %s", tc.reason, k.last.next, tc.next)
		}
	}
}

func TestIndicatorWaits(t *testing.T) {
	source := newFeed()
	source.silent["q"] = true
	k := newKeeper(t, source, asks("q"))
	if k.at("10-05"); !k.last.incomplete {
		t.Fatal("judged without an answer")
	}
	k.ind.Status.Conditions = Progressing(k.ind.Status.Conditions, k.ind.Generation, moment("10-05"))
	if got := reasons(k.ind.Status.Conditions, "Ready", "Measured", "Reconciling"); got != "Ready=Progressing Measured=Progressing Reconciling=Progressing" {
		t.Error(got)
	}
	source.silent["q"] = false
	source.set("q", 1)
	if got := reasons(k.at("10-05T01:00").Conditions, "Ready", "Reconciling"); got != "Ready=Succeeded Reconciling=" {
		t.Error(got)
	}
	source.silent["q"] = true
	source.restart()
	if k.at("10-05T02:00"); k.last.incomplete || k.last.changed {
		t.Error("after a restart what is written stands")
	}
}

func TestIndicatorSuspended(t *testing.T) {
	source := newFeed()
	source.series["q"] = days
	k := newKeeper(t, source, asks("q"))
	k.ind.Spec.Suspend = true
	if got := reasons(k.at("10-20").Conditions, "Ready", "Measured", "Suspended"); got != "Ready=Suspended Measured=Progressing Suspended=Suspended" {
		t.Error(got)
	}
	if len(source.asked) != 0 {
		t.Error("asked while suspended")
	}
	k.edit(func(s *v1alpha1.IndicatorSpec) { s.Suspend = false })
	before := *k.at("10-21")
	k.edit(func(s *v1alpha1.IndicatorSpec) { s.Suspend = true })
	after := k.at("10-25")
	if show(after.Value) != show(before.Value) || *after.Trend != *before.Trend || reasonOf(after.Conditions, "Measured") != "AllMeasured" {
		t.Errorf("%+v, want the results of %+v to stay", after, before)
	}
	k.edit(func(s *v1alpha1.IndicatorSpec) { s.Suspend = false })
	if got := reasons(k.at("10-26").Conditions, "Ready", "Suspended"); got != "Ready=Succeeded Suspended=" {
		t.Error(got)
	}
}

func TestIndicatorEdits(t *testing.T) {
	tests := []struct {
		reason       string
		change       func(*v1alpha1.IndicatorSpec)
		value, trend bool // stays while the source fails and the history is not there
	}{
		{"title", func(s *v1alpha1.IndicatorSpec) { s.Title = "x" }, true, true},
		{"the default window, written out", func(s *v1alpha1.IndicatorSpec) { s.TrendWindow = "4w" }, true, true},
		{"the default source, written out", func(s *v1alpha1.IndicatorSpec) { s.SourceRef = &v1alpha1.SourceReference{Name: "default"} }, true, true},
		{"window", func(s *v1alpha1.IndicatorSpec) { s.TrendWindow = "14d" }, true, false},
		{"better", func(s *v1alpha1.IndicatorSpec) { s.Better = v1alpha1.BetterLower }, true, false},
		{"query", func(s *v1alpha1.IndicatorSpec) { s.Measure = asks("p") }, false, false},
		{"source", func(s *v1alpha1.IndicatorSpec) { s.SourceRef = &v1alpha1.SourceReference{Name: "x"} }, false, false},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.series["q"] = days
			k := newKeeper(t, source, asks("q"))
			if k.at("10-20"); k.ind.Status.Trend == nil {
				t.Fatal("no trend")
			}
			source.down["q"], source.down["p"], source.unloaded = unavailable, unavailable, true
			k.edit(tc.change)
			status := k.at("10-20T00:05")
			if (status.Value != nil) != tc.value || (status.Trend != nil) != tc.trend {
				t.Errorf("value %s, trend %+v, want them to stay: %t, %t", show(status.Value), status.Trend, tc.value, tc.trend)
			}
		})
	}
}

func TestIndicatorThatRefersIsInvalid(t *testing.T) {
	ref := &v1alpha1.ObjectReference{Name: "other"}
	for reason, m := range map[string]v1alpha1.Measure{
		"empty": {}, "of another indicator": {IndicatorRef: ref}, "of an objective": {ObjectiveRef: ref},
	} {
		k := newKeeper(t, newFeed(), m)
		status := k.at("10-05")
		if got := reasons(status.Conditions, "Ready", "Measured", "Stalled"); got != "Ready=InvalidSpec Measured=InvalidSpec Stalled=InvalidSpec" {
			t.Errorf("%s: %s", reason, got)
		}
		if !strings.Contains(k.message("Ready"), "use prometheus or checkIn") {
			t.Errorf("%s: %q", reason, k.message("Ready"))
		}
	}
}

func TestReasonsOfAnIndicator(t *testing.T) {
	seen := map[string]bool{}
	for _, trouble := range troubles {
		source := newFeed()
		source.down["q"] = v1alpha1.MeasureReason(trouble)
		gather(seen, newKeeper(t, source, asks("q")).at("10-05").Conditions)
	}
	k := newKeeper(t, newFeed(), typed("", []v1alpha1.CheckInEntry{entry("10-05", 4)}).Measure)
	gather(seen, Progressing(k.ind.Status.Conditions, k.ind.Generation, moment("10-05")))
	for _, day := range []string{"10-05", "12-05"} {
		gather(seen, k.at(day).Conditions)
	}
	k.edit(func(s *v1alpha1.IndicatorSpec) { s.Measure = v1alpha1.Measure{} })
	gather(seen, k.at("12-06").Conditions)
	k.edit(func(s *v1alpha1.IndicatorSpec) { s.Suspend = true })
	gather(seen, k.at("12-06").Conditions)
	if diff := cmp.Diff(documented["Indicator"].every(), sorted(seen)); diff != "" {
		t.Errorf("-documented +seen:\n%s", diff)
	}
}
