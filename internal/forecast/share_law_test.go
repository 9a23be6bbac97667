/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// aPast draws a past of points inside and outside, some of them unknown; the last one is known.
func aPast(t *rapid.T) []float64 {
	past := rapid.SliceOfN(rapid.SampledFrom([]float64{nan, 0, 1, 1}), 0, 100).Draw(t, "past")
	return append(past, rapid.SampledFrom([]float64{0, 1}).Draw(t, "now"))
}

// The share of the time to come is expected to be the level of the past, to which the chain returns from where it is now
// step by step.
func TestRestReturnsToTheLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		past, ahead := aPast(t), rapid.IntRange(1, 200).Draw(t, "ahead")
		mean, squares, count := meanOf(past)
		left := autocorrelation(past, mean, squares)
		known := max(1, float64(count)*(1-left)/(1+left))
		level := (mean*known + 0.5) / (known + 1)
		want, away := 0.0, past[len(past)-1]-level
		for range ahead {
			away *= left
			want += (level + away) / float64(ahead)
		}
		if got := rest(past, float64(ahead)).Mean(); !near(got, want, 1e-9) {
			t.Errorf("expected %v, want %v", got, want)
		}
	})
}

func TestRestIsTheSurerTheMoreIsKnown(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	long := chain(r, 2000, 0.7, 0.5)
	last := inf
	for _, n := range []int{10, 40, 160, 640, 2000} {
		got := rest(long[:n], 1000).StdDev()
		if got >= last {
			t.Errorf("deviation %v after %d points, %v after fewer", got, n, last)
		}
		last = got
	}
	last = inf
	for _, ahead := range []float64{1, 10, 100, 1000} {
		got := rest(long, ahead).StdDev()
		if got >= last {
			t.Errorf("deviation %v of %v steps ahead, %v of fewer", got, ahead, last)
		}
		last = got
	}
}

// Where the past tells the level exactly, what is left is the variance of the mean of a chain.
func TestRestHasTheVarianceOfAChain(t *testing.T) {
	const ahead, level = 60, 0.7
	for _, left := range []float64{0, 0.5, 0.8} {
		t.Run(fmt.Sprint("left ", left), func(t *testing.T) {
			r, means := rand.New(rand.NewPCG(10, 10)), []float64(nil)
			for range 4000 {
				means = append(means, stat.Mean(chain(r, ahead, level, left), nil))
			}
			past := chain(r, 50_000, level, left)
			if got, want := rest(past, ahead).StdDev(), stat.StdDev(means, nil); math.Abs(got/want-1) > 0.1 {
				t.Errorf("deviation %v, want about %v", got, want)
			}
		})
	}
}

func TestRest(t *testing.T) {
	for _, tc := range []struct {
		reason      string
		past        []float64
		ahead       float64
		least, most float64 // of the mean
	}{
		{"nothing is to come", repeated(50, 1, 0), 0, 0.45, 0.55},
		{"hardly anything is to come: it is as it is now", repeated(50, 1, 1, 1, 0, 0, 0), 1e-3, 0.6, 0.9},
		{"a past without a change is no certainty", repeated(50, 1), 50, 0.95, 0.999},
		{"nor without success", repeated(50, 0), 50, 0.001, 0.05},
		{"one point says little", []float64{1}, 50, 0.6, 0.8},
		{"ahead without end", repeated(50, 1, 1, 0, 0, 0), 1e18, 0.38, 0.45},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := rest(tc.past, tc.ahead)
			if got.Mean() < tc.least || got.Mean() > tc.most || !(got.Alpha > 0) || !(got.Beta > 0) {
				t.Errorf("%+v with mean %v, want %v to %v", got, got.Mean(), tc.least, tc.most)
			}
		})
	}
}

func TestShareLaw(t *testing.T) {
	parts := []distuv.Beta{{Alpha: 2, Beta: 5}, {Alpha: 30, Beta: 3}, {Alpha: 1e-6, Beta: 1}, {Alpha: 900, Beta: 1200}}
	rapid.Check(t, func(t *rapid.T) {
		s := shareLaw{gone: rapid.Float64Range(0, 1).Draw(t, "gone"), parts: parts[:rapid.IntRange(1, len(parts)).Draw(t, "parts")]}
		s.sure = s.gone * rapid.Float64Range(0, 1).Draw(t, "so far")
		u, sum := rapid.Float64Range(0, 1).Draw(t, "u"), 0.0
		for _, part := range s.parts {
			sum += part.CDF(u) / float64(len(s.parts))
		}
		if got := s.below(u); !near(got, sum, 1e-12) {
			t.Errorf("below %v: %v, want %v", u, got, sum)
		}
		const width = 1e-6
		q := rapid.Float64Range(0.05, 0.95).Draw(t, "q")
		v := s.quantile(q)
		if v < 0 || v > 1 || s.below(v-width) > q || s.below(v+width) < q {
			t.Errorf("quantile %v is %v, of which %v are below", q, v, s.below(v))
		}
		if s.gone > 0.99 || v < width {
			return
		}
		if got, want := s.reaches(s.whole(v)), 1-s.below(v); math.Abs(got-want) > 1e-4 {
			t.Errorf("%v is reached with probability %v, want %v", s.whole(v), got, want)
		}
	})
}

func TestBelowNothingAndAll(t *testing.T) {
	s := shareLaw{parts: []distuv.Beta{{Alpha: 2, Beta: 5}}}
	for u, want := range map[float64]float64{-3: 0, 0: 0, 1: 1, 4: 1} {
		if got := s.below(u); got != want {
			t.Errorf("below %v: %v, want %v", u, got, want)
		}
	}
}

// TestShareAgainstSimulation lets chains go on after the forecast, and counts how often it came true. A chain whose
// level is drawn anew each time is the worst that the forecast is made for: it has to learn the level.
func TestShareAgainstSimulation(t *testing.T) {
	const rounds = 400
	for _, tc := range []struct {
		reason string
		left   float64
	}{
		{"every day by itself", 0},
		{"for some days", 0.6},
		{"for weeks", 0.9},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			r := rand.New(rand.NewPCG(11, uint64(100*tc.left)))
			var held, promised, kept, score, ignorant float64
			for range rounds {
				level := 0.5 + 0.5*r.Float64()
				whole := chain(r, quarter+1, level, tc.left)
				seen := 25 + r.IntN(50)
				f, gone := shareOf(t, upAndDown(0.75, whole[:seen]...)), float64(seen-1)/quarter
				end := gone*share(whole[:seen]) + (1-gone)*share(whole[seen:])
				if f.Low-1e-9 <= end && end <= f.High+1e-9 {
					held++
				}
				success := 0.0
				if end >= 0.75 {
					success = 1
				}
				promised += f.Probability
				kept += success
				score += (f.Probability - success) * (f.Probability - success)
				ignorant += (0.5 - success) * (0.5 - success)
			}
			if share := held / rounds; share < 0.65 || share > 0.97 {
				t.Errorf("the interval held %v of the outcomes", share)
			}
			if math.Abs(promised-kept) > 0.08*rounds {
				t.Errorf("%v successes were promised, there were %v", promised, kept)
			}
			if score > ignorant/2 {
				t.Errorf("Brier score %v, of a coin %v", score/rounds, ignorant/rounds)
			}
		})
	}
}
