/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

const (
	day = 24 * time.Hour
	// withoutPeriod is how far a backtest goes back where no goal has a period.
	withoutPeriod = 28 * day
	// mostSteps is how many times a backtest looks at most: that of every hour of a year fits.
	mostSteps = 10000
)

// backtestCommand is one call of `kubectl goals backtest`.
type backtestCommand struct {
	offline
	connect        connectFlags
	from, to, step string
	format         string
}

func (o *options) newBacktestCommand() *cobra.Command {
	b := &backtestCommand{offline: offline{options: o}}
	cmd := &cobra.Command{
		Use:   "backtest (-f FILE|FOLDER|- | -k FOLDER) [--prometheus URL]",
		Short: "Show how goals in files would have looked in the past",
		Long: `Evaluate the objectives and customer outcomes in files as the operator would have done at one time of the past after
another, each from the status of the time before: how the score went beside what was expected, when the outlook changed and
why, and, where the period is over, how honest the probability was. Statuses in the files are left aside. At no time
anything counts that was not known then, but what the goals refer to is as the files have it.

` + connectHelp + `

The table shows the first look, the last, and those that changed the outlook. With -o json and yaml there are all: from, to,
step, and goals with kind, namespace, name, title, changes, verdict, brierScore and looks; a look has time, score,
expectedScore, probability, outlook, met, reason and parts, which have name, value, score, expected, probability, outlook,
met and reason. What is not known is left out. With -o csv there is a line for each look and each of its parts.`,
		Example: `  # The present quarter until now, day by day
  kubectl goals backtest -f goals/guests-belong.yaml --prometheus http://localhost:9090

  # How last quarter would have gone, every six hours, for a spreadsheet
  kubectl goals backtest -f goals/ --from 2026-07-01 --to 2026-10-01 --step 6h -o csv > last-quarter.csv`,
		Args: noFilesAsArgumentsOf("backtest"),
		RunE: func(cmd *cobra.Command, _ []string) error { return b.run(cmd.Context()) },
	}
	b.addFileFlags(cmd)
	b.connect.addFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&b.from, "from", "", "When to begin: "+timeHelp+". By default where the first period begins.")
	flags.StringVar(&b.to, "to", "", "When to end, likewise. By default once the last period is judged, or now.")
	flags.StringVar(&b.step, "step", "1d", "Time from one look to the next, such as 6h or 1d; whole days begin at midnight where the first goal is.")
	outputFlag(cmd, &b.format, "table", "json", "yaml", "csv")
	return cmd
}

func (b *backtestCommand) run(ctx context.Context) error {
	step, ok := length(b.step)
	if !ok || step < time.Minute {
		return fmt.Errorf("--step %q is no length of a minute or more: write 6h or 1d", b.step)
	}
	g, err := b.load()
	if err != nil {
		return err
	}
	_ = forget(g, time.Time{}) // it begins with none
	from, to, err := b.span(g)
	if err != nil {
		return err
	}
	if to.Sub(from)/step >= mostSteps {
		return fmt.Errorf("these are over %d looks: make --step longer, or --from later", mostSteps)
	}
	c, err := b.options.connect(&b.connect, g)
	if err != nil {
		return err
	}
	film := newFilm(g, from.UTC(), to.UTC(), b.step)
	folded := c.engine(ctx, nil).Fold(ctx, from, to, step, func(at time.Time) error {
		b.tellProgress(at, from, to)
		if c.broken {
			return errUnconnected // all that comes of it would be Unknown
		}
		film.look(at.UTC())
		return nil
	})
	unconnected := c.done()
	if folded != nil {
		return folded
	}
	if unconnected != nil {
		return unconnected
	}
	film.conclude()
	return b.print(film)
}

// span is from when to when the goals are looked at.
func (b *backtestCommand) span(g *goods) (from, to time.Time, err error) {
	now := b.Clock.Now().UTC()
	for _, o := range g.Objectives() {
		period, err := evaluate.PeriodOf(o.Spec.Period)
		if err != nil {
			continue // the status will say so
		}
		if from.IsZero() || period.Start.Before(from) {
			from = period.Start
		}
		if judged := period.End.Add(o.Spec.Period.Settle.Or(time.Hour)); judged.After(to) {
			to = judged
		}
	}
	if to.IsZero() || to.After(now) {
		to = now
	}
	if b.to != "" {
		if to, err = moment("--to", b.to, now); err != nil {
			return from, to, err
		}
	}
	if from.IsZero() {
		from = to.Add(-withoutPeriod)
	}
	if b.from != "" {
		if from, err = moment("--from", b.from, now); err != nil {
			return from, to, err
		}
	}
	if !from.Before(to) {
		return from, to, fmt.Errorf("nothing to look at: it begins at %s and ends at %s: name an earlier time with --from",
			from.UTC().Format(time.RFC3339), to.UTC().Format(time.RFC3339))
	}
	return from, to, nil
}

// tellProgress says how far it is, to somebody who sits in front of it.
func (b *backtestCommand) tellProgress(at, from, to time.Time) {
	if !isTerminal(b.Err) {
		return
	}
	if at.Equal(to) {
		fmt.Fprint(b.Err, "\r"+clearBelow)
		return
	}
	fmt.Fprintf(b.Err, "\r%d %% (%s)", 100*at.Sub(from)/to.Sub(from), at.Format(time.DateOnly))
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}

func (b *backtestCommand) print(f *film) error {
	switch b.format {
	case "json", "yaml":
		return printValue(b.Out, b.format, f)
	case "csv":
		return f.writeCSV(b.Out)
	}
	v := filmView{palette: b.palette(), width: b.columns()}
	return v.write(b.Out, f)
}
