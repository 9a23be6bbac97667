/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package telemetry says what the operator tells the world beside status: the events of goals and sources, and the
// metrics that it exports.
//
// Both are taken from status and add nothing to it, so that they cannot say anything else than kubectl shows; only the
// counters of queries and of forecasts that came true have no place there. What is unknown is absent, never 0. Texts are the operator's own words with names, scores and reasons in them: no title, no
// query and no byte of an upstream's answer.
package telemetry
