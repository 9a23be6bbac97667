/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

// Conditions that every goal has (Objective, CustomerOutcome, Indicator, ValueExchange, Scorecard). Each carries the
// generation that it speaks of and is rewritten for every generation, so that kubectl wait works after any edit.
const (
	// GoalConditionReady says whether the operator could do its work on this generation. It says nothing about the goal
	// or its data, so a missed goal or a silent metric never holds up a rollout.
	//
	// Reasons when True: Succeeded, Suspended. When False: InvalidSpec, InvalidQuery, ReferenceCycle (Stalled with it),
	// SourceNotFound, ReferenceNotFound. When Unknown: Progressing.
	GoalConditionReady = "Ready"

	// GoalConditionMeasured says whether every number of the goal was measured.
	//
	// Reasons when True: AllMeasured. When False: a MeasureReason, that of the first bad measure in spec order, or
	// InvalidSpec. When Unknown: Progressing.
	GoalConditionMeasured = "Measured"

	// GoalConditionStalled is True while a human has to change the spec, with Ready's reason; absent otherwise.
	GoalConditionStalled = "Stalled"

	// GoalConditionReconciling is True while the evaluation of a new generation takes longer than five seconds; absent
	// otherwise.
	//
	// Reasons when True: Progressing.
	GoalConditionReconciling = "Reconciling"

	// GoalConditionSuspended is True while spec.suspend is; absent otherwise. Nothing is asked then, and the results
	// stay as they are.
	//
	// Reasons when True: Suspended.
	GoalConditionSuspended = "Suspended"
)

// Reasons of the conditions that every goal has.
const (
	// GoalReasonSucceeded means: this generation was resolved and evaluated, whatever the answers.
	GoalReasonSucceeded = "Succeeded"
	// GoalReasonSuspended means: nothing is asked while spec.suspend is true.
	GoalReasonSuspended = "Suspended"
	// GoalReasonProgressing means: the first answers for this generation are not there yet.
	GoalReasonProgressing = "Progressing"
	// GoalReasonInvalidSpec means: the spec contradicts itself in a way that admission could not see.
	GoalReasonInvalidSpec = "InvalidSpec"
	// GoalReasonAllMeasured means: every measure gave a number.
	GoalReasonAllMeasured = "AllMeasured"
)

// MeasureReason says why a measure gave no number that can be judged.
type MeasureReason string

const (
	// MeasureReasonInvalidQuery means: the query is not PromQL; it has to be changed.
	MeasureReasonInvalidQuery MeasureReason = "InvalidQuery"
	// MeasureReasonSourceNotFound means: no such source, or none that this namespace may use.
	MeasureReasonSourceNotFound MeasureReason = "SourceNotFound"
	// MeasureReasonReferenceNotFound means: no such object, or none that this namespace may refer to.
	MeasureReasonReferenceNotFound MeasureReason = "ReferenceNotFound"
	// MeasureReasonReferenceCycle means: the objective measures itself by way of its objectiveRefs.
	MeasureReasonReferenceCycle MeasureReason = "ReferenceCycle"
	// MeasureReasonNoData means: the answer is empty. Who wants 0 then says so in the query: "(...) or vector(0)".
	MeasureReasonNoData MeasureReason = "NoData"
	// MeasureReasonMultipleSeries means: the answer has more than one series; the query has to aggregate them.
	MeasureReasonMultipleSeries MeasureReason = "MultipleSeries"
	// MeasureReasonNotANumber means: the answer is NaN or infinite.
	MeasureReasonNotANumber MeasureReason = "NotANumber"
	// MeasureReasonUnsupportedResult means: the answer is a histogram, a string or a matrix.
	MeasureReasonUnsupportedResult MeasureReason = "UnsupportedResult"
	// MeasureReasonNoBaseline means: there is no value at the period's start to count from.
	MeasureReasonNoBaseline MeasureReason = "NoBaseline"
	// MeasureReasonStale means: the newest check-in is older than its freshFor.
	MeasureReasonStale MeasureReason = "Stale"
	// MeasureReasonQueryFailed means: the server could not answer, or its answer is not one of a Prometheus.
	MeasureReasonQueryFailed MeasureReason = "QueryFailed"
	// MeasureReasonQueryTimeout means: no whole answer within the source's timeout.
	MeasureReasonQueryTimeout MeasureReason = "QueryTimeout"
	// MeasureReasonSourceUnavailable means: the source does not answer or lets nobody in; the source's own Ready says why.
	MeasureReasonSourceUnavailable MeasureReason = "SourceUnavailable"
	// MeasureReasonHistoryGone means: the goal was changed after its verdict, and the data to judge it again is gone. The old
	// verdict stays.
	MeasureReasonHistoryGone MeasureReason = "HistoryGone"
	// MeasureReasonInsufficientData means: measured, but there is too little history to say whether the target will be met.
	MeasureReasonInsufficientData MeasureReason = "InsufficientData"
)

