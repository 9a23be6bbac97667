/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"cmp"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// Input is what a report is made of.
type Input struct {
	// Goals with their statuses as of At. They are not changed.
	Goals *world.Set
	// Earlier are the same goals with their statuses as of Since. Nil: those are not known; what changed is then what
	// the statuses and Events still tell.
	Earlier *world.Set
	// Events of the goals since then, the earliest first.
	Events []Event
	// Courses of the key results, by objective. What is missing is drawn without a chart.
	Courses map[types.NamespacedName][]evaluate.Course
	// At is the time of the report, in the zone in which it is to be told.
	At time.Time
	// Since is the time with which it is compared, before At.
	Since time.Time
	// Namespace whose goals are told of; empty: all.
	Namespace string
	// Source says where the numbers come from: "the cluster, as its operator wrote them".
	Source string
	// Notes say what is left out, and how to get it.
	Notes []string
}

// Event is what the operator told of a goal.
type Event struct {
	// Kind, Namespace and Name of the goal.
	Kind, Namespace, Name string
	// Reason in one word.
	Reason string
	// Note in words.
	Note string
	// Warning says that it is bad news.
	Warning bool
	// Time of the event; of the last one of a series.
	Time time.Time
}

// maker makes one report.
type maker struct {
	Input
	world *world.World
}

// New makes a report. The error is that of a look-up in the goals.
func New(in Input) (*Report, error) {
	m := &maker{Input: in, world: world.New(in.Goals)}
	r := &Report{Title: "How our goals stand", Time: in.At, Since: in.Since, Source: clean(in.Source)}
	for _, note := range in.Notes {
		r.Notes = append(r.Notes, clean(note))
	}
	for _, card := range m.scorecards() {
		r.Scorecards = append(r.Scorecards, m.scorecard(card))
	}
	if len(r.Scorecards) == 1 {
		r.Title = r.Scorecards[0].Title
	}
	for _, o := range m.outcomes() {
		r.Outcomes = append(r.Outcomes, m.outcome(o))
	}
	m.addObjectives(r)
	for _, vx := range m.exchanges() {
		r.Exchanges = append(r.Exchanges, m.exchange(vx))
	}
	r.Changes = m.changes()
	slices.SortStableFunc(r.Changes.News, func(a, b Change) int { return a.Course.rank() - b.Course.rank() })
	r.Gaps = m.gaps()
	r.Summary = summaryOf(r)
	return r, m.world.Err()
}

// within are those of some goals that are told of.
func within[T world.Object](m *maker, all []T) []T {
	return slices.DeleteFunc(all, func(o T) bool { return m.Namespace != "" && o.GetNamespace() != m.Namespace })
}

func (m *maker) objectives() []*v1alpha1.Objective     { return within(m, m.Goals.Objectives()) }
func (m *maker) outcomes() []*v1alpha1.CustomerOutcome { return within(m, m.Goals.CustomerOutcomes()) }
func (m *maker) indicators() []*v1alpha1.Indicator     { return within(m, m.Goals.Indicators()) }
func (m *maker) exchanges() []*v1alpha1.ValueExchange  { return within(m, m.Goals.ValueExchanges()) }
func (m *maker) scorecards() []*v1alpha1.Scorecard     { return within(m, m.Goals.Scorecards()) }

// addObjectives tells of all objectives, the worst first.
func (m *maker) addObjectives(r *Report) {
	for _, o := range m.objectives() {
		made := m.objective(o)
		r.Objectives = append(r.Objectives, made)
		if concern, ok := concernOf(o, made); ok {
			r.Concerns = append(r.Concerns, concern)
		}
		if c := condition(o.Status.Conditions, v1alpha1.ObjectiveConditionCustomerAligned); c.Status == metav1.ConditionFalse {
			r.Unaligned = append(r.Unaligned, Remark{made.Goal, clean(c.Message)})
		}
	}
	slices.SortStableFunc(r.Objectives, func(a, b Objective) int { return byOutlook(a.Outlook, b.Outlook) })
	slices.SortStableFunc(r.Concerns, func(a, b Concern) int { return byOutlook(a.Outlook, b.Outlook) })
}

// worstFirst is the order of outlooks.
var worstFirst = []v1alpha1.Outlook{
	v1alpha1.OutlookMissed, v1alpha1.OutlookOffTrack, v1alpha1.OutlookUnknown, v1alpha1.OutlookAtRisk, v1alpha1.OutlookOnTrack,
	v1alpha1.OutlookAchieved, v1alpha1.OutlookPending,
}

func byOutlook(a, b v1alpha1.Outlook) int {
	return cmp.Compare(slices.Index(worstFirst, a), slices.Index(worstFirst, b))
}

// known is an outlook of a status; one that was never written is unknown.
func known(o v1alpha1.Outlook) v1alpha1.Outlook {
	if !slices.Contains(worstFirst, o) {
		return v1alpha1.OutlookUnknown
	}
	return o
}

// condition is one of a goal's; the zero one where there is none.
func condition(conditions []metav1.Condition, kind string) metav1.Condition {
	if c := meta.FindStatusCondition(conditions, kind); c != nil {
		return *c
	}
	return metav1.Condition{}
}

// clean is a text as it may be shown.
func clean(text string) string { return terminal.Clean(text) }

// titled is a title, or what stands in for it.
func titled(title, name string) string { return clean(cmp.Or(title, name)) }

func goalOf(kind string, o world.Object, title string) Goal {
	return Goal{Kind: kind, Namespace: clean(o.GetNamespace()), Name: clean(o.GetName()), Title: titled(title, o.GetName())}
}

// The kinds of goals.
const (
	kindObjective = "Objective"
	kindOutcome   = "CustomerOutcome"
	kindIndicator = "Indicator"
	kindExchange  = "ValueExchange"
	kindScorecard = "Scorecard"
)

func objectiveGoal(o *v1alpha1.Objective) Goal     { return goalOf(kindObjective, o, o.Spec.Title) }
func outcomeGoal(o *v1alpha1.CustomerOutcome) Goal { return goalOf(kindOutcome, o, o.Spec.Statement) }
func indicatorGoal(o *v1alpha1.Indicator) Goal     { return goalOf(kindIndicator, o, o.Spec.Title) }
func exchangeGoal(o *v1alpha1.ValueExchange) Goal {
	return goalOf(kindExchange, o, o.Spec.Result.Title)
}
func scorecardGoal(o *v1alpha1.Scorecard) Goal { return goalOf(kindScorecard, o, o.Spec.Title) }
