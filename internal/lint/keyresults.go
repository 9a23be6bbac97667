/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// What is known to work: fewer key results seldom show the whole of an objective, more divide the attention.
const (
	fewestKeyResults = 3
	mostKeyResults   = 5
)

// keyResult is one of an objective, with where it stands and the day by which it is to be met.
type keyResult struct {
	v1alpha1.KeyResult
	path string
	due  string
}

// scored are the key results of an objective that are no guardrails.
func (g *goal) scored() []keyResult {
	var found []keyResult
	if o := as[v1alpha1.Objective](g); o != nil {
		for i, kr := range o.Spec.KeyResults {
			if !kr.Guardrail {
				found = append(found, keyResult{kr, keyResultPath(i), dueDay(o, &kr)})
			}
		}
	}
	return found
}

func keyResultCount(v *visit) {
	n := len(v.scored())
	switch {
	case as[v1alpha1.Objective](v.goal) == nil:
	case n < fewestKeyResults:
		v.tell("spec.keyResults", fmt.Sprintf("it has %s, guardrails not counted: too little to show the whole of an objective", counted(n, "key result")),
			"three to five work best: what else would show that it is achieved?")
	case n > mostKeyResults:
		v.tell("spec.keyResults", fmt.Sprintf("it has %s, guardrails not counted: too much to look after at once", counted(n, "key result")),
			"three to five work best: make two objectives of it, or guardrails of limits")
	}
}

func onlyLeading(v *visit) {
	if v.allOf(v1alpha1.KeyResultLeading) {
		v.tell("spec.keyResults", "every key result is Leading: nothing shows the effect that is wanted", "add a Lagging one, which is that effect")
	}
}

func onlyLagging(v *visit) {
	if v.allOf(v1alpha1.KeyResultLagging) {
		v.tell("spec.keyResults", "every key result is Lagging: when they move it is too late to steer", "add a Leading one, which moves before them")
	}
}

// allOf tells whether there are key results, all of them of a type.
func (g *goal) allOf(t v1alpha1.KeyResultType) bool {
	scored := g.scored()
	for _, kr := range scored {
		if kr.Type != t {
			return false
		}
	}
	return len(scored) > 0
}

func leadingAfterLagging(v *visit) {
	var last keyResult
	for _, kr := range v.scored() {
		if kr.Type == v1alpha1.KeyResultLagging && kr.due > last.due {
			last = kr
		}
	}
	for _, kr := range v.scored() {
		if last.due != "" && kr.Type == v1alpha1.KeyResultLeading && kr.due > last.due {
			v.tell(kr.path+".due", fmt.Sprintf("%s is Leading and due on %s, after %s, which it should lead to, on %s", kr.Name, kr.due, last.Name, last.due),
				"make it due before, or change a type")
		}
	}
}

// laterCheckIn finds days that lie ahead. A day's grace is for those who live east of the zone that the days are in.
func laterCheckIn(v *visit) {
	const grace = 24 * time.Hour
	if v.now.IsZero() {
		return
	}
	location := time.UTC
	if o := as[v1alpha1.Objective](v.goal); o != nil {
		if period, err := evaluate.PeriodOf(o.Spec.Period); err == nil {
			location = period.Location
		}
	}
	v.eachCheckIn(func(_ measure, path string, entry v1alpha1.CheckInEntry) {
		day, err := scoring.ParseDay(string(entry.Date))
		if err == nil && day.Start(location).After(v.now.Add(grace)) {
			v.tell(path, fmt.Sprintf("%s is in the future, and does not count until then", day), "is the date right?")
		}
	})
}

func uselessCheckIn(v *visit) {
	v.eachCheckIn(func(m measure, path string, entry v1alpha1.CheckInEntry) {
		if m.due != "" && entry.Date.Day() > m.due {
			v.tell(path, fmt.Sprintf("%s is after the key result is due, on %s, and never counts", entry.Date.Day(), m.due), "is the date right?")
		}
	})
}

func (v *visit) eachCheckIn(do func(m measure, path string, entry v1alpha1.CheckInEntry)) {
	for _, m := range v.measures {
		if m.CheckIn == nil {
			continue
		}
		for i, entry := range m.CheckIn.Entries {
			do(m, fmt.Sprintf("%s.checkIn.entries[%d].date", m.path, i), entry)
		}
	}
}

// wholeOf is the upper end that the numbers of a unit have by what they mean.
func wholeOf(unit string) (whole float64, limited bool) {
	unit = strings.ToLower(strings.TrimSpace(unit))
	switch {
	case unit == "%", unit == "percent", unit == "per cent", unit == "pct", strings.HasPrefix(unit, "% of "), strings.HasPrefix(unit, "percent of "):
		return 100, true
	case unit == "share", unit == "ratio", unit == "fraction":
		return 1, true
	}
	return 0, false
}

// beyond tells whether a target shows that the number can be more than all: it begins there, or is to be held under it.
func beyond(t v1alpha1.Target, whole float64) bool {
	switch {
	case t.Reach != nil && t.Reach.From != nil:
		return *t.Reach.From > whole
	case t.Maintain != nil:
		return t.Maintain.Max != nil && *t.Maintain.Max > whole
	}
	return false
}

func overHundred(v *visit) {
	for _, m := range v.measures {
		unit := m.unit
		if ind, _ := v.indicatorOf(m); ind != nil && unit == "" {
			unit = ind.Spec.Unit
		}
		whole, limited := wholeOf(unit)
		if !limited || m.target == nil || beyond(*m.target, whole) {
			continue
		}
		for _, bound := range boundsOf(*m.target) {
			if bound.value > whole {
				v.tell(m.aim+bound.path, fmt.Sprintf("%s is over %s, which is all that there is of a %s", number(bound.value), number(whole), unit),
					"is the number right, and the unit?")
			}
		}
	}
}
