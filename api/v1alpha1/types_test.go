/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestRoundTrip(t *testing.T) {
	t.Run("Objective", roundTrip[v1alpha1.Objective, *v1alpha1.Objective])
	t.Run("ObjectiveList", roundTrip[v1alpha1.ObjectiveList, *v1alpha1.ObjectiveList])
	t.Run("CustomerOutcome", roundTrip[v1alpha1.CustomerOutcome, *v1alpha1.CustomerOutcome])
	t.Run("CustomerOutcomeList", roundTrip[v1alpha1.CustomerOutcomeList, *v1alpha1.CustomerOutcomeList])
	t.Run("Indicator", roundTrip[v1alpha1.Indicator, *v1alpha1.Indicator])
	t.Run("IndicatorList", roundTrip[v1alpha1.IndicatorList, *v1alpha1.IndicatorList])
	t.Run("ValueExchange", roundTrip[v1alpha1.ValueExchange, *v1alpha1.ValueExchange])
	t.Run("ValueExchangeList", roundTrip[v1alpha1.ValueExchangeList, *v1alpha1.ValueExchangeList])
	t.Run("Scorecard", roundTrip[v1alpha1.Scorecard, *v1alpha1.Scorecard])
	t.Run("ScorecardList", roundTrip[v1alpha1.ScorecardList, *v1alpha1.ScorecardList])
	t.Run("MetricSource", roundTrip[v1alpha1.MetricSource, *v1alpha1.MetricSource])
	t.Run("MetricSourceList", roundTrip[v1alpha1.MetricSourceList, *v1alpha1.MetricSourceList])
	t.Run("ClusterMetricSource", roundTrip[v1alpha1.ClusterMetricSource, *v1alpha1.ClusterMetricSource])
	t.Run("ClusterMetricSourceList", roundTrip[v1alpha1.ClusterMetricSourceList, *v1alpha1.ClusterMetricSourceList])
}

// roundTrip checks that JSON loses nothing, and that a deep copy is equal and shares no memory.
func roundTrip[T any, P interface {
	*T
	runtime.Object
}](t *testing.T) {
	anything := rapid.MakeCustom[T](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[metav1.Time]():       rapid.Map(rapid.Int64Range(0, 1<<33), atSecond).AsAny(),
		reflect.TypeFor[metav1.TypeMeta]():   rapid.Just(metav1.TypeMeta{}).AsAny(),
		reflect.TypeFor[metav1.ListMeta]():   rapid.Just(metav1.ListMeta{ResourceVersion: "7"}).AsAny(),
		reflect.TypeFor[metav1.ObjectMeta](): rapid.Just(metav1.ObjectMeta{Name: "a", Labels: map[string]string{"b": "c"}}).AsAny(),
	}})
	rapid.Check(t, func(t *rapid.T) {
		want := anything.Draw(t, "object")
		written, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got T
		if err := json.Unmarshal(written, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("JSON lost something (-want +got):\n%s", diff)
		}
		duplicate := P(&want).DeepCopyObject()
		if diff := cmp.Diff(runtime.Object(P(&want)), duplicate); diff != "" {
			t.Fatalf("the deep copy differs (-want +got):\n%s", diff)
		}
		scribble(reflect.ValueOf(duplicate))
		if after, err := json.Marshal(want); err != nil || string(after) != string(written) {
			t.Fatalf("a write to the deep copy reached the original: %s, was %s (%v)", after, written, err)
		}
	})
}

func atSecond(seconds int64) metav1.Time { return metav1.Unix(seconds, 0) }

// scribble overwrites everything that v leads to.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scribble(v.Elem())
			v.Elem().SetZero()
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
			v.Index(i).SetZero()
		}
	case reflect.Map:
		v.Clear()
	}
}

// The Go types and the schema know the same fields.
func TestGoTypesKnowTheSchema(t *testing.T) {
	for name, object := range map[string]any{
		"objective-full": &v1alpha1.Objective{}, "outcome-full": &v1alpha1.CustomerOutcome{},
		"indicator-full": &v1alpha1.Indicator{}, "exchange-full": &v1alpha1.ValueExchange{}, "scorecard-full": &v1alpha1.Scorecard{},
		"source-full": &v1alpha1.MetricSource{}, "source-oauth2": &v1alpha1.MetricSource{},
		"source-basic": &v1alpha1.MetricSource{}, "cluster-selector": &v1alpha1.ClusterMetricSource{},
	} {
		t.Run(name, func(t *testing.T) {
			if err := yaml.UnmarshalStrict(manifests(t, "valid")[name], object); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSchemeKnowsEveryKind(t *testing.T) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{
		"Objective", "CustomerOutcome", "Indicator", "ValueExchange", "Scorecard", "MetricSource", "ClusterMetricSource",
	} {
		for _, name := range []string{kind, kind + "List"} {
			if !scheme.Recognizes(v1alpha1.GroupVersion.WithKind(name)) {
				t.Errorf("the scheme does not know %s", name)
			}
		}
	}
}

func TestStaleReasons(t *testing.T) {
	for reason, want := range map[v1alpha1.MeasureReason]bool{
		"":                                     false, // a number of now
		v1alpha1.MeasureReasonInsufficientData: false, // one too, with too little before it
		v1alpha1.MeasureReasonHistoryGone:      false, // what a verdict was taken by
		v1alpha1.MeasureReasonNoData:           true,
		v1alpha1.MeasureReasonSourceNotFound:   true,
		v1alpha1.MeasureReasonQueryTimeout:     true,
		v1alpha1.MeasureReasonStale:            true,
	} {
		if got := reason.Stale(); got != want {
			t.Errorf("%q: %t, want %t", reason, got, want)
		}
	}
}
