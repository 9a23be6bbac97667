/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"slices"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Report is what a review meeting wants to know. Texts are clean, on one line each, and not escaped.
type Report struct {
	// Title of the whole: that of the only scorecard, or what the report is.
	Title string `json:"title"`
	// Time as of which everything is told.
	Time time.Time `json:"time"`
	// Since is the time with which it is compared.
	Since time.Time `json:"since"`
	// Source says where the numbers come from.
	Source string `json:"source"`
	// Summary is the whole in short.
	Summary Summary `json:"summary"`
	// Scorecards with their missions, by namespace and name.
	Scorecards []Scorecard `json:"scorecards,omitempty"`
	// Changes are what became different since then.
	Changes Changes `json:"changes"`
	// Concerns are the objectives that may fail or did, the worst first.
	Concerns []Concern `json:"concerns,omitempty"`
	// Outcomes are what customers get, by namespace and name.
	Outcomes []Outcome `json:"outcomes,omitempty"`
	// Objectives are all of them, the worst first.
	Objectives []Objective `json:"objectives,omitempty"`
	// Exchanges are what customers get beside what the company gets, by namespace and name.
	Exchanges []Exchange `json:"exchanges,omitempty"`
	// Gaps are what cannot be told.
	Gaps []Gap `json:"gaps,omitempty"`
	// Unaligned are the objectives that serve no customer outcome, with the words of their condition.
	Unaligned []Remark `json:"unaligned,omitempty"`
	// Notes say what the report as a whole leaves out.
	Notes []string `json:"notes,omitempty"`
}

// Goal names a goal.
type Goal struct {
	// Kind such as Objective.
	Kind string `json:"kind"`
	// Namespace of the goal.
	Namespace string `json:"namespace"`
	// Name of the goal.
	Name string `json:"name"`
	// Title for people: an objective's title, an outcome's statement; the name where it has none.
	Title string `json:"title"`
}

// Summary is the report in short.
type Summary struct {
	// Text is one paragraph.
	Text string `json:"text"`
	// Counts of the objectives by outlook, the worst first; outlooks that none has are left out.
	Counts []Count `json:"counts,omitempty"`
}

// Count is how many objectives have an outlook.
type Count struct {
	// Outlook that they have.
	Outlook v1alpha1.Outlook `json:"outlook"`
	// Objectives that have it.
	Objectives int `json:"objectives"`
	// Doubts count those of them that are in doubt: "1 of old numbers".
	Doubts []string `json:"doubts,omitempty"`
}

// Scorecard is a mission and how far it is fulfilled.
type Scorecard struct {
	Goal
	// Mission from the customer's perspective.
	Mission string `json:"mission"`
	// Outlook of the worst level; Unknown where none is known.
	Outlook v1alpha1.Outlook `json:"outlook"`
	// Score is 0..1; nil: not known.
	Score *float64 `json:"score,omitempty"`
	// NorthStar is the one number for it; nil: there is none.
	NorthStar *Number `json:"northStar,omitempty"`
	// Levels from the top down.
	Levels []Level `json:"levels,omitempty"`
}

// Level is one altitude of a scorecard.
type Level struct {
	// Title of the level, its name where it has none.
	Title string `json:"title"`
	// Question that it answers.
	Question string `json:"question,omitempty"`
	// Outlook of the worst objective; empty without objectives.
	Outlook v1alpha1.Outlook `json:"outlook,omitempty"`
	// Score is 0..1; nil: not known.
	Score *float64 `json:"score,omitempty"`
	// ObjectivesMet counts the objectives whose key results are all met: "3/5".
	ObjectivesMet string `json:"objectivesMet,omitempty"`
	// Message says what is missing.
	Message string `json:"message,omitempty"`
}

// Number is a measured number beside its target.
type Number struct {
	// Title for people, the name where it has none.
	Title string `json:"title"`
	// Unit of the value.
	Unit string `json:"unit,omitempty"`
	// Value that was good last; nil: there never was one.
	Value *float64 `json:"value,omitempty"`
	// Target in short.
	Target string `json:"target"`
	// Score is 0..1; nil: not known.
	Score *float64 `json:"score,omitempty"`
	// Met says whether the target is met in full; nil: not known.
	Met *bool `json:"met,omitempty"`
	// Reason why there is no fresh value; empty: there is.
	Reason v1alpha1.MeasureReason `json:"reason,omitempty"`
	// Message that explains it.
	Message string `json:"message,omitempty"`
}

// Changes are what became different.
type Changes struct {
	// Compared says that all was judged as of both times, so that the list is whole. Else it is what statuses and events
	// still tell.
	Compared bool `json:"compared"`
	// News are what a reader would act on: what is for the worse, for the better, and neither.
	News []Change `json:"news,omitempty"`
	// New are the goals of whose past nothing is known, as they were created since then.
	New []Goal `json:"new,omitempty"`
	// Moves are the scores as of both times, where they were compared.
	Moves []Move `json:"moves,omitempty"`
}

// Change is something that became different.
type Change struct {
	// Goal that it is about.
	Goal Goal `json:"goal"`
	// Kind of the change.
	Kind ChangeKind `json:"kind"`
	// Subject is the key result, indicator or driver that it is about; empty: the goal as a whole.
	Subject string `json:"subject,omitempty"`
	// Text says it: "on track, was at risk".
	Text string `json:"text"`
	// Course says whether it is for the better.
	Course Direction `json:"course"`
	// Time when it happened; zero: at some time since.
	Time time.Time `json:"time,omitzero"`
}

