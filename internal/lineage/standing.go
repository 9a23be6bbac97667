/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// The reasons for which what is known of a goal does not hold as it stands.
const (
	// ReasonBeingDeleted means: the goal is there no longer than its finalizers.
	ReasonBeingDeleted = "BeingDeleted"
	// ReasonOutdated means: the status is of another spec.
	ReasonOutdated = "Outdated"
)

// Generations are those of a spec, and of a status that is not of it.
type Generations struct {
	// Status is the generation that the status is of.
	Status int64 `json:"status"`
	// Spec is the generation that the spec is of.
	Spec int64 `json:"spec"`
}

// whole adds what is true of a whole goal, whatever its kind.
func (s Subject) whole(o world.Object, observed int64, suspended bool) Subject {
	s.Suspended, s.Deleting, s.Outdated = suspended, o.GetDeletionTimestamp() != nil, outdated(o, observed)
	return s
}

// outdated are the generations of a goal, where its status is of another one than its spec. A goal without a status is
// not evaluated yet, and has nothing to be doubted.
func outdated(o world.Object, observed int64) *Generations {
	if !world.Outdated(o, observed) {
		return nil
	}
	return &Generations{Status: observed, Spec: o.GetGeneration()}
}

// caveats are what a reader has to know of a goal before he believes what is written of it.
func (s Subject) caveats() []Problem {
	var caveats []Problem
	if s.Deleting {
		caveats = append(caveats, Problem{ReasonBeingDeleted, "it is being deleted", "goals that name it no longer find it"})
	}
	if s.Outdated != nil {
		message := fmt.Sprintf("the status is of generation %d, the spec of %d", s.Outdated.Status, s.Outdated.Spec)
		caveats = append(caveats, Problem{ReasonOutdated, message, "the operator has not come to it yet"})
	}
	return caveats
}

// staleGoal tells whether a goal's score counts numbers that are not fresh: as the operator says it of all of them, or
// as a part that counts in the score says it of itself.
func staleGoal(score *float64, conditions []metav1.Condition, parts []Subject) bool {
	if score == nil {
		return false
	}
	stale := meta.IsStatusConditionFalse(conditions, v1alpha1.GoalConditionMeasured)
	for _, part := range parts {
		stale = stale || part.Stale && part.counts()
	}
	return stale
}

// counts tells whether what a part measures now moves the score of its goal: a guardrail never does, a key result only
// until its due day.
func (s Subject) counts() bool {
	return !s.Guardrail && s.Outlook != v1alpha1.OutlookAchieved && s.Outlook != v1alpha1.OutlookMissed
}

// staleValue tells whether a value is the last good one: there was no fresh number, for a reason.
func staleValue(value *float64, reason string) bool {
	return value != nil && v1alpha1.MeasureReason(reason).Stale()
}
