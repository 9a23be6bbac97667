/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	rbacv1 "k8s.io/api/rbac/v1"
)

var (
	config = filepath.Join("..", "..", "config")
	page   = filepath.Join("..", "..", "docs", "security.md")
)

func TestEveryGrantHasAPurpose(t *testing.T) {
	roles, err := rolesOf(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := check(roles, purposes); err != nil {
		t.Error(err)
	}
}

func TestPageIsCurrent(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want, err := current(config, string(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("run make security-tables (-want +got):\n%s", diff)
	}
}

// What every folder with roles installs is looked at.
func TestEveryFolderWithRolesIsLookedAt(t *testing.T) {
	for _, pattern := range []string{"*.yaml", filepath.Join("*", "*.yaml")} {
		paths, err := filepath.Glob(filepath.Join(config, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			folder := filepath.Base(filepath.Dir(path))
			if strings.Contains(string(text), "\nrules:\n- apiGroups") && !strings.Contains("rbac "+strings.Join(installed, " "), folder) {
				t.Errorf("%s holds a role that has no table: add %s to installed", path, folder)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	roles := []role{{name: "Role r", rules: []rbacv1.PolicyRule{
		{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get", "list"}},
		{NonResourceURLs: []string{"/metrics"}, Verbs: []string{"get"}},
	}}}
	reads := purpose{"Role r", "", []string{"secrets"}, []string{"get", "list"}, "read"}
	scrapes := purpose{"Role r", "", []string{"/metrics"}, []string{"get"}, "scrape"}
	for _, tc := range []struct {
		reason   string
		purposes []purpose
		want     string
	}{
		{reason: "each has one", purposes: []purpose{reads, scrapes}},
		{reason: "a grant without a purpose", purposes: []purpose{scrapes, {"Role r", "", []string{"secrets"}, []string{"get"}, "read"}},
			want: "Role r: list secrets has 0 purposes"},
		{reason: "a URL without a purpose", purposes: []purpose{reads}, want: "Role r: get /metrics has 0 purposes"},
		{reason: "a grant with two", purposes: []purpose{reads, scrapes, scrapes}, want: "Role r: get /metrics has 2 purposes"},
		{reason: "a purpose without a grant", purposes: []purpose{reads, scrapes, {"Role r", "", []string{"secrets"}, []string{"watch"}, "see"}},
			want: "Role r: watch secrets has a purpose and is not granted"},
		{reason: "a purpose of another role", purposes: []purpose{reads, scrapes, {"Role other", "", []string{"secrets"}, []string{"get"}, "read"}},
			want: "Role other: get secrets has a purpose and is not granted"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			err := check(roles, tc.purposes)
			if (err == nil) != (tc.want == "") || err != nil && !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

func TestTable(t *testing.T) {
	for _, tc := range []struct {
		role role
		want string
	}{
		{role: role{name: viewRole, added: []string{"edit", "view"}}, want: "Added to Kubernetes' own `edit`, `view`.\n"},
		{role: role{name: metricsReaderRole}, want: "Bound to nobody: yours to bind.\n\n| API group | resource | verb | what for |\n|---|---|---|---|\n| (URL) | `/metrics` | `get` | scrape"},
		{role: role{name: tenantsRole, bound: []string{"`ServiceAccount a/b`, in `c` alone"}}, want: "Bound to `ServiceAccount a/b`, in `c` alone.\n"},
	} {
		if got := table(tc.role, purposes); !strings.HasPrefix(got, tc.want) {
			t.Errorf("%s: %q, want it to begin with %q", tc.role.name, got, tc.want)
		}
	}
}

func TestFill(t *testing.T) {
	tables := map[string]string{"Role a": "new a\n", "Role b": "new b\n"}
	for _, tc := range []struct {
		reason  string
		page    string
		want    string
		wantErr string
	}{
		{reason: "what stands between the marks is replaced, and nothing else",
			page: "x\n<!-- table Role b -->\nold\n<!-- end -->\ny\n<!-- table Role a -->\n<!-- end -->\n",
			want: "x\n<!-- table Role b -->\nnew b\n<!-- end -->\ny\n<!-- table Role a -->\nnew a\n<!-- end -->\n"},
		{reason: "a role without a table", page: "<!-- table Role a -->\n<!-- end -->\n", wantErr: "no table of Role b"},
		{reason: "a table without a role", page: "<!-- table Role c -->\n<!-- end -->\n", wantErr: `"Role c" is of no role`},
		{reason: "a table twice", page: "<!-- table Role a --><!-- end --><!-- table Role a --><!-- end -->", wantErr: "there twice"},
		{reason: "a table without an end", page: "<!-- table Role a -->\n", wantErr: "without its <!-- end -->"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, err := fill(tc.page, tables)
			if got != tc.want || (err == nil) != (tc.wantErr == "") || err != nil && !strings.Contains(err.Error(), tc.wantErr) {
				t.Errorf("%q, %v, want %q, %q", got, err, tc.want, tc.wantErr)
			}
		})
	}
}
