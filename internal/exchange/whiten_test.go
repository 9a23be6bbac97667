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
	"pgregory.net/rapid"
)

func TestFitSeesWhoseShocksStay(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
		want   bool // by its changes
	}{
		{"white noise forgets at once", white(1, year), false},
		{"AR(0.5) forgets in days", sticky(2, year, 0.5), false},
		{"AR(0.8) forgets in a week", sticky(3, year, 0.8), false},
		{"a walk forgets nothing", walk(4, year), true},
		{"a total forgets nothing", changed(walk(5, year), func(i int, v float64) float64 { return v + 3*float64(i) }), true},
		{"a line is not a walk", changed(white(6, year), func(i int, v float64) float64 { return v + float64(i) }), false},
		{"a mean of thirty days is as good as one", rollingMean(white(7, year+29), 30), true},
		{"a level that changes stays", changed(white(8, year), func(i int, v float64) float64 { return v + 20*float64(i/200) }), true},
	} {
		if got, _ := fit(all(tc.values...), new(memory)); got.changes != tc.want {
			t.Errorf("%s: by its changes %t, coefficients %v", tc.reason, got.changes, got.coefficients)
		}
	}
}

// overDifferenced is the changes of white noise.
func overDifferenced(seed uint64) []float64 {
	e := white(seed, year+1)
	return drawn(year, func(i int) float64 { return e[i+1] - e[i] })
}

// What is left of any series is white.
func TestWhiten(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
	}{
		{"white noise", white(11, year)},
		{"AR(0.9)", sticky(12, year, 0.9)},
		{"a walk", walk(13, year)},
		{"a mean of seven days", rollingMean(white(14, year+6), 7)},
		{"noise on a line", changed(white(15, year), func(i int, v float64) float64 { return v + 0.3*float64(i) })},
		{"a walk that drifts", changed(walk(16, year), func(i int, v float64) float64 { return v + float64(i) })},
		{"what is differenced too often", overDifferenced(17)},
	} {
		s := all(tc.values...)
		in := whiten(s, new(memory))
		if len(in.autocorrelations) != year/memoryShare {
			t.Errorf("%s: %d autocorrelations", tc.reason, len(in.autocorrelations))
		}
		for k, r := range in.autocorrelations[:10] {
			if math.Abs(r) > 4/math.Sqrt(year) {
				t.Errorf("%s: autocorrelation %v is left at lag %d", tc.reason, r, k+1)
			}
		}
		n := 0.0
		for i, v := range in.shocks {
			if in.squares[i] != v*v {
				t.Fatalf("%s: the square of %v is %v", tc.reason, v, in.squares[i])
			}
			if v != 0 {
				n++
			}
		}
		if n < year-mostOrder-2 || !near(in.total/n, 0.75, 0.2) || !near(in.total, dot(in.shocks, in.shocks), 1e-9) {
			t.Errorf("%s: %v shocks of mean square %v", tc.reason, n, in.total/n)
		}
		if !near(sum(in.shocks)/n, 0, 1e-9) {
			t.Errorf("%s: mean shock %v", tc.reason, sum(in.shocks)/n)
		}
	}
}

func TestAutocorrelationsAreThoseOfTheDefinition(t *testing.T) {
	in := whiten(all(sticky(18, 120, 0.6)...), new(memory))
	for k, got := range in.autocorrelations {
		want := 0.0
		for t := k + 1; t < 120; t++ {
			want += in.shocks[t] * in.shocks[t-k-1] / in.total
		}
		if !near(got, want, 1e-9) {
			t.Errorf("lag %d: %v, want %v", k+1, got, want)
		}
	}
}

// Where there was no answer nothing is new.
func TestWhitenLeavesOutWhatIsNotKnown(t *testing.T) {
	history := changed(sticky(19, year, 0.7), func(i int, v float64) float64 {
		if i < 30 || i%11 == 0 {
			return nan
		}
		return v
	})
	in := whiten(newSeries(history, nil, new(memory)), new(memory))
	for i, v := range history {
		if math.IsNaN(v) && (in.shocks[i] != 0 || in.left[i] != 0) {
			t.Errorf("day %d has no answer, but a shock of %v", i, in.shocks[i])
		}
	}
	if in.shocks[30] != 0 {
		t.Error("the first answer has no past, but a shock")
	}
	if known := in.total; known < 100 {
		t.Errorf("squares of %v are left", known)
	}
}

