/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"reflect"
	"slices"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// noNews are the fields that may differ unnoticed.
var noNews = []string{
	"EvaluatedTime", "Conditions.LastTransitionTime", "Conditions.Message", "KeyResults.ObservedTime", "KeyResults.Message",
	"Indicators.ObservedTime", "Indicators.Message",
}

// TestEveryFieldIsCompared changes each field of a status by itself, those of a later version included.
func TestEveryFieldIsCompared(t *testing.T) {
	objective := func() reflect.Value {
		return full(reflect.TypeFor[v1alpha1.ObjectiveStatus]())
	}
	outcome := func() reflect.Value {
		return full(reflect.TypeFor[v1alpha1.CustomerOutcomeStatus]())
	}
	same := func(a, b reflect.Value) bool {
		if a.Type() == reflect.TypeFor[v1alpha1.ObjectiveStatus]() {
			return sameObjective(a.Interface().(v1alpha1.ObjectiveStatus), b.Interface().(v1alpha1.ObjectiveStatus))
		}
		return sameOutcome(a.Interface().(v1alpha1.CustomerOutcomeStatus), b.Interface().(v1alpha1.CustomerOutcomeStatus))
	}
	for _, status := range []func() reflect.Value{objective, outcome} {
		if !same(status(), status()) {
			t.Errorf("%s differs from its like", status().Type())
		}
		for _, path := range paths(status().Type(), "") {
			changed := status()
			change(at(changed, path.index))
			if got, want := same(status(), changed), slices.Contains(noNews, path.name); got != want {
				t.Errorf("%s: with another %s they are the same: %t, want %t", changed.Type(), path.name, got, want)
			}
		}
	}
}

func TestMessageOfAlignmentIsNews(t *testing.T) {
	a := v1alpha1.ObjectiveStatus{Conditions: []metav1.Condition{{Type: v1alpha1.ObjectiveConditionCustomerAligned, Message: "serves one"}}}
	b := v1alpha1.ObjectiveStatus{Conditions: []metav1.Condition{{Type: v1alpha1.ObjectiveConditionCustomerAligned, Message: "serves two"}}}
	if sameObjective(a, b) {
		t.Error("another outcome is served, and nobody would be told")
	}
}

func TestAbsentIsNotZero(t *testing.T) {
	a, b := v1alpha1.ObjectiveStatus{}, v1alpha1.ObjectiveStatus{Score: new(float64)}
	if sameObjective(a, b) || sameObjective(b, a) {
		t.Error("no score is the same as 0")
	}
	if !sameObjective(a, v1alpha1.ObjectiveStatus{Conditions: []metav1.Condition{}, KeyResults: []v1alpha1.KeyResultStatus{}}) {
		t.Error("an empty list differs from none")
	}
}

// leaf is a field that is compared, and where it is.
type leaf struct {
	name  string
	index []int
}

// paths are the leaves of a struct; lists stand for their first item.
func paths(of reflect.Type, prefix string) []leaf {
	var all []leaf
	for i := range of.NumField() {
		field := of.Field(i)
		name := prefix + field.Name
		if field.Type.Kind() == reflect.Slice {
			for _, p := range paths(field.Type.Elem(), name+".") {
				all = append(all, leaf{p.name, append([]int{i}, p.index...)})
			}
			continue
		}
		all = append(all, leaf{name, []int{i}})
	}
	return all
}

func at(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Slice {
			v = v.Index(0)
		}
		v = v.Field(i)
	}
	return v
}

// full is a struct without an empty field.
func full(of reflect.Type) reflect.Value {
	v := reflect.New(of).Elem()
	for i := range of.NumField() {
		field := v.Field(i)
		if field.Kind() == reflect.Slice {
			field.Set(reflect.Append(field, full(field.Type().Elem())))
			continue
		}
		change(field)
	}
	return v
}

// change makes another value.
func change(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[metav1.Time]():
		v.Set(reflect.ValueOf(metav1.NewTime(v.Interface().(metav1.Time).Add(time.Hour))))
	case v.Kind() == reflect.Pointer:
		next := reflect.New(v.Type().Elem())
		if !v.IsNil() {
			next.Elem().Set(v.Elem())
		}
		change(next.Elem())
		v.Set(next)
	case v.Kind() == reflect.Struct:
		change(v.Field(0))
	case v.Kind() == reflect.String:
		v.SetString(v.String() + "x")
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	default:
		v.SetFloat(v.Float() + 1)
	}
}
