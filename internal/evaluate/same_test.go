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
	"Indicators.ObservedTime", "Indicators.Message", "ObservedTime", "Drivers.Message", "NorthStar.ObservedTime", "NorthStar.Message",
}

// TestEveryFieldIsCompared changes each field of a status by itself, those of a later version included.
func TestEveryFieldIsCompared(t *testing.T) {
	compares(t, sameObjective)
	compares(t, sameOutcome)
	compares(t, sameIndicatorStatus)
	compares(t, sameExchange)
	compares(t, sameScorecard)
}

func compares[S any](t *testing.T, same func(a, b S) bool) {
	t.Helper()
	of := reflect.TypeFor[S]()
	status := func() reflect.Value { return full(of) }
	if !same(status().Interface().(S), status().Interface().(S)) {
		t.Errorf("%s differs from its like", of)
	}
	for _, path := range paths(of, "") {
		changed := status()
		change(at(changed, path.index))
		if got, want := same(status().Interface().(S), changed.Interface().(S)), slices.Contains(noNews, path.name); got != want {
			t.Errorf("%s: with another %s they are the same: %t, want %t", of, path.name, got, want)
		}
	}
}

func TestMessagesOfAScorecardAreNews(t *testing.T) {
	says := func(kind, message string) v1alpha1.ScorecardStatus {
		return v1alpha1.ScorecardStatus{Conditions: []metav1.Condition{{Type: kind, Message: message}}}
	}
	for kind, want := range map[string]bool{"OnTrack": true, "CustomerAligned": true, "Ready": false, "Measured": false} {
		if got := !sameScorecard(says(kind, "a"), says(kind, "b")); got != want {
			t.Errorf("another message of %s is news: %t, want %t", kind, got, want)
		}
	}
	if sameScorecard(v1alpha1.ScorecardStatus{NorthStar: &v1alpha1.OutcomeIndicatorStatus{}}, v1alpha1.ScorecardStatus{}) {
		t.Error("an empty north star is the same as none")
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

// paths are the leaves of a struct; lists stand for their first item, and pointers for what is behind them.
func paths(of reflect.Type, prefix string) []leaf {
	var all []leaf
	for i := range of.NumField() {
		field := of.Field(i)
		name := prefix + field.Name
		if nested(field.Type) {
			for _, p := range paths(field.Type.Elem(), name+".") {
				all = append(all, leaf{p.name, append([]int{i}, p.index...)})
			}
			continue
		}
		all = append(all, leaf{name, []int{i}})
	}
	return all
}

// nested tells whether there is a struct behind a type, of which each field is compared.
func nested(of reflect.Type) bool {
	return (of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer) &&
		of.Elem().Kind() == reflect.Struct && of.Elem() != reflect.TypeFor[metav1.Time]()
}

func at(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		switch v.Kind() {
		case reflect.Slice:
			v = v.Index(0)
		case reflect.Pointer:
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// full is a struct without an empty field.
func full(of reflect.Type) reflect.Value {
	v := reflect.New(of).Elem()
	for i := range of.NumField() {
		switch field := v.Field(i); {
		case !nested(field.Type()):
			change(field)
		case field.Kind() == reflect.Slice:
			field.Set(reflect.Append(field, full(field.Type().Elem())))
		default:
			field.Set(reflect.New(field.Type().Elem()))
			field.Elem().Set(full(field.Type().Elem()))
		}
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
	case v.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
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
