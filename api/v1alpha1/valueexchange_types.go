/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ValueExchangeSpec is a business result and the customer indicators that may move it.
type ValueExchangeSpec struct {
	// result is what the company gets: the key performance indicator (KPI) that the drivers may move.
	//
	// +required
	Result ExchangeResult `json:"result"`

	// drivers are the candidates: what the customer gets (CPIs), 1 to 30, each by exactly one of outcomeRef and measure.
	//
	// +required
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=30
	Drivers []ExchangeDriver `json:"drivers"`

	// lookback is how much of the past is looked at. Left out: 365d.
	//
	// +optional
	Lookback Duration `json:"lookback,omitempty"`

	// step between the points that are compared. Left out: 1d. At most 2,000 steps make a lookback.
	//
	// +optional
	Step Duration `json:"step,omitempty"`

	// maxLag is the longest time after which a driver's effect is looked for. Left out: 60d.
	//
	// +optional
	MaxLag Duration `json:"maxLag,omitempty"`

	// confidence is 1 minus the share of exchanges between unrelated numbers in which a driver may seem supported by
	// chance, 0.5 to under 1. Left out: 0.95.
	//
	// +optional
	// +kubebuilder:validation:Minimum=0.5
	// +kubebuilder:validation:Maximum=1
	// +kubebuilder:validation:ExclusiveMaximum=true
	Confidence *float64 `json:"confidence,omitempty"`

	// sourceRef is the source of the queries that name none. Left out: the one named "default".
	//
	// +optional
	SourceRef *SourceReference `json:"sourceRef,omitempty"`

	// interval at which it is tested. Left out: 24h.
	//
	// +optional
	Interval Interval `json:"interval,omitempty"`

	// suspend stops the measuring; the results stay as they are.
	//
	// +optional
	Suspend bool `json:"suspend,omitempty"`
}

// ExchangeResult is what the company gets.
//
// +kubebuilder:validation:XValidation:rule="!has(self.measure.objectiveRef)",message="an objective's score has no history to test: measure the result with prometheus, indicatorRef or checkIn"
// +kubebuilder:validation:XValidation:rule="!has(self.measure.prometheus) || !self.measure.prometheus.query.contains('$__')",message="a ValueExchange has no period, so $__start, $__end and $__elapsed mean nothing: take them out of the query"
type ExchangeResult struct {
	// title for people, such as "Customer lifetime value".
	//
	// +optional
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title,omitempty"`

	// measure says where the number comes from: exactly one of prometheus, indicatorRef and checkIn.
	//
	// +required
	Measure Measure `json:"measure"`
}

// ExchangeDriver is a candidate: a number that may move the result.
//
// +kubebuilder:validation:XValidation:rule="has(self.outcomeRef) != has(self.measure)",message="a driver has exactly one of outcomeRef and measure: keep one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.measure) || !has(self.measure.objectiveRef)",message="an objective's score has no history to test: measure the driver with prometheus, indicatorRef or checkIn"
// +kubebuilder:validation:XValidation:rule="!has(self.measure) || !has(self.measure.prometheus) || !self.measure.prometheus.query.contains('$__')",message="a ValueExchange has no period, so $__start, $__end and $__elapsed mean nothing: take them out of the query"
type ExchangeDriver struct {
	// name of the driver, unique in the exchange.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	// +kubebuilder:validation:XValidation:rule="self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",message="a name is lower case letters, digits and hyphens: write it like repeat-stays"
	Name string `json:"name"`

	// outcomeRef takes the number of a CustomerOutcome's indicator.
	//
	// +optional
	OutcomeRef *OutcomeIndicatorReference `json:"outcomeRef,omitempty"`

	// measure says where the number comes from: exactly one of prometheus, indicatorRef and checkIn.
	//
	// +optional
	Measure *Measure `json:"measure,omitempty"`

	// expected is the way that the result is expected to go when the driver rises. Left out: either.
	//
	// +optional
	Expected Direction `json:"expected,omitempty"`
}

// OutcomeIndicatorReference names an indicator of a CustomerOutcome. One in another namespace can be referred to only
// where that outcome consents with its sharedWith.
type OutcomeIndicatorReference struct {
	// ObjectReference names the outcome.
	ObjectReference `json:",inline"`

	// indicator of the outcome.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Indicator string `json:"indicator"`
}