// Stale tells whether the value beside a reason in a status, if there is one, is an old one: the last good one, as there
// is none of now. A verdict's value is what it was judged by, and does not age.
func (r MeasureReason) Stale() bool {
	return r != "" && r != MeasureReasonInsufficientData && r != MeasureReasonHistoryGone
}

// Conditions of an Objective beside those that every goal has.
const (
	// ObjectiveConditionKeyResultsMet says whether the full targets are met now.
	//
	// Reasons when True: AllMet. When False: GuardrailBroken, NotAllMet. When Unknown: NotMeasured, NotStarted.
	ObjectiveConditionKeyResultsMet = "KeyResultsMet"

	// ObjectiveConditionOnTrack says whether the objective will succeed.
	//
	// Reasons when True: OnTrack, Achieved. When False: AtRisk, OffTrack, Missed. When Unknown: NotStarted, NotMeasured,
	// InsufficientData, the first of them that holds.
	ObjectiveConditionOnTrack = "OnTrack"

	// ObjectiveConditionCustomerAligned says whether the objective serves a customer outcome, itself or through its
	// parents.
	//
	// Reasons when True: ServesOutcome. When False: NoCustomerOutcome, OutcomeNotFound, ParentNotFound, ParentCycle.
	ObjectiveConditionCustomerAligned = "CustomerAligned"
)

// Reasons of an Objective's conditions.
const (
	// ObjectiveReasonAllMet means: every key result is met and no guardrail is broken.
	ObjectiveReasonAllMet = "AllMet"
	// ObjectiveReasonGuardrailBroken means: a guardrail's value is outside its band.
	ObjectiveReasonGuardrailBroken = "GuardrailBroken"
	// ObjectiveReasonNotAllMet means: a key result that is known is not met.
	ObjectiveReasonNotAllMet = "NotAllMet"
	// ObjectiveReasonNotMeasured means: a key result is not known, and none that is known is unmet.
	ObjectiveReasonNotMeasured = "NotMeasured"
	// ObjectiveReasonNotStarted means: the period has not begun.
	ObjectiveReasonNotStarted = "NotStarted"
	// ObjectiveReasonInsufficientData means: measured, with too little history for an outlook.
	ObjectiveReasonInsufficientData = "InsufficientData"
	// ObjectiveReasonServesOutcome means: the objective serves a customer outcome.
	ObjectiveReasonServesOutcome = "ServesOutcome"
	// ObjectiveReasonNoCustomerOutcome means: neither the objective nor a parent names a customer outcome.
	ObjectiveReasonNoCustomerOutcome = "NoCustomerOutcome"
	// ObjectiveReasonOutcomeNotFound means: none of the outcomes that it names is to be found.
	ObjectiveReasonOutcomeNotFound = "OutcomeNotFound"
	// ObjectiveReasonParentNotFound means: the parent that it names is not to be found.
	ObjectiveReasonParentNotFound = "ParentNotFound"
	// ObjectiveReasonParentCycle means: the objective is its own ancestor.
	ObjectiveReasonParentCycle = "ParentCycle"
)

// Conditions of a CustomerOutcome beside those that every goal has.
const (
	// CustomerOutcomeConditionDelivered says whether the customer gets what the statement promises: all indicators are
	// met.
	//
	// Reasons when True: AllDelivered. When False: NotDelivered. When Unknown: NotMeasured.
	CustomerOutcomeConditionDelivered = "Delivered"

	// CustomerOutcomeConditionServed says whether somebody works on it.
	//
	// Reasons when True: ServedByObjectives. When False: NoObjective.
	CustomerOutcomeConditionServed = "Served"
)

