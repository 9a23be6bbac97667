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

// upAndDown is a case of 1 where the time counts and 0 where it does not, a point for each of the first days of the
// quarter.
func upAndDown(target float64, values ...float64) ShareCase {
	return ShareCase{
		First: begin, Step: day, Values: values, Start: begin, Due: end, Inside: AtLeast(1), Target: target, SoFar: nan,
	}
}

// repeated is a pattern again and again.
func repeated(n int, pattern ...float64) []float64 {
	return slices.Repeat(pattern, (n+len(pattern)-1)/len(pattern))[:n]
}

func shareOf(t testing.TB, c ShareCase) Forecast {
	t.Helper()
	f, ok := Share(c)
	if !ok {
		t.Fatalf("no forecast of %d points", len(c.Values))
	}
	sound(t, f)
	return f
}

func TestShare(t *testing.T) {
	// From the first to the last of 47 points a half of the quarter passes.
	const half = quarter/2 + 1
	var (
		always, never = repeated(half, 1), repeated(half, 0)
		mostly        = repeated(half, 1, 1, 1, 1, 0)
		lately        = slices.Concat(repeated(half/2, 0), repeated(half-half/2, 1))
	)
	for _, tc := range []struct {
		reason      string
		c           ShareCase
		least, most float64 // of the value
		unlikely    float64 // the least probability
		likely      float64 // the greatest
	}{
		{"inside all the time, and 0.9 is wanted", upAndDown(0.9, always...), 0.95, 1, 0.9, 1},
		{"never inside", upAndDown(0.9, never...), 0, 0.05, 0, 0},
		{"four days of five, and 0.7 is wanted", upAndDown(0.7, mostly...), 0.75, 0.85, 0.9, 1},
		{"four days of five, and 0.9 is wanted", upAndDown(0.9, mostly...), 0.75, 0.85, 0, 0.05},
		{"four days of five, and just that is wanted", upAndDown(0.8, mostly...), 0.75, 0.85, 0.3, 0.7},
		{"what is better since lately may stay so", upAndDown(0.6, lately...), 0.55, 0.75, 0.4, 0.9},
		{"it is sure already", upAndDown(0.4, mostly...), 0.75, 0.85, 1, 1},
		{"just sure", upAndDown(0.5, always...), 0.95, 1, 1, 1},
		{"it cannot be regained", upAndDown(0.51, never...), 0, 0.05, 0, 0},
		{"just regained, if nothing goes wrong", upAndDown(0.5, never...), 0, 0.05, 0, 1e-3},
		{"nothing is wanted", upAndDown(0, never...), 0, 0.05, 1, 1},
		{"less than nothing is wanted", upAndDown(-inf, never...), 0, 0.05, 1, 1},
		{"more than all is wanted", upAndDown(1.01, always...), 0.95, 1, 0, 0},
		{"far more than all is wanted", upAndDown(inf, always...), 0.95, 1, 0, 0},
		{"no number is wanted", upAndDown(nan, always...), 0.95, 1, 0, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := shareOf(t, tc.c)
			if got.Value < tc.least || got.Value > tc.most {
				t.Errorf("value %v, want from %v to %v", got.Value, tc.least, tc.most)
			}
			if got.Probability < tc.unlikely || got.Probability > tc.likely {
				t.Errorf("probability %v, want from %v to %v", got.Probability, tc.unlikely, tc.likely)
			}
		})
	}
}

func TestShareSoFar(t *testing.T) {
	values := repeated(quarter/2+1, 1, 1, 1, 1, 0)
	own := share(values)
	for _, tc := range []struct {
		reason string
		soFar  float64
		want   float64 // share of the first half that was inside
	}{
		{"the measured one counts, not what the points say", 0.6, 0.6},
		{"be it all", 1, 1},
		{"or nothing", 0, 0},
		{"the points', where none was measured", nan, own},
		{"infinity was not measured", inf, own},
		{"more than all is all", 1.7, 1},
		{"less than nothing is nothing", -4, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			sure := tc.want / 2
			c := upAndDown(sure, values...)
			c.SoFar = tc.soFar
			if got := shareOf(t, c); got.Probability != 1 || got.Low < sure || got.High > sure+0.5 {
				t.Errorf("%+v, where %v is sure", got, sure)
			}
			c.Target = sure + 0.3
			if got := shareOf(t, c); got.Probability <= 0 || got.Probability >= 1 {
				t.Errorf("%+v of reaching %v, which is open", got, c.Target)
			}
			c.Target = sure + 0.5 + 1e-6
			if got := shareOf(t, c); got.Probability != 0 {
				t.Errorf("%+v of reaching %v, which is too much", got, c.Target)
			}
		})
	}
}