func TestWhitenOfNothing(t *testing.T) {
	for _, tc := range []struct {
		reason string
		values []float64
	}{
		{"no values", nil},
		{"one", []float64{1}},
		{"zeros", make([]float64, 200)},
		{"a line", drawn(200, func(i int) float64 { return float64(i) / 200 })},
		{"fewer than are needed", white(1, leastChanges)},
	} {
		if in := whiten(all(tc.values...), new(memory)); in.total != 0 || in.autocorrelations != nil {
			t.Errorf("%s: squares of %v are left", tc.reason, in.total)
		}
	}
}

// The filter is linear: what it leaves of a sum is the sum of what it leaves of each.
func TestLeavesIsLinear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := filter{coefficients: rapid.SliceOfN(rapid.Float64Range(-1, 1), 0, 5).Draw(t, "coefficients")}
		a, b := anyWhite(t, 40), anyWhite(t, 40)
		both := drawn(40, func(i int) float64 { return 2*a[i] - b[i] })
		of := func(y []float64) []float64 { return f.leaves(all(y...), y, new(memory)) }
		x, y := of(a), of(b)
		want := drawn(40, func(i int) float64 { return 2*x[i] - y[i] })
		if got := of(both); !nearAll(got, want, 1e-9) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func TestLeaves(t *testing.T) {
	s := all(0, 1, 3, 4, 2, 8)
	s.known[4] = false
	got := filter{coefficients: []float64{0.5}}.leaves(s, s.values, new(memory))
	if want := []float64{0, 0, 2.5, 2.5, 0, 7}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v: nothing without a past of its own, and nothing where there is no answer", got, want)
	}
	s = series{values: []float64{0, 0, 5, 6, 8, 0}, known: known(6), from: 2, to: 5, unit: 1}
	got = filter{}.leaves(s, s.inner(), new(memory))
	if want := []float64{0, 0, 0, 6, 8, 0}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v: by the step of the history", got, want)
	}
}

func TestLevelled(t *testing.T) {
	line := drawn(50, func(i int) float64 { return 4 - 0.25*float64(i) })
	if got := (filter{}).levelled(all(line...), new(memory)); !nearAll(got, make([]float64, 50), 1e-9) {
		t.Errorf("%v is left of a line", got)
	}
	got := filter{changes: true}.levelled(all(line...), new(memory))
	if !nearAll(got[1:], make([]float64, 49), 1e-9) {
		t.Errorf("%v is left of the changes of a line", got)
	}
	steps := drawn(50, func(i int) float64 { return float64(i / 10) })
	got = filter{changes: true}.levelled(all(steps...), new(memory))
	for i, v := range got {
		if want := steps[i] - steps[max(0, i-1)]; v != want {
			t.Errorf("%v on day %d of steps, want exactly %v", v, i, want)
		}
	}
}

func TestTakeLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := someValues(t, 2, 50, "y")
		x := drawn(len(y), func(i int) float64 { return float64(i) })
		a, b := stat.LinearRegression(x, y, nil, false)
		want := drawn(len(y), func(i int) float64 { return y[i] - a - b*x[i] })
		takeLine(y)
		if !nearAll(y, want, 1e-8) {
			t.Fatalf("%v, want %v", y, want)
		}
	})
}

func TestTakeChanges(t *testing.T) {
	for _, tc := range []struct{ values, want []float64 }{
		{nil, nil}, {[]float64{5}, []float64{0}}, {[]float64{5, 7, 4}, []float64{0, 2, -3}},
	} {
		got := slices.Clone(tc.values)
		takeChanges(got)
		if !slices.Equal(got, tc.want) {
			t.Errorf("changes of %v are %v, want %v", tc.values, got, tc.want)
		}
	}
}

