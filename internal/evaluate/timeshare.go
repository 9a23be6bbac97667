/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"slices"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// sharePoints is about how many points a share of a whole period is taken over, at most.
const sharePoints = 1000

// scoreShare scores the share of the time that the value was inside its band. The share is taken anew at the period's
// midnight, when the value crosses a bound, and with the first outlooks; between those the written one stands.
func (j *objectiveJudge) scoreShare(kr *keyResult, got reading, target scoring.TimeShare, asOf time.Time) {
	band := target.Maintain
	kr.stand(j.past(kr).keep(got, func(written, v float64) bool {
		return scoring.Moved(band, written, v) || crosses(band, written, v)
	}))
	at := j.shareDue(kr, got, band, asOf)
	if at.IsZero() {
		kr.carryShare(!got.lost)
		return
	}
	answer, known := j.askAs(kr.origin, j.shareQuestion(kr, at))
	points := answer.Points
	if points == 0 {
		points = j.sharePointsUntil(at)
	}
	share, enough := scoring.ShareInside(band, answer.Values, points)
	switch {
	case !known:
		j.incomplete = true
		kr.carryShare(!got.lost)
	case answer.Reason != "":
		j.shareFailed(kr, answer.Reason, answer.Message)
	case !enough:
		j.shareFailed(kr, v1alpha1.MeasureReasonNoData, "under half of the period so far has data, too little for a share of the time")
	default:
		kr.measured, kr.share = true, &share
		kr.advance(target.Progress(share), target.Met(share))
		kr.spend(!j.regainable(kr, share, *target.Worth(j.enough(kr)).Min, at))
	}
}

// shareDue is the instant until which the share is to be taken; zero: the written one stands.
func (j *objectiveJudge) shareDue(kr *keyResult, got reading, band scoring.Maintain, asOf time.Time) time.Time {
	crossed := kr.before.Value != nil && crosses(band, *kr.before.Value, got.value)
	switch {
	case got.reason != "" || got.held:
		return time.Time{}
	case asOf.Before(j.now): // a verdict
		return j.gridPoint(asOf)
	case !got.waiting && (crossed || j.fresh || !kr.hasShare() || failing(kr.before.Reason) || j.ripe(kr, kr.trail) || j.othersRipen(kr)):
		return j.gridPoint(earlier(j.now, kr.plan.Due))
	case kr.hasShare() && !j.fresh && j.evaluated.Before(j.midnight):
		return j.gridPoint(earlier(j.midnight, kr.plan.Due))
	}
	return time.Time{}
}

// ripe tells whether a history has become long enough for the first outlook.
func (j *objectiveJudge) ripe(kr *keyResult, t trail) bool {
	return !kr.judgedBefore() && !kr.gaveUp() && t.answered(t.values(j.now, kr.plan.Due), kr.plan.Start) >= forecast.MinPoints
}

// othersRipen tells whether another key result, which is measured, gets its first outlook now. The chance of all of them
// is then taken from their forecasts and not from a chance as it was written, with two decimals: else it would hang on
// whose history came first.
func (j *objectiveJudge) othersRipen(kr *keyResult) bool {
	return slices.ContainsFunc(j.keyResults, func(other *keyResult) bool {
		was := &other.before
		return other != kr && was.Value != nil && was.Reason == "" && !decided(was.Outlook) && j.ripe(other, j.trailOf(other))
	})
}

// crosses tells whether a value has come to the other side of a bound, noise aside.
func crosses(band scoring.Maintain, written, v float64) bool {
	inside := band.Inside(written)
	return scoring.StillMet(band, v, written, inside) != inside
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// hasShare tells whether a share was written for this measure and target.
func (kr *keyResult) hasShare() bool {
	return kr.sameTarget && kr.before.Progress != nil && kr.before.Met != nil
}

// carryShare lets the written share stand.
func (kr *keyResult) carryShare(measured bool) {
	if !kr.hasShare() {
		return
	}
	kr.measured, kr.coarse = measured, true
	kr.advance(*kr.before.Progress, *kr.before.Met)
	kr.spend(measured && kr.gaveUp())
}

// spend notes whether more of the time was lost than may be.
func (kr *keyResult) spend(spent bool) { kr.spent, kr.broken = spent, spent && kr.Guardrail }

// gaveUp tells whether that was so before. A status says it by a probability, which is 0, without a forecast: there is
// nothing left to forecast.
func (kr *keyResult) gaveUp() bool {
	return kr.sameTarget && kr.before.Probability != nil && kr.before.Forecast == nil
}

// giveUp judges a key result that cannot succeed any more.
func (kr *keyResult) giveUp() {
	kr.status.Outlook, kr.status.Probability = v1alpha1.OutlookOffTrack, new(float64)
	kr.odds = odds{known: true}
	kr.say("the share of the time inside the band cannot be regained by the due day")
}

// shareStands tells whether a key result counts the time and its share was not taken in this evaluation. Its forecast
// builds on the share, and so stands with it.
func (kr *keyResult) shareStands() bool {
	_, counts := timeShareOf(kr.Target)
	return counts && kr.share == nil
}

// shareFailed lets the written share stand where none can be taken, until it is too old. The time that is shown is that
// of the last good share then, or the limit would never come while the value itself is good.
func (j *objectiveJudge) shareFailed(kr *keyResult, reason v1alpha1.MeasureReason, message string) {
	kr.status.Reason, kr.status.Message = reason, message
	if kr.sameMeasure && failing(kr.before.Reason) && kr.before.ObservedTime != nil {
		kr.status.ObservedTime = kr.before.ObservedTime
	}
	j.wake(j.gridPoint(j.now).Add(j.shareStep()))
	if kr.status.ObservedTime == nil {
		return
	}
	lapses := kr.status.ObservedTime.Add(kr.origin.limit())
	j.wake(lapses)
	kr.carryShare(lapses.After(j.now))
}

// shareStep is the distance of the points that a share is taken over.
func (j *objectiveJudge) shareStep() time.Duration {
	step := max(j.interval, j.period.End.Sub(j.period.Start)/sharePoints)
	return max(step.Truncate(time.Second), time.Second)
}

func (j *objectiveJudge) sharePointsUntil(at time.Time) int {
	return int(at.Sub(j.period.Start)/j.shareStep()) + 1
}

// gridPoint is the last point of the share's grid at or before t, so that one question holds for a whole step.
func (j *objectiveJudge) gridPoint(t time.Time) time.Time {
	return t.Add(-(t.Sub(j.period.Start) % j.shareStep()))
}

func (j *objectiveJudge) shareQuestion(kr *keyResult, at time.Time) Question {
	q := j.question(kr.origin, at)
	q.From, q.Step = j.period.Start.UTC(), j.shareStep()
	return q
}

// regainable tells whether a share can still be reached by the due day if the value stays inside from at on. The margin
// is far above the rounding of doubles and far below one point of the grid.
func (j *objectiveJudge) regainable(kr *keyResult, share, want float64, at time.Time) bool {
	const margin = 1e-9
	gone := float64(at.Sub(j.period.Start)) / float64(kr.plan.Due.Sub(j.period.Start))
	return share*gone+(1-gone) >= want-margin
}
