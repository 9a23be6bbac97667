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

// by is a key result on an Indicator; without options its target is reach 0 -> 10.
func by(name, indicator string, options ...option) v1alpha1.KeyResult {
	return keyResultOf(name, numberOf(indicator), options)
}

// numberOf measures an Indicator: "stays", or "co/stays" of another namespace.
func numberOf(indicator string) v1alpha1.Measure {
	ref := v1alpha1.ObjectReference{Name: indicator}
	if namespace, name, cut := strings.Cut(indicator, "/"); cut {
		ref = v1alpha1.ObjectReference{Namespace: namespace, Name: name}
	}
	return v1alpha1.Measure{IndicatorRef: &ref}
}

// define puts an Indicator into a world: "team/stays".
func (c cluster) define(key string, m v1alpha1.Measure) *v1alpha1.Indicator {
	ind := newIndicator("", m)
	ind.Namespace, ind.Name, _ = strings.Cut(key, "/")
	c.indicators[key] = ind
	return ind
}

// live are the questions for a present value.
func live(asked []Question) []Question {
	var found []Question
	for _, q := range asked {
		if q.Step == 0 && q.At.IsZero() {
			found = append(found, q)
		}
	}
	return found
}

func TestWhoRefersAsksTheIndicatorsQuestion(t *testing.T) {
	source := newFeed()
	source.set("q", 4)
	m := asks(" q\n")
	m.Prometheus.Lookback = "26h"
	op := newOperator(t, goal(by("a", "co/stays"), by("b", "co/stays", atLeast(1))), source)
	op.goal.Spec.SourceRef, op.goal.Spec.Interval = &v1alpha1.SourceReference{Name: "own"}, "1h"
	ind := op.world.define("co/stays", m)
	ind.Spec.SourceRef, ind.Spec.Interval = &v1alpha1.SourceReference{Name: "books"}, "1m"
	ind.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
	s := newSteward(t, source, by("c", "co/stays"))
	s.world = op.world
	k := &keeper{t: t, ind: ind, source: source}

	want := Question{Namespace: "co", Source: *ind.Spec.SourceRef, Query: "q", Lookback: 26 * time.Hour, Interval: time.Minute}
	for reason, look := range map[string]func(){
		"objective": func() { op.at("10-05") }, "outcome": func() { s.at("10-05") }, "indicator": func() { k.at("10-05") },
	} {
		source.asked = nil
		look()
		asked := live(source.asked)
		if len(asked) == 0 {
			t.Errorf("%s: nothing is asked", reason)
		}
		for _, q := range asked {
			if q != want {
				t.Errorf("%s asks %+v\nwant %+v", reason, q, want)
			}
		}
	}
	if kr := result(t, &op.goal.Status, "a"); show(kr.Value) != "4" || show(kr.Score) != "0.4" {
		t.Errorf("value %s, score %s", show(kr.Value), show(kr.Score))
	}
}

func TestAnIndicatorGivesItsPast(t *testing.T) {
	source := newFeed()
	source.series["q"] = noisy(2, 0.5, 0.1)
	direct := newOperator(t, goal(prom("a", "q", reachFromStart(10, "Increase")), prom("b", "q", share(4, 0.5), weighs(2))), source)
	op := newOperator(t, goal(by("a", "stays", reachFromStart(10, "Increase")), by("b", "stays", share(4, 0.5), weighs(2))), source)
	op.world.define("team/stays", asks("q"))
	for _, when := range []string{"10-05T12:00", "10-08T12:00", "10-11T01:00"} {
		want, got := *direct.at(when).DeepCopy(), *op.at(when).DeepCopy()
		if kr := got.KeyResults[0]; kr.Baseline == nil || kr.Outlook == v1alpha1.OutlookUnknown {
			t.Errorf("at %s: %+v, want it judged from a baseline by its history", when, kr)
		}
		for _, s := range []*v1alpha1.ObjectiveStatus{&want, &got} {
			s.JudgedHash, s.KeyResults[0].MeasureHash, s.KeyResults[1].MeasureHash = "", "", ""
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("at %s: by way of an indicator it is judged otherwise: -direct +by way:\n%s", when, diff)
		}
	}
}

