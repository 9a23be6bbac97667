/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"
)

// outputFlag adds -o with the formats that a command knows, the first of which is what it prints by default, and checks it.
func outputFlag(cmd *cobra.Command, format *string, formats ...string) {
	*format = formats[0]
	usage := "Output format. One of: " + strings.Join(formats, ", ") + "."
	cmd.Flags().StringVarP(format, "output", "o", formats[0], usage)
	complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return formats, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc("output", complete); err != nil {
		panic(err) // the flag was added above
	}
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(formats, *format) {
			return fmt.Errorf("unknown output format %q: use one of %s", *format, strings.Join(formats, ", "))
		}
		if before != nil {
			return before(cmd, args)
		}
		return nil
	}
}

// printValue writes a value as json or yaml.
func printValue(w io.Writer, format string, value any) error {
	text, err := json.MarshalIndent(value, "", "    ")
	if err != nil {
		return fmt.Errorf("cannot write the result as JSON: %w", err)
	}
	text = append(text, '\n')
	if format == "yaml" {
		if text, err = yaml.JSONToYAML(text); err != nil {
			return fmt.Errorf("cannot write the result as YAML: %w", err)
		}
	}
	_, err = w.Write(text)
	return err
}
