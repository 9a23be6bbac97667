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
	"time"

	"github.com/spf13/cobra"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// checkResult is what a check came to.
type checkResult string

const (
	checkOK      checkResult = "ok"
	checkWarning checkResult = "warning"
	checkFailed  checkResult = "failed"
	checkUnknown checkResult = "unknown" // the reader may not see what it takes
)

// checked is one thing that was looked at.
type checked struct {
	Result  checkResult `json:"result"`
	Message string      `json:"message"`
	// Hint is what to do about it.
	Hint string `json:"hint,omitempty"`
}

// checkGroup is what belongs together.
type checkGroup struct {
	Name   string    `json:"name"`
	Checks []checked `json:"checks"`
}

// checkReport is all of it, with the worst result.
type checkReport struct {
	Result checkResult  `json:"result"`
	Groups []checkGroup `json:"groups"`
}

func fine(format string, args ...any) checked {
	return checked{Result: checkOK, Message: fmt.Sprintf(format, args...)}
}

// unseen is a check whose answer the reader may not see, or that could not be had.
func unseen(what string, err error) checked {
	text := err.Error()
	var refused apierrors.APIStatus
	if apierrors.IsForbidden(err) && errors.As(err, &refused) && refused.Status().Details != nil {
		details := refused.Status().Details
		text = "you may not read " + strings.TrimSuffix(details.Kind+"."+details.Group, ".")
	}
	return checked{Result: checkUnknown, Message: what + " is not known: " + text}
}

// newCheckCommand looks whether the installation is well.
func (o *options) newCheckCommand() *cobra.Command {
	format := ""
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check whether the installation is well",
		Long: `Check whether the cluster can be reached and is new enough, the CRDs are there and are those of this version, the operator
runs, sources are connected, the operator keeps up with the goals, and what you may read.

  ✓ is well   ‼ should be looked at   ✗ is broken   ? you may not see it

Exit codes: 0 nothing is broken, 1 something is, 2 the command could not do its work.`,
		Example: `  # Is all well for my team's namespace?
  kubectl goals check -n hospitality`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.check(cmd.Context(), format) },
	}
	outputFlag(cmd, &format, "text", "json", "yaml")
	return cmd
}

// checker looks at one cluster.
type checker struct {
	*options
	client    client.Client
	discovery discovery.DiscoveryInterface
	namespace string
	// nowhere says that there is no such namespace.
	nowhere bool
	// missing are the kinds that the cluster does not serve.
	missing []goalKind
}

// checkTimeout is how long one request of a check may take where the flags do not say.
const checkTimeout = 15 * time.Second

func (o *options) check(ctx context.Context, format string) error {
	c, err := o.newChecker()
	if err != nil {
		return err
	}
	report := c.report(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if format == "text" {
		_, err = fmt.Fprint(o.Out, o.checkText(report))
	} else {
		err = printValue(o.Out, format, report)
	}
	if err == nil && report.Result == checkFailed {
		return errFindings
	}
	return err
}

func (o *options) newChecker() (*checker, error) {
	namespace, _, err := o.namespace()
	if err != nil {
		return nil, err
	}
	config, err := o.config.ToRESTConfig()
	if err != nil {
		return nil, noKubeconfig(err)
	}
	config = rest.CopyConfig(config)
	if config.Timeout == 0 {
		config.Timeout = checkTimeout
	}
	found, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("no cluster: %w", err)
	}
	return &checker{options: o, discovery: found, namespace: namespace}, nil
}

// report runs all checks. Where the cluster cannot be reached nothing else can be said.
func (c *checker) report(ctx context.Context) checkReport {
	r := checkReport{Result: checkOK}
	r.add("Kubernetes", c.cluster())
	if r.Result == checkFailed {
		return r
	}
	var err error
	if c.client, err = c.options.client(); err != nil {
		r.add("Client", []checked{unseen("all else", err)})
		return r
	}
	c.nowhere = apierrors.IsNotFound(c.client.Get(ctx, client.ObjectKey{Name: c.namespace}, world.NamespaceMetadata()))
	r.add("Kinds", c.kinds(ctx))
	r.add("Operator", c.operator(ctx))
	goals := c.goals(ctx)
	r.add("Sources", goals.sources)
	r.add("Goals", goals.goals)
	r.add("Access", c.access(ctx))
	return r
}

// add adds a group, and keeps the worst result.
func (r *checkReport) add(name string, checks []checked) {
	r.Groups = append(r.Groups, checkGroup{name, checks})
	for _, c := range checks {
		if severity(c.Result) > severity(r.Result) {
			r.Result = c.Result
		}
	}
}

func severity(r checkResult) int {
	switch r {
	case checkFailed:
		return 3
	case checkWarning:
		return 2
	case checkUnknown:
		return 1
	}
	return 0
}

// checkText is a report for people.
func (o *options) checkText(r checkReport) string {
	p, width := o.palette(), o.columns()
	var b strings.Builder
	for i, group := range r.Groups {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.Bold(group.Name) + "\n")
		for _, c := range group.Checks {
			mark, paint := checkMark(p, c.Result)
			hanging(&b, paint(mark)+" ", c.Message, width, plain)
			hanging(&b, "  → ", c.Hint, width, p.Muted)
		}
	}
	b.WriteString("\n" + checkVerdict(r) + "\n")
	return b.String()
}

// hanging writes a text behind what is two columns or four wide, its further lines below it.
func hanging(b *strings.Builder, lead, text string, width int, style func(string) string) {
	columns := 2
	if strings.HasPrefix(lead, " ") {
		columns = terminal.Width(lead)
	}
	if width > 0 {
		width = max(leastWrapped, width-columns)
	}
	for i, line := range terminal.Wrap(text, width) {
		if i > 0 {
			lead = strings.Repeat(" ", columns)
		}
		b.WriteString(lead + style(line) + "\n")
	}
}

func checkMark(p terminal.Palette, r checkResult) (string, func(string) string) {
	switch r {
	case checkOK:
		return "✓", p.Good
	case checkWarning:
		return "‼", p.Warn
	case checkFailed:
		return "✗", p.Bad
	}
	return "?", p.Muted
}

// checkVerdict sums a report up.
func checkVerdict(r checkReport) string {
	counts := map[checkResult]int{}
	for _, group := range r.Groups {
		for _, c := range group.Checks {
			counts[c.Result]++
		}
	}
	return fmt.Sprintf("%d well, %d to be looked at, %d broken, %d not known",
		counts[checkOK], counts[checkWarning], counts[checkFailed], counts[checkUnknown])
}
