/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// dense are the coefficients of least squares by a QR decomposition.
func dense(rows [][regressors]float64, y []float64, n int) []float64 {
	a := mat.NewDense(len(rows), n, nil)
	for i, row := range rows {
		a.SetRow(i, row[:n])
	}
	var c mat.VecDense
	if err := c.SolveVec(a, mat.NewVecDense(len(y), y)); err != nil {
		return nil
	}
	return c.RawVector().Data
}

func TestRegressionIsLeastSquares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(20, 80).Draw(t, "rows")
		e := anyWhite(t, n*(regressors+1))
		var r regression
		var rows [][regressors]float64
		y := make([]float64, n)
		for i := range n {
			row := [regressors]float64(e[i*(regressors+1):])
			row[0] = 1
			y[i] = e[i*(regressors+1)+regressors] + 3*row[1] - row[4]
			rows = append(rows, row)
			r.add(row, y[i])
		}
		used := rapid.IntRange(1, regressors).Draw(t, "regressors")
		got := r.solve(used)
		if want := dense(rows, y, used); !nearAll(got[:used], want, 1e-8) {
			t.Fatalf("%v, want %v", got, want)
		}
		for _, c := range got[used:] {
			if c != 0 {
				t.Fatalf("%v has coefficients that it was not asked for", got)
			}
		}
	})
}

func TestRegressionOfWhatTellsNothingNew(t *testing.T) {
	e := white(51, 120)
	for _, tc := range []struct {
		reason string
		row    func(i int) [regressors]float64
	}{
		{"a zero", func(i int) [regressors]float64 { return [regressors]float64{1, e[i], 0, e[i+60]} }},
		{"the same again", func(i int) [regressors]float64 { return [regressors]float64{1, e[i], e[i], e[i+60]} }},
		{"a constant again", func(i int) [regressors]float64 { return [regressors]float64{1, e[i], 5, e[i+60]} }},
		{"a sum of those before", func(i int) [regressors]float64 { return [regressors]float64{1, e[i], 2 - 3*e[i], e[i+60]} }},
	} {
		var r regression
		for i := range 60 {
			r.add(tc.row(i), 4+2*e[i]-e[i+60])
		}
		c := r.solve(4)
		for i := range 60 {
			row := tc.row(i)
			if got, want := c.at(&row), 4+2*e[i]-e[i+60]; !near(got, want, 1e-6) {
				t.Fatalf("%s: %v, want %v, coefficients %v", tc.reason, got, want, c)
			}
		}
	}
	if got := (regression{}).solve(regressors); got != (coefficients{}) {
		t.Errorf("%v of nothing", got)
	}
}

// ahead is a forecaster of a result whose numbers are their days, by a driver whose numbers are their days times ten.
func ahead(changes bool, lag, window int) forecaster {
	days := drawn(100, func(i int) float64 { return float64(i * i) })
	moves := drawn(100, func(i int) float64 { return float64(10 * i * i) })
	return forecaster{result: all(days...), driver: all(moves...), changes: changes, lag: lag, window: window}
}

func TestRow(t *testing.T) {
	week := func(last int) float64 {
		s := 0.0
		for i := last - 6; i <= last; i++ {
			s += float64(i * i)
		}
		return s / 7
	}
	for _, tc := range []struct {
		reason string
		f      forecaster
		want   [regressors]float64
		y      float64
		own    int
	}{
		{"five days ahead", ahead(false, 5, 1),
			[regressors]float64{1, 45*45 - 44*44, 45*45 - week(45), 45 * 45, 10 * 45 * 45}, 50 * 50, 4},
		{"a driver of the same day, one day ahead", ahead(false, 0, 1),
			[regressors]float64{1, 49*49 - 48*48, 49*49 - week(49), 49 * 49, 10 * 50 * 50}, 50 * 50, 4},
		{"the mean over three days", ahead(false, 5, 3),
			[regressors]float64{1, 45*45 - 44*44, 45*45 - week(45), 45 * 45, 10 * (45*45 + 44*44 + 43*43) / 3.0}, 50 * 50, 4},
		{"changes", ahead(true, 5, 1),
			[regressors]float64{1, 45*45 - 44*44, 45*45 - week(45), 10 * (45*45 - 40*40)}, 50*50 - 45*45, 3},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			row, y, ok := tc.f.row(50)
			if !ok || !nearAll(row[:], tc.want[:], 1e-9) || y != tc.y || tc.f.own() != tc.own {
				t.Errorf("%v for %v with %d of its own, want %v for %v with %d", row, y, tc.f.own(), tc.want, tc.y, tc.own)
			}
		})
	}
}

