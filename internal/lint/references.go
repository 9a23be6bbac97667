/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// reference is one goal's naming another.
type reference struct {
	v1alpha1.ObjectReference
	path string
	kind string
}

// references are all goals that a goal names.
func (g *goal) references() []reference {
	var all []reference
	add := func(path, kind string, ref v1alpha1.ObjectReference) { all = append(all, reference{ref, path, kind}) }
	switch o := g.object.(type) {
	case *v1alpha1.Objective:
		if o.Spec.ParentRef != nil {
			add("spec.parentRef", kindObjective, *o.Spec.ParentRef)
		}
		for i, ref := range o.Spec.OutcomeRefs {
			add(fmt.Sprintf("spec.outcomeRefs[%d]", i), kindOutcome, ref)
		}
	case *v1alpha1.ValueExchange:
		for i, d := range o.Spec.Drivers {
			if d.OutcomeRef != nil {
				add(driverPath(i), kindOutcome, d.OutcomeRef.ObjectReference)
			}
		}
	case *v1alpha1.Scorecard:
		for i, level := range o.Spec.Levels {
			for k, ref := range level.Refs {
				add(fmt.Sprintf("spec.levels[%d].refs[%d]", i, k), string(ref.Kind), ref.ObjectReference)
			}
		}
	}
	for _, m := range g.measures {
		if m.ObjectiveRef != nil {
			add(m.path+".objectiveRef", kindObjective, *m.ObjectiveRef)
		}
		if m.IndicatorRef != nil {
			add(m.path+".indicatorRef", kindIndicator, *m.IndicatorRef)
		}
	}
	return all
}

func driverPath(i int) string { return fmt.Sprintf("spec.drivers[%d].outcomeRef", i) }

// nouns are what messages call the kinds.
var nouns = map[string]string{kindObjective: "objective", kindOutcome: "outcome", kindIndicator: "indicator"}

// named is what a message calls what a goal in a namespace refers to.
func (r reference) named(from string) string {
	return nouns[r.kind] + " " + pathFrom(from, r.ObjectReference)
}

// pathFrom names a reference as its own namespace sees it.
func pathFrom(namespace string, ref v1alpha1.ObjectReference) string {
	if ref.Namespace == "" || ref.Namespace == namespace {
		return ref.Name
	}
	return ref.Namespace + "/" + ref.Name
}

func referenceNotFound(v *visit) {
	from := v.doc.Namespace()
	for _, ref := range v.references() {
		if _, state := v.find(ref.kind, from, ref.ObjectReference); state == absent {
			v.tell(ref.path, ref.named(from)+" is not among these files",
				"is the name right? Read its file too; where only the cluster has it, switch this off")
		}
	}
}

func noConsent(v *visit) {
	from := v.doc.Namespace()
	for _, ref := range v.references() {
		if other, state := v.find(ref.kind, from, ref.ObjectReference); state == unshared {
			v.tell(ref.path, fmt.Sprintf("%s does not share with namespace %s, so the reference leads to nothing", ref.named(from), from),
				fmt.Sprintf("let spec.sharedWith in %s take in %s", other.doc.At("spec.sharedWith"), from))
		}
	}
}

func noSuchIndicator(v *visit) {
	vx := as[v1alpha1.ValueExchange](v.goal)
	if vx == nil {
		return
	}
	for i, d := range vx.Spec.Drivers {
		outcome, indicator := v.outcomeIndicator(vx, d)
		if outcome != nil && indicator == nil {
			ref := reference{ObjectReference: d.OutcomeRef.ObjectReference, kind: kindOutcome}
			v.tell(driverPath(i)+".indicator", fmt.Sprintf("%s has no indicator %s: is the name right?", ref.named(vx.Namespace), d.OutcomeRef.Indicator),
				"it has "+strings.Join(indicatorNames(outcome), ", "))
		}
	}
}

// outcomeIndicator is what a driver names, as far as the files have it.
func (f *files) outcomeIndicator(vx *v1alpha1.ValueExchange, d v1alpha1.ExchangeDriver) (*v1alpha1.CustomerOutcome, *v1alpha1.OutcomeIndicator) {
	if d.OutcomeRef == nil {
		return nil, nil
	}
	found, state := f.find(kindOutcome, vx.Namespace, d.OutcomeRef.ObjectReference)
	outcome := as[v1alpha1.CustomerOutcome](found)
	if state != there || outcome == nil {
		return nil, nil
	}
	for i := range outcome.Spec.Indicators {
		if outcome.Spec.Indicators[i].Name == d.OutcomeRef.Indicator {
			return outcome, &outcome.Spec.Indicators[i]
		}
	}
	return outcome, nil
}

func indicatorNames(o *v1alpha1.CustomerOutcome) []string {
	var names []string
	for _, ind := range o.Spec.Indicators {
		names = append(names, ind.Name)
	}
	return names
}

