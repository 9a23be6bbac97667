/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

func TestASourceThatVanishesIsJudgedByItsLastValueUntilTheLimit(t *testing.T) {
	start := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)
	from := 0.0
	o := &v1alpha1.Objective{Spec: v1alpha1.ObjectiveSpec{
		Period: v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"},
		KeyResults: []v1alpha1.KeyResult{{
			Name: "stays", Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: &from, To: 10}},
			Measure: v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: "stays"}},
		}},
	}}
	o.Generation = 1
	at := func(now time.Time, answer evaluate.Answer) evaluate.ObjectiveResult {
		result := evaluate.Objective(evaluate.ObjectiveInput{
			Objective: o, Now: now, Ask: func(evaluate.Question) (evaluate.Answer, bool) { return answer, true },
			Alignment: evaluate.Alignment{Reason: v1alpha1.ObjectiveReasonNoCustomerOutcome},
		})
		o.Status = result.Status
		return result
	}
	at(start, evaluate.Answer{Value: 4, Time: start, LastGood: start})
	gone := evaluate.Answer{Reason: v1alpha1.MeasureReasonSourceNotFound, Message: "source not found"}
	vanished := start.Add(5 * time.Hour)
	result := at(vanished, gone)
	kr := o.Status.KeyResults[0]
	if *kr.Value != 4 || kr.Reason != v1alpha1.MeasureReasonSourceNotFound || kr.Message != "source not found" {
		t.Errorf("key result when the source vanishes = %+v, want its last value and the plain reason", kr)
	}
	if want := vanished.Add(time.Hour); !result.Next.Equal(want) {
		t.Errorf("next = %v, want the limit at %v", result.Next, want)
	}
	for _, tc := range []struct {
		after      time.Duration
		wantReason string
	}{
		{59 * time.Minute, v1alpha1.ObjectiveReasonNotAllMet},
		{time.Hour, v1alpha1.ObjectiveReasonNotMeasured},
		{2 * time.Hour, v1alpha1.ObjectiveReasonNotMeasured},
	} {
		at(vanished.Add(tc.after), gone)
		for _, c := range o.Status.Conditions {
			if c.Type == v1alpha1.ObjectiveConditionKeyResultsMet && c.Reason != tc.wantReason {
				t.Errorf("KeyResultsMet after %v: %s, want %s", tc.after, c.Reason, tc.wantReason)
			}
		}
	}
	if message := o.Status.KeyResults[0].Message; !strings.Contains(message, "for too long") {
		t.Errorf("message after the limit = %q", message)
	}
}
