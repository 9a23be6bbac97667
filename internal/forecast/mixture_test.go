/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// aMixture draws one of up to nine normal distributions.
func aMixture(t *rapid.T) mixture {
	parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) part {
		return part{
			weight:    math.Log(rapid.Float64Range(0.01, 1).Draw(t, "weight")),
			mean:      rapid.Float64Range(-3, 3).Draw(t, "mean"),
			deviation: math.Exp(rapid.Float64Range(-8, 2).Draw(t, "log deviation")),
		}
	}), 1, 9).Draw(t, "parts")
	return mixture(parts).weigh()
}

// upToValue is the probability of at most v, by summing up distributions that others wrote.
func (m mixture) upToValue(v float64) float64 {
	sum := 0.0
	for _, p := range m {
		sum += p.weight * distuv.Normal{Mu: p.mean, Sigma: p.deviation}.CDF(v)
	}
	return sum
}

func TestBelowIsTheSumOfNormals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, v := aMixture(t), rapid.Float64Range(-10, 10).Draw(t, "v")
		if got, want := m.below(v), m.upToValue(v); !near(got, want, 1e-12) {
			t.Errorf("below %v: %v, want %v", v, got, want)
		}
		if low, high := m.below(-inf), m.below(inf); low != 0 || !near(high, 1, 1e-12) {
			t.Errorf("from %v to %v", low, high)
		}
	})
}

func TestInsideIsWhatIsBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := aMixture(t)
		low, high := rapid.Float64Range(-10, 10).Draw(t, "low"), rapid.Float64Range(-10, 10).Draw(t, "high")
		got, want := m.inside(Band{low, high}), m.upToValue(high+rounding)-m.upToValue(low-rounding)
		if low > high {
			want = 0
		}
		if !near(got, want, 1e-12) {
			t.Errorf("inside %v to %v: %v, want %v", low, high, got, want)
		}
		if got, want := m.inside(AtLeast(low)), 1-m.upToValue(low-rounding); !near(got, want, 1e-12) {
			t.Errorf("at least %v: %v, want %v", low, got, want)
		}
		if got, want := m.inside(AtMost(low)), m.upToValue(low+rounding); !near(got, want, 1e-12) {
			t.Errorf("at most %v: %v, want %v", low, got, want)
		}
	})
}

func TestInside(t *testing.T) {
	certain := mixture{{1, 0.5, leastDeviation}}
	for _, tc := range []struct {
		reason string
		band   Band
		want   float64
	}{
		{"everything", Everything(), 1},
		{"just the value", Band{0.5, 0.5}, 1},
		{"its lower end, but for rounding", AtMost(0.5 - rounding/2), 1},
		{"its upper end, but for rounding", AtLeast(0.5 + rounding/2), 1},
		{"not quite", AtLeast(0.5 + 2*rounding), 0},
		{"the other way round", Band{0.6, 0.4}, 0},
		{"nothing", Band{inf, -inf}, 0},
		{"no number below", Band{nan, 1}, 0},
		{"no number above", Band{0, nan}, 0},
		{"past everything", Band{inf, inf}, 0},
		{"before everything", Band{-inf, -inf}, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := certain.inside(tc.band); !near(got, tc.want, 1e-12) {
				t.Errorf("probability %v, want %v", got, tc.want)
			}
		})
	}
}

func TestQuantileIsWhereTheShareIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, q := aMixture(t), rapid.Float64Range(0.01, 0.99).Draw(t, "q")
		got := m.quantile(q)
		if below := m.upToValue(got); math.Abs(below-q) > 2*nearEnough {
			t.Errorf("below the quantile of %v is %v", q, below)
		}
	})
}

