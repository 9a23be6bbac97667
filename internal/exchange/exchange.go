/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import "time"

// Case is one value exchange to test.
type Case struct {
	// Result is the values of the result, oldest first, one a step. NaN and infinities are points without an answer.
	Result []float64
	// Drivers are the candidates.
	Drivers []Driver
	// Step is the time between two values. The seasons of day and week follow from it.
	Step time.Duration
	// MaxLag is the greatest lag that is tried, in steps: a driver leads by 0 to MaxLag of them.
	MaxLag int
	// Confidence is one less the share of exchanges between unrelated series in which any driver may come out as
	// Supported, such as 0.95. What is not between 0 and 1 counts as DefaultConfidence.
	Confidence float64
}

// DefaultConfidence is the confidence of a case that states none.
const DefaultConfidence = 0.95

// Driver is a candidate.
type Driver struct {
	// Values are as many as the result's, each of the same time as its.
	Values []float64
	// Expected is the way the result is expected to go when the driver rises.
	Expected Direction
}

// Direction is a way the result goes when a driver rises.
type Direction int8

// The directions.
const (
	Either Direction = iota
	Increase
	Decrease
)

// Verdict is the answer for a driver.
type Verdict string

// The verdicts.
const (
	// Supported is a driver with evidence for it, in the expected direction.
	Supported Verdict = "Supported"
	// NotSupported is a driver without.
	NotSupported Verdict = "NotSupported"
	// WrongDirection is a driver with evidence that it moves the result the other way.
	WrongDirection Verdict = "WrongDirection"
	// InsufficientData is a driver that cannot be tested; Problem says why.
	InsufficientData Verdict = "InsufficientData"
)

// Problem is why there is InsufficientData.
type Problem int8

// The problems.
const (
	// None is that of every other verdict.
	None Problem = iota
	// Constant is a driver that always has the same value.
	Constant
	// ConstantResult is a result that always has the same value.
	ConstantResult
	// TooShort is a common history with less than leastPairs steps beside MaxLag, or of which the part that skill is
	// not tested on has too few.
	TooShort
	// TooFewPoints is a history of which over a third is missing, or over a sixth in one piece.
	TooFewPoints
	// TooFewChanges is a history that stands still but for a few steps: a value that is entered once a month has no
	// more than twelve of them a year, too few to tell anything from chance.
	TooFewChanges
	// NothingLeft is a series of which trend, season and its own past leave nothing, or nothing but a few outliers.
	NothingLeft
	// SameSeries is a driver that is the result itself, but perhaps for unit and offset.
	SameSeries
	// Misaligned is a driver with more or fewer values than the result.
	Misaligned
)

// Finding is what is found of a driver. All numbers are finite, and zero where there is InsufficientData.
type Finding struct {
	// Verdict is the answer.
	Verdict Verdict
	// Problem is why there is none.
	Problem Problem
	// Lag is by how many steps the driver leads, 0..MaxLag. An effect that is spread over some lags has their middle.
	Lag int
	// Correlation at that lag, -1..1, of what is left of both series without trend, season and their own memory.
	Correlation float64
	// PValue is corrected for all lags and drivers that were tried and for autocorrelation, 0..1.
	PValue float64
	// EffectiveSamples is how many independent pairs the correlation counts as.
	EffectiveSamples float64
	// Elasticity is how the result moves with the driver; see Relative.
	Elasticity float64
	// Relative says that Elasticity is in per cent of the result for a per cent of the driver, at their means. Otherwise
	// it is in units of the result for a unit of the driver.
	Relative bool
	// Skill is by what share the driver makes the squared error of forecasts smaller, over the result's own history
	// alone, on the last quarter of the data: 1 is a prophet, and less than 0 is harm.
	Skill float64
	// Rank orders the drivers: 1 is the strongest. Those with evidence come first, by the size of their correlation, then
	// the others, by their p-value. It is 0 where there is InsufficientData.
	Rank int
}
