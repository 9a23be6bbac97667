/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRanks(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		values, want []float64
	}{
		{"less their mean", []float64{30, 10, 20}, []float64{1, -1, 0}},
		{"equal ones share theirs", []float64{5, 1, 5, 9}, []float64{0, -1.5, 0, 1.5}},
		{"all equal", []float64{4, 4, 4}, []float64{0, 0, 0}},
		{"none", nil, []float64{}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, ranksOf(tc.values)); diff != "" {
				t.Errorf("ranks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRanksAddUpToNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Map(rapid.IntRange(-9, 9), func(i int) float64 { return float64(i) }), 1, 50).Draw(t, "values")
		ranks, sum := ranksOf(values), 0.0
		for i, rank := range ranks {
			sum += rank
			for j := range ranks[:i] {
				if (values[i] < values[j]) != (rank < ranks[j]) {
					t.Fatalf("%v and %v have the ranks %v and %v", values[i], values[j], rank, ranks[j])
				}
			}
		}
		if sum != 0 {
			t.Fatalf("the ranks add up to %v", sum)
		}
	})
}

// What rounding leaves of a straight line is nothing, on whatever level it is.
func TestNothingIsLeftOfALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		level, slope := rapid.Float64Range(-1e6, 1e6).Draw(t, "level"), rapid.Float64Range(0.01, 1000).Draw(t, "slope")
		inFourBytes := func(x float64) float64 { return level + float64(float32(slope*x)) } // as histories keep it
		line := seriesOf(drawn(50, 28, inFourBytes))
		if ranks := line.ranks(line.slope()); slices.Max(ranks) != 0 || line.inflation(line.slope()) != 1 {
			t.Fatalf("ranks %v are left", ranks)
		}
	})
}

func TestAutocorrelation(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		lag    int
		want   float64
	}{
		{"with itself", []float64{-1, 0, 1}, 0, 1},
		{"by hand: (-2*-1 + -1*0 + 0*1 + 1*2)/10", []float64{-2, -1, 0, 1, 2}, 1, 0.4},
		{"by hand: (-2*0 + -1*1 + 0*2)/10", []float64{-2, -1, 0, 1, 2}, 2, -0.1},
		{"up and down", []float64{1, -1, 1, -1}, 1, -0.75},
		{"two steps of up and down", []float64{1, -1, 1, -1}, 2, 0.5},
		{"further than there are values", []float64{1, -1}, 2, 0},
		{"nothing", []float64{0, 0, 0}, 1, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := autocorrelation(tc.values, tc.lag); !near(got, tc.want, 1e-15) {
				t.Errorf("autocorrelation %v, want %v", got, tc.want)
			}
		})
	}
}

func TestInflated(t *testing.T) {
	for _, tc := range []struct {
		reason          string
		n               int
		autocorrelation func(lag int) float64
		want            float64
	}{
		{"no memory", 20, func(int) float64 { return 0 }, 1},
		{"one lag, by hand: 1 + 2(n-3)/n/2", 10, func(lag int) float64 { return map[int]float64{1: 0.5}[lag] }, 1.7},
		{"the second, by hand: 1 + 2*8*7*6/(10*9*8)/4", 10, func(lag int) float64 { return map[int]float64{2: 0.25}[lag] }, 1 + 168.0/720},
		{"up and down", 10, func(lag int) float64 { return map[int]float64{1: -0.5}[lag] }, 0.3},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := inflated(tc.n, tc.autocorrelation); !near(got, tc.want, 1e-12) {
				t.Errorf("inflated by %v, want %v", got, tc.want)
			}
		})
	}
}

// The formula is an approximation: here it is held against the variance of S over many series of known memory.
func TestInflatedIsWhatMemoryDoes(t *testing.T) {
	const n, series = 28, 4000
	for _, memory := range []float64{0, 0.3, 0.6, 0.8} {
		random, squares := rand.New(rand.NewPCG(1, 1)), 0.0
		for range series {
			s := seriesOf(every(day, ar(random, n, memory)...))
			squares += s.concordance() * s.concordance()
		}
		want := squares / series / (n * (n - 1) * (2*n + 5) / 18)
		got := inflated(n, func(lag int) float64 { return spearman(math.Pow(memory, float64(lag))) })
		if math.Abs(got/want-1) > 0.15 {
			t.Errorf("memory %v: inflated by %v, want about %v", memory, got, want)
		}
	}
}

func TestSpearmanAndPearson(t *testing.T) {
	for spearmans, pearsons := range map[float64]float64{0: 0, 1: 1, -1: -1, 0.5: 0.5176380902050415} {
		if got := pearson(spearmans); !near(got, pearsons, 1e-12) {
			t.Errorf("pearson of %v is %v, want %v", spearmans, got, pearsons)
		}
		if got := spearman(pearsons); !near(got, spearmans, 1e-12) {
			t.Errorf("spearman of %v is %v, want %v", pearsons, got, spearmans)
		}
	}
}

func TestHamedRaoTakesWhatIsSignificant(t *testing.T) {
	upAndDown := make([]float64, 30)
	for i := range upAndDown {
		upAndDown[i] = float64(i%2) - 0.5
	}
	if got := hamedRao(upAndDown); got >= 1 {
		t.Errorf("up and down: inflated by %v, want less than 1", got)
	}
	noise := ranksOf([]float64{6, 9, 3, 2, 4, 1, 11, 7, 8, 10, 12, 5}) // no autocorrelation beyond 1.96/sqrt(12) = 0.57
	for lag := 1; lag < len(noise); lag++ {
		if r := autocorrelation(noise, lag); math.Abs(r) > 0.56 {
			t.Fatalf("autocorrelation %v at lag %d: the case is not what it should be", r, lag)
		}
	}
	if got := hamedRao(noise); got != 1 {
		t.Errorf("noise: inflated by %v, want 1", got)
	}
}

func TestFirstOrderGrowsWithMemory(t *testing.T) {
	before := 0.0
	for _, memory := range []float64{0, 0.3, 0.6, 0.8, 0.9, 0.95} {
		got := firstOrder(ranksOf(ar(rand.New(rand.NewPCG(2, 3)), 400, memory)))
		if got <= before {
			t.Errorf("memory %v: inflated by %v, with less memory by %v", memory, got, before)
		}
		if least := (1 + memory) / (1 - memory) / 2; got < least { // Bartlett's formula for the mean of many, and some room
			t.Errorf("memory %v: inflated by %v, want at least %v", memory, got, least)
		}
		before = got
	}
}

func TestFirstOrderOfNothing(t *testing.T) {
	if got := firstOrder(make([]float64, 10)); got != 1 {
		t.Errorf("inflated by %v, want 1", got)
	}
}

func TestInflationIsNeverBelowOne(t *testing.T) {
	s := seriesOf(every(day, 1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8))
	if got := s.inflation(s.slope()); got != 1 {
		t.Errorf("up and down: inflated by %v, want 1", got)
	}
}
