/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// What the tests of the value line build with.

// indicator is one of which more is better.
func (b *workbench) indicator(name string, m v1alpha1.Measure) *v1alpha1.Indicator {
	return &v1alpha1.Indicator{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.Namespace, Name: name},
		Spec:       v1alpha1.IndicatorSpec{Title: name, Better: v1alpha1.BetterHigher, Interval: "1m", Measure: m},
	}
}

// exchange tests drivers against lifetime value.
func (b *workbench) exchange(name string, result v1alpha1.Measure, drivers ...v1alpha1.ExchangeDriver) *v1alpha1.ValueExchange {
	return &v1alpha1.ValueExchange{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.Namespace, Name: name},
		Spec: v1alpha1.ValueExchangeSpec{
			Result: v1alpha1.ExchangeResult{Title: "Lifetime value", Measure: result}, Drivers: drivers,
		},
	}
}

// card is a scorecard with levels.
func (b *workbench) card(levels ...v1alpha1.Level) *v1alpha1.Scorecard {
	return &v1alpha1.Scorecard{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.Namespace, Name: "line"},
		Spec:       v1alpha1.ScorecardSpec{Title: "From the mission to the daily work", Mission: "A home away from home.", Interval: "1m", Levels: levels},
	}
}

// numberOf measures an Indicator.
func numberOf(namespace, name string) v1alpha1.Measure {
	return v1alpha1.Measure{IndicatorRef: &v1alpha1.ObjectReference{Namespace: namespace, Name: name}}
}

// daily measures a metric that is written once a day.
func daily(query string) v1alpha1.Measure {
	m := bench.Asks(query)
	m.Prometheus.Lookback = "26h"
	return m
}

func drivenBy(name string, m v1alpha1.Measure) v1alpha1.ExchangeDriver {
	return v1alpha1.ExchangeDriver{Name: name, Measure: &m}
}

// labelled is a level that selects goals by the label level.
func labelled(name string) v1alpha1.Level {
	return v1alpha1.Level{Name: name, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"level": name}}}
}

// day is that of the last midnight of the bench.
const day = 24 * time.Hour

// year writes a sample of a shape for each midnight of the year before bench.Noon.
func (b *workbench) year(name string, shape testlab.Shape) {
	b.Helper()
	midnight := bench.Noon.Truncate(day)
	if err := b.Prometheus.Append(name, testlab.History(midnight.Add(-400*day), midnight, day, shape)...); err != nil {
		b.Fatal(err)
	}
}

// later is a shape that follows another one after a time.
func later(shape testlab.Shape, lag time.Duration) testlab.Shape {
	return func(t time.Time) float64 { return shape(t.Add(-lag)) }
}

// lifetimeValue writes a year in which value follows belonging after 21 days, and nothing follows chatter.
func (b *workbench) lifetimeValue() {
	b.Helper()
	belonging := testlab.Noise(1, 1, day)
	b.year("belonging", testlab.Sum(testlab.Constant(20), belonging))
	b.year("chatter", testlab.Sum(testlab.Constant(20), testlab.Noise(2, 1, day)))
	value := func(t time.Time) float64 {
		return 1500 + 10*later(belonging, 21*day)(t) + testlab.Noise(3, 8, day)(t)
	}
	b.year("value", value)
}

