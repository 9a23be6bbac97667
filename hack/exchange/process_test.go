/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"slices"
	"testing"
	"time"
)

// every is all processes.
func every() []process { return slices.Concat(standard(), heldOut) }

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
}

func TestExchangesComeFromTheSeed(t *testing.T) {
	for _, p := range every() {
		h := p.exchange(1, 7)
		if again := p.exchange(1, 7); !same(h.result, again.result) || !same(h.drivers[2], again.drivers[2]) {
			t.Errorf("%s: the same exchange is not the same", p.name)
		}
		if same(h.result, p.exchange(2, 7).result) || same(h.result, p.exchange(1, 8).result) {
			t.Errorf("%s: another exchange is the same", p.name)
		}
	}
}

func TestProcessesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range standard() {
		if p.name == "" || seen[p.name] {
			t.Errorf("%q is there twice", p.name)
		}
		seen[p.name] = true
	}
}

func TestExchangesAreWellFormed(t *testing.T) {
	for _, p := range every() {
		for i := range 5 {
			h := p.exchange(1, i)
			if len(h.drivers) < drivers || h.step <= 0 || h.maxLag < 1 {
				t.Errorf("%s: %d drivers, step %v, lags to %d", p.name, len(h.drivers), h.step, h.maxLag)
			}
			for j, d := range h.drivers {
				if len(d) != len(h.result) || same(d, h.result) || j > 0 && same(d, h.drivers[j-1]) {
					t.Errorf("%s: driver %d has %d values of %d, or is another series", p.name, j, len(d), len(h.result))
				}
			}
			if h.linked != (h.response != 0) || h.linked && (h.lag < 0 || h.lag > h.maxLag) {
				t.Errorf("%s: linked %t, lag %d, response %v", p.name, h.linked, h.lag, h.response)
			}
		}
	}
}

func TestAsked(t *testing.T) {
	h := process{"p", func(dice) history { return history{result: []float64{1}, drivers: [][]float64{{2}, {3}}} }}.exchange(1, 0)
	c := h.asked()
	if c.Step != day || c.MaxLag != maxLag || c.Confidence != confidence || len(c.Drivers) != 2 || c.Drivers[1].Values[0] != 3 {
		t.Errorf("%+v", c)
	}
	weekly := process{"p", func(dice) history { return history{} }}.stepped(7*day, 12).exchange(1, 0)
	if weekly.step != 7*24*time.Hour || weekly.maxLag != 12 {
		t.Errorf("step %v, lags to %d", weekly.step, weekly.maxLag)
	}
}

// explains is what share of a result's variance a driver explains at a lag, and the slope.
func explains(result, driver []float64, lag int) (share, slope float64) {
	r, _ := pearson(result[lag:], driver[:len(driver)-lag])
	return r * r, r * deviation(result[lag:]) / deviation(driver[:len(driver)-lag])
}

// A link explains the share that it is said to, at the lag that it is said to have, in the mean over exchanges.
func TestLinksAreAsTheyAreSaid(t *testing.T) {
	for _, p := range []process{linkedSeries[0], linkedSeries[1], {"negative", linked("", func(_ dice, l *link) { l.sign = -1 }).draw}} {
		var share, slope, beside float64
		const runs = 200
		for i := range runs {
			h := p.exchange(1, i)
			e, s := explains(h.result, h.drivers[0], h.lag)
			u, _ := explains(h.result, h.drivers[1], h.lag)
			share, slope, beside = share+e/runs, slope+s/h.response/runs, beside+u/runs
		}
		if !about(share, explained, 0.04) || !about(slope, 1, 0.05) || beside > 0.05 {
			t.Errorf("%s: the driver explains %.2f, slope %.2f of what it is to be, and another explains %.2f", p.name, share, slope, beside)
		}
	}
}

func TestDifferencesAreLinkedByTheirSteps(t *testing.T) {
	steps := func(values []float64) []float64 {
		return fill(len(values)-1, func(i int) float64 { return values[i+1] - values[i] })
	}
	share := 0.0
	for i := range 50 {
		h := differences.exchange(1, i)
		e, _ := explains(steps(h.result), steps(h.drivers[0]), h.lag)
		share += e / 50
	}
	if !about(share, explained, 0.04) {
		t.Errorf("the driver's steps explain %.2f", share)
	}
}

func TestReversedHasTheResultLead(t *testing.T) {
	before := 0.0
	for i := range 50 {
		h := reversed.exchange(1, i)
		best := 0.0
		for lag := 3; lag <= 40; lag++ {
			e, _ := explains(h.drivers[0], h.result, lag)
			best = max(best, e)
		}
		before += best / 50
		if h.linked {
			t.Fatal("it is said to be a link")
		}
	}
	if before < 0.5 {
		t.Errorf("the result explains %.2f of the driver", before)
	}
}

func TestDeviation(t *testing.T) {
	if got := deviation([]float64{2, 4, 4, 4, 5, 5, 7, 9}); got != 2 {
		t.Errorf("deviation %v, want 2", got)
	}
}
