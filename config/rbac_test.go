/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"slices"
	"strings"
	"testing"
)

const manager = "system:serviceaccount:truenorth-system:truenorth-controller-manager"

// The role is the least that works: what it leaves out is as much of it as what it grants.
func TestManagerMay(t *testing.T) {
	kubectl(t, "create", "namespace", "team-b")
	kubectl(t, "apply", "-k", overlay(t, "namespace: team-b\nresources: [CONFIG/namespaced-secrets]\n"))
	for _, tc := range []struct {
		request string
		want    bool
	}{
		{request: "list objectives.goals.truenorth.dev --all-namespaces", want: true},
		{request: "watch customeroutcomes.goals.truenorth.dev --all-namespaces", want: true},
		{request: "watch indicators.goals.truenorth.dev --all-namespaces", want: true},
		{request: "watch valueexchanges.goals.truenorth.dev --all-namespaces", want: true},
		{request: "watch scorecards.goals.truenorth.dev --all-namespaces", want: true},
		{request: "watch clustermetricsources.goals.truenorth.dev", want: true},
		{request: "patch objectives.goals.truenorth.dev --subresource=status -n team-a", want: true},
		{request: "patch indicators.goals.truenorth.dev --subresource=status -n team-a", want: true},
		{request: "patch valueexchanges.goals.truenorth.dev --subresource=status -n team-a", want: true},
		{request: "patch scorecards.goals.truenorth.dev --subresource=status -n team-a", want: true},
		{request: "patch metricsources.goals.truenorth.dev --subresource=status -n team-a", want: true},
		{request: "watch namespaces", want: true},
		{request: "create events.events.k8s.io -n team-a", want: true},
		{request: "update leases.coordination.k8s.io -n truenorth-system", want: true},
		{request: "create tokenreviews.authentication.k8s.io", want: true},
		{request: "create subjectaccessreviews.authorization.k8s.io", want: true},
		{request: "get secrets -n truenorth-system", want: true},
		{request: "get secrets -n team-b", want: true},

		{request: "get objectives.goals.truenorth.dev -n team-a"},
		{request: "get namespaces"},
		{request: "get secrets -n team-a"},
		{request: "list secrets -n truenorth-system"},
		{request: "watch secrets -n truenorth-system"},
		{request: "list secrets -n team-b"},
		{request: "patch objectives.goals.truenorth.dev -n team-a"},
		{request: "patch indicators.goals.truenorth.dev -n team-a"},
		{request: "delete scorecards.goals.truenorth.dev -n team-a"},
		{request: "update objectives.goals.truenorth.dev --subresource=status -n team-a"},
		{request: "delete objectives.goals.truenorth.dev -n team-a"},
		{request: "patch namespaces"},
		{request: "update leases.coordination.k8s.io -n team-a"},
		{request: "delete leases.coordination.k8s.io -n truenorth-system"},
		{request: "list pods -n truenorth-system"},
	} {
		t.Run(tc.request, func(t *testing.T) {
			if got := may(t, tc.request, "--as="+manager); got != tc.want {
				t.Errorf("the manager's right to %s is %t, want %t", tc.request, got, tc.want)
			}
		})
	}
}

// kube-controller-manager adds these roles to Kubernetes' own by their labels. There is none here, so the labels and
// the rules are looked at apart.
func TestUserRoles(t *testing.T) {
	for _, tc := range []struct {
		role      string
		wantAdded string
		wantVerbs string
	}{
		{role: "truenorth-goals-view", wantAdded: "admin edit view", wantVerbs: "get list watch"},
		{role: "truenorth-goals-edit", wantAdded: "admin edit", wantVerbs: "create delete deletecollection patch update"},
	} {
		t.Run(tc.role, func(t *testing.T) {
			var added []string
			for _, object := range build(t, "resources: [CONFIG/default]\n") {
				if object.GetKind() != "ClusterRole" || object.GetName() != tc.role {
					continue
				}
				for label := range object.GetLabels() {
					if to, ok := strings.CutPrefix(label, "rbac.authorization.k8s.io/aggregate-to-"); ok {
						added = append(added, to)
					}
				}
			}
			slices.Sort(added)
			if got := strings.Join(added, " "); got != tc.wantAdded {
				t.Errorf("added to %q, want %q", got, tc.wantAdded)
			}
			verbs := kubectl(t, "get", "clusterrole", tc.role, "-o", "jsonpath={.rules[*].verbs[*]}")
			if verbs != tc.wantVerbs {
				t.Errorf("verbs %q, want %q", verbs, tc.wantVerbs)
			}
			resources := kubectl(t, "get", "clusterrole", tc.role, "-o", "jsonpath={.rules[*].resources[*]}")
			if want := "customeroutcomes indicators metricsources objectives scorecards valueexchanges"; resources != want {
				t.Errorf("resources %q, want %q", resources, want)
			}
		})
	}
}

// may asks the API server, whose answer is also kubectl's exit code.
func may(t *testing.T, request string, flags ...string) bool {
	t.Helper()
	args := append([]string{"auth", "can-i"}, strings.Fields(request)...)
	printed, err := lab.Kubectl(t.Context(), append(args, flags...)...).Output()
	switch answer := strings.TrimSpace(string(printed)); answer {
	case "yes", "no":
		return answer == "yes"
	default:
		t.Fatalf("kubectl auth can-i %s: %q, %v", request, answer, err)
		return false
	}
}
