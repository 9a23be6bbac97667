/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/truenorth-dev/truenorth/internal/lineage"
)

// treeCommand is one call of `kubectl goals tree`.
type treeCommand struct {
	goalsReader
	allNamespaces bool
	depth         int
	format        string
}

func (o *options) newTreeCommand() *cobra.Command {
	t := &treeCommand{goalsReader: goalsReader{options: o}}
	cmd := &cobra.Command{
		Use:   "tree [NAME ...]",
		Short: "Show what serves which mission and which customer",
		Long: `Show goals from the mission down: a scorecard's levels, the objectives on them, those that contribute to these, and key
results. Beside each objective stand the customer outcomes that it serves; "none" marks one that serves nobody. On a narrow
terminal those are named below the tree. A goal that stands in several places is drawn once; → marks where else it
belongs, ! what there is a note about below the tree: a reference that leads to nothing or in a circle, a goal that is being
deleted, a status that is older than the spec. ? marks a score that is old in part, as status does. A guardrail is a limit
that has no score. NAME is what why and status take; of a key result on a narrow terminal, what follows its objective's.

From a cluster it shows the goals of the namespace, with all that they contribute to and that contributes to them in
other namespaces, as far as you may read; -A shows all. From files it shows all goals of the files.

With -o json or yaml it prints {roots: [...]}. Each node has kind (Scorecard, Level, Objective, KeyResult, CustomerOutcome,
OutcomeIndicator, Indicator), namespace, name, part (a level's, key result's or indicator's name), text, what is known of
score, expectedScore, outlook, probability, met, value, unit, target, team and ends, and where they apply
stale, outdated ({status, spec}, the generations), suspended, deleting, guardrail, customerAligned, serves, takes,
elsewhere, problems ({reason, message, mend}), hidden and children.`,
		Example: `  # The goals of the namespace, up to the mission
  kubectl goals tree -n hospitality

  # All missions and objectives, without their key results
  kubectl goals tree -A --depth 3

  # One objective: whom it helps, and who helps it
  kubectl goals tree guests-belong -n hospitality

  # Goals in files, before they are applied
  kubectl goals tree -f goals/`,
		Args: cobra.ArbitraryArgs,
		ValidArgsFunction: t.complete(func(kind lineage.Kind) bool {
			return kind != lineage.KindKeyResult && kind != lineage.KindValueExchange
		}),
		RunE: func(cmd *cobra.Command, args []string) error { return t.run(cmd.Context(), args) },
	}
	t.addFlags(cmd)
	flags := cmd.Flags()
	flags.BoolVarP(&t.allNamespaces, "all-namespaces", "A", false, "Show the goals of all namespaces.")
	flags.IntVar(&t.depth, "depth", 0, "Show so many levels and count the rest; 0 shows all.")
	outputFlag(cmd, &t.format, "table", "wide", "json", "yaml")
	return cmd
}

func (t *treeCommand) run(ctx context.Context, args []string) error {
	if t.depth < 0 {
		return fmt.Errorf("--depth %d is below 0: use 1 for the roots alone, or 0 for all", t.depth)
	}
	goals, in, err := t.read(ctx)
	if err != nil {
		return err
	}
	in.anywhere = in.anywhere || t.allNamespaces
	tree := goals.Tree()
	if err := selectGoals(tree, goals, args, in); err != nil {
		return err
	}
	if t.depth > 0 {
		tree.Limit(t.depth)
	}
	return t.print(tree, in)
}

// selectGoals leaves the goals that are named, or those of the namespace.
func selectGoals(tree *lineage.Tree, goals lineage.Goals, args []string, in scope) error {
	all := goals.All()
	wanted := map[lineage.Ref]bool{}
	for _, argument := range args {
		name, err := parseGoal(argument)
		if err != nil {
			return err
		}
		ref, err := name.lookUp(all, in)
		if err != nil {
			return err
		}
		if err := inTree(argument, ref); err != nil {
			return err
		}
		wanted[ref] = true
	}
	if len(args) > 0 {
		tree.Select(func(ref lineage.Ref) bool { return wanted[ref] })
	} else if !in.anywhere {
		tree.Select(func(ref lineage.Ref) bool { return ref.Namespace == in.namespace })
	}
	return nil
}

// inTree is an error where no tree begins with what an argument names.
func inTree(argument string, ref lineage.Ref) error {
	switch ref.Kind {
	case lineage.KindKeyResult:
		return fmt.Errorf("%s is a key result: name its objective %s", argument, ref.Name)
	case lineage.KindOutcomeIndicator:
		return fmt.Errorf("%s is an indicator of an outcome: name the outcome, outcome/%s", argument, ref.Name)
	case lineage.KindValueExchange:
		return fmt.Errorf("%s is a value exchange, and stands in no tree: `kubectl goals why vx/%s` shows what it tests", argument, ref.Name)
	}
	return nil
}

func (t *treeCommand) print(tree *lineage.Tree, in scope) error {
	if t.format == "json" || t.format == "yaml" {
		return printValue(t.Out, t.format, tree)
	}
	if len(tree.Roots) == 0 {
		where := ""
		if !in.anywhere {
			where = fmt.Sprintf(" in namespace %q", in.namespace)
		}
		fmt.Fprintf(t.Err, "No goals found%s.\n", where)
		return nil
	}
	view := treeView{palette: t.palette(), width: t.columns(), wide: t.format == "wide"}
	return view.write(t.Out, tree)
}
