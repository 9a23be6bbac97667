/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/replay"
	"github.com/truenorth-dev/truenorth/internal/report"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// reportCommand is one call of `kubectl goals report`.
type reportCommand struct {
	offline
	connect       connectFlags
	allNamespaces bool
	since, at, to string
	format        string
}

// defaultSince is how far back a report compares.
const defaultSince = "7d"

func (o *options) newReportCommand() *cobra.Command {
	r := &reportCommand{offline: offline{options: o}}
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write a report for a review meeting",
		Long: `Write how goals stand into one document, for a review meeting: the mission and its north star, what changed, what is at risk
and why, what customers get, each objective with its path against the plan and its forecast, the evidence for value
exchanges, and what cannot be told.

HTML is one file that loads nothing and runs nothing when it is opened; Markdown is for GitHub and GitLab.

From a cluster (the default) the report tells what the operator wrote: of the past it knows since when something is as it
is, and what events still tell. With --prometheus, or from files with a source, both times are judged anew, so that what
changed is exact, and charts show the path.

` + connectHelp + `
Of sources that come from a cluster neither auth nor tls is used.`,
		Example: `  # The goals of all namespaces, to be opened in a browser
  kubectl goals report -A > review.html

  # What changed in a month, with the paths
  kubectl goals report -n hospitality --since 30d --prometheus http://localhost:9090 --to review.html

  # For a merge request, from files, without a cluster
  kubectl goals report -f goals/ --prometheus https://prometheus.example.com -o markdown

  # How things stood at the end of October
  kubectl goals report -f goals/ --at 2026-11-01 --since 2026-10-01 --to october.md`,
		Args: noFilesAsArgumentsOf("report"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := r.formatByName(cmd.Flags().Changed("output")); err != nil {
				return err
			}
			return r.run(cmd.Context())
		},
	}
	r.addFileFlags(cmd)
	r.addPreviousFlag(cmd)
	r.connect.addFlags(cmd)
	flags := cmd.Flags()
	flags.BoolVarP(&r.allNamespaces, "all-namespaces", "A", false, "Tell of the goals of all namespaces. The default for files.")
	flags.StringVar(&r.since, "since", defaultSince, "What to compare with: "+timeHelp+". How long ago counts from the time of the report.")
	flags.StringVar(&r.at, "at", "", "As of when to tell, where metrics can be asked: "+timeHelp+". By default now.")
	flags.StringVar(&r.to, "to", "", "File to write in place of standard output. Without -o its ending (.html, .md, .json, .yaml) says the format.")
	if err := cmd.MarkFlagFilename("to", "html", "md", "json", "yaml"); err != nil {
		panic(err) // the flag was added above
	}
	outputFlag(cmd, &r.format, "html", "markdown", "json", "yaml")
	return cmd
}

// formatByName takes the format from the file's name unless it was asked for, and refuses a name that says another one.
func (r *reportCommand) formatByName(asked bool) error {
	format := map[string]string{
		".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown", ".json": "json", ".yaml": "yaml", ".yml": "yaml",
	}[strings.ToLower(filepath.Ext(r.to))]
	switch {
	case r.to == "", asked && format == "":
		return nil
	case format == "":
		return fmt.Errorf("--to %s: its ending says no format: end it in .html, .md, .json or .yaml, or name the format with -o", r.to)
	case asked && format != r.format:
		return fmt.Errorf("--to %s is the name of a file in the format %s, and -o asks for %s: leave -o out, or name a file with another ending", r.to, format, r.format)
	}
	r.format = format
	return nil
}

// errNoGoals ends a report that would tell of nothing.
var errNoGoals = errors.New("no goals found")

// someGoals is errNoGoals where the namespace of the report has none.
func someGoals(in *report.Input) error {
	for _, goal := range (&snapshot{Set: in.Goals}).goals() {
		if in.Namespace == "" || goal.GetNamespace() == in.Namespace {
			return nil
		}
	}
	return errNoGoals
}

func (r *reportCommand) run(ctx context.Context) error {
	in, err := r.times()
	if err != nil {
		return err
	}
	var failed error
	if len(r.files.Files) > 0 || r.files.Kustomize != "" {
		failed = r.ofFiles(ctx, &in)
	} else {
		failed = r.ofCluster(ctx, &in)
	}
	if errors.Is(failed, errNoGoals) {
		fmt.Fprintf(r.Err, "No goals found%s.\n", (&finder{namespace: in.Namespace}).where())
		return nil
	}
	if failed != nil && !errors.Is(failed, errUnconnected) {
		return failed
	}
	made, err := report.New(in)
	if err != nil {
		return err
	}
	return errors.Join(r.write(made), failed)
}

