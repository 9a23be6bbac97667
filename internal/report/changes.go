/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// changes tells what became different.
func (m *maker) changes() Changes {
	if m.Earlier == nil {
		return m.notices()
	}
	made := Changes{Compared: true}
	for _, o := range m.objectives() {
		before := &v1alpha1.Objective{}
		if !m.before(o, before) {
			made.New = append(made.New, objectiveGoal(o))
			continue
		}
		d := differ{goal: objectiveGoal(o)}
		d.objective(before, o)
		made.News = append(made.News, d.news...)
		made.Moves = append(made.Moves, Move{d.goal, before.Status.Score, o.Status.Score, known(before.Status.Outlook), known(o.Status.Outlook)})
	}
	for _, o := range m.outcomes() {
		before := &v1alpha1.CustomerOutcome{}
		if !m.before(o, before) {
			made.New = append(made.New, outcomeGoal(o))
			continue
		}
		d := differ{goal: outcomeGoal(o)}
		d.outcome(before, o)
		made.News = append(made.News, d.news...)
		made.Moves = append(made.Moves, Move{Goal: d.goal, Before: before.Status.Score, After: o.Status.Score})
	}
	for _, vx := range m.exchanges() {
		before := &v1alpha1.ValueExchange{}
		if m.before(vx, before) {
			d := differ{goal: exchangeGoal(vx)}
			d.exchange(before, vx)
			made.News = append(made.News, d.news...)
		}
	}
	return made
}

// before finds a goal as it was judged to be, be the object itself younger: what it measures is not. It is false for one
// that was not judged then.
func (m *maker) before(o, into world.Object) bool {
	found, err := m.Earlier.Get(types.NamespacedName{Namespace: o.GetNamespace(), Name: o.GetName()}, into)
	return found && err == nil
}

// differ compares one goal as of two times.
type differ struct {
	goal Goal
	news []Change
}

func (d *differ) tell(kind ChangeKind, subject, text string, course Direction) {
	d.news = append(d.news, Change{Goal: d.goal, Kind: kind, Subject: subject, Text: text, Course: course})
}

// objective compares an objective, and its key results.
func (d *differ) objective(before, after *v1alpha1.Objective) {
	d.outlook("", known(before.Status.Outlook), known(after.Status.Outlook))
	for _, spec := range after.Spec.KeyResults {
		was, is := keyResultStatus(before, spec.Name), keyResultStatus(after, spec.Name)
		title := titled(spec.Title, spec.Name)
		if was.Target != "" && is.Target != "" && was.Target != is.Target {
			d.tell(ChangeTarget, title, "target moved from "+clean(was.Target)+" to "+clean(is.Target), Neither)
		}
		if !spec.Guardrail {
			d.outlook(title, known(was.Outlook), known(is.Outlook))
		}
		d.met(title, was.Met, is.Met)
	}
}

// outlook compares an outlook.
func (d *differ) outlook(subject string, was, is v1alpha1.Outlook) {
	text := outlookWords[is] + ", was " + outlookWords[was]
	switch {
	case was == is:
	case is == v1alpha1.OutlookAchieved:
		d.tell(ChangeVerdict, subject, text, Better)
	case is == v1alpha1.OutlookMissed:
		d.tell(ChangeVerdict, subject, text, Worse)
	case is == v1alpha1.OutlookUnknown:
		d.tell(ChangeLost, subject, text, Worse)
	case was == v1alpha1.OutlookUnknown:
		d.tell(ChangeRestored, subject, text, newlyKnown(is))
	case was == v1alpha1.OutlookPending:
		d.tell(ChangeBegun, subject, "begun, "+outlookWords[is], Neither)
	case byOutlook(was, is) > 0:
		d.tell(ChangeOutlook, subject, text, Worse)
	default:
		d.tell(ChangeOutlook, subject, text, Better)
	}
}

// newlyKnown says what it is to learn of an outlook.
func newlyKnown(is v1alpha1.Outlook) Direction {
	switch {
	case slices.Contains(concerns, is):
		return Worse
	case is == v1alpha1.OutlookPending:
		return Neither
	}
	return Better
}

// met compares whether a target is met in full.
func (d *differ) met(subject string, was, is *bool) {
	switch {
	case is == nil || was != nil && *was == *is:
	case *is:
		d.tell(ChangeMet, subject, "target met", Better)
	case was != nil:
		d.tell(ChangeMet, subject, "target no longer met", Worse)
	}
}

