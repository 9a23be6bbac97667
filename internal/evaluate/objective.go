/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"slices"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// Refer gives the score of another objective, or the reason why there is none. It is false where that score may not decide
// for good what is due at an instant, and the message says why. Zero: nothing is decided.
type Refer func(ref v1alpha1.ObjectReference, due time.Time) (score Answer, final bool)

// ObjectiveInput is all that an objective's status depends on.
type ObjectiveInput struct {
	// Objective with its spec, its generation and its previous status. It is not changed.
	Objective *v1alpha1.Objective
	// Now is the time of the evaluation.
	Now time.Time
	// Ask gives the answers to the objective's questions.
	Ask Ask
	// Refer gives the scores of the objectives that it refers to.
	Refer Refer
	// Define gives the Indicators that it refers to.
	Define Define
	// Alignment says whether it serves a customer outcome.
	Alignment Alignment
}

// objectiveJudge is one evaluation of one objective.
type objectiveJudge struct {
	reader
	spec         *v1alpha1.ObjectiveSpec
	before       *v1alpha1.ObjectiveStatus
	keyResults   []*keyResult
	midnight     time.Time // the last one
	evaluated    time.Time // when what stands in the status was computed; zero: never
	hash         string
	aspirational bool
	sameJudged   bool // before was judged for what the spec still says
}

// Objective evaluates an objective.
func Objective(in ObjectiveInput) ObjectiveResult {
	before := &in.Objective.Status
	status := new(*before) // what is behind its pointers is replaced, never changed
	status.ObservedGeneration = in.Objective.Generation
	c := renew(&status.Conditions, in.Objective.Generation, in.Now)
	var result ObjectiveResult
	if in.Objective.Spec.Suspend {
		c.suspended()
		c.carryObjective()
	} else if j, err := newObjectiveJudge(in); err != nil {
		status.Outlook = v1alpha1.OutlookUnknown
		c.invalidObjective(err)
	} else {
		j.judge(status, c)
		result.Incomplete, result.Next, result.Verdicts = j.incomplete, j.next, j.verdicts()
	}
	c.align(in.Alignment)
	result.settle(*before, status, &status.EvaluatedTime, in.Now, sameObjective)
	return result
}

func newObjectiveJudge(in ObjectiveInput) (*objectiveJudge, error) {
	o := in.Objective
	period, err := PeriodOf(o.Spec.Period)
	if err != nil {
		return nil, err
	}
	j := &objectiveJudge{
		reader: reader{
			namespace: o.Namespace, source: o.Spec.SourceRef, interval: o.Spec.Interval.Or(DefaultInterval),
			location: period.Location, period: period, now: in.Now, ask: in.Ask, refer: in.Refer, define: in.Define,
			fresh: o.Status.ObservedGeneration != o.Generation,
		},
		spec: &o.Spec, before: &o.Status, hash: judgedHash(o), evaluated: timeOf(o.Status.EvaluatedTime),
		aspirational: commitment(&o.Spec) == v1alpha1.CommitmentAspirational,
	}
	j.sameJudged = j.before.JudgedHash == j.hash
	j.midnight = scoring.LastMidnight(in.Now, period.Location)
	return j, j.layOut(period)
}

// layOut lays out the key results, each with what was written of it before.
func (j *objectiveJudge) layOut(period scoring.Period) error {
	for i := range j.spec.KeyResults {
		kr := &keyResult{KeyResult: &j.spec.KeyResults[i]}
		var err error
		if kr.plan, err = usablePlan(*kr.KeyResult, period, j.spec.Period); err != nil {
			return err
		}
		kr.origin = j.originOf(kr)
		j.recall(kr)
		j.keyResults = append(j.keyResults, kr)
	}
	return nil
}

// originOf is where a key result's number comes from. What people type has no history to take a share of the time of.
func (j *objectiveJudge) originOf(kr *keyResult) origin {
	o := j.origin(kr.Measure)
	if _, share := timeShareOf(kr.Target); share && o.CheckIn != nil {
		return o.lacking(v1alpha1.MeasureReasonUnsupportedResult,
			"indicator "+o.indicator+" is typed by hand, and a share of time needs a history: use tolerance in place of timeShare")
	}
	return o
}

// recall finds what was written of a key result before, and how much of it still counts.
func (j *objectiveJudge) recall(kr *keyResult) {
	for _, before := range j.before.KeyResults {
		if before.Name == kr.Name {
			kr.before = before
		}
	}
	kr.status = v1alpha1.KeyResultStatus{
		Name: kr.Name, Target: describe(kr.Target),
		MeasureHash: kr.origin.hash(kr.Measure, &j.reader, kr.before.MeasureHash, j.spec.Period.Start.Day(), zoneName(j.spec.Period)),
	}
	kr.sameMeasure = kr.before.MeasureHash == kr.status.MeasureHash
	kr.sameTarget = kr.sameMeasure && j.sameJudged && !outdated(&kr.before)
	if kr.sameTarget {
		kr.status.MetTime = kr.before.MetTime
	}
}

// judge writes the whole judgement into status.
func (j *objectiveJudge) judge(status *v1alpha1.ObjectiveStatus, c conditions) {
	status.JudgedHash = j.hash
	status.KeyResults = make([]v1alpha1.KeyResultStatus, 0, len(j.keyResults))
	for _, kr := range j.keyResults {
		j.keyResult(kr)
		status.KeyResults = append(status.KeyResults, kr.status)
	}
	j.sum(status)
	c.ready(j.readiness(), every(len(j.keyResults), "key result")+" gave a number")
	j.concludeMet(status, c)
	j.concludeOnTrack(status, c)
	j.wakeForDates(status)
}

