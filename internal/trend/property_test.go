/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyValue draws from few round numbers, so that there are ties, from ordinary numbers, and from all doubles.
var anyValue = rapid.OneOf(
	rapid.Map(rapid.IntRange(-3, 3), func(n int) float64 { return float64(n) }),
	rapid.Float64Range(-1000, 1000),
	rapid.Float64(),
	rapid.SampledFrom([]float64{
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e308, -1e308, 1e-300, math.NaN(), math.Inf(1), math.Inf(-1),
	}),
)

// plain values are far enough from the ends that sums of them round as usual.
var plain = rapid.OneOf(
	rapid.Map(rapid.IntRange(-3, 3), func(n int) float64 { return float64(n) }),
	rapid.Map(rapid.IntRange(-4000, 4000), func(n int) float64 { return float64(n) / 4 }),
)

// pointsOf are in time order, with gaps from none to years.
func pointsOf(value *rapid.Generator[float64], least, most int) *rapid.Generator[[]Point] {
	return rapid.Custom(func(t *rapid.T) []Point {
		gap := rapid.OneOf(
			rapid.SampledFrom([]time.Duration{0, 1, time.Hour, day, day, day}),
			rapid.Map(rapid.Int64Range(0, int64(100*day)), func(n int64) time.Duration { return time.Duration(n) }),
		)
		at, points := begin, []Point{}
		for _, value := range rapid.SliceOfN(value, least, most).Draw(t, "values") {
			at = at.Add(gap.Draw(t, "gap"))
			points = append(points, Point{Time: at, Value: value})
		}
		return points
	})
}

// sound is what holds for any trend.
func sound(t interface{ Fatalf(string, ...any) }, points []Point) {
	known := 0
	for _, p := range points {
		if !math.IsNaN(p.Value) && !math.IsInf(p.Value, 0) {
			known++
		}
	}
	got, ok := Of(points)
	switch {
	case ok != (known >= MinPoints):
		t.Fatalf("a trend of %d values: %t", known, ok)
	case !ok && got != (Trend{}):
		t.Fatalf("%+v where there is none", got)
	case math.IsNaN(got.PerDay) || math.IsInf(got.PerDay, 0):
		t.Fatalf("%v a day", got.PerDay)
	case !(got.PValue >= 0 && got.PValue <= 1):
		t.Fatalf("p of %v", got.PValue)
	}
	if again, _ := Of(points); again != got {
		t.Fatalf("%+v and then %+v", got, again)
	}
}

func TestAnyPointsAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { sound(t, pointsOf(anyValue, 0, 60).Draw(t, "points")) })
}

func TestPointsOutOfOrderAreSoundToo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sound(t, rapid.Permutation(pointsOf(anyValue, 0, 40).Draw(t, "points")).Draw(t, "order"))
	})
}

// changed gives the points with each one changed.
func changed(points []Point, f func(p Point) Point) []Point {
	others := make([]Point, len(points))
	for i, p := range points {
		others[i] = f(p)
	}
	return others
}

func TestUnitLevelAndTimeDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := pointsOf(plain, MinPoints, 40).Draw(t, "points")
		want, _ := Of(points)
		unit := math.Ldexp(1, rapid.IntRange(-900, 900).Draw(t, "unit"))
		if got, _ := Of(changed(points, func(p Point) Point { return Point{p.Time, p.Value * unit} })); got.PValue != want.PValue ||
			got.PerDay != want.PerDay*unit && !math.IsInf(want.PerDay*unit, 0) {
			t.Fatalf("in another unit %+v, want %+v times %v", got, want, unit)
		}
		later := time.Duration(rapid.Int64Range(-1e17, 1e17).Draw(t, "later"))
		if got, _ := Of(changed(points, func(p Point) Point { return Point{p.Time.Add(later), p.Value} })); got != want {
			t.Fatalf("at another time %+v, want %+v", got, want)
		}
		level := float64(rapid.IntRange(-100, 100).Draw(t, "level"))
		got, _ := Of(changed(points, func(p Point) Point { return Point{p.Time, p.Value + level} }))
		if !near(got.PerDay, want.PerDay, 1e-9*math.Abs(want.PerDay)) {
			t.Fatalf("on another level %+v, want %+v", got, want)
		}
	})
}

func TestDownIsTheMirrorOfUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := pointsOf(plain, MinPoints, 40).Draw(t, "points")
		want, _ := Of(points)
		got, _ := Of(changed(points, func(p Point) Point { return Point{p.Time, -p.Value} }))
		if got.PerDay != -want.PerDay || got.PValue != want.PValue {
			t.Fatalf("mirrored %+v, want the mirror of %+v", got, want)
		}
	})
}

// backwards are the points as they are met when time runs backwards.
func backwards(points []Point) []Point {
	last := points[len(points)-1].Time
	others := changed(points, func(p Point) Point { return Point{begin.Add(last.Sub(p.Time)), p.Value} })
	slices.Reverse(others)
	return others
}

func TestBackwardsIsTheMirrorToo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := every(day, rapid.SliceOfN(plain, MinPoints, 27).Draw(t, "values")...) // more have days of the week
		want, _ := Of(points)
		got, _ := Of(backwards(points))
		if !near(got.PerDay, -want.PerDay, 1e-9) || !near(got.PValue, want.PValue, 1e-9) {
			t.Fatalf("backwards %+v, want the mirror of %+v", got, want)
		}
	})
}

func TestSlopeNeverContradictsTheTest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := seriesOf(pointsOf(plain, MinPoints, 40).Draw(t, "points"))
		if concordance, slope := s.concordance(), s.slope(); concordance*slope < 0 {
			t.Fatalf("S = %v, and a slope of %v", concordance, slope)
		}
	})
}

func TestValuesThatAreNoneChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := pointsOf(plain, MinPoints, 30).Draw(t, "points")
		want, _ := Of(points)
		for range rapid.IntRange(1, 10).Draw(t, "times") {
			at := rapid.IntRange(0, len(points)-1).Draw(t, "at")
			none := rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}).Draw(t, "none")
			points = slices.Insert(points, at, Point{Time: points[at].Time, Value: none})
		}
		if got, _ := Of(points); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

// The slope is robust: under 29 % of the values may be anything at all, and it stays within those of the others.
func TestWildValuesDoNotMoveTheSlope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(20, 60).Draw(t, "n")
		slope := float64(rapid.IntRange(-50, 50).Draw(t, "slope"))
		points := drawn(n, n, func(x float64) float64 { return slope * math.Round(x*float64(n)) })
		for range n / 4 {
			points[rapid.IntRange(0, n-1).Draw(t, "at")].Value = rapid.Float64Range(-1e15, 1e15).Draw(t, "wild")
		}
		if got, ok := Of(points); !ok || !near(got.PerDay, slope, 1) {
			t.Fatalf("%+v, want about %v a day", got, slope)
		}
	})
}

func TestSteeperIsSurer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1, 1), MinPoints, 27).Draw(t, "values")
		steps := rapid.Float64Range(2.01, 1000).Draw(t, "steps") // more than any two differ by
		points := every(day, values...)
		for i := range points {
			points[i].Value += float64(i) * steps
		}
		if got, ok := Of(points); !ok || got.PerDay <= 0 || got.PValue > 0.01 {
			t.Fatalf("%+v, want a rise", got)
		}
	})
}
