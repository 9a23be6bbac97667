/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package config_test tries the manifests of this folder out on a real control plane with a real kubectl. The folder
// has no Go code of its own.
package config_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

var lab *testlab.ControlPlane

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run installs what a user installs first, with the user's command.
func run(m *testing.M) (code int, err error) {
	ctx := context.Background()
	lab, err = testlab.StartControlPlane(ctx, testlab.ControlPlaneOptions{})
	if err != nil {
		return 0, err
	}
	defer func() {
		if stopErr := lab.Stop(); err == nil {
			err = stopErr
		}
	}()
	for _, args := range [][]string{
		{"apply", "-k", "default"},
		{"wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"},
	} {
		if printed, err := lab.Kubectl(ctx, args...).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("kubectl %s: %w\n%s", strings.Join(args, " "), err, printed)
		}
	}
	return m.Run(), nil
}

func TestSecondApplyChangesNothing(t *testing.T) {
	kubectl(t, "apply", "-k", "samples")
	for _, folder := range []string{"default", "samples"} {
		t.Run(folder, func(t *testing.T) {
			for line := range strings.Lines(kubectl(t, "apply", "-k", folder)) {
				if !strings.HasSuffix(strings.TrimSpace(line), " unchanged") {
					t.Errorf("the second apply says %q, want unchanged", line)
				}
			}
		})
	}
}

// kubectl runs a command that has to succeed and returns what it prints.
func kubectl(t *testing.T, args ...string) string {
	t.Helper()
	return output(t, lab.Kubectl(t.Context(), args...))
}

func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var complaints strings.Builder
	cmd.Stderr = &complaints
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, complaints.String())
	}
	return string(printed)
}

// build is what `kubectl kustomize` makes of a kustomization, in which CONFIG is this folder.
func build(t *testing.T, kustomization string) []resource {
	t.Helper()
	return decode(t, kubectl(t, "kustomize", overlay(t, kustomization)))
}

// overlay writes a kustomization into a folder of its own.
func overlay(t *testing.T, kustomization string) string {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path, err := filepath.Rel(folder, here) // kustomize takes relative paths alone
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(kustomization, "CONFIG", path)
	if err := os.WriteFile(filepath.Join(folder, "kustomization.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}
