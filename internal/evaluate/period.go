/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"errors"
	"fmt"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// defaultSettle is how late the numbers of a last day may come where the period does not say.
const defaultSettle = time.Hour

func settle(p v1alpha1.Period) time.Duration { return p.Settle.Or(defaultSettle) }

func commitment(spec *v1alpha1.ObjectiveSpec) v1alpha1.Commitment {
	if spec.Commitment == "" {
		return v1alpha1.CommitmentCommitted
	}
	return spec.Commitment
}

func weight(w *int32) int32 {
	if w == nil {
		return 1
	}
	return *w
}

func zoneName(p v1alpha1.Period) string {
	if p.TimeZone == nil || *p.TimeZone == "" {
		return "UTC"
	}
	return *p.TimeZone
}

func dueDay(kr v1alpha1.KeyResult, p v1alpha1.Period) string {
	if kr.Due == "" {
		return p.End.Day()
	}
	return kr.Due.Day()
}

// PeriodOf gives the instants of a period: its first midnight, and the midnight after its last day.
func PeriodOf(p v1alpha1.Period) (scoring.Period, error) {
	location, err := time.LoadLocation(zoneName(p))
	if err != nil {
		return scoring.Period{}, errors.New("period.timeZone is not known here: write an IANA name such as Europe/Berlin")
	}
	first, err := scoring.ParseDay(string(p.Start))
	if err != nil {
		return scoring.Period{}, fmt.Errorf("period.start is no day: %w", err)
	}
	last, err := scoring.ParseDay(string(p.End))
	if err != nil {
		return scoring.Period{}, fmt.Errorf("period.end is no day: %w", err)
	}
	period := scoring.NewPeriod(first, last, location)
	if !period.Start.Before(period.End) {
		return scoring.Period{}, errors.New("period.end is before period.start: swap the two")
	}
	return period, nil
}

// planOf gives a key result's plan in instants. Its Due is the midnight after the due day.
func planOf(kr v1alpha1.KeyResult, period scoring.Period, p v1alpha1.Period) (scoring.Plan, error) {
	due, err := scoring.ParseDay(dueDay(kr, p))
	if err != nil {
		return scoring.Plan{}, fmt.Errorf("due is no day: %w", err)
	}
	plan := scoring.Plan{Start: period.Start, Due: due.End(period.Location)}
	if !plan.Due.After(period.Start) || plan.Due.After(period.End) {
		return scoring.Plan{}, errors.New("due is outside the period: move it into the period")
	}
	for i, point := range kr.Plan {
		day, err := scoring.ParseDay(string(point.By))
		if err != nil {
			return scoring.Plan{}, fmt.Errorf("plan[%d].by is no day: %w", i, err)
		}
		by := day.End(period.Location)
		if !by.After(plan.Start) || by.After(plan.Due) {
			return scoring.Plan{}, fmt.Errorf("plan[%d].by is not between the period's start and the due day: move it between them", i)
		}
		plan.Points = append(plan.Points, scoring.PlanPoint{By: by, Share: point.Share})
	}
	return plan, nil
}
