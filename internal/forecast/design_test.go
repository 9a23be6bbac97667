/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// aColumn draws a column that is 0 outside some of its points.
func aColumn(t *rapid.T, n int, label string) column {
	from := rapid.IntRange(0, n).Draw(t, label+" from")
	c := column{values: make([]float64, n), from: from, to: rapid.IntRange(from, n).Draw(t, label+" to")}
	for i := c.from; i < c.to; i++ {
		c.values[i] = rapid.Float64Range(-10, 10).Draw(t, label)
	}
	return c
}

func TestProductsAreThoseOfTheFilteredColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "points")
		a, b := aColumn(t, n, "a"), aColumn(t, n, "b")
		f := fitter{noise: noise{phi: rapid.Float64Range(0, 1).Draw(t, "phi")}, head: rapid.Float64Range(0, 1).Draw(t, "head")}
		want := f.head * a.values[0] * b.values[0]
		for i := 1; i < n; i++ {
			want += (a.values[i] - f.noise.phi*a.values[i-1]) * (b.values[i] - f.noise.phi*b.values[i-1])
		}
		p := multiply(&a, &b)
		if got := f.product(&p); !near(got, want, 1e-9) {
			t.Errorf("product %v, want %v", got, want)
		}
		if back := multiply(&b, &a); back != p {
			t.Errorf("products %+v one way and %+v the other", p, back)
		}
	})
}

func TestColumnsKeepTheirProductsWithTheBasesAndThemselves(t *testing.T) {
	m := newMemory()
	defer m.release()
	d := laidOut(t, dailyFrom(-20, 40, func(d int) float64 { return float64(d * d % 17) }), m)
	for i := range d.columns {
		c := &d.columns[i]
		for base := range bases {
			if want := multiply(c, &d.columns[base]); c.with[base] != want {
				t.Errorf("column %d with %d: %+v, want %+v", i, base, c.with[base], want)
			}
		}
		if want := multiply(c, c); c.with[bases] != want {
			t.Errorf("column %d with itself: %+v, want %+v", i, c.with[bases], want)
		}
	}
}

func TestCurvesGoTheWholeWay(t *testing.T) {
	for i, curve := range curves {
		if start, due := curve(0), curve(1); start != 0 || due != 1 {
			t.Errorf("curve %d goes from %v to %v", i, start, due)
		}
		last := 0.0
		for s := 0.01; s < 1; s += 0.01 {
			if v := curve(s); v <= last {
				t.Errorf("curve %d does not rise at %v", i, s)
			}
			last = curve(s)
		}
	}
}

func TestBasesOfADesign(t *testing.T) {
	m := newMemory()
	defer m.release()
	d := laidOut(t, dailyFrom(-46, 46, func(d int) float64 { return float64(d * d % 17) }), m)
	for i, s := range d.series.s {
		at := float64(i-46) / quarter
		if !near(s, at, 1e-12) {
			t.Fatalf("point %d is at %v, want %v", i, s, at)
		}
		for base, want := range map[int]float64{ofY: d.series.y[i], ofLevel: 1, ofBefore: min(at, 0), ofLine: max(at, 0)} {
			if got := d.columns[base].values[i]; !near(got, want, 1e-12) {
				t.Errorf("column %d at %v: %v, want %v", base, at, got, want)
			}
		}
	}
	for base, want := range map[int]float64{ofLevel: 1, ofBefore: 0, ofLine: 1} {
		if got := d.columns[base].due; got != want {
			t.Errorf("column %d at the due date: %v, want %v", base, got, want)
		}
	}
}

func TestDesignFollowsThePlan(t *testing.T) {
	m, other := newMemory(), newMemory()
	defer m.release()
	defer other.release()
	c := dailyFrom(-10, 46, func(d int) float64 { return float64(d * d % 17) })
	without := laidOut(t, c, m)
	c.Plan = func(at time.Time) float64 { return math.Pow(at.Sub(begin).Hours()/24/quarter, 2.5) }
	with := laidOut(t, c, other)
	if len(with.trends) != len(without.trends)+1 {
		t.Fatalf("%d trends with a plan, %d without", len(with.trends), len(without.trends))
	}
	plan := with.trends[0]
	for i, s := range with.series.s {
		if got, want := with.columns[plan.curve].values[i], math.Pow(max(s, 0), 2.5); !near(got, want, 1e-6) {
			t.Errorf("the plan at %v is %v, want %v", s, got, want)
		}
	}
	if plan.prior.mean != 1 || plan.kind != plain {
		t.Errorf("the plan is %+v, want a plain trend that is expected to go the whole way", plan)
	}
	for i, tr := range without.trends {
		kept := with.trends[i+1]
		if tr.kind <= curved && kept.weight >= tr.weight || tr.kind != kept.kind || tr.prior != kept.prior {
			t.Errorf("beside a plan %+v became %+v", tr, kept)
		}
	}
}

