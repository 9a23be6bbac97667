/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// The exit codes.
const (
	exitFine     = 0
	exitFindings = 1
	exitTrouble  = 2
)

// errFindings ends a command that did its work and told of what it found.
var errFindings = errors.New("there are findings")

// Environment is what a command has around it.
type Environment struct {
	// In is read for the file "-".
	In io.Reader
	// Out takes results.
	Out io.Writer
	// Err takes errors and progress.
	Err io.Writer
	// Lookup gives a variable of the environment.
	Lookup func(name string) (string, bool)
	// Clock tells the time.
	Clock clock.PassiveClock
	// Version of the program, for `version` and `check`.
	Version string
}

// options are what every command works with.
type options struct {
	Environment
	config *genericclioptions.ConfigFlags
}

// Run runs the command line and gives the exit code.
func Run(ctx context.Context, env Environment, args ...string) int {
	command := newCommand(env)
	command.SetArgs(args)
	err := command.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errFindings):
		return exitFindings
	}
	fmt.Fprintf(env.Err, "error: %s\n", cleanLines(err.Error()))
	return exitTrouble
}

// cleanLines cleans a text of several lines, such as an error in whose words a file's or a server's may be.
func cleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = terminal.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// shownFlags are those of kubectl's global flags that help speaks of; all work, and `kubectl options` explains them.
var shownFlags = []string{"kubeconfig", "context", "namespace"}

func newCommand(env Environment) *cobra.Command {
	o := &options{Environment: env, config: genericclioptions.NewConfigFlags(true).WithDiscoveryBurst(300).WithDiscoveryQPS(-1)}
	root := &cobra.Command{
		Use:         "kubectl-goals",
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl goals"},
		Short:       "Check, judge and read goals",
		Long: `Goals live in git. Before they are merged, lint says whether they are right, eval what they say today, and backtest how they
would have looked in the past; none of them needs a cluster. Once they are in a cluster, status, tree, why and report show
how they stand and which customer they serve, and check whether the installation is well.

Exit codes: 0 all is well, 1 something was found, 2 the command could not do its work. The global flags of kubectl
("kubectl options") work here too.`,
		Version:       env.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          isCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w (see %q)", err, cmd.CommandPath()+" --help")
	})
	o.config.AddFlags(root.PersistentFlags())
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { f.Hidden = !slices.Contains(shownFlags, f.Name) })
	root.AddCommand(o.commands()...)
	return root
}

// isCommand is an error where the first word names no command. It proposes those whose names are like it.
func isCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	root.SuggestionsMinimumDistance = 2 // letters that may differ
	near := root.SuggestionsFor(args[0])
	if len(near) == 0 {
		return fmt.Errorf("unknown command %q (see %q)", args[0], root.CommandPath()+" --help")
	}
	return fmt.Errorf("unknown command %q: did you mean %s?", args[0], strings.Join(near, " or "))
}

// commands are those of the plugin, in the order in which a goal meets them.
func (o *options) commands() []*cobra.Command {
	return []*cobra.Command{
		o.newLintCommand(),
		o.newEvalCommand(),
		o.newBacktestCommand(),
		o.newTreeCommand(),
		o.newWhyCommand(),
		o.newStatusCommand(),
		o.newReportCommand(),
		o.newCheckCommand(),
	}
}

// palette colours what is written to standard output, if it is a terminal whose user wants that.
func (o *options) palette() terminal.Palette {
	return terminal.NewPalette(terminal.Colour(o.Out, o.Lookup))
}

// columns is how wide standard output is; 0: as wide as it takes.
func (o *options) columns() int { return terminal.Columns(o.Out, o.Lookup) }

// namespace is that of the flags, or of the kubeconfig's context, or "default". given tells whether it was asked for by a
// flag.
func (o *options) namespace() (name string, given bool, err error) {
	if flag := *o.config.Namespace; flag != "" {
		return flag, true, nil // whatever the kubeconfig is like
	}
	name, given, err = o.config.ToRawKubeConfigLoader().Namespace()
	if err != nil {
		return "", false, noKubeconfig(err)
	}
	return name, given, nil
}
