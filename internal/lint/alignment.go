/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// lineage is what the parents of an objective come to.
type lineage struct {
	serves bool // it, or one of them, names an outcome
	open   bool // what one of them names is not known here
	cycle  bool // the objective is one of them
}

// lineage walks up from an objective until there is no parent, or one comes again.
func (f *files) lineage(start *goal) lineage {
	var line lineage
	seen := map[*goal]bool{}
	for g := start; ; {
		o := as[v1alpha1.Objective](g)
		if o == nil {
			line.open = g != start
			return line
		}
		line.serves = line.serves || len(o.Spec.OutcomeRefs) > 0
		if o.Spec.ParentRef == nil {
			return line
		}
		parent, state := f.find(kindObjective, o.Namespace, *o.Spec.ParentRef)
		switch {
		case state != there:
			line.open = true
			return line
		case parent == start:
			line.cycle = true
			return line
		case seen[parent]:
			return line
		}
		seen[parent], g = true, parent
	}
}

func noOutcome(v *visit) {
	if as[v1alpha1.Objective](v.goal) == nil {
		return
	}
	if line := v.lineage(v.goal); !line.serves && !line.open && !line.cycle {
		v.tell("spec.outcomeRefs", "it serves no customer outcome: name one in spec.outcomeRefs, or a parent that does", "")
	}
}

func idleOutcome(v *visit) {
	if o := as[v1alpha1.CustomerOutcome](v.goal); o != nil && !o.Spec.Suspend && !v.served[v.goal] {
		v.tell("spec", "nobody works on this outcome: no running objective among these files names it in its outcomeRefs",
			"name it in an objective's spec.outcomeRefs")
	}
}

func noOwner(v *visit) {
	var owner *v1alpha1.Owner
	switch o := v.object.(type) {
	case *v1alpha1.Objective:
		owner = o.Spec.Owner
	case *v1alpha1.CustomerOutcome:
		owner = o.Spec.Owner
	default:
		return
	}
	if owner == nil || owner.Team == "" && len(owner.Contacts) == 0 {
		v.tell("spec.owner", "nobody answers for it", "name a team in spec.owner.team, and how it is reached in spec.owner.contacts")
	}
}

// emptyLevel finds levels whose selector selects nothing, if there is anything to select.
func emptyLevel(v *visit) {
	card := as[v1alpha1.Scorecard](v.goal)
	if card == nil {
		return
	}
	for i, level := range card.Spec.Levels {
		if level.Selector == nil || len(level.Refs) > 0 {
			continue
		}
		if candidates, selected := v.onLevel(card, level); candidates > 0 && selected == 0 {
			v.tell(fmt.Sprintf("spec.levels[%d].selector", i), fmt.Sprintf("level %s selects none of the goals among these files", level.Name),
				"label goals for it, or name them in refs")
		}
	}
}

// onLevel counts the goals in the namespaces of a level, and those that its selector selects.
func (f *files) onLevel(card *v1alpha1.Scorecard, level v1alpha1.Level) (candidates, selected int) {
	selector, err := metav1.LabelSelectorAsSelector(level.Selector)
	if err != nil {
		return 0, 0
	}
	for k, g := range f.goals {
		if nouns[k.kind] == "" || !f.onLevelOf(card, level, g) {
			continue
		}
		candidates++
		if selector.Matches(labels.Set(labelsOf(g.doc))) {
			selected++
		}
	}
	return candidates, selected
}

// onLevelOf tells whether a level looks where a goal is, and may see it.
func (f *files) onLevelOf(card *v1alpha1.Scorecard, level v1alpha1.Level, g *goal) bool {
	own := g.doc.Namespace()
	if own == card.Namespace {
		return true
	}
	if level.Namespaces == nil || level.Namespaces.From == v1alpha1.ShareFromSame || !f.shares(g, card.Namespace) {
		return false
	}
	if level.Namespaces.From == v1alpha1.ShareFromAll || !f.decidable(level.Namespaces.Selector, own) {
		return true
	}
	selector, err := metav1.LabelSelectorAsSelector(level.Namespaces.Selector)
	return err == nil && selector.Matches(labels.Set(f.namespaceLabels(own)))
}