// At the due date nothing is left to forecast.
func TestShareAtTheDueDate(t *testing.T) {
	values := repeated(quarter+1, 1, 1, 0)
	want := share(values)
	for _, c := range []ShareCase{upAndDown(want, values...), upAndDown(want, append(values, 0, 0, 0, 0)...)} {
		if got := shareOf(t, c); !near(got.Low, want, 1e-12) || !near(got.High, want, 1e-12) || got.Probability != 1 {
			t.Errorf("%+v, want just %v", got, want)
		}
		c.Target += 1e-6
		if got := shareOf(t, c); got.Probability != 0 {
			t.Errorf("%+v of more than there is", got)
		}
	}
}

func TestShareRefuses(t *testing.T) {
	for _, tc := range []struct {
		reason string
		change func(*ShareCase)
	}{
		{"no points", func(c *ShareCase) { c.Values = nil }},
		{"too few", func(c *ShareCase) { c.Values = c.Values[:MinPoints-1] }},
		{"too few with an answer", func(c *ShareCase) { c.Values = with(c.Values[:MinPoints], map[int]float64{2: nan}) }},
		{"too few since the start", func(c *ShareCase) { c.Start = begin.Add(33 * day) }},
		{"no step", func(c *ShareCase) { c.Step = 0 }},
		{"a step back", func(c *ShareCase) { c.Step = -day }},
		{"due before the start", func(c *ShareCase) { c.Due = begin.Add(-day) }},
		{"due at the start", func(c *ShareCase) { c.Due = begin }},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := upAndDown(0.5, repeated(40, 1, 0)...)
			shareOf(t, c)
			tc.change(&c)
			if got, ok := Share(c); ok || got != (Forecast{}) {
				t.Errorf("%+v, %t", got, ok)
			}
		})
	}
}

func TestInsides(t *testing.T) {
	values := []float64{0, 1, 1.5, 2, 2.1, nan, inf, -inf}
	for _, tc := range []struct {
		reason string
		band   Band
		want   []float64
	}{
		{"its ends count", Band{1, 2}, []float64{0, 1, 1, 1, 0, nan, nan, nan}},
		{"an open end", AtLeast(2), []float64{0, 0, 0, 1, 1, nan, nan, nan}},
		{"everything", Everything(), []float64{1, 1, 1, 1, 1, nan, nan, nan}},
		{"the other way round", Band{2, 1}, []float64{0, 0, 0, 0, 0, nan, nan, nan}},
		{"no numbers", Band{nan, nan}, []float64{0, 0, 0, 0, 0, nan, nan, nan}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := insides(values, tc.band); !nearAll(got, tc.want, 0) {
				t.Errorf("inside %v, want %v", got, tc.want)
			}
		})
	}
}

// anyShare draws a case whose values are in and out of the band.
func anyShare(t *rapid.T) ShareCase {
	c := upAndDown(rapid.Float64Range(0, 1).Draw(t, "target"), rapid.SliceOfN(rapid.SampledFrom([]float64{nan, 0, 1, 1, 2}), MinPoints, 150).Draw(t, "values")...)
	c.Values = append(c.Values, repeated(MinPoints, rapid.SampledFrom([]float64{0, 1}).Draw(t, "lately"))...)
	c.Start = begin.Add(time.Duration(rapid.IntRange(0, len(c.Values)-MinPoints).Draw(t, "start")) * day)
	c.Due = c.First.Add(time.Duration(rapid.IntRange(len(c.Values)-1, 400).Draw(t, "due")) * day)
	if rapid.Bool().Draw(t, "measured") {
		c.SoFar = rapid.Float64Range(0, 1).Draw(t, "so far")
	}
	return c
}

