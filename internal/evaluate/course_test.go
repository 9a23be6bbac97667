/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// courseOf is the course of a goal's only key result at a time, after an evaluation at that time.
func courseOf(t *testing.T, o *v1alpha1.Objective, h *feed, now string) Course {
	t.Helper()
	h.now = moment(now)
	in := ObjectiveInput{Objective: o, Now: h.now, Ask: h.ask}
	o.Status = Objective(in).Status
	courses, err := Courses(in)
	if err != nil {
		t.Fatal(err)
	}
	if len(courses) != 1 || courses[0].KeyResult != o.Spec.KeyResults[0].Name {
		t.Fatalf("courses of %+v", courses)
	}
	return courses[0]
}

func TestCoursePlan(t *testing.T) {
	stretch := []v1alpha1.Stage{{At: 7, Score: 0}, {At: 8, Score: 0.7}, {At: 8.5, Score: 1}}
	tests := []struct {
		reason string
		goal   *v1alpha1.Objective
		want   map[string]float64 // at some instants; none: there is no plan
		band   Band
		enough Band
	}{
		{"a straight line", goal(prom("a", "q", reach(10, 20))),
			map[string]float64{"10-01": 10, "10-11": 20}, atOrOver(20), atOrOver(20)},
		{"a way down", goal(prom("a", "q", reach(20, 5))),
			map[string]float64{"10-01": 20, "10-11": 5}, atOrUnder(5), atOrUnder(5)},
		{"the plan's days are corners", goal(prom("a", "q", reach(0, 10), plan(v1alpha1.PlanPoint{By: "2026-10-05", Share: 0.2}))),
			map[string]float64{"10-01": 0, "10-06": 2, "10-11": 10}, atOrOver(10), atOrOver(10)},
		{"until the due day", goal(prom("a", "q", reach(0, 10), due("10-06"))),
			map[string]float64{"10-01": 0, "10-07": 10}, atOrOver(10), atOrOver(10)},
		{"an aspirational one is planned as far as it is to succeed", aspirational(goal(prom("a", "q", reach(0, 10)))),
			map[string]float64{"10-01": 0, "10-11": 7}, atOrOver(10), atOrOver(7)},
		{"from the value at the start", goal(prom("a", "q", reachFromStart(20, v1alpha1.DirectionIncrease))),
			map[string]float64{"10-01": 12, "10-11": 20}, atOrOver(20), atOrOver(20)},
		{"from nothing where it counts from the start", goal(prom("a", "q[$__elapsed]", reachFromStart(20, v1alpha1.DirectionIncrease))),
			map[string]float64{"10-01": 0, "10-11": 20}, atOrOver(20), atOrOver(20)},
		{"through the stages", goal(prom("a", "q", stages(stretch...))),
			map[string]float64{"10-01": 7, "10-06": 7 + 0.5/0.7, "10-11": 8.5}, atOrOver(8.5), atOrOver(8.5)},
		{"a band has no way to go", goal(prom("a", "q", within(18, 22, 4))), nil, between(18, 22), between(18, 22)},
		{"nor has one with room around it", aspirational(goal(prom("a", "q", within(18, 22, 4)))),
			nil, between(18, 22), between(18-0.3*4, 22+0.3*4)},
		{"a guardrail holds in full", aspirational(goal(prom("a", "q", within(18, 22, 4), guardrail))), nil, between(18, 22), between(18, 22)},
		{"nor has a share of the time", goal(prom("a", "q", share(10, 0.9))), nil, atOrOver(10), atOrOver(10)},
		{"no way from a baseline that is not known", goal(prom("a", "nothing", reachFromStart(20, v1alpha1.DirectionIncrease))),
			nil, atOrOver(20), atOrOver(20)},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			h := newFeed()
			h.set("q", 12)
			h.set("q[$__elapsed]", 12)
			c := courseOf(t, tc.goal, h, "10-03T12:00")
			for at, want := range tc.want {
				if v, ok := valueAt(c.Plan, moment(at)); !ok || math.Abs(v-want) > 1e-9 {
					t.Errorf("planned at %s: %v (%t), want %v", at, v, ok, want)
				}
			}
			if len(tc.want) == 0 && c.Plan != nil {
				t.Errorf("planned %v, want nothing", c.Plan)
			}
			near := cmpopts.EquateApprox(0, 1e-6)
			if diff := cmp.Diff(tc.band, c.Target, near); diff != "" {
				t.Errorf("target (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.enough, c.Success, near); diff != "" {
				t.Errorf("success (-want +got):\n%s", diff)
			}
		})
	}
}

func atOrOver(v float64) Band        { return Band{Min: &v} }
func atOrUnder(v float64) Band       { return Band{Max: &v} }
func between(low, high float64) Band { return Band{Min: &low, Max: &high} }

