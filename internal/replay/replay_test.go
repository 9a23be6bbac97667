/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/replay"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// noon is in the middle of the quarter of all goals here.
var noon = time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)

// objective is one with a key result for each measure.
func objective(name string, measures ...v1alpha1.Measure) *v1alpha1.Objective {
	o := &v1alpha1.Objective{
		ObjectMeta: metav1.ObjectMeta{Namespace: "hotel", Name: name},
		Spec: v1alpha1.ObjectiveSpec{
			Title: name, Period: v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"}, Interval: "5m",
		},
	}
	for i, m := range measures {
		o.Spec.KeyResults = append(o.Spec.KeyResults, v1alpha1.KeyResult{
			Name: fmt.Sprintf("kr-%d", i), Measure: m, Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: new(float64), To: 4}},
		})
	}
	return o
}

func asks(query string) v1alpha1.Measure {
	return v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: query}}
}

func scoreOf(name string) v1alpha1.Measure {
	return v1alpha1.Measure{ObjectiveRef: &v1alpha1.ObjectReference{Name: name}}
}

func typed(value float64) v1alpha1.Measure {
	return v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{Entries: []v1alpha1.CheckInEntry{{Date: "2026-11-09", Value: value}}}}
}

// setOf is those objects and the default source.
func setOf(objects ...world.Object) *world.Set {
	set := &world.Set{}
	for _, o := range objects {
		set.Put(o)
	}
	set.Put(&v1alpha1.MetricSource{ObjectMeta: metav1.ObjectMeta{Namespace: "hotel", Name: "default"}})
	return set
}

// server is a Prometheus with a series called guests.
func server(t *testing.T, samples ...testlab.Sample) (*testlab.Prometheus, replay.Options) {
	t.Helper()
	p, err := testlab.NewPrometheus(testlab.PrometheusOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	url, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Append("guests", samples...); err != nil {
		t.Fatal(err)
	}
	c, problem := source.New(v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(url)}},
		source.Options{Policy: source.Policy{AllowLoopback: true}})
	if problem != nil {
		t.Fatal(problem)
	}
	t.Cleanup(c.Close)
	return p, replay.Options{Source: func(source.Key, v1alpha1.MetricSourceSpec) (measure.Source, error) { return measure.FromClient(c), nil }}
}

// minutely is a sample a minute.
func minutely(from, to time.Time, shape testlab.Shape) []testlab.Sample {
	return testlab.History(from, to, time.Minute, shape)
}

func find(set *world.Set, name string) *v1alpha1.Objective {
	for _, o := range set.Objectives() {
		if o.Name == name {
			return o
		}
	}
	return nil
}

func evaluate(t *testing.T, set *world.Set, o replay.Options, now time.Time) {
	t.Helper()
	if err := replay.New(set, o).Evaluate(t.Context(), now); err != nil {
		t.Fatal(err)
	}
}

func TestGoalsComeAfterWhatTheyReferTo(t *testing.T) {
	const links = 30
	name := func(i int) string { return fmt.Sprintf("goal-%02d", links-i) } // the last one comes first by name
	set := setOf(objective(name(0), typed(2)))
	for i := 1; i < links; i++ {
		set.Put(objective(name(i), scoreOf(name(i-1))))
	}
	evaluate(t, set, replay.Options{}, noon)
	// Each takes a quarter of the score before it, which is written with two decimals: 0.5, 0.13, 0.03, 0.01, 0.
	for i, want := range []float64{0.5, 0.13, 0.03, 0.01, 0, 0} {
		if o := find(set, name(i)); o.Status.Score == nil || *o.Status.Score != want {
			t.Errorf("link %d: score %v, want %v", i, o.Status.Score, want)
		}
	}
	if o := find(set, name(links-1)); o.Status.Score == nil || o.Status.KeyResults[0].Reason != "" {
		t.Errorf("the last link has no score: %+v", o.Status.KeyResults)
	}
}

