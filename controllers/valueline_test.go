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
)

// What the tests of the value line build with.

// indicator is one of which more is better.
func (b *bench) indicator(name string, m v1alpha1.Measure) *v1alpha1.Indicator {
	return &v1alpha1.Indicator{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.namespace, Name: name},
		Spec:       v1alpha1.IndicatorSpec{Title: name, Better: v1alpha1.BetterHigher, Interval: "1m", Measure: m},
	}
}

// exchange tests drivers against lifetime value.
func (b *bench) exchange(name string, result v1alpha1.Measure, drivers ...v1alpha1.ExchangeDriver) *v1alpha1.ValueExchange {
	return &v1alpha1.ValueExchange{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.namespace, Name: name},
		Spec: v1alpha1.ValueExchangeSpec{
			Result: v1alpha1.ExchangeResult{Title: "Lifetime value", Measure: result}, Drivers: drivers,
		},
	}
}

// card is a scorecard with levels.
func (b *bench) card(levels ...v1alpha1.Level) *v1alpha1.Scorecard {
	return &v1alpha1.Scorecard{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.namespace, Name: "line"},
		Spec:       v1alpha1.ScorecardSpec{Title: "From the mission to the daily work", Mission: "A home away from home.", Interval: "1m", Levels: levels},
	}
}

// numberOf measures an Indicator.
func numberOf(namespace, name string) v1alpha1.Measure {
	return v1alpha1.Measure{IndicatorRef: &v1alpha1.ObjectReference{Namespace: namespace, Name: name}}
}

