/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// CustomerOutcomeInput is all that an outcome's status depends on.
type CustomerOutcomeInput struct {
	// Outcome with its spec, its generation and its previous status. It is not changed.
	Outcome *v1alpha1.CustomerOutcome
	// Now is the time of the evaluation.
	Now time.Time
	// Ask gives the answers to the outcome's questions.
	Ask Ask
	// Refer gives the scores of the objectives that it refers to.
	Refer Refer
	// Define gives the Indicators that it refers to.
	Define Define
	// Serving are the objectives that name the outcome, with its consent.
	Serving []*v1alpha1.Objective
	// Exchanges are the ValueExchanges of its namespace that name one of its indicators as a driver.
	Exchanges []*v1alpha1.ValueExchange
}

// indicator is one indicator under judgement.
type indicator struct {
	*v1alpha1.OutcomeIndicator
	judgement
	before v1alpha1.OutcomeIndicatorStatus // zero: there was none
	status v1alpha1.OutcomeIndicatorStatus
}

// CustomerOutcome evaluates a customer outcome.
func CustomerOutcome(in CustomerOutcomeInput) CustomerOutcomeResult {
	o := in.Outcome
	status := new(o.Status) // what is behind its pointers is replaced, never changed
	status.ObservedGeneration = o.Generation
	c := renew(&status.Conditions, o.Generation, in.Now)
	var result CustomerOutcomeResult
	if err := usableIndicators(o.Spec.Indicators); o.Spec.Suspend {
		c.suspended()
		c.carry(v1alpha1.CustomerOutcomeConditionDelivered, v1alpha1.CustomerOutcomeReasonNotMeasured, "never measured")
	} else if err != nil {
		c.invalid(err)
		c.set(v1alpha1.CustomerOutcomeConditionDelivered, metav1.ConditionUnknown, v1alpha1.CustomerOutcomeReasonNotMeasured,
			"the spec cannot be judged: "+err.Error())
	} else {
		r := outcomeReader(in)
		r.outcome(status, o.Status.Indicators, c, o.Spec.Indicators)
		result.Incomplete, result.Next = r.incomplete, r.next
	}
	serving, ends := running(in.Serving, in.Now)
	result.Next = soonest(result.Next, in.Now, ends)
	status.Objectives = &serving
	status.Evidence = evidenceFor(o, in.Exchanges)
	c.serve(serving)
	result.settle(o.Status, status, &status.EvaluatedTime, in.Now, sameOutcome)
	return result
}

func usableIndicators(indicators []v1alpha1.OutcomeIndicator) error {
	for _, ind := range indicators {
		if err := usable(ind.Measure, ind.Target, false); err != nil {
			return fmt.Errorf("indicators[%s]: %w", ind.Name, err)
		}
	}
	return nil
}

// outcomeReader reads the measures of an outcome.
func outcomeReader(in CustomerOutcomeInput) *reader {
	o := in.Outcome
	return &reader{
		namespace: o.Namespace, source: o.Spec.SourceRef, interval: o.Spec.Interval.Or(DefaultInterval),
		location: time.UTC, now: in.Now, ask: in.Ask, refer: in.Refer, define: in.Define,
		fresh: o.Status.ObservedGeneration != o.Generation,
	}
}

// outcome judges the indicators of an outcome.
func (r *reader) outcome(status *v1alpha1.CustomerOutcomeStatus, before []v1alpha1.OutcomeIndicatorStatus, c conditions,
	specs []v1alpha1.OutcomeIndicator,
) {
	var ready readiness
	indicators := make([]*indicator, 0, len(specs))
	status.Indicators = make([]v1alpha1.OutcomeIndicatorStatus, 0, len(specs))
	for i := range specs {
		ind := &indicator{OutcomeIndicator: &specs[i], before: writtenOf(before, specs[i].Name)}
		r.judge(ind)
		ready.see(ind.Name, ind.status.Reason, ind.status.Message)
		indicators = append(indicators, ind)
		status.Indicators = append(status.Indicators, ind.status)
	}
	c.ready(ready, every(len(specs), "indicator")+" gave a number")
	sumIndicators(status, indicators)
	c.deliver(indicators)
}

