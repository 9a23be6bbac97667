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
	"time"
)

// since is a case whose history begins so many days before the period.
func (c ShareCase) since(days int) ShareCase {
	c.First = c.Start.Add(-time.Duration(days) * day)
	return c
}

// lasting is a case that is due so many days after its start.
func (c ShareCase) lasting(days int) ShareCase {
	c.Due = c.Start.Add(time.Duration(days) * day)
	return c
}

// What makes one share likelier than another.
func TestShareCompares(t *testing.T) {
	mixed := repeated(40, 1, 1, 0, 1, 1, 1, 0, 1)
	for _, tc := range []struct {
		reason        string
		worse, better ShareCase
	}{
		{"it is inside more often", upAndDown(0.8, repeated(40, 1, 1, 0)...), upAndDown(0.8, repeated(40, 1, 1, 1, 0)...)},
		{"it is inside now", upAndDown(0.75, append(slices.Clone(mixed), 0, 0)...), upAndDown(0.75, append(slices.Clone(mixed), 1, 1)...)},
		{"it was inside lately, not at first",
			upAndDown(0.5, slices.Concat(repeated(23, 1), repeated(23, 0))...),
			upAndDown(0.5, slices.Concat(repeated(23, 0), repeated(23, 1))...)},
		{"the past was better",
			upAndDown(0.8, slices.Concat(repeated(60, 1, 0), repeated(12, 1, 1, 0))...).since(60),
			upAndDown(0.8, slices.Concat(repeated(60, 1), repeated(12, 1, 1, 0))...).since(60)},
		{"less is wanted", upAndDown(0.85, mixed...), upAndDown(0.7, mixed...)},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			worse, better := shareOf(t, tc.worse), shareOf(t, tc.better)
			if better.Probability <= worse.Probability {
				t.Errorf("%+v is no more likely than %+v", better, worse)
			}
		})
	}
}

func TestShareIsTheSurerTheLessIsToCome(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	values, last := chain(r, quarter+1, 0.8, 0.6), inf
	for _, days := range []int{12, 30, 60, 80, quarter + 1} {
		f := shareOf(t, upAndDown(0.8, values[:days]...))
		if width := f.High - f.Low; width >= last {
			t.Errorf("the interval is %v wide after %d days, %v before", width, days, last)
		} else {
			last = width
		}
	}
}

// So many points are to come, and all or none of them may be inside: the ends of the interval are whole numbers of them.
func TestShareEndsOnWholePoints(t *testing.T) {
	for _, tc := range []struct {
		reason string
		c      ShareCase
	}{
		{"all inside so far", upAndDown(0.5, repeated(40, 1)...)},
		{"none inside so far", upAndDown(0.5, repeated(40, 0)...)},
		{"now and then", upAndDown(0.5, repeated(40, 1, 1, 0)...)},
		{"one point to come", upAndDown(0.5, repeated(40, 1, 1, 0)...).lasting(40)},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			f := shareOf(t, tc.c)
			whole, gone := tc.c.Due.Sub(begin).Hours()/24, float64(len(tc.c.Values)-1)
			sure := gone / whole * share(tc.c.Values)
			for _, v := range []float64{f.Low, f.High} {
				if points := (v - sure) * whole; !near(points, math.Round(points), 1e-6) {
					t.Errorf("%+v: %v points of %v are inside", f, points, whole-gone)
				}
			}
		})
	}
	always, never := shareOf(t, upAndDown(0.5, repeated(40, 1)...)), shareOf(t, upAndDown(0.5, repeated(40, 0)...))
	if always.High != 1 || never.Low != 0 {
		t.Errorf("%+v may stay inside, and %+v outside", always, never)
	}
}

// What is missing is neither inside nor outside.
func TestShareBears(t *testing.T) {
	base := upAndDown(0.7, chain(rand.New(rand.NewPCG(13, 13)), 60, 0.75, 0.4)...)
	for _, tc := range []struct {
		reason    string
		change    func(values []float64) []float64
		tolerance float64
	}{
		{"one is missing", func(v []float64) []float64 { return with(v, map[int]float64{30: nan}) }, 0.05},
		{"one is infinite", func(v []float64) []float64 { return with(v, map[int]float64{30: -inf}) }, 0.05},
		{"two weeks are missing", func(v []float64) []float64 { return with(v, gap(20, 34)) }, 0.2},
		{"one in four is missing", func(v []float64) []float64 { return with(v, gaps(4, 60)) }, 0.2},
		{"none at the end", func(v []float64) []float64 { return append(slices.Clone(v), nan, inf, nan) }, 0},
		{"others far inside", func(v []float64) []float64 {
			v = slices.Clone(v)
			for i := range v {
				v[i] *= 1e300
			}
			return v
		}, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := base
			c.Values = tc.change(base.Values)
			want, got := shareOf(t, base), shareOf(t, c)
			if math.Abs(got.Value-want.Value) > tc.tolerance || math.Abs(got.Probability-want.Probability) > 2*tc.tolerance {
				t.Errorf("%+v, without that %+v", got, want)
			}
		})
	}
}

func TestShareOfUnusualGrids(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 14))
	for _, tc := range []struct {
		reason string
		n      int
		step   time.Duration
		length int // of the period, in steps
	}{
		{"eight points", 8, day, quarter},
		{"eleven thousand", 11_000, 10 * time.Minute, 13_000},
		{"one a week", 14, 7 * day, 26},
		{"steps of a nanosecond", 60, 1, quarter},
		{"steps of ten years", 20, 3650 * day, 23},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := upAndDown(0.6, chain(r, tc.n, 0.8, 0.5)...)
			c.Step, c.Due = tc.step, c.Start.Add(time.Duration(tc.length)*tc.step)
			if got := shareOf(t, c); got.Low < 0.1 || got.High > 1 || got.High-got.Low > 0.8 {
				t.Errorf("%+v", got)
			}
		})
	}
}
