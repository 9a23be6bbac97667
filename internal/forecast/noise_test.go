/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tried are all kinds of noise that the package tries.
func tried() []noise { return slices.Concat(autoregressions, slices.Concat(mixtures...)) }

// echo is what is left of an innovation after so many steps: the recursion that defines the noise, run with that
// innovation alone.
func (k noise) echo(steps int) float64 {
	u, before := 1.0, 1.0
	for range steps {
		u = k.phi*u - k.theta*before
		before = 0
	}
	return u
}

func TestNoiseVarianceIsThatOfItsEchoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := noise{phi: rapid.Float64Range(0, nearlyOne).Draw(t, "phi"), theta: rapid.Float64Range(0, 0.95).Draw(t, "theta")}
		steps, want := rapid.IntRange(1, 300).Draw(t, "steps"), 0.0
		for i := range steps {
			want += k.echo(i) * k.echo(i)
		}
		if got := k.variance(float64(steps)); !near(got, want, 1e-8) {
			t.Errorf("%+v: variance %v after %d steps, want %v", k, got, steps, want)
		}
	})
}

func TestNoiseVarianceOfPartsOfSteps(t *testing.T) {
	for _, k := range tried() {
		if got := k.variance(-1); got != 0 {
			t.Errorf("%+v: variance %v before the last point, want 0", k, got)
		}
		last := -1.0
		for steps := 0.0; steps < 40; steps += 1.0 / 16 {
			got := k.variance(steps)
			if got < last || got == last && k.phi > 0 && steps < 1 {
				t.Errorf("%+v: variance %v after %v steps, %v just before", k, got, steps, last)
			}
			if jump := got - last; last >= 0 && jump > 1.0/16+1e-9 {
				t.Errorf("%+v: variance jumps by %v before %v steps", k, jump, steps)
			}
			last = got
		}
	}
}

// The psi weights of the noises that are known by other names.
func TestNoiseVarianceInClosedForm(t *testing.T) {
	for _, tc := range []struct {
		reason string
		noise  noise
		steps  float64
		want   float64
	}{
		{"nothing is to come", noise{0.5, 0, 1}, 0, 0},
		{"white noise forgets at once", noise{0, 0, 1}, 50, 1},
		{"one step is one innovation", noise{0.9, 0.5, 1}, 1, 1},
		{"a random walk's grows with time", noise{nearlyOne, 0, 1}, 100, 99.02},
		{"an autoregression's comes to rest", noise{0.8, 0, 1}, 1000, 1 / (1 - 0.64)},
		{"exponential smoothing", noise{nearlyOne, 0.7, 1}, 101, 1 + 100*0.09},
		{"two parts that cancel each other leave white noise", noise{0.6, 0.6, 1}, 30, 1},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.noise.variance(tc.steps); !near(got, tc.want, 0.02) {
				t.Errorf("variance %v, want %v", got, tc.want)
			}
		})
	}
}

func TestFilterUndoesAMovingAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		theta := rapid.Float64Range(0, 0.95).Draw(t, "theta")
		e := rapid.SliceOfN(rapid.Float64Range(-10, 10), 1, 50).Draw(t, "innovations")
		averaged := slices.Clone(e)
		for i := 1; i < len(e); i++ {
			averaged[i] -= theta * e[i-1]
		}
		m := newMemory()
		defer m.release()
		if got := filter(averaged, theta, m); !nearAll(got, e, 1e-9) {
			t.Errorf("filtered %v, want %v", got, e)
		}
	})
}

func TestExplains(t *testing.T) {
	for _, tc := range []struct {
		reason string
		noise  noise
		want   [broken + 1]bool // of plain, curved, halted and broken trends
	}{
		{"white noise wanders nowhere by itself", noise{0, 0, 1}, [...]bool{true, true, true, true}},
		{"nor does what is forgotten soon", noise{shortMemory, 0, 1}, [...]bool{true, true, true, true}},
		{"a long memory makes a break by itself", noise{0.51, 0, 1}, [...]bool{true, true, true, false}},
		{"as a walk does", noise{nearlyOne, 0, 1}, [...]bool{true, true, true, false}},
		{"a moving average is tried with plain trends alone", noise{0.3, 0.2, 1}, [...]bool{true, false, false, false}},
		{"the smallest too", noise{0, 0.01, 1}, [...]bool{true, false, false, false}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			for i, want := range tc.want {
				if got := tc.noise.explains(&trend{kind: kind(i)}); got != want {
					t.Errorf("kind %d: %t, want %t", i, got, want)
				}
			}
		})
	}
}

func TestBelieved(t *testing.T) {
	wavering, rising := &series{}, &series{oneWay: true}
	for _, k := range tried() {
		if got := k.believed(wavering); got != k.weight {
			t.Errorf("%+v is believed %v of a series that goes both ways, want its weight", k, got)
		}
		isWalk := k.phi == nearlyOne && k.theta == 0
		if got := k.believed(rising); isWalk != (got == k.weight) || got <= 0 || got > k.weight {
			t.Errorf("%+v is believed %v of a total", k, got)
		}
	}
}

// What cannot be left out if the package is to do what it says; not which numbers it does it with.
func TestNoisesCoverWhatTheyAreFor(t *testing.T) {
	var isWhite, isAutocorrelated, isWalk, isWhiteOnAWalk bool
	for _, k := range tried() {
		isWhite = isWhite || k.phi == 0 && k.theta == 0
		isAutocorrelated = isAutocorrelated || k.phi > 0.5 && k.phi < 0.99 && k.theta == 0
		isWalk = isWalk || k.phi == nearlyOne && k.theta == 0
		isWhiteOnAWalk = isWhiteOnAWalk || k.phi == nearlyOne && k.theta > 0
		if !(k.weight > 0) || k.phi < 0 || k.phi > nearlyOne || k.theta < 0 || k.theta >= k.phi && k.theta > 0 || math.IsNaN(k.weight) {
			t.Errorf("%+v is no noise to try", k)
		}
	}
	if !isWhite || !isAutocorrelated || !isWalk || !isWhiteOnAWalk {
		t.Error("a kind of noise is missing")
	}
	for _, kinds := range mixtures {
		for _, k := range kinds {
			if k.theta != kinds[0].theta {
				t.Errorf("%+v is filtered with theta %v", k, kinds[0].theta)
			}
		}
	}
}
