/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// asStored is an object as the API server has it, under its own kind.
func (b *workbench) asStored(object client.Object) *unstructured.Unstructured {
	b.Helper()
	kinds, _, err := bench.Scheme().ObjectKinds(object)
	if err != nil {
		b.Fatal(err)
	}
	u := &unstructured.Unstructured{}
	u.SetGroupVersionKind(kinds[0])
	u.SetNamespace(object.GetNamespace())
	u.SetName(object.GetName())
	b.Refresh(u)
	return u
}

// statusOf is an object's status with its conditions by type, but for times and messages.
func (b *workbench) statusOf(object client.Object) map[string]any {
	b.Helper()
	status, _, err := unstructured.NestedMap(b.asStored(object).Object, "status")
	if err != nil {
		b.Fatal(err)
	}
	list, _, _ := unstructured.NestedSlice(status, "conditions")
	conditions := map[string]any{}
	for _, c := range list {
		if c, ok := c.(map[string]any); ok {
			conditions[fmt.Sprint(c["type"])] = c
		}
	}
	status["conditions"] = conditions
	withoutTimes(status)
	return status
}

func withoutTimes(of any) {
	switch of := of.(type) {
	case map[string]any:
		maps.DeleteFunc(of, func(key string, _ any) bool { return key == "message" || strings.HasSuffix(key, "Time") })
		for _, v := range of {
			withoutTimes(v)
		}
	case []any:
		for _, v := range of {
			withoutTimes(v)
		}
	}
}

// overwrite replaces an object's status as kubectl replace --subresource=status does.
func (b *workbench) overwrite(object client.Object, with func(status map[string]any)) {
	b.Helper()
	b.Eventually("a status without a conflict", func() bool {
		u := b.asStored(object)
		status, _, err := unstructured.NestedMap(u.Object, "status")
		if err != nil {
			b.Fatal(err)
		}
		with(status)
		u.Object["status"] = status
		return site.Admin.Status().Update(b.Context(), u) == nil
	})
}

func wipe(status map[string]any) { clear(status) }

// forge claims what nobody measured, of a generation that is yet to come.
func forge(status map[string]any) {
	if _, scored := status["score"]; scored {
		status["score"] = 0.99
	}
	if _, judged := status["outlook"]; judged {
		status["outlook"] = "Achieved"
	}
	status["observedGeneration"] = int64(999)
	var forged []any
	for _, kind := range []string{"example.com/Evil", "Ready"} {
		forged = append(forged, map[string]any{
			"type": kind, "status": "False", "reason": "Evil", "message": "", "observedGeneration": int64(999), "lastTransitionTime": "2020-01-01T00:00:00Z",
		})
	}
	status["conditions"] = forged
}

// What somebody else wrote into a status is put right at once, although nothing that it is made of moves.
func TestAForeignStatusIsPutRight(t *testing.T) {
	b := newBench(t)
	b.Series("stays", 4)
	objects := bench.EveryKind(b.Namespace, "guests", "stays", v1alpha1.SourceReference{Name: "default"}, "1m")
	b.Create(objects...)
	for _, object := range objects {
		b.Has(object, v1alpha1.GoalConditionReady, isTrue, v1alpha1.GoalReasonSucceeded)
	}
	b.Advance(time.Minute)
	b.Eventually("a quiet queue", quiet(t))
	var last string
	defer func() {
		if last != "" {
			t.Log(last)
		}
	}()
	for _, tc := range []struct {
		name string
		with func(map[string]any)
	}{{"wiped", wipe}, {"forged", forge}} {
		for _, object := range objects {
			want := b.statusOf(object)
			b.overwrite(object, tc.with)
			b.Eventually(fmt.Sprintf("the %s status of a %T to be put right", tc.name, object), func() bool {
				got := b.statusOf(object)
				if conditions, ok := got["conditions"].(map[string]any); ok {
					delete(conditions, "example.com/Evil") // a condition of a type that is not ours is its writer's
				}
				last = cmp.Diff(want, got)
				return last == ""
			})
		}
	}
}

// A manager's own writes are no news to it: each goal is looked at once for an answer, and once for each foreign status.
func TestOwnWritesAreNotLookedAt(t *testing.T) {
	const many = 30
	b := newBench(t)
	b.Between("stays", bench.Noon.Add(-time.Hour), bench.Noon.Add(time.Minute), 4)
	b.Between("stays", bench.Noon.Add(time.Minute+time.Second), bench.Noon.Add(time.Hour), 9)
	var goals []*v1alpha1.Objective
	for i := range many {
		goals = append(goals, b.Objective(fmt.Sprintf("goal-%d", i), bench.Reaches("repeat-stays", bench.Asks(fmt.Sprintf("stays + 0 * %d", i)))))
		b.Create(goals[i])
	}
	marker := b.Objective("marker", bench.Reaches("stays", bench.CheckedIn("2026-11-09", 4)))
	b.Create(marker)
	for _, o := range append(goals, marker) {
		b.Measured(o)
	}
	b.Eventually("a quiet queue", quiet(t))
	settle := func() { // what waits to be looked at comes before what is written now
		b.Helper()
		b.overwrite(marker, wipe)
		b.Measured(marker)
		b.Eventually("a quiet queue", quiet(t))
	}
	settle()
	before, written := reconcilesOf(t, "objective"), b.writes()
	b.Advance(3 * time.Minute)
	for _, o := range goals {
		b.Eventually("the new value", func() bool {
			b.Refresh(o)
			return *o.Status.KeyResults[0].Value == 9
		})
	}
	settle()
	settle()
	looks, writes := reconcilesOf(t, "objective")-before, b.writes()-written
	if want := float64(many + 2); looks > want {
		t.Errorf("%v looks at %d goals with a new value, want one each and %v for foreign statuses", looks, many, want-many)
	}
	if want := many + 2 + 2; writes != want { // two are those of the foreign writer
		t.Errorf("%d writes, want %d", writes, want)
	}
}
