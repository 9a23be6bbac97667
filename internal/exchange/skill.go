/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

// testShare is what part of the history skill is tested on: one in so many, the last.
const testShare = 4

// leastTests is how many forecasts tell a skill.
const leastTests = 10

// skill is by what share a driver makes the mean squared error of forecasts smaller on the last quarter of the history:
// 1 is a prophet, less than 0 is harm, and it is no less than -1. The result is forecast max(1, lag) steps ahead, from its
// own history alone, and from that and the driver's value lag steps before. Lag and coefficients come from what is before
// that quarter.
func (f *forecaster) skill(split int) float64 {
	var fitted regression
	tests := 0
	for t := 0; t < split; t++ {
		if row, y, ok := f.row(t); ok {
			fitted.add(row, y)
		}
	}
	alone, together := fitted.solve(f.own()), fitted.solve(f.own()+1)
	var errorsAlone, errorsTogether float64
	for t := split; t < len(f.result.values); t++ {
		if row, y, ok := f.row(t); ok {
			tests++
			errorsAlone += square(y - alone.at(&row))
			errorsTogether += square(y - together.at(&row))
		}
	}
	if tests < leastTests || errorsAlone == 0 {
		return 0
	}
	return max(-1, finite(1-errorsTogether/errorsAlone))
}

// forecaster forecasts a result from its history and from a driver's value.
type forecaster struct {
	result, driver series
	changes        bool // forecast the change over the horizon, by that of the driver over as many steps
	lag, window    int  // of the driver's value: the mean over the window, of which lag is the first
}

func (f *forecaster) horizon() int { return max(1, f.lag) }

// own is how many regressors are the result's own.
func (f *forecaster) own() int {
	if f.changes {
		return 3
	}
	return 4
}

// ownHistory is how many of the result's values a forecast looks at.
const ownHistory = 7

// row is the regressors and the value at a step; it is not ok where one of them is not known.
func (f *forecaster) row(t int) (row [regressors]float64, y float64, ok bool) {
	now, then := t-f.horizon(), t-f.lag
	first, firstOfDriver := now-ownHistory+1, then-f.window+1-f.horizon()
	if first < f.result.from || t >= f.result.to || firstOfDriver < f.driver.from || then >= f.driver.to {
		return row, 0, false
	}
	if !f.result.known[t] || !f.result.known[now] || !f.driver.known[then] {
		return row, 0, false
	}
	past := f.result.values[first : now+1]
	last := past[ownHistory-1]
	y = f.result.values[t]
	row = [regressors]float64{1, last - past[ownHistory-2], last - sum(past)/ownHistory}
	if f.changes {
		row[3] = f.move(then) - f.move(then-f.horizon())
		return row, y - last, true
	}
	row[3], row[4] = last, f.move(then)
	return row, y, true
}

// move is the driver's value at a step, the mean over the window.
func (f *forecaster) move(t int) float64 {
	return sum(f.driver.values[t-f.window+1:t+1]) / float64(f.window)
}

// regressors is the most that a forecast has.
const regressors = 5

// regression is the normal equations of least squares.
type regression struct {
	products [regressors][regressors]float64
	with     [regressors]float64
}

// coefficients of a regression; those that it does not have are 0.
type coefficients [regressors]float64

func (c *coefficients) at(row *[regressors]float64) float64 {
	s := 0.0
	for i, v := range row {
		s += c[i] * v
	}
	return s
}

func (r *regression) add(row [regressors]float64, y float64) {
	for i, a := range row {
		r.with[i] += a * y
		for j, b := range row {
			r.products[i][j] += a * b
		}
	}
}

// solve gives the coefficients of the first n regressors, by elimination. What is foretold by those before it but for
// rounding has none.
func (r regression) solve(n int) coefficients {
	a, b := r.products, r.with
	var usable [regressors]bool
	for i := range n {
		usable[i] = a[i][i] > nothingLeft*r.products[i][i]
		if !usable[i] {
			continue
		}
		for j := i + 1; j < n; j++ {
			share := a[j][i] / a[i][i]
			for k := i; k < n; k++ {
				a[j][k] -= share * a[i][k]
			}
			b[j] -= share * b[i]
		}
	}
	var c coefficients
	for i := n - 1; i >= 0; i-- {
		if usable[i] {
			c[i] = (b[i] - c.at(&a[i])) / a[i][i]
		}
	}
	return c
}

func square(x float64) float64 { return x * x }
