/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// trialOf is a trial with a p-value.
func trialOf(p, correlation float64) trial {
	return trial{Finding: Finding{Correlation: correlation}, logP: math.Log(p)}
}

func TestCorrect(t *testing.T) {
	missing := trial{problem: Constant}
	for _, tc := range []struct {
		reason string
		trials []trial
		want   []float64
	}{
		{"none", nil, nil},
		{"one needs no correction", []trial{trialOf(0.03, 1)}, []float64{0.03}},
		{"the least counts three times, the next twice", []trial{trialOf(0.2, 1), trialOf(0.01, 1), trialOf(0.02, 1)}, []float64{0.2, 0.03, 0.04}},
		{"a greater one has no lesser value after it", []trial{trialOf(0.02, 1), trialOf(0.015, 1)}, []float64{0.03, 0.03}},
		{"no more than 1", []trial{trialOf(0.9, 1), trialOf(0.8, 1)}, []float64{1, 1}},
		{"what cannot be tested does not count", []trial{missing, trialOf(0.01, 1), missing}, []float64{0, 0.01, 0}},
		{"less than a double can hold", []trial{{logP: -2000}, {logP: -3000}}, []float64{0, 0}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			correct(tc.trials)
			for i, got := range tc.trials {
				if !near(got.PValue, tc.want[i], 1e-12) {
					t.Errorf("trial %d: p %v, want %v", i, got.PValue, tc.want[i])
				}
			}
		})
	}
}

func TestRank(t *testing.T) {
	missing := trial{problem: Constant}
	judged := func(p, correlation float64) trial {
		tried := trialOf(p, correlation)
		tried.PValue = p
		return tried
	}
	for _, tc := range []struct {
		reason string
		trials []trial
		want   []int
	}{
		{"none", nil, nil},
		{"what cannot be tested has none", []trial{missing, judged(0.5, 0.1), missing}, []int{0, 1, 0}},
		{"with evidence the closer is stronger", []trial{judged(1e-9, 0.3), judged(1e-4, -0.8), judged(1e-6, 0.5)}, []int{3, 1, 2}},
		{"evidence comes first", []trial{judged(0.06, 0.9), judged(0.04, 0.1)}, []int{2, 1}},
		{"on the border there is none", []trial{judged(0.05, 0.9), judged(0.04, 0.1)}, []int{2, 1}},
		{"without evidence the more probable is stronger", []trial{judged(0.7, 0.9), judged(0.2, 0.1)}, []int{2, 1}},
		{"of equal ones the closer", []trial{judged(0.5, 0.1), judged(0.5, -0.3)}, []int{2, 1}},
		{"of equal ones the first", []trial{judged(0.5, 0.1), judged(0.5, 0.1)}, []int{1, 2}},
		{"with evidence, too", []trial{judged(0.01, 0.4), judged(0.01, -0.4)}, []int{1, 2}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			rank(tc.trials, 0.05)
			for i, got := range tc.trials {
				if got.Rank != tc.want[i] {
					t.Errorf("trial %d has rank %d, want %d", i, got.Rank, tc.want[i])
				}
			}
		})
	}
}

// Holm's p-value is the greatest, over the drivers that are at least as strong, of theirs times the number of those that
// are no stronger.
func TestCorrectIsHolms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOfNDistinct(rapid.Float64Range(1e-6, 1), 1, 30, rapid.ID[float64]).Draw(t, "p-values")
		trials := make([]trial, len(ps))
		for i, p := range ps {
			trials[i] = trialOf(p, 0)
		}
		correct(trials)
		for i, p := range ps {
			want := 0.0
			for _, q := range ps {
				if q <= p {
					weaker := 0
					for _, r := range ps {
						if r >= q {
							weaker++
						}
					}
					want = max(want, min(1, float64(weaker)*q))
				}
			}
			if !near(trials[i].PValue, want, 1e-9) {
				t.Fatalf("%v becomes %v, want %v", p, trials[i].PValue, want)
			}
			if bonferroni := min(1, p*float64(len(ps))); trials[i].PValue > bonferroni+1e-9 {
				t.Fatalf("%v becomes %v, more than %v", p, trials[i].PValue, bonferroni)
			}
		}
	})
}

