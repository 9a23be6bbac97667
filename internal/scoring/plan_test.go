/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// after is the time so many days after the start of the plans in these tests.
func after(days float64) time.Time {
	start := time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)
	return start.Add(time.Duration(days * float64(24*time.Hour)))
}

// plan is one of ten days from after(0), with points at {days, share}.
func plan(points ...[2]float64) scoring.Plan {
	p := scoring.Plan{Start: after(0), Due: after(10)}
	for _, point := range points {
		p.Points = append(p.Points, scoring.PlanPoint{By: after(point[0]), Share: point[1]})
	}
	return p
}

func TestPlanShare(t *testing.T) {
	type points = [][2]float64
	for _, tc := range []struct {
		reason string
		points points
		at     float64
		want   float64
	}{
		{"long before the start", nil, -100, 0},
		{"at the start", nil, 0, 0},
		{"a quarter of the way", nil, 2.5, 0.25},
		{"just before due", nil, 9.99, 0.999},
		{"due", nil, 10, 1},
		{"after due", nil, 11, 1},
		{"towards the first point", points{{5, 0.2}}, 2.5, 0.1},
		{"at a point", points{{5, 0.2}}, 5, 0.2},
		{"from the last point to 1", points{{5, 0.2}}, 7.5, 0.6},
		{"due after a point", points{{5, 0.2}}, 10, 1},
		{"long after due and a point", points{{5, 0.2}}, 1000, 1},
		{"between two points", points{{2, 0.1}, {6, 0.3}}, 4, 0.2},
		{"at the second of two", points{{2, 0.1}, {6, 0.3}}, 6, 0.3},
		{"a flat stretch", points{{2, 0.1}, {6, 0.1}}, 4, 0.1},
		{"nothing expected for a while", points{{5, 0}}, 4, 0},
		{"after nothing was expected", points{{5, 0}}, 7.5, 0.5},
		{"all of it early", points{{5, 1}}, 6, 1},
		{"a point at due stands for 1", points{{10, 0.8}}, 10, 0.8},
		{"a point at due, on the way", points{{10, 0.8}}, 5, 0.4},
		{"a point at due, afterwards", points{{10, 0.8}}, 20, 0.8},
		{"points before and at due", points{{5, 0.2}, {10, 0.8}}, 7.5, 0.5},
		{"a point after due draws the line", points{{20, 0.8}}, 5, 0.2},
		{"a point after due, flat from due", points{{20, 0.8}}, 10, 0.4},
		{"a point after due, still flat there", points{{20, 0.8}}, 20, 0.4},
		{"points on both sides of due", points{{5, 0.5}, {15, 0.9}}, 12, 0.7},
		{"a point before the start bends the line", points{{-10, 0.5}}, 0.001, 0.75},
		{"a point before the start, at the start", points{{-10, 0.5}}, 0, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := plan(tc.points...).Share(after(tc.at))
			if math.Abs(got-tc.want) > 1e-4 {
				t.Errorf("Share(start + %v days) = %v, want %v", tc.at, got, tc.want)
			}
		})
	}
}

func TestPlanShareIsExactAtItsKnots(t *testing.T) {
	for _, point := range [][2]float64{{3, 0.1}, {7, 0.7}} {
		if got := plan([2]float64{3, 0.1}, [2]float64{7, 0.7}).Share(after(point[0])); got != point[1] {
			t.Errorf("Share(start + %v days) = %v, want %v", point[0], got, point[1])
		}
	}
}

func TestPlanShareOfAnEmptyPeriod(t *testing.T) {
	empty := scoring.Plan{Start: after(0), Due: after(0)} // the day that Apia left out
	if got := empty.Share(after(0)); got != 0 {
		t.Errorf("at its only instant: got %v, want 0", got)
	}
	if got := empty.Share(after(1)); got != 1 {
		t.Errorf("afterwards: got %v, want 1", got)
	}
}

func TestPlanShareLeavesThePointsAlone(t *testing.T) {
	p := plan([2]float64{3, 0.1}, [2]float64{5, 0.5})
	points := p.Points
	p.Points = points[:1]
	p.Share(after(7))
	if want := plan([2]float64{3, 0.1}, [2]float64{5, 0.5}).Points; !slices.Equal(points, want) {
		t.Errorf("the caller's points became %v, want %v", points, want)
	}
}

func TestPlanShareOverCenturies(t *testing.T) {
	long := scoring.Plan{Start: after(0), Due: after(0).AddDate(900, 0, 0)} // more than a Duration holds
	for _, years := range []int{1, 100, 290, 500, 899} {
		if got := long.Share(after(0).AddDate(years, 0, 0)); got <= 0 || got > 1 {
			t.Errorf("after %d years: got %v, want it in 0..1", years, got)
		}
	}
}

// anyPlan draws a plan as the API admits it: points strictly rising in time, shares not falling.
var anyPlan = rapid.Custom(func(t *rapid.T) scoring.Plan {
	days := rapid.SliceOfNDistinct(rapid.IntRange(1, 400), 0, 30, rapid.ID[int]).Draw(t, "days")
	shares := rapid.SliceOfN(rapid.Float64Range(0, 1), len(days), len(days)).Draw(t, "shares")
	slices.Sort(days)
	slices.Sort(shares)
	p := scoring.Plan{Start: after(0), Due: after(float64(rapid.IntRange(1, 400).Draw(t, "due")))}
	for i := range days {
		p.Points = append(p.Points, scoring.PlanPoint{By: after(float64(days[i])), Share: shares[i]})
	}
	return p
})

var anyTime = rapid.Map(rapid.Float64Range(-10, 500), after)

func TestPlanShareNeverFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, a, b := anyPlan.Draw(t, "plan"), anyTime.Draw(t, "a"), anyTime.Draw(t, "b")
		if a.After(b) {
			a, b = b, a
		}
		early, late := p.Share(a), p.Share(b)
		if early > late || early < 0 || late > 1 {
			t.Fatalf("Share is %v at %s and %v at %s: want it to rise within 0..1", early, a, late, b)
		}
	})
}

func TestPlanShareHitsItsKnots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan.Draw(t, "plan")
		wantDue := 1.0
		for _, point := range p.Points {
			if point.By.After(p.Due) {
				wantDue = p.Share(p.Due) // a line crosses it
				break
			}
			if got := p.Share(point.By); got != point.Share {
				t.Fatalf("Share(%s) = %v, want %v", point.By, got, point.Share)
			}
			if point.By.Equal(p.Due) {
				wantDue = point.Share
				break
			}
		}
		later := p.Due.Add(time.Duration(rapid.IntRange(0, 1e12).Draw(t, "later")))
		if got := p.Share(later); got != wantDue {
			t.Fatalf("Share after due = %v, want %v", got, wantDue)
		}
	})
}

func TestPlanShareAllocatesNothing(t *testing.T) {
	p, sum := plan([2]float64{2, 0.1}, [2]float64{6, 0.3}), 0.0
	if got := testing.AllocsPerRun(100, func() { sum += p.Share(after(8)) }); got != 0 {
		t.Errorf("%v allocations, want none", got)
	}
}
