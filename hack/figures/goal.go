/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package figures

import (
	"fmt"
	"math"
	"slices"
)

// Goal is something to be reached, and what was.
type Goal struct {
	// What is to be reached.
	What string
	// Wanted is the bound as it is printed.
	Wanted string
	// Figure is what was reached as it is printed.
	Figure string
	// Met says whether it was. What is not a number never meets a goal.
	Met bool
}

// AtMost is the goal that a figure is no greater than a bound. Both are printed by the format.
func AtMost(what string, figure, bound float64, format string) Goal {
	return Goal{what, "<= " + fmt.Sprintf(format, bound), fmt.Sprintf(format, figure), figure <= bound}
}

// AtLeast is the goal that a figure is no less than a bound.
func AtLeast(what string, figure, bound float64, format string) Goal {
	return Goal{what, ">= " + fmt.Sprintf(format, bound), fmt.Sprintf(format, figure), figure >= bound}
}

// AllMet tells whether no goal is missed.
func AllMet(goals []Goal) bool {
	return !slices.ContainsFunc(goals, func(g Goal) bool { return !g.Met })
}

// GoalTable is the goals beside what was reached.
func GoalTable(goals []Goal) Table {
	t := Table{Heading: "Goals", Columns: []string{"what", "goal", "reached", "verdict"}}
	for _, g := range goals {
		verdict := "missed"
		if g.Met {
			verdict = "met"
		}
		t.Rows = append(t.Rows, []string{g.What, g.Wanted, g.Figure, verdict})
	}
	return t
}

// Extreme is the greatest or the least figure so far, and whose it is. What is not a number is always the extreme.
type Extreme struct {
	// At is the figure.
	At float64
	// Of is whose it is.
	Of string
}

// Most is where the search for the greatest begins.
func Most() Extreme { return Extreme{At: math.Inf(-1)} }

// Least is where the search for the least begins.
func Least() Extreme { return Extreme{At: math.Inf(1)} }

// Raise takes a figure in that is greater than the greatest so far.
func (e *Extreme) Raise(v float64, of string) {
	if v > e.At || math.IsNaN(v) {
		*e = Extreme{v, of}
	}
}

// Lower takes a figure in that is less than the least so far.
func (e *Extreme) Lower(v float64, of string) {
	if v < e.At || math.IsNaN(v) {
		*e = Extreme{v, of}
	}
}

// Goal says in a goal whose the figure is.
func (e Extreme) Goal(g Goal) Goal {
	g.Figure += " (" + e.Of + ")"
	return g
}