// ValueExchangeStatus is what the test of the past came to.
type ValueExchangeStatus struct {
	// observedGeneration is the generation that this status speaks of; -1 before the first evaluation.
	//
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions: Ready, Measured and Supported; Stalled, Reconciling and Suspended while they hold.
	//
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// evaluatedTime is when what stands here was computed. It moves only when something else here does.
	//
	// +optional
	EvaluatedTime *metav1.Time `json:"evaluatedTime,omitempty"`

	// critical are the names of the supported drivers, the strongest first.
	//
	// +optional
	// +listType=atomic
	Critical []string `json:"critical,omitempty"`

	// drivers as they were tested, in the order of the spec.
	//
	// +optional
	// +listType=map
	// +listMapKey=name
	Drivers []ExchangeDriverStatus `json:"drivers,omitempty"`
}

// ExchangeVerdict is what the test of a driver came to.
//
// +kubebuilder:validation:Enum=Supported;NotSupported;WrongDirection;InsufficientData
type ExchangeVerdict string

const (
	// ExchangeSupported means: the past is evidence that the driver moves the result. It is no proof of cause.
	ExchangeSupported ExchangeVerdict = "Supported"
	// ExchangeNotSupported means: what the two have in common may be chance.
	ExchangeNotSupported ExchangeVerdict = "NotSupported"
	// ExchangeWrongDirection means: there is evidence of a link, against what was expected.
	ExchangeWrongDirection ExchangeVerdict = "WrongDirection"
	// ExchangeInsufficientData means: the past holds too little to test.
	ExchangeInsufficientData ExchangeVerdict = "InsufficientData"
)

// ExchangeDriverStatus is what the test of one driver came to.
type ExchangeDriverStatus struct {
	// name of the driver.
	//
	// +required
	Name string `json:"name"`

	// verdict of the test.
	//
	// +required
	Verdict ExchangeVerdict `json:"verdict"`

	// lag after which the result follows the driver, such as "21d"; "0d": at once. Absent without enough data, as are all
	// numbers below.
	//
	// +optional
	Lag string `json:"lag,omitempty"`

	// correlation at that lag, -1 to 1, of what trend, season and own memory do not explain.
	//
	// +optional
	Correlation *float64 `json:"correlation,omitempty"`

	// pValue is how often chance alone would show as strong a link in any driver of the exchange, corrected for every lag
	// and driver tried and for autocorrelation.
	//
	// +optional
	PValue *float64 `json:"pValue,omitempty"`

	// effectiveSamples is how many independent points the compared ones are worth.
	//
	// +optional
	EffectiveSamples *float64 `json:"effectiveSamples,omitempty"`

	// elasticity is by how many per cent the result follows one per cent of the driver; where a number is not always over
	// zero, by how many units it follows one unit. The message says which.
	//
	// +optional
	Elasticity *float64 `json:"elasticity,omitempty"`

	// skill is by what share the driver lowers the squared error of a forecast from the result's own past alone, on the last
	// quarter of the lookback, which the forecast did not learn from. Negative: it makes it worse.
	//
	// +optional
	Skill *float64 `json:"skill,omitempty"`

	// rank among the drivers, 1 for the strongest.
	//
	// +optional
	Rank int32 `json:"rank,omitempty"`

	// measureHash tells whether the measures are still those that were tested.
	//
	// +optional
	MeasureHash string `json:"measureHash,omitempty"`

	// reason why a measure gave no history; absent when it gave one.
	//
	// +optional
	Reason MeasureReason `json:"reason,omitempty"`

	// message that puts the verdict into words.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`
}

// ValueExchange says whether moving customer indicators moves a business result, tested on their past. It is evidence, not proof of
// cause.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=vx,categories=goals
// +kubebuilder:printcolumn:name="Result",type=string,JSONPath=`.spec.result.title`
// +kubebuilder:printcolumn:name="Critical",type=string,JSONPath=`.status.critical`
// +kubebuilder:printcolumn:name="Supported",type=string,JSONPath=`.status.conditions[?(@.type=="Supported")].status`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="Message",type=string,JSONPath=`.status.conditions[?(@.type=="Supported")].message`,priority=1
type ValueExchange struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object's metadata.
	//
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is a result and its candidate drivers.
	//
	// +required
	Spec ValueExchangeSpec `json:"spec"`

	// status is what the test of the past came to.
	//
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status ValueExchangeStatus `json:"status,omitempty"`
}

// ValueExchangeList is a list of ValueExchanges.
//
// +kubebuilder:object:root=true
type ValueExchangeList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	// items of the list.
	Items []ValueExchange `json:"items"`
}
