/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// key is what makes an object one and the same.
type key struct{ kind, namespace, name string }

// files are the goals that were read together, and what they mean to each other.
type files struct {
	goals    map[key]*goal                // the first of each
	again    map[*goal]*goal              // one that defines the same object anew -> the first
	labels   map[string]map[string]string // of the Namespaces that were read
	disabled map[string][]string          // by the Namespaces' annotations
	served   map[*goal]bool               // outcomes that a running objective names
	loops    map[*goal]int                // objectives that measure each other have the same number, over 0

	severities map[string]Severity // of the rules
}

func newFiles(docs []*manifest.Document, goals []*goal) *files {
	f := &files{
		goals: map[key]*goal{}, again: map[*goal]*goal{}, labels: map[string]map[string]string{}, disabled: map[string][]string{},
		served: map[*goal]bool{},
	}
	for _, d := range docs {
		if d.APIVersion() == "v1" && d.Kind() == "Namespace" {
			f.addNamespace(d)
		}
	}
	for _, g := range goals {
		if k := keyOf(g.doc); k.name == "" {
			continue
		} else if first, twice := f.goals[k]; twice {
			f.again[g] = first
		} else {
			f.goals[k] = g
		}
	}
	for _, g := range goals {
		f.noteServed(g)
	}
	f.loops = loopsOf(goals, f.measuredBy)
	return f
}

func (f *files) addNamespace(d *manifest.Document) {
	f.labels[d.Name()] = withOwnName(labelsOf(d), d.Name())
	f.disabled[d.Name()] = disabledBy(d)
}

// ownNameLabel is the label that the API server puts on every namespace.
const ownNameLabel = "kubernetes.io/metadata.name"

// withOwnName adds it.
func withOwnName(set map[string]string, name string) map[string]string {
	all := map[string]string{ownNameLabel: name}
	for k, v := range set {
		if k != ownNameLabel {
			all[k] = v
		}
	}
	return all
}

// labelsOf are an object's labels.
func labelsOf(d *manifest.Document) map[string]string {
	all, _, _ := unstructured.NestedStringMap(d.Object, "metadata", "labels")
	return all
}

func keyOf(d *manifest.Document) key {
	if d.Kind() == kindClusterSource {
		return key{d.Kind(), "", d.Name()}
	}
	return key{d.Kind(), d.Namespace(), d.Name()}
}

// noteServed notes the outcomes that an objective works on, be it one with faults. One that is suspended works on nothing.
func (f *files) noteServed(g *goal) {
	o := as[v1alpha1.Objective](g)
	if o == nil && g.doc.Kind() == kindObjective {
		o = new(v1alpha1.Objective)
		_ = g.doc.Decode(o) // as far as it can be read
	}
	if o == nil || o.Spec.Suspend {
		return
	}
	for _, ref := range o.Spec.OutcomeRefs {
		if outcome, state := f.find(kindOutcome, g.doc.Namespace(), ref); state == there {
			f.served[outcome] = true
		}
	}
}

// state is what becomes of a reference.
type state int

const (
	absent   state = iota // it is not among the files
	unshared              // it is, and does not share with who refers
	there
)

// find follows a reference from a namespace.
func (f *files) find(kind, from string, ref v1alpha1.ObjectReference) (*goal, state) {
	own := ref.Namespace
	if own == "" {
		own = from
	}
	found := f.goals[key{kind, own, ref.Name}]
	switch {
	case found == nil:
		return nil, absent
	case !f.shares(found, from):
		return found, unshared
	}
	return found, there
}

// shares tells whether a goal consents to references from a namespace; where the files do not say, it does.
func (f *files) shares(g *goal, from string) bool {
	own, shared := g.doc.Namespace(), sharedWith(g.object)
	if own == from || g.object == nil {
		return true
	}
	if shared != nil && shared.From == v1alpha1.ShareFromSelector && !f.decidable(shared.Selector, from) {
		return true
	}
	return evaluate.Consents(shared, own, from, f.namespaceLabels(from))
}

func (f *files) namespaceLabels(namespace string) map[string]string {
	if known, ok := f.labels[namespace]; ok {
		return known
	}
	return withOwnName(nil, namespace)
}

// decidable tells whether a selector can be read, and the labels of a namespace that it asks for are known.
func (f *files) decidable(selector *metav1.LabelSelector, namespace string) bool {
	s, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return false
	}
	if _, known := f.labels[namespace]; known {
		return true
	}
	requirements, _ := s.Requirements()
	for _, r := range requirements {
		if r.Key() != ownNameLabel {
			return false
		}
	}
	return true
}

func sharedWith(object any) *v1alpha1.SharedWith {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Spec.SharedWith
	case *v1alpha1.CustomerOutcome:
		return o.Spec.SharedWith
	case *v1alpha1.Indicator:
		return o.Spec.SharedWith
	}
	return nil
}

// measuredBy are the objectives whose scores an objective takes.
func (f *files) measuredBy(g *goal) []*goal {
	o := as[v1alpha1.Objective](g)
	if o == nil {
		return nil
	}
	var found []*goal
	for _, m := range g.measures {
		if m.ObjectiveRef == nil {
			continue
		}
		if other, state := f.find(kindObjective, o.Namespace, *m.ObjectiveRef); state == there {
			found = append(found, other)
		}
	}
	return found
}