// valueAt is where a planned way stands at a time.
func valueAt(points []Point, at time.Time) (float64, bool) {
	for i, p := range points {
		if p.Time.Equal(at) {
			return p.Value, true
		}
		if i > 0 && at.After(points[i-1].Time) && at.Before(p.Time) {
			from := points[i-1]
			done := float64(at.Sub(from.Time)) / float64(p.Time.Sub(from.Time))
			return from.Value + (p.Value-from.Value)*done, true
		}
	}
	return 0, false
}

func TestCoursePast(t *testing.T) {
	tests := []struct {
		reason string
		goal   *v1alpha1.Objective
		now    string
		set    func(*feed)
		known  bool
		first  string
		count  int                // how many points
		want   map[string]float64 // at some instants
	}{
		{"from the start to the last point that counts", goal(prom("a", "q")), "10-03T12:10", nil, true, "10-01", 30,
			map[string]float64{"10-01": 12, "10-03T10:00": 12}},
		{"what has no answer is a gap", goal(prom("a", "q")), "10-03T12:40", func(h *feed) {
			h.series["q"] = func(at time.Time) float64 {
				if at.Day() == 2 {
					return math.NaN()
				}
				return float64(at.Day())
			}
		}, true, "10-01", 31, map[string]float64{"10-01T22:00": 1, "10-02": math.NaN(), "10-02T22:00": math.NaN(), "10-03": 3}},
		{"not past the due day", goal(prom("a", "q", due("10-01"))), "10-02T00:30", nil, true, "10-01", 13, nil},
		{"a history that holds nothing is known", goal(prom("a", "nothing")), "10-03T12:40", nil, true, "10-01", 31, map[string]float64{"10-02": math.NaN()}},
		{"one that is not there is not", goal(prom("a", "q")), "10-03T12:40", func(h *feed) { h.unloaded = true }, false, "", 0, nil},
		{"nor is one that fails", goal(prom("a", "q")), "10-03T12:40", func(h *feed) { h.historyFails = v1alpha1.MeasureReasonQueryFailed }, false, "", 0, nil},
		{"nothing before the start", goal(prom("a", "q")), "09-30T12:40", nil, false, "", 0, nil},
		{"a suspended goal asks nothing", suspended(goal(prom("a", "q"))), "10-03T12:40", nil, false, "", 0, nil},
		{"another goal's score has no past", goal(follows("a", "other")), "10-03T12:40", nil, false, "", 0, nil},
		{"what was typed stands until it is stale", goal(typed("a", []v1alpha1.CheckInEntry{entry("10-02", 3), entry("10-04", 5)}, freshFor("36h"))), "10-07", nil,
			true, "10-01", 73, map[string]float64{"10-01": math.NaN(), "10-02": 3, "10-03T12:00": 3, "10-03T14:00": math.NaN(), "10-04": 5, "10-06": math.NaN()}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			h := newFeed()
			h.set("q", 12)
			if tc.set != nil {
				tc.set(h)
			}
			h.now = moment(tc.now)
			in := ObjectiveInput{Objective: tc.goal, Now: h.now, Ask: h.ask}
			courses, err := Courses(in)
			if err != nil {
				t.Fatal(err)
			}
			past := courses[0].Past
			if past.Known != tc.known || len(past.Values) != tc.count || tc.first != "" && !past.First.Equal(moment(tc.first)) {
				t.Fatalf("%+v (%d values)", past, len(past.Values))
			}
			for at, want := range tc.want {
				i := int(moment(at).Sub(past.First) / past.Step)
				if got := past.Values[i]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Errorf("at %s: %v, want %v", at, got, want)
				}
			}
			if suspended := tc.goal.Spec.Suspend || tc.now < "10-01"; suspended && len(h.asked) > 0 {
				t.Errorf("asked %v", h.asked)
			}
		})
	}
}

func suspended(o *v1alpha1.Objective) *v1alpha1.Objective {
	o.Spec.Suspend = true
	return o
}

// A course is drawn without a question that its goal's evaluation does not ask: it costs the source nothing.
func TestCourseAsksNothingElse(t *testing.T) {
	h := newFeed()
	h.set("q", 12)
	o := goal(prom("a", "q"), prom("b", "q", within(10, 20, 1)), prom("c", "nothing"))
	h.now = moment("10-05")
	in := ObjectiveInput{Objective: o, Now: h.now, Ask: h.ask}
	Objective(in)
	known := map[Question]bool{}
	for _, q := range h.asked {
		known[q] = true
	}
	h.asked = nil
	if _, err := Courses(in); err != nil {
		t.Fatal(err)
	}
	for _, q := range h.asked {
		if !known[q] {
			t.Errorf("asks %+v", q)
		}
	}
}

