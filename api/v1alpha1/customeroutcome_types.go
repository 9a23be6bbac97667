/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// CustomerOutcomeSpec is what the customer gets, in the customer's words, and the indicators that show it.
type CustomerOutcomeSpec struct {
	// statement of what the customer gets. The customer is speaking: "When I arrive, I am known."
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=500
	Statement string `json:"statement"`

	// persona is the customer who speaks.
	//
	// +optional
	Persona *Persona `json:"persona,omitempty"`

	// journeyStage is where on the customer's journey the outcome lies, such as "stay" or "booking".
	//
	// +optional
	// +kubebuilder:validation:MaxLength=200
	JourneyStage string `json:"journeyStage,omitempty"`

	// owner answers for the outcome.
	//
	// +optional
	Owner *Owner `json:"owner,omitempty"`

	// sharedWith says whose goals may refer to this one. Left out: those of its own namespace.
	//
	// +optional
	SharedWith *SharedWith `json:"sharedWith,omitempty"`

	// sourceRef is the source of the queries that name none. Left out: the one named "default".
	//
	// +optional
	SourceRef *SourceReference `json:"sourceRef,omitempty"`

	// interval at which it is measured. Left out: 5m.
	//
	// +optional
	Interval Interval `json:"interval,omitempty"`

	// suspend stops the measuring; the results stay as they are.
	//
	// +optional
	Suspend bool `json:"suspend,omitempty"`

	// indicators are the customer performance indicators that show the outcome, 1 to 20.
	//
	// +required
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	Indicators []OutcomeIndicator `json:"indicators"`
}

// Persona is the customer who speaks.
type Persona struct {
	// name of the persona, such as "returning guest".
	//
	// +optional
	// +kubebuilder:validation:MaxLength=200
	Name string `json:"name,omitempty"`

	// segment of the market, such as "leisure".
	//
	// +optional
	// +kubebuilder:validation:MaxLength=200
	Segment string `json:"segment,omitempty"`
}

// OutcomeIndicator is one number by which the outcome is seen.
//
// +kubebuilder:validation:XValidation:rule="!has(self.target.reach) || has(self.target.reach.from)",message="an outcome has no period, so there is no value at its start: add target.reach.from"
// +kubebuilder:validation:XValidation:rule="!has(self.target.maintain) || !has(self.target.maintain.timeShare)",message="an outcome has no period to take a share of: use tolerance, or an Objective for timeShare"
// +kubebuilder:validation:XValidation:rule="!has(self.measure.prometheus) || !self.measure.prometheus.query.contains('$__')",message="an outcome has no period, so $__start, $__end and $__elapsed mean nothing: take them out of the query"
type OutcomeIndicator struct {
	// name of the indicator, unique in the outcome.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	// +kubebuilder:validation:XValidation:rule="self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",message="a name is lower case letters, digits and hyphens: write it like repeat-stays"
	Name string `json:"name"`

	// title for people.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title,omitempty"`

	// unit of the value.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Unit string `json:"unit,omitempty"`

	// weight in the outcome's score, 1 to 1000. Left out: 1.
	//
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	Weight *int32 `json:"weight,omitempty"`

	// measure says where the number comes from: exactly one of prometheus, indicatorRef, objectiveRef and
	// checkIn.
	//
	// +required
	Measure Measure `json:"measure"`

	// target says what number is good: exactly one of reach, maintain and stages.
	//
	// +required
	Target Target `json:"target"`
}

