/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
)

// Object is a goal, a source or a namespace.
type Object interface {
	metav1.Object
	runtime.Object
}

// ObjectList is a list of them.
type ObjectList interface {
	metav1.ListInterface
	runtime.Object
}

// Store is where objects are looked up. What it gives is shared: not to be changed.
type Store interface {
	// Get fills an object with the one of that name, and is false where there is none.
	Get(name types.NamespacedName, into Object) (bool, error)
	// List fills a list with the objects of its kind whose labels a selector matches, of one namespace, or of all where
	// that is empty.
	List(into ObjectList, namespace string, selector labels.Selector) error
	// ListNaming fills a list with the objects of its kind that name a CustomerOutcome in a reference, whether or not it
	// consents, of one namespace, or of all where that is empty.
	ListNaming(outcome types.NamespacedName, into ObjectList, namespace string) error
}
