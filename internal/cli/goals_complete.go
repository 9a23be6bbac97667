/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// complete proposes goals, and behind an objective's name and a slash its key results, if wanted takes these. It is silent
// about what goes wrong: a shell has no place for it.
func (r *goalsReader) complete(wanted func(lineage.Kind) bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completeWithin)
		defer cancel()
		var proposals []string
		for _, p := range r.proposals(ctx, typed) {
			if wanted(p.Kind) && strings.HasPrefix(p.argument, typed) {
				proposals = append(proposals, cobra.CompletionWithDesc(p.argument, terminal.Clean(p.Text)))
			}
		}
		return untyped(proposals, args), cobra.ShellCompDirectiveNoFileComp
	}
}

// proposal is a goal with the argument that names it.
type proposal struct {
	argument string
	lineage.Subject
}

// proposals are the goals of the namespace, or of the files, and the key results of the objective that was typed.
func (r *goalsReader) proposals(ctx context.Context, typed string) []proposal {
	goals, in := r.readNames(ctx)
	var found []proposal
	for _, s := range goals.All() {
		if s.Namespace != in.namespace && !in.anywhere {
			continue
		}
		argument := s.Name
		if kind, ok := kindNamed(string(s.Kind)); ok {
			if prefix, _, slash := strings.Cut(typed, "/"); slash && kind.isNamed(prefix) {
				argument = prefix + "/" + argument
			} else if s.Kind != lineage.KindObjective {
				argument = kind.reference(argument)
			}
		}
		found = append(found, proposal{argument, s})
		if strings.HasPrefix(typed, argument+"/") {
			for _, kr := range goals.KeyResults(s.Ref) {
				found = append(found, proposal{argument + "/" + kr.Part, kr})
			}
		}
	}
	return found
}

// isNamed tells whether a name is one of the kind's.
func (k goalKind) isNamed(name string) bool {
	named, ok := kindNamed(name)
	return ok && named.kind == k.kind
}

// readNames reads no more of a cluster than the namespace: the shell waits. There are no goals where nothing can be read.
func (r *goalsReader) readNames(ctx context.Context) (lineage.Goals, scope) {
	none := lineage.Goals{Set: &world.Set{}}
	if r.fromFiles() {
		quiet := *r.options
		quiet.Err = io.Discard
		goals, in, err := (&goalsReader{&quiet, r.files}).read(ctx)
		if err != nil {
			return none, in
		}
		return goals, in
	}
	namespace, _, err := r.namespace()
	reader, noClient := r.clientOfGoals()
	if err != nil || noClient != nil {
		return none, scope{}
	}
	s := &snapshot{Set: none.Set, listed: map[listing]bool{}}
	for _, kind := range goalLists() {
		_ = s.take(ctx, reader, kind, namespace) // what cannot be read is not proposed
	}
	return none, scope{namespace: namespace}
}
