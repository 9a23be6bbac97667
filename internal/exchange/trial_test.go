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

// prepared is a case whose result is ready.
func prepared(t rapid.TB, c Case) *exchange {
	t.Helper()
	x := &exchange{Case: c, seasons: seasons(c.Step, len(c.Result))}
	if p := x.prepare(); p != None {
		t.Fatalf("problem %d", p)
	}
	return x
}

func TestSplit(t *testing.T) {
	for _, tc := range []struct{ n, want int }{{365, 274}, {364, 273}, {4, 3}, {3, 3}, {0, 0}} {
		x := exchange{Case: Case{Result: make([]float64, tc.n)}}
		if got := x.split(); got != tc.want {
			t.Errorf("of %d steps %d are before the last quarter, want %d", tc.n, got, tc.want)
		}
	}
}

// What is known before the last quarter does not depend on it, but for the seasons and the outliers.
func TestBefore(t *testing.T) {
	result, driver := linked(71, 21, 1)
	x := prepared(t, usual(result, driver))
	other := changed(result, func(i int, v float64) float64 {
		if i > x.split()+outlierReach {
			return v + 0.3
		}
		return v
	})
	c := usual(other, driver)
	c.Step = 0 // no seasons
	x.Step, x.seasons = 0, nil
	x.result = x.examine(result, new(memory))
	a, y := x.before(&x.result, new(memory)), prepared(t, c)
	b := y.past
	if len(a.shocks) != x.split() || !nearAll(a.shocks, b.shocks, 1e-3) || len(a.coefficients) != len(b.coefficients) {
		t.Error("the last quarter has a say in what was before")
	}
	if nearAll(x.result.shocks, y.result.shocks, 1e-3) {
		t.Error("it has none in the whole")
	}
}

// The p-value of a driver alone is that of its parts: the strongest correlation, corrected for all that were looked at,
// or the agreement of the parts of the history, whichever is greater.
func TestPValueIsMadeOfTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		c.Drivers = c.Drivers[:1]
		got := sound(t, c)[0]
		if got.Verdict == InsufficientData {
			t.Skip("it cannot be tested")
		}
		x := prepared(t, c)
		driver := x.examine(c.Drivers[0].Values, new(memory))
		all := correlate(&x.result.innovations, &driver.innovations, c.MaxLag, true, new(memory))
		p := all.strongest()
		ofPeak := min(1, 2*all.tests()*2*distuv.UnitNormal.Survival(math.Abs(p.t())))
		if want := max(ofPeak, all.steadiness(p)); !near(got.PValue, want, 1e-9) {
			t.Fatalf("p %v, want the greater of %v and %v", got.PValue, ofPeak, all.steadiness(p))
		}
		if got.Lag < p.lag || got.Lag >= p.lag+p.window {
			t.Fatalf("lag %d is not within %+v", got.Lag, p)
		}
	})
}

func TestPrepare(t *testing.T) {
	for _, tc := range []struct {
		reason string
		result []float64
		want   Problem
	}{
		{"noise", white(72, year), None},
		{"a constant", slices.Repeat([]float64{1}, year), ConstantResult},
		{"a line", drawn(year, func(i int) float64 { return float64(i) }), NothingLeft},
		{"too short", white(73, 100), TooShort},
	} {
		x := exchange{Case: usual(tc.result)}
		if got := x.prepare(); got != tc.want {
			t.Errorf("%s: problem %d, want %d", tc.reason, got, tc.want)
		}
	}
}

// A driver leaves nothing behind for the next one: the memory is lent anew, and not one that is as great for each.
func TestMemoryIsThatOfOneDriver(t *testing.T) {
	c := ordinary()
	x := prepared(t, c)
	x.try(c.Drivers[0].Values)
	first := len(x.shorter.numbers)
	for range 5 {
		for _, d := range c.Drivers {
			x.try(d.Values)
		}
	}
	if got := len(x.shorter.numbers); got != first {
		t.Errorf("room for %d numbers after one driver, and for %d after more", first, got)
	}
}

// A driver that began in the last quarter, or nearly so, has no skill: there is nothing to fit it to.
func TestSkillOfWhatBeganLate(t *testing.T) {
	result, driver := linked(74, 5, 1)
	for _, from := range []int{200, 240, 270} {
		c := usual(result, missing(driver, 0, from))
		c.MaxLag = 10
		got := sound(t, c)[0]
		if got.Verdict == InsufficientData && year-from >= Needs(10) {
			t.Errorf("%+v of %d days", got, year-from)
		}
	}
	x := prepared(t, usual(result, driver))
	late := x.examine(missing(driver, 0, 280), new(memory))
	if got := x.skill(&late, new(memory)); got != 0 {
		t.Errorf("skill %v of what nobody could know", got)
	}
}

// The number of effective pairs is near that of the pairs where nothing is left to correct, and less where a series is
// made of a few great days.
func TestEffectiveSamples(t *testing.T) {
	result, driver := linked(75, 21, 1)
	bursts := func(values []float64) []float64 {
		return changed(values, func(i int, v float64) float64 { return v * math.Exp(2*math.Sin(float64(i)/29)) })
	}
	plain := sound(t, usual(white(76, year), white(77, year)))[0].EffectiveSamples
	uneven := sound(t, usual(bursts(white(76, year)), bursts(white(77, year))))[0].EffectiveSamples
	if plain < 200 || plain > year || uneven > 0.8*plain {
		t.Errorf("%v pairs of plain noise, %v of bursts", plain, uneven)
	}
	whole := sound(t, usual(result, driver))[0].EffectiveSamples
	if half := sound(t, usual(missing(result, 0, 150), driver))[0].EffectiveSamples; half > 0.75*whole {
		t.Errorf("%v pairs of a year, %v of seven months", whole, half)
	}
}

// The closer the link, the greater the correlation, the skill and the evidence.
func TestCloserLinksAreStronger(t *testing.T) {
	long, noise := sticky(78, year+14, 0.8), sticky(79, year, 0.5)
	c := Case{Result: long[:year], Step: day, MaxLag: 60}
	for _, share := range []float64{0.9, 0.6, 0.3, 0} {
		c.Drivers = append(c.Drivers, Driver{Values: drawn(year, func(i int) float64 {
			return math.Sqrt(share)*long[i+14] + math.Sqrt(1-share)*noise[i]
		})})
	}
	findings := sound(t, c)
	for i, f := range findings {
		if f.Rank != i+1 {
			t.Errorf("driver %d has rank %d", i, f.Rank)
		}
		if i == 0 {
			continue
		}
		if before := findings[i-1]; f.Correlation >= before.Correlation || before.Verdict == NotSupported {
			t.Errorf("%+v of a link that is less close than that of %+v", f, before)
		}
	}
	if findings[0].Skill < 0.7 || findings[3].Skill > 0.2 || findings[3].Verdict != NotSupported {
		t.Errorf("the closest is %+v, none at all is %+v", findings[0], findings[3])
	}
}
