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
)

// ordinary is a case without anything odd, on which odd things are tried.
func ordinary() Case {
	e := white(12, 5)
	return dailyFrom(-20, 46, func(d int) float64 { return 1.1*onPlan(max(d, 0)) + e() })
}

// set changes points of a case by the day of the quarter.
func (c Case) set(changes map[int]float64) Case {
	c.Values = slices.Clone(c.Values)
	for d, v := range changes {
		c.Values[d-int(c.First.Sub(begin)/day)] = v
	}
	return c
}

func TestValueRefuses(t *testing.T) {
	for _, tc := range []struct {
		reason string
		change func(*Case)
		want   bool
	}{
		{"nothing is odd", func(*Case) {}, true},
		{"no points", func(c *Case) { c.Values = nil }, false},
		{"points without an answer", func(c *Case) { c.Values = repeated(60, nan, inf, -inf) }, false},
		{"seven points since the start", func(c *Case) { c.Values = c.Values[:20+7] }, false},
		{"eight points since the start", func(c *Case) { c.Values = c.Values[:20+8] }, true},
		{"eight points since the start, one of them NaN", func(c *Case) { *c = c.set(map[int]float64{3: nan}); c.Values = c.Values[:20+8] }, false},
		{"nine points, one of them infinite", func(c *Case) { *c = c.set(map[int]float64{3: inf}); c.Values = c.Values[:20+9] }, true},
		{"all points before the start", func(c *Case) { c.Start = begin.Add(60 * day) }, false},
		{"all points after the due date", func(c *Case) { c.Start, c.Due = begin.Add(-60*day), begin.Add(-30*day) }, false},
		{"seven points up to the due date", func(c *Case) { c.Due = begin.Add(7*day - 1) }, false},
		{"eight points up to the due date", func(c *Case) { c.Due = begin.Add(7 * day) }, true},
		{"due at the start", func(c *Case) { c.Due = c.Start }, false},
		{"due before the start", func(c *Case) { c.Due = c.Start.Add(-day) }, false},
		{"no step", func(c *Case) { c.Step = 0 }, false},
		{"a step back", func(c *Case) { c.Step = -day }, false},
		{"no dates", func(c *Case) { c.First, c.Start, c.Due = time.Time{}, time.Time{}, time.Time{} }, false},
		{"no start", func(c *Case) { c.Start = time.Time{} }, true},
		{"due at the end of time", func(c *Case) { c.Due = time.Unix(1<<60, 0) }, true},
		{"so short a step that the rest is without end", func(c *Case) { c.Step, c.Start = 1, c.First }, true},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := ordinary()
			tc.change(&c)
			got, ok := Value(c)
			if ok != tc.want {
				t.Fatalf("ok = %t", ok)
			}
			sound(t, got)
			if !ok && got != (Forecast{}) {
				t.Errorf("%+v where there is no forecast", got)
			}
		})
	}
}

// What must change a forecast little, or not at all.
func TestValueBears(t *testing.T) {
	odd := func(d int, v float64) func(Case) Case {
		return func(c Case) Case { return c.set(map[int]float64{d: v}) }
	}
	for _, tc := range []struct {
		reason    string
		change    func(Case) Case
		tolerance float64 // in shares of the way, and of certainty
	}{
		{"one outlier of 1e12", odd(20, 1e12), 0.03},
		{"one of -1e12", odd(20, -1e12), 0.03},
		{"one of 1e50", odd(20, 1e50), 0.03},
		{"one in the past", odd(-10, 1e12), 0.03},
		{"the first point", odd(-20, 1e12), 0.03},
		{"two", func(c Case) Case { return c.set(map[int]float64{7: 1e12, 30: -1e9}) }, 0.05},
		{"the newest point", odd(45, 1e12), 0.25},
		{"one point is missing", odd(20, nan), 0.03},
		{"one is infinite", odd(20, inf), 0.03},
		{"every other point is missing", func(c Case) Case {
			c.Values = slices.Clone(c.Values)
			for i := 0; i < len(c.Values); i += 2 {
				c.Values[i] = nan
			}
			return c
		}, 0.2},
		{"no answer since some days", func(c Case) Case {
			return c.set(map[int]float64{43: nan, 44: inf, 45: nan})
		}, 0.1},
		{"nothing after the newest point", func(c Case) Case {
			c.Values = slices.Concat(c.Values, repeated(30, nan))
			return c
		}, 0},
		{"a past without an answer", func(c Case) Case {
			c.First, c.Values = c.First.Add(-30*day), slices.Concat(repeated(30, nan, inf), c.Values)
			return c
		}, 0},
		{"a past that is too short to tell anything", func(c Case) Case {
			return c.set(gap(-13, 0))
		}, 0.15},
		{"no past", func(c Case) Case {
			c.First, c.Values = begin, c.Values[20:]
			return c
		}, 0.15},
		{"two weeks are missing", func(c Case) Case { return c.set(gap(10, 24)) }, 0.15},
		{"a plan that is a straight line", func(c Case) Case {
			c.Plan = func(at time.Time) float64 { return at.Sub(begin).Hours() / 24 / quarter }
			return c
		}, 0.1},
		{"a plan that knows no number", func(c Case) Case {
			c.Plan = func(time.Time) float64 { return nan }
			return c
		}, 0.1},
		{"bounds far off", func(c Case) Case { c.Bounds = Band{-1e300, 1e300}; return c }, 0},
		{"bounds that are no numbers", func(c Case) Case { c.Bounds = Band{nan, nan}; return c }, 0},
		{"bounds the other way round", func(c Case) Case { c.Bounds = Band{5, -5}; return c }, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			want, got := forecastOf(t, ordinary()), forecastOf(t, tc.change(ordinary()))
			for _, pair := range [][2]float64{
				{want.Value / way, got.Value / way}, {want.Low / way, got.Low / way}, {want.High / way, got.High / way},
				{want.Probability, got.Probability},
			} {
				if math.Abs(pair[0]-pair[1]) > tc.tolerance {
					t.Fatalf("%+v, without that %+v", got, want)
				}
			}
		})
	}
}

