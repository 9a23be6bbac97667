/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
)

// anyNumber is what a measure may give: mostly around the targets, at times far out.
func anyNumber() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.Float64Range(-2, 12), rapid.SampledFrom([]float64{0, 5, 9.995, 10, 10.005, math.MaxFloat64, -math.MaxFloat64, 5e-324}))
}

func anyTarget(history bool) *rapid.Generator[option] {
	options := []option{
		reach(0, 10), reach(10, 0), reach(-1e300, 1e300), within(4, 6, 2), within(5, 5, 0), atLeast(5),
		stages(v1alpha1.Stage{At: 0, Score: 0.1}, v1alpha1.Stage{At: 5, Score: 0.7}, v1alpha1.Stage{At: 10, Score: 1}),
	}
	if history {
		options = append(options, reachFromStart(10, "Increase"), reachFromStart(5, "Decrease"), share(5, 0.7), share(5, 1))
	}
	return rapid.SampledFrom(options)
}

// anyKeyResult draws a key result; it asks a query of its own name where it asks one.
func anyKeyResult(name string) *rapid.Generator[v1alpha1.KeyResult] {
	return rapid.Custom(func(t *rapid.T) v1alpha1.KeyResult {
		var kr v1alpha1.KeyResult
		switch rapid.IntRange(0, 5).Draw(t, "measure") {
		case 0:
			entries := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) v1alpha1.CheckInEntry {
				return entry(fmt.Sprintf("10-%02d", rapid.IntRange(1, 14).Draw(t, "day")), anyNumber().Draw(t, "value"))
			}), 1, 4).Draw(t, "entries")
			kr = typed(name, entries, anyTarget(false).Draw(t, "target"), freshFor(rapid.SampledFrom([]v1alpha1.Duration{"", "1d", "3d"}).Draw(t, "freshFor")))
		case 1:
			kr = follows(name, name)
		case 2:
			kr = prom(name, name+" @ $__start", anyTarget(true).Draw(t, "target"))
		default:
			kr = prom(name, name, anyTarget(true).Draw(t, "target"))
		}
		if rapid.Bool().Draw(t, "due early") {
			due(v1alpha1.Date(fmt.Sprintf("10-%02d", rapid.IntRange(2, 10).Draw(t, "due"))))(&kr)
		}
		if kr.Target.Maintain != nil && name != "kr0" && rapid.Bool().Draw(t, "guardrail") {
			guardrail(&kr)
		} else {
			weighs(int32(rapid.IntRange(1, 1000).Draw(t, "weight")))(&kr)
		}
		return kr
	})
}

func anyGoal() *rapid.Generator[*v1alpha1.Objective] {
	return rapid.Custom(func(t *rapid.T) *v1alpha1.Objective {
		var results []v1alpha1.KeyResult
		for i := range rapid.IntRange(1, 4).Draw(t, "key results") {
			results = append(results, anyKeyResult(fmt.Sprint("kr", i)).Draw(t, "key result"))
		}
		o := goal(results...)
		o.Spec.Commitment = rapid.SampledFrom([]v1alpha1.Commitment{"", "Aspirational"}).Draw(t, "commitment")
		o.Spec.Interval = rapid.SampledFrom([]v1alpha1.Interval{"", "10s", "6h"}).Draw(t, "interval")
		zone := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/Santiago"}).Draw(t, "zone")
		o.Spec.Period.TimeZone = &zone
		return o
	})
}

// queries that an objective may ask.
func queries(o *v1alpha1.Objective) []string {
	var list []string
	for _, kr := range o.Spec.KeyResults {
		list = append(list, kr.Name, kr.Name+" @ $__start")
	}
	return list
}

