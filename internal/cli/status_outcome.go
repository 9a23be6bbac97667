/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// ofOutcome writes a customer outcome.
func (p *page) ofOutcome(o *v1alpha1.CustomerOutcome) {
	delivered := p.condition(v1alpha1.CustomerOutcomeConditionDelivered)
	paint := outlookStyle(p.Palette, p.outlook)
	p.field("Says", personaWords(o.Spec.Persona), plain)
	p.field("Delivered", joinedBy(", ", deliveredWords(delivered.Status), delivered.Message), paint)
	p.bar("Score", p.score, p.expected, p.outcomeScore(o.Status), paint)
	p.field("Journey", o.Spec.JourneyStage, plain)
	p.field("Owner", ownerWords(o.Spec.Owner), plain)
	p.asOf()
	p.section("Indicators")
	var items []measuredItem
	for _, indicator := range o.Spec.Indicators {
		items = append(items, p.ofOutcomeIndicator(indicator.Name, indicator.Title, indicator.Unit, outcomeIndicator(o, indicator.Name)))
	}
	p.items(items)
	p.servedBy(o)
	p.evidence(o.Status.Evidence)
}

// deliveredWords answer whether the customer gets it.
func deliveredWords(s metav1.ConditionStatus) string {
	switch s {
	case metav1.ConditionTrue:
		return "yes"
	case metav1.ConditionFalse:
		return "no"
	}
	return "not known"
}

func (p *page) outcomeScore(status v1alpha1.CustomerOutcomeStatus) string {
	text := p.scoreText(status.Score)
	if status.IndicatorsMet != "" {
		text += ", " + ofAll(status.IndicatorsMet) + " met"
	}
	return text
}

// outcomeIndicator is the status of an indicator; nil where there is none.
func outcomeIndicator(o *v1alpha1.CustomerOutcome, name string) *v1alpha1.OutcomeIndicatorStatus {
	at := slices.IndexFunc(o.Status.Indicators, func(s v1alpha1.OutcomeIndicatorStatus) bool { return s.Name == name })
	if at < 0 {
		return nil
	}
	return &o.Status.Indicators[at]
}

// ofOutcomeIndicator is what is shown of an indicator of an outcome, or of a north star.
func (p *page) ofOutcomeIndicator(name, title, unit string, status *v1alpha1.OutcomeIndicatorStatus) measuredItem {
	item := measuredItem{name: name, title: title, unit: unit, score: known(nil), expected: known(nil), verdict: "not evaluated yet", style: p.Warn}
	if status == nil {
		return item
	}
	item.value, item.target, item.score = status.Value, status.Target, known(status.Score)
	item.observed, item.reason, item.message = status.ObservedTime, status.Reason, status.Message
	switch {
	case status.Met == nil || status.Reason.Stale():
		item.verdict = "Unknown"
	case *status.Met:
		item.verdict, item.style = "met", p.Good
	default:
		item.verdict = "not met"
	}
	return item
}

// servedBy writes who works on an outcome.
func (p *page) servedBy(o *v1alpha1.CustomerOutcome) {
	p.section("Served by")
	var rows [][]terminal.Cell
	for _, objective := range p.world.Serving(o) {
		outlook := cmp.Or(objective.Status.Outlook, v1alpha1.OutlookUnknown)
		verdict := string(outlook)
		if objective.Spec.Suspend {
			verdict += ", suspended"
		}
		rows = append(rows, []terminal.Cell{
			{Text: goalKinds[0].reference(path(o.Namespace, refTo(objective))), Style: p.Bold},
			{Text: verdict, Style: outlookStyle(p.Palette, outlook)},
			{Text: cmp.Or(objective.Spec.Title, "-")},
		})
	}
	p.rows(rows)
	served := p.condition(v1alpha1.CustomerOutcomeConditionServed)
	switch {
	case served.Status == metav1.ConditionFalse:
		p.text(2, served.Message, p.Warn)
	case p.store.refused && o.Status.Objectives != nil:
		p.text(2, fmt.Sprintf("%s in all; you may not read them all", counted(int(*o.Status.Objectives), "running objective", "running objectives")), p.Muted)
	case len(rows) == 0:
		p.text(2, cmp.Or(served.Message, "not known yet"), plain)
	}
}

// evidence writes what the outcome is shown to move.
func (p *page) evidence(evidence []v1alpha1.OutcomeEvidence) {
	if len(evidence) == 0 {
		return
	}
	p.section("Moves")
	var rows [][]terminal.Cell
	for _, e := range evidence {
		rows = append(rows, []terminal.Cell{{Text: e.Result, Style: p.Bold}, {Text: fmt.Sprintf("by %s, tested in vx/%s", e.Driver, e.ValueExchange)}})
	}
	p.rows(rows)
	p.text(2, notProof, p.Muted)
}

// notProof is what a test of the past is.
const notProof = "This is evidence from the past, not proof of cause."
