/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
)

func TestNoCluster(t *testing.T) {
	t.Parallel()
	gone := newCaller(t, &rest.Config{Host: "https://127.0.0.1:1"})
	nowhere := &caller{kubeconfig: filepath.Join(t.TempDir(), "none"), now: statusNow}
	for _, tc := range []struct {
		reason string
		caller *caller
		args   []string
		want   string
	}{
		{"no such kubeconfig", nowhere, []string{"status"}, "error: cannot read the kubeconfig: stat "},
		{"no such kubeconfig for a namespace", nowhere, []string{"tree", "-n", "x"}, "error: cannot read the kubeconfig: stat "},
		{"no such kubeconfig for check", nowhere, []string{"check"}, "error: cannot read the kubeconfig: stat "},
		{"no such context", gone, []string{"status", "--context=other"}, "error: cannot read the kubeconfig: "},
		{"nobody answers", gone, []string{"status"}, "error: cannot reach the cluster: is the server up, and is it the right --context? "},
		{"nobody answers a name", gone, []string{"status", "obj/a", "b"}, "error: cannot reach the cluster: is the server up, "},
		{"nobody answers tree", gone, []string{"tree"}, "error: cannot reach the cluster: is the server up, "},
		{"a slip of the pen", gone, []string{"statu"}, "error: unknown command \"statu\": did you mean status?\n"},
		{"no command is like it", gone, []string{"frobnicate"}, "error: unknown command \"frobnicate\" (see \"kubectl goals --help\")\n"},
	} {
		if got := tc.caller.call(t, tc.args...); got.code != exitTrouble || !strings.HasPrefix(got.err, tc.want) || got.out != "" {
			t.Errorf("%s: exit %d, %q, %q, want exit 2 and %q", tc.reason, got.code, got.out, got.err, tc.want)
		}
	}
}
