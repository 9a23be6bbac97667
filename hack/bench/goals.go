/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"slices"

	"github.com/truenorth-dev/truenorth/hack/figures"
)

// bound is what a figure may be at most at a size.
type bound struct {
	size int // 0: each
	what string
	most float64
}

// bounds are what is to be reached.
var bounds = []bound{
	{1000, coldRatio, 1.3},
	{0, steadyCPU, 0.2},
	{0, steadyRatio, 1.3},
	{0, steadyPatches, 0},
	{0, steadyJudged, 0},
	{1000, peakMemory, 80},
	{10000, peakMemory, 350},
	{10000, steadyPeak, 2},
	{0, restartAll, 1},
	{0, restartPatches, 0},
	{0, sharedQueries, 1},
	{0, badPatches, 0},
	{0, outageWrites, 2},
	{0, outageReturn, 2},
	{0, rotationFailures, 0},
}

// mostGrowth is how much more CPU one measurement may take at 10,000 objectives than at 1,000.
const mostGrowth = 1.2

// sizesOf are those that anything was measured at.
func sizesOf(summary []measured) []int {
	var sizes []int
	for _, m := range summary {
		if !slices.Contains(sizes, m.Size) {
			sizes = append(sizes, m.Size)
		}
	}
	return sizes
}

// goalsOf holds the medians against the bounds.
func goalsOf(summary []measured) []figures.Goal {
	medians := results{}
	for _, m := range summary {
		medians[figure{m.Size, m.What}] = m.Median
	}
	var goals []figures.Goal
	for _, size := range sizesOf(summary) {
		for _, b := range bounds {
			if _, known := medians[figure{size, b.what}]; known && (b.size == 0 || b.size == size) {
				goals = append(goals, figures.AtMost(fmt.Sprintf("%d objectives: %s", size, b.what), medians.of(size, b.what), b.most, "%.2f"))
			}
		}
	}
	small, large := medians.of(1000, steadyCPU), medians.of(10000, steadyCPU)
	if growth := large / small; growth == growth { // both were measured
		goals = append(goals, figures.AtMost("CPU for one measurement, 10000 over 1000 objectives", growth, mostGrowth, "%.2f"))
	}
	return goals
}