func TestCourseLatestAndForecast(t *testing.T) {
	h := newFeed()
	h.series["q"] = func(at time.Time) float64 { return at.Sub(moment("10-01")).Hours() / 24 }
	o := goal(prom("a", "q"))
	c := courseOf(t, o, h, "10-05T12:00")
	if c.Latest == nil || !c.Latest.Time.Equal(h.now) || c.Latest.Value != *o.Status.KeyResults[0].Value {
		t.Errorf("latest %+v, want the value as of now", c.Latest)
	}
	if diff := cmp.Diff(o.Status.KeyResults[0].Forecast, c.Forecast); diff != "" || c.Forecast == nil {
		t.Errorf("forecast (-status +course):\n%s", diff)
	}
	seen := o.Status.KeyResults[0].ObservedTime.Time
	h.down["q"] = v1alpha1.MeasureReasonQueryFailed
	if c = courseOf(t, o, h, "10-05T12:30"); c.Latest == nil || !c.Latest.Time.Equal(seen) {
		t.Errorf("latest %+v, want it as of %s, when it was last seen", c.Latest, seen)
	}
	delete(h.down, "q")
	if c = courseOf(t, o, h, "10-12T00:00"); c.Forecast != nil || !c.Latest.Time.Equal(moment("10-11")) {
		t.Errorf("after the verdict: latest %+v, forecast %+v; want the value as of the due day alone", c.Latest, c.Forecast)
	}
	o.Spec.KeyResults[0].Measure.Prometheus.Query = "p"
	courses, err := Courses(ObjectiveInput{Objective: o, Now: h.now, Ask: h.ask})
	if err != nil || courses[0].Latest != nil {
		t.Errorf("latest %+v (%v) of another measure, want none", courses[0].Latest, err)
	}
}

func TestCourseOfTimeShare(t *testing.T) {
	h := newFeed()
	h.set("q", 12)
	if c := courseOf(t, goal(prom("a", "q", share(10, 0.9))), h, "10-05"); c.TimeShare != 0.9 {
		t.Errorf("wanted for %v of the time, want 0.9", c.TimeShare)
	}
	if c := courseOf(t, aspirational(goal(prom("a", "q", share(10, 0.9)))), h, "10-05"); math.Abs(c.TimeShare-0.63) > 1e-6 {
		t.Errorf("wanted for %v of the time, want 0.63", c.TimeShare)
	}
}

func TestCoursesOfWhatCannotBeJudged(t *testing.T) {
	if _, err := Courses(ObjectiveInput{Objective: goal(prom("a", "q", due("11-01"))), Now: moment("10-05")}); err == nil {
		t.Error("no error for a due day outside the period")
	}
}

// The plan that is drawn is the one that is judged by: whoever stands on it has the score that was expected, and at its
// end he has succeeded.
func TestCoursePlanIsTheOneJudgedBy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := goal(prom("a", "q", drawWay(t)))
		if rapid.Bool().Draw(t, "aspirational") {
			aspirational(o)
		}
		share, kr := 0.0, &o.Spec.KeyResults[0]
		for day := 1; day <= 10; day += rapid.IntRange(1, 9).Draw(t, "days") {
			share += (1 - share) * rapid.Float64Range(0, 1).Draw(t, "share")
			kr.Plan = append(kr.Plan, v1alpha1.PlanPoint{By: v1alpha1.Date(fmt.Sprintf("2026-10-%02d", day)), Share: share})
		}
		j, err := newObjectiveJudge(ObjectiveInput{Objective: o, Now: moment("10-05"), Ask: newFeed().ask})
		if err != nil {
			t.Fatal(err)
		}
		c, target := j.course(j.keyResults[0]), targetOf(kr.Target, nil)
		if !c.Plan[0].Time.Equal(c.Start) || !c.Plan[len(c.Plan)-1].Time.Equal(c.Due) {
			t.Fatalf("planned from %s to %s", c.Plan[0].Time, c.Plan[len(c.Plan)-1].Time)
		}
		for i, p := range c.Plan {
			j.midnight = p.Time
			want := scoring.Score(target.Progress(p.Value))
			if got := j.expected(j.keyResults[0]); math.Abs(got-want) > 1e-6 {
				t.Fatalf("at %s the plan is at %v, worth %v, and %v is expected", p.Time, p.Value, want, got)
			}
			if i > 0 && !p.Time.After(c.Plan[i-1].Time) {
				t.Fatalf("%s comes after %s", p.Time, c.Plan[i-1].Time)
			}
		}
		if last := c.Plan[len(c.Plan)-1]; kr.Plan[len(kr.Plan)-1].By != "2026-10-10" && !rangeOf(scoring.Maintain{Min: c.Success.Min, Max: c.Success.Max}).Holds(last.Value) {
			t.Fatalf("the plan ends at %v, outside of %+v", last.Value, c.Success)
		}
	})
}

// drawWay is a target with a way to go, whose scores rise all along it.
func drawWay(t *rapid.T) option {
	from := rapid.Float64Range(-1e3, 1e3).Draw(t, "from")
	length := rapid.Float64Range(1, 1e3).Draw(t, "length")
	if rapid.Bool().Draw(t, "down") {
		length = -length
	}
	if rapid.Bool().Draw(t, "straight") {
		return reach(from, from+length)
	}
	corner := rapid.Float64Range(0.1, 0.9).Draw(t, "corner")
	return stages(v1alpha1.Stage{At: from}, v1alpha1.Stage{At: from + length/2, Score: corner}, v1alpha1.Stage{At: from + length, Score: 1})
}
