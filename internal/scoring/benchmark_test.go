/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

var (
	profit   = scoring.Benchmark{Worst: -100, Typical: 60, Best: 100} // more is better, and the halves differ
	waitTime = scoring.Benchmark{Worst: 30, Typical: 10, Best: 2}     // less is better
)

func TestBenchmark(t *testing.T) {
	inf := math.MaxFloat64
	widest := scoring.Benchmark{Worst: -inf, Typical: 0, Best: inf}
	narrowest := scoring.Benchmark{Worst: -tiny, Typical: 0, Best: tiny}
	for _, tc := range []struct {
		reason       string
		benchmark    scoring.Benchmark
		v            float64
		wantRank     scoring.Rank
		wantPosition float64
	}{
		{"far short of the worst", profit, -420, scoring.BelowWorst, -1},
		{"short of the worst", profit, -132, scoring.BelowWorst, -0.1},
		{"at the worst", profit, -100, scoring.BelowTypical, 0},
		{"on the first half", profit, -20, scoring.BelowTypical, 0.25},
		{"at the typical", profit, 60, scoring.AboveTypical, 0.5},
		{"on the second half", profit, 70, scoring.AboveTypical, 0.625},
		{"at the best", profit, 100, scoring.BestInClass, 1},
		{"beyond the best", profit, 140, scoring.BestInClass, 1.5},
		{"less is better: short of the worst", waitTime, 34, scoring.BelowWorst, -0.1},
		{"less is better: at the worst", waitTime, 30, scoring.BelowTypical, 0},
		{"less is better: on the first half", waitTime, 20, scoring.BelowTypical, 0.25},
		{"less is better: at the typical", waitTime, 10, scoring.AboveTypical, 0.5},
		{"less is better: on the second half", waitTime, 8, scoring.AboveTypical, 0.625},
		{"less is better: at the best", waitTime, 2, scoring.BestInClass, 1},
		{"less is better: beyond the best", waitTime, -2, scoring.BestInClass, 1.25},
		{"the widest of all, at its best", widest, inf, scoring.BestInClass, 1},
		{"the widest of all, half way up", widest, inf / 2, scoring.AboveTypical, 0.75},
		{"the widest of all, half way down", widest, -inf / 2, scoring.BelowTypical, 0.25},
		{"beyond the best by more than a double holds", narrowest, inf, scoring.BestInClass, inf / 2},
		{"short of the worst by more than a double holds", narrowest, -inf, scoring.BelowWorst, -inf / 2},
		{"no benchmark, which admission refuses: at it", scoring.Benchmark{Worst: 5, Typical: 5, Best: 5}, 5, scoring.BestInClass, 1},
		{"above it", scoring.Benchmark{Worst: 5, Typical: 5, Best: 5}, 6, scoring.BestInClass, 1},
		{"below it", scoring.Benchmark{Worst: 5, Typical: 5, Best: 5}, 4, scoring.BelowWorst, -tiny},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			rank, position := tc.benchmark.Rank(tc.v), tc.benchmark.Position(tc.v)
			if rank != tc.wantRank || position != tc.wantPosition {
				t.Errorf("%v is %s at %v, want %s at %v", tc.v, rank, position, tc.wantRank, tc.wantPosition)
			}
		})
	}
}

// Numbers next to a bound have not reached it, whatever rounding makes of their position.
func TestBenchmarkNextToABound(t *testing.T) {
	thirds := scoring.Benchmark{Worst: -1e300, Typical: 1.0 / 3, Best: 1e300}
	for _, tc := range []struct {
		reason   string
		v        float64
		wantRank scoring.Rank
		below    float64
	}{
		{"just short of the worst", math.Nextafter(thirds.Worst, -huge), scoring.BelowWorst, 0},
		{"just short of the typical", math.Nextafter(thirds.Typical, -huge), scoring.BelowTypical, 0.5},
		{"just short of the best", math.Nextafter(thirds.Best, -huge), scoring.AboveTypical, 1},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := thirds.Rank(tc.v); got != tc.wantRank {
				t.Errorf("rank %s, want %s", got, tc.wantRank)
			}
			if got := thirds.Position(tc.v); got >= tc.below {
				t.Errorf("position %v, want it below %v", got, tc.below)
			}
		})
	}
	far := scoring.Benchmark{Worst: 0, Typical: huge / 2, Best: huge} // a step below 0 is nothing on this scale
	if got := far.Position(-math.SmallestNonzeroFloat64); got >= 0 {
		t.Errorf("position %v just short of the worst, want it below 0", got)
	}
}

func TestBenchmarkRounded(t *testing.T) {
	percent := scoring.Benchmark{Worst: 0, Typical: 50, Best: 100}
	for v, want := range map[float64]float64{
		-20: -0.2, -0.4: -0.01, -0.000001: -0.01, 0: 0, 0.4: 0, 0.5: 0.01, 49.4: 0.49, 49.9: 0.49, 49.999: 0.49, 50: 0.5, 50.4: 0.5,
		99.4: 0.99, 99.999: 0.99, 100: 1, 100.001: 1.01, 250: 2.5,
	} {
		if got := percent.Rounded(v); got != want {
			t.Errorf("%v is at %v, want %v", v, got, want)
		}
	}
}

