/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anySeries draws a series of some kind.
func anySeries(t *rapid.T, n int) []float64 {
	seed := rapid.Uint64().Draw(t, "seed")
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return white(seed, n)
	case 1:
		return walk(seed, n)
	case 2: // a total
		return changed(walk(seed, n), func(i int, v float64) float64 { return v + 4*float64(i) })
	case 3: // with a season
		return changed(sticky(seed, n, 0.7), func(i int, v float64) float64 { return v + 2*float64(i%7/5) })
	}
	return sticky(seed, n, rapid.Float64Range(0, 0.95).Draw(t, "memory"))
}

// anyCase draws a case of up to five drivers, one of which may lead the result. Some of its values are missing.
func anyCase(t *rapid.T) Case {
	n := rapid.IntRange(130, 240).Draw(t, "n")
	result, driver := linked(rapid.Uint64Range(1, 1e6).Draw(t, "link"), rapid.IntRange(0, 40).Draw(t, "lag"), 1)
	c := usual(result[:n], driver[:n])
	if rapid.Bool().Draw(t, "unrelated") {
		c.Result = anySeries(t, n)
	}
	for range rapid.IntRange(0, 4).Draw(t, "others") {
		c.Drivers = append(c.Drivers, Driver{Values: anySeries(t, n)})
	}
	for range rapid.IntRange(0, 6).Draw(t, "gaps") {
		at := rapid.IntRange(0, n-1).Draw(t, "at")
		c.Result[at] = nan
		d := rapid.IntRange(0, len(c.Drivers)-1).Draw(t, "of driver")
		c.Drivers[d].Values[(at+7)%n] = inf
	}
	c.MaxLag = rapid.IntRange(0, 60).Draw(t, "greatest lag")
	for i := range c.Drivers {
		c.Drivers[i].Expected = rapid.SampledFrom([]Direction{Either, Increase, Decrease}).Draw(t, "expected")
	}
	return c
}

// nearFindings tells whether findings say the same but for rounding. Elasticity is not compared: it has a unit.
func nearFindings(a, b []Finding) bool {
	return slices.EqualFunc(a, b, func(a, b Finding) bool {
		return a.Verdict == b.Verdict && a.Problem == b.Problem && a.Lag == b.Lag && near(a.Correlation, b.Correlation, 1e-6) &&
			near(a.PValue, b.PValue, 1e-6) && near(a.EffectiveSamples, b.EffectiveSamples, 1e-6) && near(a.Skill, b.Skill, 1e-6)
	})
}

// with is a case of which all series are changed.
func (c Case) with(result, driver func(i int, v float64) float64) Case {
	c.Result = changed(c.Result, result)
	c.Drivers = slices.Clone(c.Drivers)
	for i := range c.Drivers {
		c.Drivers[i].Values = changed(c.Drivers[i].Values, driver)
	}
	return c
}

func asItIs(_ int, v float64) float64 { return v }

func TestEqualCasesHaveEqualFindings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		if first, again := sound(t, c), sound(t, c); !slices.Equal(first, again) {
			t.Fatalf("%+v and then %+v", first, again)
		}
	})
}

func TestOrderOfDriversMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		order := rapid.Permutation(drawnInts(len(c.Drivers))).Draw(t, "order")
		want, other := sound(t, c), c
		other.Drivers = make([]Driver, len(c.Drivers))
		for i, from := range order {
			other.Drivers[i] = c.Drivers[from]
		}
		for i, got := range sound(t, other) {
			if there := want[order[i]]; got != there && !tied(there, want) {
				t.Fatalf("%+v at place %d, %+v at %d", got, i, there, order[i])
			}
		}
	})
}

// tied tells whether another finding is as strong, so that their places decide on the rank.
func tied(f Finding, among []Finding) bool {
	n := 0
	for _, other := range among {
		if other.Correlation == f.Correlation && other.PValue == f.PValue {
			n++
		}
	}
	return n > 1
}

func drawnInts(n int) []int {
	ints := make([]int, n)
	for i := range ints {
		ints[i] = i
	}
	return ints
}

// More drivers can only make a p-value greater, and nothing else different.
func TestDriversAreTestedByThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		alone := c
		alone.Drivers = c.Drivers[:1]
		one, first := sound(t, alone)[0], sound(t, c)[0]
		if first.PValue < one.PValue-1e-12 || first.PValue > one.PValue*float64(len(c.Drivers))+1e-12 {
			t.Fatalf("p %v alone and %v among %d", one.PValue, first.PValue, len(c.Drivers))
		}
		one.PValue, one.Rank, one.Verdict = first.PValue, first.Rank, first.Verdict
		if one != first {
			t.Fatalf("%+v alone, %+v beside others", one, first)
		}
	})
}

func TestUnitsMakeNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		ofResult := math.Exp2(float64(rapid.IntRange(-30, 30).Draw(t, "result's unit")))
		ofDriver := math.Exp2(float64(rapid.IntRange(-30, 30).Draw(t, "driver's unit")))
		want := sound(t, c)
		got := sound(t, c.with(
			func(_ int, v float64) float64 { return ofResult * v },
			func(_ int, v float64) float64 { return ofDriver * v }))
		if !nearFindings(got, want) {
			t.Fatalf("%+v, in other units %+v", want, got)
		}
		for i, f := range got {
			by := ofResult / ofDriver
			if f.Relative {
				by = 1
			}
			if !near(f.Elasticity/by, want[i].Elasticity, 1e-6) {
				t.Fatalf("elasticity %v, in units of %v and %v %v", want[i].Elasticity, ofResult, ofDriver, f.Elasticity)
			}
		}
	})
}

func TestZeroPointsMakeNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		up, down := float64(rapid.IntRange(-50, 50).Draw(t, "result's")), float64(rapid.IntRange(-50, 50).Draw(t, "driver's"))
		want := sound(t, c)
		got := sound(t, c.with(
			func(_ int, v float64) float64 { return v + up },
			func(_ int, v float64) float64 { return v + down }))
		if !nearFindings(got, want) {
			t.Fatalf("%+v, from another zero %+v", want, got)
		}
	})
}

func TestUpsideDownTheSignIsTheOther(t *testing.T) {
	opposite := map[Direction]Direction{Either: Either, Increase: Decrease, Decrease: Increase}
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		want := sound(t, c)
		turned := c.with(asItIs, func(_ int, v float64) float64 { return -v })
		for i := range turned.Drivers {
			turned.Drivers[i].Expected = opposite[c.Drivers[i].Expected]
		}
		got := sound(t, turned)
		for i := range got {
			got[i].Correlation = -got[i].Correlation
			if !got[i].Relative && !want[i].Relative && !near(got[i].Elasticity, -want[i].Elasticity, 1e-6) {
				t.Fatalf("elasticity %v, upside down %v", want[i].Elasticity, got[i].Elasticity)
			}
		}
		if !nearFindings(got, want) {
			t.Fatalf("%+v, upside down %+v", want, got)
		}
	})
}

// A season and a line in both series change next to nothing.
func TestSeasonsAndTrendsInCommonMakeNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lag := rapid.IntRange(3, 40).Draw(t, "lag")
		result, driver := linked(rapid.Uint64Range(1, 500).Draw(t, "seed"), lag, 1)
		c := usual(result, driver, sticky(rapid.Uint64Range(501, 1000).Draw(t, "other"), year, 0.8))
		profile := rapid.SliceOfN(rapid.Float64Range(-20, 20), 7, 7).Draw(t, "profile")
		slope := rapid.Float64Range(-0.1, 0.1).Draw(t, "slope")
		both := func(i int, v float64) float64 { return v + profile[i%7] + slope*float64(i) }
		want, got := sound(t, c), sound(t, c.with(both, both))
		if got[0].Verdict != Supported || want[0].Verdict != Supported {
			t.Fatalf("%+v, with a season and a trend %+v", want[0], got[0])
		}
		if got[0].Lag != want[0].Lag || math.Abs(got[0].Correlation-want[0].Correlation) > 0.1 {
			t.Fatalf("%+v, with a season and a trend %+v", want[0], got[0])
		}
	})
}

// What a driver does after the history is over is not asked, and neither is what the result did before the driver began.
func TestLagIsReadFromTheSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lag := rapid.IntRange(0, 60).Draw(t, "lag")
		sign := rapid.SampledFrom([]float64{1, -1}).Draw(t, "sign")
		result, driver := linked(rapid.Uint64Range(1, 2000).Draw(t, "seed"), lag, sign)
		f := sound(t, usual(result, driver))[0]
		if f.Verdict != Supported || f.Lag != lag || f.Correlation*sign <= 0 {
			t.Fatalf("%+v of a link after %d days, sign %v", f, lag, sign)
		}
	})
}

// The more confidence is asked, the less is supported.
func TestConfidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		c.Confidence = rapid.Float64Range(0.01, 0.99).Draw(t, "confidence")
		some := sound(t, c)
		c.Confidence = rapid.Float64Range(c.Confidence, 0.999).Draw(t, "more")
		for i, f := range sound(t, c) {
			if some[i].Verdict == NotSupported && f.Verdict != NotSupported {
				t.Fatalf("%+v with less, %+v with more confidence", some[i], f)
			}
			if f.PValue != some[i].PValue {
				t.Fatalf("p %v becomes %v", some[i].PValue, f.PValue)
			}
		}
	})
}