// CustomerOutcomeStatus is what was measured last.
type CustomerOutcomeStatus struct {
	// observedGeneration is the generation that this status speaks of; -1 before the first evaluation.
	//
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions: Ready, Measured, Delivered and Served; Stalled, Reconciling and Suspended while they hold.
	//
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// score is the weighted mean of the indicators' scores, 0 to 1 with two decimals. Absent unless each has one.
	//
	// +optional
	Score *float64 `json:"score,omitempty"`

	// indicatorsMet counts the indicators that are met: "2/3".
	//
	// +optional
	IndicatorsMet string `json:"indicatorsMet,omitempty"`

	// objectives counts the objectives of any namespace that name this outcome and are neither ended nor suspended.
	//
	// +optional
	Objectives *int32 `json:"objectives,omitempty"`

	// evidence that the outcome moves business results: the supported drivers of the ValueExchanges of its namespace that
	// name it, at most 20, sorted.
	//
	// +optional
	// +listType=atomic
	Evidence []OutcomeEvidence `json:"evidence,omitempty"`

	// evaluatedTime is when what stands here was computed. It moves only when something else here does.
	//
	// +optional
	EvaluatedTime *metav1.Time `json:"evaluatedTime,omitempty"`

	// indicators as they were measured, in the order of the spec.
	//
	// +optional
	// +listType=map
	// +listMapKey=name
	Indicators []OutcomeIndicatorStatus `json:"indicators,omitempty"`
}

// OutcomeEvidence is one business result that the outcome is shown to move.
type OutcomeEvidence struct {
	// valueExchange that tested it, in the outcome's namespace.
	//
	// +required
	ValueExchange string `json:"valueExchange"`

	// driver of the exchange that is an indicator of the outcome.
	//
	// +required
	Driver string `json:"driver"`

	// result that it moves: the title of the exchange's result, or its name where it has no title.
	//
	// +required
	Result string `json:"result"`
}

// OutcomeIndicatorStatus is what was measured of one indicator.
type OutcomeIndicatorStatus struct {
	// name of the indicator.
	//
	// +required
	Name string `json:"name"`

	// value in the indicator's unit: the last good one, stale where reason is set.
	//
	// +optional
	Value *float64 `json:"value,omitempty"`

	// target in short: "2.1 -> 2.6" or ">= 0.9".
	//
	// +optional
	Target string `json:"target,omitempty"`

	// progress towards the target, not clamped; 1 is reached.
	//
	// +optional
	Progress *float64 `json:"progress,omitempty"`

	// score is the progress clamped to 0 to 1.
	//
	// +optional
	Score *float64 `json:"score,omitempty"`

	// met says whether the target is met.
	//
	// +optional
	Met *bool `json:"met,omitempty"`

	// observedTime is when the value was last seen, as of the last write.
	//
	// +optional
	ObservedTime *metav1.Time `json:"observedTime,omitempty"`

	// measureHash tells whether the measure is still the one that the value was taken for.
	//
	// +optional
	MeasureHash string `json:"measureHash,omitempty"`

	// reason why there is no fresh value; absent when there is one.
	//
	// +optional
	Reason MeasureReason `json:"reason,omitempty"`

	// message that explains the reason.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`
}

// CustomerOutcome is what the customer gets, in the customer's words, and the indicators that show it. Objectives say
// which outcome they serve.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=outcome,categories=goals
// +kubebuilder:printcolumn:name="Score",type=number,JSONPath=`.status.score`
// +kubebuilder:printcolumn:name="Delivered",type=string,JSONPath=`.status.conditions[?(@.type=="Delivered")].status`
// +kubebuilder:printcolumn:name="Met",type=string,JSONPath=`.status.indicatorsMet`
// +kubebuilder:printcolumn:name="Objectives",type=integer,JSONPath=`.status.objectives`
// +kubebuilder:printcolumn:name="Persona",type=string,JSONPath=`.spec.persona.name`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="Evidence",type=string,JSONPath=`.status.evidence[*].result`,priority=1
type CustomerOutcome struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object's metadata.
	//
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what the customer gets, and the indicators that show it.
	//
	// +required
	Spec CustomerOutcomeSpec `json:"spec"`

	// status is what was measured last.
	//
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status CustomerOutcomeStatus `json:"status,omitempty"`
}

// CustomerOutcomeList is a list of CustomerOutcomes.
//
// +kubebuilder:object:root=true
type CustomerOutcomeList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	// items of the list.
	Items []CustomerOutcome `json:"items"`
}
