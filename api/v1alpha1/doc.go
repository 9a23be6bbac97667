/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package v1alpha1 is the API of truenorth, goals as code for Kubernetes.
//
// Teams declare an [Objective] with key results and a [CustomerOutcome] in the customer's words. An [Indicator] defines a
// number once for all who refer to it, with its trend and a benchmark; a [ValueExchange] says whether what the customer gets
// moves a business result, tested on the past of both; a [Scorecard] draws the line from the mission to the daily work. A
// [MetricSource] or a [ClusterMetricSource] says where the numbers come from. Controllers measure, judge and write the
// result into status.
//
// Three ideas run through all of it. Ready speaks of the operator and never of the goal: a missed goal is not a broken
// one, so it never holds up a rollout. Unknown is an answer: what was not measured is neither zero nor green. And a
// status changes when something that a reader would act on changes, not whenever a number moves.
//
// Numbers are JSON numbers, because they are compared with the doubles that Prometheus returns. Durations are one
// number and one unit ([Duration]), days are strings ([Date]).
//
// +kubebuilder:object:generate=true
// +groupName=goals.truenorth.dev
package v1alpha1