func TestRowNeedsWhatItIsMadeOf(t *testing.T) {
	unknown := func(series func(f *forecaster) []bool, at int) func(*forecaster) {
		return func(f *forecaster) { series(f)[at] = false }
	}
	ofResult := func(f *forecaster) []bool { return f.result.known }
	ofDriver := func(f *forecaster) []bool { return f.driver.known }
	for _, tc := range []struct {
		reason string
		change func(*forecaster)
		at     int
		want   bool
	}{
		{"all is known", func(*forecaster) {}, 50, true},
		{"the value itself is not", unknown(ofResult, 50), 50, false},
		{"the last value is not", unknown(ofResult, 45), 50, false},
		{"one before is bridged", unknown(ofResult, 43), 50, true},
		{"one between does not matter", unknown(ofResult, 48), 50, true},
		{"the driver's is not", unknown(ofDriver, 45), 50, false},
		{"the driver's later does not matter", unknown(ofDriver, 46), 50, true},
		{"the first that there can be", func(*forecaster) {}, 11, true},
		{"one earlier", func(*forecaster) {}, 10, false},
		{"the last", func(*forecaster) {}, 99, true},
		{"past the result's end", func(f *forecaster) { f.result.to = 50 }, 50, false},
		{"before the result's beginning", func(f *forecaster) { f.result.from = 40 }, 50, false},
		{"before the driver's beginning", func(f *forecaster) { f.driver.from = 41 }, 50, false},
		{"the driver's beginning", func(f *forecaster) { f.driver.from = 40 }, 50, true},
		{"past the driver's end", func(f *forecaster) { f.driver.to = 45 }, 50, false},
	} {
		f := ahead(false, 5, 1)
		tc.change(&f)
		if _, _, ok := f.row(tc.at); ok != tc.want {
			t.Errorf("%s: %t", tc.reason, ok)
		}
	}
}

// No row knows more than there was when the forecast was made.
func TestRowKnowsThePastAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := ahead(rapid.Bool().Draw(t, "changes"), rapid.IntRange(1, 20).Draw(t, "lag"), rapid.SampledFrom(windows[:3]).Draw(t, "window"))
		at := rapid.IntRange(60, 99).Draw(t, "at")
		before, _, ok := f.row(at)
		made := at - f.horizon()
		for i := made + 1; i < 100; i++ {
			f.driver.values[i] = -1
			if i != at {
				f.result.values[i] = -1
			}
		}
		if after, _, _ := f.row(at); !ok || after != before {
			t.Fatalf("%v, and with another future %v", before, after)
		}
	})
}

func TestSkill(t *testing.T) {
	driver, e := sticky(52, year, 0.8), white(53, year)
	for _, tc := range []struct {
		reason    string
		result    func(i int) float64 // from day 10 on
		low, high float64
	}{
		{"a driver that tells all", func(i int) float64 { return driver[i-10] }, 0.999, 1},
		{"one that tells half", func(i int) float64 { return driver[i-10] + e[i] }, 0.35, 0.6},
		{"one that tells nothing", func(i int) float64 { return e[i] }, -0.1, 0.05},
		{"one that told all until the last quarter", func(i int) float64 {
			if i < 274 {
				return driver[i-10]
			}
			return e[i]
		}, -1, -0.3},
		{"one that says the opposite in it", func(i int) float64 {
			if i < 274 {
				return driver[i-10]
			}
			return -driver[i-10]
		}, -1, -0.9},
	} {
		result := drawn(year, func(i int) float64 {
			if i < 10 {
				return 0
			}
			return tc.result(i)
		})
		f := forecaster{result: all(result...), driver: all(driver...), lag: 10, window: 1}
		if got := f.skill(274); got < tc.low || got > tc.high {
			t.Errorf("%s: skill %v, want %v to %v", tc.reason, got, tc.low, tc.high)
		}
	}
}

// It is one less the quotient of the squared errors of two fits by dense algebra.
func TestSkillIsTheQuotient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		f := forecaster{result: all(walk(seed, 200)...), driver: all(sticky(seed+1, 200, 0.7)...), window: 1}
		f.changes, f.lag = rapid.Bool().Draw(t, "changes"), rapid.IntRange(0, 30).Draw(t, "lag")
		var rows, tests [][regressors]float64
		var y, testsY []float64
		for i := range 200 {
			row, v, ok := f.row(i)
			switch {
			case ok && i < 150:
				rows, y = append(rows, row), append(y, v)
			case ok:
				tests, testsY = append(tests, row), append(testsY, v)
			}
		}
		errors := func(n int) float64 {
			c, s := dense(rows, y, n), 0.0
			for i, row := range tests {
				s += square(testsY[i] - dot(c, row[:n]))
			}
			return s
		}
		want := max(-1, 1-errors(f.own()+1)/errors(f.own()))
		if got := f.skill(150); !near(got, want, 1e-6) {
			t.Fatalf("skill %v, want %v", got, want)
		}
	})
}

func TestSkillOfTooLittle(t *testing.T) {
	e := white(56, 100)
	f := forecaster{result: all(e...), driver: all(white(59, 100)...), lag: 5, window: 1}
	if got := f.skill(91); got != 0 {
		t.Errorf("skill %v of nine forecasts", got)
	}
	if got := f.skill(90); got == 0 {
		t.Error("no skill of ten forecasts")
	}
	f.result = all(slices.Repeat([]float64{2}, 100)...)
	if got := f.skill(75); got != 0 {
		t.Errorf("skill %v of what is known anyway", got)
	}
}

// Lag and coefficients are fitted before the last quarter: what happens in it changes how they fare, not what they are.
func TestSkillIsOutOfSample(t *testing.T) {
	result, driver := linked(57, 21, 1)
	c := usual(result, driver)
	if good := sound(t, c)[0]; good.Skill < 0.3 {
		t.Errorf("%+v of a link", good)
	}
	// A driver that begins to lead in the last quarter has no skill, for nobody could know.
	e := white(58, year)
	late := changed(driver, func(i int, v float64) float64 {
		if i < 240 {
			return e[i]
		}
		return v
	})
	if got := sound(t, usual(result, late))[0]; math.Abs(got.Skill) > 0.3 {
		t.Errorf("%+v of a driver that was none before", got)
	}
}
