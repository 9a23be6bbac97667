/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const aligned = v1alpha1.ObjectiveConditionCustomerAligned

func TestAlignmentFollowsWhatItRefersTo(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	outcome := b.Outcome("belonging", bench.Shows("recognised", bench.Asks("stays")))
	parent := b.Objective("parent", bench.Reaches("stays", bench.Asks("stays")))
	child := b.Objective("child", bench.Reaches("stays", bench.Asks("stays")))
	child.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "parent"}
	b.Create(child)
	b.Has(child, aligned, isFalse, v1alpha1.ObjectiveReasonParentNotFound)
	b.Create(parent)
	b.Has(child, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	bench.Edit(b.Bench, parent, func(o *v1alpha1.Objective) { o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}} })
	b.Has(parent, aligned, isFalse, v1alpha1.ObjectiveReasonOutcomeNotFound)
	b.Create(outcome)
	b.Has(parent, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.Has(child, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.Has(outcome, v1alpha1.CustomerOutcomeConditionServed, isTrue, v1alpha1.CustomerOutcomeReasonServedByObjectives)
	if *outcome.Status.Objectives != 1 {
		t.Errorf("objectives = %d, want 1: the child does not name it itself", *outcome.Status.Objectives)
	}
	bench.Edit(b.Bench, parent, func(o *v1alpha1.Objective) { o.Spec.Suspend = true })
	b.Has(outcome, v1alpha1.CustomerOutcomeConditionServed, isFalse, v1alpha1.CustomerOutcomeReasonNoObjective)
	b.Delete(outcome)
	b.Has(child, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
}

func TestParentCycle(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	one := b.Objective("one", bench.Reaches("stays", bench.Asks("stays")))
	two := b.Objective("two", bench.Reaches("stays", bench.Asks("stays")))
	below := b.Objective("below", bench.Reaches("stays", bench.Asks("stays")))
	one.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "two"}
	two.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "one"}
	below.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "one"}
	b.Create(one, two, below)
	b.Has(one, aligned, isFalse, v1alpha1.ObjectiveReasonParentCycle)
	b.Has(two, aligned, isFalse, v1alpha1.ObjectiveReasonParentCycle)
	b.Has(below, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	bench.Edit(b.Bench, two, func(o *v1alpha1.Objective) { o.Spec.ParentRef = nil })
	b.Has(one, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	b.Measured(one)
}

func TestReferenceCycle(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	one := b.Objective("one", bench.Reaches("score", bench.ScoreOf("", "two")))
	two := b.Objective("two", bench.Reaches("score", bench.ScoreOf("", "three")))
	three := b.Objective("three", bench.Reaches("score", bench.ScoreOf("", "one")))
	outside := b.Objective("outside", bench.Reaches("score", bench.ScoreOf("", "one")))
	b.Create(one, two, three, outside)
	cycle := string(v1alpha1.MeasureReasonReferenceCycle)
	for _, member := range []*v1alpha1.Objective{one, two, three} {
		b.Has(member, v1alpha1.GoalConditionReady, isFalse, cycle)
		b.Has(member, v1alpha1.GoalConditionStalled, isTrue, cycle)
	}
	b.Has(outside, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonNoData))
	b.Has(outside, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	bench.Edit(b.Bench, three, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Measure = bench.Asks("stays") })
	for _, healed := range []*v1alpha1.Objective{one, two, three, outside} {
		b.Measured(healed)
	}
	if value := *one.Status.KeyResults[0].Value; value != 0.04 {
		t.Errorf("one measures %v, want the written score of two, 0.04", value)
	}
}

func TestConsentAcrossNamespaces(t *testing.T) {
	const company = "consent-company"
	b := newBench(t, company)
	b.Series("stays", 4)
	vision := b.Outcome("vision", bench.Shows("recognised", bench.CheckedIn("2026-11-09", 4)))
	vision.Namespace = company
	goal := b.Objective("goal", bench.Reaches("stays", bench.CheckedIn("2026-11-09", 4)))
	goal.Namespace = company
	o := b.Objective("guests-belong", bench.Reaches("score", bench.ScoreOf(company, "goal")))
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Namespace: company, Name: "vision"}}
	b.Create(vision, goal, o)
	nothing := b.Objective("nothing", bench.Reaches("score", bench.ScoreOf(company, "no-such")))
	nothing.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Namespace: company, Name: "no-such"}}
	b.Create(nothing)
	for _, refused := range []*v1alpha1.Objective{o, nothing} {
		b.Has(refused, aligned, isFalse, v1alpha1.ObjectiveReasonOutcomeNotFound)
		b.Has(refused, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	}
	bench.Edit(b.Bench, vision, func(v *v1alpha1.CustomerOutcome) {
		v.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
	})
	bench.Edit(b.Bench, goal, func(g *v1alpha1.Objective) {
		g.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector,
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"team": "guests"}}}
	})
	b.Has(o, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	var namespace corev1.Namespace
	namespace.Name = b.Namespace
	bench.Edit(b.Bench, &namespace, func(n *corev1.Namespace) { n.Labels["team"] = "guests" })
	b.Measured(o)
	b.Has(vision, v1alpha1.CustomerOutcomeConditionServed, isTrue, v1alpha1.CustomerOutcomeReasonServedByObjectives)
	bench.Edit(b.Bench, vision, func(v *v1alpha1.CustomerOutcome) { v.Spec.SharedWith = nil })
	bench.Edit(b.Bench, goal, func(g *v1alpha1.Objective) { g.Spec.SharedWith = nil })
	b.Has(o, aligned, isFalse, v1alpha1.ObjectiveReasonOutcomeNotFound)
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonReferenceNotFound))
	b.Has(vision, v1alpha1.CustomerOutcomeConditionServed, isFalse, v1alpha1.CustomerOutcomeReasonNoObjective)
}

