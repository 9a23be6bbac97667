/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// Kind says what a subject is: a kind of goal, or a part of one.
type Kind string

// The kinds of goals, and those of their parts.
const (
	KindObjective     Kind = "Objective"
	KindOutcome       Kind = "CustomerOutcome"
	KindIndicator     Kind = "Indicator"
	KindValueExchange Kind = "ValueExchange"
	KindScorecard     Kind = "Scorecard"

	KindKeyResult        Kind = "KeyResult"        // of an Objective
	KindOutcomeIndicator Kind = "OutcomeIndicator" // of a CustomerOutcome: a CPI
	KindResult           Kind = "Result"           // of a ValueExchange: a KPI
	KindDriver           Kind = "Driver"           // of a ValueExchange: a candidate
	KindLevel            Kind = "Level"            // of a Scorecard
)

// Ref names a goal, or a part of one.
type Ref struct {
	// Kind of the goal or the part.
	Kind Kind `json:"kind"`
	// Namespace of the goal.
	Namespace string `json:"namespace"`
	// Name of the goal.
	Name string `json:"name"`
	// Part is the name of the key result, indicator or level in the goal; empty for the goal itself.
	Part string `json:"part,omitempty"`
}

// refOf names a whole goal.
func refOf(kind Kind, goal world.Object) Ref {
	return Ref{Kind: kind, Namespace: goal.GetNamespace(), Name: goal.GetName()}
}

// part names a part of the goal that r names.
func (r Ref) part(kind Kind, name string) Ref {
	return Ref{Kind: kind, Namespace: r.Namespace, Name: r.Name, Part: name}
}

// Subject is a goal, or a part of one, in people's words, and how it stands. Numbers that are not known are absent.
type Subject struct {
	Ref `json:",inline"`
	// Text is what people call it: a title, a statement, a mission; the name where there is none.
	Text string `json:"text"`
	// Question that a level answers.
	Question string `json:"question,omitempty"`
	// Persona of a customer outcome: who speaks.
	Persona *v1alpha1.Persona `json:"persona,omitempty"`
	// Team that owns it.
	Team string `json:"team,omitempty"`
	// Ends is the last day of an objective, the due day of a key result.
	Ends v1alpha1.Date `json:"ends,omitempty"`
	// Score, 0 to 1.
	Score *float64 `json:"score,omitempty"`
	// ExpectedScore is the plan's, 0 to 1.
	ExpectedScore *float64 `json:"expectedScore,omitempty"`
	// Outlook is that of an objective, a key result, a level or a scorecard.
	Outlook v1alpha1.Outlook `json:"outlook,omitempty"`
	// Met says whether a key result's or an indicator's target is met, and whether an outcome is delivered.
	Met *bool `json:"met,omitempty"`
	// Probability of success, 0 to 1.
	Probability *float64 `json:"probability,omitempty"`
	// Value in Unit, the last good one.
	Value *float64 `json:"value,omitempty"`
	// Unit of Value.
	Unit string `json:"unit,omitempty"`
	// Target in short: "2.1 -> 2.6".
	Target string `json:"target,omitempty"`
	// Reason why Value is not fresh, or Outlook not known.
	Reason string `json:"reason,omitempty"`
	// Stale says that Value is the last good one and not fresh, or that Score counts one that is not.
	Stale bool `json:"stale,omitempty"`
	// Outdated says that the status is not of the spec: all that is known is of an older one.
	Outdated *Generations `json:"outdated,omitempty"`
	// Suspended says that nothing is asked for a goal, and its results stay as they are.
	Suspended bool `json:"suspended,omitempty"`
	// Deleting says that a goal is being deleted.
	Deleting bool `json:"deleting,omitempty"`
	// Guardrail says that a key result is a limit, which has no part in the score.
	Guardrail bool `json:"guardrail,omitempty"`
}

// Words are the text, in quotation marks where it is spoken: a statement of the customer's, a mission.
func (s Subject) Words() string {
	if s.Kind != KindOutcome && s.Kind != KindScorecard {
		return s.Text
	}
	return "“" + strings.Trim(s.Text, `"“” `) + "”"
}

// named is a title, or the name where there is none.
func named(title, name string) string {
	if title == "" {
		return name
	}
	return title
}

func teamOf(owner *v1alpha1.Owner) string {
	if owner == nil {
		return ""
	}
	return owner.Team
}

func objective(o *v1alpha1.Objective) Subject {
	return Subject{
		Ref: refOf(KindObjective, o), Text: named(o.Spec.Title, o.Name), Team: teamOf(o.Spec.Owner), Ends: o.Spec.Period.End,
		Score: o.Status.Score, ExpectedScore: o.Status.ExpectedScore, Outlook: o.Status.Outlook, Probability: o.Status.Probability,
		Stale: staleGoal(o.Status.Score, o.Status.Conditions, keyResults(o)),
	}.whole(o, o.Status.ObservedGeneration, o.Spec.Suspend)
}

