/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The example of Hollander and Wolfe (1973), Nonparametric Statistical Methods, p. 187: the lightness of canned tuna and
// how a panel liked it, here in order of lightness. Kendall's S is 16, tau 4/9, and z = 15/sqrt(92).
var (
	lightness = []float64{41.9, 44.1, 44.4, 44.7, 45.2, 45.9, 50.7, 53.3, 60.1}
	liking    = []float64{2.5, 4.0, 2.6, 3.6, 2.8, 3.1, 5.2, 5.0, 3.8}
)

func TestPublishedExample(t *testing.T) {
	s := series{days: lightness, values: liking}
	if got := s.concordance(); got != 16 {
		t.Errorf("S = %v, want 16", got)
	}
	if got := plainVariance(lightness, liking); got != 92 {
		t.Errorf("variance %v, want 92", got)
	}
	z := 15 / math.Sqrt(92*s.inflation(s.slope()))
	if got, want := s.pValue(s.slope()), math.Erfc(z/math.Sqrt2); !near(got, want, 1e-12) {
		t.Errorf("p = %v, want %v", got, want)
	}
	if got := math.Erfc(15 / math.Sqrt(92) / math.Sqrt2); !near(got, 0.1179, 5e-5) {
		t.Errorf("without memory p = %v, want 0.1179", got)
	}
}

func TestConcordance(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		days, values []float64
		want         float64
	}{
		{"all pairs rise", []float64{0, 1, 2, 3}, []float64{1, 2, 3, 4}, 6},
		{"all pairs fall", []float64{0, 1, 2, 3}, []float64{4, 3, 2, 1}, -6},
		{"five rise, one falls", []float64{0, 1, 2, 3}, []float64{1, 3, 2, 4}, 4},
		{"equal values count nothing", []float64{0, 1, 2, 3}, []float64{1, 2, 2, 3}, 5},
		{"equal times count nothing", []float64{0, 1, 1, 2}, []float64{1, 2, 3, 4}, 5},
		{"constant", []float64{0, 1, 2, 3}, []float64{7, 7, 7, 7}, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := (series{days: tc.days, values: tc.values}).concordance(); got != tc.want {
				t.Errorf("S = %v, want %v", got, tc.want)
			}
		})
	}
}

// permuted calls f with every order of the values.
func permuted(values []float64, f func()) {
	var place func(i int)
	place = func(i int) {
		if i == len(values) {
			f()
			return
		}
		for j := i; j < len(values); j++ {
			values[i], values[j] = values[j], values[i]
			place(i + 1)
			values[i], values[j] = values[j], values[i]
		}
	}
	place(0)
}

// The formula is held against what it stands for: the variance of S over all orders of the values.
func TestPlainVarianceIsThatOverAllOrders(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		days, values []float64
	}{
		{"no ties", []float64{0, 1, 2, 3, 4, 5, 6}, []float64{1, 2, 3, 4, 5, 6, 7}},
		{"equal values", []float64{0, 1, 2, 3, 4, 5, 6}, []float64{1, 1, 2, 2, 2, 6, 7}},
		{"equal times", []float64{0, 0, 0, 3, 4, 4, 6}, []float64{1, 2, 3, 4, 5, 6, 7}},
		{"both", []float64{0, 0, 0, 3, 4, 4, 6}, []float64{1, 1, 1, 1, 5, 5, 7}},
		{"two values", []float64{0, 1, 2, 3, 4, 5}, []float64{0, 0, 0, 1, 1, 1}},
		{"one different", []float64{0, 1, 2, 2, 4, 5}, []float64{0, 0, 0, 0, 0, 1}},
		{"constant", []float64{0, 1, 2, 3, 4, 5}, []float64{3, 3, 3, 3, 3, 3}},
		{"one time", []float64{2, 2, 2, 2, 2, 2}, []float64{1, 2, 3, 4, 5, 6}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := plainVariance(tc.days, tc.values)
			s, squares, orders := series{days: tc.days, values: tc.values}, 0.0, 0.0
			permuted(tc.values, func() {
				concordance := s.concordance()
				squares += concordance * concordance
				orders++
			})
			if want := squares / orders; !near(got, want, 1e-9) {
				t.Errorf("variance %v, want %v", got, want)
			}
		})
	}
}

func TestTies(t *testing.T) {
	for _, tc := range []struct {
		values []float64
		want   ties
	}{
		{nil, ties{}},
		{[]float64{1, 2, 3}, ties{}},
		{[]float64{2, 1, 2}, ties{pairs: 2, spread: 18}},
		{[]float64{5, 5, 5}, ties{pairs: 6, triples: 6, spread: 66}},
		{[]float64{5, 1, 5, 1, 5}, ties{pairs: 8, triples: 6, spread: 84}},
	} {
		t.Run(fmt.Sprint(tc.values), func(t *testing.T) {
			if got := tiesOf(tc.values); got != tc.want {
				t.Errorf("%+v, want %+v", got, tc.want)
			}
		})
	}
}

// p by hand: 10 values of which one pair of neighbours is out of order have S = 43 of 45, and the variance without ties is
// 10*9*25/18 = 125. The slope out, what is left is 0 but for these two, which have no memory.
func TestPValueByHand(t *testing.T) {
	got, ok := Of(every(day, 1, 2, 3, 4, 6, 5, 7, 8, 9, 10))
	if want := math.Erfc(42 / math.Sqrt(125) / math.Sqrt2); !ok || got.PerDay != 1 || !near(got.PValue, want, 1e-12) {
		t.Errorf("%+v, want 1 a day at p %v", got, want)
	}
	if want := 0.000172; !near(got.PValue, want, 1e-6) { // z = 3.7566
		t.Errorf("p = %v, want %v", got.PValue, want)
	}
}

func TestOnePairIsNoTrend(t *testing.T) {
	for name, points := range map[string][]Point{
		"S is 0":  every(day, 1, 2, 3, 4, 4, 3, 2, 1),
		"S is 1":  every(day, 0, 0, 0, 0, 1, 0, 0, 0),
		"S is -1": every(day, 0, 0, 0, 0, -1, 0, 0, 0),
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := Of(points); !ok || got.PValue != 1 {
				t.Errorf("%+v, want p of 1", got)
			}
		})
	}
}

// A number that rises from every point to the next is never called flat, whatever its way.
func TestEverRisingHasATrend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.Float64Range(1e-3, 1e3), MinPoints, 60).Draw(t, "steps")
		value, values := 0.0, make([]float64, 0, len(steps))
		for _, step := range steps {
			value += step
			values = append(values, value)
		}
		if got, ok := Of(every(day, values...)); !ok || got.PerDay <= 0 || got.PValue >= 0.05 {
			t.Fatalf("%+v, want a rise at p < 0.05", got)
		}
	})
}