func TestWhatComesLaterIsLookedAtAgain(t *testing.T) {
	o := objective("goal", typed(2))
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "outcome"}}
	outcome := &v1alpha1.CustomerOutcome{
		ObjectMeta: metav1.ObjectMeta{Namespace: "hotel", Name: "outcome"},
		Spec: v1alpha1.CustomerOutcomeSpec{Indicators: []v1alpha1.OutcomeIndicator{{
			Name: "score", Measure: scoreOf("goal"), Target: o.Spec.KeyResults[0].Target,
		}}},
	}
	vx := &v1alpha1.ValueExchange{
		ObjectMeta: metav1.ObjectMeta{Namespace: "hotel", Name: "pays", Generation: 1},
		Spec: v1alpha1.ValueExchangeSpec{
			Suspend: true, Result: v1alpha1.ExchangeResult{Title: "Profit", Measure: typed(1)},
			Drivers: []v1alpha1.ExchangeDriver{{Name: "score", OutcomeRef: &v1alpha1.OutcomeIndicatorReference{
				ObjectReference: v1alpha1.ObjectReference{Name: "outcome"}, Indicator: "score"}}},
		},
		Status: v1alpha1.ValueExchangeStatus{ObservedGeneration: 1, Critical: []string{"score"}},
	}
	set := setOf(o, outcome, vx)
	evaluate(t, set, replay.Options{}, noon)
	status := set.CustomerOutcomes()[0].Status
	if status.Score == nil || len(status.Evidence) != 1 {
		t.Errorf("the outcome has score %v and evidence %v", status.Score, status.Evidence)
	}
	aligned := meta.FindStatusCondition(find(set, "goal").Status.Conditions, v1alpha1.ObjectiveConditionCustomerAligned)
	if want := "serves outcome (evidence: Profit follows score)"; aligned.Message != want {
		t.Errorf("%s, want %s", aligned.Message, want)
	}
}

func TestReferencesMayRunInACircle(t *testing.T) {
	set := setOf(objective("a", scoreOf("b")), objective("b", scoreOf("c")), objective("c", scoreOf("a")),
		objective("outside", scoreOf("a")), objective("itself", scoreOf("itself")))
	evaluate(t, set, replay.Options{}, noon)
	for name, want := range map[string]v1alpha1.MeasureReason{
		"a": v1alpha1.MeasureReasonReferenceCycle, "b": v1alpha1.MeasureReasonReferenceCycle, "c": v1alpha1.MeasureReasonReferenceCycle,
		"itself": v1alpha1.MeasureReasonReferenceCycle, "outside": v1alpha1.MeasureReasonNoData,
	} {
		if got := find(set, name).Status.KeyResults[0].Reason; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestAfterAnEvaluationAllIsAtRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 8).Draw(t, "goals")
		name := func(i int) string { return fmt.Sprintf("goal-%d", i) }
		var objects []world.Object
		for i := range count {
			measures := []v1alpha1.Measure{typed(rapid.Float64Range(-1, 5).Draw(t, "value"))}
			for _, to := range rapid.SliceOfNDistinct(rapid.IntRange(0, count), 0, 3, rapid.ID).Draw(t, "refers") {
				measures = append(measures, scoreOf(name(to))) // the last one is not there
			}
			o := objective(name(i), measures...)
			o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "outcome"}}
			objects = append(objects, o)
		}
		objects = append(objects, &v1alpha1.CustomerOutcome{
			ObjectMeta: metav1.ObjectMeta{Namespace: "hotel", Name: "outcome"},
			Spec: v1alpha1.CustomerOutcomeSpec{Indicators: []v1alpha1.OutcomeIndicator{{
				Name: "score", Measure: scoreOf(name(0)), Target: objective("", typed(1)).Spec.KeyResults[0].Target,
			}}},
		})
		set := setOf(objects...)
		engine := replay.New(set, replay.Options{})
		if err := engine.Evaluate(context.Background(), noon); err != nil {
			t.Fatal(err)
		}
		before := statuses(set)
		if err := engine.Evaluate(context.Background(), noon.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, statuses(set)); diff != "" {
			t.Fatalf("a minute later something changed: %s", diff)
		}
	})
}

func TestObjectsOfTheSetAreReplacedAndNotChanged(t *testing.T) {
	o := objective("goal", typed(2))
	known := objective("known", typed(2))
	known.Generation = 7
	remembered := objective("remembered", typed(2))
	remembered.Status.ObservedGeneration = 3
	set := setOf(o, known, remembered)
	before := o.DeepCopy()
	evaluate(t, set, replay.Options{}, noon)
	if diff := cmp.Diff(before, o); diff != "" {
		t.Errorf("the object itself was changed: %s", diff)
	}
	for name, want := range map[string]int64{"goal": 1, "known": 7, "remembered": 3} {
		if got := find(set, name); got.Generation != want || got.Status.ObservedGeneration != want {
			t.Errorf("%s: generation %d, observed %d, want %d", name, got.Generation, got.Status.ObservedGeneration, want)
		}
	}
}

