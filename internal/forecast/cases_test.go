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

	"pgregory.net/rapid"
)

// The period of most cases is a quarter that begins on a Thursday, and in which a number is meant to go from 0 to 100.
var (
	begin = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	end   = begin.Add(quarter * day)
)

const (
	quarter = 92
	way     = 100
)

// daily is a case with a point for each of so many days of the quarter.
func daily(days int, value func(day int) float64) Case { return dailyFrom(0, days, value) }

// dailyFrom is a case with a point for each day from one of the quarter, before it where that is negative, to another
// one.
func dailyFrom(from, to int, value func(day int) float64) Case {
	c := Case{
		First: begin.Add(time.Duration(from) * day), Step: day, Start: begin, Due: end,
		Success: AtLeast(way), Bounds: Everything(), Way: way,
	}
	for i := from; i < to; i++ {
		c.Values = append(c.Values, value(i))
	}
	return c
}

// onPlan is the value that a straight plan has on a day.
func onPlan(day int) float64 { return way * float64(day) / quarter }

// white is noise without a memory.
func white(seed uint64, deviation float64) func() float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	return func() float64 { return deviation * r.NormFloat64() }
}

// wander is a random walk with so large steps.
func wander(seed uint64, deviation float64) func() float64 {
	r, at := rand.New(rand.NewPCG(seed, 2)), 0.0
	return func() float64 {
		at += deviation * r.NormFloat64()
		return at
	}
}

// sticky is noise of which a part is left after a day.
func sticky(seed uint64, deviation, left float64) func() float64 {
	r := rand.New(rand.NewPCG(seed, 3))
	at := deviation * r.NormFloat64()
	return func() float64 {
		at = left*at + deviation*math.Sqrt(1-left*left)*r.NormFloat64()
		return at
	}
}

// forecastOf is the forecast of a case that has one.
func forecastOf(t testing.TB, c Case) Forecast {
	t.Helper()
	f, ok := Value(c)
	if !ok {
		t.Fatalf("no forecast of %d points", len(c.Values))
	}
	sound(t, f)
	return f
}

// sound checks what holds of every forecast.
func sound(t rapid.TB, f Forecast) {
	t.Helper()
	for _, v := range []float64{f.Value, f.Low, f.High, f.Probability} {
		if !isNumber(v) {
			t.Errorf("%+v holds what is not a number", f)
			return
		}
	}
	if f.Low > f.Value || f.Value > f.High {
		t.Errorf("%+v: the median is outside the interval", f)
	}
	if f.Probability < 0 || f.Probability > 1 {
		t.Errorf("%+v: no probability", f)
	}
}

// holds tells whether a value is in the interval of a forecast.
func (f Forecast) holds(v float64) bool { return f.Low <= v && v <= f.High }

// near tells whether two numbers are the same but for a share of the greater, or for that itself where both are small.
func near(a, b, tolerance float64) bool {
	return a == b || math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// nearAll tells that of two lists, in which NaN is like NaN.
func nearAll(a, b []float64, tolerance float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return near(x, y, tolerance) || math.IsNaN(x) && math.IsNaN(y)
	})
}

var nan, inf = math.NaN(), math.Inf(1)
