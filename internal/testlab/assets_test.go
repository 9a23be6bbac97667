/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// touch makes empty files in a folder, and the folder.
func touch(t *testing.T, dir string, names ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAssets(t *testing.T) {
	complete, incomplete, module := t.TempDir(), t.TempDir(), t.TempDir()
	below := filepath.Join(module, "a", "b")
	assets := filepath.Join(module, "bin", "k8s")
	touch(t, complete, "etcd", "kube-apiserver", "kubectl")
	touch(t, incomplete, "etcd", "kube-apiserver")
	touch(t, module, "go.mod")
	touch(t, below, "main.go")
	touch(t, assets, "etcd", "kube-apiserver", "kubectl")
	cases := map[string]struct {
		reason    string
		variable  string
		directory string
		want      string
		wantError []string
	}{
		"Variable":   {"the variable goes before the module", complete, below, complete, nil},
		"Module":     {"bin/k8s of the module around", "", below, assets, nil},
		"Incomplete": {"the error names what lacks and the mend", incomplete, below, "", []string{"no kubectl in " + incomplete, "make control-plane"}},
		"NoModule":   {"the error says where it looked", "", complete, "", []string{"no go.mod in " + complete, assetsVariable}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Setenv(assetsVariable, tc.variable)
			t.Chdir(tc.directory)
			got, err := Assets()
			if got != tc.want || (err != nil) != (tc.wantError != nil) {
				t.Errorf("%s: want %q, got %q, %v", tc.reason, tc.want, got, err)
			}
			for _, part := range tc.wantError {
				if !strings.Contains(fmt.Sprint(err), part) {
					t.Errorf("%s: want %q in %v", tc.reason, part, err)
				}
			}
		})
	}
}

func TestStartWithoutAssets(t *testing.T) {
	t.Setenv(assetsVariable, t.TempDir())
	if _, err := StartControlPlane(t.Context(), ControlPlaneOptions{}); err == nil || !strings.Contains(err.Error(), "make control-plane") {
		t.Errorf("want an error that names `make control-plane`, got %v", err)
	}
}