func TestASourceIsAskedOnceForOneQuestion(t *testing.T) {
	p, o := server(t, minutely(noon.Add(-time.Hour), noon, testlab.Constant(3))...)
	opened, told := 0, 0
	connect := o.Source
	o.Source = func(key source.Key, spec v1alpha1.MetricSourceSpec) (measure.Source, error) {
		opened++
		return connect(key, spec)
	}
	o.Progress = func(asked int) { told = asked }
	set := setOf(objective("a", asks("guests"), asks("guests")), objective("b", asks("guests")))
	evaluate(t, set, o, noon)
	if p.QueryCount() != 2 || opened != 1 || told != 2 {
		t.Errorf("%d queries, %d sources opened, %d told; want the value and its history of one source", p.QueryCount(), opened, told)
	}
	if got := find(set, "b").Status.KeyResults[0].Value; got == nil || *got != 3 {
		t.Errorf("value %v, want 3", got)
	}
}

// crowd is a source that notes how many ask it at once.
type crowd struct {
	mu           sync.Mutex
	all, ranges  int
	most, mostOf int
	answered     int           // questions for one number
	pair, free   chan struct{} // closed once two such are there, and once ranges need not wait for more to come
}

// questions is how many questions for one number a crowd waits for.
const questions = 12

func (c *crowd) MaxConcurrent() int { return 3 }

func (c *crowd) HistoryConcurrent() int { return 1 }

func (c *crowd) Prepare(source.Query) (measure.Prepared, *source.Answer) { return c, nil }

func (c *crowd) Instant(context.Context, time.Time) source.Answer {
	c.count(1, 0)
	<-c.pair
	c.count(-1, 0)
	return source.Answer{Value: 1}
}

func (c *crowd) Range(context.Context, time.Time, time.Time, time.Duration) source.Range {
	c.count(1, 1)
	<-c.free
	c.count(-1, -1)
	return source.Range{Values: []float64{1}}
}

func (c *crowd) count(all, ranges int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all, c.ranges = c.all+all, c.ranges+ranges
	c.most, c.mostOf = max(c.most, c.all), max(c.mostOf, c.ranges)
	if all < 0 && ranges == 0 {
		c.answered++
	}
	if c.all-c.ranges >= 2 {
		shut(c.pair)
	}
	if c.ranges >= 2 || c.answered == questions {
		shut(c.free)
	}
}

func shut(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

func TestASourceIsAskedWithinItsRoom(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	c := &crowd{pair: make(chan struct{}), free: make(chan struct{})}
	var measures []v1alpha1.Measure
	for i := range questions {
		measures = append(measures, asks(fmt.Sprintf("guests > %d", i)))
	}
	evaluate(t, setOf(objective("a", measures...)), replay.Options{
		Source: func(source.Key, v1alpha1.MetricSourceSpec) (measure.Source, error) { return c, nil },
	}, noon)
	if c.most > 3 || c.mostOf != 1 {
		t.Errorf("%d at once, %d of them ranges; want 3 and 1 at most", c.most, c.mostOf)
	}
}

func TestASourceThatCannotBeAsked(t *testing.T) {
	broken := &source.Problem{Reason: v1alpha1.MetricSourceReasonInvalidURL, Message: "url is none"}
	set := setOf(objective("a", asks("guests")))
	evaluate(t, set, replay.Options{Source: func(source.Key, v1alpha1.MetricSourceSpec) (measure.Source, error) { return nil, broken }}, noon)
	kr := find(set, "a").Status.KeyResults[0]
	if kr.Reason != v1alpha1.MeasureReasonSourceUnavailable || kr.Message != "the source cannot be asked (InvalidURL): see its status" {
		t.Errorf("%s: %s, want what the operator says", kr.Reason, kr.Message)
	}
	other := errors.New("no")
	err := replay.New(set, replay.Options{
		Source: func(source.Key, v1alpha1.MetricSourceSpec) (measure.Source, error) { return nil, other },
	}).Evaluate(t.Context(), noon)
	if !errors.Is(err, other) {
		t.Errorf("error %v, want that of the source", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, o := server(t)
	if err := replay.New(set, o).Evaluate(ended, noon); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that the context ended", err)
	}
}
