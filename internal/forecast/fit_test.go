/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"
)

// seriesOf is a case's series and its scale, as Value makes them.
func seriesOf(t testing.TB, c Case, m *memory) (series, scale) {
	t.Helper()
	w, ok := newWindow(c.First, c.Step, c.Values, c.Start, c.Due)
	if !ok {
		t.Fatal("the case has too few points")
	}
	k := newScale(w.values, c.Way, m)
	return newSeries(w, &c, k, m), k
}

// laidOut is the design of a case, as predict makes it.
func laidOut(t testing.TB, c Case, m *memory) *design {
	t.Helper()
	s, k := seriesOf(t, c, m)
	return newDesign(&s, k.direction(c.Way), planIn(&c), m)
}

// fitterOf is one that has tried nothing yet.
func fitterOf(d *design) *fitter {
	return &fitter{
		series: d.series, raw: d, design: d, steps: d.series.horizon(), freedom: float64(d.series.observed - 1), best: -inf,
	}
}

// takeNoise sets the noise of a fitter, with the columns that predict would give it.
func (f *fitter) takeNoise(k noise) {
	f.design = f.raw
	if k.theta > 0 {
		f.design = f.raw.filtered(k.theta)
	}
	f.under(k)
}

// fitCases are histories of several shapes. But for the last they end whole steps before their due date.
func fitCases() map[string]Case {
	rough, crooked := white(1, 6), sticky(2, 8, 0.9)
	cases := map[string]Case{
		"in the middle of the period": daily(40, func(d int) float64 { return onPlan(d) + rough() }),
		"with a past":                 dailyFrom(-16, 20, func(d int) float64 { return 0.6*onPlan(d) + crooked() }),
		"eight points":                daily(8, func(d int) float64 { return onPlan(d) + rough() }),
	}
	c := daily(31, func(d int) float64 { return 3*onPlan(d) + rough() })
	c.Due = begin.Add(31 * day)
	cases["a day before the due date"] = c
	c = daily(31, func(d int) float64 { return 3*onPlan(d) + crooked() })
	c.Due = begin.Add(30 * day)
	cases["at the due date"] = c
	c = dailyFrom(-25, 12, func(int) float64 { return 40 + rough() })
	c.Way = 0
	cases["to stay, with a past"] = c
	c = daily(35, func(d int) float64 { return -onPlan(d) + rough() })
	c.Way, c.Plan = -way, func(at time.Time) float64 { return math.Pow(at.Sub(begin).Hours()/24/quarter, 3) }
	cases["down, by a plan"] = c
	c = daily(300, func(d int) float64 { return onPlan(d)/10 + rough() })
	c.Step = 7 * time.Hour
	cases["two points a bin"] = c
	return cases
}

// fitNoises are of every kind, and need not be among those that the package tries.
var fitNoises = []noise{
	{0, 0, 1}, {0.25, 0, 1}, {0.7, 0, 1}, {0.97, 0, 1}, {nearlyOne, 0, 1},
	{0.5, 0.2, 1}, {0.9, 0.6, 1}, {nearlyOne, 0.8, 1}, {0, 0.5, 1},
}

