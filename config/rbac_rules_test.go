/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// No role of any folder grants what nobody thought of, nor what leads to more than it grants.
func TestNoRoleGrantsTooMuch(t *testing.T) {
	roles := 0
	for _, folder := range kustomizations(t) {
		for _, object := range build(t, "resources: [CONFIG/"+folder+"]\n") {
			rules, ok := rulesOf(t, object)
			if !ok {
				continue
			}
			roles++
			for _, rule := range rules {
				for _, complaint := range excess(rule) {
					t.Errorf("%s: %s %s %s: %v", folder, object.GetKind(), object.GetName(), complaint, rule)
				}
			}
		}
	}
	if roles < 9 {
		t.Errorf("looked at %d roles, want those of default, namespaced-secrets and prometheus at least", roles)
	}
}

func TestExcess(t *testing.T) {
	rule := func(verb, group, resource string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{Verbs: []string{verb}, APIGroups: []string{group}, Resources: []string{resource}}
	}
	for _, tc := range []struct {
		rule rbacv1.PolicyRule
		want bool
	}{
		{rule: rule("get", "", "secrets")},
		{rule: rule("patch", "goals.truenorth.dev", "objectives/status")},
		{rule: rule("*", "", "pods"), want: true},
		{rule: rule("get", "*", "pods"), want: true},
		{rule: rule("get", "", "*"), want: true},
		{rule: rule("get", "", "pods/*"), want: true},
		{rule: rule("list", "", "secrets"), want: true},
		{rule: rule("watch", "", "secrets"), want: true},
		{rule: rule("update", "", "secrets"), want: true},
		{rule: rule("bind", rbacv1.GroupName, "clusterroles"), want: true},
		{rule: rule("escalate", rbacv1.GroupName, "roles"), want: true},
		{rule: rule("create", rbacv1.GroupName, "rolebindings"), want: true},
		{rule: rule("impersonate", "", "users"), want: true},
		{rule: rule("create", "", "pods"), want: true},
		{rule: rule("create", "", "pods/exec"), want: true},
		{rule: rule("create", "", "serviceaccounts/token"), want: true},
		{rule: rule("get", "", "nodes/proxy"), want: true},
		{rule: rbacv1.PolicyRule{Verbs: []string{"get"}, NonResourceURLs: []string{"/metrics"}}},
		{rule: rbacv1.PolicyRule{Verbs: []string{"get"}, NonResourceURLs: []string{"/api/*"}}, want: true},
	} {
		if got := excess(tc.rule); len(got) > 0 != tc.want {
			t.Errorf("%v: %v, want complaints: %t", tc.rule, got, tc.want)
		}
	}
}

// excess says what a rule grants that no role here may.
func excess(rule rbacv1.PolicyRule) []string {
	var complaints []string
	for _, word := range slices.Concat(rule.Verbs, rule.APIGroups, rule.Resources, rule.NonResourceURLs) {
		if strings.Contains(word, "*") {
			complaints = append(complaints, "has a wildcard")
		}
	}
	for _, verb := range rule.Verbs {
		if slices.Contains([]string{"bind", "escalate", "impersonate"}, verb) {
			complaints = append(complaints, "may "+verb)
		}
		for _, resource := range rule.Resources {
			reads := slices.Contains([]string{"get", "list", "watch"}, verb)
			switch resource {
			case "secrets":
				if verb != "get" {
					complaints = append(complaints, "may "+verb+" Secrets")
				}
			case "roles", "rolebindings", "clusterroles", "clusterrolebindings", "serviceaccounts", "nodes", "pods":
				if !reads {
					complaints = append(complaints, "may "+verb+" "+resource)
				}
			case "serviceaccounts/token", "nodes/proxy", "pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy":
				complaints = append(complaints, "may "+verb+" "+resource)
			}
		}
	}
	return complaints
}

func rulesOf(t *testing.T, object resource) ([]rbacv1.PolicyRule, bool) {
	t.Helper()
	if object.GetKind() != "Role" && object.GetKind() != "ClusterRole" {
		return nil, false
	}
	var role rbacv1.ClusterRole
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &role); err != nil {
		t.Fatal(err)
	}
	return role.Rules, true
}

// kustomizations are the folders of this one that can be built by themselves.
func kustomizations(t *testing.T) []string {
	t.Helper()
	var folders []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != "kustomization.yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil && !strings.Contains(string(text), "kind: Component") {
			folders = append(folders, filepath.ToSlash(filepath.Dir(path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return folders
}
