/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

func TestFault40VerbTaken(t *testing.T) {
	t.Parallel()
	s := ownSite(t)
	way := newGate(s)
	l := faultOn(t, s, "A verb is taken from our role", bench.Options{})
	l.withoutStatus()
	l.withoutEvents()
	l.withoutSecrets()
	l.withoutWatch(way)
	l.withoutLeases()
	l.sees("said once in the log; the rest goes on; heals when the role is whole again")
}

// clusterRole and the names of the roles in the operator's namespace, as config/default installs them.
const (
	clusterRole = "truenorth-manager-role"
	leaseRole   = "truenorth-leader-election-role"
)

// lacks takes a resource from a role, and gives what restores it.
func (l *lab) lacks(role client.Object, resource string) (restore func()) {
	l.Helper()
	l.Refresh(role)
	rules := rulesOf(role)
	whole, _ := role.DeepCopyObject().(client.Object) // reading anew writes into the old slices
	found := false
	bench.Edit(l.Bench, role, func(client.Object) {
		for i := range *rules {
			before := len((*rules)[i].Resources)
			(*rules)[i].Resources = slices.DeleteFunc(slices.Clone((*rules)[i].Resources), func(s string) bool { return s == resource })
			found = found || len((*rules)[i].Resources) < before
		}
		*rules = slices.DeleteFunc(*rules, func(r rbacv1.PolicyRule) bool { return len(r.Resources) == 0 })
	})
	if !found {
		l.Fatalf("the role %s has no rule for %s", role.GetName(), resource)
	}
	return func() {
		l.Helper()
		bench.Edit(l.Bench, role, func(client.Object) { *rules = *rulesOf(whole) })
	}
}

func rulesOf(role client.Object) *[]rbacv1.PolicyRule {
	if r, ok := role.(*rbacv1.Role); ok {
		return &r.Rules
	}
	return &role.(*rbacv1.ClusterRole).Rules //nolint:forcetypeassert // there is no third kind of role
}

func ofCluster() client.Object {
	return &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: clusterRole}}
}

func ofOperator(name string) client.Object {
	return &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Namespace: bench.OperatorNamespace, Name: name}}
}

// may waits until the operator may do something in its namespace, or may not. The resource is written "name.group/subresource".
func (l *lab) may(want bool, verb, resource string) {
	l.Helper()
	resource, sub, _ := strings.Cut(resource, "/")
	resource, group, _ := strings.Cut(resource, ".")
	l.Eventually("another answer to whether we may "+verb+" "+resource, func() bool {
		review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			User: "system:serviceaccount:" + bench.OperatorNamespace + ":" + bench.ServiceAccount,
			ResourceAttributes: &authorizationv1.ResourceAttributes{
				Namespace: bench.OperatorNamespace, Verb: verb, Group: group, Resource: resource, Subresource: sub,
			},
		}}
		return l.Site.Admin.Create(l.Context(), review) == nil && review.Status.Allowed == want
	})
}

// goesOn checks that an objective is judged whatever lacks.
func (l *lab) goesOn(name string) {
	l.Helper()
	o := l.goal("goes-on-" + name)
	l.Delete(o)
}

// withoutStatus lacks the right to write one kind's status.
func (l *lab) withoutStatus() {
	l.Helper()
	restore := l.lacks(ofCluster(), "customeroutcomes/status")
	l.may(false, "patch", "customeroutcomes.goals.truenorth.dev/status")
	l.Between("shown", bench.Noon.Add(-2*time.Hour), bench.Noon.Add(3*time.Hour), 4)
	var all []*v1alpha1.CustomerOutcome
	for i := range 3 {
		outcome := l.Outcome(fmt.Sprintf("outcome-%d", i), bench.Shows("shown", bench.Asks("shown")))
		l.Create(outcome)
		all = append(all, outcome)
	}
	l.Eventually("the log to tell", func() bool { return l.Printed.Count("Role lacks a verb") > 0 })
	l.goesOn("status")
	l.Advance(2 * time.Minute)
	l.settles()
	if got := l.Printed.Count("Role lacks a verb"); got != 1 {
		l.Errorf("the log tells %d times that a verb lacks, want once", got)
	}
	restore()
	l.may(true, "patch", "customeroutcomes.goals.truenorth.dev/status")
	l.moves("shown", 6)
	for _, outcome := range all {
		l.HasMoving(5*time.Second, outcome, measured, isTrue, v1alpha1.GoalReasonAllMeasured)
	}
}

