/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// shocks are innovations as they come from whitening.
func shocks(values []float64) innovations {
	in := innovations{shocks: slices.Clone(values), squares: make([]float64, len(values))}
	for i, v := range values {
		in.squares[i] = v * v
		in.total += v * v
	}
	return in
}

// anyPair draws two series of shocks, with gaps.
func anyPair(t *rapid.T) (a, b innovations) {
	n := rapid.IntRange(40, 150).Draw(t, "n")
	x, y := anyWhite(t, n), anyWhite(t, n)
	for range rapid.IntRange(0, 20).Draw(t, "gaps") {
		x[rapid.IntRange(0, n-1).Draw(t, "at")] = 0
		y[rapid.IntRange(0, n-1).Draw(t, "at")] = 0
	}
	return shocks(x), shocks(y)
}

// naively sums up what two series have in common at some lags.
func naively(a, b *innovations, lag, window int) (p peak) {
	n := len(a.shocks)
	p.lag, p.window = lag, window
	for l := lag; l < lag+window; l++ {
		squares, pairs := 0.0, 0.0
		for t := range n {
			if t-l >= 0 && t-l < n {
				p.sum += a.shocks[t] * b.shocks[t-l]
				squares += square(a.shocks[t] * b.shocks[t-l])
				pairs++
			}
		}
		p.variance += max(squares, pairs*a.total/float64(n)*b.total/float64(n))
	}
	return p
}

func nearPeak(a, b peak) bool {
	return a.lag == b.lag && a.window == b.window && near(a.sum, b.sum, 1e-9) && near(a.variance, b.variance, 1e-9)
}

func TestProduct(t *testing.T) {
	a, b := []float64{1, 2, 3, 4}, []float64{10, 20, 30, 40}
	for _, tc := range []struct {
		reason string
		lag    int
		want   float64
	}{
		{"the same day", 0, 10 + 40 + 90 + 160},
		{"the second leads by a day", 1, 2*10 + 3*20 + 4*30},
		{"the first leads by a day", -1, 1*20 + 2*30 + 3*40},
		{"by three", 3, 40},
		{"by more than there are", 4, 0},
	} {
		if got := product(a, b, tc.lag); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.reason, got, tc.want)
		}
	}
}

func TestCorrelogramIsTheSumsOfProducts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPair(t)
		maxLag := rapid.IntRange(0, 20).Draw(t, "greatest lag")
		c := correlate(&a, &b, maxLag, rapid.Bool().Draw(t, "placebo"), new(memory))
		for _, w := range windows {
			for lag := c.low; lag+w-1 <= c.high; lag++ {
				if got, want := c.over(lag, w), naively(&a, &b, lag, w); !nearPeak(got, want) {
					t.Fatalf("%+v, want %+v", got, want)
				}
			}
		}
	})
}

func TestCorrelateLooksAtPlacebos(t *testing.T) {
	e := shocks(white(1, 300))
	for _, tc := range []struct {
		reason    string
		maxLag    int
		placebo   bool
		low, high int
	}{
		{"as many to both sides", 60, true, -60, 120},
		{"at least thirty", 5, true, -30, 35},
		{"no more than half of the history", 140, true, -140, 150},
		{"the lags of interest in any case", 200, true, -150, 200},
		{"none", 60, false, 0, 60},
	} {
		c := correlate(&e, &e, tc.maxLag, tc.placebo, new(memory))
		if c.low != tc.low || c.high != tc.high {
			t.Errorf("%s: from %d to %d, want from %d to %d", tc.reason, c.low, c.high, tc.low, tc.high)
		}
	}
}

// excessOf counts once more how much placebos vary.
func excessOf(a, b *innovations, c *correlogram, window int) float64 {
	var squares []float64
	for lag := c.low; lag+window-1 <= c.high; lag++ {
		before, after := lag+window-1 < 0, lag > c.maxLag+widest
		if before || after {
			p := naively(a, b, lag, window)
			squares = append(squares, p.sum*p.sum/p.variance)
		}
	}
	if len(squares) == 0 {
		return 1
	}
	usual := distuv.UnitNormal.Quantile(1 - 0.025/float64(len(squares)))
	return max(1, stat.Mean(squares, nil), slices.Max(squares)/(usual*usual))
}

