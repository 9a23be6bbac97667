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

// likeliest is the noise under which a straight line makes a history likeliest.
func likeliest(f *fitter) noise {
	var best noise
	greatest := -inf
	for _, k := range tried() {
		f.takeNoise(k)
		f.solve(&trend{curve: ofLine, prior: prior{1, 1}, on: none})
		if l := f.likelihood(); l > greatest {
			best, greatest = k, l
		}
	}
	return best
}

func TestNoiseIsRecognised(t *testing.T) {
	for _, tc := range []struct {
		reason string
		noise  func(seed uint64) func() float64
		is     func(k noise) bool
	}{
		{"white", func(s uint64) func() float64 { return white(s, 5) }, func(k noise) bool { return k.phi <= 0.3 }},
		{"half of it is left after a day", func(s uint64) func() float64 { return sticky(s, 5, 0.5) }, func(k noise) bool { return k.phi > 0.2 && k.phi < 0.9 && k.theta == 0 }},
		{"nine tenths are left", func(s uint64) func() float64 { return sticky(s, 5, 0.9) }, func(k noise) bool { return k.phi > 0.75 && k.theta < 0.5 }},
		{"a walk", func(s uint64) func() float64 { return wander(s, 3) }, func(k noise) bool { return k.phi > 0.9 && k.theta < 0.5 }},
		{"a walk under white noise", func(s uint64) func() float64 {
			walk, e := wander(s, 1), white(s+99, 4)
			return func() float64 { return walk() + e() }
		}, func(k noise) bool { return k.theta > 0 }},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			recognised := 0
			for seed := range uint64(rounds) {
				m := newMemory()
				f := fitterOf(laidOut(t, dailyFrom(-quarter, quarter-1, on(times(0), tc.noise)(seed)), m))
				if tc.is(likeliest(f)) {
					recognised++
				}
				m.release()
			}
			if recognised < rounds*3/4 {
				t.Errorf("%d of %d are recognised", recognised, rounds)
			}
		})
	}
}

// fitting is the trend that makes a history likeliest under white noise.
func fitting(f *fitter) *trend {
	var best *trend
	greatest := -inf
	f.takeNoise(noise{weight: 1})
	for i := range f.raw.trends {
		f.solve(&f.raw.trends[i])
		if l := f.likelihood(); l > greatest {
			best, greatest = &f.raw.trends[i], l
		}
	}
	return best
}

func TestTrendIsRecognised(t *testing.T) {
	dueOf := func(f *fitter, column int) float64 { return f.raw.columns[column].due }
	for _, tc := range []struct {
		reason string
		path   func(day int) float64
		plan   func(time.Time) float64
		is     func(f *fitter, tr *trend) bool
	}{
		{"it stays", times(0), nil, func(_ *fitter, tr *trend) bool { return tr.curve == none }},
		{"a line", onPlan, nil, func(_ *fitter, tr *trend) bool { return tr.curve == ofLine && tr.on == none }},
		{"a steep line", times(3), nil, func(_ *fitter, tr *trend) bool { return tr.curve == ofLine && tr.on == none && tr.prior.mean == 0 }},
		{"by a plan", func(d int) float64 { return way * latePlan(begin.Add(time.Duration(d)*day)) }, latePlan, func(f *fitter, tr *trend) bool {
			return tr == &f.raw.trends[0]
		}},
		{"it stopped after two fifths", func(d int) float64 { return 1.2 * onPlan(min(d, quarter*2/5)) }, nil, func(f *fitter, tr *trend) bool {
			return tr.kind == halted && math.Abs(dueOf(f, tr.curve)-0.4) < 0.1
		}},
		{"it jumped after two fifths", jump(1, quarter*2/5, 40), nil, func(f *fitter, tr *trend) bool {
			return tr.kind == broken && dueOf(f, tr.on) == 1
		}},
		{"it goes back since then", func(d int) float64 { return onPlan(min(d, 37)) - onPlan(max(0, d-37)) }, nil, func(f *fitter, tr *trend) bool {
			return tr.kind == broken && math.Abs(dueOf(f, tr.on)-0.6) < 0.1
		}},
		{"late", late, nil, func(_ *fitter, tr *trend) bool { return tr.kind <= curved && tr.curve > ofLine }},
		{"early", early, nil, func(_ *fitter, tr *trend) bool { return tr.kind <= curved && tr.curve > ofLine }},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			recognised := 0
			for seed := range uint64(rounds) {
				m := newMemory()
				c := dailyFrom(0, 75, noisy(tc.path, 0.5)(seed))
				c.Plan = tc.plan
				f := fitterOf(laidOut(t, c, m))
				if tc.is(f, fitting(f)) {
					recognised++
				}
				m.release()
			}
			if recognised < rounds*3/4 {
				t.Errorf("%d of %d are recognised", recognised, rounds)
			}
		})
	}
}

// The longer a history is, the surer is the forecast: more is known, and less is to come.
func TestMoreHistoryIsMoreCertain(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		process process
	}{
		{"noise", noisy(onPlan, 5)},
		{"noise with a memory", on(onPlan, func(s uint64) func() float64 { return sticky(s, 6, 0.8) })},
		{"a walk", on(onPlan, func(s uint64) func() float64 { return wander(s, 3) })},
		{"a total", total(2)},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			last := inf
			for _, days := range []int{12, 30, 60, 85} {
				got := lookAt(t, 0, days, tc.process, asItIs)
				if got.width >= last {
					t.Errorf("the interval is %.1f wide after %d days, %.1f before", got.width, days, last)
				}
				last = got.width
			}
		})
	}
}

// A past tells of the noise, so that a young period is not thought surer, or less sure, than it is.
func TestPastTellsOfTheNoise(t *testing.T) {
	rough := noisy(func(d int) float64 { return onPlan(max(d, 0)) }, 8)
	with, without := lookAt(t, -quarter, 12, rough, asItIs), lookAt(t, 0, 12, rough, asItIs)
	if with.width >= without.width {
		t.Errorf("the interval is %.1f wide with a past, %.1f without", with.width, without.width)
	}
	if with.held < 0.7 {
		t.Errorf("%.2f of the intervals hold the outcome", with.held)
	}
}
