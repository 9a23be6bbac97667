/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/forecast"
)

// foretold is a key result of a goal at noon of its sixth day, with what is written of its forecast.
func foretold(t rapidT, o *v1alpha1.Objective, outlook v1alpha1.Outlook, value, p float64, f v1alpha1.Forecast) (*objectiveJudge, *keyResult) {
	t.Helper()
	j, err := newObjectiveJudge(ObjectiveInput{Objective: o, Now: moment("10-06T12:00")})
	if err != nil {
		t.Fatalf("no judge: %v", err)
	}
	kr := j.keyResults[0]
	kr.expected = j.expected(kr)
	kr.status.Value, kr.status.Outlook, kr.status.Probability, kr.status.Forecast = &value, outlook, &p, &f
	return j, kr
}

func counts(unit string, options ...option) v1alpha1.KeyResult {
	kr := prom("a", "q", options...)
	kr.Unit = unit
	return kr
}

func TestExplain(t *testing.T) {
	onTrack, atRisk := v1alpha1.OutlookOnTrack, v1alpha1.OutlookAtRisk
	type f = v1alpha1.Forecast
	steps := stages(v1alpha1.Stage{At: 0}, v1alpha1.Stage{At: 20, Score: 0.7}, v1alpha1.Stage{At: 30, Score: 1})
	tests := []struct {
		reason   string
		goal     *v1alpha1.Objective
		outlook  v1alpha1.Outlook
		value, p float64
		f        f
		want     string
	}{
		{
			"a count behind its plan", goal(counts("", reach(0, 40))), atRisk, 14, 0.2, f{Value: 28.37, Low: 25.1, High: 31.24},
			"14 of 20 expected by today; 28 of 40 forecast for 10 October (80 % between 25 and 31); about 1 in 5 to make it",
		},
		{
			"with its unit, and as fine as it means something", goal(counts("stays", reach(2.1, 2.6))), v1alpha1.OutlookOffTrack,
			2.2345678, 0.03, f{Value: 2.4312, Low: 2.3988, High: 2.4551},
			"2.235 of 2.35 stays expected by today; 2.43 of 2.6 stays forecast for 10 October (80 % between 2.4 and 2.46); about 1 in 50 to make it",
		},
		{
			"on track is said briefly", goal(counts("stays", reach(2.1, 2.6))), onTrack, 2.4, 0.66, f{Value: 2.6412, Low: 2.5988, High: 2.7},
			"2.64 of 2.6 stays forecast for 10 October; about 2 in 3 to make it",
		},
		{
			"downwards", goal(counts("ms", reach(900, 500))), atRisk, 800, 0.3, f{Value: 561.2, Low: 480, High: 640},
			"800 ms, 700 ms expected by today; 560 ms forecast for 10 October (80 % between 480 and 640), at most 500 ms wanted; about 1 in 3 to make it",
		},
		{
			"downwards, on track", goal(counts("ms", reach(900, 500))), onTrack, 600, 0.8, f{Value: 461.2, Low: 400, High: 520},
			"460 ms forecast for 10 October, at most 500 ms wanted; about 4 in 5 to make it",
		},
		{
			"up to nothing", goal(counts("", reach(-10, 0))), atRisk, -7, 0.3, f{Value: -2, Low: -4, High: 0.5},
			"-7, -5 expected by today; -2 forecast for 10 October (80 % between -4 and 0.5), at least 0 wanted; about 1 in 3 to make it",
		},
		{
			"aspirational", aspirational(goal(counts("", reach(0, 40)))), atRisk, 9, 0.2, f{Value: 22, Low: 19, High: 26},
			"9 of 14 expected by today; 22 of 40 forecast for 10 October (80 % between 19 and 26), 28 would do; about 1 in 5 to make it",
		},
		{
			"stages", goal(counts("points", steps)), atRisk, 10, 0.2, f{Value: 24, Low: 20, High: 29},
			"10 of 14.3 points expected by today; 24 of 30 points forecast for 10 October (80 % between 20 and 29); about 1 in 5 to make it",
		},
		{
			"a floor", goal(counts("%", atLeast(99.5))), atRisk, 99.3, 0.25, f{Value: 99.13, Low: 98.21, High: 99.68},
			"forecast 99.1 % for 10 October (80 % between 98.2 and 99.7), at least 99.5 % wanted; about 1 in 4 to make it",
		},
		{
			"a floor that holds", goal(counts("%", atLeast(99.5))), onTrack, 99.9, 0.97, f{Value: 99.83, Low: 99.71, High: 99.92},
			"forecast 99.83 % for 10 October, at least 99.5 % wanted; about 49 in 50 to make it",
		},
		{
			"a band", goal(counts("", within(18, 22, 4))), atRisk, 21, 0.2, f{Value: 23, Low: 22, High: 24},
			"forecast 23 for 10 October (80 % between 22 and 24), 18 to 22 wanted; about 1 in 5 to make it",
		},
		{
			"a band, aspirational", aspirational(goal(counts("", within(18, 22, 4)))), atRisk, 21, 0.2, f{Value: 23, Low: 22, High: 24},
			"forecast 23 for 10 October (80 % between 22 and 24), 16.8 to 23.2 wanted; about 1 in 5 to make it",
		},
		{
			"a forecast without a doubt", goal(counts("", atLeast(1000))), atRisk, 900, 0.2, f{Value: 912.3, Low: 912.3, High: 912.3},
			"forecast 912.3 for 10 October (80 % between 912.3 and 912.3), at least 1000 wanted; about 1 in 5 to make it",
		},
		{
			"all is zero", goal(counts("", atLeast(0))), onTrack, 0, 1, f{},
			"forecast 0 for 10 October, at least 0 wanted; over 99 in 100 to make it",
		},
		{
			"stages that all values are worth", aspirational(goal(counts("", stages(v1alpha1.Stage{At: 1, Score: 1}, v1alpha1.Stage{At: 2, Score: 1})))),
			onTrack, 0, 1, f{}, "forecast 0 for 10 October, anything wanted; over 99 in 100 to make it",
		},
		{
			"a share of the time", goal(counts("%", share(5, 0.9995))), atRisk, 9, 0.35, f{Value: 0.99932, Low: 0.99881, High: 0.99971},
			"inside for 99.93 % of the time forecast by 10 October (80 % between 99.88 and 99.97), 99.95 % wanted; about 1 in 3 to make it",
		},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			j, kr := foretold(t, tc.goal, tc.outlook, tc.value, tc.p, tc.f)
			if got := j.explain(kr); got != tc.want {
				t.Errorf("explained as\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestExplainTheShareSoFar(t *testing.T) {
	j, kr := foretold(t, goal(prom("a", "q", share(5, 0.95))), v1alpha1.OutlookAtRisk, 9, 0.4, v1alpha1.Forecast{Value: 0.9412, Low: 0.92, High: 0.955})
	kr.share = new(float64)
	*kr.share = 0.97231
	want := "inside for 97.23 % of the time so far; inside for 94.1 % of the time forecast by 10 October " +
		"(80 % between 92 and 95.5), 95 % wanted; about 2 in 5 to make it"
	if got := j.explain(kr); got != want {
		t.Errorf("explained as\n%s\nwant\n%s", got, want)
	}
}

func TestDueDate(t *testing.T) {
	zone := "America/Santiago"
	for _, tc := range []struct {
		reason, end, due string
		zone             *string
		want             string
	}{
		{"the period's end", "2026-10-10", "", nil, "10 October"},
		{"its own", "2026-10-10", "2026-10-07", nil, "7 October"},
		{"another year than the period begins in", "2027-03-31", "", nil, "31 March 2027"},
		{"in the period's zone", "2026-10-31", "", &zone, "31 October"},
	} {
		goal := goal(prom("a", "q"))
		goal.Spec.Period.End, goal.Spec.KeyResults[0].Due, goal.Spec.Period.TimeZone = v1alpha1.Date(tc.end), v1alpha1.Date(tc.due), tc.zone
		j, kr := foretold(t, goal, v1alpha1.OutlookOnTrack, 1, 1, v1alpha1.Forecast{})
		if got := j.dueDate(kr); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
}

func TestTidy(t *testing.T) {
	for _, tc := range []struct {
		reason string
		kr     v1alpha1.KeyResult
		f      forecast.Forecast
		want   v1alpha1.Forecast
	}{
		{"four digits of the way", prom("a", "q", reach(0, 40)), forecast.Forecast{Value: 28.36789, Low: 0.00123, High: 1234.5678},
			v1alpha1.Forecast{Value: 28.37, Low: 0, High: 1234.57}},
		{"however large the numbers are", prom("a", "q", reach(1e6, 1e6+1)), forecast.Forecast{Value: 1e6 + 0.12345},
			v1alpha1.Forecast{Value: 1e6 + 0.123}},
		{"however small", prom("a", "q", reach(0, 1e-9)), forecast.Forecast{Value: 1.23456e-10}, v1alpha1.Forecast{Value: 1.23e-10}},
		{"of millions", prom("a", "q", reach(0, 25e6)), forecast.Forecast{Value: 12345678}, v1alpha1.Forecast{Value: 12350000}},
		{"of the width of a band", prom("a", "q", within(18, 22, 4)), forecast.Forecast{Value: 19.98765}, v1alpha1.Forecast{Value: 19.988}},
		{"of their own magnitude without a width", prom("a", "q", atLeast(99)), forecast.Forecast{Value: 99.12345, Low: 98.2, High: 99.9},
			v1alpha1.Forecast{Value: 99.12, Low: 98.2, High: 99.9}},
		{"a share of the time is fine", prom("a", "q", share(1, 0.9995)), forecast.Forecast{Value: 0.999523, Low: 0.9991, High: 1},
			v1alpha1.Forecast{Value: 0.99952, Low: 0.9991, High: 1}},
	} {
		_, kr := foretold(t, goal(tc.kr), v1alpha1.OutlookOnTrack, 1, 1, v1alpha1.Forecast{})
		if got := *kr.tidy(tc.f); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.reason, got, tc.want)
		}
	}
}

func TestExplainNeverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.OneOf(anyNumber(), rapid.Float64()), 4, 4).Draw(t, "numbers")
		o := goal(prom("a", "q", anyTarget(true).Draw(t, "target")))
		if _, share := timeShareOf(o.Spec.KeyResults[0].Target); share {
			numbers = rapid.SliceOfN(rapid.Float64Range(0, 1), 4, 4).Draw(t, "shares")
		}
		o.Spec.Commitment = rapid.SampledFrom([]v1alpha1.Commitment{"", "Aspirational"}).Draw(t, "commitment")
		outlook := rapid.SampledFrom([]v1alpha1.Outlook{"OnTrack", "AtRisk", "OffTrack"}).Draw(t, "outlook")
		j, kr := foretold(t, o, outlook, numbers[0], rapid.Float64Range(0, 1).Draw(t, "p"), v1alpha1.Forecast{})
		low, high := min(numbers[1], numbers[2], numbers[3]), max(numbers[1], numbers[2], numbers[3])
		middle := math.Max(math.Min(numbers[1], numbers[2]), math.Min(math.Max(numbers[1], numbers[2]), numbers[3]))
		kr.status.Forecast = kr.tidy(forecast.Forecast{Value: middle, Low: low, High: high})
		if f := kr.status.Forecast; f.Low > f.Value || f.Value > f.High || !finite(f.Low) || !finite(f.High) {
			t.Errorf("written as %+v", f)
		}
		text := j.explain(kr)
		if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "%!") || !strings.HasSuffix(text, " to make it") {
			t.Errorf("explained as %q", text)
		}
		if again := j.explain(kr); again != text {
			t.Errorf("explained as %q, then as %q", text, again)
		}
	})
}