// noHistory finds what the operator answers with UnsupportedResult.
func noHistory(v *visit) {
	for _, m := range v.measures {
		ind, name := v.indicatorOf(m)
		if ind != nil && ind.Spec.Measure.CheckIn != nil && m.target != nil && m.target.Maintain != nil && m.target.Maintain.TimeShare != nil {
			v.tell(m.aim+".maintain.timeShare", name+" is typed by hand, and a share of time needs a history: use tolerance in place of timeShare", "")
		}
	}
	vx := as[v1alpha1.ValueExchange](v.goal)
	if vx == nil {
		return
	}
	for i, d := range vx.Spec.Drivers {
		if _, ind := v.outcomeIndicator(vx, d); ind != nil && ind.Measure.ObjectiveRef != nil {
			v.tell(driverPath(i)+".indicator", fmt.Sprintf("indicator %s/%s is an objective's score, which has no past to test: name another one",
				pathFrom(vx.Namespace, d.OutcomeRef.ObjectReference), ind.Name), "")
		}
	}
}

// indicatorOf is the Indicator that a measure takes its number from, and what messages call it; nil: none that is known.
func (v *visit) indicatorOf(m measure) (*v1alpha1.Indicator, string) {
	if m.IndicatorRef == nil {
		return nil, ""
	}
	ref := reference{ObjectReference: *m.IndicatorRef, kind: kindIndicator}
	found, state := v.find(kindIndicator, v.doc.Namespace(), *m.IndicatorRef)
	if state != there {
		return nil, ""
	}
	return as[v1alpha1.Indicator](found), ref.named(v.doc.Namespace())
}

func referenceSuspended(v *visit) {
	for _, m := range v.measures {
		if ind, name := v.indicatorOf(m); ind != nil && ind.Spec.Suspend {
			v.tell(m.path+".indicatorRef", name+" is suspended: nothing is measured", "take its spec.suspend out, or measure something else")
		}
	}
}

func referenceCycle(v *visit) {
	if as[v1alpha1.Objective](v.goal) == nil {
		return
	}
	for _, m := range v.measures {
		if m.ObjectiveRef == nil {
			continue
		}
		ref := reference{ObjectReference: *m.ObjectiveRef, kind: kindObjective}
		other, state := v.find(kindObjective, v.doc.Namespace(), *m.ObjectiveRef)
		if state == there && v.loops[v.goal] > 0 && v.loops[v.goal] == v.loops[other] {
			v.tell(m.path+".objectiveRef", "by way of "+ref.named(v.doc.Namespace())+" it measures itself: change one of the objectiveRefs", "")
		}
	}
}

func parentCycle(v *visit) {
	if v.lineage(v.goal).cycle {
		o := as[v1alpha1.Objective](v.goal)
		v.tell("spec.parentRef", "it is its own ancestor by way of "+pathFrom(o.Namespace, *o.Spec.ParentRef)+": change one of the parentRefs", "")
	}
}

func sourceNotAllowed(v *visit) {
	from := v.doc.Namespace()
	for _, m := range v.measures {
		if m.Prometheus == nil {
			continue
		}
		ref, path := v.sourceOf(m)
		if _, own := v.goals[key{kindSource, from, ref.Name}]; ref.Kind == v1alpha1.SourceKindNamespaced || own && ref.Kind == "" {
			continue
		}
		cluster := as[v1alpha1.ClusterMetricSource](v.goals[key{kindClusterSource, "", ref.Name}])
		if cluster != nil && !v.allows(cluster.Spec.AllowedNamespaces, from) {
			v.tell(path, fmt.Sprintf("source %s does not allow namespace %s", ref.Name, from), "have its spec.allowedNamespaces take the namespace in, or name another source")
		}
	}
}

func (f *files) allows(allowed v1alpha1.AllowedNamespaces, from string) bool {
	if allowed.From == v1alpha1.ShareFromSelector && !f.decidable(allowed.Selector, from) {
		return true
	}
	return evaluate.Allows(allowed, f.namespaceLabels(from))
}

// sourceOf is the source that a query is asked of, and where it is named.
func (g *goal) sourceOf(m measure) (v1alpha1.SourceReference, string) {
	if m.Prometheus.SourceRef != nil {
		return *m.Prometheus.SourceRef, m.path + ".prometheus.sourceRef"
	}
	var ref *v1alpha1.SourceReference
	switch o := g.object.(type) {
	case *v1alpha1.Objective:
		ref = o.Spec.SourceRef
	case *v1alpha1.CustomerOutcome:
		ref = o.Spec.SourceRef
	case *v1alpha1.Indicator:
		ref = o.Spec.SourceRef
	case *v1alpha1.ValueExchange:
		ref = o.Spec.SourceRef
	case *v1alpha1.Scorecard:
		ref = o.Spec.SourceRef
	}
	if ref == nil {
		ref = &v1alpha1.SourceReference{Name: v1alpha1.DefaultSourceName}
	}
	return *ref, "spec.sourceRef"
}
