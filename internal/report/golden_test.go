/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestLook holds what people see.
func TestLook(t *testing.T) {
	reports := map[string]*Report{"compared": made(t, compared()), "told": made(t, told()), "empty": made(t, Input{Goals: nothing(), At: today, Since: lastWeek})}
	for name, r := range reports {
		for kind, write := range map[string]func(io.Writer) error{"md": r.Markdown, "html": r.HTML} {
			t.Run(name+"."+kind, func(t *testing.T) {
				var got, again bytes.Buffer
				if err := write(&got); err != nil {
					t.Fatal(err)
				}
				wantGolden(t, name+"."+kind, got.Bytes())
				if err := write(&again); err != nil || !bytes.Equal(got.Bytes(), again.Bytes()) {
					t.Errorf("the same report came out otherwise the second time (%v)", err)
				}
			})
		}
	}
}

// wantGolden compares with a golden file.
func wantGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	golden := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s; go test ./internal/report -update writes it anew (-want +got):\n%s", name, diff)
	}
}
