/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ObjectiveSpec is what we want, until when, and the key results that show it.
//
// +kubebuilder:validation:XValidation:rule="self.keyResults.all(k, !has(k.due) || (k.due.split('T')[0] >= self.period.start.split('T')[0] && k.due.split('T')[0] <= self.period.end.split('T')[0]))",message="a key result is due outside the period: move its due into it, or leave it out for the period's end"
// +kubebuilder:validation:XValidation:rule="self.keyResults.all(k, !has(k.plan) || k.plan.all(p, p.by.split('T')[0] >= self.period.start.split('T')[0] && p.by.split('T')[0] <= (has(k.due) ? k.due : self.period.end).split('T')[0]))",message="a plan has a day outside the period, or after its key result is due: move the day, or leave it out"
// +kubebuilder:validation:XValidation:rule="self.keyResults.exists(k, !has(k.guardrail) || !k.guardrail)",message="all key results are guardrails, so there is nothing to achieve: add one that is none"
type ObjectiveSpec struct {
	// title of the objective.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title"`

	// description for people.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=4096
	Description string `json:"description,omitempty"`

	// owner answers for the objective.
	//
	// +optional
	Owner *Owner `json:"owner,omitempty"`

	// period in which it is to be achieved.
	//
	// +required
	Period Period `json:"period"`

	// commitment says what counts as success: Committed (every target is met) or Aspirational (every score is 0.7 or
	// more). Left out: Committed.
	//
	// +optional
	Commitment Commitment `json:"commitment,omitempty"`

	// parentRef names the objective that this one contributes to. It aligns and changes no score.
	//
	// +optional
	ParentRef *ObjectReference `json:"parentRef,omitempty"`

	// outcomeRefs name the CustomerOutcomes that this objective serves, at most 20.
	//
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	OutcomeRefs []ObjectReference `json:"outcomeRefs,omitempty"`

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

	// keyResults show whether the objective is achieved, 1 to 20. At least one is no guardrail.
	//
	// +required
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	KeyResults []KeyResult `json:"keyResults"`
}

// Commitment says what counts as success.
//
// +kubebuilder:validation:Enum=Committed;Aspirational
type Commitment string

const (
	// CommitmentCommitted means that every target is to be met in full.
	CommitmentCommitted Commitment = "Committed"
	// CommitmentAspirational means that a score of 0.7 is a success.
	CommitmentAspirational Commitment = "Aspirational"
)

// Period is a span of days. Both days are in it.
//
// +kubebuilder:validation:XValidation:rule="self.start.split('T')[0] <= self.end.split('T')[0]",message="the period ends before it starts: swap start and end"
type Period struct {
	// start is the first day.
	//
	// +required
	Start Date `json:"start"`

	// end is the last day.
	//
	// +required
	End Date `json:"end"`

	// timeZone in which the days are meant, an IANA name such as Europe/Berlin. Left out: UTC.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$') && !self.matches('^(Local|localtime|posixrules|Factory|(right|posix)/.*)$') && timestamp('2000-01-01T00:00:00Z').getHours(self) >= 0",message="this is no IANA time zone: write a name such as Europe/Berlin or UTC"
	TimeZone *string `json:"timeZone,omitempty"`

	// settle is how late the numbers of a last day may come: a day is judged this long after its end. Left out: 1h.
	//
	// +optional
	Settle Duration `json:"settle,omitempty"`
}

// KeyResultType says whether a key result moves before or after the effect that is wanted.
//
// +kubebuilder:validation:Enum=Leading;Lagging
type KeyResultType string

const (
	// KeyResultLeading moves before the effect.
	KeyResultLeading KeyResultType = "Leading"
	// KeyResultLagging is the effect, or moves after it.
	KeyResultLagging KeyResultType = "Lagging"
)

