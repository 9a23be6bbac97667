/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

var (
	lab      *testlab.ControlPlane // nil until a test asks for it
	startLab = sync.OnceValue(func() (err error) {
		lab, err = testlab.StartControlPlane(context.Background(), testlab.ControlPlaneOptions{CRDDirs: []string{"../../config/crd/bases"}})
		return err
	})
)

// controlPlane is a control plane with our CRDs, one for all tests: each uses namespaces of its own. It starts with the
// first test that needs it.
func controlPlane(t *testing.T) *testlab.ControlPlane {
	t.Helper()
	if err := startLab(); err != nil {
		t.Fatal(err)
	}
	return lab
}

func TestMain(m *testing.M) {
	code := m.Run()
	if lab != nil {
		if err := lab.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}