// ChangeKind is what became different.
type ChangeKind string

// The kinds of changes.
const (
	// ChangeOutlook is another outlook.
	ChangeOutlook ChangeKind = "Outlook"
	// ChangeVerdict is an end, achieved or missed.
	ChangeVerdict ChangeKind = "Verdict"
	// ChangeMet is a target that is met, or is no longer.
	ChangeMet ChangeKind = "Met"
	// ChangeTarget is a target that somebody moved.
	ChangeTarget ChangeKind = "TargetMoved"
	// ChangeLost is what can no longer be told.
	ChangeLost ChangeKind = "Lost"
	// ChangeRestored is what can be told again.
	ChangeRestored ChangeKind = "Restored"
	// ChangeBegun is a goal whose period began.
	ChangeBegun ChangeKind = "Begun"
	// ChangeEvidence is evidence of a value exchange that was found or lost.
	ChangeEvidence ChangeKind = "Evidence"
	// ChangeEvent is what the operator told of in an event.
	ChangeEvent ChangeKind = "Event"
)

// Direction says whether something is for the better.
type Direction string

// The directions of changes.
const (
	// Better is good news.
	Better Direction = "Better"
	// Worse is bad news.
	Worse Direction = "Worse"
	// Neither is news that is neither.
	Neither Direction = "Neither"
)

// rank puts bad news first.
func (d Direction) rank() int { return slices.Index([]Direction{Worse, Better, Neither}, d) }

// Move is a score as of two times.
type Move struct {
	// Goal that has it.
	Goal Goal `json:"goal"`
	// Before is the score then, 0..1; nil: not known.
	Before *float64 `json:"before,omitempty"`
	// After is the score now, 0..1; nil: not known.
	After *float64 `json:"after,omitempty"`
	// Was is the outlook then; empty for an outcome.
	Was v1alpha1.Outlook `json:"was,omitempty"`
	// Is is the outlook now; empty for an outcome.
	Is v1alpha1.Outlook `json:"is,omitempty"`
}

// Concern is an objective that may fail, or did, and why.
type Concern struct {
	// Goal that may fail.
	Goal Goal `json:"goal"`
	// Outlook of the goal.
	Outlook v1alpha1.Outlook `json:"outlook"`
	// Doubts about that, as an Objective has them.
	Doubts []string `json:"doubts,omitempty"`
	// Message says how it stands as a whole.
	Message string `json:"message"`
	// Reasons are the key results that are behind.
	Reasons []Reason `json:"reasons,omitempty"`
}

// Reason is a key result that is behind.
type Reason struct {
	// KeyResult is its title.
	KeyResult string `json:"keyResult"`
	// Outlook of it.
	Outlook v1alpha1.Outlook `json:"outlook"`
	// Guardrail says that it is one that is broken.
	Guardrail bool `json:"guardrail,omitempty"`
	// Message is that of the status, with the forecast; where it says nothing, the value and the target.
	Message string `json:"message,omitempty"`
}

// Outcome is what a customer gets.
type Outcome struct {
	Goal
	// Persona is who speaks: "returning guest, leisure"; empty: not said.
	Persona string `json:"persona,omitempty"`
	// Delivered says whether the customer gets it; nil: not known.
	Delivered *bool `json:"delivered,omitempty"`
	// Doubts about that and the score, as an Objective has them.
	Doubts []string `json:"doubts,omitempty"`
	// Score is 0..1; nil: not known.
	Score *float64 `json:"score,omitempty"`
	// Indicators that show it.
	Indicators []Number `json:"indicators"`
	// Served are the objectives that name it.
	Served []Goal `json:"served,omitempty"`
	// Evidence are the results that are seen to follow it: "Customer lifetime value follows recognised-at-desk".
	Evidence []string `json:"evidence,omitempty"`
}

// Exchange is what the past tells of a business result and its drivers.
type Exchange struct {
	Goal
	// Message of the whole.
	Message string `json:"message"`
	// Drivers in the order of the spec.
	Drivers []Driver `json:"drivers"`
}

// Driver is a candidate for what moves a result.
type Driver struct {
	// Name of the driver.
	Name string `json:"name"`
	// Title of the indicator that it is; its name where there is none.
	Title string `json:"title"`
	// Verdict on it; empty: it was not tested yet.
	Verdict v1alpha1.ExchangeVerdict `json:"verdict,omitempty"`
	// Message that puts it into words.
	Message string `json:"message,omitempty"`
}

// Gap is something that cannot be told.
type Gap struct {
	// Goal that it is about.
	Goal Goal `json:"goal"`
	// Subject is the key result, indicator or driver; empty: the goal as a whole.
	Subject string `json:"subject,omitempty"`
	// Reason in one word, as in the status.
	Reason string `json:"reason"`
	// Message that explains it.
	Message string `json:"message,omitempty"`
	// Seen is when there was a good value last; zero: not known.
	Seen time.Time `json:"seen,omitzero"`
}

// Remark is something to be said of a goal.
type Remark struct {
	// Goal that it is about.
	Goal Goal `json:"goal"`
	// Message says it.
	Message string `json:"message"`
}
