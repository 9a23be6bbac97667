/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// page writes one object in full.
type page struct {
	sheet
	*options
	reader client.Reader
	store  *apiStore
	world  *world.World
	standing
	entry
}

// fullPage is one object in full.
func (o *options) fullPage(ctx context.Context, reader client.Reader, e entry) string {
	store := &apiStore{ctx: ctx, reader: reader, namespace: e.goal.GetNamespace()}
	p := &page{
		sheet: sheet{Palette: o.palette(), width: o.columns()}, options: o,
		reader: reader, store: store, world: world.New(store), standing: standingOf(e), entry: e,
	}
	name := e.goal.GetName()
	if namespace := e.goal.GetNamespace(); namespace != "" {
		name = namespace + "/" + name
	}
	p.heading(e.kind.kind+" "+name, titleOf(e.goal))
	p.warnings()
	switch o := e.goal.(type) {
	case *v1alpha1.Objective:
		p.ofObjective(o)
	case *v1alpha1.CustomerOutcome:
		p.ofOutcome(o)
	case *v1alpha1.Indicator:
		p.ofIndicator(o)
	case *v1alpha1.ValueExchange:
		p.ofExchange(o)
	case *v1alpha1.Scorecard:
		p.ofScorecard(o)
	case *v1alpha1.MetricSource:
		p.ofSource(o.Spec, o.Status)
	case *v1alpha1.ClusterMetricSource:
		p.ofSource(o.Spec.MetricSourceSpec, o.Status)
		p.allowed(o.Spec.AllowedNamespaces)
	}
	p.lastChanges(ctx, e.goal)
	return p.b.String()
}

// titleOf is what an object is called by people.
func titleOf(object client.Object) string {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Spec.Title
	case *v1alpha1.CustomerOutcome:
		return quoted(o.Spec.Statement)
	case *v1alpha1.Indicator:
		return o.Spec.Title
	case *v1alpha1.ValueExchange:
		if title := o.Spec.Result.Title; title != "" {
			return "What moves " + title
		}
	case *v1alpha1.Scorecard:
		return o.Spec.Title
	case *v1alpha1.MetricSource:
		return string(o.Spec.Prometheus.URL)
	case *v1alpha1.ClusterMetricSource:
		return string(o.Spec.Prometheus.URL)
	}
	return ""
}

// quoted puts a customer's words into quotation marks.
func quoted(words string) string { return "“" + words + "”" }

// warnings say first of all what makes the rest of the page something else than it seems.
func (p *page) warnings() {
	before := p.b.Len()
	if t := p.goal.GetDeletionTimestamp(); t != nil {
		p.field("Deleted", p.ago(*t)+": it goes once its finalizers are done ("+strings.Join(p.goal.GetFinalizers(), ", ")+")", p.Bad)
	}
	switch generation := p.goal.GetGeneration(); {
	case p.goal.GetDeletionTimestamp() != nil: // the operator leaves it alone
	case p.generation < 1 && len(p.conditions) == 0:
		p.field("Unseen", "the operator has not evaluated it yet; `kubectl goals check` tells whether it runs", p.Warn)
	case p.generation < generation:
		p.field("Old", old(p.generation, generation)+"; the operator has not come to it yet, or does not run: `kubectl goals check`", p.Warn)
	}
	for _, c := range p.conditions {
		if text := notAsWished(c); text != "" && !p.repeatsReady(c) {
			p.field(c.Type, text+" (since "+p.ago(c.LastTransitionTime)+")", p.conditionStyle(c))
		}
		if mend := mendOf(c); mend != "" {
			p.field("", mend, p.Muted)
		}
	}
	if p.b.Len() > before {
		p.b.WriteByte('\n')
	}
}

// notAsWished is the reason and message of a condition that is not as one wishes; empty for the others, and for those
// that the page tells of in its own words: the judgements on a goal.
func notAsWished(c metav1.Condition) string {
	switch c.Type {
	case v1alpha1.GoalConditionReady, v1alpha1.GoalConditionMeasured:
		if c.Status != metav1.ConditionTrue {
			return c.Reason + ": " + c.Message
		}
	case v1alpha1.GoalConditionReconciling, v1alpha1.GoalConditionSuspended:
		return c.Message
	case v1alpha1.GoalConditionStalled:
		return "a human has to change the spec"
	}
	return ""
}

// repeatsReady tells whether Measured says what Ready said already.
func (p *page) repeatsReady(c metav1.Condition) bool {
	return c.Type == v1alpha1.GoalConditionMeasured && c.Message == p.condition(v1alpha1.GoalConditionReady).Message
}

// conditionStyle colours a condition that is not as one wishes.
func (p *page) conditionStyle(c metav1.Condition) func(string) string {
	switch {
	case c.Type == v1alpha1.GoalConditionStalled, c.Type == v1alpha1.GoalConditionReady && c.Status == metav1.ConditionFalse:
		return p.Bad
	case c.Type == v1alpha1.GoalConditionSuspended, c.Type == v1alpha1.GoalConditionReconciling:
		return plain
	}
	return p.Warn
}

// mends are what to do about a number that is not there, where the message does not say it.
var mends = map[v1alpha1.MeasureReason]string{
	v1alpha1.MeasureReasonInvalidQuery:      "Mend the query: `kubectl goals lint` shows the place.",
	v1alpha1.MeasureReasonSourceNotFound:    "Name a source that this namespace may use: `kubectl goals check` lists them.",
	v1alpha1.MeasureReasonSourceUnavailable: "The source's own status says why: `kubectl goals status msrc,cmsrc`.",
	v1alpha1.MeasureReasonNoData:            "Does the query give a number in Prometheus? Who wants 0 for no data writes (...) or vector(0).",
	v1alpha1.MeasureReasonMultipleSeries:    "Aggregate the series to one, with sum(...) or avg(...).",
	v1alpha1.MeasureReasonStale:             "Add a newer entry to the check-in.",
}

// mendOf is what to do about a measurement that failed.
func mendOf(c metav1.Condition) string {
	if c.Type != v1alpha1.GoalConditionMeasured || c.Status != metav1.ConditionFalse {
		return ""
	}
	return mends[v1alpha1.MeasureReason(c.Reason)]
}

// rows writes a table whose last column is wrapped, the terminal permitting, and not cut.
func (p *page) rows(rows [][]terminal.Cell) {
	if len(rows) == 0 {
		return
	}
	last := len(rows[0]) - 1
	t := &terminal.Table{Columns: make([]terminal.Column, last+1)}
	lead := 2 + 3*last
	for i := range last {
		widest := 0
		for _, row := range rows {
			widest = max(widest, terminal.Width(terminal.Clean(row[i].Text)))
		}
		lead += widest
	}
	for _, row := range rows {
		for i, line := range p.wrap(row[last].Text, lead) {
			if i > 0 {
				row = make([]terminal.Cell, last+1)
			}
			row[last].Text = line
			t.Row(row...)
		}
	}
	p.table(t)
}

// asOf says when what stands in the status was computed.
func (p *page) asOf() {
	if p.evaluated != nil {
		p.field("As of", p.ago(*p.evaluated)+", when something here changed last", plain)
	}
}