func TestValueOfOddWants(t *testing.T) {
	for _, tc := range []struct {
		reason string
		wanted Band
		want   float64
	}{
		{"everything", Everything(), 1},
		{"nothing can be so great", AtLeast(1e308), 0},
		{"nothing can be so small", AtMost(-1e308), 0},
		{"more than infinity", AtLeast(inf), 0},
		{"a band the other way round", Band{200, -200}, 0},
		{"no number below", Band{nan, 100}, 0},
		{"no number above", Band{100, nan}, 0},
		{"no numbers", Band{nan, nan}, 0},
		{"a band of no width", Band{100, 100}, 0},
		{"all that a double holds", Band{-math.MaxFloat64, math.MaxFloat64}, 1},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := ordinary()
			c.Success = tc.wanted
			if got := forecastOf(t, c); math.Abs(got.Probability-tc.want) > 1e-4 {
				t.Errorf("probability %v, want %v", got.Probability, tc.want)
			}
		})
	}
}

func TestValueWithoutAWay(t *testing.T) {
	c := ordinary()
	c.Way = 0
	want := forecastOf(t, c)
	for _, tc := range []struct {
		reason string
		way    float64
	}{
		{"no number", nan},
		{"infinity", inf},
		{"minus infinity", -inf},
		{"less than rounding", 1e-300},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c.Way = tc.way
			if got := forecastOf(t, c); got != want {
				t.Errorf("%+v, want that of no way: %+v", got, want)
			}
		})
	}
}

func TestValueOfWhatNeverMoves(t *testing.T) {
	for _, v := range []float64{0, 3, -7.5, 0.1, 1e-308, 1e308, -math.MaxFloat64} {
		for _, days := range []int{8, 46, 91} {
			c := daily(days, func(int) float64 { return v })
			c.Way, c.Success = 0, Band{v - math.Abs(v)/10, v + math.Abs(v)/10}
			got := forecastOf(t, c)
			if !near(got.Low/v, 1, 1e-3) || !near(got.High/v, 1, 1e-3) || got.Probability < 0.99 {
				if v != 0 || math.Abs(got.Low) > 1e-3 || math.Abs(got.High) > 1e-3 {
					t.Errorf("%v after %d days of %v", got, days, v)
				}
			}
			for _, wanted := range []Band{AtLeast(v), AtMost(v), {v, v}} {
				c.Success = wanted
				if got := forecastOf(t, c); got.Probability < 0.99 {
					t.Errorf("%v after %d days of %v, of %v", got, days, v, wanted)
				}
			}
			c.Success = AtLeast(v + math.Abs(v)/10 + 0.1)
			if got := forecastOf(t, c); got.Probability > 0.01 {
				t.Errorf("%v after %d days of %v, of what is more", got, days, v)
			}
		}
	}
}

// At the due date the last value is the value, and success is a matter of fact. Points after it do not count.
func TestValueAtTheDueDate(t *testing.T) {
	e := white(13, 5)
	full := daily(quarter+30, func(d int) float64 { return onPlan(d) + e() })
	last := full.Values[quarter]
	for _, tc := range []struct {
		reason string
		values []float64
		wanted Band
		want   float64
	}{
		{"due with the last point, reached", full.Values[:quarter+1], AtLeast(last), 1},
		{"due with the last point, just missed", full.Values[:quarter+1], AtLeast(last + 1e-3), 0},
		{"due with the last point, at the most", full.Values[:quarter+1], AtMost(last), 1},
		{"due a month ago, reached", full.Values, AtLeast(last), 1},
		{"due a month ago, just missed", full.Values, AtLeast(last + 1e-3), 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := full
			c.Values, c.Success = tc.values, tc.wanted
			got := forecastOf(t, c)
			if got.Probability != tc.want || !near(got.Low, last, 1e-6) || !near(got.High, last, 1e-6) {
				t.Errorf("%+v, want %v and probability %v", got, last, tc.want)
			}
		})
	}
	early := full
	early.Due = begin.Add(60 * day)
	want := forecastOf(t, early)
	early.Values = with(early.Values, map[int]float64{61: 1e12, 70: nan, 90: -inf})
	if got := forecastOf(t, early); got != want {
		t.Errorf("%+v, and with other points after the due date %+v", want, got)
	}
}

