/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/internal/lint"
	"github.com/truenorth-dev/truenorth/internal/manifest"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// lintCommand is one call of `kubectl goals lint`.
type lintCommand struct {
	*options
	manifest manifest.Options
	lint     lint.Options
	strict   bool
	rules    bool
	format   string
}

func (o *options) newLintCommand() *cobra.Command {
	l := &lintCommand{options: o}
	cmd := &cobra.Command{
		Use:   "lint (-f FILE|FOLDER|- | -k FOLDER)",
		Short: "Check goals in files before they are merged",
		Long: `Check goals in files, without a cluster: what the API server would refuse, in its words; queries that are not PromQL; references
that lead to nothing, do not have the other goal's consent, or run in a circle; and what is taken but seldom meant, as
warnings. What is read together is checked together, so name all folders in which goals refer to each other.

A line of the output is file:line:column: severity [code] message (mend). Warnings can be switched off by their code: for
a call with --disable, for one object, or for all goals of a Namespace, with an annotation on it:

  goals.truenorth.dev/lint-disable: key-result-count,no-owner

With -o json the output is a list of objects with file, line, column, severity, code, object, field, message and mend.

Exit codes: 0 no errors, 1 errors (with --strict also warnings), 2 the files cannot be read.`,
		Example: `  # All goals of a folder
  kubectl goals lint -f goals/

  # What a kustomization makes
  kubectl goals lint -k overlays/production

  # As annotations of a GitHub workflow, any warning failing it
  kubectl goals lint -f goals/ -o github --strict

  # What is looked for, and why
  kubectl goals lint --rules`,
		Args: noFilesAsArguments,
		RunE: func(*cobra.Command, []string) error { return l.run() },
	}
	flags := cmd.Flags()
	flags.StringSliceVarP(&l.manifest.Files, "filename", "f", nil, "File, folder (read with its subfolders), or - for standard input. May be given several times.")
	flags.StringVarP(&l.manifest.Kustomize, "kustomize", "k", "", "Folder with a kustomization, to check what it makes.")
	flags.StringSliceVar(&l.lint.Disable, "disable", nil, "Codes of warnings that are not given.")
	flags.StringSliceVar(&l.lint.Errors, "error", nil, "Codes of warnings that are given as errors.")
	flags.BoolVar(&l.strict, "strict", false, "End with exit code 1 where there are warnings too.")
	flags.BoolVar(&l.rules, "rules", false, "List what is looked for, and why, and check nothing.")
	outputFlag(cmd, &l.format, formatNames()...)
	for _, name := range []string{"disable", "error"} {
		if err := cmd.RegisterFlagCompletionFunc(name, completeCodes); err != nil {
			panic(err) // the flag was added above
		}
	}
	return cmd
}

// noFilesAsArguments tells who names files as other linters take them how this one does.
func noFilesAsArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("files are named with -f: kubectl goals lint -f %s", strings.Join(args, " -f "))
	}
	return nil
}

func formatNames() []string {
	var names []string
	for _, format := range lint.Formats() {
		names = append(names, string(format))
	}
	return names
}

// completeCodes offers the codes of warnings.
func completeCodes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var codes []string
	for _, rule := range lint.Rules() {
		if rule.Severity == lint.Warning {
			codes = append(codes, cobra.CompletionWithDesc(rule.Code, rule.Finds))
		}
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

func (l *lintCommand) run() error {
	if l.rules {
		return l.listRules()
	}
	if err := l.lint.Check(); err != nil {
		return err
	}
	docs, problems, err := l.read()
	if err != nil {
		return err
	}
	l.lint.Now = l.Clock.Now()
	found, err := lint.Lint(docs, problems, l.lint)
	if err != nil {
		return err
	}
	if err := lint.Write(l.Out, found, lint.Format(l.format)); err != nil {
		return fmt.Errorf("cannot write what was found: %w", err)
	}
	fmt.Fprintln(l.Err, lint.Summary(found, lint.Goals(docs)))
	if errs, warnings := lint.Count(found); errs > 0 || l.strict && warnings > 0 {
		return errFindings
	}
	return nil
}

func (l *lintCommand) read() ([]*manifest.Document, []manifest.Problem, error) {
	if len(l.manifest.Files) == 0 && l.manifest.Kustomize == "" {
		return nil, nil, errors.New("no files: name them with -f FILE, -f FOLDER or -f -, or a kustomization with -k FOLDER")
	}
	o := l.manifest
	o.Stdin = l.In
	var err error
	if o.Namespace, _, err = l.namespace(); err != nil {
		o.Namespace = metav1.NamespaceDefault // a kubeconfig that is broken is no matter of files
	}
	return manifest.Load(o)
}

// listRules lists what is looked for: as JSON where that is asked for, else as text.
func (l *lintCommand) listRules() error {
	if lint.Format(l.format) == lint.JSON {
		return printValue(l.Out, l.format, lint.Rules())
	}
	const indent = "    "
	width := l.columns()
	if width > len(indent) {
		width -= len(indent)
	}
	var text strings.Builder
	for _, rule := range lint.Rules() {
		fmt.Fprintf(&text, "%s (%s)\n", rule.Code, rule.Severity)
		for _, line := range terminal.Wrap(rule.Finds+" - "+rule.Why, width) {
			text.WriteString(indent + line + "\n")
		}
	}
	_, err := io.WriteString(l.Out, text.String())
	return err
}