// wakeForDates notes the period's own dates, at which the judgement changes with no new answer.
func (j *objectiveJudge) wakeForDates(status *v1alpha1.ObjectiveStatus) {
	if decided(status.Outlook) {
		return
	}
	j.wake(j.period.Start)
	j.wake(j.verdictFrom())
	if midnight := scoring.NextMidnight(j.now, j.period.Location); !j.now.Before(j.period.Start) && !midnight.After(j.period.End) {
		j.wake(midnight)
	}
}

// verdictFrom is when the verdict can be taken.
func (j *objectiveJudge) verdictFrom() time.Time { return j.period.End.Add(settle(j.spec.Period)) }

// sum rolls the key results up into the objective's numbers, outlook and grade.
func (j *objectiveJudge) sum(status *v1alpha1.ObjectiveStatus) {
	status.Score, status.ExpectedScore, status.Probability, status.KeyResultsMet, status.Grade = nil, nil, nil, "", ""
	if j.now.Before(j.period.Start) && !j.over() {
		status.Outlook = v1alpha1.OutlookPending
		return
	}
	score, expected := j.means()
	status.Score, status.ExpectedScore = j.writtenScore(score), rounded(expected)
	status.KeyResultsMet = j.met()
	if !j.over() {
		j.judgeOutlook(status)
		return
	}
	status.Outlook = v1alpha1.OutlookAchieved
	for _, kr := range j.keyResults {
		if kr.status.Outlook != v1alpha1.OutlookAchieved {
			status.Outlook = v1alpha1.OutlookMissed
		}
	}
	if j.sameJudged && j.before.Grade != "" && !j.rejudged() {
		status.Grade = j.before.Grade // from numbers that were not rounded yet
	} else if score != nil {
		status.Grade = v1alpha1.Grade(scoring.GradeOf(*score))
	}
}

// writtenScore is the objective's score with two decimals. While what it comes from stands as written, so does it: of a
// share of the time two decimals are all that is kept, and a mean of those may differ from that of the share itself.
func (j *objectiveJudge) writtenScore(score *float64) *float64 {
	if score == nil {
		return nil
	}
	coarse, moved := false, !j.sameJudged
	for _, kr := range j.keyResults {
		if !kr.Guardrail {
			coarse, moved = coarse || kr.coarse, moved || kr.moved()
		}
	}
	if coarse && !moved && j.before.Score != nil {
		return j.before.Score
	}
	return rounded(*score)
}

// means are the weighted mean of the scores, nil unless each key result has one, and that of the expected scores.
func (j *objectiveJudge) means() (score *float64, expected float64) {
	var scores, plans []scoring.Weighted
	counted := 0
	for _, kr := range j.keyResults {
		if kr.Guardrail {
			continue
		}
		counted++
		plans = append(plans, scoring.Weighted{Weight: int(weight(kr.Weight)), Score: kr.expected})
		if kr.scored {
			scores = append(scores, scoring.Weighted{Weight: int(weight(kr.Weight)), Score: kr.score})
		}
	}
	expected, _ = scoring.Mean(plans)
	if mean, ok := scoring.Mean(scores); ok && len(scores) == counted {
		score = &mean
	}
	return score, expected
}

// over tells whether the objective's verdict can be taken or was: it ended, and every key result was judged. A verdict
// stands even if the clock is set back.
func (j *objectiveJudge) over() bool {
	for _, kr := range j.keyResults {
		if !kr.frozen {
			return false
		}
	}
	return j.ended() || j.sameJudged && decided(j.before.Outlook)
}

// ended tells whether the time has come for the verdict.
func (j *objectiveJudge) ended() bool { return !j.now.Before(j.verdictFrom()) }

// worst is the outlook before the verdict, of the key results' and the objective's own. Once that could be taken, a
// guardrail that keeps it from being taken counts like every other key result.
func (j *objectiveJudge) worst(own ...scoring.Outlook) v1alpha1.Outlook {
	outlooks := own
	broken := false
	for _, kr := range j.keyResults {
		if !kr.Guardrail || j.ended() && !kr.frozen {
			outlooks = append(outlooks, scoring.Outlook(kr.status.Outlook))
		}
		broken = broken || kr.broken
	}
	worst := scoring.Worst(outlooks...)
	if broken {
		worst = scoring.CapAtRisk(worst)
	}
	return v1alpha1.Outlook(worst)
}

// rejudged tells whether a key result was judged now that had kept a verdict on an older spec.
func (j *objectiveJudge) rejudged() bool {
	return slices.ContainsFunc(j.keyResults, func(kr *keyResult) bool { return outdated(&kr.before) && !outdated(&kr.status) })
}

// verdicts are those first ones that a forecast can be compared with.
func (j *objectiveJudge) verdicts() []ForecastVerdict {
	var verdicts []ForecastVerdict
	for _, kr := range j.keyResults {
		if kr.forewarn != nil {
			verdicts = append(verdicts, ForecastVerdict{kr.Name, *kr.forewarn, kr.status.Outlook == v1alpha1.OutlookAchieved})
		}
	}
	return verdicts
}
