/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const aligned = v1alpha1.ObjectiveConditionCustomerAligned

func TestAlignmentFollowsWhatItRefersTo(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	outcome := b.outcome("belonging", shows("recognised", asks("stays")))
	parent := b.objective("parent", reaches("stays", asks("stays")))
	child := b.objective("child", reaches("stays", asks("stays")))
	child.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "parent"}
	b.create(child)
	b.has(child, aligned, isFalse, v1alpha1.ObjectiveReasonParentNotFound)
	b.create(parent)
	b.has(child, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	edit(b, parent, func(o *v1alpha1.Objective) { o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}} })
	b.has(parent, aligned, isFalse, v1alpha1.ObjectiveReasonOutcomeNotFound)
	b.create(outcome)
	b.has(parent, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.has(child, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.has(outcome, v1alpha1.CustomerOutcomeConditionServed, isTrue, v1alpha1.CustomerOutcomeReasonServedByObjectives)
	if *outcome.Status.Objectives != 1 {
		t.Errorf("objectives = %d, want 1: the child does not name it itself", *outcome.Status.Objectives)
	}
	edit(b, parent, func(o *v1alpha1.Objective) { o.Spec.Suspend = true })
	b.has(outcome, v1alpha1.CustomerOutcomeConditionServed, isFalse, v1alpha1.CustomerOutcomeReasonNoObjective)
	b.delete(outcome)
	b.has(child, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
}

func TestParentCycle(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	one := b.objective("one", reaches("stays", asks("stays")))
	two := b.objective("two", reaches("stays", asks("stays")))
	below := b.objective("below", reaches("stays", asks("stays")))
	one.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "two"}
	two.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "one"}
	below.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "one"}
	b.create(one, two, below)
	b.has(one, aligned, isFalse, v1alpha1.ObjectiveReasonParentCycle)
	b.has(two, aligned, isFalse, v1alpha1.ObjectiveReasonParentCycle)
	b.has(below, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	edit(b, two, func(o *v1alpha1.Objective) { o.Spec.ParentRef = nil })
	b.has(one, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	b.measured(one)
}

func TestReferenceCycle(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	one := b.objective("one", reaches("score", scoreOf("", "two")))
	two := b.objective("two", reaches("score", scoreOf("", "three")))
	three := b.objective("three", reaches("score", scoreOf("", "one")))
	outside := b.objective("outside", reaches("score", scoreOf("", "one")))
	b.create(one, two, three, outside)
	cycle := string(v1alpha1.MeasureReasonReferenceCycle)
	for _, member := range []*v1alpha1.Objective{one, two, three} {
		b.has(member, v1alpha1.GoalConditionReady, isFalse, cycle)
		b.has(member, v1alpha1.GoalConditionStalled, isTrue, cycle)
	}
	b.has(outside, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	b.has(outside, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	edit(b, three, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Measure = asks("stays") })
	for _, healed := range []*v1alpha1.Objective{one, two, three, outside} {
		b.measured(healed)
	}
	if value := *one.Status.KeyResults[0].Value; value != 0.04 {
		t.Errorf("one measures %v, want the written score of two, 0.04", value)
	}
}

func TestConsentAcrossNamespaces(t *testing.T) {
	const company = "consent-company"
	b := newBench(t, company)
	b.series("stays", 4)
	vision := b.outcome("vision", shows("recognised", checkedIn("2026-11-09", 4)))
	vision.Namespace = company
	goal := b.objective("goal", reaches("stays", checkedIn("2026-11-09", 4)))
	goal.Namespace = company
	o := b.objective("guests-belong", reaches("score", scoreOf(company, "goal")))
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Namespace: company, Name: "vision"}}
	b.create(vision, goal, o)
	nothing := b.objective("nothing", reaches("score", scoreOf(company, "no-such")))
	nothing.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Namespace: company, Name: "no-such"}}
	b.create(nothing)
	for _, refused := range []*v1alpha1.Objective{o, nothing} {
		b.has(refused, aligned, isFalse, v1alpha1.ObjectiveReasonOutcomeNotFound)
		b.has(refused, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	}
	edit(b, vision, func(v *v1alpha1.CustomerOutcome) {
		v.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
	})
	edit(b, goal, func(g *v1alpha1.Objective) {
		g.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector,
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"team": "guests"}}}
	})
	b.has(o, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	var namespace corev1.Namespace
	namespace.Name = b.namespace
	edit(b, &namespace, func(n *corev1.Namespace) { n.Labels["team"] = "guests" })
	b.measured(o)
	b.has(vision, v1alpha1.CustomerOutcomeConditionServed, isTrue, v1alpha1.CustomerOutcomeReasonServedByObjectives)
	edit(b, vision, func(v *v1alpha1.CustomerOutcome) { v.Spec.SharedWith = nil })
	edit(b, goal, func(g *v1alpha1.Objective) { g.Spec.SharedWith = nil })
	b.has(o, aligned, isFalse, v1alpha1.ObjectiveReasonOutcomeNotFound)
	b.has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	b.has(vision, v1alpha1.CustomerOutcomeConditionServed, isFalse, v1alpha1.CustomerOutcomeReasonNoObjective)
}