func TestAnIndicatorIsMeasuredOnceForAll(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	ind := b.indicator("stays", bench.Asks("stays"))
	ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: 0, Typical: 3, Best: 5}
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", numberOf("", "stays")))
	outcome := b.Outcome("belonging", bench.Shows("recognised", numberOf("", "stays")))
	b.Create(ind, o, outcome)
	b.Has(ind, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	b.Measured(o)
	b.Has(outcome, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	if *ind.Status.Value != 4 || ind.Status.Benchmark == nil || ind.Status.Benchmark.Rank != v1alpha1.BenchmarkAboveTypical ||
		ind.Status.Benchmark.Position != 0.75 {
		t.Errorf("indicator: value %v, benchmark %+v; want 4, above typical at 0.75", *ind.Status.Value, ind.Status.Benchmark)
	}
	before := b.instants("stays")
	b.Advance(3 * time.Minute)
	b.Eventually("the queries of three intervals", func() bool { return b.instants("stays")-before >= 3 })
	b.Eventually("a quiet queue", quiet(t))
	if got := b.instants("stays") - before; got != 3 {
		t.Errorf("%d queries in three intervals of one minute, want 3 for the three who look at the number", got)
	}
	table := b.Kubectl("get", "ind", "-n", b.Namespace)
	for _, want := range []string{"VALUE", "UNIT", "TREND", "RANK", "READY", "AGE", "AboveTypical"} {
		if !strings.Contains(table, want) {
			t.Errorf("kubectl get shows no %s:\n%s", want, table)
		}
	}
}

// instants counts the queries for the present value.
func (b *workbench) instants(query string) int {
	count := 0
	for _, q := range b.Prometheus.Queries() {
		if q.Query == query && q.Step == "" {
			count++
		}
	}
	return count
}

func TestADeletedIndicatorIsMissedAndHeals(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	ind := b.indicator("stays", bench.Asks("stays"))
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", numberOf("", "stays")))
	outcome := b.Outcome("belonging", bench.Shows("recognised", numberOf("", "stays")))
	vx := b.exchange("pays", daily("value"), drivenBy("stays", numberOf("", "stays")))
	card := b.card(labelled("profit"))
	card.Spec.NorthStar = &v1alpha1.NorthStar{Measure: numberOf("", "stays"), Target: bench.Shows("", v1alpha1.Measure{}).Target}
	b.Create(o, outcome, vx, card)
	missing := string(v1alpha1.MeasureReasonReferenceNotFound)
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, missing)
	b.Has(outcome, v1alpha1.GoalConditionReady, isFalse, missing)
	b.Has(vx, v1alpha1.GoalConditionReady, isFalse, missing)
	b.Has(card, v1alpha1.GoalConditionReady, isFalse, missing)
	b.Create(ind)
	b.Measured(o)
	b.Has(outcome, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	b.Has(vx, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	b.Has(card, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	b.Delete(ind)
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, missing)
	if kr := o.Status.KeyResults[0]; kr.Value == nil || *kr.Value != 4 {
		t.Errorf("value = %v, want the last good one, 4", kr.Value)
	}
	b.Create(b.indicator("stays", bench.Asks("stays")))
	b.Measured(o)
}

func TestWhatIsWrongWithAnIndicatorIsItsOwnMatter(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	ind := b.indicator("stays", bench.Asks("sum(stays"))
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", numberOf("", "stays")))
	b.Create(ind, o)
	b.Has(ind, v1alpha1.GoalConditionStalled, isTrue, string(v1alpha1.MeasureReasonInvalidQuery))
	b.Has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	b.Has(o, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	if message := bench.Condition(o, v1alpha1.GoalConditionMeasured).Message; strings.Contains(message, "sum") {
		t.Errorf("the objective's message shows the indicator's query: %s", message)
	}
	bench.Edit(b.Bench, ind, func(i *v1alpha1.Indicator) { i.Spec.Measure = bench.Asks("sum(stays)") })
	b.Measured(o)
	bench.Edit(b.Bench, ind, func(i *v1alpha1.Indicator) { i.Spec.Suspend = true })
	b.Has(ind, v1alpha1.GoalConditionSuspended, isTrue, v1alpha1.GoalReasonSuspended)
	b.Has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
}

func TestIndicatorOfAnotherNamespace(t *testing.T) {
	const company = "indicator-company"
	b := newBench(t, company)
	b.Series("stays", 4)
	source := b.Source("default", b.URL)
	source.Namespace = company
	ind := b.indicator("stays", bench.Asks("stays"))
	ind.Namespace = company
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", numberOf(company, "stays")))
	b.Create(ind, o)
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	bench.Edit(b.Bench, ind, func(i *v1alpha1.Indicator) { i.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll} })
	b.Has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData)) // its namespace has no source
	b.Create(source)
	b.Measured(o)
	bench.Edit(b.Bench, ind, func(i *v1alpha1.Indicator) { i.Spec.SharedWith = nil })
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
}

