/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Test tests each driver of a case by itself, and corrects for their number. The findings are in the drivers' order. It
// never fails, whatever the numbers: what cannot be tested is InsufficientData.
func Test(c Case) []Finding {
	x := exchange{Case: c, seasons: seasons(c.Step, len(c.Result))}
	x.MaxLag = max(0, min(c.MaxLag, len(c.Result)))
	trials := make([]trial, len(c.Drivers))
	problem := x.prepare()
	for i, d := range c.Drivers {
		trials[i].problem = problem
		if problem == None {
			trials[i] = x.try(d.Values)
		}
	}
	correct(trials)
	rank(trials, c.significance())
	return judge(trials, &c)
}

// exchange is a case that is being tested.
type exchange struct {
	Case
	seasons []int
	result  tested
	past    tested // the result before the quarter that skill is tested on
	longer  memory // for the case
	shorter memory // for a driver
}

// tested is a history that is ready to be tested.
type tested struct {
	series
	innovations
	positive bool // throughout
}

// examine makes a history ready.
func (x *exchange) examine(history []float64, m *memory) tested {
	s := newSeries(history, x.seasons, m)
	return tested{s, whiten(s, m), isPositive(history)}
}

// before is what was known of a history before the quarter that skill is tested on.
func (x *exchange) before(t *tested, m *memory) tested {
	s := t.until(x.split())
	return tested{s, whiten(s, m), t.positive}
}

// split is the first step that skill is tested on.
func (x *exchange) split() int { return len(x.Result) - len(x.Result)/testShare }

// prepare makes the result ready, and tells what is wrong with it.
func (x *exchange) prepare() Problem {
	if p := x.screenResult(); p != None {
		return p
	}
	x.result = x.examine(x.Result, &x.longer)
	x.past = x.before(&x.result, &x.longer)
	if x.result.total == 0 {
		return NothingLeft
	}
	return None
}

// trial is what is found of a driver by itself.
type trial struct {
	Finding
	problem Problem
	logP    float64 // the natural logarithm of the p-value, corrected for lags alone
}

// margin is by what p-values are greater than the theory says, for what it takes for granted: that filters which are
// fitted to the same data are the true ones.
const margin = 2

// try tests a driver. Its p-value is the greater of two: that of the correlation, by Bonferroni's correction for all lags
// and windows, and that of its parts of the history agreeing on it.
func (x *exchange) try(values []float64) trial {
	if p := x.screenDriver(values); p != None {
		return trial{problem: p}
	}
	m := &x.shorter
	m.used = 0
	driver := x.examine(values, m)
	if driver.total == 0 {
		return trial{problem: NothingLeft}
	}
	c := correlate(&x.result.innovations, &driver.innovations, x.MaxLag, true, m)
	p := c.strongest()
	e := respond(&x.result, &driver, p, m)
	var t trial
	t.logP = min(0, max(logTail(p.t())+math.Log(margin*2*c.tests()), math.Log(c.steadiness(p))))
	t.Lag = e.middle()
	t.Correlation, t.EffectiveSamples = c.coefficient(e.peak, p)
	t.Elasticity, t.Relative = elasticity(&x.result, &driver, e.response)
	t.Skill = x.skill(&driver, m)
	return t
}

// skill is that of a driver.
func (x *exchange) skill(driver *tested, m *memory) float64 {
	past := x.before(driver, m)
	if past.total == 0 || x.past.total == 0 {
		return 0
	}
	c := correlate(&x.past.innovations, &past.innovations, x.MaxLag, false, m)
	e := respond(&x.past, &past, c.strongest(), m)
	f := forecaster{x.result.series, driver.series, x.past.changes, e.lag, e.window}
	return f.skill(x.split())
}

// logTail is the natural logarithm of the normal law's tail past a distance from the mean. Where the tail is less than a
// double can hold it is that of its first term (Abramowitz & Stegun 26.2.12).
func logTail(z float64) float64 {
	z = math.Abs(z)
	if tail := distuv.UnitNormal.Survival(z); tail > 0 {
		return math.Log(tail)
	}
	return -z*z/2 - math.Log(z*math.Sqrt(2*math.Pi))
}