func TestAnIndicatorOfCheckIns(t *testing.T) {
	entries := []v1alpha1.CheckInEntry{entry("09-30", 2), entry("10-03", 4)}
	zone := "America/Santiago"
	g := goal(by("a", "typed", reachFromStart(10, "Increase")), by("b", "typed", share(3, 0.5)))
	g.Spec.Period.TimeZone = &zone
	op := newOperator(t, g, newFeed())
	op.world.define("team/typed", typed("", entries, freshFor("3d")).Measure)
	status := op.at("10-02T23:59:59")
	a, b := result(t, status, "a"), result(t, status, "b")
	if show(a.Value) != "2" || show(a.Baseline) != "2" || !op.last.Next.Equal(moment("10-03")) {
		t.Errorf("value %s from %s, next %s: want the entry of the day before the start, and the next when its day begins in UTC",
			show(a.Value), show(a.Baseline), op.last.Next)
	}
	if b.Reason != v1alpha1.MeasureReasonUnsupportedResult || !strings.Contains(b.Message, "typed by hand") || b.Score != nil {
		t.Errorf("%+v: nobody knows a share of time of what is typed", b)
	}
	if a = result(t, op.at("10-03"), "a"); show(a.Value) != "4" || show(a.Score) != "0.25" || !strings.Contains(a.Message, "by pace") {
		t.Errorf("%+v, want 4, judged by pace", a)
	}
	if a = result(t, op.at("10-06T00:00:01"), "a"); a.Reason != v1alpha1.MeasureReasonStale || a.Outlook != v1alpha1.OutlookUnknown || show(a.Value) != "4" {
		t.Errorf("%+v, want it stale and so unknown at once", a)
	}
}

func TestACheckInIndicatorThatBeginsLateIsNoBaseline(t *testing.T) {
	for reason, entries := range map[string][]v1alpha1.CheckInEntry{
		"none at the start": {entry("10-03", 4)}, "a stale one": {entry("08-01", 2), entry("10-03", 4)},
	} {
		op := newOperator(t, goal(by("a", "typed", reachFromStart(10, "Increase"))), newFeed())
		op.world.define("team/typed", typed("", entries).Measure)
		if kr := result(t, op.at("10-04"), "a"); kr.Reason != v1alpha1.MeasureReasonNoBaseline || kr.Baseline != nil || show(kr.Value) != "4" {
			t.Errorf("%s: %+v, want a value and no baseline", reason, kr)
		}
	}
}

// kept is what must stand while an indicator is gone.
type kept struct {
	Value, Baseline, Progress string
	Met                       bool
	MetTime                   time.Time
	Outlook                   v1alpha1.Outlook
}

func keptOf(kr v1alpha1.KeyResultStatus) kept {
	return kept{show(kr.Value), show(kr.Baseline), show(kr.Progress), *kr.Met, kr.MetTime.Time, kr.Outlook}
}

func TestADeletedIndicatorIsMissedAndHeals(t *testing.T) {
	source := newFeed()
	source.series["q"] = until("10-02", 2, 10)
	op := newOperator(t, goal(by("a", "stays", reachFromStart(10, "Increase"))), source)
	ind := op.world.define("team/stays", asks("q"))
	op.at("10-03T12:00")
	op.at("10-03T12:30")
	want := keptOf(result(t, &op.goal.Status, "a"))
	if want.Baseline != "2" || !want.Met {
		t.Fatalf("%+v", want)
	}
	writes := 0
	status := func(when string, newWrites int, wantReasons string) v1alpha1.KeyResultStatus {
		t.Helper()
		before := op.writes
		s := op.at(when)
		writes += op.writes - before
		if got := reasons(s.Conditions, "Ready", "Measured", "KeyResultsMet"); got != wantReasons || writes != newWrites {
			t.Errorf("at %s: %s with %d writes, want %s with %d", when, got, writes, wantReasons, newWrites)
		}
		return result(t, s, "a")
	}
	const gone = "Ready=ReferenceNotFound Measured=ReferenceNotFound KeyResultsMet="
	delete(op.world.indicators, "team/stays")
	kr := status("10-03T12:35", 1, gone+"AllMet")
	if diff := cmp.Diff(want, keptOf(kr)); diff != "" || !kr.ObservedTime.Time.Equal(moment("10-03T12:35")) {
		t.Errorf("observed at %s: -before +after:\n%s", kr.ObservedTime, diff)
	}
	if !strings.Contains(kr.Message, "indicator stays not found") || !op.last.Next.Equal(moment("10-03T13:35")) {
		t.Errorf("%q, next %s, want the limit", kr.Message, op.last.Next)
	}
	status("10-03T13:00", 1, gone+"AllMet")
	op.restart()
	status("10-03T13:34:59", 1, gone+"AllMet")
	kr = status("10-03T13:35", 2, gone+"NotMeasured")
	if show(kr.Value) != "10" || kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("at the limit: %+v", kr)
	}
	op.restart()
	status("10-03T15:00", 2, gone+"NotMeasured")
	ind.UID = "another" // of the same name and spec
	op.world.indicators["team/stays"] = ind
	kr = status("10-03T15:05", 3, "Ready=Succeeded Measured=AllMeasured KeyResultsMet=AllMet")
	if diff := cmp.Diff(want, keptOf(kr)); diff != "" {
		t.Errorf("healed: -before +after:\n%s", diff)
	}
}

