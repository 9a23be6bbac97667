/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"maps"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// namespace is one with the label that the API server puts on each, and others.
func namespace(name string, labels map[string]string) *metav1.PartialObjectMetadata {
	n := world.NamespaceMetadata()
	n.Name, n.Labels = name, map[string]string{corev1.LabelMetadataName: name}
	maps.Copy(n.Labels, labels)
	return n
}

// setOf holds objects, and their namespaces.
func setOf(objects ...world.Object) *world.Set {
	set := &world.Set{}
	for _, o := range objects {
		set.Put(o)
		set.Put(namespace(o.GetNamespace(), nil))
	}
	return set
}

// metadata is the metadata of "namespace/name".
func metadata(path string) metav1.ObjectMeta {
	namespace, name, _ := strings.Cut(path, "/")
	return metav1.ObjectMeta{Namespace: namespace, Name: name}
}

// to is a reference to "namespace/name".
func to(path string) v1alpha1.ObjectReference {
	m := metadata(path)
	return v1alpha1.ObjectReference{Namespace: m.Namespace, Name: m.Name}
}

var withAll = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}

// goal is an objective with one key result, which shares with all.
func goal(path string, change ...func(*v1alpha1.ObjectiveSpec)) *v1alpha1.Objective {
	o := &v1alpha1.Objective{ObjectMeta: metadata(path), Spec: v1alpha1.ObjectiveSpec{
		Title: "Title of " + path, SharedWith: withAll, KeyResults: []v1alpha1.KeyResult{{Name: "one"}},
	}}
	for _, c := range change {
		c(&o.Spec)
	}
	return o
}

func under(path string) func(*v1alpha1.ObjectiveSpec) {
	return func(s *v1alpha1.ObjectiveSpec) { s.ParentRef = new(to(path)) }
}

func serving(paths ...string) func(*v1alpha1.ObjectiveSpec) {
	return func(s *v1alpha1.ObjectiveSpec) {
		for _, path := range paths {
			s.OutcomeRefs = append(s.OutcomeRefs, to(path))
		}
	}
}

// measuring makes the key result take another objective's score.
func measuring(path string) func(*v1alpha1.ObjectiveSpec) {
	return func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure.ObjectiveRef = new(to(path)) }
}

func unshared(s *v1alpha1.ObjectiveSpec) { s.SharedWith = nil }

// promise is an outcome with the indicators a and b, which shares with all.
func promise(path, statement string) *v1alpha1.CustomerOutcome {
	return &v1alpha1.CustomerOutcome{ObjectMeta: metadata(path), Spec: v1alpha1.CustomerOutcomeSpec{
		Statement: statement, SharedWith: withAll, Indicators: []v1alpha1.OutcomeIndicator{{Name: "a"}, {Name: "b"}},
	}}
}

// number is an Indicator that shares with all.
func number(path string) *v1alpha1.Indicator {
	return &v1alpha1.Indicator{ObjectMeta: metadata(path), Spec: v1alpha1.IndicatorSpec{Title: "Number " + path, SharedWith: withAll}}
}

// testOf is an exchange with a driver for each indicator "namespace/outcome/indicator", and the verdicts of the test.
func testOf(path string, drivers []string, verdicts ...v1alpha1.ExchangeVerdict) *v1alpha1.ValueExchange {
	vx := &v1alpha1.ValueExchange{ObjectMeta: metadata(path), Spec: v1alpha1.ValueExchangeSpec{Result: v1alpha1.ExchangeResult{Title: "Result of " + path}}}
	for i, driver := range drivers {
		at := strings.LastIndex(driver, "/")
		name := driver[at+1:]
		vx.Spec.Drivers = append(vx.Spec.Drivers, v1alpha1.ExchangeDriver{
			Name: name, OutcomeRef: &v1alpha1.OutcomeIndicatorReference{ObjectReference: to(driver[:at]), Indicator: name},
		})
		if i < len(verdicts) {
			vx.Status.Drivers = append(vx.Status.Drivers, v1alpha1.ExchangeDriverStatus{
				Name: name, Verdict: verdicts[i], Lag: "21d", Correlation: new(0.61), Rank: int32(i + 1),
			})
		}
	}
	return vx
}

// cardOf has a level for each list of "Kind namespace/name".
func cardOf(path string, levels ...[]string) *v1alpha1.Scorecard {
	card := &v1alpha1.Scorecard{ObjectMeta: metadata(path), Spec: v1alpha1.ScorecardSpec{Mission: "Mission of " + path}}
	for i, refs := range levels {
		l := v1alpha1.Level{Name: "level-" + string(rune('a'+i))}
		for _, ref := range refs {
			kind, path, _ := strings.Cut(ref, " ")
			l.Refs = append(l.Refs, v1alpha1.GoalReference{Kind: v1alpha1.GoalKind(kind), ObjectReference: to(path)})
		}
		card.Spec.Levels = append(card.Spec.Levels, l)
	}
	return card
}