func TestExcess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPair(t)
		// Something in common where the result leads: placebos show it.
		if by := rapid.IntRange(-1, 30).Draw(t, "the result leads by"); by > 0 {
			copy(b.shocks[by:], a.shocks)
			b = shocks(b.shocks)
		}
		c := correlate(&a, &b, rapid.IntRange(0, 20).Draw(t, "greatest lag"), true, new(memory))
		for _, w := range windows {
			if got, want := c.excess(w), excessOf(&a, &b, &c, w); !near(got, want, 1e-9) {
				t.Fatalf("excess %v in windows of %d, want %v", got, w, want)
			}
		}
	})
}

func TestExcessWithoutPlacebos(t *testing.T) {
	a, b := shocks(white(2, 100)), shocks(white(3, 100))
	c := correlate(&a, &b, 20, false, new(memory))
	for _, w := range windows {
		if got := c.excess(w); got != 1 {
			t.Errorf("excess %v of nothing in windows of %d", got, w)
		}
	}
}

func TestInflation(t *testing.T) {
	for _, tc := range []struct {
		reason string
		a, b   []float64
		want   float64
	}{
		{"no memory", nil, nil, 1},
		{"memory of one alone", []float64{0.5, 0.25}, []float64{0, 0}, 1},
		{"of both", []float64{0.5, 0.25}, []float64{0.5, 0.5}, 1 + 2*(0.25+0.125)},
		{"as far as both are known", []float64{0.5, 0.25}, []float64{0.5}, 1.5},
		{"memories that cancel make nothing better", []float64{0.5}, []float64{-0.5}, 1},
	} {
		c := correlogram{result: &innovations{autocorrelations: tc.a}, driver: &innovations{autocorrelations: tc.b}}
		if got := c.inflation(); !near(got, tc.want, 1e-12) {
			t.Errorf("%s: %v, want %v", tc.reason, got, tc.want)
		}
	}
}

func TestStrongestIsStrongest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPair(t)
		maxLag := rapid.IntRange(0, 20).Draw(t, "greatest lag")
		c := correlate(&a, &b, maxLag, true, new(memory))
		got := c.strongest()
		if got.lag < 0 || got.lag+got.window > maxLag+1 {
			t.Fatalf("%+v is outside of 0 to %d", got, maxLag)
		}
		for _, w := range windows {
			for lag := 0; lag+w <= maxLag+1; lag++ {
				p := naively(&a, &b, lag, w)
				p.variance *= excessOf(&a, &b, &c, w)
				if math.Abs(p.t()) > math.Abs(got.t())+1e-9 {
					t.Fatalf("%+v is stronger than %+v", p, got)
				}
			}
		}
	})
}

func TestStrongestOfNothing(t *testing.T) {
	a, b := shocks(make([]float64, 100)), shocks(white(4, 100))
	c := correlate(&a, &b, 20, true, new(memory))
	if got := c.strongest(); got.window != 1 || got.t() != 0 {
		t.Errorf("%+v", got)
	}
}

func TestTests(t *testing.T) {
	for _, tc := range []struct {
		maxLag int
		want   float64
	}{
		{0, 1}, {1, 2}, {2, 3 + 1}, {6, 7 + 5 + 1}, {14, 15 + 13 + 9 + 1}, {60, 61 + 59 + 55 + 47},
	} {
		if got := (&correlogram{maxLag: tc.maxLag}).tests(); got != tc.want {
			t.Errorf("%v tests of lags up to %d, want %v", got, tc.maxLag, tc.want)
		}
	}
}

func TestPeak(t *testing.T) {
	for _, tc := range []struct {
		p      peak
		middle int
		t      float64
	}{
		{peak{lag: 5, window: 1, sum: 6, variance: 4}, 5, 3},
		{peak{lag: 5, window: 3, sum: -6, variance: 4}, 6, -3},
		{peak{lag: 0, window: 7, sum: 0, variance: 4}, 3, 0},
		{peak{}, 0, 0},
	} {
		if tc.p.middle() != tc.middle || tc.p.t() != tc.t {
			t.Errorf("%+v: middle %d, t %v", tc.p, tc.p.middle(), tc.p.t())
		}
	}
}