// Breaks are sought at the same times of the period at every look, and where there are points on both sides.
func TestBreaksStayWhereTheyAre(t *testing.T) {
	for _, tc := range []struct {
		reason       string
		past, points int
		length       float64 // of the period, in steps
	}{
		{"a week", 9, 8, quarter},
		{"three weeks", 9, 20, quarter},
		{"half a quarter", 9, 46, quarter},
		{"a day later", 9, 47, quarter},
		{"almost all of it", 9, 91, quarter},
		{"one a week: not enough points after a break that is old enough", 0, 10, 13},
		{"one in two weeks", 0, 8, 10},
		{"nor enough before one", 12, 8, 15},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			c := dailyFrom(-tc.past, tc.points, func(d int) float64 { return float64(d * d % 17) })
			c.Due = c.Start.Add(time.Duration(tc.length * float64(day)))
			d, want := laidOut(t, c, m), 0
			for k := 1; k < breaks; k++ {
				at := float64(k) / breaks
				before := int(math.Ceil(at * tc.length)) // points of the period before the break
				age := float64(tc.points-1)/tc.length - at
				if before < leastAfter || tc.points-before < leastAfter || age < leastAge {
					continue
				}
				checkBreak(t, d, want, at)
				want++
			}
			if got := len(d.ofKind(halted)); got != want || len(d.ofKind(broken)) != 2*want {
				t.Errorf("%d breaks, want %d", got, want)
			}
		})
	}
}

func TestHasPast(t *testing.T) {
	for start, want := range map[int]bool{0: false, 1: true, 2: true, 30: true} {
		if got := (&design{series: &series{start: start}}).hasPast(); got != want {
			t.Errorf("%d points before the period are a past: %t", start, got)
		}
	}
}

func (d *design) ofKind(k kind) (trends []trend) {
	for _, tr := range d.trends {
		if tr.kind == k {
			trends = append(trends, tr)
		}
	}
	return trends
}

// checkBreak checks the i-th stall, bend and shift, which are to be at some time.
func checkBreak(t *testing.T, d *design, i int, at float64) {
	t.Helper()
	if len(d.ofKind(halted)) <= i {
		t.Errorf("no break at %v", at)
		return
	}
	stall, bend, shift := d.ofKind(halted)[i], d.ofKind(broken)[2*i], d.ofKind(broken)[2*i+1]
	for _, tc := range []struct {
		reason string
		column int
		want   func(s float64) float64
	}{
		{"a stall goes on until then", stall.curve, func(s float64) float64 { return max(0, min(s, at)) }},
		{"a bend begins then", bend.on, func(s float64) float64 { return max(0, s-at) }},
		{"a bend is on top of the line", bend.curve, func(s float64) float64 { return max(0, s) }},
		{"a shift is there from then on", shift.on, func(s float64) float64 { return math.Ceil(max(0, min(s-at+1e-9, 1))) }},
		{"a shift is on top of the line", shift.curve, func(s float64) float64 { return max(0, s) }},
	} {
		c := d.columns[tc.column]
		for j, s := range d.series.s {
			if got, want := c.values[j], tc.want(s); !near(got, want, 1e-9) {
				t.Errorf("%s (%v): %v at %v, want %v", tc.reason, at, got, s, want)
			}
		}
		if want := tc.want(1); !near(c.due, want, 1e-9) {
			t.Errorf("%s (%v): %v at the due date, want %v", tc.reason, at, c.due, want)
		}
	}
	if stall.on != none || stall.prior.mean != 1 || bend.onTop.mean != 0 || shift.onTop.mean != 0 {
		t.Errorf("the break at %v is expected to be %+v, %+v, %+v", at, stall, bend, shift)
	}
}

func TestFilteredDesign(t *testing.T) {
	m := newMemory()
	defer m.release()
	d := laidOut(t, dailyFrom(-5, 40, func(d int) float64 { return float64(d * d % 17) }), m)
	out := d.filtered(0.6)
	for _, tr := range d.ofKind(plain) {
		if tr.curve >= len(out.columns) || tr.on != none {
			t.Errorf("the plain trend %+v has a column that is not filtered", tr)
		}
	}
	for i := range out.columns {
		got, want := out.columns[i], filter(d.columns[i].values, 0.6, m)
		if !nearAll(got.values, want, 0) || got.due != d.columns[i].due {
			t.Errorf("column %d is not filtered", i)
		}
		// A filter leaves something after the last point that is not 0.
		whole := column{values: want, to: len(want)}
		if p := multiply(&whole, &whole); !near(got.with[bases].same, p.same, 1e-12) || !near(got.with[bases].beside, p.beside, 1e-12) {
			t.Errorf("column %d with itself: %+v, want %+v", i, got.with[bases], p)
		}
	}
}

func TestPlanIn(t *testing.T) {
	if planIn(&Case{}) != nil {
		t.Error("no plan is a straight line and needs no column of its own")
	}
	for _, tc := range []struct {
		reason string
		plan   float64
		want   float64
	}{
		{"a share", 0.25, 0.25},
		{"less than nothing", -3, 0},
		{"more than all", 1.5, 1},
		{"infinity", inf, 1},
		{"minus infinity", -inf, 0},
		{"no number: a straight line", nan, 0.75},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			var asked time.Time
			c := Case{Start: begin, Due: end, Plan: func(at time.Time) float64 { asked = at; return tc.plan }}
			if got := planIn(&c)(0.75); got != tc.want {
				t.Errorf("planned %v, want %v", got, tc.want)
			}
			if want := begin.Add(quarter * day * 3 / 4); !asked.Equal(want) {
				t.Errorf("asked for %s, want %s", asked, want)
			}
		})
	}
}