// withoutEvents lacks the right to tell.
func (l *lab) withoutEvents() {
	l.Helper()
	restore := l.lacks(ofCluster(), "events")
	l.may(false, "create", "events.events.k8s.io")
	untold := l.meets("untold")
	if told := l.Events(untold); len(told) > 0 {
		l.Errorf("told %v without the right to", told)
	}
	l.Eventually("the log to tell", func() bool { return l.Printed.Count("Server rejected event") > 0 })
	l.goesOn("events")
	if got := l.Printed.Count("Server rejected event"); got != 1 {
		l.Errorf("the log tells %d times of one event, want once", got)
	}
	restore()
	l.may(true, "create", "events.events.k8s.io")
	told := l.meets("told")
	l.Eventually("an event", func() bool { return l.Events(told)["KeyResultMet"] == 1 })
}

// meets creates an objective and lets its key result be met.
func (l *lab) meets(name string) *v1alpha1.Objective {
	l.Helper()
	l.Between(name, l.Clock.Now().Add(-2*time.Hour), l.Clock.Now().Add(2*time.Hour), 4)
	o := l.asks(name, name)
	l.moves(name, 10)
	l.shows(o, 10)
	return o
}

// withoutSecrets lacks the right to get Secrets, which a cluster's source has its password in.
func (l *lab) withoutSecrets() {
	l.Helper()
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: bench.OperatorNamespace, Name: "token"}, StringData: map[string]string{"token": secretCanary}}
	source := &v1alpha1.ClusterMetricSource{ObjectMeta: metav1.ObjectMeta{Name: "secured"}}
	source.Spec.MetricSourceSpec = l.Source("", l.rogue.URL).Spec
	source.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: "token", Key: "token"}}
	source.Spec.AllowedNamespaces.From = v1alpha1.ShareFromAll
	restore := l.lacks(ofOperator(clusterRole), "secrets")
	l.may(false, "get", "secrets")
	l.Create(secret, source)
	l.Has(source, ready, isFalse, string(v1alpha1.MetricSourceReasonSecretNotFound))
	l.seesOf(source, ready)
	l.goesOn("secrets")
	restore()
	l.Has(source, ready, isTrue, string(v1alpha1.MetricSourceReasonConnected))
}

// withoutWatch lacks the right to list and watch one of our kinds, and namespaces.
func (l *lab) withoutWatch(way *gate) {
	l.Helper()
	restore := []func(){l.lacks(ofCluster(), "scorecards")}
	restore = append(restore, l.lacks(ofCluster(), "namespaces"))
	l.may(false, "watch", "scorecards.goals.truenorth.dev")
	l.may(false, "watch", "namespaces")
	before := l.Printed.Count("Cannot watch")
	way.cut()
	l.Eventually("the log to tell", func() bool { return l.Printed.Count("Cannot watch") >= before+2 })
	l.goesOn("watch")
	way.cut() // what was told is not told again
	l.goesOn("watch-again")
	var forbidden []string
	for _, line := range l.Printed.Lines() {
		if strings.Contains(line, "Cannot watch") && strings.Contains(line, "forbidden") {
			forbidden = append(forbidden, line)
		}
	}
	if len(forbidden) != 2 {
		l.Errorf("the log tells %d times of two kinds that cannot be watched, want once each:\n%q", len(forbidden), forbidden)
	}
	for i := range restore {
		restore[len(restore)-1-i]()
	}
	card := &v1alpha1.Scorecard{ObjectMeta: metav1.ObjectMeta{Namespace: l.Namespace, Name: "card"}}
	card.Spec.Title, card.Spec.Mission = "Card", "Safe and comfortable travel from A to B"
	card.Spec.Levels = []v1alpha1.Level{{Name: "daily", Title: "Daily", Selector: &metav1.LabelSelector{}}}
	l.Create(card)
	l.Has(card, ready, isTrue, v1alpha1.GoalReasonSucceeded)
}

// withoutLeases lacks what a leader needs: it stands by until it may lead.
func (l *lab) withoutLeases() {
	l.Helper()
	guests := newLive(l.T, l.Site, "guests")
	restore := l.lacks(ofOperator(leaseRole), "leases")
	l.may(false, "get", "leases.coordination.k8s.io")
	p := guests.start("--leader-elect")
	o := guests.objective("goal")
	guests.eventually("the log to tell", func() bool { return p.Log.Count("leases") > 0 && p.Log.Count("forbidden") > 0 })
	restore()
	guests.awaits(func(o *v1alpha1.Objective) bool { return value(o) != nil }, o)
}
