/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay

import "github.com/truenorth-dev/truenorth/internal/world"

// arrange puts the goals of a set in an order in which those that a goal's status depends on come before it, but where
// they run in a circle; and names for each goal those that depend on it. Scorecards look at whatever their selectors find,
// and so come last and depend on all.
func arrange(set *world.Set) (order []goal, heirs map[goal][]goal) {
	all := goals(set)
	a := arrangement{needs: needs(set), placed: make(map[goal]bool, len(all))}
	for _, g := range all {
		a.place(g)
	}
	heirs = map[goal][]goal{}
	for g, needed := range a.needs {
		for _, n := range needed {
			heirs[n] = append(heirs[n], g)
		}
	}
	cards := named(nil, scorecard, set.Scorecards())
	for _, g := range all {
		if g.kind != scorecard {
			heirs[g] = append(heirs[g], cards...)
		}
	}
	return a.order, heirs
}

type arrangement struct {
	needs  map[goal][]goal
	placed map[goal]bool
	order  []goal
}

// place puts a goal after those that it needs.
func (a *arrangement) place(g goal) {
	if a.placed[g] {
		return
	}
	a.placed[g] = true
	for _, n := range a.needs[g] {
		a.place(n)
	}
	a.order = append(a.order, g)
}

// needs names for each goal those whose status it looks at: the scores of the objectives that it measures, the evidence for
// the outcomes that it serves, and what an outcome's exchanges found. Whether they consent, its evaluation will see.
func needs(set *world.Set) map[goal][]goal {
	found := map[goal][]goal{}
	for _, o := range set.Objectives() {
		g := goal{objective, world.Key(o)}
		found[g] = append(measured(set, o), served(set, o)...)
	}
	for _, o := range set.CustomerOutcomes() {
		g := goal{outcome, world.Key(o)}
		found[g] = append(found[g], measured(set, o)...)
	}
	for _, vx := range set.ValueExchanges() {
		for _, o := range served(set, vx) {
			found[o] = append(found[o], goal{exchange, world.Key(vx)})
		}
	}
	return found
}

// measured are the objectives of the set whose scores a goal takes.
func measured(set *world.Set, o world.Object) []goal {
	var found []goal
	for _, name := range world.Objectives(o) {
		found = add(found, set, goal{objective, name})
	}
	return found
}

// served are the outcomes of the set that a goal names.
func served(set *world.Set, o world.Object) []goal {
	var found []goal
	for _, name := range world.Outcomes(o) {
		found = add(found, set, goal{outcome, name})
	}
	return found
}

func add(found []goal, set *world.Set, g goal) []goal {
	if g.object(set).GetName() == "" {
		return found
	}
	return append(found, g)
}
