/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ScorecardSpec is the line from the mission to the daily work.
type ScorecardSpec struct {
	// title of the scorecard.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title"`

	// mission from the customer's perspective: "Safe and comfortable travel from A to B".
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=500
	Mission string `json:"mission"`

	// northStar is the one number that shows whether the mission is fulfilled.
	//
	// +optional
	NorthStar *NorthStar `json:"northStar,omitempty"`

	// levels ("altitudes") from the top down, 1 to 10, each with selector, refs or both.
	//
	// +required
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=10
	Levels []Level `json:"levels"`

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
}

// NorthStar is the one number that shows whether the mission is fulfilled.
//
// +kubebuilder:validation:XValidation:rule="!has(self.target.reach) || has(self.target.reach.from)",message="a scorecard has no period, so there is no value at its start: add target.reach.from"
// +kubebuilder:validation:XValidation:rule="!has(self.target.maintain) || !has(self.target.maintain.timeShare)",message="a scorecard has no period to take a share of: use tolerance, or an Objective for timeShare"
// +kubebuilder:validation:XValidation:rule="!has(self.measure.prometheus) || !self.measure.prometheus.query.contains('$__')",message="a scorecard has no period, so $__start, $__end and $__elapsed mean nothing: take them out of the query"
type NorthStar struct {
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

	// measure says where the number comes from: exactly one of prometheus, indicatorRef, objectiveRef and checkIn.
	//
	// +required
	Measure Measure `json:"measure"`

	// target says what number is good: exactly one of reach, maintain and stages.
	//
	// +required
	Target Target `json:"target"`
}

// Level is one altitude of a scorecard: what is seen from there, and the question that it answers.
//
// +kubebuilder:validation:XValidation:rule="has(self.selector) || has(self.refs)",message="the level names no goals: add selector, refs or both"
// +kubebuilder:validation:XValidation:rule="!has(self.namespaces) || has(self.selector)",message="namespaces say where the selector looks: add selector, or take namespaces out"
type Level struct {
	// name of the level, unique in the scorecard.
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

	// altitudeFeet is the height from which the level looks at the company: the higher, the longer the view.
	//
	// +optional
	// +kubebuilder:validation:Minimum=0
	AltitudeFeet *int32 `json:"altitudeFeet,omitempty"`

	// question that the level answers: "Do our most profitable customers stay and grow?"
	//
	// +optional
	// +kubebuilder:validation:MaxLength=500
	Question string `json:"question,omitempty"`

	// selector of Objectives, CustomerOutcomes and Indicators by their labels. An empty one selects all.
	//
	// +optional
	Selector *metav1.LabelSelector `json:"selector,omitempty"`

	// namespaces in which the selector looks, beside the own one. Only goals that share with the scorecard's namespace are
	// found in others. Left out: the own namespace alone.
	//
	// +optional
	Namespaces *LevelNamespaces `json:"namespaces,omitempty"`

	// refs name goals that are on the level in any case, at most 20.
	//
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	Refs []GoalReference `json:"refs,omitempty"`
}

// LevelNamespaces are the namespaces in which a level looks for goals.
//
// +kubebuilder:validation:XValidation:rule="(self.from == 'Selector') == has(self.selector)",message="a selector goes with from: Selector, and only with it: add the selector or change from"
type LevelNamespaces struct {
	// from says which namespaces: Same (the own one), All, or Selector.
	//
	// +required
	// +kubebuilder:validation:Enum=Same;All;Selector
	From ShareFrom `json:"from"`

	// selector of namespaces by their labels, with from: Selector.
	//
	// +optional
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
}

// GoalKind is a kind that a level can name.
//
// +kubebuilder:validation:Enum=Objective;CustomerOutcome;Indicator
type GoalKind string

const (
	// GoalKindObjective is the kind Objective.
	GoalKindObjective GoalKind = "Objective"
	// GoalKindCustomerOutcome is the kind CustomerOutcome.
	GoalKindCustomerOutcome GoalKind = "CustomerOutcome"
	// GoalKindIndicator is the kind Indicator.
	GoalKindIndicator GoalKind = "Indicator"
)

// GoalReference names a goal of a kind. One in another namespace can be referred to only where it consents with its
// sharedWith.
type GoalReference struct {
	// kind of the goal: Objective, CustomerOutcome or Indicator.
	//
	// +required
	Kind GoalKind `json:"kind"`

	// ObjectReference names the goal.
	ObjectReference `json:",inline"`
}

// ScorecardStatus is how the levels stand.
type ScorecardStatus struct {
	// observedGeneration is the generation that this status speaks of; -1 before the first evaluation.
	//
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions: Ready, Measured, OnTrack and CustomerAligned; Stalled, Reconciling and Suspended while they hold.
	//
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// evaluatedTime is when what stands here was computed. It moves only when something else here does.
	//
	// +optional
	EvaluatedTime *metav1.Time `json:"evaluatedTime,omitempty"`

	// score is the mean of the levels' scores that are known, 0 to 1 with two decimals.
	//
	// +optional
	Score *float64 `json:"score,omitempty"`

	// levelsOnTrack counts the levels whose outlook is OnTrack or Achieved, among those that have objectives: "3/5".
	//
	// +optional
	LevelsOnTrack string `json:"levelsOnTrack,omitempty"`

	// northStar as it was measured; its name is north-star.
	//
	// +optional
	NorthStar *OutcomeIndicatorStatus `json:"northStar,omitempty"`

	// levels as they stand, in the order of the spec.
	//
	// +optional
	// +listType=map
	// +listMapKey=name
	Levels []LevelStatus `json:"levels,omitempty"`
}

// LevelStatus is how one level stands.
type LevelStatus struct {
	// name of the level.
	//
	// +required
	Name string `json:"name"`

	// score is the mean of the scores of its objectives and outcomes that are known, 0 to 1 with two decimals.
	//
	// +optional
	Score *float64 `json:"score,omitempty"`

	// outlook is the worst of its objectives'. Absent without objectives.
	//
	// +optional
	Outlook Outlook `json:"outlook,omitempty"`

	// objectivesMet counts the objectives whose key results are all met: "3/5".
	//
	// +optional
	ObjectivesMet string `json:"objectivesMet,omitempty"`

	// objectives on the level.
	//
	// +required
	Objectives int32 `json:"objectives"`

	// outcomes on the level.
	//
	// +required
	Outcomes int32 `json:"outcomes"`

	// indicators on the level.
	//
	// +required
	Indicators int32 `json:"indicators"`

	// message says what is missing: a level that selects nothing, or a reference to nothing.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`
}

// Scorecard is the mission, the north star, and the levels from the profit plan to the daily work.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=card,categories=goals
// +kubebuilder:printcolumn:name="Score",type=number,JSONPath=`.status.score`
// +kubebuilder:printcolumn:name="Outlook",type=string,JSONPath=`.status.conditions[?(@.type=="OnTrack")].reason`
// +kubebuilder:printcolumn:name="Levels",type=string,JSONPath=`.status.levelsOnTrack`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="Mission",type=string,JSONPath=`.spec.mission`,priority=1
// +kubebuilder:printcolumn:name="Message",type=string,JSONPath=`.status.conditions[?(@.type=="OnTrack")].message`,priority=1
type Scorecard struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object's metadata.
	//
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the mission and the levels.
	//
	// +required
	Spec ScorecardSpec `json:"spec"`

	// status is how the levels stand.
	//
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status ScorecardStatus `json:"status,omitempty"`
}

// ScorecardList is a list of Scorecards.
//
// +kubebuilder:object:root=true
type ScorecardList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	// items of the list.
	Items []Scorecard `json:"items"`
}
