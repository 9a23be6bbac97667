/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Set is goals, sources and namespaces in memory, as they were read from files or from a cluster. It is a Store. Its zero
// value is empty; it is not safe for concurrent changes.
type Set struct {
	objectives     collection[v1alpha1.Objective]
	outcomes       collection[v1alpha1.CustomerOutcome]
	indicators     collection[v1alpha1.Indicator]
	exchanges      collection[v1alpha1.ValueExchange]
	scorecards     collection[v1alpha1.Scorecard]
	sources        collection[v1alpha1.MetricSource]
	clusterSources collection[v1alpha1.ClusterMetricSource]
	namespaces     collection[metav1.PartialObjectMetadata]
}

var _ Store = (*Set)(nil)

// Put adds an object, or replaces the one of its kind and name. It is false for what is none of our kinds, nor the
// metadata of a Namespace.
func (s *Set) Put(object Object) bool {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		put(&s.objectives, o)
	case *v1alpha1.CustomerOutcome:
		put(&s.outcomes, o)
	case *v1alpha1.Indicator:
		put(&s.indicators, o)
	case *v1alpha1.ValueExchange:
		put(&s.exchanges, o)
	case *v1alpha1.Scorecard:
		put(&s.scorecards, o)
	case *v1alpha1.MetricSource:
		put(&s.sources, o)
	case *v1alpha1.ClusterMetricSource:
		put(&s.clusterSources, o)
	case *metav1.PartialObjectMetadata:
		if o.Kind != "Namespace" {
			return false
		}
		put(&s.namespaces, o)
	default:
		return false
	}
	return true
}

// Objectives are all of them, by namespace and name; so are the other kinds.
func (s *Set) Objectives() []*v1alpha1.Objective { return sorted(s.objectives) }

// CustomerOutcomes are all of them, by namespace and name.
func (s *Set) CustomerOutcomes() []*v1alpha1.CustomerOutcome { return sorted(s.outcomes) }

// Indicators are all of them, by namespace and name.
func (s *Set) Indicators() []*v1alpha1.Indicator { return sorted(s.indicators) }

// ValueExchanges are all of them, by namespace and name.
func (s *Set) ValueExchanges() []*v1alpha1.ValueExchange { return sorted(s.exchanges) }

// Scorecards are all of them, by namespace and name.
func (s *Set) Scorecards() []*v1alpha1.Scorecard { return sorted(s.scorecards) }

// MetricSources are all of them, by namespace and name.
func (s *Set) MetricSources() []*v1alpha1.MetricSource { return sorted(s.sources) }

// ClusterMetricSources are all of them, by name.
func (s *Set) ClusterMetricSources() []*v1alpha1.ClusterMetricSource {
	return sorted(s.clusterSources)
}

// Namespaces are those whose labels are known, by name.
func (s *Set) Namespaces() []*metav1.PartialObjectMetadata { return sorted(s.namespaces) }

// Get implements Store.
func (s *Set) Get(name types.NamespacedName, into Object) (bool, error) {
	switch o := into.(type) {
	case *v1alpha1.Objective:
		return get(s.objectives, name, o), nil
	case *v1alpha1.CustomerOutcome:
		return get(s.outcomes, name, o), nil
	case *v1alpha1.Indicator:
		return get(s.indicators, name, o), nil
	case *v1alpha1.ValueExchange:
		return get(s.exchanges, name, o), nil
	case *v1alpha1.Scorecard:
		return get(s.scorecards, name, o), nil
	case *v1alpha1.MetricSource:
		return get(s.sources, name, o), nil
	case *v1alpha1.ClusterMetricSource:
		return get(s.clusterSources, name, o), nil
	case *metav1.PartialObjectMetadata:
		return get(s.namespaces, name, o), nil
	}
	return false, fmt.Errorf("a set holds no %T", into)
}

// List implements Store.
func (s *Set) List(into ObjectList, namespace string, selector labels.Selector) error {
	keep := func(o Object) bool {
		return (namespace == "" || o.GetNamespace() == namespace) && selector.Matches(labels.Set(o.GetLabels()))
	}
	return s.list(into, keep)
}

// ListNaming implements Store.
func (s *Set) ListNaming(outcome types.NamespacedName, into ObjectList, namespace string) error {
	keep := func(o Object) bool {
		return (namespace == "" || o.GetNamespace() == namespace) && slices.Contains(Outcomes(o), outcome)
	}
	return s.list(into, keep)
}

func (s *Set) list(into ObjectList, keep func(Object) bool) error {
	switch list := into.(type) {
	case *v1alpha1.ObjectiveList:
		list.Items = filtered(s.objectives, keep)
	case *v1alpha1.CustomerOutcomeList:
		list.Items = filtered(s.outcomes, keep)
	case *v1alpha1.IndicatorList:
		list.Items = filtered(s.indicators, keep)
	case *v1alpha1.ValueExchangeList:
		list.Items = filtered(s.exchanges, keep)
	default:
		return fmt.Errorf("a set lists no %T", into)
	}
	return nil
}

// collection is the objects of one kind.
type collection[T any] map[types.NamespacedName]*T

// object is a pointer to a T that is an Object.
type object[T any] interface {
	*T
	Object
}

func put[T any, P object[T]](c *collection[T], o P) {
	if *c == nil {
		*c = collection[T]{}
	}
	(*c)[Key(o)] = o
}

func get[T any, P object[T]](c collection[T], name types.NamespacedName, into P) bool {
	found := c[name]
	if found == nil {
		return false
	}
	*into = *found
	return true
}

func sorted[T any, P object[T]](c map[types.NamespacedName]P) []P {
	all := make([]P, 0, len(c))
	for _, o := range c {
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b P) int { return compare(Key(a), Key(b)) })
	return all
}

func filtered[T any, P object[T]](c map[types.NamespacedName]P, keep func(Object) bool) []T {
	var kept []T
	for _, o := range sorted(c) {
		if keep(o) {
			kept = append(kept, *o)
		}
	}
	return kept
}

func compare(a, b types.NamespacedName) int {
	if a.Namespace != b.Namespace {
		return strings.Compare(a.Namespace, b.Namespace)
	}
	return strings.Compare(a.Name, b.Name)
}
