/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package controllers keeps the status of goals and metric sources true to what was measured.
//
// A reconcile resolves what the object refers to, subscribes its questions, evaluates the answers that stand and writes
// the status in one patch, if a reader would act on the difference. It runs when the spec, a reference or an answer
// changed and at the dates that matter to the goal; never on a timer for its own sake.
package controllers
