/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// hashLength is enough hexadecimal digits that two specs of one goal never meet by chance.
const hashLength = 16

// hashOf is a short digest of v's JSON. The types that are hashed here always marshal.
func hashOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("evaluate: a spec that was decoded from JSON cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:hashLength]
}

// canonicalMeasure is m with its defaults filled in, so that writing a default out changes no hash.
func canonicalMeasure(m v1alpha1.Measure, goal *v1alpha1.SourceReference, namespace string) v1alpha1.Measure {
	switch {
	case m.Prometheus != nil:
		source := sourceOf(m.Prometheus, goal)
		return v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{
			Query: strings.TrimSpace(m.Prometheus.Query), SourceRef: &source, Lookback: canonicalDuration(m.Prometheus.Lookback, 0),
		}}
	case m.IndicatorRef != nil:
		return v1alpha1.Measure{IndicatorRef: canonicalRef(*m.IndicatorRef, namespace)}
	case m.ObjectiveRef != nil:
		return v1alpha1.Measure{ObjectiveRef: canonicalRef(*m.ObjectiveRef, namespace)}
	}
	return m
}

func canonicalRef(ref v1alpha1.ObjectReference, namespace string) *v1alpha1.ObjectReference {
	if ref.Namespace == "" {
		ref.Namespace = namespace
	}
	return &ref
}

// canonicalTarget is t without what goes without saying.
func canonicalTarget(t v1alpha1.Target) v1alpha1.Target {
	t = *t.DeepCopy()
	if t.Reach != nil && t.Reach.From != nil {
		t.Reach.Direction = ""
	}
	if t.Maintain != nil && t.Maintain.Tolerance != nil && *t.Maintain.Tolerance == 0 {
		t.Maintain.Tolerance = nil
	}
	return t
}

// canonicalDuration writes equal lengths alike; empty where there is none.
func canonicalDuration(d v1alpha1.Duration, def time.Duration) v1alpha1.Duration {
	if length := d.Or(def); length > 0 {
		return v1alpha1.Duration(length.String())
	}
	return ""
}

// measureHash identifies what a value and a baseline were taken for.
func measureHash(m v1alpha1.Measure, goal *v1alpha1.SourceReference, namespace, start, zone string) string {
	m = canonicalMeasure(m, goal, namespace)
	if m.CheckIn != nil {
		m.CheckIn = &v1alpha1.CheckIn{}
	}
	return hashOf([]any{m, start, zone})
}

// judgedKeyResult is what a key result's verdict depends on.
type judgedKeyResult struct {
	Name      string
	Target    v1alpha1.Target
	Measure   v1alpha1.Measure
	Plan      []v1alpha1.PlanPoint
	Due       string
	Weight    int32
	Guardrail bool
}

// judgedHash identifies what an objective's verdict was taken for. Neither the order of the key results nor a default
// that is written out changes it, and check-ins may go on.
func judgedHash(o *v1alpha1.Objective) string {
	spec := &o.Spec
	results := make([]judgedKeyResult, 0, len(spec.KeyResults))
	for _, kr := range spec.KeyResults {
		results = append(results, judge(kr, spec, o.Namespace))
	}
	slices.SortFunc(results, func(a, b judgedKeyResult) int { return strings.Compare(a.Name, b.Name) })
	period := spec.Period
	return hashOf([]any{
		period.Start.Day(), period.End.Day(), zoneName(period), settle(period), commitment(spec), results,
	})
}

func judge(kr v1alpha1.KeyResult, spec *v1alpha1.ObjectiveSpec, namespace string) judgedKeyResult {
	j := judgedKeyResult{
		Name: kr.Name, Target: canonicalTarget(kr.Target), Guardrail: kr.Guardrail, Weight: weight(kr.Weight), Due: dueDay(kr, spec.Period),
		Measure: canonicalMeasure(kr.Measure, spec.SourceRef, namespace),
	}
	if j.Measure.CheckIn != nil {
		j.Measure.CheckIn = &v1alpha1.CheckIn{FreshFor: canonicalDuration(j.Measure.CheckIn.FreshFor, defaultFreshFor)}
	}
	for _, point := range kr.Plan {
		j.Plan = append(j.Plan, v1alpha1.PlanPoint{By: v1alpha1.Date(point.By.Day()), Share: point.Share})
	}
	return j
}
