/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

var lab *testlab.ControlPlane // with our CRDs installed

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	lab, err = testlab.StartControlPlane(context.Background(), testlab.ControlPlaneOptions{CRDDirs: []string{"../../config/crd/bases"}})
	if err != nil {
		return 0, err
	}
	defer func() {
		if stopErr := lab.Stop(); err == nil {
			err = stopErr
		}
	}()
	return m.Run(), nil
}
