/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// The fields that goals are found by. References are indexed as "namespace/name" of what they mean, sources as "name".
const (
	fieldParent     = "truenorth.parent"
	fieldOutcomes   = "truenorth.outcomes"
	fieldObjectives = "truenorth.objectives"
	fieldSources    = "truenorth.sources"
)

// indexFields makes the cache find goals by what they refer to.
func indexFields(ctx context.Context, indexer client.FieldIndexer) error {
	for _, index := range []struct {
		kind  client.Object
		field string
		keys  client.IndexerFunc
	}{
		{&v1alpha1.Objective{}, fieldParent, parentKeys},
		{&v1alpha1.Objective{}, fieldOutcomes, outcomeKeys},
		{&v1alpha1.Objective{}, fieldObjectives, objectiveKeys},
		{&v1alpha1.CustomerOutcome{}, fieldObjectives, objectiveKeys},
		{&v1alpha1.Objective{}, fieldSources, sourceKeys},
		{&v1alpha1.CustomerOutcome{}, fieldSources, sourceKeys},
	} {
		if err := indexer.IndexField(ctx, index.kind, index.field, index.keys); err != nil {
			return err
		}
	}
	return nil
}

func parentKeys(object client.Object) []string {
	o, ok := object.(*v1alpha1.Objective)
	if !ok || o.Spec.ParentRef == nil {
		return nil
	}
	return []string{nameOf(o.Namespace, *o.Spec.ParentRef).String()}
}

func outcomeKeys(object client.Object) []string {
	o, ok := object.(*v1alpha1.Objective)
	if !ok {
		return nil
	}
	keys := make([]string, 0, len(o.Spec.OutcomeRefs))
	for _, ref := range o.Spec.OutcomeRefs {
		keys = append(keys, nameOf(o.Namespace, ref).String())
	}
	return keys
}

func objectiveKeys(object client.Object) []string {
	var keys []string
	for _, m := range measuresOf(object) {
		if m.ObjectiveRef != nil {
			keys = append(keys, nameOf(object.GetNamespace(), *m.ObjectiveRef).String())
		}
	}
	return keys
}

func sourceKeys(object client.Object) []string {
	var keys []string
	for _, m := range measuresOf(object) {
		if m.Prometheus == nil {
			continue
		}
		ref := m.Prometheus.SourceRef
		if ref == nil {
			ref = sourceRefOf(object)
		}
		if ref == nil {
			ref = &v1alpha1.SourceReference{Name: v1alpha1.DefaultSourceName}
		}
		keys = append(keys, ref.Name)
	}
	return keys
}

func measuresOf(object client.Object) []v1alpha1.Measure {
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
	}
	return measures
}

func sourceRefOf(object client.Object) *v1alpha1.SourceReference {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Spec.SourceRef
	case *v1alpha1.CustomerOutcome:
		return o.Spec.SourceRef
	}
	return nil
}

// finder finds goals by what they refer to.
type finder struct{ client.Reader }

func (f finder) objectives(ctx context.Context, options ...client.ListOption) []v1alpha1.Objective {
	var list v1alpha1.ObjectiveList
	if err := f.List(ctx, &list, options...); err != nil {
		return nil // the cache has not started; every object is reconciled when it has
	}
	return list.Items
}

func (f finder) outcomes(ctx context.Context, options ...client.ListOption) []v1alpha1.CustomerOutcome {
	var list v1alpha1.CustomerOutcomeList
	if err := f.List(ctx, &list, options...); err != nil {
		return nil // as above
	}
	return list.Items
}

// closure finds the objectives that lead to one by a field, directly or by way of others. The start is not among them
// unless it leads to itself.
func (f finder) closure(ctx context.Context, field string, starts ...types.NamespacedName) []types.NamespacedName {
	seen := map[types.NamespacedName]bool{}
	var all []types.NamespacedName
	for len(starts) > 0 {
		next := starts[0]
		starts = starts[1:]
		for _, o := range f.objectives(ctx, client.MatchingFields{field: next.String()}) {
			name := client.ObjectKeyFromObject(&o)
			if !seen[name] {
				seen[name] = true
				all = append(all, name)
				starts = append(starts, name)
			}
		}
	}
	return all
}
