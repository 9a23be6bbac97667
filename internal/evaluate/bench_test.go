/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// judgedAgain is an objective with so many key results that was judged, and what it is judged by again: everything is
// answered, with a history of a quarter and the one before.
func judgedAgain(t rapidT, keyResults int) ObjectiveInput {
	source := newFeed()
	var all []v1alpha1.KeyResult
	for i := range keyResults {
		query := fmt.Sprintf("q%d", i)
		source.series[query] = noisy(0, 1, 0.5)
		all = append(all, prom(fmt.Sprintf("kr-%d", i), query))
	}
	quarter := goal(all...)
	quarter.Spec.Period = v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"}
	op := newOperator(t, quarter, source)
	op.at("12-20T12:00")
	answers := map[Question]Answer{}
	for _, q := range source.asked {
		answers[q], _ = source.ask(q)
	}
	return ObjectiveInput{
		Objective: op.goal, Now: source.now, Alignment: op.align,
		Ask: func(q Question) (Answer, bool) { a, ok := answers[q]; return a, ok },
	}
}

// TestOneKeyResultTakesFewAllocations: score, forecast over some 400 points, outlook and message.
func TestOneKeyResultTakesFewAllocations(t *testing.T) {
	const few, many = 2, 12
	want := 50.0
	if raceDetector {
		want += 20
	}
	allocations := func(keyResults int) float64 {
		in := judgedAgain(t, keyResults)
		return testing.AllocsPerRun(20, func() { Objective(in) })
	}
	if each := (allocations(many) - allocations(few)) / (many - few); each > want {
		t.Errorf("%.0f allocations for one more key result, want %.0f at most", each, want)
	}
}

// BenchmarkObjective judges an objective once more, all without I/O.
func BenchmarkObjective(b *testing.B) {
	for _, keyResults := range []int{1, 3, 20} {
		b.Run(fmt.Sprintf("keyResults=%d", keyResults), func(b *testing.B) {
			in := judgedAgain(b, keyResults)
			b.ReportAllocs()
			for b.Loop() {
				Objective(in)
			}
		})
	}
}
