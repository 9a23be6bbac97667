/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// completeWithin is how long a shell waits for names, all kinds together.
const completeWithin = 2 * time.Second

// complete proposes goals as KIND/NAME, and kinds. It is silent about what goes wrong: a shell has no place for it.
func (s *statusCommand) complete(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(cmd.Context(), completeWithin)
	defer cancel()
	if kinds, ok := kindsNamed(firstOf(args)); ok {
		return untyped(s.goalNames(ctx, kinds, "", typed), args), cobra.ShellCompDirectiveNoFileComp
	}
	if name, _, slash := strings.Cut(typed, "/"); slash {
		kind, ok := kindNamed(name)
		if !ok {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return untyped(s.goalNames(ctx, []goalKind{kind}, name+"/", typed), args), cobra.ShellCompDirectiveNoFileComp
	}
	proposals := s.goalNames(ctx, goalKinds, "", typed)
	if len(args) == 0 {
		for _, kind := range goalKinds {
			if strings.HasPrefix(kind.resource, typed) {
				proposals = append(proposals, kind.resource+"\tall "+kind.many)
			}
		}
	}
	return untyped(proposals, args), cobra.ShellCompDirectiveNoFileComp
}

func firstOf(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// goalNames are the objects of kinds whose names, behind a prefix, begin with what was typed, with their titles as
// descriptions.
func (s *statusCommand) goalNames(ctx context.Context, kinds []goalKind, prefix, typed string) []string {
	f, err := s.finderWith(wanted{}, s.clientOfGoals)
	if err != nil {
		return nil
	}
	var proposals []string
	for _, kind := range kinds {
		entries, err := f.list(ctx, kind)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if name := prefix + e.goal.GetName(); strings.HasPrefix(name, typed) {
				proposals = append(proposals, name+"\t"+terminal.Clean(titleOf(e.goal)))
			}
		}
	}
	return proposals
}

// untyped takes out what was typed already.
func untyped(proposals, args []string) []string {
	return slices.DeleteFunc(proposals, func(p string) bool {
		name, _, _ := strings.Cut(p, "\t")
		return slices.Contains(args, name)
	})
}
