/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// world is what goals can refer to, as the cache has it. It keeps the first error of a look-up, other than that there
// is no such object; what was concluded from such a look-up must not be written.
type world struct {
	ctx    context.Context
	reader client.Reader
	labels map[string]map[string]string // of namespaces that were looked up
	err    error
}

var _ evaluate.World = (*world)(nil)

func newWorld(ctx context.Context, reader client.Reader) *world {
	return &world{ctx: ctx, reader: reader, labels: map[string]map[string]string{}}
}

// Objective implements evaluate.World.
func (w *world) Objective(from string, ref v1alpha1.ObjectReference) *v1alpha1.Objective {
	var o v1alpha1.Objective
	if !w.get(nameOf(from, ref), &o) || !w.consents(o.Spec.SharedWith, o.Namespace, from) {
		return nil
	}
	return &o
}

// Outcome implements evaluate.World.
func (w *world) Outcome(from string, ref v1alpha1.ObjectReference) *v1alpha1.CustomerOutcome {
	var o v1alpha1.CustomerOutcome
	if !w.get(nameOf(from, ref), &o) || !w.consents(o.Spec.SharedWith, o.Namespace, from) {
		return nil
	}
	return &o
}

// Indicator implements evaluate.World.
func (w *world) Indicator(from string, ref v1alpha1.ObjectReference) *v1alpha1.Indicator {
	var o v1alpha1.Indicator
	if !w.get(nameOf(from, ref), &o) || !w.consents(o.Spec.SharedWith, o.Namespace, from) {
		return nil
	}
	return &o
}

func (w *world) consents(shared *v1alpha1.SharedWith, own, from string) bool {
	if own == from {
		return true
	}
	return evaluate.Consents(shared, own, from, w.namespaceLabels(from))
}

// namespaceLabels are the labels of a namespace; none where it is not to be found.
func (w *world) namespaceLabels(name string) map[string]string {
	if known, ok := w.labels[name]; ok {
		return known
	}
	namespace := namespaceMetadata()
	if w.get(types.NamespacedName{Name: name}, namespace) {
		w.labels[name] = namespace.Labels
	}
	return w.labels[name]
}

// get tells whether there is such an object that is not being deleted.
func (w *world) get(name types.NamespacedName, into client.Object) bool {
	err := w.reader.Get(w.ctx, name, into)
	if err != nil && !apierrors.IsNotFound(err) && w.err == nil {
		w.err = err
	}
	return err == nil && into.GetDeletionTimestamp() == nil
}

// namespaceMetadata is an empty namespace of which only metadata is read and cached.
func namespaceMetadata() *metav1.PartialObjectMetadata {
	return &metav1.PartialObjectMetadata{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}}
}

// nameOf is the object that a reference from a namespace means.
func nameOf(from string, ref v1alpha1.ObjectReference) types.NamespacedName {
	if ref.Namespace == "" {
		return types.NamespacedName{Namespace: from, Name: ref.Name}
	}
	return types.NamespacedName{Namespace: ref.Namespace, Name: ref.Name}
}

// resolved is the source that a reference means.
type resolved struct {
	found bool
	kind  v1alpha1.SourceKind
	name  types.NamespacedName
	spec  v1alpha1.MetricSourceSpec
}

// source resolves a reference to a source from a namespace. A MetricSource that exists stands before the cluster's.
func (w *world) source(from string, ref v1alpha1.SourceReference) resolved {
	if ref.Kind != v1alpha1.SourceKindCluster {
		var own v1alpha1.MetricSource
		name := types.NamespacedName{Namespace: from, Name: ref.Name}
		if w.get(name, &own) {
			return resolved{true, v1alpha1.SourceKindNamespaced, name, own.Spec}
		}
	}
	if ref.Kind != v1alpha1.SourceKindNamespaced {
		var cluster v1alpha1.ClusterMetricSource
		name := types.NamespacedName{Name: ref.Name}
		if w.get(name, &cluster) && evaluate.Allows(cluster.Spec.AllowedNamespaces, w.namespaceLabels(from)) {
			return resolved{true, v1alpha1.SourceKindCluster, name, cluster.Spec.MetricSourceSpec}
		}
	}
	return resolved{}
}