func TestClusterSources(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	shared := &v1alpha1.ClusterMetricSource{ObjectMeta: metav1.ObjectMeta{Name: "shared-" + b.namespace}}
	shared.Spec.Prometheus.URL = v1alpha1.URL(b.url)
	shared.Spec.Interval = "10s"
	shared.Spec.AllowedNamespaces = v1alpha1.AllowedNamespaces{From: v1alpha1.ShareFromSelector,
		Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"metrics": "yes"}}}
	o := b.objective("guests-belong", reaches("repeat-stays", asks("stays")))
	o.Spec.SourceRef = &v1alpha1.SourceReference{Name: shared.Name}
	b.create(shared, o)
	defer b.delete(shared)
	b.has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonSourceNotFound))
	var namespace corev1.Namespace
	namespace.Name = b.namespace
	edit(b, &namespace, func(n *corev1.Namespace) { n.Labels["metrics"] = "yes" })
	b.measured(o)
	broken := b.source(shared.Name, "http://127.0.0.1:1")
	b.create(broken) // the namespace's own source stands before the cluster's, even a broken one
	b.has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonSourceUnavailable))
	b.delete(broken)
	b.measured(o)
}

func TestAlignmentNamesNothingThatIsGone(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	lasting := b.outcome("lasting", shows("greeted", asks("stays")))
	leaving := b.outcome("leaving", shows("recognised", asks("stays")))
	parent := b.objective("parent", reaches("stays", asks("stays")))
	parent.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "lasting"}}
	child := b.objective("child", reaches("stays", asks("stays")))
	child.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "parent"}
	child.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "leaving"}}
	b.create(lasting, leaving, parent, child)
	b.has(child, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.delete(leaving)
	b.eventually("a message that no longer names the outcome as served", func() bool {
		b.refresh(child)
		c := condition(child, aligned)
		return c.Status == isTrue && strings.Contains(c.Message, "parent") && strings.Contains(c.Message, "not found: leaving")
	})
}

func TestAVerbThatTheRoleLacksIsSaidOnce(t *testing.T) {
	b := newBench(t)
	b.series("stays", 4)
	const role = "truenorth-manager-role"
	var rules rbacv1.ClusterRole
	rules.Name = role
	b.refresh(&rules)
	whole := rules.DeepCopy()
	defer edit(b, &rules, func(r *rbacv1.ClusterRole) { r.Rules = whole.Rules })
	edit(b, &rules, func(r *rbacv1.ClusterRole) {
		for i := range r.Rules {
			r.Rules[i].Resources = slices.DeleteFunc(r.Rules[i].Resources, func(s string) bool { return s == "customeroutcomes/status" })
		}
	})
	b.eventually("the verb to be gone", func() bool {
		out, _ := plane.Kubectl(b.Context(), "auth", "can-i", "patch", "customeroutcomes/status",
			"--as=system:serviceaccount:"+operatorNamespace+":truenorth-controller-manager").CombinedOutput()
		return strings.HasPrefix(string(out), "no")
	})
	o := b.objective("goes-on", reaches("stays", asks("stays")))
	for _, name := range []string{"one", "two", "three"} {
		b.create(b.outcome(name, shows("recognised", asks("stays"))))
	}
	b.create(o)
	b.measured(o)
	b.eventually("the log to tell", func() bool { return logged.count("Role lacks a verb") > 0 })
	b.eventually("a quiet queue", quiet(t))
	if got := logged.count("Role lacks a verb"); got != 1 {
		t.Errorf("the log tells %d times that a verb lacks, want once", got)
	}
}
