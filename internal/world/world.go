/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// World is what goals can refer to, as a store has it. It serves one goal's evaluation or many, by one caller at a time,
// and remembers namespaces and sources.
type World struct {
	store   Store
	labels  map[string]map[string]string // of namespaces that were looked up
	sources map[sourceUse]Source
	err     error
}

var _ evaluate.World = (*World)(nil)

// New makes the world of a store.
func New(store Store) *World {
	return &World{store: store, labels: map[string]map[string]string{}, sources: map[sourceUse]Source{}}
}

// Err is the first error of a look-up, other than that there is no such object. What was concluded from such a look-up
// must not be written.
func (w *World) Err() error { return w.err }

// Objective implements evaluate.World.
func (w *World) Objective(from string, ref v1alpha1.ObjectReference) *v1alpha1.Objective {
	var o v1alpha1.Objective
	if !w.get(NameOf(from, ref), &o) || !w.consents(o.Spec.SharedWith, o.Namespace, from) {
		return nil
	}
	return &o
}

// Outcome implements evaluate.World.
func (w *World) Outcome(from string, ref v1alpha1.ObjectReference) *v1alpha1.CustomerOutcome {
	var o v1alpha1.CustomerOutcome
	if !w.get(NameOf(from, ref), &o) || !w.consents(o.Spec.SharedWith, o.Namespace, from) {
		return nil
	}
	return &o
}

// Indicator implements evaluate.World.
func (w *World) Indicator(from string, ref v1alpha1.ObjectReference) *v1alpha1.Indicator {
	var o v1alpha1.Indicator
	if !w.get(NameOf(from, ref), &o) || !w.consents(o.Spec.SharedWith, o.Namespace, from) {
		return nil
	}
	return &o
}

func (w *World) consents(shared *v1alpha1.SharedWith, own, from string) bool {
	if own == from || shared == nil || shared.From != v1alpha1.ShareFromSelector {
		return evaluate.Consents(shared, own, from, nil)
	}
	labels, known := w.namespaceLabels(from)
	return known && evaluate.Consents(shared, own, from, labels)
}

// namespaceLabels are the labels of a namespace. One that is not to be found has none, which is not known of it: no
// selector may match it, not even one that asks for the lack of a label.
func (w *World) namespaceLabels(name string) (labels map[string]string, known bool) {
	if labels, known = w.labels[name]; known {
		return labels, true
	}
	namespace := NamespaceMetadata()
	if known = w.get(types.NamespacedName{Name: name}, namespace); known {
		w.labels[name] = namespace.Labels
	}
	return namespace.Labels, known
}

// get tells whether there is such an object that is not being deleted.
func (w *World) get(name types.NamespacedName, into Object) bool {
	found, err := w.store.Get(name, into)
	w.keep(err)
	return found && err == nil && into.GetDeletionTimestamp() == nil
}

func (w *World) keep(err error) {
	if err != nil && w.err == nil {
		w.err = err
	}
}

// NamespaceMetadata is an empty namespace of which only metadata is read and cached.
func NamespaceMetadata() *metav1.PartialObjectMetadata {
	return &metav1.PartialObjectMetadata{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}}
}

// sourceUse is a source as it is referred to from a namespace.
type sourceUse struct {
	namespace string
	ref       v1alpha1.SourceReference
}

// Source is the source that a reference means.
type Source struct {
	// Found tells whether there is one that the namespace may use.
	Found bool
	// Key names it.
	Key source.Key
	// Spec is what it says.
	Spec v1alpha1.MetricSourceSpec
}

// Source resolves a reference to a source from a namespace. A MetricSource that exists stands before the cluster's.
func (w *World) Source(from string, ref v1alpha1.SourceReference) Source {
	use := sourceUse{from, ref}
	found, known := w.sources[use]
	if !known {
		found = w.resolve(use)
		w.sources[use] = found
	}
	return found
}

func (w *World) resolve(use sourceUse) Source {
	if use.ref.Kind != v1alpha1.SourceKindCluster {
		var own v1alpha1.MetricSource
		if w.get(types.NamespacedName{Namespace: use.namespace, Name: use.ref.Name}, &own) {
			key := source.Key{Kind: v1alpha1.SourceKindNamespaced, Namespace: use.namespace, Name: use.ref.Name}
			return Source{true, key, own.Spec}
		}
	}
	if use.ref.Kind != v1alpha1.SourceKindNamespaced {
		var cluster v1alpha1.ClusterMetricSource
		if w.get(types.NamespacedName{Name: use.ref.Name}, &cluster) && w.allows(cluster.Spec.AllowedNamespaces, use.namespace) {
			key := source.Key{Kind: v1alpha1.SourceKindCluster, Name: use.ref.Name}
			return Source{true, key, cluster.Spec.MetricSourceSpec}
		}
	}
	return Source{}
}

func (w *World) allows(allowed v1alpha1.AllowedNamespaces, namespace string) bool {
	if allowed.From != v1alpha1.ShareFromSelector {
		return evaluate.Allows(allowed, nil)
	}
	labels, known := w.namespaceLabels(namespace)
	return known && evaluate.Allows(allowed, labels)
}
