/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// IndicatorSpec is one number that is defined once and used by others.
//
// +kubebuilder:validation:XValidation:rule="!has(self.benchmark) || (self.better == 'Higher' ? self.benchmark.worst < self.benchmark.typical && self.benchmark.typical < self.benchmark.best : self.benchmark.worst > self.benchmark.typical && self.benchmark.typical > self.benchmark.best)",message="the benchmark is out of order: with better: Higher worst < typical < best, with better: Lower worst > typical > best"
// +kubebuilder:validation:XValidation:rule="has(self.measure.prometheus) || has(self.measure.checkIn)",message="an Indicator defines a number and so refers to no other goal: measure it with prometheus or checkIn"
// +kubebuilder:validation:XValidation:rule="!has(self.measure.prometheus) || !self.measure.prometheus.query.contains('$__')",message="an Indicator has no period, so $__start, $__end and $__elapsed mean nothing: take them out of the query"
type IndicatorSpec struct {
	// title of the number.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title"`

	// description for people: what the number says and how it is computed.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=4096
	Description string `json:"description,omitempty"`

	// unit of the value.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Unit string `json:"unit,omitempty"`

	// perspective from which the number looks at the company: Business (KPI), Customer (CPI), Employee or Process.
	//
	// +optional
	Perspective Perspective `json:"perspective,omitempty"`

	// better says which way is good: Higher or Lower.
	//
	// +required
	Better Better `json:"better"`

	// measure says where the number comes from: exactly one of prometheus and checkIn.
	//
	// +required
	Measure Measure `json:"measure"`

	// benchmark is what others reach, strictly in order from the worst to the best: rising with better: Higher, falling
	// with better: Lower.
	//
	// +optional
	Benchmark *Benchmark `json:"benchmark,omitempty"`

	// trendWindow is the time over which the trend is looked at, ten years at most. Left out: 28d.
	//
	// +optional
	TrendWindow Duration `json:"trendWindow,omitempty"`

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
}

// Perspective is whose view a number takes.
//
// +kubebuilder:validation:Enum=Business;Customer;Employee;Process
type Perspective string

const (
	// PerspectiveBusiness is the company's: a key performance indicator (KPI).
	PerspectiveBusiness Perspective = "Business"
	// PerspectiveCustomer is the customer's: a customer performance indicator (CPI).
	PerspectiveCustomer Perspective = "Customer"
	// PerspectiveEmployee is that of the people who do the work.
	PerspectiveEmployee Perspective = "Employee"
	// PerspectiveProcess is that of how the work is done.
	PerspectiveProcess Perspective = "Process"
)

// Better is the way in which a number gets better.
//
// +kubebuilder:validation:Enum=Higher;Lower
type Better string

const (
	// BetterHigher means that more is better.
	BetterHigher Better = "Higher"
	// BetterLower means that less is better.
	BetterLower Better = "Lower"
)

// Benchmark is what others reach, from the worst to the best, strictly in order.
type Benchmark struct {
	// worst that is usual: position 0.
	//
	// +required
	Worst float64 `json:"worst"`

	// typical: position 0.5.
	//
	// +required
	Typical float64 `json:"typical"`

	// best of class: position 1.
	//
	// +required
	Best float64 `json:"best"`

	// reference says where the benchmark comes from.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Reference string `json:"reference,omitempty"`
}

// IndicatorStatus is what was measured last.
type IndicatorStatus struct {
	// observedGeneration is the generation that this status speaks of; -1 before the first evaluation.
	//
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions: Ready and Measured; Stalled, Reconciling and Suspended while they hold.
	//
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// value in the indicator's unit: the last good one, stale where Measured is not True.
	//
	// +optional
	Value *float64 `json:"value,omitempty"`

	// observedTime is when the value was last seen, as of the last write.
	//
	// +optional
	ObservedTime *metav1.Time `json:"observedTime,omitempty"`

	// evaluatedTime is when what stands here was computed. It moves only when something else here does.
	//
	// +optional
	EvaluatedTime *metav1.Time `json:"evaluatedTime,omitempty"`

	// measureHash tells whether the measure is still the one that the value was taken for.
	//
	// +optional
	MeasureHash string `json:"measureHash,omitempty"`

	// trend over the window, as of the last midnight (UTC). Absent with under 8 points to judge it by.
	//
	// +optional
	Trend *Trend `json:"trend,omitempty"`

	// benchmark is where the value stands among others.
	//
	// +optional
	Benchmark *BenchmarkStatus `json:"benchmark,omitempty"`
}

// Trend is where a number is going.
type Trend struct {
	// perDay is the slope in the value's unit a day: the median of those between all pairs of points (Theil-Sen).
	//
	// +required
	PerDay float64 `json:"perDay"`

	// direction is Flat unless a Mann-Kendall test, corrected for autocorrelation, finds a trend (p < 0.05).
	//
	// +required
	Direction TrendDirection `json:"direction"`
}

// TrendDirection is where a number is going, as seen by who wants it better.
//
// +kubebuilder:validation:Enum=Improving;Worsening;Flat
type TrendDirection string

const (
	// TrendImproving means: it goes the way that is better.
	TrendImproving TrendDirection = "Improving"
	// TrendWorsening means: it goes the other way.
	TrendWorsening TrendDirection = "Worsening"
	// TrendFlat means: its moves may be chance.
	TrendFlat TrendDirection = "Flat"
)

// BenchmarkStatus is where a value stands among others.
type BenchmarkStatus struct {
	// rank in words. A value at a bound has reached it.
	//
	// +required
	Rank BenchmarkRank `json:"rank"`

	// position is 0 at worst, 0.5 at typical and 1 at best, in straight lines, not clamped, with two decimals.
	//
	// +required
	Position float64 `json:"position"`
}

// BenchmarkRank says between which bounds of a benchmark a value stands.
//
// +kubebuilder:validation:Enum=BelowWorst;BelowTypical;AboveTypical;BestInClass
type BenchmarkRank string

const (
	// BenchmarkBelowWorst is short of the worst.
	BenchmarkBelowWorst BenchmarkRank = "BelowWorst"
	// BenchmarkBelowTypical is from the worst on and short of the typical.
	BenchmarkBelowTypical BenchmarkRank = "BelowTypical"
	// BenchmarkAboveTypical is from the typical on and short of the best.
	BenchmarkAboveTypical BenchmarkRank = "AboveTypical"
	// BenchmarkBestInClass is the best or beyond it.
	BenchmarkBestInClass BenchmarkRank = "BestInClass"
)

// Indicator is one measured number, defined once and used by others, with its trend and a benchmark.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=ind,categories=goals
// +kubebuilder:printcolumn:name="Value",type=number,JSONPath=`.status.value`
// +kubebuilder:printcolumn:name="Unit",type=string,JSONPath=`.spec.unit`
// +kubebuilder:printcolumn:name="Trend",type=string,JSONPath=`.status.trend.direction`
// +kubebuilder:printcolumn:name="Rank",type=string,JSONPath=`.status.benchmark.rank`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="Title",type=string,JSONPath=`.spec.title`,priority=1
// +kubebuilder:printcolumn:name="Measured",type=string,JSONPath=`.status.conditions[?(@.type=="Measured")].reason`,priority=1
type Indicator struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object's metadata.
	//
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what the number is and where it comes from.
	//
	// +required
	Spec IndicatorSpec `json:"spec"`

	// status is what was measured last.
	//
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status IndicatorStatus `json:"status,omitempty"`
}

// IndicatorList is a list of Indicators.
//
// +kubebuilder:object:root=true
type IndicatorList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	// items of the list.
	Items []Indicator `json:"items"`
}