// disturb lets something happen to a query and to what is referred to.
func disturb(t *rapid.T, op *operator) {
	query := rapid.SampledFrom(queries(op.goal)).Draw(t, "query")
	v := anyNumber().Draw(t, "value")
	delete(op.source.down, query)
	delete(op.source.silent, query)
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 8:
		op.source.unloaded = !op.source.unloaded
	case 9:
		op.source.historyFails = rapid.SampledFrom([]v1alpha1.MeasureReason{
			"", v1alpha1.MeasureReasonQueryTimeout, v1alpha1.MeasureReasonMultipleSeries,
		}).Draw(t, "history")
	case 0:
		op.source.down[query] = rapid.SampledFrom([]v1alpha1.MeasureReason{
			unavailable, v1alpha1.MeasureReasonMultipleSeries, v1alpha1.MeasureReasonInvalidQuery, v1alpha1.MeasureReasonSourceNotFound,
		}).Draw(t, "reason")
	case 1:
		op.source.silent[query] = true
	case 2:
		op.restart()
	case 3:
		op.scores[query] = Answer{Reason: v1alpha1.MeasureReasonNoData}
	case 4:
		op.scores[query] = Answer{Value: rapid.Float64Range(0, 1).Draw(t, "score")}
	case 5:
		op.source.set(query, math.NaN())
	default:
		op.source.set(query, v)
	}
}

// meddle lets a user edit the spec.
func meddle(t *rapid.T, op *operator) {
	op.edit(func(s *v1alpha1.ObjectiveSpec) {
		switch rapid.IntRange(0, 4).Draw(t, "edit") {
		case 0:
			s.Suspend = !s.Suspend
		case 1:
			s.Period.End = v1alpha1.Date(fmt.Sprintf("2026-10-%02d", rapid.IntRange(10, 12).Draw(t, "end")))
		case 2:
			s.Title += "x"
		case 3:
			anyTarget(false).Draw(t, "target")(&s.KeyResults[0])
		case 4:
			s.KeyResults[0].Guardrail = false
		}
	})
}

// TestAnyLife lets anything happen over time. The operator checks what must hold of each status, and that a second
// evaluation changes nothing.
func TestAnyLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		op := newOperator(t, anyGoal().Draw(t, "goal"), newFeed())
		for _, query := range queries(op.goal) {
			op.scores[query] = Answer{Reason: v1alpha1.MeasureReasonNoData}
		}
		anyPast(t, op)
		now := moment("09-30").Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "begin")) * time.Hour)
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				meddle(t, op)
			case 1, 2, 3, 4:
				disturb(t, op)
			}
			op.on(now)
			now = now.Add(time.Duration(rapid.IntRange(-600, 30*3600).Draw(t, "seconds")) * time.Second)
		}
	})
}

// steady is an operator whose answers stay as they are: numbers, failures, and nothing.
func steady(t *rapid.T, now time.Time) *operator {
	op := newOperator(t, anyGoal().Draw(t, "goal"), newFeed())
	for _, query := range queries(op.goal) {
		op.source.set(query, anyNumber().Draw(t, "value"))
		op.scores[query] = Answer{Value: rapid.Float64Range(0, 1).Draw(t, "score")}
	}
	anyPast(t, op)
	op.on(now)
	for _, query := range queries(op.goal) {
		if rapid.IntRange(0, 3).Draw(t, "fails") == 0 {
			op.source.down[query] = unavailable
		}
	}
	op.on(now.Add(5 * time.Minute))
	return op
}

func anyMoment() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return moment("09-30").Add(time.Duration(rapid.IntRange(0, 14*24*3600).Draw(t, "seconds")) * time.Second)
	})
}

func TestNothingHappensBeforeNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := anyMoment().Draw(t, "now")
		op := steady(t, now)
		for range 12 { // from one date to the next
			last := op.last
			if last.Incomplete {
				t.Fatalf("every question is answered")
			}
			until := last.Next.Add(-time.Nanosecond)
			if last.Next.IsZero() {
				until = now.AddDate(1, 0, 0)
			}
			between := op.source.now.Add(time.Duration(rapid.Int64Range(0, int64(until.Sub(op.source.now))).Draw(t, "between")))
			for _, at := range []time.Time{between, until} {
				if got := op.evaluate(at); got.Changed {
					t.Fatalf("changed at %s, before %s: %s", at, last.Next, cmp.Diff(op.goal.Status, got.Status))
				}
			}
			if last.Next.IsZero() {
				return
			}
			op.on(last.Next)
		}
	})
}

func TestARestartChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := anyMoment().Draw(t, "now")
		op := steady(t, now)
		at := func(text string) {
			t.Helper()
			if got := op.evaluate(op.source.now); got.Changed || got.Incomplete {
				t.Fatalf("%s: changed %t, incomplete %t: %s", text, got.Changed, got.Incomplete, cmp.Diff(op.goal.Status, got.Status))
			}
		}
		for _, query := range queries(op.goal) { // what fails would begin to fail anew
			delete(op.source.down, query)
		}
		op.on(op.source.now)
		op.restart()
		op.source.unloaded = true
		at("before the histories are there")
		op.source.unloaded, op.source.historyFails = false, v1alpha1.MeasureReasonQueryTimeout
		at("while they cannot be loaded")
		for _, query := range queries(op.goal) {
			op.source.loaded = map[Question]*history.History{}
			op.source.historyFails, op.source.down[query] = "", ""
			at("with some of them")
		}
	})
}

func TestOrderOfKeyResultsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := anyMoment().Draw(t, "now")
		op := steady(t, now)
		other := newOperator(t, op.goal.DeepCopy(), op.source)
		other.scores, other.goal.Spec.KeyResults = op.scores, rapid.Permutation(op.goal.Spec.KeyResults).Draw(t, "order")
		a, b := op.on(now.Add(time.Hour)), other.on(now.Add(time.Hour))
		type sum struct {
			Score, Expected string
			Outlook         v1alpha1.Outlook
			Met             string
			Grade           v1alpha1.Grade
			Hash, Reasons   string
		}
		of := func(s *v1alpha1.ObjectiveStatus) sum {
			return sum{show(s.Score), show(s.ExpectedScore), s.Outlook, s.KeyResultsMet, s.Grade, s.JudgedHash,
				reasons(s.Conditions, "KeyResultsMet", "OnTrack")}
		}
		if diff := cmp.Diff(of(a), of(b)); diff != "" {
			t.Errorf("another order gives something else:\n%s", diff)
		}
	})
}

func TestNoiseIsNoNews(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Float64Range(-20, 20).Draw(t, "value")
		set := anyTarget(true).Draw(t, "target")
		source := newFeed()
		source.set("q", value)
		op := newOperator(t, goal(prom("a", "q", set)), source)
		op.at("10-05T00:00")
		written := result(t, &op.goal.Status, "a")
		span := targetOf(op.goal.Spec.KeyResults[0].Target, written.Baseline).Span()
		if span == 0 {
			span = math.Abs(*written.Value)
		}
		for i := range 10 {
			noisy := *written.Value + span*rapid.Float64Range(-0.00099, 0.00099).Draw(t, "noise")
			target, share := targetOf(op.goal.Spec.KeyResults[0].Target, written.Baseline), written.Value
			if target.Met(noisy) && !target.Met(*share) {
				continue // to come to the target is news, however short the way
			}
			source.series["q"] = func(at time.Time) float64 {
				if at.Before(moment("10-05T00:00:01")) {
					return value
				}
				return noisy
			}
			writes := op.writes
			if op.on(moment("10-05T00:01").Add(time.Duration(i) * time.Minute)); op.writes != writes {
				t.Fatalf("%v after %v was written", noisy, *written.Value)
			}
		}
	})
}

func TestMetIsLeftOnlyBeyondTheMargin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := anyTarget(false).Draw(t, "target")
		source := newFeed()
		op := newOperator(t, goal(prom("a", "q", set)), source)
		target := targetOf(op.goal.Spec.KeyResults[0].Target, nil)
		was := false
		for i := range rapid.IntRange(2, 20).Draw(t, "steps") {
			v := anyNumber().Draw(t, "value")
			source.set("q", v)
			kr := result(t, op.on(moment("10-05").Add(time.Duration(i)*time.Minute)), "a")
			margin := target.Span()
			if margin == 0 {
				margin = math.Abs(*kr.Value)
			}
			far := target.DistanceToMet(v) > margin*0.0011
			near := target.DistanceToMet(v) < math.Min(margin, math.Abs(v))*0.0009
			if target.Met(v) && !*kr.Met || far && *kr.Met || was && near && !*kr.Met || !was && !target.Met(v) && *kr.Met {
				t.Fatalf("%v: met %t after %t", v, *kr.Met, was)
			}
			was = *kr.Met
		}
	})
}

