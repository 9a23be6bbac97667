/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

func (m *maker) objective(o *v1alpha1.Objective) Objective {
	status := &o.Status
	made := Objective{
		Goal: objectiveGoal(o), From: dayWords(o.Spec.Period.Start), Until: dayWords(o.Spec.Period.End),
		Aspirational: o.Spec.Commitment == v1alpha1.CommitmentAspirational, Outlook: known(status.Outlook),
		Score: status.Score, Expected: status.ExpectedScore, Probability: status.Probability,
		Met: clean(status.KeyResultsMet), Grade: status.Grade,
		Message: clean(condition(status.Conditions, v1alpha1.ObjectiveConditionOnTrack).Message),
	}
	if o.Spec.Owner != nil {
		made.Team = clean(o.Spec.Owner.Team)
	}
	for _, ref := range o.Spec.OutcomeRefs {
		if outcome := m.world.Outcome(o.Namespace, ref); outcome != nil {
			made.Serves = append(made.Serves, outcomeGoal(outcome))
		}
	}
	for i := range o.Spec.KeyResults {
		made.KeyResults = append(made.KeyResults, m.keyResult(o, &o.Spec.KeyResults[i]))
	}
	old := slices.ContainsFunc(made.KeyResults, func(kr KeyResult) bool { return stale(kr.Number) })
	made.Doubts = doubts(old, world.Outdated(o, status.ObservedGeneration))
	return made
}

func (m *maker) keyResult(o *v1alpha1.Objective, spec *v1alpha1.KeyResult) KeyResult {
	status := keyResultStatus(o, spec.Name)
	made := KeyResult{
		Name: clean(spec.Name), Guardrail: spec.Guardrail, Outlook: known(status.Outlook),
		Expected: status.Expected, Probability: status.Probability, MetTime: timeOf(status.MetTime),
		Number: Number{
			Title: titled(spec.Title, spec.Name), Unit: clean(spec.Unit), Value: status.Value, Target: clean(status.Target),
			Score: status.Score, Met: status.Met, Reason: status.Reason, Message: clean(status.Message),
		},
	}
	for i, c := range m.Courses[world.Key(o)] {
		if c.KeyResult == spec.Name {
			made.Course = courseOf(&m.Courses[world.Key(o)][i])
		}
	}
	return made
}

// keyResultStatus is what was written of a key result; zero: nothing.
func keyResultStatus(o *v1alpha1.Objective, name string) v1alpha1.KeyResultStatus {
	for _, status := range o.Status.KeyResults {
		if status.Name == name {
			return status
		}
	}
	return v1alpha1.KeyResultStatus{}
}

func timeOf(t *metav1.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.Time
}

// concerns are the outlooks that are talked about.
var concerns = []v1alpha1.Outlook{v1alpha1.OutlookMissed, v1alpha1.OutlookOffTrack, v1alpha1.OutlookAtRisk}

// concernOf says why an objective may fail, or did.
func concernOf(o *v1alpha1.Objective, made Objective) (Concern, bool) {
	concern := Concern{Goal: made.Goal, Outlook: made.Outlook, Doubts: made.Doubts, Message: made.Message}
	for _, kr := range made.KeyResults {
		broken := kr.Guardrail && kr.Met != nil && !*kr.Met
		if behind := !kr.Guardrail && slices.Contains(concerns, kr.Outlook); behind || broken {
			message := cmp.Or(kr.Message, valueWords(kr.Number)+", target "+kr.Target)
			concern.Reasons = append(concern.Reasons, Reason{kr.Title, kr.Outlook, kr.Guardrail, message})
		}
	}
	return concern, slices.Contains(concerns, made.Outlook) && !o.Spec.Suspend
}

func (m *maker) outcome(o *v1alpha1.CustomerOutcome) Outcome {
	made := Outcome{
		Goal: outcomeGoal(o), Score: o.Status.Score,
		Delivered: truth(condition(o.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered)),
	}
	if p := o.Spec.Persona; p != nil {
		made.Persona = strings.Join(slices.DeleteFunc([]string{clean(p.Name), clean(p.Segment)}, func(s string) bool { return s == "" }), ", ")
	}
	for _, spec := range o.Spec.Indicators {
		made.Indicators = append(made.Indicators, numberOf(spec.Title, spec.Unit, indicatorStatus(o, spec.Name), spec.Name))
	}
	made.Doubts = doubts(slices.ContainsFunc(made.Indicators, stale), world.Outdated(o, o.Status.ObservedGeneration))
	for _, objective := range m.world.Serving(o) {
		made.Served = append(made.Served, objectiveGoal(objective))
	}
	for _, e := range o.Status.Evidence {
		made.Evidence = append(made.Evidence, clean(e.Result)+" follows "+clean(e.Driver))
	}
	return made
}

