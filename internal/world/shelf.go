/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// Shelves are what stands on the levels of a scorecard.
func (w *World) Shelves(card *v1alpha1.Scorecard) []evaluate.Shelf {
	shelves := make([]evaluate.Shelf, 0, len(card.Spec.Levels))
	for i := range card.Spec.Levels {
		shelves = append(shelves, w.shelf(card.Namespace, &card.Spec.Levels[i]))
	}
	return shelves
}

// shelf is what stands on one level: what its selector finds, by name, and then what its refs add.
func (w *World) shelf(from string, l *v1alpha1.Level) evaluate.Shelf {
	var s evaluate.Shelf
	look := lookout{World: w, from: from, namespaces: l.Namespaces}
	if look.selector = selectorOf(l.Selector); look.selector != nil {
		var objectives v1alpha1.ObjectiveList
		var outcomes v1alpha1.CustomerOutcomeList
		var indicators v1alpha1.IndicatorList
		look.find(&objectives, &outcomes, &indicators)
		s.Objectives = visible(look, objectives.Items, func(o *v1alpha1.Objective) *v1alpha1.SharedWith { return o.Spec.SharedWith })
		s.Outcomes = visible(look, outcomes.Items, func(o *v1alpha1.CustomerOutcome) *v1alpha1.SharedWith { return o.Spec.SharedWith })
		s.Indicators = visible(look, indicators.Items, func(o *v1alpha1.Indicator) *v1alpha1.SharedWith { return o.Spec.SharedWith })
	}
	for _, ref := range l.Refs {
		if !look.add(&s, ref) {
			s.Missing = append(s.Missing, ref)
		}
	}
	return s
}

// selectorOf is nil where there is no selector, or one that cannot be read, which the evaluation tells of.
func selectorOf(selector *metav1.LabelSelector) labels.Selector {
	if selector == nil {
		return nil
	}
	s, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return nil
	}
	return s
}

// lookout looks for the goals of a level.
type lookout struct {
	*World
	from       string // the scorecard's namespace
	selector   labels.Selector
	namespaces *v1alpha1.LevelNamespaces
}

// find lists what the selector matches, in the own namespace or in all.
func (l lookout) find(into ...ObjectList) {
	namespace := ""
	if l.namespaces == nil || l.namespaces.From == v1alpha1.ShareFromSame {
		namespace = l.from
	}
	for _, list := range into {
		l.list(list, namespace, l.selector)
	}
}

// looksInto tells whether a level looks into a namespace.
func (l lookout) looksInto(namespace string) bool {
	if namespace == l.from || l.namespaces.From == v1alpha1.ShareFromAll {
		return true
	}
	selector := selectorOf(l.namespaces.Selector)
	set, known := l.namespaceLabels(namespace)
	return known && selector != nil && selector.Matches(labels.Set(set))
}

// visible are those of some goals that a level may show, by name.
func visible[T any, P interface {
	*T
	Object
}](l lookout, items []T, shared func(P) *v1alpha1.SharedWith) []P {
	var found []P
	for i := range items {
		goal := P(&items[i])
		if goal.GetDeletionTimestamp() == nil && l.looksInto(goal.GetNamespace()) &&
			l.consents(shared(goal), goal.GetNamespace(), l.from) {
			found = append(found, goal)
		}
	}
	slices.SortFunc(found, func(a, b P) int {
		return strings.Compare(Key(a).String(), Key(b).String())
	})
	return found
}

// add puts the goal that a reference names on a shelf, unless it stands there; it is false where there is none.
func (l lookout) add(s *evaluate.Shelf, ref v1alpha1.GoalReference) (found bool) {
	switch ref.Kind {
	case v1alpha1.GoalKindObjective:
		s.Objectives, found = with(s.Objectives, l.Objective(l.from, ref.ObjectReference))
	case v1alpha1.GoalKindCustomerOutcome:
		s.Outcomes, found = with(s.Outcomes, l.Outcome(l.from, ref.ObjectReference))
	case v1alpha1.GoalKindIndicator:
		s.Indicators, found = with(s.Indicators, l.Indicator(l.from, ref.ObjectReference))
	}
	return found
}

func with[T any, P interface {
	*T
	Object
}](goals []P, goal P) ([]P, bool) {
	if goal == nil {
		return goals, false
	}
	if slices.ContainsFunc(goals, func(g P) bool { return Key(g) == Key(goal) }) {
		return goals, true
	}
	return append(goals, goal), true
}