// outcome compares what a customer gets.
func (d *differ) outcome(before, after *v1alpha1.CustomerOutcome) {
	delivered := func(o *v1alpha1.CustomerOutcome) *bool {
		return truth(condition(o.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered))
	}
	was, is := delivered(before), delivered(after)
	switch {
	case is == nil && was != nil:
		d.tell(ChangeLost, "", "no longer known whether it is delivered", Worse)
	case is != nil && *is && (was == nil || !*was):
		d.tell(ChangeMet, "", "delivered", Better)
	case is != nil && !*is && was != nil && *was:
		d.tell(ChangeMet, "", "no longer delivered", Worse)
	}
	for _, spec := range after.Spec.Indicators {
		d.met(titled(spec.Title, spec.Name), indicatorStatus(before, spec.Name).Met, indicatorStatus(after, spec.Name).Met)
	}
}

// exchange compares the evidence for a value exchange.
func (d *differ) exchange(before, after *v1alpha1.ValueExchange) {
	for _, name := range after.Status.Critical {
		if !slices.Contains(before.Status.Critical, name) {
			d.tell(ChangeEvidence, clean(name), "evidence found that the result follows it", Better)
		}
	}
	for _, name := range before.Status.Critical {
		if !slices.Contains(after.Status.Critical, name) {
			d.tell(ChangeEvidence, clean(name), "no longer supported by the past", Neither)
		}
	}
}

// notices are the changes that statuses and events still tell: what the operator said in events, what was met, and since
// when conditions are as they are.
func (m *maker) notices() Changes {
	var made Changes
	for _, o := range m.objectives() {
		made.News = append(made.News, m.objectiveNotices(o)...)
		if o.CreationTimestamp.After(m.Since) {
			made.New = append(made.New, objectiveGoal(o))
		}
	}
	for _, o := range m.outcomes() {
		if o.CreationTimestamp.After(m.Since) {
			made.New = append(made.New, outcomeGoal(o))
		}
		told := m.events(kindOutcome, o, outcomeGoal(o))
		delivered := condition(o.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered)
		if holds := truth(delivered); holds != nil && len(told) == 0 && m.turned(o, delivered) {
			text, course := "not delivered since then", Worse
			if *holds {
				text, course = "delivered since then", Better
			}
			told = append(told, Change{Goal: outcomeGoal(o), Kind: ChangeMet, Text: text, Course: course, Time: delivered.LastTransitionTime.Time})
		}
		made.News = append(made.News, told...)
	}
	for _, vx := range m.exchanges() {
		made.News = append(made.News, m.events(kindExchange, vx, exchangeGoal(vx))...)
	}
	return made
}

func (m *maker) objectiveNotices(o *v1alpha1.Objective) []Change {
	goal := objectiveGoal(o)
	told := m.events(kindObjective, o, goal)
	saidOf := func(part string) bool {
		return slices.ContainsFunc(m.Events, func(e Event) bool { return m.about(e, kindObjective, o) && strings.HasPrefix(e.Reason, part) })
	}
	if o.CreationTimestamp.After(m.Since) {
		return told // what its status says was written first since then
	}
	if c := condition(o.Status.Conditions, v1alpha1.ObjectiveConditionOnTrack); m.turned(o, c) && len(told) == 0 {
		is := known(o.Status.Outlook)
		change := Change{Goal: goal, Kind: ChangeOutlook, Text: outlookWords[is] + " since then", Course: Worse, Time: c.LastTransitionTime.Time}
		switch {
		case is == v1alpha1.OutlookUnknown:
			change.Kind = ChangeLost
		case c.Status == metav1.ConditionTrue:
			change.Course = Better
		}
		told = append(told, change)
	}
	for _, spec := range o.Spec.KeyResults {
		at := timeOf(keyResultStatus(o, spec.Name).MetTime)
		if at.After(m.Since) && !saidOf("KeyResultMet") {
			told = append(told, Change{Goal: goal, Kind: ChangeMet, Subject: titled(spec.Title, spec.Name), Text: "target met", Course: Better, Time: at})
		}
	}
	return told
}

// turned tells whether a condition became what it is since then, other than by coming to be.
func (m *maker) turned(o world.Object, c metav1.Condition) bool {
	return c.LastTransitionTime.After(m.Since) && !o.GetCreationTimestamp().After(m.Since) && o.GetCreationTimestamp() != (metav1.Time{})
}

func (m *maker) about(e Event, kind string, o world.Object) bool {
	return e.Kind == kind && e.Namespace == o.GetNamespace() && e.Name == o.GetName() && e.Time.After(m.Since) && !e.Time.After(m.At)
}

// events are what the operator told of a goal.
func (m *maker) events(kind string, o world.Object, goal Goal) []Change {
	var told []Change
	for _, e := range m.Events {
		if !m.about(e, kind, o) {
			continue
		}
		change := Change{Goal: goal, Kind: ChangeEvent, Text: clean(e.Note), Course: Better, Time: e.Time}
		switch {
		case e.Warning:
			change.Course = Worse
		case e.Reason == "TargetMoved":
			change.Kind, change.Course = ChangeTarget, Neither
		}
		told = append(told, change)
	}
	return told
}