// anyBenchmark is in order, one way or the other.
var anyBenchmark = rapid.Custom(func(t *rapid.T) scoring.Benchmark {
	bounds := rapid.SliceOfNDistinct(anyValue, 3, 3, rapid.ID[float64]).Draw(t, "bounds")
	low, high := min(bounds[0], bounds[1], bounds[2]), max(bounds[0], bounds[1], bounds[2])
	between := low
	for _, bound := range bounds {
		if bound != low && bound != high {
			between = bound
		}
	}
	if rapid.Bool().Draw(t, "less is better") {
		low, high = high, low
	}
	return scoring.Benchmark{Worst: low, Typical: between, Best: high}
})

// valueNear draws one of the bounds, a neighbour of one, or any other value.
func valueNear(b scoring.Benchmark) *rapid.Generator[float64] {
	var near []float64
	for _, bound := range []float64{b.Worst, b.Typical, b.Best} {
		near = append(near, bound, math.Nextafter(bound, huge), math.Nextafter(bound, -huge))
	}
	return rapid.OneOf(anyValue, rapid.SampledFrom(near))
}

// rankAt is the rank that a position stands for.
func rankAt(position float64) scoring.Rank {
	switch {
	case position >= 1:
		return scoring.BestInClass
	case position >= 0.5:
		return scoring.AboveTypical
	case position >= 0:
		return scoring.BelowTypical
	}
	return scoring.BelowWorst
}

func TestRankNeverContradictsPosition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		benchmark := anyBenchmark.Draw(t, "benchmark")
		v := valueNear(benchmark).Draw(t, "v")
		rank, position, rounded := benchmark.Rank(v), benchmark.Position(v), benchmark.Rounded(v)
		if !isFinite(position) || !isFinite(rounded) {
			t.Fatalf("position %v, rounded %v: want finite numbers", position, rounded)
		}
		if rankAt(position) != rank || rankAt(rounded) != rank {
			t.Fatalf("%s at position %v, rounded %v", rank, position, rounded)
		}
		if math.Abs(position) < 1000 && math.Abs(position-rounded) > 0.01 {
			t.Fatalf("position %v is written as %v", position, rounded)
		}
	})
}

func TestBenchmarkOutOfOrderIsFiniteAndConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		benchmark := scoring.Benchmark{Worst: anyValue.Draw(t, "worst"), Typical: anyValue.Draw(t, "typical"), Best: anyValue.Draw(t, "best")}
		v := valueNear(benchmark).Filter(isFinite).Draw(t, "v")
		rank, position := benchmark.Rank(v), benchmark.Position(v)
		if !isFinite(position) || rankAt(position) != rank {
			t.Fatalf("%s at position %v", rank, position)
		}
	})
}

func TestPositionIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		benchmark := anyBenchmark.Draw(t, "benchmark")
		worse, better := valueNear(benchmark).Draw(t, "a"), valueNear(benchmark).Draw(t, "b")
		if (worse > better) == (benchmark.Best > benchmark.Worst) {
			worse, better = better, worse
		}
		if low, high := benchmark.Position(worse), benchmark.Position(better); low > high {
			t.Fatalf("position %v at %v, but %v at the better %v", low, worse, high, better)
		}
	})
}

func TestLessIsBetterMirrorsMoreIsBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		benchmark := anyBenchmark.Draw(t, "benchmark")
		v := valueNear(benchmark).Draw(t, "v")
		mirror := scoring.Benchmark{Worst: -benchmark.Worst, Typical: -benchmark.Typical, Best: -benchmark.Best}
		if got, want := mirror.Position(-v), benchmark.Position(v); got != want {
			t.Fatalf("mirrored position %v, want %v", got, want)
		}
		if got, want := mirror.Rank(-v), benchmark.Rank(v); got != want {
			t.Fatalf("mirrored rank %s, want %s", got, want)
		}
	})
}

// Both halves are straight: as far from the typical as to the bound is the whole half, twice as far two halves.
func TestPositionIsStraightOnEachHalf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quarter := rapid.IntRange(1, 100)
		typical := float64(rapid.IntRange(-100, 100).Draw(t, "typical"))
		down, up := float64(4*quarter.Draw(t, "down")), float64(4*quarter.Draw(t, "up"))
		benchmark := scoring.Benchmark{Worst: typical - down, Typical: typical, Best: typical + up}
		share := float64(rapid.IntRange(0, 12).Draw(t, "quarters")) / 4
		if got, want := benchmark.Position(typical+share*up), 0.5+share/2; got != want {
			t.Fatalf("position %v at %v of the upper half, want %v", got, share, want)
		}
		if got, want := benchmark.Position(typical-share*down), 0.5-share/2; math.Abs(got-want) > 1e-15 {
			t.Fatalf("position %v at %v of the lower half, want %v", got, share, want)
		}
	})
}