func TestATrendIsSeen(t *testing.T) {
	b := newBench(t)
	for name, last := range map[string]float64{"rising": 90, "falling": 10} {
		b.year(name, testlab.Ramp(bench.Noon.Add(-40*day), bench.Noon, 50, last))
	}
	up, down, still := b.indicator("up", daily("rising")), b.indicator("down", daily("falling")), b.indicator("still", daily("vector(3)"))
	wait := b.indicator("wait", daily("falling"))
	wait.Spec.Better = v1alpha1.BetterLower
	b.Create(up, down, still, wait)
	for ind, want := range map[*v1alpha1.Indicator]v1alpha1.TrendDirection{
		up: v1alpha1.TrendImproving, down: v1alpha1.TrendWorsening, still: v1alpha1.TrendFlat, wait: v1alpha1.TrendImproving,
	} {
		b.Moving("a trend of "+ind.Name, 10*time.Second, func() bool { b.Refresh(ind); return ind.Status.Trend != nil })
		if got := ind.Status.Trend.Direction; got != want {
			t.Errorf("%s is %s (%v a day), want %s", ind.Name, got, ind.Status.Trend.PerDay, want)
		}
	}
	if got := up.Status.Trend.PerDay; got < 0.99 || got > 1.01 {
		t.Errorf("up rises by %v a day, want 1", got)
	}
}

func TestEvidenceIsFoundAndTold(t *testing.T) {
	b := newBench(t)
	b.lifetimeValue()
	outcome := b.Outcome("belonging", bench.Shows("felt", daily("belonging")))
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", daily("belonging")))
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	clv := b.indicator("clv", daily("value"))
	vx := b.exchange("belonging-pays", numberOf("", "clv"), drivenBy("chatter", daily("chatter")), v1alpha1.ExchangeDriver{
		Name: "belonging", Expected: v1alpha1.DirectionIncrease,
		OutcomeRef: &v1alpha1.OutcomeIndicatorReference{ObjectReference: v1alpha1.ObjectReference{Name: "belonging"}, Indicator: "felt"},
	})
	b.Create(outcome, o, clv, vx)
	b.HasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isTrue, v1alpha1.ValueExchangeReasonEvidenceFound)
	chatter, belonging := vx.Status.Drivers[0], vx.Status.Drivers[1]
	if chatter.Verdict != v1alpha1.ExchangeNotSupported || belonging.Verdict != v1alpha1.ExchangeSupported || belonging.Lag != "21d" {
		t.Errorf("chatter %+v\nbelonging %+v\nwant belonging alone, after 21 days", chatter, belonging)
	}
	if !strings.Contains(belonging.Message, "21 days later, by a higher Lifetime value") || !strings.Contains(belonging.Message, "not proof of cause") {
		t.Errorf("message = %q", belonging.Message)
	}
	b.Eventually("the outcome to show it", func() bool { b.Refresh(outcome); return len(outcome.Status.Evidence) == 1 })
	if want := (v1alpha1.OutcomeEvidence{ValueExchange: "belonging-pays", Driver: "belonging", Result: "Lifetime value"}); outcome.Status.Evidence[0] != want {
		t.Errorf("evidence = %+v, want %+v", outcome.Status.Evidence[0], want)
	}
	b.Eventually("the objective to say it", func() bool {
		b.Refresh(o)
		c := bench.Condition(o, aligned)
		return c != nil && strings.Contains(c.Message, "Lifetime value follows belonging")
	})
	if table := b.Kubectl("get", "outcome", "-n", b.Namespace, "-o", "wide"); !strings.Contains(table, "EVIDENCE") || !strings.Contains(table, "Lifetime value") {
		t.Errorf("the outcome's table shows no evidence:\n%s", table)
	}
	if table := b.Kubectl("get", "vx", "-n", b.Namespace); !strings.Contains(table, "Lifetime value") || !strings.Contains(table, `["belonging"]`) {
		t.Errorf("the exchange's table:\n%s", table)
	}
	b.Delete(vx)
	b.Eventually("the evidence to be gone", func() bool {
		b.Refresh(o)
		b.Refresh(outcome)
		return len(outcome.Status.Evidence) == 0 && !strings.Contains(bench.Condition(o, aligned).Message, "Lifetime value")
	})
}

func TestAnExchangeIsTestedOnceADay(t *testing.T) {
	b := newBench(t)
	b.lifetimeValue()
	vx := b.exchange("pays", daily("value"), drivenBy("chatter", daily("chatter")))
	b.Create(vx)
	b.HasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isFalse, v1alpha1.ValueExchangeReasonNoEvidence)
	asked := len(b.Prometheus.Queries())
	b.Stop()
	b.Start() // what stands, stands
	b.Moving("the histories to be asked again", time.Minute, func() bool { return b.ranges() >= 4 })
	if written := vx.ResourceVersion; written != b.version(vx) {
		t.Errorf("a restart wrote the exchange anew, after %d queries", asked)
	}
	if events := b.Events(vx); len(events) > 0 {
		t.Errorf("events %v, want none: nothing changed", events)
	}
}