func writtenOf(indicators []v1alpha1.OutcomeIndicatorStatus, name string) v1alpha1.OutcomeIndicatorStatus {
	for _, written := range indicators {
		if written.Name == name {
			return written
		}
	}
	return v1alpha1.OutcomeIndicatorStatus{}
}

// judge measures and scores one indicator.
func (r *reader) judge(ind *indicator) {
	from := r.origin(ind.Measure)
	ind.status = v1alpha1.OutcomeIndicatorStatus{
		Name: ind.Name, Target: describe(ind.Target), MeasureHash: from.hash(ind.Measure, r, ind.before.MeasureHash, "", ""),
	}
	was := ind.past()
	ind.judgement = was.judge(r.observe(from, was), targetOf(ind.Target, nil))
	ind.status.Value, ind.status.ObservedTime = ind.Value, ind.ObservedTime
	ind.status.Reason, ind.status.Message = ind.Reason, shorten(ind.Message)
	if ind.scored {
		ind.status.Progress, ind.status.Score, ind.status.Met = rounded(ind.progress), rounded(scoring.Score(ind.progress)), &ind.met
	}
}

// past is what was written of an indicator's measure before.
func (ind *indicator) past() past {
	if ind.before.MeasureHash != ind.status.MeasureHash {
		return past{}
	}
	written := standing{ind.before.Value, ind.before.ObservedTime, ind.before.Reason, ind.before.Message}
	var met *bool
	if ind.before.Target == ind.status.Target {
		met = ind.before.Met
	}
	return newPast(written, met)
}

// sumIndicators rolls the indicators up into the outcome's numbers.
func sumIndicators(status *v1alpha1.CustomerOutcomeStatus, indicators []*indicator) {
	var scores []scoring.Weighted
	met := 0
	for _, ind := range indicators {
		if ind.scored {
			scores = append(scores, scoring.Weighted{Weight: int(weight(ind.Weight)), Score: scoring.Score(ind.progress)})
		}
		if ind.scored && ind.met {
			met++
		}
	}
	status.Score = nil
	if mean, ok := scoring.Mean(scores); ok && len(scores) == len(indicators) {
		status.Score = rounded(mean)
	}
	status.IndicatorsMet = fmt.Sprintf("%d/%d", met, len(indicators))
}

// deliver sets the condition that says whether the customer gets what is promised.
func (c conditions) deliver(indicators []*indicator) {
	var unmet, unknown []string
	for _, ind := range indicators {
		switch {
		case !ind.measured:
			unknown = append(unknown, ind.Name)
		case !ind.met:
			unmet = append(unmet, ind.Name)
		}
	}
	set := func(s metav1.ConditionStatus, reason, message string) {
		c.set(v1alpha1.CustomerOutcomeConditionDelivered, s, reason, message)
	}
	switch {
	case len(unmet) > 0:
		set(metav1.ConditionFalse, v1alpha1.CustomerOutcomeReasonNotDelivered, "not met: "+strings.Join(unmet, ", "))
	case len(unknown) > 0:
		set(metav1.ConditionUnknown, v1alpha1.CustomerOutcomeReasonNotMeasured, "not measured: "+strings.Join(unknown, ", "))
	default:
		set(metav1.ConditionTrue, v1alpha1.CustomerOutcomeReasonAllDelivered, "every indicator is met")
	}
}

// serve sets the condition that says whether somebody works on the outcome.
func (c conditions) serve(objectives int32) {
	if objectives == 0 {
		c.set(v1alpha1.CustomerOutcomeConditionServed, metav1.ConditionFalse, v1alpha1.CustomerOutcomeReasonNoObjective,
			"no running objective names this outcome in its outcomeRefs")
		return
	}
	c.set(v1alpha1.CustomerOutcomeConditionServed, metav1.ConditionTrue, v1alpha1.CustomerOutcomeReasonServedByObjectives,
		"this outcome is named by "+counted(int(objectives), "running objective"))
}

// running counts the objectives that are neither ended nor suspended, and says when the next of them ends.
func running(objectives []*v1alpha1.Objective, now time.Time) (count int32, ends time.Time) {
	for _, o := range objectives {
		period, err := PeriodOf(o.Spec.Period)
		if err != nil || o.Spec.Suspend || !now.Before(period.End) {
			continue
		}
		count++
		ends = soonest(ends, now, period.End)
	}
	return count, ends
}
