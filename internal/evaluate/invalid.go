/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"errors"
	"fmt"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/exchange"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// Invalid says why a goal's spec cannot be evaluated, whatever its answers: what its conditions say with the reason
// InvalidSpec. nil: it can be. goal is a pointer to a goal of any kind; there is nothing to say of others. A message
// begins with the field, such as "keyResults[repeat-stays]: " or "period.timeZone ", seen from the spec.
func Invalid(goal any) error {
	switch o := goal.(type) {
	case *v1alpha1.Objective:
		period, err := PeriodOf(o.Spec.Period)
		for i := 0; err == nil && i < len(o.Spec.KeyResults); i++ {
			_, err = usablePlan(o.Spec.KeyResults[i], period, o.Spec.Period)
		}
		return err
	case *v1alpha1.CustomerOutcome:
		return usableIndicators(o.Spec.Indicators)
	case *v1alpha1.Indicator:
		return usableIndicator(o.Spec.Measure)
	case *v1alpha1.ValueExchange:
		return newTimes(&o.Spec).usable(&o.Spec)
	case *v1alpha1.Scorecard:
		return usableCard(o)
	}
	return nil
}

// usablePlan is the plan of a key result that can be judged.
func usablePlan(kr v1alpha1.KeyResult, period scoring.Period, p v1alpha1.Period) (plan scoring.Plan, err error) {
	if err = usable(kr.Measure, kr.Target, true); err == nil {
		plan, err = planOf(kr, period, p)
	}
	if err != nil {
		return scoring.Plan{}, fmt.Errorf("keyResults[%s]: %w", kr.Name, err)
	}
	return plan, nil
}

func usableIndicator(m v1alpha1.Measure) error {
	if !measurable(m) {
		return errors.New("the measure is empty or refers to another goal: use prometheus or checkIn")
	}
	return nil
}

// ShortLookback says why an exchange looks back too little to test any driver, whatever its past: what its drivers say
// with the verdict InsufficientData. "": it looks back far enough.
func ShortLookback(spec *v1alpha1.ValueExchangeSpec) string {
	t := newTimes(spec)
	if t.usable(spec) != nil || !t.short() {
		return ""
	}
	return t.shortMessage()
}

// short tells whether a lookback has too few steps for its lags.
func (t times) short() bool { return int(t.lookback/t.step) < exchange.Needs(int(t.maxLag/t.step)) }

func (t times) shortMessage() string {
	return fmt.Sprintf("the lookback is too short for lags of up to %s: make it longer, or maxLag or step shorter", spellLag(t.maxLag))
}