// ranges counts the queries for a history.
func (b *workbench) ranges() int {
	count := 0
	for _, q := range b.Prometheus.Queries() {
		if q.Step != "" {
			count++
		}
	}
	return count
}

func (b *workbench) version(vx *v1alpha1.ValueExchange) string {
	b.Refresh(vx)
	return vx.ResourceVersion
}

func TestEvidenceThatIsFoundIsAnEvent(t *testing.T) {
	b := newBench(t)
	b.lifetimeValue()
	vx := b.exchange("pays", daily("value"), drivenBy("belonging", daily("no_such_metric")))
	b.Create(vx)
	b.HasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isUnknown, v1alpha1.ValueExchangeReasonInsufficientData)
	b.Has(vx, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	bench.Edit(b.Bench, vx, func(vx *v1alpha1.ValueExchange) {
		vx.Spec.Drivers = []v1alpha1.ExchangeDriver{drivenBy("belonging", daily("chatter"))}
	})
	b.HasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isFalse, v1alpha1.ValueExchangeReasonNoEvidence)
	bench.Edit(b.Bench, vx, func(vx *v1alpha1.ValueExchange) {
		vx.Spec.Drivers = []v1alpha1.ExchangeDriver{drivenBy("belonging", daily("belonging"))}
	})
	b.HasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isTrue, v1alpha1.ValueExchangeReasonEvidenceFound)
	b.Eventually("the event", func() bool { return b.Events(vx)[telemetry.ReasonEvidenceFound] == 1 })
}

func TestScorecard(t *testing.T) {
	const away = "scorecard-away"
	b := newBench(t, away)
	b.Series("stays", 4)
	outcome := b.Outcome("belonging", bench.Shows("felt", bench.Asks("stays")))
	outcome.Labels = map[string]string{"level": "customer"}
	served := b.Objective("served", bench.Keeps("stays", bench.Asks("stays")))
	served.Labels = map[string]string{"level": "daily"}
	served.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	private := b.Objective("private", bench.Reaches("stays", bench.Asks("stays")))
	private.Namespace, private.Labels = away, map[string]string{"level": "daily"}
	private.Spec.KeyResults[0].Measure = bench.CheckedIn("2026-11-09", 10)
	card := b.card(labelled("customer"), labelled("daily"), labelled("empty"))
	card.Spec.Levels[1].Namespaces = &v1alpha1.LevelNamespaces{From: v1alpha1.ShareFromAll}
	card.Spec.Levels[2].Refs = []v1alpha1.GoalReference{{Kind: v1alpha1.GoalKindObjective, ObjectReference: v1alpha1.ObjectReference{Name: "no-such"}}}
	b.Create(outcome, served, private, card)
	const levelled = v1alpha1.ScorecardConditionCustomerAligned
	b.Has(card, levelled, isTrue, v1alpha1.ScorecardReasonAllAligned)
	if got := card.Status.Levels[1].Objectives; got != 1 {
		t.Errorf("%d objectives on the daily level, want 1: the other does not share", got)
	}
	if got := card.Status.Levels[2].Message; !strings.Contains(got, "Objective no-such") {
		t.Errorf("message of the empty level = %q", got)
	}
	bench.Edit(b.Bench, private, func(o *v1alpha1.Objective) { o.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll} })
	b.Has(card, levelled, isFalse, v1alpha1.ScorecardReasonNotAllAligned)
	if message := bench.Condition(card, levelled).Message; !strings.Contains(message, away+"/private") {
		t.Errorf("message = %q, want the objective that serves nobody", message)
	}
	b.Eventually("the score of the met goal to count", func() bool {
		b.Refresh(card)
		l := card.Status.Levels[1]
		return l.Score != nil && *l.Score == 0.5 && l.ObjectivesMet == "1/2"
	})
	bench.Edit(b.Bench, private, func(o *v1alpha1.Objective) { o.Labels = nil })
	b.Has(card, levelled, isTrue, v1alpha1.ScorecardReasonAllAligned)
	table := b.Kubectl("get", "card", "-n", b.Namespace)
	for _, want := range []string{"SCORE", "OUTLOOK", "LEVELS", "READY", "AGE"} {
		if !strings.Contains(table, want) {
			t.Errorf("kubectl get shows no %s:\n%s", want, table)
		}
	}
}
