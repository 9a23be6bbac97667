/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

func TestHighAvailability(t *testing.T) {
	const kustomization = "namespace: truenorth-system\nresources: [CONFIG/default]\ncomponents: [CONFIG/high-availability]\n"
	kubectl(t, "apply", "--dry-run=server", "--validate=strict", "-k", overlay(t, kustomization))
	objects := build(t, kustomization)
	var deployment appsv1.Deployment
	into(t, objects, "Deployment", &deployment)
	var budget policyv1.PodDisruptionBudget
	into(t, objects, "PodDisruptionBudget", &budget)
	if *deployment.Spec.Replicas != 2 || budget.Spec.MinAvailable.IntValue() != 1 {
		t.Errorf("%d replicas of which %s stay, want 2 and 1", *deployment.Spec.Replicas, budget.Spec.MinAvailable)
	}
	pods := labels.Set(deployment.Spec.Template.Labels)
	for what, selector := range map[string]*metav1.LabelSelector{
		"budget": budget.Spec.Selector, "spread": deployment.Spec.Template.Spec.TopologySpreadConstraints[0].LabelSelector,
	} {
		s, err := metav1.LabelSelectorAsSelector(selector)
		if err != nil || !s.Matches(pods) {
			t.Errorf("the %s is of %s (%v), want the manager's pods", what, s, err)
		}
	}
	if budget.Namespace != deployment.Namespace {
		t.Errorf("the budget is in %s, want %s", budget.Namespace, deployment.Namespace)
	}
}

// into finds the object of a kind.
func into(t *testing.T, objects []resource, kind string, typed any) {
	t.Helper()
	i := slices.IndexFunc(objects, func(o resource) bool { return o.GetKind() == kind })
	if i < 0 {
		t.Fatalf("there is no %s", kind)
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(objects[i].Object, typed); err != nil {
		t.Fatal(err)
	}
}