func TestQuantileOfOneNormal(t *testing.T) {
	for _, p := range []part{{1, 0, 1}, {1, -40, 3}, {1, 7, 1e-9}, {1, 1e12, 1e-12}, {1, 0, 1e300}} {
		for _, q := range []float64{0.1, 0.25, 0.5, 0.9} {
			want := distuv.Normal{Mu: p.mean, Sigma: p.deviation}.Quantile(q)
			if got := (mixture{p}).quantile(q); math.Abs(got-want) > 6*nearEnough*p.deviation+1e-15*math.Abs(p.mean) {
				t.Errorf("quantile %v of %+v is %v, want %v", q, p, got, want)
			}
		}
	}
}

// What is certain has hardly any width: its distribution is a stair, and a quantile may be anywhere on it.
func TestQuantileOfWhatIsCertain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := mixture(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) part {
			return part{
				weight:    math.Log(rapid.Float64Range(0.01, 1).Draw(t, "weight")),
				mean:      rapid.SampledFrom([]float64{0, 0.3, 1, 1 + 1e-9, 1e6, -1e9}).Draw(t, "mean"),
				deviation: rapid.SampledFrom([]float64{0, 1e-12, 1e-9, 1e-3, 1, 1e3}).Draw(t, "deviation"),
			}
		}), 1, 6).Draw(t, "parts")).weigh()
		low, high := inf, -inf
		for _, p := range m {
			low, high = min(low, p.mean-9*p.deviation), max(high, p.mean+9*p.deviation)
		}
		q, width := rapid.Float64Range(0.01, 0.99).Draw(t, "q"), (high-low)*1e-8+1e-15*max(high, -low)
		got := m.quantile(q)
		if below, above := m.upToValue(got-width), m.upToValue(got+width); below > q+2*nearEnough || above < q-2*nearEnough {
			t.Errorf("quantile %v is %v, where the distribution goes from %v to %v", q, got, below, above)
		}
	})
}

func TestWeigh(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		weights []float64 // logarithms
		want    []float64
	}{
		{"one alone", []float64{-700}, []float64{1}},
		{"two alike", []float64{3, 3}, []float64{0.5, 0.5}},
		{"one three times as likely", []float64{math.Log(3), 0}, []float64{0.75, 0.25}},
		{"so unlikely that the exponent of it is 0", []float64{-5000, -5000 + math.Log(3)}, []float64{0.25, 0.75}},
		{"so likely that the exponent of it is none", []float64{5000, 5000}, []float64{0.5, 0.5}},
		{"negligible ones are left out", []float64{0, logNegligible - 1e-9, -50}, []float64{1}},
		{"those on the edge are not", []float64{0, logNegligible}, []float64{1 / (1 + negligible), negligible / (1 + negligible)}},
		{"impossible ones are left out", []float64{0, -inf}, []float64{1}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			var m mixture
			for i, w := range tc.weights {
				m = append(m, part{weight: w, mean: float64(i), deviation: float64(i)})
			}
			var got []float64
			for _, p := range m.weigh() {
				got = append(got, p.weight)
				if p.deviation != max(p.mean, leastDeviation) {
					t.Errorf("%+v has another deviation than before", p)
				}
			}
			if !nearAll(got, tc.want, 1e-12) {
				t.Errorf("weights %v, want %v", got, tc.want)
			}
		})
	}
}

func TestMemory(t *testing.T) {
	m := newMemory()
	a, b := m.floats(3), m.floats(2)
	copy(a, []float64{1, 2, 3})
	if a = append(a, 4); b[0] != 0 || len(a) != 4 {
		t.Errorf("what grew out of its piece is in the next one: %v", b)
	}
	rest := m.floats(len(m.block) - m.used)
	if more := m.floats(5); !slices.Equal(more, make([]float64, 5)) {
		t.Errorf("past the block comes %v", more)
	}
	for i := range rest {
		rest[i] = 7
	}
	if m.used != len(m.block) {
		t.Errorf("%d used of %d", m.used, len(m.block))
	}
	m.release()
	m = newMemory()
	defer m.release()
	if again := m.floats(100); !slices.Equal(again, make([]float64, 100)) {
		t.Errorf("a piece holds what somebody left there: %v", again)
	}
}
