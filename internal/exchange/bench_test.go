/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import "testing"

// greatest is a case of the size that a ValueExchange can have: 30 drivers, 60 lags, 365 days.
func greatest() Case {
	c := ordinary()
	for i := range uint64(28) {
		c.Drivers = append(c.Drivers, Driver{Values: sticky(300+i, year, 0.8)})
	}
	return c
}

func TestAllocations(t *testing.T) {
	for _, tc := range []struct {
		reason string
		c      Case
		most   float64
	}{
		{"two drivers", ordinary(), 20},
		{"thirty drivers: one for each, and those that do not grow with them", greatest(), 60},
		{"nothing can be tested", usual(make([]float64, year), make([]float64, year)), 5},
	} {
		if got := testing.AllocsPerRun(10, func() { Test(tc.c) }); got > tc.most {
			t.Errorf("%s: %v allocations, want at most %v", tc.reason, got, tc.most)
		}
	}
}

func BenchmarkTest(b *testing.B) {
	c := greatest()
	b.ReportAllocs()
	for b.Loop() {
		Test(c)
	}
}

func BenchmarkOneDriver(b *testing.B) {
	c := ordinary()
	c.Drivers = c.Drivers[:1]
	b.ReportAllocs()
	for b.Loop() {
		Test(c)
	}
}
