/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// statusCommand is one call of `kubectl goals status`.
type statusCommand struct {
	*options
	allNamespaces bool
	selector      string
	watch         bool
	format        string
}

// newStatusCommand shows goals of a cluster.
func (o *options) newStatusCommand() *cobra.Command {
	s := &statusCommand{options: o}
	cmd := &cobra.Command{
		Use:   "status [KIND/NAME | NAME ...]",
		Short: "Show how goals stand",
		Long: `Show one goal in full: for whom it is, how it stands, what is forecast and why, and what changed last. Of several goals, or
of all in the namespace, show a table, the worst first.

A name without a kind is looked for among all kinds. Kinds are named as kubectl names them: objective (obj), customeroutcome
(outcome), indicator (ind), valueexchange (vx), scorecard (card), metricsource (msrc), clustermetricsource (cmsrc).

In a bar, │ marks what is expected by now. A bar of dashes with a question mark is a score that nobody knows, a question mark
behind a score says that it counts numbers that are stale.`,
		Example: `  # All goals of the namespace, the worst first
  kubectl goals status

  # One goal in full
  kubectl goals status obj/guests-belong -n hospitality

  # The objectives and outcomes of all teams, as they change
  kubectl goals status objectives,outcome -A --watch`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: s.complete,
		RunE:              func(cmd *cobra.Command, args []string) error { return s.run(cmd.Context(), args) },
	}
	flags := cmd.Flags()
	flags.BoolVarP(&s.allNamespaces, "all-namespaces", "A", false, "Show the goals of all namespaces.")
	flags.StringVarP(&s.selector, "selector", "l", "", "Show the goals whose labels match, such as level=daily-behaviour.")
	flags.BoolVarP(&s.watch, "watch", "w", false, "Go on, and show what changes: on a terminal the whole anew, else a line for each change. Ctrl-C ends it.")
	outputFlag(cmd, &s.format, "table", "wide", "json", "yaml", "name")
	return cmd
}

func (s *statusCommand) run(ctx context.Context, args []string) error {
	want, err := parseWanted(args)
	if err != nil {
		return err
	}
	f, err := s.finder(want)
	if err != nil {
		return err
	}
	if s.watch {
		return s.follow(ctx, f, want)
	}
	all, err := f.find(ctx, want)
	if err != nil && len(all.entries) == 0 {
		return err
	}
	return errors.Join(s.print(ctx, f, want, all), err)
}

// finder reaches the cluster, after a look at flags that contradict each other.
func (s *statusCommand) finder(want wanted) (*finder, error) { return s.finderWith(want, s.client) }

func (s *statusCommand) finderWith(want wanted, reach func() (client.WithWatch, error)) (*finder, error) {
	selector, err := labels.Parse(s.selector)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the selector cannot be read: %w", err)
	case len(want.names) > 0 && (s.allNamespaces || s.selector != ""):
		return nil, errors.New("names do not go with -A or -l: name the namespace with -n, or leave the names out")
	case s.watch && s.format != "table" && s.format != "wide":
		return nil, fmt.Errorf("--watch does not go with -o %s: use table or wide", s.format)
	}
	f := &finder{selector: selector}
	if !s.allNamespaces {
		if f.namespace, _, err = s.namespace(); err != nil {
			return nil, err
		}
	}
	if f.client, err = reach(); err != nil {
		return nil, err
	}
	return f, nil
}

// print writes what was found in the format that is asked for.
func (s *statusCommand) print(ctx context.Context, f *finder, want wanted, all found) error {
	if len(all.unread) > 0 {
		fmt.Fprintf(s.Err, "You may not list %s%s.\n", namesOfKinds(all.unread), f.where())
	}
	if len(all.missing) > 0 {
		fmt.Fprintln(s.Err, notServedWords(namesOfKinds(all.missing)))
	}
	switch s.format {
	case "json", "yaml":
		return printValue(s.Out, s.format, apiValue(want, all.entries))
	case "name":
		for _, e := range all.entries {
			fmt.Fprintf(s.Out, "%s.%s/%s\n", strings.ToLower(e.kind.kind), e.kind.gvk().Group, e.goal.GetName())
		}
		return nil
	}
	if len(all.entries) == 0 {
		fmt.Fprintf(s.Err, "No goals found%s.\n", f.where())
		return nil
	}
	_, err := fmt.Fprint(s.Out, s.show(ctx, f.client, want, all.entries))
	return err
}

// where says in which namespace it was looked.
func (f *finder) where() string {
	if f.namespace == "" {
		return " in all namespaces"
	}
	return fmt.Sprintf(" in namespace %q", f.namespace)
}

// show is the page of the one object that is named, or a table.
func (s *statusCommand) show(ctx context.Context, reader client.Reader, want wanted, entries []entry) string {
	if len(want.names) == 1 && len(entries) == 1 && s.format != "wide" {
		return s.fullPage(ctx, reader, entries[0])
	}
	var b strings.Builder
	v := overview{palette: s.palette(), width: s.columns(), namespaces: s.allNamespaces, wide: s.format == "wide"}
	rows := rank(entries)
	_ = v.write(&b, rows) // a strings.Builder takes everything
	for i, line := range terminal.Wrap(summary(rows), s.columns()) {
		if i == 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// apiValue is the one object that is named, or a List, as kubectl prints it.
func apiValue(want wanted, entries []entry) any {
	if len(want.names) == 1 && len(entries) == 1 {
		return entries[0].raw
	}
	list := &unstructured.UnstructuredList{Object: map[string]any{
		"apiVersion": "v1", "kind": "List", "metadata": map[string]any{"resourceVersion": ""},
	}}
	for _, e := range entries {
		list.Items = append(list.Items, *e.raw)
	}
	return list
}