// times are those of the report.
func (r *reportCommand) times() (in report.Input, err error) {
	in.At = r.Clock.Now().UTC().Truncate(time.Second)
	if r.at != "" {
		if in.At, err = moment("--at", r.at, in.At); err != nil {
			return in, err
		}
	}
	in.Since, err = moment("--since", r.since, in.At)
	if err == nil && !in.Since.Before(in.At) {
		err = fmt.Errorf("--since %s is not before the time of the report: name an earlier time", r.since)
	}
	return in, err
}

// ofFiles tells of goals in files, judged anew where nothing is missing for that.
func (r *reportCommand) ofFiles(ctx context.Context, in *report.Input) error {
	g, err := r.load()
	if err != nil {
		return err
	}
	in.Goals = g.Set
	if namespace, given, err := r.namespace(); err == nil && given && !r.allNamespaces {
		in.Namespace = namespace
	}
	if err := someGoals(in); err != nil {
		return err
	}
	if r.connect.url == "" && len(g.MetricSources())+len(g.ClusterMetricSources()) == 0 && len(missingSources(g.Set)) > 0 {
		in.Source = "the files, as they were written"
		return r.told(in, "Neither the files nor --prometheus say where to ask for metrics.")
	}
	in.Source = "the sources of the files" + r.server()
	return r.judged(ctx, in, g)
}

// ofCluster tells of goals in the cluster as its operator wrote them, or judged anew by a server that is named.
func (r *reportCommand) ofCluster(ctx context.Context, in *report.Input) error {
	namespace, _, err := r.namespace()
	if err != nil {
		return err
	}
	reader, err := r.client()
	if err != nil {
		return err
	}
	goals, err := takeSnapshot(ctx, reader, namespace)
	if err != nil {
		return err
	}
	if err := (&goalsReader{options: r.options}).tellUnread(goals, namespace); err != nil {
		return err
	}
	if len(goals.unread) > 0 {
		in.Notes = append(in.Notes, "Some may be missing: who made this report may not list "+strings.Join(goals.unread, ", ")+" of all namespaces.")
	}
	in.Goals = goals.Set
	if !r.allNamespaces {
		in.Namespace = namespace
	}
	if err := someGoals(in); err != nil {
		return err
	}
	if r.connect.url != "" {
		in.Source = "the cluster's goals" + r.server()
		if note := judgedElsewhere(goals.Set, in.Namespace, r.connect.host()); note != "" {
			in.Notes = append(in.Notes, note)
		}
		return r.judged(ctx, in, &goods{snapshot: snapshot{Set: withoutCredentials(goals.Set)}, fromCluster: true})
	}
	in.Source = "the cluster, as its operator wrote them"
	if err := addEvents(ctx, reader, in); err != nil {
		return err
	}
	return r.told(in, "The cluster keeps no past.")
}

// server says which server is asked in place of the sources, without what its URL may hold beside the host.
func (r *reportCommand) server() string {
	if r.connect.url == "" {
		return ""
	}
	return ", judged by the metrics of " + r.connect.host()
}

// told draws goals as their statuses are, and says what that leaves out.
func (r *reportCommand) told(in *report.Input, why string) error {
	if r.at != "" {
		return errors.New("--at needs metrics to ask: name a server with --prometheus URL")
	}
	in.Notes = append(in.Notes, why+" So charts begin today: with --prometheus URL they show the path, and all changes are found.")
	return asWritten(in)
}

// judged judges goals as of both times.
func (r *reportCommand) judged(ctx context.Context, in *report.Input, g *goods) error {
	in.Goals = g.Set
	sources, err := r.options.connect(&r.connect, g)
	if err != nil {
		return err
	}
	err = judge(ctx, in, replay.Options{
		Present: r.Clock.Now(),
		Source: func(key source.Key, spec v1alpha1.MetricSourceSpec) (measure.Source, error) {
			return sources.source(ctx, key, spec)
		},
	})
	if failed := sources.done(); err == nil {
		err = failed
	}
	return err
}

// addEvents adds what the cluster still tells of changes.
func addEvents(ctx context.Context, reader client.Reader, in *report.Input) error {
	events, may, err := reportEvents(ctx, reader, in.Namespace)
	if !may {
		in.Notes = append(in.Notes, "Events are left out: who made this report may not list events.events.k8s.io there.")
	}
	in.Events = events
	return err
}

// write writes the report where it is to go.
func (r *reportCommand) write(made *report.Report) error {
	var b bytes.Buffer
	var err error
	switch r.format {
	case "html":
		err = made.HTML(&b)
	case "markdown":
		err = made.Markdown(&b)
	default:
		err = printValue(&b, r.format, made)
	}
	if err != nil {
		return err
	}
	if r.to == "" {
		_, err = io.Copy(r.Out, &b)
		return err
	}
	const forOwner = 0o600 // goals may be confidential
	if err := os.WriteFile(r.to, b.Bytes(), forOwner); err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	fmt.Fprintf(r.Err, "The report is in %s.\n", cleanLines(r.to))
	return nil
}
