/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// keyResult is one key result under judgement.
type keyResult struct {
	*v1alpha1.KeyResult
	origin origin
	plan   scoring.Plan
	before v1alpha1.KeyResultStatus // zero: there was none
	status v1alpha1.KeyResultStatus

	sameMeasure bool // before's value and baseline were taken for this measure
	sameTarget  bool // before's progress and met were judged against this target, too
	measured    bool // there is a number to judge by, fresh or not too old
	frozen      bool // judged as of its due day
	held        bool // past its due moment and not judged yet: what was written before stands
	broken      bool // a guardrail that does not hold
	spent       bool // a share of the time that can no longer be regained
	waits       bool // its query makes sense from the period's start on only
	scored      bool
	coarse      bool    // score comes from what was written, with two decimals
	score       float64 // unrounded unless coarse, where scored
	expected    float64 // unrounded

	trail    trail
	share    *float64 // of the time inside the band, where it was taken in this evaluation
	odds     odds
	forewarn *float64 // the probability that was forecast a quarter of the time before a verdict that is the first one
}

// stand writes what stands of the measure.
func (kr *keyResult) stand(now standing) {
	kr.status.Value, kr.status.ObservedTime = now.Value, now.ObservedTime
	kr.status.Reason, kr.status.Message = now.Reason, now.Message
}

// advance writes progress, score and met.
func (kr *keyResult) advance(progress float64, met bool) {
	kr.scored, kr.score = true, scoring.Score(progress)
	kr.status.Progress, kr.status.Score, kr.status.Met = rounded(progress), rounded(kr.score), &met
}

// moved tells whether what the score comes from is other than it was written.
func (kr *keyResult) moved() bool {
	return !same(kr.status.Value, kr.before.Value) || !same(kr.status.Progress, kr.before.Progress)
}

// keyResult judges one key result.
func (j *objectiveJudge) keyResult(kr *keyResult) {
	switch {
	case j.settled(kr):
		j.frozen(kr)
	case j.now.Before(j.period.Start):
		j.pending(kr)
	case !j.now.Before(kr.plan.Due.Add(settle(j.spec.Period))):
		j.verdict(kr)
	default:
		j.running(kr)
	}
	kr.status.Message = shorten(kr.status.Message)
}

// pending shows a value and judges nothing, before the period has begun.
func (j *objectiveJudge) pending(kr *keyResult) {
	kr.status.Outlook, kr.status.MetTime = v1alpha1.OutlookPending, nil
	if usesPeriod(kr.Measure) {
		kr.waits = true
		kr.status.Message = "the query is asked from the period's start on"
		return
	}
	was := j.past(kr)
	kr.stand(was.keep(j.observe(kr.origin, was), movesFrom(targetOf(kr.Target, nil))))
}

// running judges a key result inside its time.
func (j *objectiveJudge) running(kr *keyResult) {
	j.expect(kr)
	j.wake(kr.plan.Due.Add(settle(j.spec.Period)))
	j.follow(kr)
	got := j.observe(kr.origin, j.past(kr))
	if !j.now.Before(kr.plan.Due) {
		j.hold(kr, got.heldFrom(kr.plan.Due, "judged as of the end of its due day, "+spell(settle(j.spec.Period))+" after it"))
		return
	}
	j.score(kr, got, j.now)
	j.outlook(kr)
}

// follow asks for the history, and notes when its next point will count.
func (j *objectiveJudge) follow(kr *keyResult) {
	kr.trail = j.trailOf(kr)
	if !kr.origin.asks() {
		return
	}
	if next := kr.trail.next(j.now); !next.After(kr.plan.Due.Add(kr.trail.question.Spread)) {
		j.wake(next)
	}
}

// past is what was written of a key result's measure before.
func (j *objectiveJudge) past(kr *keyResult) past {
	if !kr.sameMeasure {
		return past{}
	}
	written := standing{kr.before.Value, kr.before.ObservedTime, kr.before.Reason, kr.before.Message}
	var met *bool
	if kr.sameTarget {
		met = kr.before.Met
	}
	return newPast(written, met)
}

