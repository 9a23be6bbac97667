/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"strings"
	"testing"
)

func TestStatusOfWhatChanges(t *testing.T) {
	t.Parallel()
	const namespace = "status-changes"
	populate(t, namespace)
	admin := newAdmin(t)
	kubectl(t, "-n", namespace, "patch", "obj", "guests-belong", "--type=merge", "-p", `{"spec":{"commitment":"Aspirational"}}`)
	const want = "the status is older than the spec: of generation 1, not 2"
	for _, args := range [][]string{{"obj/guests-belong"}, {"obj"}} {
		if got := admin.call(t, append([]string{"status", "-n", namespace}, args...)...); !strings.Contains(got.out, want) {
			t.Errorf("%v: %s, want %q", args, got.out, want)
		}
	}
	kubectl(t, "-n", namespace, "delete", "obj/loyal-guests", "outcome/sense-of-belonging")
	gone := admin.call(t, "status", "-n", namespace, "obj/guests-belong")
	for _, line := range []string{"Part of      loyal-guests: not found\n", "For          outcome/sense-of-belonging: not found\n", " outcome/nowhere: not found\n"} {
		if !strings.Contains(gone.out, line) {
			t.Errorf("what it refers to is gone: no %q in\n%s", line, gone.out)
		}
	}
	kubectl(t, "-n", namespace, "patch", "msrc", "default", "--subresource=status", "--type=merge", "-p",
		`{"status":{"flavor":"Prometheus","version":"3.11.0"}}`)
	if got := admin.call(t, "status", "-n", namespace, "msrc/default"); !strings.Contains(got.out, "Server       was Prometheus 3.11.0\n") {
		t.Errorf("a server that is not connected any more: %s", got.out)
	}
	kubectl(t, "-n", namespace, "patch", "obj", "quiet-nights", "--type=merge", "-p", `{"metadata":{"finalizers":["example.org/wait"]}}`)
	kubectl(t, "-n", namespace, "delete", "obj", "quiet-nights", "--wait=false")
	if got := admin.call(t, "status", "-n", namespace, "quiet-nights"); !strings.Contains(got.out, "goes once its finalizers are done (example.org/wait)") ||
		strings.Contains(got.out, "older than the spec") {
		t.Errorf("being deleted: %s", got.out)
	}
	if got := admin.call(t, "status", "-n", namespace); !strings.Contains(got.out, "being deleted") {
		t.Errorf("being deleted: %s", got.out)
	}
}
