/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const (
	unreachable   = string(v1alpha1.MetricSourceReasonUnreachable)
	notPrometheus = string(v1alpha1.MetricSourceReasonNotPrometheus)
	notAllowed    = string(v1alpha1.MetricSourceReasonURLNotAllowed)
	invalidURL    = string(v1alpha1.MetricSourceReasonInvalidURL)
	connected     = string(v1alpha1.MetricSourceReasonConnected)

	invalidTLS     = string(v1alpha1.MetricSourceReasonInvalidTLS)
	secretNotFound = string(v1alpha1.MetricSourceReasonSecretNotFound)

	stalled = v1alpha1.MetricSourceConditionStalled
)

// within is the lab in a subtest, which notes into the whole test's line of the table.
func (l *lab) within(t *testing.T) *lab {
	inner := &lab{Bench: l.In(t), rogue: l.rogue}
	t.Cleanup(func() {
		for _, seen := range inner.seen {
			l.sees("%s", seen)
		}
	})
	return inner
}

// lasting is a context that outlives the test's own, for what is cleaned up.
func (l *lab) lasting() context.Context { return context.WithoutCancel(l.Context()) }

// wantMessage checks that a condition's message holds some words.
func (l *lab) wantMessage(object client.Object, kind, words string) {
	l.Helper()
	l.Refresh(object)
	if c := bench.Condition(object, kind); c == nil || !strings.Contains(c.Message, words) {
		l.Errorf("%s says %+v, want %q in its message", object.GetName(), c, words)
	}
}

// trusted lets the operator get the Secrets of the lab's namespace, as the shipped overlay does.
func (l *lab) trusted() {
	l.Helper()
	l.Kubectl("apply", "-n", l.Namespace, "-k", filepath.Join("..", "..", "config", "namespaced-secrets"))
}

// secret creates a Secret in the lab's namespace.
func (l *lab) secret(name, key, value string) *corev1.Secret {
	l.Helper()
	s := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: l.Namespace, Name: name}, StringData: map[string]string{key: value}}
	l.Create(s)
	return s
}

// connects creates a source and waits until it is connected.
func (l *lab) connects(name, url string) *v1alpha1.MetricSource {
	l.Helper()
	s := l.Source(name, url)
	l.Create(s)
	l.Has(s, ready, isTrue, connected)
	return s
}

// cluster creates a ClusterMetricSource for all namespaces, which goes with the test.
func (l *lab) cluster(name, url string) *v1alpha1.ClusterMetricSource {
	l.Helper()
	s := &v1alpha1.ClusterMetricSource{ObjectMeta: metav1.ObjectMeta{Name: l.Namespace + "-" + name}}
	s.Spec.MetricSourceSpec = l.Source(name, url).Spec
	s.Spec.AllowedNamespaces.From = v1alpha1.ShareFromAll
	l.Create(s)
	l.Cleanup(func() { _ = client.IgnoreNotFound(site.Admin.Delete(l.lasting(), s)) })
	return s
}

// refused checks that the API server refuses an object as invalid, and shows no secret when it does.
func (l *lab) refused(object client.Object) {
	l.Helper()
	err := site.Admin.Create(l.Context(), object)
	switch {
	case !apierrors.IsInvalid(err):
		l.Fatalf("got %v, want the object refused", err)
	case strings.Contains(err.Error(), secretCanary):
		l.Errorf("the refusal shows a credential: %v", err)
	}
	l.sees("refused: %s", cause(err))
}

// cause is the first thing that a refusal says of what is wrong.
func cause(err error) string {
	var status apierrors.APIStatus
	if errors.As(err, &status) && status.Status().Details != nil {
		for _, c := range status.Status().Details.Causes {
			if !strings.Contains(c.Message, "some validation rules were not checked") {
				return strings.TrimPrefix(c.Message, "Invalid value: ")
			}
		}
	}
	return err.Error()
}
