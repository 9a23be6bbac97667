/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// site is shared by all tests of this package.
var site *bench.Site

func TestMain(m *testing.M) {
	code, err := withSite(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func withSite(run func() int) (code int, err error) {
	if site, err = bench.Open(context.Background(), filepath.Join("..", "config")); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	return run(), nil
}

// workbench is a bench with what the tests of this package look at.
type workbench struct{ *bench.Bench }

// newBench starts a bench whose manager works on other namespaces too.
func newBench(t *testing.T, others ...string) *workbench {
	t.Helper()
	return &workbench{site.Bench(t, bench.Options{Namespaces: others})}
}
