/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/replay"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// evalCommand is one call of `kubectl goals eval`.
type evalCommand struct {
	offline
	connect connectFlags
	at      string
	require []string
	format  string
}

func (o *options) newEvalCommand() *cobra.Command {
	e := &evalCommand{offline: offline{options: o}}
	cmd := &cobra.Command{
		Use:   "eval (-f FILE|FOLDER|- | -k FOLDER) [--prometheus URL]",
		Short: "Say what goals in files say today, or said at another time",
		Long: `Evaluate goals in files as the operator would, without a cluster: the same status, to the last digit.

` + connectHelp + `

A goal is evaluated from its previous status, if it has one: outlooks take more to change than to stay, and a verdict is
final. It comes from the files, or from --previous.

With --at nothing counts that was not known at that time: no later sample, no check-in of a later day, no later status. The
goals, and what they refer to, are as the files have them.

--require ends with exit code 1 where a condition does not hold of a goal whose kind has it: KeyResultsMet and OnTrack of
objectives, OnTrack of scorecards, Delivered and Served of outcomes, Supported of value exchanges, CustomerAligned of
objectives and scorecards, Ready and Measured of all.

Exit codes: 0 fine, 1 the files are refused or a required condition does not hold, 2 the command could not do its work,
such as where a source cannot be asked; what could be evaluated is printed then, too.`,
		Example: `  # What the goals of a folder say now
  kubectl goals eval -f goals/ --prometheus http://localhost:9090

  # Fail a pipeline unless every key result is met, and every objective on track
  kubectl goals eval -k overlays/production --prometheus "$PROMETHEUS_URL" --require KeyResultsMet --require OnTrack=True

  # What they said a week ago, as objects
  kubectl goals eval -f goals/ --at 7d -o json

  # From the status that they have in a cluster
  kubectl get goals -A -o json > now.json
  kubectl goals eval -f goals/ --previous now.json`,
		Args: noFilesAsArgumentsOf("eval"),
		RunE: func(cmd *cobra.Command, _ []string) error { return e.run(cmd.Context()) },
	}
	e.addFileFlags(cmd)
	e.addPreviousFlag(cmd)
	e.connect.addFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&e.at, "at", "", "As of when: "+timeHelp+". By default now.")
	flags.StringArrayVar(&e.require, "require", nil, "CONDITION[=STATUS] that has to hold; STATUS is True, False or Unknown, by default True. May be given several times.")
	outputFlag(cmd, &e.format, "table", "wide", "json", "yaml", "name")
	return cmd
}

// noFilesAsArgumentsOf tells who names files as arguments how a command takes them.
func noFilesAsArgumentsOf(command string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("files are named with -f: kubectl goals %s -f %s", command, strings.Join(args, " -f "))
		}
		return nil
	}
}

func (e *evalCommand) run(ctx context.Context) error {
	now := e.Clock.Now()
	at := now
	if e.at != "" {
		var err error
		if at, err = moment("--at", e.at, now); err != nil {
			return err
		}
	}
	requirements, err := parseRequirements(e.require)
	if err != nil {
		return err
	}
	g, err := e.load()
	if err != nil {
		return err
	}
	if err := requirements.applyTo(g.goals()); err != nil {
		return err
	}
	if n := forget(g, at); n > 0 {
		fmt.Fprintf(e.Err, "warning: %s of a later time than --at, and left aside\n", counted(n, "status is", "statuses are"))
	}
	c, err := e.options.connect(&e.connect, g)
	if err != nil {
		return err
	}
	evaluated := c.engine(ctx, nil).Evaluate(ctx, at)
	unconnected := c.done()
	if evaluated != nil {
		return evaluated
	}
	if err := e.print(g.goals()); err != nil {
		return err
	}
	if unconnected != nil {
		return unconnected
	}
	return requirements.judge(e.Err, g.goals())
}

// engine evaluates the goals.
func (c *connections) engine(ctx context.Context, progress func(asked int)) *replay.Engine {
	return replay.New(c.goods.Set, replay.Options{
		Source: func(key source.Key, spec v1alpha1.MetricSourceSpec) (measure.Source, error) {
			return c.source(ctx, key, spec)
		},
		Present: c.Clock.Now(), Progress: progress,
	})
}

// objectList is a v1 List, as kubectl prints several objects.
type objectList struct {
	APIVersion      string         `json:"apiVersion"`
	Kind            string         `json:"kind"`
	Items           []world.Object `json:"items"`
	metav1.ListMeta `json:"metadata"`
}

func (e *evalCommand) print(goals []world.Object) error {
	switch e.format {
	case "json", "yaml":
		return printValue(e.Out, e.format, objectList{APIVersion: "v1", Kind: "List", Items: goals})
	case "name":
		for _, goal := range goals {
			kind := kindOf(goal)
			fmt.Fprintf(e.Out, "%s.%s/%s\n", strings.ToLower(kind.kind), v1alpha1.GroupVersion.Group, goal.GetName())
		}
		return nil
	}
	return e.printAsKubectl(goals, e.format == "wide")
}

// kindOf is the kind of a goal.
func kindOf(goal world.Object) goalKind {
	name := goal.GetObjectKind().GroupVersionKind().Kind
	return goalKinds[slices.IndexFunc(goalKinds, func(k goalKind) bool { return k.kind == name })]
}
