/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// The fields that goals are found by. References are indexed as "namespace/name" of what they mean, sources as "name".
const (
	fieldParent     = "truenorth.parent"
	fieldOutcomes   = "truenorth.outcomes"
	fieldObjectives = "truenorth.objectives"
	fieldIndicators = "truenorth.indicators"
	fieldSources    = "truenorth.sources"
)

// indexFields makes the cache find goals by what they refer to.
func indexFields(ctx context.Context, indexer client.FieldIndexer) error {
	for _, index := range []struct {
		field string
		keys  client.IndexerFunc
		kinds []client.Object
	}{
		{fieldParent, parentKeys, []client.Object{&v1alpha1.Objective{}}},
		{fieldOutcomes, outcomeKeys, []client.Object{&v1alpha1.Objective{}, &v1alpha1.ValueExchange{}}},
		{fieldObjectives, objectiveKeys, []client.Object{&v1alpha1.Objective{}, &v1alpha1.CustomerOutcome{}, &v1alpha1.Scorecard{}}},
		{fieldIndicators, indicatorKeys, []client.Object{
			&v1alpha1.Objective{}, &v1alpha1.CustomerOutcome{}, &v1alpha1.ValueExchange{}, &v1alpha1.Scorecard{},
		}},
		{fieldSources, sourceKeys, []client.Object{
			&v1alpha1.Objective{}, &v1alpha1.CustomerOutcome{}, &v1alpha1.Indicator{}, &v1alpha1.ValueExchange{}, &v1alpha1.Scorecard{},
		}},
	} {
		for _, kind := range index.kinds {
			if err := indexer.IndexField(ctx, kind, index.field, index.keys); err != nil {
				return err
			}
		}
	}
	return nil
}

func parentKeys(object client.Object) []string    { return keys(world.Parents(object)) }
func outcomeKeys(object client.Object) []string   { return keys(world.Outcomes(object)) }
func objectiveKeys(object client.Object) []string { return keys(world.Objectives(object)) }
func indicatorKeys(object client.Object) []string { return keys(world.Indicators(object)) }
func sourceKeys(object client.Object) []string    { return world.Sources(object) }

func keys(names []types.NamespacedName) []string {
	var keys []string
	for _, name := range names {
		keys = append(keys, name.String())
	}
	return keys
}

// finder finds goals by what they refer to.
type finder struct{ client.Reader }

// kind makes an empty list of the goals of a kind.
type kind func() client.ObjectList

// The kinds of goals.
func objectives() client.ObjectList { return &v1alpha1.ObjectiveList{} }
func outcomes() client.ObjectList   { return &v1alpha1.CustomerOutcomeList{} }
func indicators() client.ObjectList { return &v1alpha1.IndicatorList{} }
func exchanges() client.ObjectList  { return &v1alpha1.ValueExchangeList{} }
func scorecards() client.ObjectList { return &v1alpha1.ScorecardList{} }

// find gives the names of the goals of a kind.
func (f finder) find(ctx context.Context, of kind, options ...client.ListOption) []types.NamespacedName {
	list := of()
	if err := f.List(ctx, list, options...); err != nil {
		return nil // the cache has not started; every object is reconciled when it has
	}
	var found []types.NamespacedName
	_ = meta.EachListItem(list, func(item runtime.Object) error {
		if object, ok := item.(client.Object); ok {
			found = append(found, client.ObjectKeyFromObject(object))
		}
		return nil
	})
	return found
}

// refer gives the names of the goals of a kind that refer, by a field, to any of some objects.
func (f finder) refer(ctx context.Context, of kind, field string, to ...types.NamespacedName) []types.NamespacedName {
	var found []types.NamespacedName
	for _, name := range to {
		found = append(found, f.find(ctx, of, client.MatchingFields{field: name.String()})...)
	}
	return found
}

// closure finds the objectives that lead to one by a field, directly or by way of others. The start is not among them
// unless it leads to itself.
func (f finder) closure(ctx context.Context, field string, starts ...types.NamespacedName) []types.NamespacedName {
	seen := map[types.NamespacedName]bool{}
	var all []types.NamespacedName
	for len(starts) > 0 {
		next := starts[0]
		starts = starts[1:]
		for _, name := range f.refer(ctx, objectives, field, next) {
			if !seen[name] {
				seen[name] = true
				all = append(all, name)
				starts = append(starts, name)
			}
		}
	}
	return all
}
