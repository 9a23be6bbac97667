/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import "github.com/prometheus/client_golang/prometheus"

// What a collector exports.
var (
	objectiveScore = desc("objective_score",
		"Score of an Objective, 0 to 1, as in its status: the last good values count. Absent unless each key result has a score.",
		"namespace", "name")
	objectiveExpectedScore = desc("objective_expected_score",
		"Score that the plan of an Objective expects by the last midnight, 0 to 1.",
		"namespace", "name")
	objectiveProbability = desc("objective_probability",
		"Probability that an Objective succeeds, 0 to 1, as in its status. Absent without a forecast, and once the verdict is taken.",
		"namespace", "name")
	objectiveLastEvaluated = desc("objective_last_evaluated_timestamp_seconds",
		"When the numbers of an Objective were last all answered for, changed or not, in Unix time. Absent before the first time since the operator started.",
		"namespace", "name")
	objectiveOutlook = desc("objective_outlook",
		"1 for the current outlook of an Objective: Pending, OnTrack, AtRisk, OffTrack, Achieved, Missed or Unknown.",
		"namespace", "name", "outlook")
	outcomeScore = desc("customer_outcome_score",
		"Score of a CustomerOutcome, 0 to 1, as in its status: the last good values count. Absent unless each indicator has a score.",
		"namespace", "name")
	outcomeDelivered = desc("customer_outcome_delivered",
		"Whether the customer gets what a CustomerOutcome promises: 1 if so, 0 if not. Absent while unknown.",
		"namespace", "name")
	indicatorValue = desc("indicator_value",
		"Value of an Indicator in its own unit, as in its status. Absent while it is not measured, or suspended.",
		"namespace", "name")
	condition = desc("condition",
		"1 for the current status (True, False or Unknown) of each condition of a goal (Objective, CustomerOutcome, Indicator, ValueExchange, "+
			"Scorecard) or a source (MetricSource, ClusterMetricSource).",
		"kind", "namespace", "name", "type", "status")
	sourceUp = desc("source_up",
		"Whether a MetricSource or ClusterMetricSource is connected: 1 if so, 0 if not. Absent before the first check.",
		"kind", "namespace", "name")

	basicDescs = []*prometheus.Desc{
		objectiveScore, objectiveExpectedScore, objectiveProbability, objectiveLastEvaluated, objectiveOutlook,
		outcomeScore, outcomeDelivered, indicatorValue, condition, sourceUp,
	}
)

// What a collector exports beside that with --metrics=full.
var (
	keyResultValue = desc("key_result_value",
		"Value of a key result in its own unit, as in its status. Absent while unknown.",
		"namespace", "name", "key_result")
	keyResultProgress = desc("key_result_progress",
		"Progress of a key result towards its target, not clamped: 1 is reached. Absent while unknown.",
		"namespace", "name", "key_result")
	keyResultProbability = desc("key_result_probability",
		"Probability that a key result succeeds, 0 to 1, as in its status. Absent without a forecast, and once its due day is judged.",
		"namespace", "name", "key_result")
	keyResultMet = desc("key_result_met",
		"Whether a key result meets its full target: 1 if so, 0 if not. Absent while unknown.",
		"namespace", "name", "key_result")

	fullDescs = []*prometheus.Desc{keyResultValue, keyResultProgress, keyResultProbability, keyResultMet}
)

// prefix of the names of all metrics.
const prefix = "truenorth_"

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prefix+name, help, labels, nil)
}
