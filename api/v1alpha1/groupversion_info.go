/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var (
	// GroupVersion is the group and version that the types of this package are served under.
	GroupVersion = schema.GroupVersion{Group: "goals.truenorth.dev", Version: "v1alpha1"}

	// SchemeBuilder collects what AddToScheme adds.
	SchemeBuilder = runtime.NewSchemeBuilder(addKnownTypes)

	// AddToScheme adds the types of this package to a scheme.
	AddToScheme = SchemeBuilder.AddToScheme
)

func addKnownTypes(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(GroupVersion,
		&MetricSource{}, &MetricSourceList{},
		&ClusterMetricSource{}, &ClusterMetricSourceList{},
		&CustomerOutcome{}, &CustomerOutcomeList{},
		&Objective{}, &ObjectiveList{},
		&Indicator{}, &IndicatorList{},
		&ValueExchange{}, &ValueExchangeList{},
		&Scorecard{}, &ScorecardList{},
	)
	metav1.AddToGroupVersion(scheme, GroupVersion)
	return nil
}
