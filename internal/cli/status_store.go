/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/internal/world"
)

// apiStore looks things up in the cluster as they are asked for. What the reader may not read is as if it were not there,
// and is noted.
type apiStore struct {
	ctx    context.Context // of one command
	reader client.Reader
	// namespace is where a list is taken from a reader who may not list all.
	namespace string
	// refused says that something was not read because the reader may not.
	refused bool
}

var _ world.Store = (*apiStore)(nil)

// Get implements world.Store.
func (s *apiStore) Get(name types.NamespacedName, into world.Object) (bool, error) {
	err := s.reader.Get(s.ctx, name, into)
	if apierrors.IsForbidden(err) {
		s.refused = true
		return false, nil
	}
	if notServed(err) {
		return false, nil
	}
	return err == nil, err
}

// List implements world.Store.
func (s *apiStore) List(into world.ObjectList, namespace string, selector labels.Selector) error {
	err := s.reader.List(s.ctx, into, &client.ListOptions{Namespace: namespace, LabelSelector: selector})
	switch {
	case notServed(err):
		return nil
	case !apierrors.IsForbidden(err):
		return err
	}
	s.refused = true
	if namespace != "" {
		return nil
	}
	err = s.reader.List(s.ctx, into, &client.ListOptions{Namespace: s.namespace, LabelSelector: selector})
	if apierrors.IsForbidden(err) {
		return nil
	}
	return err
}

// ListNaming implements world.Store.
func (s *apiStore) ListNaming(outcome types.NamespacedName, into world.ObjectList, namespace string) error {
	if err := s.List(into, namespace, labels.Everything()); err != nil {
		return err
	}
	var naming []runtime.Object
	err := meta.EachListItem(into, func(item runtime.Object) error {
		if object, ok := item.(world.Object); ok && slices.Contains(world.Outcomes(object), outcome) {
			naming = append(naming, item)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return meta.SetList(into, naming)
}
