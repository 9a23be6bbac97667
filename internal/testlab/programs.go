/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Promtool is a command of promtool: the program that PROMTOOL names, else the one that `make promtool` brings into bin
// of the module that the working directory is in. It is an error, which names the mend, when there is none.
func Promtool(ctx context.Context, args ...string) (*exec.Cmd, error) {
	return program(ctx, "promtool", args)
}

// Alertmanager is a command of alertmanager: the program that ALERTMANAGER names, else the one of `make alertmanager`.
func Alertmanager(ctx context.Context, args ...string) (*exec.Cmd, error) {
	return program(ctx, "alertmanager", args)
}

// program finds what a make target of the same name builds, unless a variable of the same name names another.
func program(ctx context.Context, name string, args []string) (*exec.Cmd, error) {
	variable := strings.ToUpper(name)
	path := os.Getenv(variable)
	if path == "" {
		root, err := moduleRoot()
		if err != nil {
			return nil, fmt.Errorf("%w, or let %s name a program", err, variable)
		}
		path = filepath.Join(root, "bin", name)
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("no %s: run `make %s`, or let %s name one: %w", name, name, variable, err)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, path, args...), nil
}
