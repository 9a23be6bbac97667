/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// purpose says what some verbs of a role are for.
type purpose struct {
	role      string // as role.name
	group     string
	resources []string // or URLs, which begin with a slash
	verbs     []string
	why       string
}

const (
	managerRole       = "ClusterRole truenorth-manager-role"
	ownNamespaceRole  = "Role truenorth-system/truenorth-manager-role"
	leaderRole        = "Role truenorth-system/truenorth-leader-election-role"
	metricsAuthRole   = "ClusterRole truenorth-metrics-auth-role"
	metricsReaderRole = "ClusterRole truenorth-metrics-reader"
	viewRole          = "ClusterRole truenorth-goals-view"
	editRole          = "ClusterRole truenorth-goals-edit"
	tenantsRole       = "Role truenorth-secret-reader"
	discoveryRole     = "Role truenorth-system/truenorth-metrics-discovery"

	goals = "goals.truenorth.dev"
)

var (
	namespaced = []string{"customeroutcomes", "indicators", "metricsources", "objectives", "scorecards", "valueexchanges"}
	all        = append([]string{"clustermetricsources"}, namespaced...)
	statuses   = with("/status", all)
)

// purposes is what every grant is for, in the order of the tables.
var purposes = []purpose{
	{managerRole, goals, all, []string{"list"}, "fill the cache that goals, references and metrics are read from, at the start and after a lost watch"},
	{managerRole, goals, all, []string{"watch"}, "see edits, and references that come, go or are shared, at once"},
	{managerRole, goals, statuses, []string{"patch"}, "write what was found; specs, labels and annotations are never written"},
	{managerRole, "", []string{"namespaces"}, []string{"list"}, "know the namespaces' labels, by which `allowedNamespaces` and `sharedWith` select; metadata alone is read"},
	{managerRole, "", []string{"namespaces"}, []string{"watch"}, "withdraw or give consent as soon as a label changes"},
	{managerRole, "events.k8s.io", []string{"events"}, []string{"create"}, "tell on a goal or source what happened to it, in its namespace"},
	{managerRole, "events.k8s.io", []string{"events"}, []string{"patch"}, "count an event that comes again, in place of a second one"},

	{ownNamespaceRole, "", []string{"secrets"}, []string{"get"}, "read the credentials that ClusterMetricSources name, one by one, when connecting and at each check"},

	{leaderRole, "coordination.k8s.io", []string{"leases"}, []string{"get"}, "see who leads"},
	{leaderRole, "coordination.k8s.io", []string{"leases"}, []string{"create"}, "be the first to lead"},
	{leaderRole, "coordination.k8s.io", []string{"leases"}, []string{"update"}, "keep the lead, take it over, and give it back when stopping"},
	{leaderRole, "", []string{"events"}, []string{"create"}, "tell who became leader, through the older API of events that the election uses"},
	{leaderRole, "", []string{"events"}, []string{"patch"}, "count that event when it comes again"},

	{metricsAuthRole, "authentication.k8s.io", []string{"tokenreviews"}, []string{"create"}, "ask who it is that scrapes the metrics"},
	{metricsAuthRole, "authorization.k8s.io", []string{"subjectaccessreviews"}, []string{"create"}, "ask whether they may"},

	{metricsReaderRole, "", []string{"/metrics"}, []string{"get"}, "scrape the manager: for a Prometheus, not for the manager itself"},

	{viewRole, goals, namespaced, []string{"get", "list", "watch"}, "see goals, their numbers and where these come from: who may view a namespace may see its goals"},

	{editRole, goals, namespaced, []string{"create", "patch", "update"}, "write goals and sources, not their status: who may edit a namespace may edit its goals"},
	{editRole, goals, namespaced, []string{"delete", "deletecollection"}, "remove them, one or all of a namespace"},

	{tenantsRole, "", []string{"secrets"}, []string{"get"}, "read the credentials that MetricSources of this one namespace name; install it only where there are some"},

	{discoveryRole, "", []string{"endpoints", "pods", "services"}, []string{"get", "list", "watch"}, "let the Prometheus find the manager's pods"},
	{discoveryRole, "discovery.k8s.io", []string{"endpointslices"}, []string{"get", "list", "watch"}, "the same, with newer versions of Prometheus"},
}

func with(suffix string, names []string) []string {
	var suffixed []string
	for _, name := range names {
		suffixed = append(suffixed, name+suffix)
	}
	return suffixed
}

// grant is one verb on one resource or URL.
type grant struct{ role, group, resource, verb string }

func (g grant) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s: %s %s %s", g.role, g.verb, g.resource, g.group))
}

// check says which grants have no purpose, or more than one, and which purposes have no grant.
func check(roles []role, purposes []purpose) error {
	has := map[grant]int{}
	for _, p := range purposes {
		for _, g := range product(p.role, []string{p.group}, p.resources, p.verbs) {
			has[g]++
		}
	}
	var problems []error
	granted := map[grant]bool{}
	for _, r := range roles {
		for _, g := range grants(r) {
			granted[g] = true
			if has[g] != 1 {
				problems = append(problems, fmt.Errorf("%s has %d purposes: give it one in hack/security/purposes.go, or take the grant back", g, has[g]))
			}
		}
	}
	for g := range has {
		if !granted[g] {
			problems = append(problems, fmt.Errorf("%s has a purpose and is not granted: take it out of hack/security/purposes.go", g))
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(problems...)
}

// grants are all that a role grants.
func grants(r role) []grant {
	var list []grant
	for _, rule := range r.rules {
		list = append(list, product(r.name, rule.APIGroups, rule.Resources, rule.Verbs)...)
		list = append(list, product(r.name, []string{""}, rule.NonResourceURLs, rule.Verbs)...)
	}
	return list
}

func product(role string, groups, resources, verbs []string) []grant {
	var list []grant
	for _, group := range groups {
		for _, resource := range resources {
			for _, verb := range verbs {
				list = append(list, grant{role, group, resource, verb})
			}
		}
	}
	return list
}