// score takes a reading in and scores what then stands. asOf is the instant that is judged.
func (j *objectiveJudge) score(kr *keyResult, got reading, asOf time.Time) {
	if share, ok := timeShareOf(kr.Target); ok {
		j.scoreShare(kr, got, share, asOf)
	} else {
		j.scoreValue(kr, got)
	}
	if kr.status.MetTime == nil && kr.status.Met != nil && *kr.status.Met {
		kr.status.MetTime = stamp(asOf)
	}
}

// scoreValue scores a target that the value itself is compared with.
func (j *objectiveJudge) scoreValue(kr *keyResult, got reading) {
	baseline, lack := j.baseline(kr)
	kr.status.Baseline = baseline
	target, was := targetOf(kr.Target, baseline), j.past(kr)
	if !lack.hasValue() {
		kr.stand(was.keep(got, movesFrom(target)))
		if kr.status.Reason == "" {
			kr.status.Reason, kr.status.Message = lack.reason, lack.message
		}
		return
	}
	now := was.judge(got, target)
	kr.stand(now.standing)
	if !now.scored {
		return
	}
	kr.measured = now.measured
	kr.advance(now.progress, now.met)
	kr.broken = kr.Guardrail && kr.measured && !now.met
	if baseline != nil && target.Met(*baseline) && kr.status.Reason == "" {
		kr.status.Message = fmt.Sprintf("the baseline %s is at the target or beyond it: progress is 1 while the value is there, else 0",
			number(*tidyValue(baseline)))
	}
}

// movesFrom tells noise from news for a value that is not scored.
func movesFrom(target scoring.Target) func(written, v float64) bool {
	return func(written, v float64) bool { return scoring.Moved(target, written, v) }
}

// baseline is the value that a target without reach.from counts from, nil where it needs none. The reading says why
// there is none where there should be one.
func (j *objectiveJudge) baseline(kr *keyResult) (*float64, reading) {
	if written, known := kr.knownBaseline(); known {
		return written, reading{}
	}
	got := j.read(kr.origin, j.period.Start)
	switch {
	case got.waiting && !j.fresh && failing(kr.before.Reason):
		return nil, reading{reason: kr.before.Reason, message: kr.before.Message}
	case got.waiting:
		j.incomplete = true
	case noNumber(got.reason), got.reason == v1alpha1.MeasureReasonStale:
		got.message = "no value at the period's start to count from (" + string(got.reason) + "): add target.reach.from"
		got.reason = v1alpha1.MeasureReasonNoBaseline
	case got.reason == "":
		return &got.value, got
	}
	return nil, got
}

// knownBaseline is the baseline that is known without asking for it, nil where none is needed.
func (kr *keyResult) knownBaseline() (baseline *float64, known bool) {
	switch {
	case !needsBaseline(kr.Target):
		return nil, true
	case kr.sameMeasure && kr.before.Baseline != nil:
		return kr.before.Baseline, true
	case kr.origin.elapses():
		return new(float64), true
	}
	return nil, false
}

// noNumber tells whether a reason says that the server answered and its data hold no number.
func noNumber(reason v1alpha1.MeasureReason) bool {
	switch reason {
	case v1alpha1.MeasureReasonNoData, v1alpha1.MeasureReasonMultipleSeries, v1alpha1.MeasureReasonNotANumber,
		v1alpha1.MeasureReasonUnsupportedResult:
		return true
	}
	return false
}

// expect writes the score that the plan expects, as of the last midnight.
func (j *objectiveJudge) expect(kr *keyResult) {
	kr.expected = j.expected(kr)
	kr.status.Expected = rounded(kr.expected)
}

func (j *objectiveJudge) expected(kr *keyResult) float64 {
	if kr.Target.Maintain != nil {
		return 1
	}
	return scoring.Expected(kr.plan.Share(j.midnight), j.aspirational)
}
