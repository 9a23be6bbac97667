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

	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// goalsReader reads all goals that a command draws lines between, from files or from a cluster.
type goalsReader struct {
	*options
	files manifest.Options
}

// addFlags adds those that name files.
func (r *goalsReader) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVarP(&r.files.Files, "filename", "f", nil,
		"File, folder (read with its subfolders), or - for standard input, in place of a cluster. May be given several times.")
	flags.StringVarP(&r.files.Kustomize, "kustomize", "k", "", "Folder with a kustomization, in place of a cluster.")
	if err := cmd.MarkFlagFilename("filename", "yaml", "yml", "json"); err != nil {
		panic(err) // the flag was added above
	}
}

// fromFiles tells whether goals come from files.
func (r *goalsReader) fromFiles() bool { return len(r.files.Files) > 0 || r.files.Kustomize != "" }

// scope says in which namespaces a command looks for the goals that are asked for.
type scope struct {
	namespace string
	// anywhere: if there is no such goal in the namespace, one in another is meant.
	anywhere bool
}

// read gives the goals, and where to look for those that are asked for. It tells once what the reader may not read.
func (r *goalsReader) read(ctx context.Context) (lineage.Goals, scope, error) {
	namespace, given, err := r.namespace()
	if r.fromFiles() {
		if err != nil {
			namespace = metav1.NamespaceDefault // a kubeconfig that is broken is no matter of files
		}
		goals, err := r.readFiles()
		return goals, scope{namespace, !given}, err
	}
	if err != nil {
		return lineage.Goals{}, scope{}, err
	}
	goals, err := r.readCluster(ctx, namespace)
	return goals, scope{namespace: namespace}, err
}

func (r *goalsReader) readCluster(ctx context.Context, namespace string) (lineage.Goals, error) {
	reader, err := r.client()
	if err != nil {
		return lineage.Goals{}, err
	}
	s, err := takeSnapshot(ctx, reader, namespace)
	if err != nil {
		return lineage.Goals{}, err
	}
	return lineage.Goals{Set: s.Set, Readable: s.readable}, r.tellUnread(s, namespace)
}

// readable implements lineage.Goals.
func (s *snapshot) readable(kind lineage.Kind, namespace string) bool {
	i := slices.IndexFunc(goalKinds, func(k goalKind) bool { return k.kind == string(kind) })
	return i >= 0 && s.mayList(goalKinds[i].many, namespace)
}

// tellUnread says once what may not be read, and what the cluster does not serve. It is an error if there is nothing left.
func (r *goalsReader) tellUnread(s *snapshot, namespace string) error {
	var unread []string
	nothing := true
	for _, kind := range kindsOfGoals() {
		nothing = nothing && !s.mayListAny(kind.many)
		if slices.Contains(s.unread, kind.many) {
			unread = append(unread, kind.many)
		}
	}
	if len(s.missing) > 0 {
		fmt.Fprintln(r.Err, notServedWords(strings.Join(s.missing, ", ")))
	}
	switch {
	case nothing && len(unread) == 0:
		return errNotInstalled
	case nothing:
		return fmt.Errorf("you may not list %s in namespace %q: ask for a role that may, or name another namespace with -n", unread[0], namespace)
	case len(unread) > 0:
		fmt.Fprintf(r.Err, "You may not list %s of all namespaces: only those in namespaces that you may read are shown.\n", strings.Join(unread, ", "))
	}
	if slices.Contains(s.unread, "namespaces") {
		fmt.Fprintln(r.Err, "You may not list namespaces: a goal's consent by other labels than a namespace's name cannot be seen, and counts as none.")
	}
	return nil
}

// readFiles reads goals and namespaces from files.
func (r *goalsReader) readFiles() (lineage.Goals, error) {
	files, err := (&offline{options: r.options, files: r.files}).load()
	if err != nil {
		return lineage.Goals{}, err
	}
	return lineage.Goals{Set: files.Set}, nil
}
