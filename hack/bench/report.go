/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// measured is a figure over all repetitions.
type measured struct {
	Size                    int
	What                    string
	Median, Least, Greatest float64
}

// shown is the order of the figures.
var shown = []string{coldWall, floorWall, coldRatio, coldCPU, historyTime, steadyCPU, floorCPU, steadyRatio, steadyPatches, steadyJudged,
	steadyQueries, steadyPeak, peakMemory, restartAll, restartPatches, restartPeak,
	sharedQueries, badPatches, movingCPU, movingWrites, outageWrites, outageReturn, rotationFailures}

// summarise gives each figure of each size.
func summarise(sizes []int, all []results) []measured {
	var out []measured
	slices.Sort(sizes)
	sizes = slices.Compact(sizes)
	for _, size := range sizes {
		for _, what := range shown {
			var values []float64
			for _, r := range all {
				if v := r.of(size, what); !math.IsNaN(v) {
					values = append(values, v)
				}
			}
			if len(values) > 0 {
				slices.Sort(values)
				out = append(out, measured{size, what, values[len(values)/2], values[0], values[len(values)-1]})
			}
		}
	}
	return out
}

// report writes all figures and the goals.
func report(w io.Writer, o options, all []results) error {
	summary := summarise(append(slices.Clone(o.sizes), o.special), all)
	goals := goalsOf(summary)
	if o.output == "json" {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(map[string]any{"figures": summary, "goals": goals})
	}
	print, err := figures.PrinterOf(o.output)
	if err != nil {
		return err
	}
	t := figures.Table{Heading: "Figures", Columns: []string{"what", "objectives", "median", "least", "greatest"}}
	for _, m := range summary {
		t.Rows = append(t.Rows, []string{m.What, fmt.Sprint(m.Size), fmt.Sprintf("%.2f", m.Median), fmt.Sprintf("%.2f", m.Least), fmt.Sprintf("%.2f", m.Greatest)})
	}
	print(w, t)
	print(w, figures.GoalTable(goals))
	if o.check && !figures.AllMet(goals) {
		return errors.New("a goal is missed")
	}
	return nil
}