// KeyResult is one number that shows whether the objective is achieved.
//
// +kubebuilder:validation:XValidation:rule="!has(self.guardrail) || !self.guardrail || has(self.target.maintain)",message="a guardrail keeps a value inside a band: use target.maintain, or take guardrail out"
// +kubebuilder:validation:XValidation:rule="!has(self.guardrail) || !self.guardrail || (!has(self.weight) && !has(self.plan))",message="a guardrail is not in the score: take weight and plan out"
// +kubebuilder:validation:XValidation:rule="!has(self.target.reach) || has(self.target.reach.from) || has(self.measure.prometheus) || has(self.measure.indicatorRef)",message="the value at the period's start is known for prometheus and indicatorRef measures only: add target.reach.from"
// +kubebuilder:validation:XValidation:rule="!has(self.target.maintain) || !has(self.target.maintain.timeShare) || has(self.measure.prometheus) || has(self.measure.indicatorRef)",message="a share of time needs a history: use a prometheus or indicatorRef measure, or tolerance in place of timeShare"
type KeyResult struct {
	// name of the key result, unique in the objective.
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

	// type says whether the number moves before (Leading) or after (Lagging) the effect that is wanted.
	//
	// +optional
	Type KeyResultType `json:"type,omitempty"`

	// weight in the objective's score, 1 to 1000. Left out: 1.
	//
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	Weight *int32 `json:"weight,omitempty"`

	// due is the day by the end of which it is to be met. Left out: the period's last day.
	//
	// +optional
	Due Date `json:"due,omitempty"`

	// plan says how far we expect to be, in straight lines from 0 at the period's start to 1 at the end of the due day.
	// Left out: one straight line.
	//
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=30
	// +kubebuilder:validation:XValidation:rule="self.all(i, p, i == 0 || self[i-1].by.split('T')[0] < p.by.split('T')[0])",message="the plan's days are out of order: sort them, each day once"
	// +kubebuilder:validation:XValidation:rule="self.all(i, p, i == 0 || self[i-1].share <= p.share)",message="the plan's shares fall: a share is at least the one before it"
	Plan []PlanPoint `json:"plan,omitempty"`

	// guardrail makes it a limit that must hold while the others are pursued: with maintain only, without weight and
	// plan. It is not in the score, but the objective does not succeed while it is broken.
	//
	// +optional
	Guardrail bool `json:"guardrail,omitempty"`

	// target says what number is good: exactly one of reach, maintain and stages.
	//
	// +required
	Target Target `json:"target"`

	// measure says where the number comes from: exactly one of prometheus, indicatorRef, objectiveRef and
	// checkIn.
	//
	// +required
	Measure Measure `json:"measure"`
}

// PlanPoint is how far we expect to be by the end of a day.
type PlanPoint struct {
	// by is the day.
	//
	// +required
	By Date `json:"by"`

	// share of the way, 0 to 1.
	//
	// +required
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1
	Share float64 `json:"share"`
}

// Outlook is the judgement on what will become of a goal.
//
// +kubebuilder:validation:Enum=Pending;OnTrack;AtRisk;OffTrack;Achieved;Missed;Unknown
type Outlook string

const (
	// OutlookPending means: the period has not begun.
	OutlookPending Outlook = "Pending"
	// OutlookOnTrack means: it will probably succeed.
	OutlookOnTrack Outlook = "OnTrack"
	// OutlookAtRisk means: it may well fail.
	OutlookAtRisk Outlook = "AtRisk"
	// OutlookOffTrack means: it will probably fail.
	OutlookOffTrack Outlook = "OffTrack"
	// OutlookAchieved means: it is over and succeeded.
	OutlookAchieved Outlook = "Achieved"
	// OutlookMissed means: it is over and did not succeed.
	OutlookMissed Outlook = "Missed"
	// OutlookUnknown means: there is nothing to judge by.
	OutlookUnknown Outlook = "Unknown"
)

// Grade sums up an objective once it is over.
//
// +kubebuilder:validation:Enum=Red;Yellow;Green
type Grade string

const (
	// GradeRed is a score under 0.4.
	GradeRed Grade = "Red"
	// GradeYellow is a score from 0.4 to under 0.7.
	GradeYellow Grade = "Yellow"
	// GradeGreen is a score of 0.7 or more.
	GradeGreen Grade = "Green"
)

// ObjectiveStatus is what was measured last, and the judgement on it.
type ObjectiveStatus struct {
	// observedGeneration is the generation that this status speaks of; -1 before the first evaluation.
	//
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions: Ready, Measured, KeyResultsMet, OnTrack and CustomerAligned; Stalled, Reconciling and Suspended while
	// they hold.
	//
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// score is the weighted mean of the key results' scores, 0 to 1 with two decimals, guardrails left out. Absent
	// unless each of them has one; a stale last one counts.
	//
	// +optional
	Score *float64 `json:"score,omitempty"`

	// expectedScore is the same for the plan, as of the last midnight of the period's zone.
	//
	// +optional
	ExpectedScore *float64 `json:"expectedScore,omitempty"`

	// outlook is the judgement on what will become of the objective: until the verdict the worst of its key results' and
	// of what its own probability says.
	//
	// +optional
	Outlook Outlook `json:"outlook,omitempty"`

	// probability that the objective succeeds, 0 to 1 with two decimals: that all key results succeed and no guardrail
	// is broken at the end. Key results without a probability of their own are left out of it; absent while none has one,
	// and from the verdict on.
	//
	// +optional
	Probability *float64 `json:"probability,omitempty"`

	// keyResultsMet counts the key results that are met, guardrails left out: "1/3".
	//
	// +optional
	KeyResultsMet string `json:"keyResultsMet,omitempty"`

	// grade sums up the score once the objective is over.
	//
	// +optional
	Grade Grade `json:"grade,omitempty"`

	// judgedHash tells whether the goal is still the one that was judged: period, commitment, and each key result's
	// target, measure (without check-in entries), plan, due, weight and guardrail.
	//
	// +optional
	JudgedHash string `json:"judgedHash,omitempty"`

	// evaluatedTime is when what stands here was computed. It moves only when something else here does.
	//
	// +optional
	EvaluatedTime *metav1.Time `json:"evaluatedTime,omitempty"`

	// keyResults as they were measured, in the order of the spec.
	//
	// +optional
	// +listType=map
	// +listMapKey=name
	KeyResults []KeyResultStatus `json:"keyResults,omitempty"`
}

