/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/suggest"
)

// goalNamed is what an argument says: [KIND/]NAME[/PART], the part being a key result or an outcome's indicator.
type goalNamed struct {
	kind       *goalKind // nil: any
	name, part string
}

func parseGoal(argument string) (goalNamed, error) {
	parts := strings.Split(argument, "/")
	var g goalNamed
	if kind, ok := kindNamed(parts[0]); ok && len(parts) > 1 {
		g.kind, parts = &kind, parts[1:]
	}
	g.name = parts[0]
	if len(parts) > 1 {
		g.part = parts[1]
	}
	if len(parts) > 2 || slices.Contains(parts, "") {
		return goalNamed{}, fmt.Errorf("%q is no goal: write NAME, KIND/NAME or OBJECTIVE/KEY-RESULT, and the namespace with -n", argument)
	}
	return g, nil
}

// argumentOf is what the command line takes for a goal or a key result; empty for parts that cannot be asked for.
func argumentOf(ref lineage.Ref) string {
	switch ref.Kind {
	case lineage.KindObjective:
		return ref.Name
	case lineage.KindKeyResult:
		return ref.Name + "/" + ref.Part
	case lineage.KindResult:
		ref.Kind = lineage.KindValueExchange
	}
	if kind, ok := kindNamed(string(ref.Kind)); ok {
		return kind.reference(ref.Name)
	}
	return ""
}

// matches tells whether a goal is of the kind that is named.
func (g goalNamed) matches(ref lineage.Ref) bool {
	return g.kind == nil || g.kind.kind == string(ref.Kind)
}

// noun is what is looked for.
func (g goalNamed) noun() string {
	switch {
	case g.kind != nil:
		return g.kind.one
	case g.part != "":
		return "objective"
	}
	return "goal"
}

// lookUp gives the goal of a name. Where there are several of it, objectives go first.
func (g goalNamed) lookUp(all []lineage.Subject, in scope) (lineage.Ref, error) {
	var elsewhere []lineage.Ref
	for _, s := range all {
		switch {
		case s.Name != g.name || !g.matches(s.Ref):
		case s.Namespace == in.namespace:
			return g.withPart(s.Ref)
		default:
			elsewhere = append(elsewhere, s.Ref)
		}
	}
	switch {
	case !in.anywhere || len(elsewhere) == 0:
		return lineage.Ref{}, g.missing(all, in)
	case slices.ContainsFunc(elsewhere, func(ref lineage.Ref) bool { return ref.Namespace != elsewhere[0].Namespace }):
		return lineage.Ref{}, fmt.Errorf("%s %q is in more than one namespace: choose with %s", g.noun(), g.name, strings.Join(namespaceFlags(elsewhere), ", "))
	}
	return g.withPart(elsewhere[0])
}

// withPart is the part that is named of a goal, whether it has it or not; the goal where none is.
func (g goalNamed) withPart(ref lineage.Ref) (lineage.Ref, error) {
	switch {
	case g.part == "":
		return ref, nil
	case ref.Kind == lineage.KindObjective:
		ref.Kind = lineage.KindKeyResult
	case ref.Kind == lineage.KindOutcome:
		ref.Kind = lineage.KindOutcomeIndicator
	default:
		return lineage.Ref{}, fmt.Errorf("%s has no parts to ask for: leave out /%s", argumentOf(ref), g.part)
	}
	ref.Part = g.part
	return ref, nil
}

func namespaceFlags(refs []lineage.Ref) []string {
	var flags []string
	for _, ref := range refs {
		flags = append(flags, "-n "+ref.Namespace)
	}
	slices.Sort(flags)
	return slices.Compact(flags)
}

// missing is the error for a name that nothing has, with names that are near.
func (g goalNamed) missing(all []lineage.Subject, in scope) error {
	where := fmt.Sprintf(" in namespace %q", in.namespace)
	if in.anywhere {
		where = ""
	}
	err := fmt.Errorf("no %s %q%s", g.noun(), g.name, where)
	near := g.near(all, in)
	if len(near) == 0 {
		return fmt.Errorf("%w: `kubectl goals tree` shows what there is", err)
	}
	return fmt.Errorf("%w: did you mean %s?", err, strings.Join(near, ", "))
}

// near are the goals whose names are like the one that is looked for, as the command line names them.
func (g goalNamed) near(all []lineage.Subject, in scope) []string {
	var candidates []suggest.Candidate
	for _, s := range all {
		ref := s.Ref
		distance := suggest.Distance(g.name, ref.Name)
		if g.noun() == "objective" && ref.Kind != lineage.KindObjective {
			continue
		}
		if !g.matches(ref) || !suggest.Near(g.name, distance) {
			continue
		}
		text := argumentOf(ref)
		if ref.Namespace != in.namespace && !in.anywhere {
			text, distance = text+" -n "+ref.Namespace, distance+1
		}
		candidates = append(candidates, suggest.Candidate{Text: text, Distance: distance})
	}
	return suggest.Best(candidates, mostNear)
}
