/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// intercepting makes the managers' client one that funcs can bend.
func intercepting(funcs interceptor.Funcs) client.NewClientFunc {
	return func(config *rest.Config, options client.Options) (client.Client, error) {
		real, err := client.NewWithWatch(config, options)
		if err != nil {
			return nil, err
		}
		return interceptor.NewClient(real, funcs), nil
	}
}

// between makes a call after a goal's status was computed from what was read, and before it is written.
func between(call func(object client.Object)) bench.Options {
	return bench.Options{Client: intercepting(interceptor.Funcs{
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, object client.Object, patch client.Patch,
			options ...client.SubResourcePatchOption) error {
			call(object)
			return c.SubResource(sub).Patch(ctx, object, patch, options...)
		},
	})}
}

func TestFault37Conflicts(t *testing.T) {
	t.Parallel()
	var interfere atomic.Pointer[func(client.Object)]
	l := faultWith(t, "Others write an object between our reading and our writing", between(func(object client.Object) {
		if call := interfere.Swap(nil); call != nil {
			(*call)(object)
		}
	}))
	for _, tc := range []struct {
		name, reason string
		write        func(*v1alpha1.Objective)
		survives     func(*v1alpha1.Objective) bool
	}{
		{
			"label", "what others write into metadata is theirs",
			func(o *v1alpha1.Objective) { o.Labels = map[string]string{"team": "guests"} },
			func(o *v1alpha1.Objective) bool { return o.Labels["team"] == "guests" },
		},
		{
			"annotation", "so it is with annotations",
			func(o *v1alpha1.Objective) { o.Annotations = map[string]string{"argocd/tracking": "x"} },
			func(o *v1alpha1.Objective) bool { return o.Annotations["argocd/tracking"] == "x" },
		},
		{
			"finalizer", "and with finalizers, which we neither add nor take",
			func(o *v1alpha1.Objective) { o.Finalizers = []string{"example.com/keep"} },
			func(o *v1alpha1.Objective) bool { return slices.Equal(o.Finalizers, []string{"example.com/keep"}) },
		},
		{
			"owner", "and with owners",
			func(o *v1alpha1.Objective) {
				o.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Kind: "ConfigMap", Name: "owner", UID: "1"}}
			},
			func(o *v1alpha1.Objective) bool { return len(o.OwnerReferences) == 1 },
		},
		{
			"spec", "an edit at the same moment is judged, and not overwritten",
			func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Target.Reach.To = 20 },
			func(o *v1alpha1.Objective) bool {
				return o.Spec.KeyResults[0].Target.Reach.To == 20 && *o.Status.Score == 0.3
			},
		},
		{
			"condition", "a condition of a type that is not ours stays",
			nil, func(o *v1alpha1.Objective) bool { return bench.Condition(o, "example.com/Approved") != nil },
		},
	} {
		moves := "moves_" + tc.name
		l.Between(moves, bench.Noon.Add(-2*time.Hour), bench.Noon.Add(3*time.Hour), 4)
		o := l.Objective(tc.name, bench.Reaches("moves", bench.Asks(moves)))
		l.Create(o)
		l.Measured(o)
		wrote := make(chan struct{})
		call := func(object client.Object) {
			defer close(wrote)
			l.writes(object, tc.write)
		}
		l.moves(moves, 6)
		interfere.Store(&call)
		l.Moving("the other writer", 5*time.Second, func() bool { return closed(wrote) })
		l.shows(o, 6)
		if !tc.survives(o) {
			t.Errorf("%s: %s; it is gone: %+v", tc.name, tc.reason, o)
		}
		if len(o.Finalizers) > 0 {
			bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { o.Finalizers = nil })
		}
	}
	l.sees("labels, annotations, finalizers, owners, edits and foreign conditions of others stay, and the status follows")
}

// closed tells whether a channel is.
func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// moves lets a series have another value from now on: a constant until then, it must not have samples later.
func (l *lab) moves(series string, value float64) {
	l.Helper()
	if err := l.Prometheus.Delete("{__name__=\"" + series + "\"}"); err != nil {
		l.Fatal(err)
	}
	l.Between(series, l.Clock.Now().Add(-time.Minute), l.Clock.Now().Add(2*time.Hour), value)
}

