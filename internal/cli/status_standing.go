/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// standing is how an entry stands, in what the kinds have in common.
type standing struct {
	// generation is that of the status; below 1: there is none yet.
	generation int64
	conditions []metav1.Condition
	evaluated  *metav1.Time
	owner      *v1alpha1.Owner

	// verdict is the outlook, or what stands for it in other kinds.
	verdict string
	outlook v1alpha1.Outlook
	// scored says that the kind has a score. A score that is not known is NaN.
	scored                       bool
	score, expected, probability float64
	// stale says that some value was not measured lately, so that the score counts what was once.
	stale     bool
	met, ends string
	// why is what is behind the verdict where it is no good one.
	why string
}

// standingOf is how an entry stands.
func standingOf(e entry) standing {
	s := standing{score: math.NaN(), expected: math.NaN(), probability: math.NaN()}
	switch o := e.goal.(type) {
	case *v1alpha1.Objective:
		s.objective(o)
	case *v1alpha1.CustomerOutcome:
		s.customerOutcome(o)
	case *v1alpha1.Indicator:
		s.indicator(o)
	case *v1alpha1.ValueExchange:
		s.valueExchange(o)
	case *v1alpha1.Scorecard:
		s.scorecard(o)
	case *v1alpha1.MetricSource:
		s.source(o.Status)
	case *v1alpha1.ClusterMetricSource:
		s.source(o.Status)
	}
	s.why = cmp.Or(s.trouble(e), s.why)
	return s
}

func (s *standing) objective(o *v1alpha1.Objective) {
	status := o.Status
	s.generation, s.conditions, s.evaluated, s.owner = status.ObservedGeneration, status.Conditions, status.EvaluatedTime, o.Spec.Owner
	s.outlook = cmp.Or(status.Outlook, v1alpha1.OutlookUnknown)
	s.verdict, s.scored = string(s.outlook), true
	s.score, s.expected, s.probability = known(status.Score), known(status.ExpectedScore), known(status.Probability)
	s.met, s.ends = status.KeyResultsMet, o.Spec.Period.End.Day()
	s.stale = s.condition(v1alpha1.GoalConditionMeasured).Status == metav1.ConditionFalse
	s.why = whyObjective(o)
}

func (s *standing) customerOutcome(o *v1alpha1.CustomerOutcome) {
	status := o.Status
	s.generation, s.conditions, s.evaluated, s.owner = status.ObservedGeneration, status.Conditions, status.EvaluatedTime, o.Spec.Owner
	s.scored, s.score, s.met = true, known(status.Score), status.IndicatorsMet
	s.stale = s.condition(v1alpha1.GoalConditionMeasured).Status == metav1.ConditionFalse
	delivered := s.condition(v1alpha1.CustomerOutcomeConditionDelivered)
	s.judge(delivered, v1alpha1.OutlookAtRisk, "Delivered", "NotDelivered")
	s.why = cmp.Or(s.unlessTrue(v1alpha1.CustomerOutcomeConditionDelivered), s.unlessTrue(v1alpha1.CustomerOutcomeConditionServed))
}

func (s *standing) indicator(o *v1alpha1.Indicator) {
	status := o.Status
	s.generation, s.conditions, s.evaluated = status.ObservedGeneration, status.Conditions, status.EvaluatedTime
	s.outlook, s.verdict = v1alpha1.OutlookUnknown, "Unknown"
	if status.Value != nil {
		s.outlook, s.verdict = v1alpha1.OutlookOnTrack, "Measured"
	}
	if trend := status.Trend; trend != nil {
		s.verdict = string(trend.Direction)
		if trend.Direction == v1alpha1.TrendWorsening {
			s.outlook = v1alpha1.OutlookAtRisk
		}
	}
	if !meta.IsStatusConditionTrue(status.Conditions, v1alpha1.GoalConditionMeasured) {
		s.outlook, s.verdict = v1alpha1.OutlookUnknown, "Unknown"
	}
	s.why = indicatorInShort(o)
}

func (s *standing) valueExchange(o *v1alpha1.ValueExchange) {
	status := o.Status
	s.generation, s.conditions, s.evaluated = status.ObservedGeneration, status.Conditions, status.EvaluatedTime
	supported := s.condition(v1alpha1.ValueExchangeConditionSupported)
	s.judge(supported, v1alpha1.OutlookPending, "Supported", "NotSupported")
	s.why = supported.Message
}