func TestSpread(t *testing.T) {
	heavy := changed(white(20, 5000), func(i int, v float64) float64 {
		if i%20 == 0 {
			return 1000 * v
		}
		return v
	})
	for _, tc := range []struct {
		reason    string
		y         []float64
		want      float64
		tolerance float64
	}{
		{"normal noise has its deviation", white(21, 5000), 1, 0.05},
		{"in any unit", changed(white(21, 5000), func(_ int, v float64) float64 { return 7 * v }), 7, 0.05},
		{"one outlier in twenty makes little difference", heavy, 1, 0.25},
		{"what is 0 does not count", changed(white(22, 5000), func(i int, v float64) float64 { return v * float64(i%2) }), 1, 0.06},
		{"zeros have none", make([]float64, 10), 0, 0},
		{"nothing has none", nil, 0, 0},
	} {
		if got := spread(tc.y, new(memory)); math.Abs(got-tc.want) > tc.tolerance*tc.want {
			t.Errorf("%s: %v, want %v", tc.reason, got, tc.want)
		}
	}
}

func TestDropFar(t *testing.T) {
	y := white(23, 400)
	limit := tooFar * spread(y, new(memory))
	y[7], y[8], y[9], y[10] = 100, -100, 0.9*limit, 1.1*limit
	want := slices.Clone(y)
	want[7], want[8], want[10] = 0, 0, 0
	dropFar(y, new(memory))
	if !slices.Equal(y, want) {
		t.Errorf("%v, want %v", y, want)
	}
	zeros := make([]float64, 5)
	dropFar(zeros, new(memory))
	if !slices.Equal(zeros, make([]float64, 5)) {
		t.Errorf("zeros became %v", zeros)
	}
}

func TestBiweight(t *testing.T) {
	for _, tc := range []struct{ z, want float64 }{
		{0, 0}, {0.1, 0.1 * square(1-0.01/square(4.685))}, {2, 2 * square(1-4/square(4.685))}, {4.685, 0}, {5, 0}, {-1e300, 0},
	} {
		if got := biweight(tc.z); !near(got, tc.want, 1e-12) {
			t.Errorf("%v counts as %v, want %v", tc.z, got, tc.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.Float64Range(-10, 10).Draw(t, "z")
		if biweight(-z) != -biweight(z) || math.Abs(biweight(z)) > math.Abs(z) {
			t.Fatalf("%v counts as %v and %v as %v", z, biweight(z), -z, biweight(-z))
		}
	})
}

func TestStandardise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyWhite(t, 200)
		for i := 0; i < len(e); i += 9 {
			e[i] = 0
		}
		scaled := changed(e, func(_ int, v float64) float64 { return 1e6 * v })
		tinier := changed(e, func(_ int, v float64) float64 { return 1e-6 * v })
		for _, other := range [][]float64{scaled, tinier, e} {
			if !standardise(other, new(memory)) {
				t.Fatal("nothing is left of noise")
			}
		}
		if !nearAll(scaled, e, 1e-9) || !nearAll(tinier, e, 1e-9) {
			t.Fatal("the unit makes a difference")
		}
		for i := 0; i < len(e); i += 9 {
			if e[i] != 0 {
				t.Fatal("what is not there is told from 0")
			}
		}
	})
}

func TestStandardiseFindsNothing(t *testing.T) {
	for _, tc := range []struct {
		reason string
		e      []float64
	}{
		{"too few moves", changed(white(24, 200), func(i int, v float64) float64 {
			if i >= leastChanges-1 {
				return 0
			}
			return v
		})},
		{"less than rounding", changed(white(25, 200), func(_ int, v float64) float64 { return 1e-14 * v })},
		{"all of one size", slices.Repeat([]float64{3}, 200)},
		{"rounding beside one move", changed(white(26, 200), func(i int, v float64) float64 {
			if i == 100 {
				return 1
			}
			return 1e-8 * v
		})},
	} {
		if standardise(slices.Clone(tc.e), new(memory)) {
			t.Errorf("%s: something is left", tc.reason)
		}
	}
}