// Reasons of a CustomerOutcome's conditions.
const (
	// CustomerOutcomeReasonAllDelivered means: every indicator is met.
	CustomerOutcomeReasonAllDelivered = "AllDelivered"
	// CustomerOutcomeReasonNotDelivered means: an indicator that is known is not met.
	CustomerOutcomeReasonNotDelivered = "NotDelivered"
	// CustomerOutcomeReasonNotMeasured means: an indicator is not known, and none that is known is unmet.
	CustomerOutcomeReasonNotMeasured = "NotMeasured"
	// CustomerOutcomeReasonServedByObjectives means: at least one running objective names it.
	CustomerOutcomeReasonServedByObjectives = "ServedByObjectives"
	// CustomerOutcomeReasonNoObjective means: no running objective names it.
	CustomerOutcomeReasonNoObjective = "NoObjective"
)

// ValueExchangeConditionSupported says whether the past is evidence that any driver moves the result.
//
// Reasons when True: EvidenceFound. When False: NoEvidence. When Unknown: InsufficientData.
const ValueExchangeConditionSupported = "Supported"

// Reasons of a ValueExchange's conditions.
const (
	// ValueExchangeReasonEvidenceFound means: at least one driver is supported. It is evidence, not proof of cause.
	ValueExchangeReasonEvidenceFound = "EvidenceFound"
	// ValueExchangeReasonNoEvidence means: no driver is supported, and at least one could be tested.
	ValueExchangeReasonNoEvidence = "NoEvidence"
	// ValueExchangeReasonInsufficientData means: the past holds too little to test any driver.
	ValueExchangeReasonInsufficientData = "InsufficientData"
)

// Conditions of a Scorecard beside those that every goal has.
const (
	// ScorecardConditionOnTrack says whether every level will succeed, by the worst of them.
	//
	// Reasons are those of an Objective's OnTrack, NotMeasured where there is no objective on any level.
	ScorecardConditionOnTrack = "OnTrack"

	// ScorecardConditionCustomerAligned says whether every objective of every level serves a customer outcome.
	//
	// Reasons when True: AllAligned. When False: NotAllAligned. When Unknown: NoObjective, or Progressing
	// while an objective was never evaluated.
	ScorecardConditionCustomerAligned = "CustomerAligned"
)

// Reasons of a Scorecard's conditions.
const (
	// ScorecardReasonAllAligned means: every objective serves a customer outcome.
	ScorecardReasonAllAligned = "AllAligned"
	// ScorecardReasonNotAllAligned means: some objectives serve no customer outcome. The message names up to ten.
	ScorecardReasonNotAllAligned = "NotAllAligned"
	// ScorecardReasonNoObjective means: there is no objective on any level.
	ScorecardReasonNoObjective = "NoObjective"
)

// Conditions of MetricSource and ClusterMetricSource.
const (
	// MetricSourceConditionReady says whether the source answers.
	//
	// Reasons when True: Connected. When False: Unreachable, Unauthorized, NotPrometheus, InvalidURL, URLNotAllowed,
	// SecretNotFound, InvalidTLS.
	MetricSourceConditionReady = "Ready"

	// MetricSourceConditionStalled is True while a human has to change the spec, with Ready's reason InvalidURL or
	// URLNotAllowed; absent otherwise.
	MetricSourceConditionStalled = "Stalled"
)

// MetricSourceReason says how the connection to a source is.
type MetricSourceReason string

const (
	// MetricSourceReasonConnected means: the server answers as a Prometheus does.
	MetricSourceReasonConnected MetricSourceReason = "Connected"
	// MetricSourceReasonUnreachable means: no answer, or one that says that the server does not work now.
	MetricSourceReasonUnreachable MetricSourceReason = "Unreachable"
	// MetricSourceReasonUnauthorized means: the server refuses the credentials.
	MetricSourceReasonUnauthorized MetricSourceReason = "Unauthorized"
	// MetricSourceReasonNotPrometheus means: something answers, but not as a Prometheus does.
	MetricSourceReasonNotPrometheus MetricSourceReason = "NotPrometheus"
	// MetricSourceReasonInvalidURL means: the URL cannot be used.
	MetricSourceReasonInvalidURL MetricSourceReason = "InvalidURL"
	// MetricSourceReasonURLNotAllowed means: the URL's host or address is not one that this source may ask.
	MetricSourceReasonURLNotAllowed MetricSourceReason = "URLNotAllowed"
	// MetricSourceReasonSecretNotFound means: a Secret or its key is missing or empty, or may not be read.
	MetricSourceReasonSecretNotFound MetricSourceReason = "SecretNotFound"
	// MetricSourceReasonInvalidTLS means: a certificate does not fit, or cannot be read.
	MetricSourceReasonInvalidTLS MetricSourceReason = "InvalidTLS"
)
