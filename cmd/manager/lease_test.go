/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"testing"
	"time"

	"k8s.io/client-go/tools/leaderelection"
)

// A standby tries every retryPeriod, and up to JitterFactor of it later.
func TestAStandbyTakesOverInTime(t *testing.T) {
	t.Parallel()
	const (
		shortest = 10 * time.Second // interval of a goal
		room     = 2 * time.Second
	)
	pause := time.Duration(float64(retryPeriod) * (1 + leaderelection.JitterFactor))
	if got, want := pause+leaseDuration+pause+shortest, 25*time.Second-room; got > want {
		t.Errorf("after a kill all goals are measured within %s, want %s", got, want)
	}
	if got, want := gracePeriod+pause, 5*time.Second; got > want {
		t.Errorf("after a request to stop another one leads within %s, want %s", got, want)
	}
	if got := leaseDuration - renewDeadline; got < pause-retryPeriod {
		t.Errorf("a leader stops %s before another one may lead, want more than a late try", got)
	}
}
