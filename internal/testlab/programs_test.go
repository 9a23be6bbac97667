/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestPrograms(t *testing.T) {
	module, elsewhere := t.TempDir(), t.TempDir()
	below := filepath.Join(module, "a")
	touch(t, module, "go.mod")
	touch(t, below, "main.go")
	touch(t, filepath.Join(module, "bin"), "promtool", "alertmanager")
	touch(t, elsewhere, "another")
	programs := map[string]func(context.Context, ...string) (*exec.Cmd, error){"PROMTOOL": Promtool, "ALERTMANAGER": Alertmanager}
	cases := map[string]struct {
		reason    string
		value     string
		directory string
		want      string // PROGRAM is the program's name
		wantError string
	}{
		"Variable": {reason: "the variable goes before the module", value: filepath.Join(elsewhere, "another"), directory: below,
			want: filepath.Join(elsewhere, "another")},
		"Relative": {reason: "a command may run in another folder", value: "another", directory: elsewhere,
			want: filepath.Join(elsewhere, "another")},
		"Module":   {reason: "bin of the module around", directory: below, want: filepath.Join(module, "bin", "PROGRAM")},
		"Lacks":    {reason: "the error names the mend", value: "nothing", directory: below, wantError: "run `make PROGRAM`"},
		"NoModule": {reason: "the error names the variable", directory: elsewhere, wantError: "VARIABLE"},
	}
	for name, tc := range cases {
		for variable, command := range programs {
			t.Run(name+variable, func(t *testing.T) {
				t.Setenv(variable, tc.value)
				t.Chdir(tc.directory)
				fill := strings.NewReplacer("PROGRAM", strings.ToLower(variable), "VARIABLE", variable)
				cmd, err := command(t.Context(), "--version")
				if tc.wantError != "" {
					if want := fill.Replace(tc.wantError); !strings.Contains(fmt.Sprint(err), want) {
						t.Errorf("%s: want %q in %v", tc.reason, want, err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if want := fill.Replace(tc.want); cmd.Path != want || cmd.Args[1] != "--version" {
					t.Errorf("%s: want %s --version, got %s", tc.reason, want, cmd)
				}
			})
		}
	}
}
