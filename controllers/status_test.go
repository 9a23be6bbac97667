/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"errors"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

func TestTooLarge(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason string
		err    error
		want   bool
	}{
		{"the API server refuses a large request itself", apierrors.NewRequestEntityTooLargeError("limit is 3145728"), true},
		{"what etcd refuses comes through as text", apierrors.NewInternalError(errors.New("etcdserver: request is too large")), true},
		{"another failure may pass", apierrors.NewInternalError(errors.New("etcdserver: leader changed")), false},
	} {
		if got := tooLarge(tc.err); got != tc.want {
			t.Errorf("%s: tooLarge(%v) = %v, want %v", tc.reason, tc.err, got, tc.want)
		}
	}
}