// TestOthersDoNotPutOffTheLimit: each write of another key result's value once began the limit anew.
func TestOthersDoNotPutOffTheLimit(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(by("a", "stays"), prom("b", "busy")), source)
	op.world.define("team/stays", asks("q"))
	for i := range 10 {
		source.set("busy", float64(i))
		if i == 3 {
			delete(op.world.indicators, "team/stays")
		}
		kr := result(t, op.on(moment("10-05T12:00").Add(time.Duration(i)*10*time.Minute)), "a")
		if unknown := kr.Outlook == v1alpha1.OutlookUnknown; unknown != (i >= 9) {
			t.Errorf("%d minutes after it was gone: %s", 10*(i-3), kr.Outlook)
		}
	}
}

func TestALostIndicatorStaysLostForAnotherReason(t *testing.T) {
	source := newFeed()
	source.set("q", 10)
	op := newOperator(t, goal(by("a", "stays")), source)
	ind := op.world.define("team/stays", asks("q"))
	op.at("10-05T12:00")
	source.down["q"] = unavailable
	op.at("10-05T12:05")
	op.at("10-05T13:05")
	delete(op.world.indicators, "team/stays")
	if kr := result(t, op.at("10-05T13:10"), "a"); kr.Outlook != v1alpha1.OutlookUnknown {
		t.Errorf("%+v: no good value came", kr)
	}
	ind.Spec.Suspend = true
	op.world.indicators["team/stays"] = ind
	if kr := result(t, op.at("10-05T13:15"), "a"); kr.Outlook != v1alpha1.OutlookUnknown || kr.Reason != v1alpha1.MeasureReasonNoData {
		t.Errorf("%+v: no good value came", kr)
	}
}

func TestWhatIsWrongWithAnIndicatorIsItsOwnMatter(t *testing.T) {
	tests := []struct {
		reason string
		happen func(*v1alpha1.Indicator, *feed)
		want   string
		names  string
	}{
		{"its query", func(_ *v1alpha1.Indicator, f *feed) { f.down["secret_query"] = v1alpha1.MeasureReasonInvalidQuery }, "Ready=Succeeded Measured=NoData", "InvalidQuery"},
		{"its source", func(_ *v1alpha1.Indicator, f *feed) { f.down["secret_query"] = v1alpha1.MeasureReasonSourceNotFound }, "Ready=Succeeded Measured=NoData", "SourceNotFound"},
		{"suspended", func(i *v1alpha1.Indicator, _ *feed) { i.Spec.Suspend = true }, "Ready=Succeeded Measured=NoData", "suspended"},
		{"broken", func(i *v1alpha1.Indicator, _ *feed) { i.Spec.Measure = v1alpha1.Measure{} }, "Ready=Succeeded Measured=NoData", "its own status"},
		{"of another", func(i *v1alpha1.Indicator, _ *feed) { i.Spec.Measure = numberOf("secret") }, "Ready=Succeeded Measured=NoData", "its own status"},
		{"of an objective", func(i *v1alpha1.Indicator, _ *feed) { i.Spec.Measure = follows("", "secret").Measure }, "Ready=Succeeded Measured=NoData", "its own status"},
		{"down", func(_ *v1alpha1.Indicator, f *feed) { f.down["secret_query"] = unavailable }, "Ready=Succeeded Measured=SourceUnavailable", "no number"},
		{"several series", func(_ *v1alpha1.Indicator, f *feed) { f.down["secret_query"] = v1alpha1.MeasureReasonMultipleSeries },
			"Ready=Succeeded Measured=MultipleSeries", "no number"},
		{"no longer shared", func(i *v1alpha1.Indicator, _ *feed) { i.Spec.SharedWith = nil }, "Ready=ReferenceNotFound Measured=ReferenceNotFound", "not found"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.complain = "source secret cannot parse secret_query"
			op := newOperator(t, goal(by("a", "co/stays")), source)
			s := newSteward(t, source, by("a", "co/stays"))
			ind := op.world.define("co/stays", asks("secret_query"))
			ind.Spec.SourceRef = &v1alpha1.SourceReference{Name: "secret"}
			ind.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
			s.world = op.world
			tc.happen(ind, source)
			objective, outcome := op.at("10-05"), s.at("10-05")
			kr, shown := objective.KeyResults[0], outcome.Indicators[0]
			for _, got := range []string{reasons(objective.Conditions, "Ready", "Measured"), reasons(outcome.Conditions, "Ready", "Measured")} {
				if got != tc.want {
					t.Errorf("%s, want %s", got, tc.want)
				}
			}
			for _, message := range []string{kr.Message, shown.Message} {
				blocks := tc.want == "Ready=Succeeded Measured=NoData"
				if !strings.Contains(message, "co/stays") || !strings.Contains(message, tc.names) && blocks || blocks && strings.Contains(message, "secret") {
					t.Errorf("message %q, want it to say %q of co/stays, and nothing of its query and source", message, tc.names)
				}
			}
		})
	}
}

