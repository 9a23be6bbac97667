/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const assetsVariable = "KUBEBUILDER_ASSETS"

// Assets returns the folder that holds etcd, kube-apiserver and kubectl: what KUBEBUILDER_ASSETS names, else bin/k8s
// of the module that the working directory is in. It is an error, which names the mend, when one of them lacks.
func Assets() (string, error) {
	dir := os.Getenv(assetsVariable)
	if dir == "" {
		root, err := moduleRoot()
		if err != nil {
			return "", fmt.Errorf("%w, or let %s name the folder with the control plane's programs", err, assetsVariable)
		}
		dir = filepath.Join(root, "bin", "k8s")
	}
	for _, program := range []string{"etcd", "kube-apiserver", "kubectl"} {
		if info, err := os.Stat(filepath.Join(dir, program)); err != nil || info.IsDir() {
			return "", fmt.Errorf("no %s in %s: run `make control-plane`, or let %s name a folder with etcd, kube-apiserver and kubectl",
				program, dir, assetsVariable)
		}
	}
	return dir, nil
}

// moduleRoot is the nearest folder with a go.mod, from the working directory upwards.
func moduleRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("cannot look for the module's root: %w", err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("cannot look for the module's root: %w", err)
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod in %s or above it: run inside the module", start)
		}
	}
}