func indicatorStatus(o *v1alpha1.CustomerOutcome, name string) v1alpha1.OutcomeIndicatorStatus {
	for _, status := range o.Status.Indicators {
		if status.Name == name {
			return status
		}
	}
	return v1alpha1.OutcomeIndicatorStatus{}
}

func numberOf(title, unit string, s v1alpha1.OutcomeIndicatorStatus, name string) Number {
	return Number{
		Title: titled(title, name), Unit: clean(unit), Value: s.Value, Target: clean(s.Target), Score: s.Score, Met: s.Met,
		Reason: s.Reason, Message: clean(s.Message),
	}
}

// truth is what a condition says; nil: it is not known.
func truth(c metav1.Condition) *bool {
	switch c.Status {
	case metav1.ConditionTrue, metav1.ConditionFalse:
		holds := c.Status == metav1.ConditionTrue
		return &holds
	}
	return nil
}

func (m *maker) scorecard(card *v1alpha1.Scorecard) Scorecard {
	made := Scorecard{
		Goal: scorecardGoal(card), Mission: clean(card.Spec.Mission), Score: card.Status.Score, Outlook: v1alpha1.OutlookUnknown,
	}
	if c := condition(card.Status.Conditions, v1alpha1.ScorecardConditionOnTrack); truth(c) != nil {
		made.Outlook = known(v1alpha1.Outlook(c.Reason))
	}
	if star := card.Spec.NorthStar; star != nil {
		var status v1alpha1.OutcomeIndicatorStatus
		if card.Status.NorthStar != nil {
			status = *card.Status.NorthStar
		}
		number := numberOf(star.Title, star.Unit, status, "north star")
		made.NorthStar = &number
	}
	for _, spec := range card.Spec.Levels {
		made.Levels = append(made.Levels, levelOf(card, spec))
	}
	return made
}

func levelOf(card *v1alpha1.Scorecard, spec v1alpha1.Level) Level {
	made := Level{Title: titled(spec.Title, spec.Name), Question: clean(spec.Question)}
	for _, status := range card.Status.Levels {
		if status.Name == spec.Name {
			made.Score, made.Message = status.Score, clean(status.Message)
			if status.Outlook != "" {
				made.Outlook = known(status.Outlook)
			}
			if status.Objectives > 0 {
				made.ObjectivesMet = clean(status.ObjectivesMet)
			}
		}
	}
	return made
}

func (m *maker) exchange(vx *v1alpha1.ValueExchange) Exchange {
	made := Exchange{
		Goal: exchangeGoal(vx), Message: clean(condition(vx.Status.Conditions, v1alpha1.ValueExchangeConditionSupported).Message),
	}
	for _, spec := range vx.Spec.Drivers {
		driver := Driver{Name: clean(spec.Name), Title: titled(m.driverTitle(vx, spec), spec.Name)}
		for _, status := range vx.Status.Drivers {
			if status.Name == spec.Name {
				driver.Verdict, driver.Message = status.Verdict, clean(status.Message)
			}
		}
		made.Drivers = append(made.Drivers, driver)
	}
	return made
}

// driverTitle is the title of the indicator that a driver is; empty where there is none.
func (m *maker) driverTitle(vx *v1alpha1.ValueExchange, driver v1alpha1.ExchangeDriver) string {
	if ref := driver.OutcomeRef; ref != nil {
		if outcome := m.world.Outcome(vx.Namespace, ref.ObjectReference); outcome != nil {
			for _, indicator := range outcome.Spec.Indicators {
				if indicator.Name == ref.Indicator {
					return indicator.Title
				}
			}
		}
	}
	if driver.Measure != nil && driver.Measure.IndicatorRef != nil {
		if indicator := m.world.Indicator(vx.Namespace, *driver.Measure.IndicatorRef); indicator != nil {
			return indicator.Spec.Title
		}
	}
	return ""
}
