/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/truenorth-dev/truenorth/internal/lineage"
)

// whyCommand is one call of `kubectl goals why`.
type whyCommand struct {
	goalsReader
	format string
}

func (o *options) newWhyCommand() *cobra.Command {
	w := &whyCommand{goalsReader: goalsReader{options: o}}
	cmd := &cobra.Command{
		Use:   "why NAME",
		Short: "Show the line from one goal to the customer and the mission",
		Long: `Show why a goal is worth doing: the line of sight from an objective, or one of its key results, over its parents to the
customer outcome that it serves, in the customer's words; the indicators in which that is seen; the business results
that follow these, by the evidence of a ValueExchange; and the mission. Where the line is broken it says so, and how to
mend it. Evidence is about the past and no proof of cause.

NAME is an objective's, or OBJECTIVE/KEY-RESULT, or KIND/NAME with objective, outcome, indicator or vx. Of an outcome or an
indicator it also shows who works on it; of a vx, a value exchange, what its result was tested with.

Beware of what it says of an older spec: there the operator has not come to the spec as it is now. A score of numbers that
are in part stale counts what was measured once and could not be measured lately.

With -o json or yaml it prints {sentence, steps, below, broken, gaps, caveats}. A step has relation (Shows, ContributesTo, Serves,
SeenIn, ShownFor, Moves, StandsOn, Fulfils, WorkedOnBy, MovedBy; none on the goal itself), kind, namespace, name, part,
text, what is known of score, outlook, value and target, via (the objective that names an outcome) and evidence
({valueExchange, driver, verdict, lag, correlation, pValue, words}); where they apply stale, outdated ({status, spec}, the
generations), suspended, deleting and guardrail. broken, gaps and caveats are {reason, message, mend}.`,
		Example: `  # Why do we train the front desk?
  kubectl goals why front-desk-training -n hospitality

  # And why count the colleagues who finished?
  kubectl goals why front-desk-training/colleagues-trained -n hospitality

  # Who works on what a customer gets, and what does it earn?
  kubectl goals why outcome/sense-of-belonging -n hospitality

  # Before it is applied
  kubectl goals why front-desk-training -f goals/`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: w.complete(func(kind lineage.Kind) bool { return kind != lineage.KindScorecard }),
		RunE:              func(cmd *cobra.Command, args []string) error { return w.run(cmd.Context(), args[0]) },
	}
	w.addFlags(cmd)
	outputFlag(cmd, &w.format, "text", "json", "yaml")
	return cmd
}

func (w *whyCommand) run(ctx context.Context, argument string) error {
	name, err := parseGoal(argument)
	if err != nil {
		return err
	}
	goals, in, err := w.read(ctx)
	if err != nil {
		return err
	}
	ref, err := name.lookUp(goals.All(), in)
	if err != nil {
		return err
	}
	line, err := goals.Why(ref)
	if err != nil {
		return err
	}
	if w.format != "text" {
		return printValue(w.Out, w.format, line)
	}
	return w.print(line)
}
