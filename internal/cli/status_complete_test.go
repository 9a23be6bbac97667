/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/client-go/rest"
)

// complete asks as a shell does, which sends what is typed last.
func (c *caller) complete(t *testing.T, namespace string, typed ...string) string {
	t.Helper()
	var out bytes.Buffer
	args := append([]string{"__complete", "status", "--kubeconfig=" + c.kubeconfig, "-n", namespace}, typed...)
	if code := Run(t.Context(), c.environment(&out, io.Discard), args...); code != exitFine {
		t.Errorf("exit %d", code)
	}
	return out.String()
}

func TestStatusCompletes(t *testing.T) {
	t.Parallel()
	const namespace = "status-complete"
	populate(t, namespace)
	admin := newAdmin(t)
	for _, tc := range []struct {
		reason string
		typed  []string
		want   []string
	}{
		{"names of a kind, with their titles", []string{"obj/qu"}, []string{"obj/quiet-nights\t静かな夜 red and a bell 👩‍👩‍👧 sleep well"}},
		{"the kind as it was typed", []string{"Objective/un"}, []string{"Objective/unseen\tThe operator has not come to it yet"}},
		{"names without a kind, and kinds", []string{"f"}, []string{
			"front-desk-training\tEverybody at the front desk is trained", "forgotten\t“I can cancel without calling anybody.”"}},
		{"kinds", []string{"valu"}, []string{"valueexchanges\tall value exchanges"}},
		{"names behind a kind", []string{"card", ""}, []string{"hotel-group\tFrom the mission to the front desk"}},
		{"what was typed already is not proposed", []string{"card", "hotel-group", ""}, nil},
		{"no kinds behind a name", []string{"unseen", "valu"}, nil},
		{"a kind that is none", []string{"pod/"}, nil},
	} {
		lines := strings.Split(strings.TrimSpace(admin.complete(t, namespace, tc.typed...)), "\n")
		if diff := cmp.Diff(append(tc.want, ":4"), lines); diff != "" { // 4: no names of files
			t.Errorf("%s: -want +got:\n%s", tc.reason, diff)
		}
	}
	nowhere := &caller{kubeconfig: filepath.Join(t.TempDir(), "none"), now: statusNow}
	if got := nowhere.complete(t, namespace, "obj/"); got != ":4\n" {
		t.Errorf("a shell has no place for errors: %s", got)
	}
}

// A server that takes a request and never answers holds a shell up once, not once for each kind.
func TestCompletesWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"status", "tree"} {
		asked := make(chan string, 100)
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			asked <- r.URL.Path
			<-r.Context().Done()
		}))
		path := filepath.Join(t.TempDir(), "kubeconfig")
		if err := controlPlane(t).KubeconfigFor(path, &rest.Config{Host: server.URL}); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		code := Run(t.Context(), newAdmin(t).environment(&out, io.Discard), "__complete", command, "--kubeconfig="+path, "-n", "x", "f")
		server.Close()
		close(asked)
		var paths []string
		for path := range asked {
			paths = append(paths, path)
		}
		want := []string{"/apis/goals.truenorth.dev/v1alpha1/namespaces/x/objectives"}
		if diff := cmp.Diff(want, paths); diff != "" || code != exitFine || out.String() != ":4\n" {
			t.Errorf("%s: exit %d, %q, asked -want +got:\n%s", command, code, out.String(), diff)
		}
	}
}