// A few hours before the due date the value is the last one and what happens in a few hours.
func TestValueJustBeforeTheDueDate(t *testing.T) {
	c := daily(quarter, onPlan)
	e := white(14, 4)
	for i := range c.Values {
		c.Values[i] += e()
	}
	last, width := c.Values[quarter-1], inf
	for _, after := range []time.Duration{day, 12 * time.Hour, 3 * time.Hour, time.Minute, time.Nanosecond, 0} {
		c.Due = begin.Add((quarter-1)*day + after)
		got := forecastOf(t, c)
		if got.High-got.Low > width {
			t.Errorf("%s before the due date the interval is %v wide, and wider than before", after, got.High-got.Low)
		}
		width = got.High - got.Low
	}
	if got := forecastOf(t, c); !near(got.Value, last, 1e-6) {
		t.Errorf("%+v at the due date, where the value is %v", got, last)
	}
}

// What was reached and lost again is not reached.
func TestValueOfWhatWasReachedAndLost(t *testing.T) {
	got := lookAt(t, 0, 75, noisy(func(d int) float64 {
		if d < 50 {
			return 2 * onPlan(d)
		}
		return 2*onPlan(50) - 1.5*float64(d-50)
	}, 3), asItIs)
	if got.probability > 0.4 || got.probability < 0.001 {
		t.Errorf("mean probability %v", got.probability)
	}
}

func TestValueOfUnusualGrids(t *testing.T) {
	e := white(15, 5)
	// So many points on plan, of a period of so many steps.
	grid := func(step time.Duration, n, length int) Case {
		c := daily(n, func(i int) float64 { return way*float64(i)/float64(length) + e() })
		c.Step, c.Due = step, c.Start.Add(time.Duration(length)*step)
		return c
	}
	thin := func(d int) float64 {
		if d%7 > 0 {
			return nan
		}
		return onPlan(d) + e()
	}
	since := func(d int) float64 { return onPlan(max(d, 0)) + e() }
	for _, tc := range []struct {
		reason string
		c      Case
	}{
		{"eleven thousand points", grid(10*time.Minute, 11_000, 15_000)},
		{"one a week", grid(7*day, 14, 26)},
		{"steps of a nanosecond", grid(1, 60, quarter)},
		{"steps of ten years", grid(3650*day, 20, 23)},
		{"one a week on a daily grid", daily(quarter-1, thin)},
		{"a history that begins in the middle", dailyFrom(30, 60, since)},
		{"four points, and four points after a long time", daily(70, func(d int) float64 { return onPlan(d) + e() }).set(gap(4, 66))},
		{"points that come in pairs", daily(70, func(d int) float64 {
			if d%10 > 1 {
				return nan
			}
			return onPlan(d) + e()
		})},
		{"months are missing", dailyFrom(-90, 60, since).set(gap(-60, 35))},
		{"a year of past and eight points", dailyFrom(-365, 8, since)},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := forecastOf(t, tc.c)
			if got.Low > 110 || got.High < 90 || got.High-got.Low > 150 || got.High-got.Low < 1 {
				t.Errorf("%+v of what is on plan", got)
			}
		})
	}
}

// Odd values, ways, wants, plans and due dates, each with each.
func TestValueIsSoundWhateverComes(t *testing.T) {
	odd := []float64{0, 1, -1e308, 1e308, 1e-308, 5e-324, nan, inf, -inf, 1e12, 0.3}
	histories := [][]float64{
		repeated(40, 0), repeated(40, 1e308, -1e308), repeated(40, 1e-308), repeated(40, 5e-324, 0), repeated(60, nan, 1),
		repeated(40, odd...), repeated(40, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1e308), upFrom(-1e6, 40), repeated(8, 1, 2),
		with(repeated(40, 0), map[int]float64{3: 1e-300, 17: 1e300}), with(repeated(40, 1), map[int]float64{39: 1e-12}),
	}
	plan := func(at time.Time) float64 { return odd[at.Unix()/3600%11] }
	for _, history := range histories {
		for i, way := range odd {
			for j, end := range odd {
				c := daily(len(history), func(d int) float64 { return history[d] })
				c.Way, c.Success, c.Bounds = way, AtLeast(end), Band{-end, end}
				if i%2 == 0 {
					c.Plan = plan
				}
				if j%2 == 0 {
					c.Success, c.Due = Band{-way, end}, c.First.Add(time.Duration(len(history)-1)*day+time.Minute)
				}
				sound(t, forecastOf(t, c))
			}
		}
	}
}