func TestClusterSources(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	shared := &v1alpha1.ClusterMetricSource{ObjectMeta: metav1.ObjectMeta{Name: "shared-" + b.Namespace}}
	shared.Spec.Prometheus.URL = v1alpha1.URL(b.URL)
	shared.Spec.Interval = "10s"
	shared.Spec.AllowedNamespaces = v1alpha1.AllowedNamespaces{From: v1alpha1.ShareFromSelector,
		Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"metrics": "yes"}}}
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", bench.Asks("stays")))
	o.Spec.SourceRef = &v1alpha1.SourceReference{Name: shared.Name}
	b.Create(shared, o)
	defer b.Delete(shared)
	b.Has(o, v1alpha1.GoalConditionReady, isFalse, string(v1alpha1.MeasureReasonSourceNotFound))
	var namespace corev1.Namespace
	namespace.Name = b.Namespace
	bench.Edit(b.Bench, &namespace, func(n *corev1.Namespace) { n.Labels["metrics"] = "yes" })
	b.Measured(o)
	broken := b.Source(shared.Name, "http://127.0.0.1:1")
	b.Create(broken) // the namespace's own source stands before the cluster's, even a broken one
	b.Has(o, v1alpha1.GoalConditionMeasured, isFalse, string(v1alpha1.MeasureReasonSourceUnavailable))
	b.Delete(broken)
	b.Measured(o)
}

// What another manager answers for is asked only for goals that refer there, and its status is the other's to write.
func TestSourcesOfAnotherShard(t *testing.T) {
	const theirs = "another-shard"
	b := newBench(t)
	b.Series("stays", 4)
	b.Create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: theirs}})
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		b.Prometheus.Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	source, ind := b.Source("default", server.URL), b.indicator("stays", bench.Asks("stays"))
	source.Namespace, ind.Namespace = theirs, theirs
	ind.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
	b.Create(source, ind)
	own := b.Source("own", b.URL)
	b.Create(own)
	b.Has(own, v1alpha1.MetricSourceConditionReady, isTrue, string(v1alpha1.MetricSourceReasonConnected))
	b.Advance(time.Minute)
	if got := asked.Load(); got != 0 {
		t.Errorf("the source of another shard was asked %d times for nobody", got)
	}
	o := b.Objective("guests-belong", bench.Reaches("repeat-stays", numberOf(theirs, "stays")))
	b.Create(o)
	b.HasMoving(time.Second, o, v1alpha1.GoalConditionMeasured, isTrue, v1alpha1.GoalReasonAllMeasured)
	if b.Refresh(source); len(source.Status.Conditions) != 0 {
		t.Errorf("the source's status was written: %+v", source.Status)
	}
	b.Delete(o)
	b.eventuallySilent(&asked)
}

// eventuallySilent waits for a minute, by the bench's clock, in which nobody asked.
func (b *workbench) eventuallySilent(asked *atomic.Int32) {
	b.Helper()
	b.Eventually("silence", func() bool {
		before := asked.Load()
		b.Advance(time.Minute)
		return asked.Load() == before
	})
}

func TestAlignmentNamesNothingThatIsGone(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	lasting := b.Outcome("lasting", bench.Shows("greeted", bench.Asks("stays")))
	leaving := b.Outcome("leaving", bench.Shows("recognised", bench.Asks("stays")))
	parent := b.Objective("parent", bench.Reaches("stays", bench.Asks("stays")))
	parent.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "lasting"}}
	child := b.Objective("child", bench.Reaches("stays", bench.Asks("stays")))
	child.Spec.ParentRef = &v1alpha1.ObjectReference{Name: "parent"}
	child.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "leaving"}}
	b.Create(lasting, leaving, parent, child)
	b.Has(child, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	b.Delete(leaving)
	b.Eventually("a message that no longer names the outcome as served", func() bool {
		b.Refresh(child)
		c := bench.Condition(child, aligned)
		return c.Status == isTrue && strings.Contains(c.Message, "parent") && strings.Contains(c.Message, "not found: leaving")
	})
}

func TestAVerbThatTheRoleLacksIsSaidOnce(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	const role = "truenorth-manager-role"
	var rules rbacv1.ClusterRole
	rules.Name = role
	b.Refresh(&rules)
	whole := rules.DeepCopy()
	defer bench.Edit(b.Bench, &rules, func(r *rbacv1.ClusterRole) { r.Rules = whole.Rules })
	bench.Edit(b.Bench, &rules, func(r *rbacv1.ClusterRole) {
		for i := range r.Rules {
			r.Rules[i].Resources = slices.DeleteFunc(r.Rules[i].Resources, func(s string) bool { return s == "customeroutcomes/status" })
		}
	})
	b.Eventually("the verb to be gone", func() bool {
		out, _ := site.Plane.Kubectl(b.Context(), "auth", "can-i", "patch", "customeroutcomes", "--subresource=status",
			"--as=system:serviceaccount:"+bench.OperatorNamespace+":truenorth-controller-manager").CombinedOutput()
		return strings.HasPrefix(string(out), "no")
	})
	o := b.Objective("goes-on", bench.Reaches("stays", bench.Asks("stays")))
	for _, name := range []string{"one", "two", "three"} {
		b.Create(b.Outcome(name, bench.Shows("recognised", bench.Asks("stays"))))
	}
	b.Create(o)
	b.Measured(o)
	b.Eventually("the log to tell", func() bool { return b.Printed.Count("Role lacks a verb") > 0 })
	b.Eventually("a quiet queue", quiet(t))
	if got := b.Printed.Count("Role lacks a verb"); got != 1 {
		t.Errorf("the log tells %d times that a verb lacks, want once", got)
	}
}
