/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// reference fits all orders by Burg's recursion as in the textbook, with a series of errors for each order.
func reference(y []float64, orders int) (fits [][]float64, left []float64) {
	n := len(y)
	f, b := slices.Clone(y), slices.Clone(y)
	fits, left = [][]float64{nil}, []float64{1}
	for p := 1; p <= orders; p++ {
		var above, below float64
		for t := p; t < n; t++ {
			above += 2 * f[t] * b[t-1]
			below += f[t]*f[t] + b[t-1]*b[t-1]
		}
		k := above / below
		nextF, nextB := slices.Clone(f), slices.Clone(b)
		for t := p; t < n; t++ {
			nextF[t], nextB[t] = f[t]-k*b[t-1], b[t-1]-k*f[t]
		}
		f, b = nextF, nextB
		before := fits[p-1]
		fit := make([]float64, p)
		for i := range before {
			fit[i] = before[i] - k*before[p-2-i]
		}
		fit[p-1] = k
		fits, left = append(fits, fit), append(left, left[p-1]*(1-k*k))
	}
	return fits, left
}

func TestBurgIsTheTextbooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(20, 200).Draw(t, "n")
		y := sticky(rapid.Uint64().Draw(t, "seed"), n, rapid.Float64Range(0, 0.95).Draw(t, "memory"))
		orders := min(mostOrder, n/orderShare)
		fits, left := reference(y, orders)
		best := 0
		for p := range fits {
			if criterion(n, p, left[p]) < criterion(n, best, left[best]) {
				best = p
			}
		}
		if got := burg(y, new(memory)); !nearAll(got, fits[best], 1e-9) {
			t.Fatalf("%v, want %v", got, fits[best])
		}
	})
}

func TestBurgFinds(t *testing.T) {
	e := white(11, 3000)
	second := make([]float64, 3000)
	for i := 2; i < len(second); i++ {
		second[i] = 1.2*second[i-1] - 0.5*second[i-2] + e[i]
	}
	for _, tc := range []struct {
		reason string
		y      []float64
		want   []float64 // the first coefficients
	}{
		{"a memory of one step", sticky(10, 3000, 0.7), []float64{0.7}},
		{"of two", second, []float64{1.2, -0.5}},
		{"one that turns", changed(sticky(12, 3000, 0.6), func(i int, v float64) float64 {
			if i%2 == 0 {
				return -v
			}
			return v
		}), []float64{-0.6}},
	} {
		got := burg(tc.y, new(memory))
		if len(got) < len(tc.want) || !nearAll(got[:len(tc.want)], tc.want, 0.06) {
			t.Errorf("%s: %v, want %v", tc.reason, got, tc.want)
		}
	}
}

func TestBurgOfOddSeries(t *testing.T) {
	for _, tc := range []struct {
		reason string
		y      []float64
		most   int // coefficients
	}{
		{"nothing", nil, 0},
		{"too few for any", white(1, 7), 0},
		{"zeros", make([]float64, 100), 0},
		{"a sine is foretold by two", drawn(200, func(i int) float64 { return math.Sin(float64(i) / 3) }), 25},
		{"up and down", drawn(200, func(i int) float64 { return float64(i%2) - 0.5 }), 1},
		{"no more than one in eight", walk(2, 80), 10},
		{"no more than forty", rollingMean(white(3, 2000), 60), mostOrder},
	} {
		got := burg(tc.y, new(memory))
		if len(got) > tc.most {
			t.Errorf("%s: %d coefficients, want at most %d", tc.reason, len(got), tc.most)
		}
		for _, v := range got {
			if !isNumber(v) {
				t.Errorf("%s: %v", tc.reason, got)
			}
		}
	}
}

func rollingMean(values []float64, window int) []float64 {
	return drawn(len(values)-window+1, func(i int) float64 { return sum(values[i:i+window]) / float64(window) })
}

func TestCriterion(t *testing.T) {
	// n log(left) + 2 k n / (n - k - 1) with k the coefficients and the variance.
	if got, want := criterion(100, 2, 0.5), 100*math.Log(0.5)+2*3*100.0/96; !near(got, want, 1e-12) {
		t.Errorf("%v, want %v", got, want)
	}
	if criterion(50, 5, 0.5) <= criterion(50, 4, 0.5) {
		t.Error("a coefficient that explains nothing costs nothing")
	}
}

func TestForetold(t *testing.T) {
	if got := foretold([]float64{0.5, 0.25}, []float64{100, 8, 4}); got != 4 {
		t.Errorf("%v after 8 and 4, want 0.5*4 + 0.25*8", got)
	}
	if got := foretold(nil, []float64{3}); got != 0 {
		t.Errorf("%v without a memory", got)
	}
}

func TestDot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := someValues(t, 0, 40, "a")
		b := someValues(t, len(a), len(a)+5, "b")
		want := 0.0
		for i := range a {
			want += a[i] * b[i]
		}
		if got := dot(a, b); !near(got, want, 1e-9) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}
