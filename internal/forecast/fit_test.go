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
	c := daily(31, func(d int) float64 { return 3*onPlan(d) + crooked() })
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
					t.Skip("a moving average has no part of a step")
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

// TestPredictionIsTheSumOfAllFits puts the mixture together from whole matrices: every trend under every noise that
// explains it, weighed by its likelihood.
func TestPredictionIsTheSumOfAllFits(t *testing.T) {
	for name, c := range fitCases() {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			f := fitterOf(laidOut(t, c, m))
			if !near(f.steps, math.Round(f.steps), 1e-9) {
				t.Skip("a moving average has no part of a step")
			}
			var want mixture
			for _, k := range slices.Concat(autoregressions, slices.Concat(mixtures...)) {
				f.takeNoise(k)
				whole := newCorrelated(t, k, len(f.series.y), f.steps)
				for i := range f.raw.trends {
					tr := &f.raw.trends[i]
					if !k.explains(tr) {
						continue
					}
					g := newDense(t, f.raw, tr, whole, f.freedom, f.scale)
					mean, variance := g.ahead(t)
					weight := math.Log(tr.weight*k.weight) + caution*g.likelihood()
					want = append(want, part{weight, mean, math.Sqrt(max(variance, 0) + f.series.within)})
				}
			}
			s, k := seriesOf(t, c, m)
			got := predict(&s, k.direction(c.Way), planIn(&c), m)
			want = want.weigh()
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