func (s *standing) scorecard(o *v1alpha1.Scorecard) {
	status := o.Status
	s.generation, s.conditions, s.evaluated = status.ObservedGeneration, status.Conditions, status.EvaluatedTime
	s.scored, s.score, s.met = true, known(status.Score), status.LevelsOnTrack
	onTrack := s.condition(v1alpha1.ScorecardConditionOnTrack)
	s.outlook = v1alpha1.OutlookUnknown
	if onTrack.Status == metav1.ConditionTrue || onTrack.Status == metav1.ConditionFalse {
		s.outlook = v1alpha1.Outlook(onTrack.Reason)
	}
	s.verdict = string(s.outlook)
	s.why = cmp.Or(s.unlessTrue(v1alpha1.ScorecardConditionOnTrack), s.unlessTrue(v1alpha1.ScorecardConditionCustomerAligned))
}

func (s *standing) source(status v1alpha1.MetricSourceStatus) {
	s.generation, s.conditions = status.ObservedGeneration, status.Conditions
	s.judge(s.condition(v1alpha1.MetricSourceConditionReady), v1alpha1.OutlookOffTrack, "Connected", "NotConnected")
}

// judge takes the verdict from a condition. bad is the outlook that it has when it is False.
func (s *standing) judge(c metav1.Condition, bad v1alpha1.Outlook, whenTrue, whenFalse string) {
	switch c.Status {
	case metav1.ConditionTrue:
		s.verdict, s.outlook = whenTrue, v1alpha1.OutlookOnTrack
	case metav1.ConditionFalse:
		s.verdict, s.outlook = whenFalse, bad
	default:
		s.verdict, s.outlook = "Unknown", v1alpha1.OutlookUnknown
	}
}

// condition is one of the entry's; the zero one where there is none.
func (s *standing) condition(kind string) metav1.Condition {
	if c := meta.FindStatusCondition(s.conditions, kind); c != nil {
		return *c
	}
	return metav1.Condition{}
}

// unlessTrue is the message of a condition, unless that is True.
func (s *standing) unlessTrue(kind string) string {
	c := s.condition(kind)
	if c.Status == metav1.ConditionTrue {
		return ""
	}
	return c.Message
}

// ready says whether the operator could do its work on the entry.
func (s *standing) ready() bool {
	return s.condition(v1alpha1.GoalConditionReady).Status == metav1.ConditionTrue
}

// known is a number of a status; NaN where there is none.
func known(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// worstFirst is the order of outlooks in a table.
var worstFirst = []v1alpha1.Outlook{
	v1alpha1.OutlookOffTrack, v1alpha1.OutlookMissed, v1alpha1.OutlookUnknown, v1alpha1.OutlookAtRisk,
	v1alpha1.OutlookOnTrack, v1alpha1.OutlookPending, v1alpha1.OutlookAchieved,
}

// ranked is an entry with how it stands.
type ranked struct {
	entry
	standing
}

// rank puts entries into the order of a table: those that the operator could not work on, then by outlook, then by
// score, where one that is not known is the worst; the rest by name.
func rank(entries []entry) []ranked {
	rows := make([]ranked, len(entries))
	for i, e := range entries {
		rows[i] = ranked{e, standingOf(e)}
	}
	slices.SortStableFunc(rows, func(a, b ranked) int {
		return cmp.Or(
			falseFirst(a.ready(), b.ready()),
			cmp.Compare(slices.Index(worstFirst, a.outlook), slices.Index(worstFirst, b.outlook)),
			falseFirst(a.scored, b.scored)*-1,
			cmp.Compare(a.score, b.score), // NaN is before all numbers
			strings.Compare(a.goal.GetNamespace(), b.goal.GetNamespace()),
			strings.Compare(a.reference(), b.reference()),
		)
	})
	return rows
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// outlookStyle is how an outlook is coloured.
func outlookStyle(p terminal.Palette, o v1alpha1.Outlook) func(string) string {
	switch o {
	case v1alpha1.OutlookOnTrack, v1alpha1.OutlookAchieved:
		return p.Good
	case v1alpha1.OutlookAtRisk, v1alpha1.OutlookUnknown:
		return p.Warn
	case v1alpha1.OutlookOffTrack, v1alpha1.OutlookMissed:
		return p.Bad
	}
	return p.Muted
}
