/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Invalid says of each kind what an evaluation says, and nothing of what can be evaluated.
func TestInvalidSaysWhatTheConditionsSay(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	zone := "Nowhere/Land"
	typed := v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{Entries: []v1alpha1.CheckInEntry{{Date: "2026-10-01", Value: 1}}}}
	band := v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: new(1.0)}}
	objective := v1alpha1.ObjectiveSpec{
		Period:     v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"},
		KeyResults: []v1alpha1.KeyResult{{Name: "a", Measure: typed, Target: band}},
	}
	late := *objective.DeepCopy()
	late.KeyResults[0].Due = "2027-01-01"
	nowhere := *objective.DeepCopy()
	nowhere.Period.TimeZone = &zone
	exchange := v1alpha1.ValueExchangeSpec{Result: v1alpha1.ExchangeResult{Measure: typed}, Drivers: []v1alpha1.ExchangeDriver{{Name: "d", Measure: &typed}}}
	fine := *exchange.DeepCopy()
	fine.Step = "1s"
	odd := &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "a", Operator: "Is"}}}
	for _, tc := range []struct {
		reason     string
		goal       any
		conditions func(goal any) []metav1.Condition
		want       string // how the message begins; "" for none
	}{
		{"an objective", &v1alpha1.Objective{Spec: objective}, objectiveConditions(now), ""},
		{"a key result due after the period", &v1alpha1.Objective{Spec: late}, objectiveConditions(now), "keyResults[a]: due is outside"},
		{"a zone that there is not", &v1alpha1.Objective{Spec: nowhere}, objectiveConditions(now), "period.timeZone is not known"},
		{"an outcome", &v1alpha1.CustomerOutcome{}, outcomeConditions(now), ""},
		{
			"an outcome's indicator without a target", &v1alpha1.CustomerOutcome{Spec: v1alpha1.CustomerOutcomeSpec{Indicators: []v1alpha1.OutcomeIndicator{{Name: "i", Measure: typed}}}},
			outcomeConditions(now), "indicators[i]: the target is empty",
		},
		{"an indicator", &v1alpha1.Indicator{Spec: v1alpha1.IndicatorSpec{Measure: typed}}, indicatorConditions(now), ""},
		{"an indicator without a measure", &v1alpha1.Indicator{}, indicatorConditions(now), "the measure is empty"},
		{"an exchange", &v1alpha1.ValueExchange{Spec: exchange}, exchangeConditions(now), ""},
		{"an exchange in steps of a second", &v1alpha1.ValueExchange{Spec: fine}, exchangeConditions(now), "step is 1s"},
		{"a scorecard", &v1alpha1.Scorecard{}, scorecardConditions(now), ""},
		{"a level with an operator that there is not", &v1alpha1.Scorecard{Spec: v1alpha1.ScorecardSpec{Levels: []v1alpha1.Level{{Name: "l", Selector: odd}}}}, scorecardConditions(now), "levels[l]: the selector"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			err := Invalid(tc.goal)
			if (err == nil) != (tc.want == "") || err != nil && !strings.HasPrefix(err.Error(), tc.want) {
				t.Fatalf("Invalid says %v, want %q", err, tc.want)
			}
			ready := meta.FindStatusCondition(tc.conditions(tc.goal), v1alpha1.GoalConditionReady)
			invalid := ready != nil && ready.Reason == v1alpha1.GoalReasonInvalidSpec
			if invalid != (err != nil) || invalid && ready.Message != err.Error() {
				t.Errorf("Invalid says %v, the condition %v", err, ready)
			}
		})
	}
	if err := Invalid(&v1alpha1.MetricSource{}); err != nil {
		t.Errorf("of a source there is nothing to say, not %v", err)
	}
}

func silent(Question) (Answer, bool) { return Answer{}, false }

func objectiveConditions(now time.Time) func(any) []metav1.Condition {
	return func(goal any) []metav1.Condition {
		return Objective(ObjectiveInput{Objective: goal.(*v1alpha1.Objective), Now: now, Ask: silent}).Status.Conditions
	}
}

func outcomeConditions(now time.Time) func(any) []metav1.Condition {
	return func(goal any) []metav1.Condition {
		return CustomerOutcome(CustomerOutcomeInput{Outcome: goal.(*v1alpha1.CustomerOutcome), Now: now, Ask: silent}).Status.Conditions
	}
}

func indicatorConditions(now time.Time) func(any) []metav1.Condition {
	return func(goal any) []metav1.Condition {
		return Indicator(IndicatorInput{Indicator: goal.(*v1alpha1.Indicator), Now: now, Ask: silent}).Status.Conditions
	}
}

func exchangeConditions(now time.Time) func(any) []metav1.Condition {
	return func(goal any) []metav1.Condition {
		return ValueExchange(ValueExchangeInput{Exchange: goal.(*v1alpha1.ValueExchange), Now: now, Ask: silent}).Status.Conditions
	}
}

func scorecardConditions(now time.Time) func(any) []metav1.Condition {
	return func(goal any) []metav1.Condition {
		card := goal.(*v1alpha1.Scorecard)
		return Scorecard(ScorecardInput{Scorecard: card, Now: now, Ask: silent, Levels: make([]Shelf, len(card.Spec.Levels))}).Status.Conditions
	}
}

func TestShortLookback(t *testing.T) {
	spec := func(lookback, maxLag v1alpha1.Duration) *v1alpha1.ValueExchangeSpec {
		typed := v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{}}
		return &v1alpha1.ValueExchangeSpec{
			Result: v1alpha1.ExchangeResult{Measure: typed}, Drivers: []v1alpha1.ExchangeDriver{{Name: "d", Measure: &typed}},
			Lookback: lookback, MaxLag: maxLag,
		}
	}
	for _, tc := range []struct {
		reason string
		spec   *v1alpha1.ValueExchangeSpec
		short  bool
	}{
		{"the defaults", spec("", ""), false},
		{"a quarter for lags of two months", spec("90d", ""), true},
		{"a shorter lag", spec("180d", "7d"), false},
		{"what is invalid has other faults", spec("1h", ""), false},
	} {
		if got := ShortLookback(tc.spec); (got != "") != tc.short {
			t.Errorf("%s: %q", tc.reason, got)
		}
	}
}
