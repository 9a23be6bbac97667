/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

func decided(o v1alpha1.Outlook) bool {
	return o == v1alpha1.OutlookAchieved || o == v1alpha1.OutlookMissed
}

// outdated tells whether a status holds a verdict on an older spec, because the present one could not be judged.
func outdated(kr *v1alpha1.KeyResultStatus) bool {
	return decided(kr.Outlook) && kr.Reason != ""
}

// underway tells whether an outlook is that of a key result that is measured and not judged for good.
func underway(o v1alpha1.Outlook) bool {
	return o == v1alpha1.OutlookOnTrack || o == v1alpha1.OutlookAtRisk || o == v1alpha1.OutlookOffTrack
}

// settled tells whether a key result was judged as of its due day for what its spec still says.
func (j *objectiveJudge) settled(kr *keyResult) bool {
	return j.sameJudged && !outdated(&kr.before) && decided(kr.before.Outlook)
}

// frozen keeps a verdict as it is.
func (j *objectiveJudge) frozen(kr *keyResult) {
	kr.status = *kr.before.DeepCopy()
	kr.frozen, kr.measured = true, true
	kr.broken = kr.Guardrail && kr.before.Outlook == v1alpha1.OutlookMissed
	kr.expected = j.expected(kr)
	if kr.before.Score == nil {
		return
	}
	kr.scored, kr.coarse, kr.score = true, true, *kr.before.Score
	if _, share := timeShareOf(kr.Target); !share && kr.sameTarget && kr.before.Value != nil {
		kr.coarse = false
		kr.score = scoring.Score(targetOf(kr.Target, kr.before.Baseline).Progress(*kr.before.Value))
	}
}

// heldFrom is a live reading from the due moment on: its value judges nothing any more, and its failure is told.
func (r reading) heldFrom(due time.Time, message string) reading {
	r.held = r.waiting || r.hasValue()
	switch {
	case !r.held && r.time.After(due): // a value that was good then is not the one that stands
		r.time = time.Time{}
	case r.held && r.reason == "":
		r.message = message
	}
	return r
}

// hold lets what was written before the due moment stand until the verdict.
func (j *objectiveJudge) hold(kr *keyResult, got reading) {
	kr.held = true
	j.score(kr, got, kr.plan.Due)
	j.outlook(kr)
}

// final reads a measure as of the due moment, to be judged by for good. A score that may not decide yet is held; it is
// looked at again, as what it waits for need not move it.
func (j *objectiveJudge) final(kr *keyResult) reading {
	if kr.origin.ObjectiveRef == nil || kr.origin.lack.reason != "" {
		return j.read(kr.origin, kr.plan.Due)
	}
	got, final := j.referred(*kr.origin.ObjectiveRef, kr.plan.Due)
	if got.held = !final; got.held {
		j.wake(j.now.Add(min(j.interval, maxInterval)))
	}
	return got
}

// verdict judges a key result as of the end of its due day, for good. What was not measured stays Unknown and is tried
// again; it is never Missed.
func (j *objectiveJudge) verdict(kr *keyResult) {
	j.expect(kr)
	if kr.sameTarget {
		kr.trail = j.trailOf(kr)
	}
	got := j.final(kr)
	j.incomplete = j.incomplete || got.waiting
	if got.held && got.reason == "" && !decided(kr.before.Outlook) {
		j.hold(kr, got)
		return
	}
	j.score(kr, got, kr.plan.Due)
	if kr.status.Reason != "" || !kr.scored || got.waiting || got.held {
		j.unjudged(kr)
		return
	}
	met := *kr.status.Met
	kr.measured, kr.frozen, kr.broken = true, true, kr.Guardrail && !met
	kr.status.Outlook = v1alpha1.OutlookMissed
	if !kr.broken && (kr.Guardrail || scoring.Succeeds(met, kr.score, j.aspirational)) {
		kr.status.Outlook = v1alpha1.OutlookAchieved
	}
	j.lookBack(kr)
}

// lookBack finds what had been forecast a quarter of the time before a first verdict, to be compared with it. Nothing
// was kept for that: the history says again what it said then. A verdict does not wait for a history.
func (j *objectiveJudge) lookBack(kr *keyResult) {
	if !kr.sameTarget || kr.Guardrail {
		return
	}
	quarter := kr.plan.Due.Sub(kr.plan.Start) / 4
	if f, ok := j.foresee(kr, kr.plan.Due.Add(-quarter), math.NaN()); ok {
		kr.forewarn = &f.Probability
	}
}

// unjudged leaves a key result without a verdict, or with the one that it had before its spec changed.
func (j *objectiveJudge) unjudged(kr *keyResult) {
	if !decided(kr.before.Outlook) {
		kr.measured, kr.broken = false, false
		kr.status.Outlook = v1alpha1.OutlookUnknown
		return
	}
	reason, message := kr.status.Reason, kr.status.Message
	j.frozen(kr)
	if j.sameJudged && kr.before.Reason == v1alpha1.MeasureReasonHistoryGone {
		return // until there is data: whatever else keeps it from being asked for is no news
	}
	if reason == "" { // its measure waits for another verdict
		reason = v1alpha1.MeasureReasonStale
	}
	kr.status.Reason, kr.status.Message = reason, message
	if reason == v1alpha1.MeasureReasonNoData || reason == v1alpha1.MeasureReasonNoBaseline {
		kr.status.Reason = v1alpha1.MeasureReasonHistoryGone
		kr.status.Message = "changed after its verdict, and the data to judge it again is gone (" + string(reason) + "): the old verdict stays"
	}
}