func TestAFailingSourceOnlyEverMakesUnknown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := moment("10-03").Add(time.Duration(rapid.IntRange(3*3600, 20*3600).Draw(t, "seconds")) * time.Second)
		op := newOperator(t, anyGoal().Draw(t, "goal"), newFeed())
		op.goal.Spec.Period.TimeZone = nil
		for i := range op.goal.Spec.KeyResults { // check-ins and dates would bring news of their own
			kr := &op.goal.Spec.KeyResults[i]
			kr.Due = ""
			if kr.Measure.CheckIn != nil {
				*kr = prom(kr.Name, kr.Name)
			}
		}
		for _, query := range queries(op.goal) {
			op.source.set(query, anyNumber().Draw(t, "value"))
			op.scores[query] = Answer{Value: rapid.Float64Range(0, 1).Draw(t, "score")}
		}
		before := op.on(now).DeepCopy()
		for i := range 12 {
			query := rapid.SampledFrom(queries(op.goal)).Draw(t, "query")
			op.source.down[query] = rapid.SampledFrom([]v1alpha1.MeasureReason{unavailable, v1alpha1.MeasureReasonQueryTimeout, v1alpha1.MeasureReasonNoData}).Draw(t, "reason")
			if rapid.IntRange(0, 4).Draw(t, "restart") == 0 {
				op.restart()
			}
			status := op.on(now.Add(time.Duration(i*15) * time.Minute)) // it stays on one day
			checkOnlyLost(t, before, status)
			before = status.DeepCopy()
		}
	})
}

// checkOnlyLost checks that no judgement became another one but Unknown.
func checkOnlyLost(t *rapid.T, before, after *v1alpha1.ObjectiveStatus) {
	t.Helper()
	for i, was := range before.KeyResults {
		is := after.KeyResults[i]
		if is.Outlook != was.Outlook && is.Outlook != v1alpha1.OutlookUnknown {
			t.Errorf("%s: %s became %s", was.Name, was.Outlook, is.Outlook)
		}
		a, b := was, is
		a.Outlook, a.Reason, a.Message, a.ObservedTime = b.Outlook, b.Reason, b.Message, b.ObservedTime
		if is.Outlook == v1alpha1.OutlookUnknown { // what is no longer judged has no forecast
			a.Probability, a.Forecast = nil, nil
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: more than the reason changed:\n%s", was.Name, diff)
		}
	}
	was, is := reasonOf(before.Conditions, "KeyResultsMet"), reasonOf(after.Conditions, "KeyResultsMet")
	// A guardrail or an unmet key result that is given up may leave what the others say.
	allowed := map[string][]string{"GuardrailBroken": {"NotAllMet", "NotMeasured"}, "NotAllMet": {"NotMeasured"}, "AllMet": {"NotMeasured"}}
	if was != is && !slices.Contains(allowed[was], is) {
		t.Errorf("KeyResultsMet went from %s to %s", was, is)
	}
}

func TestStatusSurvivesTheWire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := anyMoment().Draw(t, "now")
		op := steady(t, now)
		text, err := json.Marshal(op.goal.Status)
		if err != nil {
			t.Fatal(err)
		}
		op.goal.Status = v1alpha1.ObjectiveStatus{}
		if err := json.Unmarshal(text, &op.goal.Status); err != nil {
			t.Fatal(err)
		}
		if got := op.evaluate(op.source.now); got.Changed {
			t.Errorf("what is read back is not what was written: %s", cmp.Diff(op.goal.Status, got.Status))
		}
	})
}
