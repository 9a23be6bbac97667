/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import "github.com/truenorth-dev/truenorth/api/v1alpha1"

// goal is an objective of ten days, 1 to 10 October 2026.
func goal(keyResults ...v1alpha1.KeyResult) *v1alpha1.Objective {
	o := &v1alpha1.Objective{}
	o.Name, o.Namespace, o.Generation = "goal", "team", 1
	o.Status.ObservedGeneration = -1
	o.Spec = v1alpha1.ObjectiveSpec{
		Title: "goal", KeyResults: keyResults, Period: v1alpha1.Period{Start: "2026-10-01", End: "2026-10-10"},
	}
	return o
}

type option func(*v1alpha1.KeyResult)

// prom is a key result on a query; without options its target is reach 0 -> 10.
func prom(name, query string, options ...option) v1alpha1.KeyResult {
	return keyResultOf(name, v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: query}}, options)
}

// typed is a key result on check-ins, each "2026-10-05" and a value.
func typed(name string, entries []v1alpha1.CheckInEntry, options ...option) v1alpha1.KeyResult {
	return keyResultOf(name, v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{Entries: entries}}, options)
}

// follows is a key result on another objective's score; its target is reach 0 -> 1.
func follows(name, objective string) v1alpha1.KeyResult {
	measure := v1alpha1.Measure{ObjectiveRef: &v1alpha1.ObjectReference{Name: objective}}
	return keyResultOf(name, measure, []option{reach(0, 1)})
}

func keyResultOf(name string, measure v1alpha1.Measure, options []option) v1alpha1.KeyResult {
	kr := v1alpha1.KeyResult{Name: name, Measure: measure}
	reach(0, 10)(&kr)
	for _, set := range options {
		set(&kr)
	}
	return kr
}

func entry(day string, value float64) v1alpha1.CheckInEntry {
	return v1alpha1.CheckInEntry{Date: v1alpha1.Date("2026-" + day), Value: value}
}

func reach(from, to float64) option {
	return func(kr *v1alpha1.KeyResult) {
		kr.Target = v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: &from, To: to}}
	}
}

func reachFromStart(to float64, direction v1alpha1.Direction) option {
	return func(kr *v1alpha1.KeyResult) {
		kr.Target = v1alpha1.Target{Reach: &v1alpha1.ReachTarget{To: to, Direction: direction}}
	}
}

func atLeast(min float64) option {
	return func(kr *v1alpha1.KeyResult) {
		kr.Target = v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: &min}}
	}
}

func within(min, max, tolerance float64) option {
	return func(kr *v1alpha1.KeyResult) {
		kr.Target = v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: &min, Max: &max, Tolerance: &tolerance}}
	}
}

func share(min, timeShare float64) option {
	return func(kr *v1alpha1.KeyResult) {
		kr.Target = v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: &min, TimeShare: &timeShare}}
	}
}

func stages(points ...v1alpha1.Stage) option {
	return func(kr *v1alpha1.KeyResult) { kr.Target = v1alpha1.Target{Stages: points} }
}

func guardrail(kr *v1alpha1.KeyResult) { kr.Guardrail = true }

func weighs(weight int32) option { return func(kr *v1alpha1.KeyResult) { kr.Weight = &weight } }

func due(day v1alpha1.Date) option { return func(kr *v1alpha1.KeyResult) { kr.Due = "2026-" + day } }

func plan(points ...v1alpha1.PlanPoint) option {
	return func(kr *v1alpha1.KeyResult) { kr.Plan = points }
}

func freshFor(d v1alpha1.Duration) option {
	return func(kr *v1alpha1.KeyResult) { kr.Measure.CheckIn.FreshFor = d }
}

func aspirational(o *v1alpha1.Objective) *v1alpha1.Objective {
	o.Spec.Commitment = v1alpha1.CommitmentAspirational
	return o
}
