/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyNoise draws noise of some kind.
func anyNoise(t *rapid.T) func() float64 {
	seed, deviation := rapid.Uint64().Draw(t, "seed"), rapid.Float64Range(0.01, 20).Draw(t, "deviation")
	switch rapid.IntRange(0, 3).Draw(t, "noise") {
	case 0:
		return wander(seed, deviation/3)
	case 1:
		return sticky(seed, deviation, 0.9)
	case 2: // what only rises
		e, sum := white(seed, deviation), 0.0
		return func() float64 {
			sum += math.Abs(e())
			return sum
		}
	}
	return white(seed, deviation)
}

// anyCase draws a history of a plausible kind, a long way from 0 to 1 in its own unit, on some grid.
func anyCase(t *rapid.T) Case {
	from := rapid.OneOf(rapid.Just(0), rapid.IntRange(-2*quarter, 20)).Draw(t, "from")
	to := rapid.IntRange(max(from, 0)+MinPoints+4, quarter-1).Draw(t, "to")
	pace, bend := rapid.Float64Range(0.3, 2).Draw(t, "pace"), rapid.Float64Range(0.3, 3).Draw(t, "bend")
	stop := rapid.IntRange(1, 2*quarter).Draw(t, "stop")
	season, e := rapid.SampledFrom([]float64{0, 0, 1}).Draw(t, "season"), anyNoise(t)
	c := dailyFrom(from, to, func(d int) float64 {
		return pace*way*math.Pow(float64(max(0, min(d, stop)))/quarter, bend) + season*weekday(d) + e()
	})
	for i := range rapid.IntRange(0, 3).Draw(t, "odd points") {
		at := rapid.IntRange(0, len(c.Values)-1).Draw(t, "where")
		c.Values[at] = []float64{nan, inf, -1e6}[i]
	}
	step := rapid.SampledFrom([]time.Duration{day, 12 * time.Hour, 7*time.Hour + 1, 7 * day}).Draw(t, "step")
	c.Step, c.First, c.Due = step, begin.Add(time.Duration(from)*step), begin.Add(quarter*step)
	c.Success = AtLeast(rapid.Float64Range(20, 150).Draw(t, "wanted"))
	if rapid.Bool().Draw(t, "two ends") {
		c.Success.Max = c.Success.Min + rapid.Float64Range(1, 60).Draw(t, "width")
	}
	c.Way = rapid.SampledFrom([]float64{way, way, way / 2, -way, 0}).Draw(t, "way")
	if rapid.Bool().Draw(t, "plan") {
		start, length := c.Start, c.Due.Sub(c.Start)
		c.Plan = func(at time.Time) float64 { return math.Pow(float64(at.Sub(start))/float64(length), bend) }
	}
	return c
}

// foresee is the forecast of a case that a property is about.
func foresee(t *rapid.T, c Case) Forecast {
	t.Helper()
	before := slices.Clone(c.Values)
	f, ok := Value(c)
	if !ok {
		t.Skip("too little is left of it")
	}
	sound(t, f)
	if !nearAll(c.Values, before, 0) {
		t.Error("the history was changed")
	}
	return f
}

// changed is a case whose values are others.
func (c Case) changed(change func(v float64) float64) Case {
	c.Values = slices.Clone(c.Values)
	for i, v := range c.Values {
		c.Values[i] = change(v)
	}
	return c
}

func TestTheSameCaseHasTheSameForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		if one, other := foresee(t, c), foresee(t, c); one != other {
			t.Errorf("%+v and then %+v", one, other)
		}
	})
}

func TestDatesDoNotMatter(t *testing.T) {
	zones := []*time.Location{time.UTC, time.FixedZone("far east", 14*3600), time.FixedZone("odd", -1234)}
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		want := foresee(t, c)
		seconds, nanos := rapid.Int64Range(-6e10, 2e11).Draw(t, "seconds"), rapid.Int64Range(0, 1e9).Draw(t, "nanoseconds")
		start := time.Unix(seconds, nanos).In(rapid.SampledFrom(zones).Draw(t, "zone"))
		moved := c
		moved.Start, moved.First, moved.Due = start, start.Add(c.First.Sub(c.Start)), start.Add(c.Due.Sub(c.Start))
		if c.Plan != nil {
			moved.Plan = func(at time.Time) float64 { return c.Plan(c.Start.Add(at.Sub(start))) }
		}
		if got := foresee(t, moved); got != want {
			t.Errorf("%+v, and from %s on %+v", want, start, got)
		}
	})
}

