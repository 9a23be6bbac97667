/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"fmt"
	"time"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

func ExampleReach() {
	stays := scoring.Reach{From: 2.1, To: 2.6, Direction: scoring.Increase}
	for _, v := range []float64{2.0, 2.35, 2.6, 2.7} {
		progress := stays.Progress(v)
		fmt.Printf("%.2f: progress %.2f, score %.2f, met %t\n", v, progress, scoring.Round(scoring.Score(progress)), stays.Met(v))
	}
	// Output:
	// 2.00: progress -0.20, score 0.00, met false
	// 2.35: progress 0.50, score 0.50, met false
	// 2.60: progress 1.00, score 1.00, met true
	// 2.70: progress 1.20, score 1.00, met true
}

func ExampleMaintain() {
	low := 99.5
	uptime := scoring.Maintain{Min: &low, Tolerance: 0.5}
	for _, v := range []float64{99.9, 99.5, 99.25, 98} {
		fmt.Printf("%.2f: score %.2f, met %t\n", v, scoring.Score(uptime.Progress(v)), uptime.Met(v))
	}
	// Output:
	// 99.90: score 1.00, met true
	// 99.50: score 1.00, met true
	// 99.25: score 0.50, met false
	// 98.00: score 0.00, met false
}

func ExamplePlan() {
	first, _ := scoring.ParseDay("2026-10-01")
	middle, _ := scoring.ParseDay("2026-11-15")
	last, _ := scoring.ParseDay("2026-12-31")
	period := scoring.NewPeriod(first, last, time.UTC)
	plan := scoring.Plan{
		Start:  period.Start,
		Due:    period.End,
		Points: []scoring.PlanPoint{{By: middle.End(time.UTC), Share: 0.3}},
	}
	for _, s := range []string{"2026-10-01", "2026-10-24", "2026-11-16", "2026-12-09", "2027-01-01"} {
		day, _ := scoring.ParseDay(s)
		fmt.Printf("%s: %.2f\n", day, plan.Share(day.Start(time.UTC)))
	}
	// Output:
	// 2026-10-01: 0.00
	// 2026-10-24: 0.15
	// 2026-11-16: 0.30
	// 2026-12-09: 0.65
	// 2027-01-01: 1.00
}

func ExampleMean() {
	score, ok := scoring.Mean([]scoring.Weighted{{Weight: 2, Score: 0.5}, {Weight: 1, Score: 0.8}})
	fmt.Println(scoring.Round(score), ok)

	_, ok = scoring.Mean(nil)
	fmt.Println(ok)
	// Output:
	// 0.6 true
	// false
}

func ExampleWorst() {
	outlook := scoring.Worst(scoring.OnTrack, scoring.Unknown, scoring.Achieved)
	fmt.Println(outlook)
	// Output: Unknown
}

func ExampleBenchmark() {
	minutesWaited := scoring.Benchmark{Worst: 30, Typical: 10, Best: 2} // less is better
	for _, v := range []float64{34, 15, 10, 2} {
		fmt.Println(v, minutesWaited.Rank(v), minutesWaited.Rounded(v))
	}
	// Output:
	// 34 BelowWorst -0.1
	// 15 BelowTypical 0.38
	// 10 AboveTypical 0.5
	// 2 BestInClass 1
}
