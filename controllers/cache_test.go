/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/go-logr/logr/funcr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func TestAWatchThatFailsIsToldOnce(t *testing.T) {
	t.Parallel()
	told := 0
	log := funcr.New(func(string, string) { told++ }, funcr.Options{})
	now := time.Unix(0, 0)
	failures := &watchFailures{log: log, now: func() time.Time { return now }, last: map[watchFailure]time.Time{}}
	forbidden := apierrors.NewForbidden(schema.GroupResource{Resource: "objectives"}, "", errors.New("no role"))
	for _, step := range []struct {
		reason string
		after  time.Duration
		kind   string
		err    error
		want   int
	}{
		{"a watch that ends is no news", 0, "Objective", io.EOF, 0},
		{"nor is one that is too old", 0, "Objective", apierrors.NewResourceExpired("too old"), 0},
		{"the first failure is", 0, "Objective", forbidden, 1},
		{"the next try fails as well", time.Minute, "Objective", forbidden, 1},
		{"and the one after it", time.Minute, "Objective", forbidden, 1},
		{"another kind is another failure", 0, "Scorecard", forbidden, 2},
		{"so is another reason", 0, "Objective", errors.New("connection refused"), 3},
		{"it had healed, and fails again", time.Hour, "Objective", forbidden, 4},
	} {
		now = now.Add(step.after)
		failures.note(step.kind, step.err)
		if told != step.want {
			t.Errorf("%s: told %d times, want %d", step.reason, told, step.want)
		}
	}
}