// writes changes an objective as another writer does, or its status where no change is given.
func (l *lab) writes(object client.Object, change func(*v1alpha1.Objective)) {
	var o v1alpha1.Objective
	if err := l.Site.Admin.Get(context.Background(), client.ObjectKeyFromObject(object), &o); err != nil {
		l.Error(err)
		return
	}
	if change != nil {
		change(&o)
		if err := l.Site.Admin.Update(context.Background(), &o); err != nil {
			l.Error(err)
		}
		return
	}
	meta.SetStatusCondition(&o.Status.Conditions, metav1.Condition{Type: "example.com/Approved", Status: isTrue, Reason: "ByHand"})
	if err := l.Site.Admin.Status().Update(context.Background(), &o); err != nil {
		l.Error(err)
	}
}

func TestFault38StaleRead(t *testing.T) {
	t.Parallel()
	stale := &staleReads{}
	l := faultWith(t, "The cache lags behind our own write", bench.Options{Client: intercepting(interceptor.Funcs{
		Get: stale.get, SubResourcePatch: stale.patch,
	})})
	l.Between("moves", bench.Noon.Add(-2*time.Hour), bench.Noon.Add(3*time.Hour), 4)
	o := l.Objective("told-once", bench.Reaches("moves", bench.Asks("moves")))
	l.Create(o)
	l.Measured(o)
	all := l.record()
	stale.left.Store(5)
	l.moves("moves", 10)
	l.Moving("the key result met", 5*time.Second, func() bool {
		l.Refresh(o)
		return o.Status.KeyResults[0].MetTime != nil
	})
	met := o.Status.KeyResults[0].MetTime.DeepCopy()
	for i := range 5 { // each has the goal looked at again
		bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { o.Labels = map[string]string{"look": fmt.Sprint(i)} })
		l.Eventually("a look", func() bool { return stale.left.Load() < 5-int32(i) })
	}
	l.Eventually("the cache to catch up", func() bool { return stale.left.Load() <= 0 })
	bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { o.Spec.Title = "the end" })
	l.Measured(o)
	l.Refresh(o)
	if told := l.Events(o); told["KeyResultMet"] != 1 || len(told) != 1 {
		t.Errorf("told %v, want that the key result was met, once", told)
	}
	if !o.Status.KeyResults[0].MetTime.Equal(met) {
		t.Errorf("met at %v, then at %v", met, o.Status.KeyResults[0].MetTime)
	}
	var flips []float64
	for _, version := range all.of("told-once") {
		if v := *value(version); len(flips) == 0 || flips[len(flips)-1] != v {
			flips = append(flips, v)
		}
	}
	if want := []float64{4, 10}; !slices.Equal(flips, want) && !slices.Equal(flips, want[1:]) {
		t.Errorf("the value was %v in turn, want %v", flips, want)
	}
	l.sees("event KeyResultMet once, and no flicker")
}

// staleReads gives what an objective was before our last write of it, for as many reads as are left.
type staleReads struct {
	left   atomic.Int32
	before atomic.Pointer[v1alpha1.Objective]
}

func (s *staleReads) get(ctx context.Context, c client.WithWatch, key client.ObjectKey, into client.Object, options ...client.GetOption) error {
	o, ok := into.(*v1alpha1.Objective)
	old := s.before.Load()
	if ok && old != nil && old.Name == key.Name && s.left.Add(-1) >= 0 {
		old.DeepCopyInto(o)
		return nil
	}
	return c.Get(ctx, key, into, options...)
}

func (s *staleReads) patch(ctx context.Context, c client.Client, sub string, object client.Object, patch client.Patch,
	options ...client.SubResourcePatchOption) error {
	var before v1alpha1.Objective
	_, ok := object.(*v1alpha1.Objective)
	if ok && s.left.Load() > 0 && c.Get(ctx, client.ObjectKeyFromObject(object), &before) == nil {
		s.before.CompareAndSwap(nil, before.DeepCopy())
	}
	return c.SubResource(sub).Patch(ctx, object, patch, options...)
}