// everyKind are the numbers of trends of all kinds: those without a break, and some of the others.
func (d *design) everyKind() (numbers []int) {
	for i, tr := range d.trends {
		if tr.kind <= curved || i%5 == 0 || i == len(d.trends)-1 {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

func TestFitIsThatOfWholeMatrices(t *testing.T) {
	for name, c := range fitCases() {
		for _, k := range fitNoises {
			t.Run(fmt.Sprintf("%s, phi %v, theta %v", name, k.phi, k.theta), func(t *testing.T) {
				m := newMemory()
				defer m.release()
				f := fitterOf(laidOut(t, c, m))
				if k.theta > 0 && !near(f.steps, math.Round(f.steps), 1e-9) {
					return // a moving average has no part of a step
				}
				f.takeNoise(k)
				whole := newCorrelated(t, k, len(f.series.y), f.steps)
				line := newDense(t, f.raw, &trend{curve: ofLine, on: none}, whole, f.freedom, 0)
				if want := line.squares / max(f.freedom-2, 1); !near(f.scale/want, 1, 1e-6) {
					t.Errorf("variance around a line %v, want %v", f.scale, want)
				}
				for _, i := range f.raw.everyKind() {
					compareFits(t, f, &f.raw.trends[i], whole)
				}
			})
		}
	}
}

// compareFits compares a trend's fit with that by whole matrices.
func compareFits(t *testing.T, f *fitter, tr *trend, whole correlated) {
	t.Helper()
	if f.noise.theta > 0 && tr.kind != plain {
		return // its columns are not filtered
	}
	f.solve(tr)
	g := newDense(t, f.raw, tr, whole, f.freedom, f.scale)
	if got, want := f.likelihood(), g.likelihood(); !near(got, want, 1e-6) {
		t.Errorf("%+v: likelihood %v, want %v", *tr, got, want)
	}
	mean, deviation := f.ahead()
	wantMean, wantVariance := g.ahead(t)
	wantVariance += f.series.within
	if !near(mean, wantMean, 1e-6) || !near(deviation*deviation, wantVariance, 1e-7) {
		t.Errorf("%+v: %v +- %v ahead, want %v +- the root of %v", *tr, mean, deviation, wantMean, wantVariance)
	}
}

// denseMixture puts the distribution of the value at the due date together from whole matrices: every trend under every
// noise that explains it, weighed by its likelihood.
func denseMixture(t *testing.T, f *fitter) mixture {
	t.Helper()
	var m mixture
	for _, k := range tried() {
		f.takeNoise(k)
		whole := newCorrelated(t, k, len(f.series.y), f.steps)
		for i := range f.raw.trends {
			tr := &f.raw.trends[i]
			if !k.explains(tr) {
				continue
			}
			g := newDense(t, f.raw, tr, whole, f.freedom, f.scale)
			mean, variance := g.ahead(t)
			weight := math.Log(tr.weight*k.believed(f.series)) + caution*g.likelihood()
			m = append(m, part{weight, mean, math.Sqrt(max(variance, 0) + f.series.within)})
		}
	}
	return m.weigh()
}

func TestPredictionIsTheSumOfAllFits(t *testing.T) {
	for name, c := range fitCases() {
		t.Run(name, func(t *testing.T) {
			m, other := newMemory(), newMemory()
			defer m.release()
			defer other.release()
			f := fitterOf(laidOut(t, c, m))
			if !near(f.steps, math.Round(f.steps), 1e-9) {
				return // a moving average has no part of a step
			}
			s, k := seriesOf(t, c, other)
			got, want := predict(&s, k.direction(c.Way), planIn(&c), other), denseMixture(t, f)
			if len(got) != len(want) {
				t.Errorf("%d parts, want %d", len(got), len(want))
			}
			for v := -1.0; v <= 2; v += 0.0625 {
				if got, want := got.below(v), want.below(v); !near(got, want, 1e-4) {
					t.Errorf("below %v: %v, want %v", v, got, want)
				}
			}
		})
	}
}

// TestValueIsTheSumOfAllFits does so for the forecast as a whole, in the case's own units.
func TestValueIsTheSumOfAllFits(t *testing.T) {
	for name, c := range fitCases() {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			s, k := seriesOf(t, c, m)
			if before := slices.Clone(s.y); takeSeasons(&s, m) != 0 || !slices.Equal(s.y, before) {
				return // it has a season by chance
			}
			f := fitterOf(newDesign(&s, k.direction(c.Way), planIn(&c), m))
			if f.steps < 1 || !near(f.steps, math.Round(f.steps), 1e-9) {
				return // a moving average has no part of a step, and what is certain no width
			}
			want := denseMixture(t, f)
			c.Success = AtLeast(70)
			got := forecastOf(t, c)
			for v, below := range map[float64]float64{got.Low: 0.1, got.Value: 0.5, got.High: 0.9, 70: 1 - got.Probability} {
				if want := want.below(k.into(v)); math.Abs(below-want) > 2*nearEnough {
					t.Errorf("below %v: %v, want %v", v, below, want)
				}
			}
		})
	}
}

// The mean of white noise without a trend is known from school: the sum of squares over the degrees of freedom, and one
// part in n more for not knowing the mean itself.
func TestFitOfALevel(t *testing.T) {
	m := newMemory()
	defer m.release()
	e := white(50, 3)
	f := fitterOf(laidOut(t, daily(40, func(int) float64 { return 20 + e() }), m))
	f.takeNoise(noise{weight: 1})
	f.solve(&trend{curve: none, on: none})
	mean, squares, n := meanOf(f.series.y)
	if !near(f.solved.squares, squares, 1e-9) {
		t.Errorf("squares %v, want %v", f.solved.squares, squares)
	}
	gotMean, gotDeviation := f.ahead()
	if want := math.Sqrt(squares / float64(n-3) * (1 + 1/float64(n))); !near(gotMean, mean, 1e-9) || !near(gotDeviation, want, 1e-9) {
		t.Errorf("%v +- %v ahead, want %v +- %v", gotMean, gotDeviation, mean, want)
	}
}

// What never moves leaves nothing but rounding, and that has a likelihood too.
func TestFitWithoutNoise(t *testing.T) {
	for _, tc := range []struct {
		reason string
		path   func(day int) float64
	}{
		{"nothing moves", func(int) float64 { return 5 }},
		{"a line", onPlan},
		{"a curve", late},
		{"a stair", jump(0, 20, 50)},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			f := fitterOf(laidOut(t, daily(40, tc.path), m))
			for _, k := range tried() {
				f.takeNoise(k)
				for i := range f.raw.trends {
					if tr := &f.raw.trends[i]; k.explains(tr) {
						f.solve(tr)
						mean, deviation := f.ahead()
						if !isNumber(f.likelihood()) || !isNumber(mean) || !(deviation >= 0) || !(f.solved.squares >= leastSquares) {
							t.Errorf("%+v under %+v: %v +- %v, likelihood %v", *tr, k, mean, deviation, f.likelihood())
						}
					}
				}
			}
		})
	}
}
