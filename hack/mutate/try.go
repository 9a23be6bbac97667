/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// verdict is what the tests say about a mutant.
type verdict int

const (
	untested  verdict = iota // it could not be written, or the run was stopped
	survived                 // the tests pass
	killed                   // a test fails, or none ends in time
	stillborn                // it does not compile
)

// tester runs the tests of the package in dir.
type tester struct {
	dir     string
	scratch string // everything that is written goes below it
	timeout time.Duration
}

// try gives the verdict on a mutant, nil for the unchanged package, and what was printed.
func (t tester) try(ctx context.Context, name string, m *mutant) (verdict, string) {
	room := filepath.Join(t.scratch, name)
	defer func() { _ = os.RemoveAll(room) }()
	overlay, err := t.prepare(room, m)
	if err != nil {
		return untested, err.Error()
	}
	binary := filepath.Join(room, "tests")
	build := exec.CommandContext(ctx, "go", "test", "-c", "-p", "1", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", binary, ".")
	build.Dir = t.dir
	if output, err := build.CombinedOutput(); err != nil {
		return stillborn, string(output)
	}
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	test := exec.CommandContext(ctx, binary, "-test.failfast", "-test.count=1")
	test.Dir = room
	// Property tests need not look for the smallest counterexample: one is enough.
	test.Env = append(os.Environ(), "RAPID_SHRINKTIME=0s", "RAPID_NOFAILFILE=true")
	var output bytes.Buffer
	test.Stdout, test.Stderr = &output, &output
	if err := test.Run(); err != nil {
		return killed, fmt.Sprintf("%v\n%s", err, &output)
	}
	return survived, output.String()
}

// prepare fills the directory that a mutant's tests run in, with the package's testdata, and writes the overlay that
// puts the mutant in its source's place.
func (t tester) prepare(room string, m *mutant) (overlay string, err error) {
	if err := os.MkdirAll(room, 0o755); err != nil {
		return "", err
	}
	data := filepath.Join(t.dir, "testdata")
	if err := os.CopyFS(filepath.Join(room, "testdata"), os.DirFS(data)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	replace := map[string]string{}
	if m != nil {
		changed := filepath.Join(room, "changed.go")
		if err := os.WriteFile(changed, []byte(m.text()), 0o644); err != nil {
			return "", err
		}
		replace[m.source.path] = changed
	}
	content, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(room, "overlay.json")
	return overlay, os.WriteFile(overlay, content, 0o644)
}
