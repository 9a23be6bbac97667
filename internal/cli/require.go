/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// conditionKinds are the conditions that can be required, in the order in which they are listed, each with the kinds that
// have it; all for none.
var conditionKinds = []struct {
	name  string
	kinds []string
	// absent is what it counts as where an object does not have it.
	absent metav1.ConditionStatus
}{
	{v1alpha1.GoalConditionReady, nil, metav1.ConditionUnknown},
	{v1alpha1.GoalConditionMeasured, nil, metav1.ConditionUnknown},
	{v1alpha1.ObjectiveConditionKeyResultsMet, []string{"Objective"}, metav1.ConditionUnknown},
	{v1alpha1.ObjectiveConditionOnTrack, []string{"Objective", "Scorecard"}, metav1.ConditionUnknown},
	{v1alpha1.ObjectiveConditionCustomerAligned, []string{"Objective", "Scorecard"}, metav1.ConditionUnknown},
	{v1alpha1.CustomerOutcomeConditionDelivered, []string{"CustomerOutcome"}, metav1.ConditionUnknown},
	{v1alpha1.CustomerOutcomeConditionServed, []string{"CustomerOutcome"}, metav1.ConditionUnknown},
	{v1alpha1.ValueExchangeConditionSupported, []string{"ValueExchange"}, metav1.ConditionUnknown},
	{v1alpha1.GoalConditionStalled, nil, metav1.ConditionFalse},
	{v1alpha1.GoalConditionSuspended, nil, metav1.ConditionFalse},
}

// requirement is a condition that has to have a status.
type requirement struct {
	name   string
	kinds  []string // those that have it; all for none
	absent metav1.ConditionStatus
	want   metav1.ConditionStatus
}

type requirements []requirement

// parseRequirements reads CONDITION[=STATUS].
func parseRequirements(texts []string) (requirements, error) {
	var all requirements
	for _, text := range texts {
		name, status, given := strings.Cut(text, "=")
		if !given {
			status = string(metav1.ConditionTrue)
		}
		r, ok := requirementOf(name)
		if !ok {
			return nil, fmt.Errorf("--require %s: there is no condition %q: use one of %s", text, name, strings.Join(conditionNames(), ", "))
		}
		for _, known := range []metav1.ConditionStatus{metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown} {
			if strings.EqualFold(status, string(known)) {
				r.want = known
			}
		}
		if r.want == "" {
			return nil, fmt.Errorf("--require %s: %q is no status: use True, False or Unknown", text, status)
		}
		all = append(all, r)
	}
	return all, nil
}

func requirementOf(name string) (requirement, bool) {
	for _, c := range conditionKinds {
		if strings.EqualFold(c.name, name) {
			return requirement{name: c.name, kinds: c.kinds, absent: c.absent}, true
		}
	}
	return requirement{}, false
}

func conditionNames() []string {
	var names []string
	for _, c := range conditionKinds {
		names = append(names, c.name)
	}
	return names
}

func (r requirement) concerns(goal world.Object) bool {
	return len(r.kinds) == 0 || slices.Contains(r.kinds, kindOf(goal).kind)
}

// applyTo is an error where a condition is required that none of the goals can have.
func (rs requirements) applyTo(goals []world.Object) error {
	for _, r := range rs {
		if !slices.ContainsFunc(goals, r.concerns) {
			return fmt.Errorf("--require %s: none of the goals has this condition, only a goal of kind %s does: name files with one", r.name, strings.Join(r.kinds, " or "))
		}
	}
	return nil
}

// judge tells which goals do not hold what is required.
func (rs requirements) judge(w io.Writer, goals []world.Object) error {
	broken := false
	for _, r := range rs {
		for _, goal := range goals {
			if !r.concerns(goal) {
				continue
			}
			if failure := r.failure(goal); failure != "" {
				broken = true
				fmt.Fprintf(w, "%s %s: %s\n", kindOf(goal).kind, world.Key(goal), terminal.Clean(failure))
			}
		}
	}
	if broken {
		return errFindings
	}
	return nil
}

// failure says how a goal does not hold what is required; "" where it does.
func (r requirement) failure(goal world.Object) string {
	c := meta.FindStatusCondition(conditionsOf(goal), r.name)
	switch {
	case c == nil && r.absent == r.want, c != nil && c.Status == r.want:
		return ""
	case c == nil:
		return fmt.Sprintf("%s is %s, %s is required", r.name, r.absent, r.want)
	}
	return fmt.Sprintf("%s is %s, %s is required: %s: %s", r.name, c.Status, r.want, c.Reason, c.Message)
}

// conditionsOf are those of a goal's status.
func conditionsOf(goal world.Object) []metav1.Condition {
	switch o := goal.(type) {
	case *v1alpha1.Objective:
		return o.Status.Conditions
	case *v1alpha1.CustomerOutcome:
		return o.Status.Conditions
	case *v1alpha1.Indicator:
		return o.Status.Conditions
	case *v1alpha1.ValueExchange:
		return o.Status.Conditions
	case *v1alpha1.Scorecard:
		return o.Status.Conditions
	}
	return nil
}
