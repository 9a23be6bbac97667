/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// NameOf is the object that a reference from a namespace means.
func NameOf(from string, ref v1alpha1.ObjectReference) types.NamespacedName {
	if ref.Namespace == "" {
		return types.NamespacedName{Namespace: from, Name: ref.Name}
	}
	return types.NamespacedName{Namespace: ref.Namespace, Name: ref.Name}
}

// Key is the name of an object.
func Key(o Object) types.NamespacedName {
	return types.NamespacedName{Namespace: o.GetNamespace(), Name: o.GetName()}
}

// Outdated tells whether a goal's status is of another spec. One that was never written is not, nor is one beside a spec
// without a generation, as in files.
func Outdated(o Object, observed int64) bool {
	return o.GetGeneration() > 0 && observed > 0 && observed != o.GetGeneration()
}

// Parents are the objectives that an object names as its parent: one at most.
func Parents(object Object) []types.NamespacedName {
	o, ok := object.(*v1alpha1.Objective)
	if !ok || o.Spec.ParentRef == nil {
		return nil
	}
	return []types.NamespacedName{NameOf(o.Namespace, *o.Spec.ParentRef)}
}

// Outcomes are the customer outcomes that an object names: those that an objective serves, those that an exchange tests.
func Outcomes(object Object) []types.NamespacedName {
	var names []types.NamespacedName
	switch o := object.(type) {
	case *v1alpha1.Objective:
		for _, ref := range o.Spec.OutcomeRefs {
			names = append(names, NameOf(o.Namespace, ref))
		}
	case *v1alpha1.ValueExchange:
		for _, d := range o.Spec.Drivers {
			if d.OutcomeRef != nil {
				names = append(names, NameOf(o.Namespace, d.OutcomeRef.ObjectReference))
			}
		}
	}
	return names
}

// Objectives are the objectives whose scores an object's measures take.
func Objectives(object Object) []types.NamespacedName {
	return referred(object, func(m v1alpha1.Measure) *v1alpha1.ObjectReference { return m.ObjectiveRef })
}

// Indicators are the Indicators whose values an object's measures take.
func Indicators(object Object) []types.NamespacedName {
	return referred(object, func(m v1alpha1.Measure) *v1alpha1.ObjectReference { return m.IndicatorRef })
}

func referred(object Object, by func(v1alpha1.Measure) *v1alpha1.ObjectReference) []types.NamespacedName {
	var names []types.NamespacedName
	for _, m := range Measures(object) {
		if ref := by(m); ref != nil {
			names = append(names, NameOf(object.GetNamespace(), *ref))
		}
	}
	return names
}

// Sources are the names of the sources that an object's queries are asked of.
func Sources(object Object) []string {
	var names []string
	for _, ref := range SourceRefs(object) {
		names = append(names, ref.Name)
	}
	return names
}

// SourceRefs are the references to sources of an object's queries, in the order of its spec: each query's own, or the
// object's, or that to the default source.
func SourceRefs(object Object) []v1alpha1.SourceReference {
	own := sourceRefOf(object)
	if own == nil {
		own = &v1alpha1.SourceReference{Name: v1alpha1.DefaultSourceName}
	}
	var refs []v1alpha1.SourceReference
	for _, m := range Measures(object) {
		switch {
		case m.Prometheus == nil:
		case m.Prometheus.SourceRef != nil:
			refs = append(refs, *m.Prometheus.SourceRef)
		default:
			refs = append(refs, *own)
		}
	}
	return refs
}

// Measures are all measures of a goal, in the order of its spec.
func Measures(object Object) []v1alpha1.Measure {
	var measures []v1alpha1.Measure
	switch o := object.(type) {
	case *v1alpha1.Objective:
		for _, kr := range o.Spec.KeyResults {
			measures = append(measures, kr.Measure)
		}
	case *v1alpha1.CustomerOutcome:
		for _, indicator := range o.Spec.Indicators {
			measures = append(measures, indicator.Measure)
		}
	case *v1alpha1.Indicator:
		measures = append(measures, o.Spec.Measure)
	case *v1alpha1.ValueExchange:
		measures = append(measures, o.Spec.Result.Measure)
		for _, d := range o.Spec.Drivers {
			if d.Measure != nil {
				measures = append(measures, *d.Measure)
			}
		}
	case *v1alpha1.Scorecard:
		if o.Spec.NorthStar != nil {
			measures = append(measures, o.Spec.NorthStar.Measure)
		}
	}
	return measures
}

func sourceRefOf(object Object) *v1alpha1.SourceReference {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Spec.SourceRef
	case *v1alpha1.CustomerOutcome:
		return o.Spec.SourceRef
	case *v1alpha1.Indicator:
		return o.Spec.SourceRef
	case *v1alpha1.ValueExchange:
		return o.Spec.SourceRef
	case *v1alpha1.Scorecard:
		return o.Spec.SourceRef
	}
	return nil
}
