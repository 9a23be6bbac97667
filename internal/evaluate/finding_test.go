/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// told is what is written of a finding about a driver named belonging.
func told(title string, step time.Duration, f exchange.Finding) v1alpha1.ExchangeDriverStatus {
	j := &exchangeJudge{times: times{step, 365 * day, 60 * day}, spec: &v1alpha1.ValueExchangeSpec{Result: v1alpha1.ExchangeResult{Title: title}}}
	c := &candidate{status: v1alpha1.ExchangeDriverStatus{Name: "belonging"}}
	c.write(j, f)
	return c.status
}

func TestFindingsInWords(t *testing.T) {
	f := exchange.Finding{
		Verdict: exchange.Supported, Lag: 21, Correlation: 0.6249, PValue: 0.00412, EffectiveSamples: 117.6,
		Elasticity: 0.1449, Relative: true, Skill: 0.0871, Rank: 1,
	}
	with := func(change func(*exchange.Finding)) exchange.Finding {
		g := f
		change(&g)
		return g
	}
	tests := []struct {
		reason  string
		title   string
		step    time.Duration
		finding exchange.Finding
		want    string
	}{
		{"supported", "Lifetime value", day, f,
			"a higher belonging is followed, 21 days later, by a higher Lifetime value (correlation 0.62, corrected p 0.0041, 118 effective days); " +
				"1 % more of it goes with 0.14 % more; tested on the last quarter of the past it improved the forecast by 9 %. Evidence, not proof of cause"},
		{"without a title", " \u0007", day, with(func(f *exchange.Finding) { f.Lag = 1 }),
			"a higher belonging is followed, 1 day later, by a higher result (correlation 0.62, corrected p 0.0041, 118 effective days); " +
				"1 % more of it goes with 0.14 % more; tested on the last quarter of the past it improved the forecast by 9 %. Evidence, not proof of cause"},
		{"the other way, in units, by the hour, of no use in forecasting", "Churn", time.Hour,
			with(func(f *exchange.Finding) {
				f.Correlation, f.Elasticity, f.Relative, f.Skill, f.Lag, f.PValue = -0.5, -12.34, false, 0.004, 30, 1e-12
			}),
			"a higher belonging is followed, 30h later, by a lower Churn (correlation -0.5, corrected p 0.000001, 118 effective points); " +
				"one unit more of it goes with 12 units less; tested on the last quarter of the past it did not improve the forecast. Evidence, not proof of cause"},
		{"against what was expected", "Lifetime value", day,
			with(func(f *exchange.Finding) {
				f.Verdict, f.Correlation, f.Skill, f.Lag = exchange.WrongDirection, -0.3, -0.12, 0
			}),
			"a higher belonging is followed, at once, by a lower Lifetime value, against what was expected " +
				"(correlation -0.3, corrected p 0.0041, 118 effective days); tested on the last quarter of the past it made the forecast worse by 12 %. " +
				"Evidence, not proof of cause"},
		{"chance", "Lifetime value", day, with(func(f *exchange.Finding) { f.Verdict, f.PValue = exchange.NotSupported, 0.4321 }),
			"what it has in common with Lifetime value may be chance (strongest 21 days later: correlation 0.62, corrected p 0.43, 118 effective days)"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			if got := told(tc.title, tc.step, tc.finding).Message; got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestProblemsInWords(t *testing.T) {
	for problem, want := range map[exchange.Problem]string{
		exchange.Constant:       "it never changed, so nothing can follow it",
		exchange.ConstantResult: "the result never changed, so there is nothing to explain",
		exchange.TooShort:       "its past is too short for lags of up to 60d: wait, or make maxLag shorter",
		exchange.TooFewPoints:   "too much of its past, or of the result's, is missing",
		exchange.NothingLeft:    "without trend and season nothing is left of it, or of the result, to compare",
		exchange.TooFewChanges:  "it, or the result, changed too rarely to tell a link from chance",
		exchange.SameSeries:     "it is the result itself, but perhaps for unit and offset: name another driver",
		exchange.Misaligned:     "its past cannot be compared with the result's",
	} {
		got := told("Lifetime value", day, exchange.Finding{Verdict: exchange.InsufficientData, Problem: problem})
		if got.Message != want || got.Verdict != v1alpha1.ExchangeInsufficientData || got.Lag != "" || got.PValue != nil || got.Rank != 0 {
			t.Errorf("%d: %+v, want %q and no numbers", problem, got, want)
		}
	}
}

func TestALookbackThatIsTooShortSaysSo(t *testing.T) {
	j := &exchangeJudge{times: times{day, 90 * day, 60 * day}}
	if got, want := j.lacks(exchange.TooShort), "the lookback is too short for lags of up to 60d: make it longer, or maxLag or step shorter"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAnyFindingIsFitToBeWritten(t *testing.T) {
	number := rapid.OneOf(rapid.Float64Range(-1, 1), rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64))
	rapid.Check(t, func(t *rapid.T) {
		f := exchange.Finding{
			Verdict: rapid.SampledFrom([]exchange.Verdict{exchange.Supported, exchange.NotSupported, exchange.WrongDirection}).Draw(t, "verdict"),
			Lag:     rapid.IntRange(0, 2000).Draw(t, "lag"), Correlation: rapid.Float64Range(-1, 1).Draw(t, "correlation"),
			PValue: rapid.Float64Range(0, 1).Draw(t, "p"), EffectiveSamples: rapid.Float64Range(0, 2000).Draw(t, "samples"),
			Elasticity: number.Draw(t, "elasticity"), Skill: number.Draw(t, "skill"),
			Relative: rapid.Bool().Draw(t, "relative"), Rank: rapid.IntRange(1, 30).Draw(t, "rank"),
		}
		step := rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, 7 * time.Hour, day, 7 * day}).Draw(t, "step")
		got := told(rapid.String().Draw(t, "title"), step, f)
		checkMessage(t, got.Message)
		checkJSON(t, got)
		if *got.PValue < leastPValue || *got.PValue > 1 {
			t.Errorf("p-value %v of %v", *got.PValue, f.PValue)
		}
		if strings.Contains(got.Message, " by 0 %") {
			t.Errorf("%q tells of a gain of nothing", got.Message)
		}
		lag := v1alpha1.Duration(got.Lag)
		if f.Lag > 0 && lag.Or(0) != time.Duration(f.Lag)*step {
			t.Errorf("lag %s of %d steps of %s", got.Lag, f.Lag, step)
		}
	})
}