func TestShareStaysWhereItCan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyShare(t)
		got, ok := Share(c)
		if !ok {
			t.Fatal("no forecast")
		}
		sound(t, got)
		gone := float64(len(c.Values)-1)*day.Hours() - c.Start.Sub(c.First).Hours()
		gone /= c.Due.Sub(c.Start).Hours()
		sure := gone * c.SoFar
		if math.IsNaN(c.SoFar) {
			sure = gone * share(insides(c.Values[int(c.Start.Sub(c.First)/day):], c.Inside))
		}
		if got.Low < sure-1e-12 || got.High > sure+1-gone+1e-9 {
			t.Errorf("%+v, where %v is sure and %v is to come", got, sure, 1-gone)
		}
		if sure >= c.Target && got.Probability != 1 || sure+1-gone < c.Target-1e-6 && got.Probability != 0 {
			t.Errorf("%+v of reaching %v, where %v is sure and %v is to come", got, c.Target, sure, 1-gone)
		}
		lower := c
		lower.Target = rapid.Float64Range(0, c.Target).Draw(t, "lower target")
		if easier, _ := Share(lower); easier.Probability < got.Probability-1e-12 {
			t.Errorf("reaching %v is as likely as %v, but %v as %v", c.Target, got.Probability, lower.Target, easier.Probability)
		}
	})
}

func TestShareDoesNotMindUnitsAndDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyShare(t)
		want, _ := Share(c)
		later := time.Duration(rapid.Int64Range(-1e18, 1e18).Draw(t, "later"))
		moved := c
		moved.First, moved.Start, moved.Due = c.First.Add(later), c.Start.Add(later), c.Due.Add(later)
		if got, _ := Share(moved); got != want {
			t.Errorf("%+v, and %s later %+v", want, later, got)
		}
		moved.Inside, moved.Values = AtMost(-4), slices.Clone(c.Values)
		for i := range moved.Values {
			moved.Values[i] *= -4
		}
		if got, _ := Share(moved); got != want {
			t.Errorf("%+v, and in other units %+v", want, got)
		}
	})
}

// chain is a two-state Markov chain, that is inside for a share of the time and of which so much is left after a step.
func chain(r *rand.Rand, n int, level, left float64) []float64 {
	values := make([]float64, n)
	inside := r.Float64() < level
	for i := range values {
		if inside {
			values[i] = 1
		}
		if r.Float64() >= left {
			inside = r.Float64() < level
		}
	}
	return values
}

func TestAutocorrelation(t *testing.T) {
	of := func(past []float64) float64 {
		mean, squares, _ := meanOf(past)
		return autocorrelation(past, mean, squares)
	}
	r := rand.New(rand.NewPCG(8, 8))
	for _, left := range []float64{0, 0.3, 0.7, 0.95} {
		if got := of(chain(r, 40_000, 0.6, left)); math.Abs(got-left) > 0.02 {
			t.Errorf("autocorrelation %v, want about %v", got, left)
		}
	}
	for _, tc := range []struct {
		reason string
		past   []float64
		want   float64
	}{
		{"what never changes tells nothing", repeated(50, 1), usualMemory},
		{"one point tells nothing", []float64{1}, usualMemory},
		{"no neighbours tell nothing", repeated(50, 1, nan, 0, nan), usualMemory},
		{"nothing tells nothing", nil, usualMemory},
		{"what is never left in a long time", slices.Concat(repeated(5000, 1), repeated(5000, 0)), mostMemory},
		{"to and fro is no memory", repeated(100, 1, 0), 0},
		// Half a memory in ten pairs, and the past's own in three: products 0.25 - 0.25 + 0.25 of 1.
		{"a short past is drawn to the usual one", []float64{1, 1, 0, 0}, (0.25*3 + usualMemory*10) / 13},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := of(tc.past); !near(got, tc.want, 1e-9) {
				t.Errorf("autocorrelation %v, want %v", got, tc.want)
			}
		})
	}
}