func TestHashesOfIndicators(t *testing.T) {
	source := newFeed()
	source.set("q", 4)
	source.set("p", 4)
	op := newOperator(t, goal(by("a", "stays")), source)
	ind := op.world.define("team/stays", asks("q"))
	hashes := func(when string) (measure, judged string) {
		t.Helper()
		status := op.at(when)
		return status.KeyResults[0].MeasureHash, status.JudgedHash
	}
	measure, judged := hashes("10-05")
	for _, tc := range []struct {
		reason string
		change func(*v1alpha1.IndicatorSpec)
		same   bool
	}{
		{"title", func(s *v1alpha1.IndicatorSpec) { s.Title = "x" }, true},
		{"interval", func(s *v1alpha1.IndicatorSpec) { s.Interval = "1h" }, true},
		{"white space", func(s *v1alpha1.IndicatorSpec) { s.Measure.Prometheus.Query = " q\n" }, true},
		{"suspended", func(s *v1alpha1.IndicatorSpec) { s.Suspend = true }, true},
		{"source", func(s *v1alpha1.IndicatorSpec) { s.SourceRef = &v1alpha1.SourceReference{Name: "x"} }, false},
		{"query", func(s *v1alpha1.IndicatorSpec) { s.Measure = asks("p") }, false},
		{"check-ins", func(s *v1alpha1.IndicatorSpec) {
			s.Measure = typed("", []v1alpha1.CheckInEntry{entry("10-01", 4)}).Measure
		}, false},
	} {
		spec := *ind.Spec.DeepCopy()
		tc.change(&ind.Spec)
		gotMeasure, gotJudged := hashes("10-05T00:01")
		if (gotMeasure == measure) != tc.same || gotJudged != judged {
			t.Errorf("%s: measureHash the same %t, want %t; judgedHash the same %t, want it the same", tc.reason, gotMeasure == measure, tc.same, gotJudged == judged)
		}
		ind.Spec = spec
		hashes("10-05T00:02")
	}
	if _, other := hashes("10-05T00:03"); other != judged {
		t.Error("another judgedHash of the same spec")
	}
	op.goal.Spec.KeyResults[0].Measure.IndicatorRef.Namespace = "team"
	if gotMeasure, gotJudged := hashes("10-05T00:04"); gotMeasure != measure || gotJudged != judged {
		t.Error("the own namespace, written out, changes a hash")
	}
	op.goal.Spec.KeyResults[0].Measure.IndicatorRef.Name = "other"
	if gotMeasure, gotJudged := hashes("10-05T00:05"); strings.HasPrefix(measure, gotMeasure) || gotJudged == judged {
		t.Error("another indicator changes no hash")
	}
}

// TestHashesOfOtherMeasuresStand: what was written before there were Indicators is known again.
func TestHashesOfOtherMeasuresStand(t *testing.T) {
	checkIn := typed("b", []v1alpha1.CheckInEntry{entry("10-01", 1)})
	op := newOperator(t, goal(prom("a", "q"), checkIn, follows("c", "other")), newFeed())
	op.scores["other"] = Answer{Value: 0.5}
	want := []string{"72e29241ffb9208e", "6b10177a1cb3f56b", "feb47b24d6ec3df9"}
	for i, kr := range op.at("10-05").KeyResults {
		if kr.MeasureHash != want[i] {
			t.Errorf("%s has the hash %s, want %s", kr.Name, kr.MeasureHash, want[i])
		}
	}
	o := goal(prom("a", "q"), checkIn, follows("c", "other"), prom("d", "p", within(1, 2, 0)),
		prom("e", "r", plan(v1alpha1.PlanPoint{By: "2026-10-05", Share: 0.1})))
	if got := judgedHash(o); got != "2857eb9c841750b8" {
		t.Errorf("judgedHash = %s", got)
	}
}