func TestJudge(t *testing.T) {
	for _, tc := range []struct {
		reason      string
		p           float64
		correlation float64
		expected    Direction
		confidence  float64
		want        Verdict
	}{
		{"evidence", 0.04, 0.3, Increase, 0.95, Supported},
		{"evidence of a fall that is expected", 0.04, -0.3, Decrease, 0.95, Supported},
		{"evidence, whichever way", 0.04, -0.3, Either, 0.95, Supported},
		{"evidence of a fall", 0.04, -0.3, Increase, 0.95, WrongDirection},
		{"evidence of a rise", 0.04, 0.3, Decrease, 0.95, WrongDirection},
		{"none", 0.06, 0.3, Increase, 0.95, NotSupported},
		{"none of a fall", 0.06, -0.3, Increase, 0.95, NotSupported},
		{"on the border", 0.5, 0.3, Increase, 0.5, NotSupported},
		{"more confidence is asked", 0.04, 0.3, Increase, 0.99, NotSupported},
		{"less is asked", 0.15, 0.3, Increase, 0.8, Supported},
		{"the default", 0.04, 0.3, Increase, 0, Supported},
		{"the default is no more", 0.06, 0.3, Increase, nan, NotSupported},
		{"the default where it is in per cent", 0.06, 0.3, Increase, 95, NotSupported},
	} {
		c := Case{Drivers: []Driver{{Expected: tc.expected}}, Confidence: tc.confidence}
		tried := trial{Finding: Finding{PValue: tc.p, Correlation: tc.correlation, Rank: 1, Lag: 3}}
		got := judge([]trial{tried}, &c)[0]
		want := tried.Finding
		want.Verdict = tc.want
		if got != want {
			t.Errorf("%s: %+v, want %+v", tc.reason, got, want)
		}
	}
}

func TestJudgeWhatCannotBeTested(t *testing.T) {
	c := Case{Drivers: make([]Driver, 1)}
	got := judge([]trial{{Finding: Finding{Lag: 3, PValue: 0.001, Rank: 1}, problem: TooShort}}, &c)
	if want := []Finding{{Verdict: InsufficientData, Problem: TooShort}}; !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestAgainst(t *testing.T) {
	for _, tc := range []struct {
		d           Direction
		correlation float64
		want        bool
	}{
		{Either, 1, false}, {Either, -1, false}, {Increase, 1, false}, {Increase, -1, true}, {Decrease, 1, true}, {Decrease, -1, false},
		{Increase, 0, false}, {Decrease, 0, false},
	} {
		if got := tc.d.against(tc.correlation); got != tc.want {
			t.Errorf("direction %d is against %v: %t", tc.d, tc.correlation, got)
		}
	}
}

func TestLogTail(t *testing.T) {
	for _, tc := range []struct{ z, want float64 }{
		{0, math.Log(0.5)}, {1.959963984540054, math.Log(0.025)}, {-1.959963984540054, math.Log(0.025)},
		{5, math.Log(2.866515718791939e-07)}, {40, -804.608442}, {1000, -500007.826694},
	} {
		if got := logTail(tc.z); !near(got, tc.want, 1e-6) {
			t.Errorf("log of the tail past %v is %v, want %v", tc.z, got, tc.want)
		}
	}
	last := 0.0
	for z := 0.0; z < 60; z += 0.25 {
		got := logTail(z)
		if got >= last {
			t.Errorf("the tail past %v is no less than the one before: %v", z, got)
		}
		if p := distuv.UnitNormal.Survival(z); p > 1e-300 && !near(got, math.Log(p), 1e-9) {
			t.Errorf("log of the tail past %v is %v", z, got)
		}
		last = got
	}
}
