/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// alive is about how many objects there are at a time, in the middle of a round.
const alive = 350

// churn creates, changes and deletes objects of all kinds. Its steps may be done concurrently.
type churn struct {
	client  client.Client
	sources []*fickle

	mu      sync.Mutex // guards what follows; not held while the API server is asked
	rand    *rand.Rand
	made    int             // names so far
	coming  []client.Object // to be created, in this order
	there   []client.Object
	changes int
}

func newChurn(c client.Client, sources []*fickle, r *rand.Rand) *churn {
	return &churn{client: c, sources: sources, rand: r}
}

// left is how many objects there are.
func (c *churn) left() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.there)
}

// done is how much was created, changed and deleted so far.
func (c *churn) done() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changes
}

// step does one thing to one object: creates, changes or deletes it; while leaving, nothing but deletes.
func (c *churn) step(ctx context.Context, leaving bool) error {
	do, object := c.choose(ctx, leaving)
	if object == nil {
		return nil
	}
	if err := do(); client.IgnoreNotFound(err) != nil { // it may be deleted while it is changed
		return fmt.Errorf("%T %s: %w", object, object.GetName(), err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
	return nil
}

// choose is what to do to which object; nil: nothing.
func (c *churn) choose(ctx context.Context, leaving bool) (do func() error, object client.Object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !leaving && (len(c.there) < alive/2 || len(c.there) < alive && c.rand.IntN(3) > 0):
		object = c.come()
		return func() error { return c.create(ctx, object) }, object
	case len(c.there) == 0:
		return nil, nil
	case !leaving && c.rand.IntN(2) == 0:
		object = c.there[c.rand.IntN(len(c.there))].DeepCopyObject().(client.Object)
		patch := c.changed()
		return func() error { return c.client.Patch(ctx, object, patch) }, object
	}
	object = c.leave()
	return func() error { return c.client.Delete(ctx, object) }, object
}

// come takes the next object to be created.
func (c *churn) come() client.Object {
	if len(c.coming) == 0 {
		c.coming = c.next()
	}
	object := c.coming[0]
	c.coming = c.coming[1:]
	return object
}

func (c *churn) create(ctx context.Context, object client.Object) error {
	if err := c.client.Create(ctx, object); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.there = append(c.there, object)
	return nil
}

// leave takes out any of those that are there.
func (c *churn) leave() client.Object {
	i, last := c.rand.IntN(len(c.there)), len(c.there)-1
	object := c.there[i]
	c.there[i], c.there[last] = c.there[last], nil
	c.there = c.there[:last]
	return object
}

// next are two sources, and a goal of each kind that asks one of them: of those that fail, and now and then one that is
// not there.
func (c *churn) next() []client.Object {
	c.made++
	name, namespace := fmt.Sprintf("soak-%d", c.made), namespaces[c.made%len(namespaces)]
	spec := v1alpha1.MetricSourceSpec{Interval: "10s"}
	spec.Prometheus.URL = v1alpha1.URL(c.sources[c.made%len(c.sources)].url())
	spec.Prometheus.Timeout = sourceTimeout
	own, shared := &v1alpha1.MetricSource{Spec: spec}, &v1alpha1.ClusterMetricSource{}
	own.Name, own.Namespace, shared.Name = name, namespace, name
	shared.Spec.MetricSourceSpec, shared.Spec.AllowedNamespaces.From = spec, v1alpha1.ShareFromAll
	ref := []v1alpha1.SourceReference{
		{Kind: v1alpha1.SourceKindNamespaced, Name: name}, {Kind: v1alpha1.SourceKindCluster, Name: name}, {Name: "missing"},
	}[c.made%7%3]
	return append([]client.Object{own, shared}, bench.EveryKind(namespace, name, fmt.Sprintf("stays + %d", c.made%5), ref, "10s")...)
}

// changed is a patch that makes another generation of any object.
func (c *churn) changed() client.Patch {
	return client.RawPatch(types.MergePatchType, fmt.Appendf(nil, `{"spec":{"interval":"%ds"}}`, 10+c.rand.IntN(50)))
}