// scaled is a case in other units, with another zero.
func (c Case) scaled(factor, offset float64) Case {
	c = c.changed(func(v float64) float64 { return v*factor + offset })
	c.Way *= factor
	c.Success = Band{c.Success.Min*factor + offset, c.Success.Max*factor + offset}
	if factor < 0 {
		c.Success.Min, c.Success.Max = c.Success.Max, c.Success.Min
	}
	return c
}

func TestUnitsDoNotMatterAtAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		// No natural bounds: great numbers are whole ones, and what is whole and not negative counts something.
		c.Values[max(0, int(c.Start.Sub(c.First)/c.Step))] = -1
		want, factor := foresee(t, c), math.Ldexp(1, rapid.IntRange(0, 900).Draw(t, "power of two"))
		got := foresee(t, c.scaled(factor, 0))
		if got.Probability != want.Probability || got.Value != want.Value*factor || got.Low != want.Low*factor || got.High != want.High*factor {
			t.Errorf("%+v, and times %v %+v", want, factor, got)
		}
		if got := foresee(t, c.scaled(1/factor, 0)); got.Probability != want.Probability {
			t.Errorf("%+v, and divided by %v %+v", want, factor, got)
		}
	})
}

func TestUnitsAndZeroDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		factor, offset := math.Pow(10, rapid.Float64Range(-3, 9).Draw(t, "log factor")), rapid.Float64Range(-1e3, 1e3).Draw(t, "offset")
		if rapid.Bool().Draw(t, "mirrored") {
			factor = -factor
		}
		want, got := foresee(t, c), foresee(t, c.scaled(factor, offset*factor))
		if !near(got.Probability, want.Probability, 1e-6) {
			t.Errorf("%+v, and times %v from %v on %+v", want, factor, offset, got)
		}
	})
}

func TestMoreThatCountsIsMoreProbable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		narrow, wide := c, c
		if rapid.Bool().Draw(t, "below") {
			wide.Success.Min -= rapid.Float64Range(0, 50).Draw(t, "more below")
		}
		wide.Success.Max += rapid.Float64Range(0, 50).Draw(t, "more above")
		if one, other := foresee(t, narrow), foresee(t, wide); other.Probability < one.Probability-1e-12 {
			t.Errorf("%v has probability %v, but %v %v", narrow.Success, one.Probability, wide.Success, other.Probability)
		}
	})
}

func TestOneOfTwoComesTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		end := rapid.Float64Range(-50, 250).Draw(t, "end")
		c.Success = AtLeast(end)
		above := foresee(t, c)
		c.Success = AtMost(end)
		below := foresee(t, c)
		// A value within rounding of the end counts as both.
		if sum := above.Probability + below.Probability; sum < 1-1e-9 || sum > 1+0.02 {
			t.Errorf("at least %v has probability %v, at most that %v", end, above.Probability, below.Probability)
		}
		if above.Low != below.Low || above.Value != below.Value || above.High != below.High {
			t.Errorf("%+v, and with another success %+v", above, below)
		}
	})
}

// The probability of what is over the median is a half, that of the interval four fifths.
func TestProbabilityAgreesWithTheInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		f := foresee(t, c)
		w, _ := newWindow(c.First, c.Step, c.Values, c.Start, c.Due)
		if bounds := boundsOf(&c, w); f.Low <= bounds.Min || f.High >= bounds.Max {
			t.Skip("what is past a bound is on it")
		}
		for _, tc := range []struct {
			band Band
			want float64
		}{{AtLeast(f.Value), 0.5}, {AtMost(f.Low), 0.1}, {AtLeast(f.High), 0.1}, {Band{f.Low, f.High}, 0.8}} {
			c.Success = tc.band
			if got := foresee(t, c); math.Abs(got.Probability-tc.want) > 0.02 {
				t.Errorf("%v has probability %v, want %v of %+v", tc.band, got.Probability, tc.want, f)
			}
		}
	})
}

// What is better all along is no worse at the end.
func TestBetterAllAlongIsMoreProbable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		c.Success.Max = inf
		want, by := foresee(t, c), rapid.Float64Range(0, 50).Draw(t, "better by")
		better := c.changed(func(v float64) float64 { return v + by })
		if got := foresee(t, better); got.Probability < want.Probability-1e-6 || !near(got.Value, want.Value+by, 1e-6) {
			t.Errorf("%+v, and with %v more %+v", want, by, got)
		}
	})
}