// Without gaps and memory the coefficient is the textbook's, of as many pairs as there are.
func TestCoefficient(t *testing.T) {
	a := white(5, 4000)
	e := white(6, 4000)
	b := drawn(4000, func(i int) float64 { return 0.3*a[(i+3)%4000] + math.Sqrt(0.91)*e[i] })
	result, driver := shocks(a), shocks(b)
	c := correlate(&result, &driver, 10, true, new(memory))
	p := c.strongest()
	if p.lag != 3 || p.window != 1 {
		t.Fatalf("%+v, want lag 3", p)
	}
	r, pairs := c.coefficient(p, p)
	want := dot(a[3:], b) / math.Sqrt(dot(a[3:], a[3:])*dot(b[:3997], b[:3997]))
	if !near(r, want, 1e-9) || pairs > 3997 || pairs < 2500 {
		t.Errorf("correlation %v of %v pairs, want %v of about 3997", r, pairs, want)
	}
	if got := r * math.Sqrt(pairs); !near(got, p.t(), 0.01) {
		t.Errorf("correlation %v of %v pairs is %v deviations, want %v", r, pairs, got, p.t())
	}
}

func TestCoefficientOfAWindow(t *testing.T) {
	a := white(7, 2000)
	b := white(8, 2000)
	for i := range 2000 {
		for j := 4; j < 7 && i >= j; j++ {
			a[i] += 0.3 * b[i-j]
		}
	}
	result, driver := shocks(a), shocks(b)
	c := correlate(&result, &driver, 20, true, new(memory))
	p := c.strongest()
	if p.lag != 4 || p.window != 3 {
		t.Fatalf("%+v, want the lags 4 to 6", p)
	}
	r, pairs := c.coefficient(p, p)
	smoothed := drawn(1990, func(i int) float64 { return b[i+6] + b[i+5] + b[i+4] })
	if want := stat.Correlation(a[10:], smoothed, nil); !near(r, want, 0.02) {
		t.Errorf("correlation %v, want %v with the sum of three days", r, want)
	}
	if pairs < 1000 || pairs > 2000 {
		t.Errorf("%v pairs of 2000", pairs)
	}
	if one, _ := c.coefficient(peak{lag: 5, window: 1}, p); one >= r || one <= 0 {
		t.Errorf("correlation %v of the middle day alone, %v of all three", one, r)
	}
}

func TestCoefficientOfNothing(t *testing.T) {
	a, b := shocks(make([]float64, 50)), shocks(make([]float64, 50))
	c := correlate(&a, &b, 5, true, new(memory))
	if r, pairs := c.coefficient(peak{window: 1}, peak{window: 1}); r != 0 || pairs != 0 {
		t.Errorf("correlation %v of %v pairs", r, pairs)
	}
}

func TestSteadiness(t *testing.T) {
	one := slices.Repeat([]float64{1}, 100)
	event := make([]float64, 100)
	event[55] = 50
	for _, tc := range []struct {
		reason string
		a, b   []float64
		low    float64
		high   float64
	}{
		{"every part agrees", changed(one, func(i int, _ float64) float64 { return 1 + 0.01*float64(i%7) }), one, 0, 1e-9},
		{"one event in one part", event, one, 0.3, 0.4},
		{"half of the parts say the opposite", changed(one, func(i int, _ float64) float64 { return float64(1 - i/10%2*2) }), one, 0.999, 1},
		{"nothing at all", make([]float64, 100), one, 1, 1},
		{"all exactly the same, which tells no spread", one, one, 1, 1},
	} {
		a, b := shocks(tc.a), shocks(tc.b)
		c := correlogram{result: &a, driver: &b}
		if got := c.steadiness(peak{lag: 0, window: 1}); got < tc.low || got > tc.high {
			t.Errorf("%s: p %v, want %v to %v", tc.reason, got, tc.low, tc.high)
		}
	}
}

// It is Student's test of the sums of ten parts.
func TestSteadinessIsStudents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPair(t)
		lag, window := rapid.IntRange(0, 10).Draw(t, "lag"), rapid.SampledFrom(windows[:]).Draw(t, "window")
		sums := make([]float64, blocks)
		n := len(a.shocks)
		for i := range n {
			for l := lag; l < lag+window && l <= i; l++ {
				sums[i*blocks/n] += a.shocks[i] * b.shocks[i-l]
			}
		}
		mean, deviation := stat.MeanStdDev(sums, nil)
		want := 2 * distuv.StudentsT{Sigma: 1, Nu: blocks - 1}.Survival(math.Abs(mean)/deviation*math.Sqrt(blocks))
		c := correlogram{result: &a, driver: &b}
		if got := c.steadiness(peak{lag: lag, window: window}); !near(got, want, 1e-9) {
			t.Fatalf("p %v, want %v", got, want)
		}
	})
}
