/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

// Measure says where one number comes from: exactly one of its members is set.
//
// +kubebuilder:validation:XValidation:rule="[has(self.prometheus), has(self.indicatorRef), has(self.objectiveRef), has(self.checkIn)].filter(x, x).size() == 1",message="a measure has exactly one of prometheus, indicatorRef, objectiveRef and checkIn: keep one of them"
type Measure struct {
	// prometheus asks a server with the Prometheus HTTP API: a PromQL query that gives one number.
	//
	// +optional
	Prometheus *PrometheusMeasure `json:"prometheus,omitempty"`

	// indicatorRef takes the number of an Indicator, which is measured once for all who refer to it.
	//
	// +optional
	IndicatorRef *ObjectReference `json:"indicatorRef,omitempty"`

	// objectiveRef takes the score of another Objective, 0 to 1, as it stands in its status. An Objective without a
	// score is no data to who refers to it.
	//
	// +optional
	ObjectiveRef *ObjectReference `json:"objectiveRef,omitempty"`

	// checkIn takes numbers that people type and keep in git.
	//
	// +optional
	CheckIn *CheckIn `json:"checkIn,omitempty"`
}

// PrometheusMeasure is a PromQL query that gives one number: a scalar, or a vector with exactly one sample. Nothing,
// several series, NaN, infinities, histograms, strings and matrices are each a reason of their own and never a number.
// Who wants 0 for no data says so in the query: "(...) or vector(0)".
type PrometheusMeasure struct {
	// query in PromQL. In an Objective it may use $__start and $__end (Unix seconds of the period's first midnight and
	// of the midnight after its last day, for the @ modifier) and $__elapsed (the time since the start as a PromQL
	// duration, never under 5m: "sum(increase(signups_total[$__elapsed]))"). Such queries are not sent before the start.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4096
	Query string `json:"query"`

	// sourceRef names the source to ask. Left out: the goal's spec.sourceRef.
	//
	// +optional
	SourceRef *SourceReference `json:"sourceRef,omitempty"`

	// lookback is how far back the server searches for a series' newest sample, for metrics that are written rarely.
	// Left out: the server's own, 5 minutes by default.
	//
	// +optional
	Lookback Duration `json:"lookback,omitempty"`
}

// CheckIn is a number that people type. The newest entry whose day has begun counts; a later day does not count yet.
type CheckIn struct {
	// freshFor is how long an entry counts as fresh, from the first midnight of its day. After that it is Stale and what
	// depends on it Unknown. Left out: 35d.
	//
	// +optional
	FreshFor Duration `json:"freshFor,omitempty"`

	// entries are the history, in any order. Of two for one day the later in the list wins.
	//
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Entries []CheckInEntry `json:"entries"`
}

// CheckInEntry is one number that somebody vouches for.
type CheckInEntry struct {
	// date is the day that the value speaks of. It counts from the first midnight of that day in the period's time zone
	// (UTC where there is no period).
	//
	// +required
	Date Date `json:"date"`

	// value on that day.
	//
	// +required
	Value float64 `json:"value"`

	// note says where the number comes from.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Note string `json:"note,omitempty"`
}

// Target says what number is good: exactly one of its members is set.
//
// +kubebuilder:validation:XValidation:rule="[has(self.reach), has(self.maintain), has(self.stages)].filter(x, x).size() == 1",message="a target has exactly one of reach, maintain and stages: keep one of them"
type Target struct {
	// reach goes from one value to another; it is met at to and beyond it.
	//
	// +optional
	Reach *ReachTarget `json:"reach,omitempty"`

	// maintain keeps a value inside a band, whose bounds are inside.
	//
	// +optional
	Maintain *MaintainTarget `json:"maintain,omitempty"`

	// stages draw the score for each value: straight lines between the stages, flat outside the ends.
	//
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=2
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:XValidation:rule="self.all(i, s, i == 0 || self[i-1].at < s.at) || self.all(i, s, i == 0 || self[i-1].at > s.at)",message="stages are out of order: sort them so that each at is over the one before it, or each under it"
	// +kubebuilder:validation:XValidation:rule="self.all(i, s, i == 0 || self[i-1].score <= s.score)",message="a stage's score is under the one before it: list the stages from the worst to the best"
	// +kubebuilder:validation:XValidation:rule="self.size() == 0 || self[self.size() - 1].score == 1.0",message="the last stage is the full target: give it score 1"
	Stages []Stage `json:"stages,omitempty"`
}

// Direction is the way that a value is meant to go.
//
// +kubebuilder:validation:Enum=Increase;Decrease
type Direction string

const (
	// DirectionIncrease means that more is better.
	DirectionIncrease Direction = "Increase"
	// DirectionDecrease means that less is better.
	DirectionDecrease Direction = "Decrease"
)

// ReachTarget goes from one value to another. Progress is (value - from) / (to - from), and the target is met at to
// and beyond it.
//
// +kubebuilder:validation:XValidation:rule="!has(self.from) || self.from != self.to",message="from and to are equal, so there is no way to go: change one of them, or hold the value with maintain"
// +kubebuilder:validation:XValidation:rule="!has(self.from) || !has(self.direction) || self.from == self.to || (self.direction == 'Increase') == (self.from < self.to)",message="direction goes against from and to: swap the two, or leave direction out"
// +kubebuilder:validation:XValidation:rule="has(self.from) || has(self.direction)",message="without from the direction is not known: add direction: Increase or Decrease, or add from"
type ReachTarget struct {
	// from is the value at the outset. Left out: the value at the period's start, which status keeps as the baseline
	// (0 for queries with $__elapsed); direction is then required, and the measure must be prometheus or indicatorRef.
	//
	// +optional
	From *float64 `json:"from,omitempty"`

	// to is the value to reach.
	//
	// +required
	To float64 `json:"to"`

	// direction of the way. Required where from is left out, else seen from the two values.
	//
	// +optional
	Direction Direction `json:"direction,omitempty"`
}

// MaintainTarget keeps a value inside a band; the bounds are inside. Progress is 1 inside the band and falls in a
// straight line to 0 at tolerance from the bound.
//
// +kubebuilder:validation:XValidation:rule="has(self.min) || has(self.max)",message="both bounds are missing: add min, max or both"
// +kubebuilder:validation:XValidation:rule="!has(self.min) || !has(self.max) || self.min <= self.max",message="min is over max: swap the two"
// +kubebuilder:validation:XValidation:rule="!has(self.tolerance) || !has(self.timeShare)",message="tolerance and timeShare exclude each other: keep one of them"
type MaintainTarget struct {
	// min is the lower bound. At least one of min and max is set.
	//
	// +optional
	Min *float64 `json:"min,omitempty"`

	// max is the upper bound.
	//
	// +optional
	Max *float64 `json:"max,omitempty"`

	// tolerance is how far outside the band the progress reaches 0. 0 or left out: at once.
	//
	// +optional
	// +kubebuilder:validation:Minimum=0
	Tolerance *float64 `json:"tolerance,omitempty"`

	// timeShare is the share of the period that the value has to be inside the band, over 0 and up to 1, such as 0.95.
	// Progress is then the share so far divided by timeShare. For prometheus and indicatorRef measures of an Objective only.
	//
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:ExclusiveMinimum=true
	// +kubebuilder:validation:Maximum=1
	TimeShare *float64 `json:"timeShare,omitempty"`
}

// Stage is one point of a target's score.
type Stage struct {
	// at is the value.
	//
	// +required
	At float64 `json:"at"`

	// score at that value, 0 to 1. The last stage's is 1.
	//
	// +required
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1
	Score float64 `json:"score"`
}
