/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	day  = 24 * time.Hour
	year = 365
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// chance is random numbers that are the same whenever the seed is.
func chance(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// white is independent normal numbers.
func white(seed uint64, n int) []float64 {
	r := chance(seed)
	return drawn(n, func(int) float64 { return r.NormFloat64() })
}

// sticky is noise of variance 1 of which a share is left at the next step.
func sticky(seed uint64, n int, left float64) []float64 {
	e := white(seed, n)
	last := e[0]
	return drawn(n, func(i int) float64 {
		if i > 0 {
			last = left*last + math.Sqrt(1-left*left)*e[i]
		}
		return last
	})
}

// walk is a random walk.
func walk(seed uint64, n int) []float64 {
	last := 0.0
	e := white(seed, n)
	return drawn(n, func(i int) float64 {
		last += e[i]
		return last
	})
}

// drawn is n values of a function.
func drawn(n int, value func(i int) float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = value(i)
	}
	return values
}

// changed is values after a change of each.
func changed(values []float64, change func(i int, v float64) float64) []float64 {
	return drawn(len(values), func(i int) float64 { return change(i, values[i]) })
}

// linked is a result that follows a driver after a lag: the driver explains 60 % of its variance.
func linked(seed uint64, lag int, sign float64) (result, driver []float64) {
	long := sticky(seed, year+lag, 0.8)
	noise := sticky(seed+1000, year, 0.5)
	result = drawn(year, func(i int) float64 { return sign*math.Sqrt(0.6)*long[i] + math.Sqrt(0.4)*noise[i] })
	return result, long[lag:]
}

// usual is a daily case of a result with drivers.
func usual(result []float64, drivers ...[]float64) Case {
	c := Case{Result: result, Step: day, MaxLag: 60, Confidence: 0.95}
	for _, values := range drivers {
		c.Drivers = append(c.Drivers, Driver{Values: values})
	}
	return c
}

// ordinary is a case with a link after 21 days and a driver that is none.
func ordinary() Case {
	result, driver := linked(1, 21, 1)
	return usual(result, driver, sticky(2, year, 0.8))
}

// sound checks what is true of every finding of a case, and that the case is left as it was.
func sound(t rapid.TB, c Case) []Finding {
	t.Helper()
	before := slices.Clone(c.Result)
	findings := Test(c)
	if !same(before, c.Result) {
		t.Errorf("the result was changed")
	}
	if len(findings) != len(c.Drivers) {
		t.Fatalf("%d findings of %d drivers", len(findings), len(c.Drivers))
	}
	var ranks []int
	for _, f := range findings {
		soundFinding(t, &c, f)
		if f.Rank > 0 {
			ranks = append(ranks, f.Rank)
		}
	}
	slices.Sort(ranks)
	for i, rank := range ranks {
		if rank != i+1 {
			t.Errorf("ranks %v", ranks)
		}
	}
	return findings
}

func soundFinding(t rapid.TB, c *Case, f Finding) {
	t.Helper()
	if f.Verdict == InsufficientData {
		if f != (Finding{Verdict: InsufficientData, Problem: f.Problem}) || f.Problem == None {
			t.Errorf("%+v of what cannot be tested", f)
		}
		return
	}
	for _, v := range []float64{f.Correlation, f.PValue, f.EffectiveSamples, f.Elasticity, f.Skill} {
		if !isNumber(v) {
			t.Errorf("%v in %+v", v, f)
		}
	}
	switch {
	case f.Verdict != Supported && f.Verdict != NotSupported && f.Verdict != WrongDirection,
		f.Problem != None, f.Rank < 1,
		f.Lag < 0, f.Lag > max(0, c.MaxLag),
		f.PValue < 0, f.PValue > 1,
		math.Abs(f.Correlation) > 1,
		f.EffectiveSamples < 0, f.EffectiveSamples > float64(len(c.Result)),
		f.Skill < -1, f.Skill > 1,
		(f.Verdict == NotSupported) != (f.PValue >= c.significance()):
		t.Errorf("%+v makes no sense", f)
	}
}

// near tells whether two numbers differ by no more than a share of them, or of 1.
func near(a, b, tolerance float64) bool {
	return a == b || math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// nearAll tells it of all numbers.
func nearAll(a, b []float64, tolerance float64) bool {
	return slices.EqualFunc(a, b, func(a, b float64) bool { return near(a, b, tolerance) })
}

// same tells whether two series are equal, point by point, those without an answer too.
func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
}

// all is a series of which all values are known.
func all(values ...float64) series {
	s := series{values: values, known: make([]bool, len(values)), to: len(values), unit: 1}
	for i := range s.known {
		s.known[i] = true
	}
	return s
}

// anyWhite draws noise.
func anyWhite(t *rapid.T, n int) []float64 {
	return white(rapid.Uint64().Draw(t, "seed"), n)
}

// someValues draws numbers of ordinary size.
func someValues(t *rapid.T, least, most int, name string) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(-100, 100), least, most).Draw(t, name)
}

func TestSamplesAreWhatTheyAreTakenFor(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		want   float64 // autocorrelation
	}{
		{"white noise has no memory", white(1, 20000), 0},
		{"sticky noise has that memory", sticky(1, 20000, 0.8), 0.8},
	} {
		var variance, next float64
		for i, v := range tc.values {
			variance += v * v
			if i > 0 {
				next += v * tc.values[i-1]
			}
		}
		if !near(next/variance, tc.want, 0.03) || !near(variance/20000, 1, 0.1) {
			t.Errorf("%s: autocorrelation %v, want %v, variance %v", tc.reason, next/variance, tc.want, variance/20000)
		}
	}
}
