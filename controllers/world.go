/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/internal/world"
)

// cached is the store of what goals can refer to, as the cache has it.
type cached struct {
	ctx    context.Context // of the one reconcile that it serves
	reader client.Reader
}

var _ world.Store = cached{}

func (g *goalContext) world(ctx context.Context) *world.World {
	return world.New(cached{ctx, g.client})
}

// Get implements world.Store.
func (c cached) Get(name types.NamespacedName, into world.Object) (bool, error) {
	err := c.reader.Get(c.ctx, name, into)
	return err == nil, client.IgnoreNotFound(err)
}

// List implements world.Store.
func (c cached) List(into world.ObjectList, namespace string, selector labels.Selector) error {
	return c.reader.List(c.ctx, into, client.InNamespace(namespace), client.MatchingLabelsSelector{Selector: selector})
}

// ListNaming implements world.Store.
func (c cached) ListNaming(outcome types.NamespacedName, into world.ObjectList, namespace string) error {
	return c.reader.List(c.ctx, into, client.InNamespace(namespace), client.MatchingFields{fieldOutcomes: outcome.String()})
}