// keyResults are those of an objective.
func keyResults(o *v1alpha1.Objective) []Subject {
	written := map[string]v1alpha1.KeyResultStatus{}
	for _, status := range o.Status.KeyResults {
		written[status.Name] = status
	}
	subjects := make([]Subject, 0, len(o.Spec.KeyResults))
	for _, kr := range o.Spec.KeyResults {
		status := written[kr.Name]
		ends := kr.Due
		if ends == "" {
			ends = o.Spec.Period.End
		}
		subjects = append(subjects, Subject{
			Ref: refOf(KindObjective, o).part(KindKeyResult, kr.Name), Text: named(kr.Title, kr.Name), Ends: ends,
			Score: status.Score, ExpectedScore: status.Expected, Outlook: status.Outlook, Met: status.Met,
			Probability: status.Probability, Value: status.Value, Unit: kr.Unit, Target: status.Target, Reason: string(status.Reason),
			Stale: staleValue(status.Value, string(status.Reason)), Outdated: outdated(o, o.Status.ObservedGeneration), Guardrail: kr.Guardrail,
		})
	}
	return subjects
}

func outcome(o *v1alpha1.CustomerOutcome) Subject {
	s := Subject{
		Ref: refOf(KindOutcome, o), Text: o.Spec.Statement, Persona: o.Spec.Persona, Team: teamOf(o.Spec.Owner), Score: o.Status.Score,
		Stale: staleGoal(o.Status.Score, o.Status.Conditions, outcomeIndicators(o)),
	}.whole(o, o.Status.ObservedGeneration, o.Spec.Suspend)
	if c := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered); c != nil {
		s.Reason = c.Reason
		if c.Status != metav1.ConditionUnknown {
			s.Met = new(c.Status == metav1.ConditionTrue)
		}
	}
	return s
}

// outcomeIndicators are the CPIs of an outcome.
func outcomeIndicators(o *v1alpha1.CustomerOutcome) []Subject {
	written := map[string]v1alpha1.OutcomeIndicatorStatus{}
	for _, status := range o.Status.Indicators {
		written[status.Name] = status
	}
	subjects := make([]Subject, 0, len(o.Spec.Indicators))
	for _, ind := range o.Spec.Indicators {
		status := written[ind.Name]
		subjects = append(subjects, Subject{
			Ref: refOf(KindOutcome, o).part(KindOutcomeIndicator, ind.Name), Text: named(ind.Title, ind.Name),
			Score: status.Score, Met: status.Met, Value: status.Value, Unit: ind.Unit, Target: status.Target, Reason: string(status.Reason),
			Stale: staleValue(status.Value, string(status.Reason)), Outdated: outdated(o, o.Status.ObservedGeneration),
		})
	}
	return subjects
}

func indicator(o *v1alpha1.Indicator) Subject {
	s := Subject{
		Ref: refOf(KindIndicator, o), Text: named(o.Spec.Title, o.Name), Value: o.Status.Value, Unit: o.Spec.Unit,
	}.whole(o, o.Status.ObservedGeneration, o.Spec.Suspend)
	if c := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.GoalConditionMeasured); c != nil && c.Status != metav1.ConditionTrue {
		s.Reason = c.Reason
	}
	s.Stale = staleValue(s.Value, s.Reason)
	return s
}

// scorecard speaks by its mission.
func scorecard(o *v1alpha1.Scorecard) Subject {
	s := Subject{
		Ref: refOf(KindScorecard, o), Text: named(o.Spec.Mission, o.Name), Score: o.Status.Score,
	}.whole(o, o.Status.ObservedGeneration, o.Spec.Suspend)
	c := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.ScorecardConditionOnTrack)
	switch {
	case c == nil:
	case c.Status != metav1.ConditionUnknown:
		s.Outlook = v1alpha1.Outlook(c.Reason)
	case c.Reason == v1alpha1.ObjectiveReasonNotStarted:
		s.Outlook = v1alpha1.OutlookPending
	default:
		s.Outlook = v1alpha1.OutlookUnknown
	}
	return s
}

func level(card *v1alpha1.Scorecard, i int) Subject {
	l := card.Spec.Levels[i]
	s := Subject{
		Ref: refOf(KindScorecard, card).part(KindLevel, l.Name), Text: named(l.Title, l.Name), Question: l.Question,
		Outdated: outdated(card, card.Status.ObservedGeneration),
	}
	for _, status := range card.Status.Levels {
		if status.Name == l.Name {
			s.Score, s.Outlook = status.Score, status.Outlook
		}
	}
	return s
}

// nouns are what kinds are called in a sentence.
var nouns = map[Kind]string{
	KindObjective: "objective", KindOutcome: "customer outcome", KindIndicator: "indicator", KindValueExchange: "value exchange",
	KindScorecard: "scorecard", KindKeyResult: "key result", KindOutcomeIndicator: "indicator", KindResult: "result", KindDriver: "driver",
	KindLevel: "level",
}
