/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// allByTrapezoids is All by brute force: the integral over the common factor in so small steps that they do not matter.
func allByTrapezoids(probabilities []float64) float64 {
	const step = 1.0 / 256
	limits := make([]float64, len(probabilities))
	for i, p := range probabilities {
		limits[i] = distuv.UnitNormal.Quantile(p)
	}
	sum := 0.0
	for x := -10.0; x <= 10; x += step {
		all := distuv.UnitNormal.Prob(x) * step
		for _, limit := range limits {
			all *= distuv.UnitNormal.CDF((limit - math.Sqrt(Together)*x) / math.Sqrt(1-Together))
		}
		sum += all
	}
	return sum
}

func TestAllIsTheIntegral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		probabilities := rapid.SliceOfN(rapid.OneOf(
			rapid.Float64Range(0.001, 0.999), rapid.SampledFrom([]float64{1e-9, 1e-4, 0.5, 0.9999, 1 - 1e-9}),
		), 2, 20).Draw(t, "probabilities")
		got, want := All(probabilities...), allByTrapezoids(probabilities)
		if math.Abs(got-want) > 1e-7 {
			t.Errorf("%v together %v, want %v", probabilities, got, want)
		}
	})
}

func TestAllIsTheFrequencyOfLuckThatIsShared(t *testing.T) {
	const rounds = 200_000
	probabilities := []float64{0.9, 0.6, 0.75}
	r, successes := rand.New(rand.NewPCG(6, 6)), 0
	for range rounds {
		common, all := math.Sqrt(Together)*r.NormFloat64(), true
		for _, p := range probabilities {
			all = common+math.Sqrt(1-Together)*r.NormFloat64() <= distuv.UnitNormal.Quantile(p) && all
		}
		if all {
			successes++
		}
	}
	if got, want := All(probabilities...), float64(successes)/rounds; math.Abs(got-want) > 0.005 {
		t.Errorf("together %v, want about %v", got, want)
	}
}

func TestAll(t *testing.T) {
	for _, tc := range []struct {
		reason        string
		probabilities []float64
		want          float64
	}{
		{"of nothing", nil, 1},
		{"of one", []float64{0.37}, 0.37},
		{"of one that is certain", []float64{1}, 1},
		{"of one that is impossible", []float64{0}, 0},
		// The correlation of two normal numbers of which both are negative so often: 1/4 + asin(1/2)/2 pi.
		{"of two that are as likely as not", []float64{0.5, 0.5}, 1.0 / 3},
		{"of three", []float64{0.5, 0.5, 0.5}, 0.25},
		{"of four: one in so many as there are, and one more", []float64{0.5, 0.5, 0.5, 0.5}, 0.2},
		{"of nineteen", slices.Repeat([]float64{0.5}, 19), 0.05},
		{"what is certain does not matter", []float64{1, 0.5, 1, 0.5, 1}, 1.0 / 3},
		{"beside what is certain it is its own", []float64{1, 0.37, 1}, 0.37},
		{"all are certain", []float64{1, 1, 1}, 1},
		{"one is impossible", []float64{0.9, 0, 0.9}, 0},
		{"more than certain is certain", []float64{1.5, 0.37, inf}, 0.37},
		{"of one, more than certain", []float64{1.5}, 1},
		{"less than impossible", []float64{0.9, -0.1}, 0},
		{"far less", []float64{-inf}, 0},
		{"no number counts as impossible", []float64{0.9, nan, 0.9}, 0},
		{"no number alone", []float64{nan}, 0},
		{"hardly possible, twice", []float64{5e-324, 5e-324}, 0},
		{"all but certain, twice", []float64{1 - 1e-16, 1 - 1e-16}, 1},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			given := slices.Clone(tc.probabilities)
			if got := All(given...); math.Abs(got-tc.want) > 1e-6 {
				t.Errorf("together %v, want %v", got, tc.want)
			}
			if !nearAll(given, tc.probabilities, 0) {
				t.Error("the probabilities were changed")
			}
		})
	}
}

func someProbabilities(t *rapid.T) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 12).Draw(t, "probabilities")
}

func TestAllIsBetweenTheProductAndTheLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		probabilities := someProbabilities(t)
		product := 1.0
		for _, p := range probabilities {
			product *= p
		}
		if got := All(probabilities...); got > slices.Min(probabilities) || got < product-1e-7 {
			t.Errorf("%v together %v, want from %v to %v", probabilities, got, product, slices.Min(probabilities))
		}
	})
}

func TestAllDoesNotMindTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		probabilities := someProbabilities(t)
		shuffled := rapid.Permutation(probabilities).Draw(t, "shuffled")
		if got, want := All(shuffled...), All(probabilities...); !near(got, want, 1e-12) {
			t.Errorf("%v together %v, and %v in another order", probabilities, want, got)
		}
	})
}

func TestAllRisesWithEachAndFallsWithEveryMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		probabilities := someProbabilities(t)
		before := All(probabilities...)
		if more := All(append(slices.Clone(probabilities), rapid.Float64Range(0, 1).Draw(t, "one more"))...); more > before+1e-9 {
			t.Errorf("%v together %v, and with one more %v", probabilities, before, more)
		}
		i := rapid.IntRange(0, len(probabilities)-1).Draw(t, "which")
		better := slices.Clone(probabilities)
		better[i] = rapid.Float64Range(better[i], 1).Draw(t, "better")
		if after := All(better...); after < before-1e-9 {
			t.Errorf("%v together %v, but %v %v", probabilities, before, better, after)
		}
	})
}
