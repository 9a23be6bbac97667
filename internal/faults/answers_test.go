/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"net/http"
	"testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestFault01(t *testing.T) {
	l := fault(t, "The source answers 5xx")
	o := l.goal("keeps")
	l.rogue.misbehaves(answering(http.StatusBadGateway, answerCanary))
	kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
	l.rogue.behaves()
	l.heals(kept)
}
