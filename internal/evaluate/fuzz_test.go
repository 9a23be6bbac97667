/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// anyDouble is any number that the schema takes, and so any that an answer may have.
func anyDouble() *rapid.Generator[float64] {
	return rapid.OneOf(anyNumber(), rapid.Float64(), rapid.SampledFrom([]float64{1e308, -1e308, 5e-324, -5e-324, math.Nextafter(1, 0), 1 << 53, 0.7, 1e-9}))
}

// anyTargetAtAll is any target that admission takes; history says that the measure has one.
func anyTargetAtAll(t *rapid.T, history bool) option {
	a, b := anyDouble().Draw(t, "a"), anyDouble().Draw(t, "b")
	kinds := []string{"reach", "least", "most", "band", "stages"}
	if history {
		kinds = append(kinds, "from start", "share")
	}
	switch rapid.SampledFrom(kinds).Draw(t, "target") {
	case "least":
		return atLeast(a)
	case "most":
		return func(kr *v1alpha1.KeyResult) { kr.Target = v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Max: &a}} }
	case "band":
		return within(min(a, b), max(a, b), rapid.Float64Min(0).Draw(t, "tolerance"))
	case "stages":
		return stages(anyStages(t)...)
	case "from start":
		return reachFromStart(a, rapid.SampledFrom([]v1alpha1.Direction{"Increase", "Decrease"}).Draw(t, "direction"))
	case "share":
		return share(a, rapid.Float64Range(5e-324, 1).Draw(t, "time share"))
	}
	if a == b {
		b = a/2 + 1
	}
	return reach(a, b)
}

func anyStages(t *rapid.T) []v1alpha1.Stage {
	at := rapid.SliceOfNDistinct(anyDouble(), 2, 6, rapid.ID[float64]).Draw(t, "at")
	scores := rapid.SliceOfN(rapid.Float64Range(0, 1), len(at), len(at)).Draw(t, "scores")
	slices.Sort(at)
	slices.Sort(scores)
	if rapid.Bool().Draw(t, "falling") {
		slices.Reverse(at)
	}
	scores[len(scores)-1] = 1
	points := make([]v1alpha1.Stage, len(at))
	for i := range at {
		points[i] = v1alpha1.Stage{At: at[i], Score: scores[i]}
	}
	return points
}

// anyPlan is any plan of the ten days that admission takes.
func anyPlan(t *rapid.T) []v1alpha1.PlanPoint {
	days := rapid.SliceOfNDistinct(rapid.IntRange(1, 10), 0, 4, rapid.ID[int]).Draw(t, "days")
	shares := rapid.SliceOfN(rapid.Float64Range(0, 1), len(days), len(days)).Draw(t, "shares")
	slices.Sort(days)
	slices.Sort(shares)
	points := make([]v1alpha1.PlanPoint, len(days))
	for i := range days {
		points[i] = v1alpha1.PlanPoint{By: v1alpha1.Date(fmt.Sprintf("2026-10-%02d", days[i])), Share: shares[i]}
	}
	return points
}

// anyKeyResultAtAll draws from all that the schema takes.
func anyKeyResultAtAll(t *rapid.T, name string) v1alpha1.KeyResult {
	var kr v1alpha1.KeyResult
	switch rapid.SampledFrom([]string{"query", "query", "check-in", "objective"}).Draw(t, "measure") {
	case "check-in":
		kr = typed(name, []v1alpha1.CheckInEntry{entry("10-02", anyDouble().Draw(t, "first")), entry("10-05", anyDouble().Draw(t, "second"))}, anyTargetAtAll(t, false))
	case "objective":
		kr = keyResultOf(name, v1alpha1.Measure{ObjectiveRef: &v1alpha1.ObjectReference{Name: name}}, []option{anyTargetAtAll(t, false)})
	default:
		kr = prom(name, name, anyTargetAtAll(t, true))
	}
	kr.Title = rapid.String().Draw(t, "title")
	if kr.Target.Maintain != nil && name != "kr0" && rapid.Bool().Draw(t, "guardrail") {
		guardrail(&kr)
		return kr
	}
	weighs(int32(rapid.IntRange(1, 1000).Draw(t, "weight")))(&kr)
	plan(anyPlan(t)...)(&kr)
	return kr
}

// anyLifeAtAll lets any numbers and any words come, of any spec that admission takes. The operator checks each status:
// it is JSON, its scores are scores, its messages short and plain, and a second evaluation changes nothing.
func anyLifeAtAll(t *rapid.T) {
	var results []v1alpha1.KeyResult
	for i := range rapid.IntRange(1, 4).Draw(t, "key results") {
		results = append(results, anyKeyResultAtAll(t, fmt.Sprint("kr", i)))
	}
	o := goal(results...)
	o.Spec.Title = rapid.String().Draw(t, "title")
	o.Spec.Commitment = rapid.SampledFrom([]v1alpha1.Commitment{"", "Aspirational"}).Draw(t, "commitment")
	op := newOperator(t, o, newFeed())
	for _, kr := range results {
		op.scores[kr.Name] = Answer{Value: anyDouble().Draw(t, "score")}
		op.source.set(kr.Name, anyDouble().Draw(t, "value"))
	}
	now := moment("09-30")
	for range rapid.IntRange(1, 6).Draw(t, "steps") {
		name := rapid.SampledFrom(results).Draw(t, "key result").Name
		past, v := anyDouble().Draw(t, "past"), anyDouble().Draw(t, "value")
		op.source.pasts[name] = func(at time.Time) float64 { return past + v*at.Sub(now).Hours() }
		op.source.set(name, v)
		op.source.complain = rapid.StringOfN(rapid.RuneFrom(nil, unicode.PrintRanges...), 1, -1, 4096).Draw(t, "complaint") // as sources write it
		op.source.down[name] = rapid.SampledFrom([]v1alpha1.MeasureReason{"", "", v1alpha1.MeasureReasonNotANumber, v1alpha1.MeasureReasonMultipleSeries, unavailable}).Draw(t, "reason")
		op.on(now)
		now = now.Add(time.Duration(rapid.IntRange(0, 72*3600).Draw(t, "seconds")) * time.Second)
	}
}

func TestAnyLifeAtAll(t *testing.T) { rapid.Check(t, anyLifeAtAll) }

func FuzzObjective(f *testing.F) {
	for seed := range byte(8) {
		life := make([]byte, 8<<10)
		_, _ = rand.NewChaCha8([32]byte{seed}).Read(life) // it never fails
		f.Add(life)
	}
	f.Fuzz(rapid.MakeFuzz(anyLifeAtAll))
}
