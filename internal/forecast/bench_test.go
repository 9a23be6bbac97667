/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"testing"
	"time"
)

// usual is a case as an operator has it: 400 points of 12 hours, half of them before the period.
func usual() Case {
	const before, since = 200, 200
	e := white(40, 6)
	c := dailyFrom(-before, since, func(i int) float64 {
		return way*max(0, float64(i)/before) + weekday(int(math.Floor(float64(i)/2))) + e()
	})
	c.Step, c.First = 12*time.Hour, begin.Add(-before*12*time.Hour)
	c.Due = begin.Add(220 * 12 * time.Hour)
	return c
}

// usualShare is such a case of a share of the time.
func usualShare() ShareCase {
	c := usual()
	return ShareCase{
		First: c.First, Step: c.Step, Values: c.Values, Start: c.Start, Due: c.Due, Inside: AtLeast(50), Target: 0.6, SoFar: 0.5,
	}
}

// mostAllocations is what one key result may take.
const mostAllocations = 50

func TestAllocations(t *testing.T) {
	value, share := usual(), usualShare()
	planned := value
	planned.Plan = func(at time.Time) float64 {
		return at.Sub(planned.Start).Hours() / planned.Due.Sub(planned.Start).Hours()
	}
	for name, run := range map[string]func(){
		"Value":         func() { forecastOf(t, value) },
		"Value, plan":   func() { forecastOf(t, planned) },
		"Share":         func() { shareOf(t, share) },
		"All of twelve": func() { All(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999) },
	} {
		if got := testing.AllocsPerRun(20, run); got > mostAllocations {
			t.Errorf("%s: %v allocations, want at most %d", name, got, mostAllocations)
		}
	}
}

func BenchmarkValue(b *testing.B) {
	c := usual()
	b.ReportAllocs()
	for b.Loop() {
		Value(c)
	}
}

func BenchmarkShare(b *testing.B) {
	c := usualShare()
	b.ReportAllocs()
	for b.Loop() {
		Share(c)
	}
}

func BenchmarkAll(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		All(0.9, 0.8, 0.75, 0.6, 0.5)
	}
}
