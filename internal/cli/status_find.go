/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// entry is one object of ours.
type entry struct {
	kind goalKind
	// raw is as the API has it, goal the same as this program knows it.
	raw  *unstructured.Unstructured
	goal client.Object
}

// newEntry decodes an object.
func newEntry(kind goalKind, raw *unstructured.Unstructured) (entry, error) {
	e := entry{kind: kind, raw: raw, goal: kind.empty()}
	raw.SetManagedFields(nil)
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(raw.Object, e.goal); err != nil {
		return entry{}, fmt.Errorf("%s is not as this version of kubectl goals knows it (ask `kubectl goals check` whether the CRDs are current): %w",
			kind.reference(raw.GetName()), err)
	}
	return e, nil
}

// reference is how the command line names the entry in its namespace.
func (e entry) reference() string { return e.kind.reference(e.goal.GetName()) }

// key tells entries apart.
func (e entry) key() string {
	return e.kind.kind + "/" + e.goal.GetNamespace() + "/" + e.goal.GetName()
}

// finder looks for what arguments want.
type finder struct {
	client    client.WithWatch
	namespace string // empty: all
	selector  labels.Selector
}

// found is what a finder found.
type found struct {
	entries []entry
	// unread are the kinds that the reader may not list, among many that he asked for; missing those that the cluster does
	// not serve.
	unread, missing []goalKind
}

// find gives the objects that are wanted. It is an error where one that was named is not there, beside those that are, and
// where none of the kinds may be listed, or is served.
func (f *finder) find(ctx context.Context, w wanted) (found, error) {
	if len(w.names) > 0 {
		entries, err := f.named(ctx, w.names)
		return found{entries: entries}, err
	}
	var all found
	var refused, unknown error
	for _, kind := range w.kinds {
		entries, err := f.list(ctx, kind)
		switch {
		case apierrors.IsForbidden(err):
			refused = cmp.Or(refused, err)
			all.unread = append(all.unread, kind)
		case notServed(err):
			unknown = cmp.Or(unknown, err)
			all.missing = append(all.missing, kind)
		case err != nil:
			return found{}, unreachable(err)
		}
		all.entries = append(all.entries, entries...)
	}
	return all, all.nothing(w.kinds, refused, unknown)
}

// nothing is the error where none of the kinds that are wanted could be listed.
func (all found) nothing(wanted []goalKind, refused, unknown error) error {
	switch {
	case len(all.unread)+len(all.missing) < len(wanted):
		return nil
	case refused != nil:
		return fmt.Errorf("you may not list %s: %w", namesOfKinds(all.unread), refused)
	case len(wanted) < len(kindsOfGoals()):
		return fmt.Errorf("the cluster does not serve %s: install truenorth, or ask `kubectl goals check` what is missing: %w", namesOfKinds(wanted), unknown)
	}
	return unreachable(unknown)
}

// namesOfKinds lists kinds in a sentence.
func namesOfKinds(kinds []goalKind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.many)
	}
	return strings.Join(names, ", ")
}

// list gives all objects of a kind.
func (f *finder) list(ctx context.Context, kind goalKind) ([]entry, error) {
	list := kind.list()
	options := &client.ListOptions{LabelSelector: f.selector}
	if !kind.cluster {
		options.Namespace = f.namespace
	}
	if err := f.client.List(ctx, list, options); err != nil {
		return nil, err
	}
	entries := make([]entry, len(list.Items))
	for i := range list.Items {
		e, err := newEntry(kind, &list.Items[i])
		if err != nil {
			return nil, err
		}
		entries[i] = e
	}
	return entries, nil
}

// named gives the objects of names, in their order, and says of each name that nothing has it. A name without a kind may be
// that of several.
func (f *finder) named(ctx context.Context, names []wantedName) ([]entry, error) {
	var all []entry
	var failed []error
	for _, name := range names {
		entries, err := f.lookUp(ctx, name)
		switch {
		case noAnswer(err):
			return nil, err // and there will be none for the others
		case err == nil && len(entries) == 0:
			err = f.missing(ctx, name)
		}
		failed = append(failed, err)
		for _, e := range entries {
			if !slices.ContainsFunc(all, func(other entry) bool { return other.key() == e.key() }) {
				all = append(all, e)
			}
		}
	}
	return all, errors.Join(failed...)
}

// lookUp gives the objects of one name. Where a name may be of several kinds, those that may not be read, or that are not
// served, are passed over unless nothing is found.
func (f *finder) lookUp(ctx context.Context, name wantedName) ([]entry, error) {
	var entries []entry
	var refused error
	missing := 0
	for _, kind := range name.kinds {
		e, err := f.get(ctx, kind, name.name)
		switch {
		case err == nil:
			entries = append(entries, e)
		case apierrors.IsForbidden(err):
			refused = cmp.Or(refused, fmt.Errorf("you may not read %s: %w", kind.many, err))
		case meta.IsNoMatchError(err):
			if missing++; missing == len(name.kinds) {
				return nil, found{missing: name.kinds}.nothing(name.kinds, nil, err)
			}
		case !apierrors.IsNotFound(err):
			return nil, unreachable(err)
		}
	}
	if len(entries) == 0 && refused != nil {
		return nil, refused
	}
	return entries, nil
}

func (f *finder) get(ctx context.Context, kind goalKind, name string) (entry, error) {
	raw := &unstructured.Unstructured{}
	raw.SetGroupVersionKind(kind.gvk())
	key := client.ObjectKey{Name: name}
	if !kind.cluster {
		key.Namespace = f.namespace
	}
	if err := f.client.Get(ctx, key, raw); err != nil {
		return entry{}, err
	}
	return newEntry(kind, raw)
}