// KeyResultStatus is what was measured of one key result, and the judgement on it.
type KeyResultStatus struct {
	// name of the key result.
	//
	// +required
	Name string `json:"name"`

	// value in the key result's unit: the last good one, stale where reason says so. Frozen once the due day is judged.
	//
	// +optional
	Value *float64 `json:"value,omitempty"`

	// baseline is the value at the period's start, where target.reach.from is left out.
	//
	// +optional
	Baseline *float64 `json:"baseline,omitempty"`

	// target in short: "2.1 -> 2.6" or ">= 99.5".
	//
	// +optional
	Target string `json:"target,omitempty"`

	// progress towards the target, not clamped, with two decimals; 1 is reached.
	//
	// +optional
	Progress *float64 `json:"progress,omitempty"`

	// score is the progress clamped to 0 to 1.
	//
	// +optional
	Score *float64 `json:"score,omitempty"`

	// expected is the score that the plan expects, as of the last midnight of the period's zone.
	//
	// +optional
	Expected *float64 `json:"expected,omitempty"`

	// met says whether the full target is met.
	//
	// +optional
	Met *bool `json:"met,omitempty"`

	// metTime is when it was first met, once for a judgedHash.
	//
	// +optional
	MetTime *metav1.Time `json:"metTime,omitempty"`

	// outlook is the judgement on what will become of it.
	//
	// +optional
	Outlook Outlook `json:"outlook,omitempty"`

	// probability that it succeeds, 0 to 1 with two decimals, by a forecast from its history. Absent without one, and once
	// the due day is judged.
	//
	// +optional
	Probability *float64 `json:"probability,omitempty"`

	// forecast of the value at the due day's end; of the share of the time where the target has a timeShare. It moves with
	// probability.
	//
	// +optional
	Forecast *Forecast `json:"forecast,omitempty"`

	// observedTime is when the value was last seen, as of the last write.
	//
	// +optional
	ObservedTime *metav1.Time `json:"observedTime,omitempty"`

	// measureHash tells whether measure and start are still those that the baseline was taken for.
	//
	// +optional
	MeasureHash string `json:"measureHash,omitempty"`

	// reason why there is no fresh value or no outlook; absent when there are both.
	//
	// +optional
	Reason MeasureReason `json:"reason,omitempty"`

	// message that explains outlook and reason.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`
}

// Forecast is what a value is expected to be at some day's end, in the value's own unit.
type Forecast struct {
	// value that is as likely to be passed as not: the median.
	//
	// +required
	Value float64 `json:"value"`

	// low is the lower end of the interval that holds the value in four cases of five.
	//
	// +required
	Low float64 `json:"low"`

	// high is the upper end of that interval.
	//
	// +required
	High float64 `json:"high"`
}

// Objective is what we want, until when, and the key results that show it.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=obj,categories=goals
// +kubebuilder:printcolumn:name="Score",type=number,JSONPath=`.status.score`
// +kubebuilder:printcolumn:name="Expected",type=number,JSONPath=`.status.expectedScore`
// +kubebuilder:printcolumn:name="Outlook",type=string,JSONPath=`.status.outlook`
// +kubebuilder:printcolumn:name="Probability",type=number,JSONPath=`.status.probability`
// +kubebuilder:printcolumn:name="Met",type=string,JSONPath=`.status.keyResultsMet`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Ends",type=string,JSONPath=`.spec.period.end`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="Team",type=string,JSONPath=`.spec.owner.team`,priority=1
// +kubebuilder:printcolumn:name="Grade",type=string,JSONPath=`.status.grade`,priority=1
// +kubebuilder:printcolumn:name="Measured",type=string,JSONPath=`.status.conditions[?(@.type=="Measured")].reason`,priority=1
// +kubebuilder:printcolumn:name="Message",type=string,JSONPath=`.status.conditions[?(@.type=="OnTrack")].message`,priority=1
type Objective struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object's metadata.
	//
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what we want, until when, and the key results that show it.
	//
	// +required
	Spec ObjectiveSpec `json:"spec"`

	// status is what was measured last, and the judgement on it.
	//
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status ObjectiveStatus `json:"status,omitempty"`
}

// ObjectiveList is a list of Objectives.
//
// +kubebuilder:object:root=true
type ObjectiveList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	// items of the list.
	Items []Objective `json:"items"`
}