// daily measures a metric that is written once a day.
func daily(query string) v1alpha1.Measure {
	m := asks(query)
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

// year writes a sample of a shape for each midnight of the year before noon.
func (b *bench) year(name string, shape testlab.Shape) {
	b.Helper()
	midnight := noon.Truncate(day)
	if err := b.prometheus.Append(name, testlab.History(midnight.Add(-400*day), midnight, day, shape)...); err != nil {
		b.Fatal(err)
	}
}

// later is a shape that follows another one after a time.
func later(shape testlab.Shape, lag time.Duration) testlab.Shape {
	return func(t time.Time) float64 { return shape(t.Add(-lag)) }
}

// lifetimeValue writes a year in which value follows belonging after 21 days, and nothing follows chatter.
func (b *bench) lifetimeValue() {
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
	b.series("stays", 4)
	ind := b.indicator("stays", asks("stays"))
	ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: 0, Typical: 3, Best: 5}
	o := b.objective("guests-belong", reaches("repeat-stays", numberOf("", "stays")))
	outcome := b.outcome("belonging", shows("recognised", numberOf("", "stays")))
	b.create(ind, o, outcome)
	b.has(ind, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	b.measured(o)
	b.has(outcome, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	if *ind.Status.Value != 4 || ind.Status.Benchmark == nil || ind.Status.Benchmark.Rank != v1alpha1.BenchmarkAboveTypical ||
		ind.Status.Benchmark.Position != 0.75 {
		t.Errorf("indicator: value %v, benchmark %+v; want 4, above typical at 0.75", *ind.Status.Value, ind.Status.Benchmark)
	}
	before := b.instants("stays")
	b.advance(3 * time.Minute)
	b.eventually("the queries of three intervals", func() bool { return b.instants("stays")-before >= 3 })
	b.eventually("a quiet queue", quiet(t))
	if got := b.instants("stays") - before; got != 3 {
		t.Errorf("%d queries in three intervals of one minute, want 3 for the three who look at the number", got)
	}
	table := b.kubectl("get", "ind", "-n", b.namespace)
	for _, want := range []string{"VALUE", "UNIT", "TREND", "RANK", "READY", "AGE", "AboveTypical"} {
		if !strings.Contains(table, want) {
			t.Errorf("kubectl get shows no %s:\n%s", want, table)
		}
	}
}

// instants counts the queries for the present value.
func (b *bench) instants(query string) int {
	count := 0
	for _, q := range b.prometheus.Queries() {
		if q.Query == query && q.Step == "" {
			count++
		}
	}
	return count
}

func TestADeletedIndicatorIsMissedAndHeals(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	ind := b.indicator("stays", asks("stays"))
	o := b.objective("guests-belong", reaches("repeat-stays", numberOf("", "stays")))
	outcome := b.outcome("belonging", shows("recognised", numberOf("", "stays")))
	vx := b.exchange("pays", daily("value"), drivenBy("stays", numberOf("", "stays")))
	card := b.card(labelled("profit"))
	card.Spec.NorthStar = &v1alpha1.NorthStar{Measure: numberOf("", "stays"), Target: shows("", v1alpha1.Measure{}).Target}
	b.create(o, outcome, vx, card)
	missing := string(v1alpha1.MeasureReasonReferenceNotFound)
	b.has(o, v1alpha1.GoalConditionReady, isFalse, missing)
	b.has(outcome, v1alpha1.GoalConditionReady, isFalse, missing)
	b.has(vx, v1alpha1.GoalConditionReady, isFalse, missing)
	b.has(card, v1alpha1.GoalConditionReady, isFalse, missing)
	b.create(ind)
	b.measured(o)
	b.has(outcome, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	b.has(vx, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	b.has(card, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	b.delete(ind)
	b.has(o, v1alpha1.GoalConditionReady, isFalse, missing)
	if kr := o.Status.KeyResults[0]; kr.Value == nil || *kr.Value != 4 {
		t.Errorf("value = %v, want the last good one, 4", kr.Value)
	}
	b.create(b.indicator("stays", asks("stays")))
	b.measured(o)
}

func TestWhatIsWrongWithAnIndicatorIsItsOwnMatter(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	ind := b.indicator("stays", asks("sum(stays"))
	o := b.objective("guests-belong", reaches("repeat-stays", numberOf("", "stays")))
	b.create(ind, o)
	b.has(ind, v1alpha1.GoalConditionStalled, isTrue, string(v1alpha1.MeasureReasonInvalidQuery))
	b.has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	b.has(o, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	if message := condition(o, v1alpha1.GoalConditionMeasured).Message; strings.Contains(message, "sum") {
		t.Errorf("the objective's message shows the indicator's query: %s", message)
	}
	edit(b, ind, func(i *v1alpha1.Indicator) { i.Spec.Measure = asks("sum(stays)") })
	b.measured(o)
	edit(b, ind, func(i *v1alpha1.Indicator) { i.Spec.Suspend = true })
	b.has(ind, v1alpha1.GoalConditionSuspended, isTrue, v1alpha1.GoalReasonSuspended)
	b.has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
}

func TestIndicatorOfAnotherNamespace(t *testing.T) {
	const company = "indicator-company"
	b := newBench(t, company)
	b.series("stays", 4)
	source := b.source("default", b.url)
	source.Namespace = company
	ind := b.indicator("stays", asks("stays"))
	ind.Namespace = company
	o := b.objective("guests-belong", reaches("repeat-stays", numberOf(company, "stays")))
	b.create(ind, o)
	b.has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	edit(b, ind, func(i *v1alpha1.Indicator) { i.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll} })
	b.has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData)) // its namespace has no source
	b.create(source)
	b.measured(o)
	edit(b, ind, func(i *v1alpha1.Indicator) { i.Spec.SharedWith = nil })
	b.has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
}

func TestATrendIsSeen(t *testing.T) {
	b := newBench(t)
	for name, last := range map[string]float64{"rising": 90, "falling": 10} {
		b.year(name, testlab.Ramp(noon.Add(-40*day), noon, 50, last))
	}
	up, down, still := b.indicator("up", daily("rising")), b.indicator("down", daily("falling")), b.indicator("still", daily("vector(3)"))
	wait := b.indicator("wait", daily("falling"))
	wait.Spec.Better = v1alpha1.BetterLower
	b.create(up, down, still, wait)
	for ind, want := range map[*v1alpha1.Indicator]v1alpha1.TrendDirection{
		up: v1alpha1.TrendImproving, down: v1alpha1.TrendWorsening, still: v1alpha1.TrendFlat, wait: v1alpha1.TrendImproving,
	} {
		b.moving("a trend of "+ind.Name, 10*time.Second, func() bool { b.refresh(ind); return ind.Status.Trend != nil })
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
	outcome := b.outcome("belonging", shows("felt", daily("belonging")))
	o := b.objective("guests-belong", reaches("repeat-stays", daily("belonging")))
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	clv := b.indicator("clv", daily("value"))
	vx := b.exchange("belonging-pays", numberOf("", "clv"), drivenBy("chatter", daily("chatter")), v1alpha1.ExchangeDriver{
		Name: "belonging", Expected: v1alpha1.DirectionIncrease,
		OutcomeRef: &v1alpha1.OutcomeIndicatorReference{ObjectReference: v1alpha1.ObjectReference{Name: "belonging"}, Indicator: "felt"},
	})
	b.create(outcome, o, clv, vx)
	b.hasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isTrue, v1alpha1.ValueExchangeReasonEvidenceFound)
	chatter, belonging := vx.Status.Drivers[0], vx.Status.Drivers[1]
	if chatter.Verdict != v1alpha1.ExchangeNotSupported || belonging.Verdict != v1alpha1.ExchangeSupported || belonging.Lag != "21d" {
		t.Errorf("chatter %+v\nbelonging %+v\nwant belonging alone, after 21 days", chatter, belonging)
	}
	if !strings.Contains(belonging.Message, "21 days later, by a higher Lifetime value") || !strings.Contains(belonging.Message, "not proof of cause") {
		t.Errorf("message = %q", belonging.Message)
	}
	b.eventually("the outcome to show it", func() bool { b.refresh(outcome); return len(outcome.Status.Evidence) == 1 })
	if want := (v1alpha1.OutcomeEvidence{ValueExchange: "belonging-pays", Driver: "belonging", Result: "Lifetime value"}); outcome.Status.Evidence[0] != want {
		t.Errorf("evidence = %+v, want %+v", outcome.Status.Evidence[0], want)
	}
	b.eventually("the objective to say it", func() bool {
		b.refresh(o)
		c := condition(o, aligned)
		return c != nil && strings.Contains(c.Message, "Lifetime value follows belonging")
	})
	if table := b.kubectl("get", "outcome", "-n", b.namespace, "-o", "wide"); !strings.Contains(table, "EVIDENCE") || !strings.Contains(table, "Lifetime value") {
		t.Errorf("the outcome's table shows no evidence:\n%s", table)
	}
	if table := b.kubectl("get", "vx", "-n", b.namespace); !strings.Contains(table, "Lifetime value") || !strings.Contains(table, `["belonging"]`) {
		t.Errorf("the exchange's table:\n%s", table)
	}
	b.delete(vx)
	b.eventually("the evidence to be gone", func() bool {
		b.refresh(o)
		b.refresh(outcome)
		return len(outcome.Status.Evidence) == 0 && !strings.Contains(condition(o, aligned).Message, "Lifetime value")
	})
}

func TestAnExchangeIsTestedOnceADay(t *testing.T) {
	b := newBench(t)
	b.lifetimeValue()
	vx := b.exchange("pays", daily("value"), drivenBy("chatter", daily("chatter")))
	b.create(vx)
	b.hasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isFalse, v1alpha1.ValueExchangeReasonNoEvidence)
	asked := len(b.prometheus.Queries())
	b.stop()
	b.start() // what stands, stands
	b.moving("the histories to be asked again", time.Minute, func() bool { return b.ranges() >= 4 })
	if written := vx.ResourceVersion; written != b.version(vx) {
		t.Errorf("a restart wrote the exchange anew, after %d queries", asked)
	}
	if events := b.events(vx); len(events) > 0 {
		t.Errorf("events %v, want none: nothing changed", events)
	}
}

// ranges counts the queries for a history.
func (b *bench) ranges() int {
	count := 0
	for _, q := range b.prometheus.Queries() {
		if q.Step != "" {
			count++
		}
	}
	return count
}

func (b *bench) version(vx *v1alpha1.ValueExchange) string {
	b.refresh(vx)
	return vx.ResourceVersion
}

func TestEvidenceThatIsFoundIsAnEvent(t *testing.T) {
	b := newBench(t)
	b.lifetimeValue()
	vx := b.exchange("pays", daily("value"), drivenBy("belonging", daily("no_such_metric")))
	b.create(vx)
	b.hasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isUnknown, v1alpha1.ValueExchangeReasonInsufficientData)
	b.has(vx, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	edit(b, vx, func(vx *v1alpha1.ValueExchange) {
		vx.Spec.Drivers = []v1alpha1.ExchangeDriver{drivenBy("belonging", daily("chatter"))}
	})
	b.hasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isFalse, v1alpha1.ValueExchangeReasonNoEvidence)
	edit(b, vx, func(vx *v1alpha1.ValueExchange) {
		vx.Spec.Drivers = []v1alpha1.ExchangeDriver{drivenBy("belonging", daily("belonging"))}
	})
	b.hasMoving(10*time.Second, vx, v1alpha1.ValueExchangeConditionSupported, isTrue, v1alpha1.ValueExchangeReasonEvidenceFound)
	b.eventually("the event", func() bool { return b.events(vx)[telemetry.ReasonEvidenceFound] == 1 })
}

func TestScorecard(t *testing.T) {
	const away = "scorecard-away"
	b := newBench(t, away)
	b.series("stays", 4)
	outcome := b.outcome("belonging", shows("felt", asks("stays")))
	outcome.Labels = map[string]string{"level": "customer"}
	served := b.objective("served", keeps("stays", asks("stays")))
	served.Labels = map[string]string{"level": "daily"}
	served.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	private := b.objective("private", reaches("stays", asks("stays")))
	private.Namespace, private.Labels = away, map[string]string{"level": "daily"}
	private.Spec.KeyResults[0].Measure = checkedIn("2026-11-09", 10)
	card := b.card(labelled("customer"), labelled("daily"), labelled("empty"))
	card.Spec.Levels[1].Namespaces = &v1alpha1.LevelNamespaces{From: v1alpha1.ShareFromAll}
	card.Spec.Levels[2].Refs = []v1alpha1.GoalReference{{Kind: v1alpha1.GoalKindObjective, ObjectReference: v1alpha1.ObjectReference{Name: "no-such"}}}
	b.create(outcome, served, private, card)
	const levelled = v1alpha1.ScorecardConditionCustomerAligned
	b.has(card, levelled, isTrue, v1alpha1.ScorecardReasonAllAligned)
	if got := card.Status.Levels[1].Objectives; got != 1 {
		t.Errorf("%d objectives on the daily level, want 1: the other does not share", got)
	}
	if got := card.Status.Levels[2].Message; !strings.Contains(got, "Objective no-such") {
		t.Errorf("message of the empty level = %q", got)
	}
	edit(b, private, func(o *v1alpha1.Objective) { o.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll} })
	b.has(card, levelled, isFalse, v1alpha1.ScorecardReasonNotAllAligned)
	if message := condition(card, levelled).Message; !strings.Contains(message, away+"/private") {
		t.Errorf("message = %q, want the objective that serves nobody", message)
	}
	b.eventually("the score of the met goal to count", func() bool {
		b.refresh(card)
		l := card.Status.Levels[1]
		return l.Score != nil && *l.Score == 0.5 && l.ObjectivesMet == "1/2"
	})
	edit(b, private, func(o *v1alpha1.Objective) { o.Labels = nil })
	b.has(card, levelled, isTrue, v1alpha1.ScorecardReasonAllAligned)
	table := b.kubectl("get", "card", "-n", b.namespace)
	for _, want := range []string{"SCORE", "OUTLOOK", "LEVELS", "READY", "AGE"} {
		if !strings.Contains(table, want) {
			t.Errorf("kubectl get shows no %s:\n%s", want, table)
		}
	}
}
