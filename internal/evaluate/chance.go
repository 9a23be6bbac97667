/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"slices"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// chance is the probability that the objective succeeds, by those of its key results. One that was judged has succeeded
// or not; one that has none is left out. It is false where no running one has any.
func (j *objectiveJudge) chance(of func(odds) float64) (p float64, known bool) {
	var each []float64
	running, judged := 0, 0
	for _, kr := range j.keyResults {
		switch {
		case kr.frozen:
			judged++
			each = append(each, success(kr.status.Outlook))
		case kr.odds.known:
			running++
			each = append(each, of(kr.odds))
		}
	}
	if running == 0 && judged < len(j.keyResults) {
		return 0, false
	}
	return forecast.All(each...), true
}

// success is the probability of what is over.
func success(verdict v1alpha1.Outlook) float64 {
	if verdict == v1alpha1.OutlookAchieved {
		return 1
	}
	return 0
}

// judgeOutlook writes the objective's outlook and probability before the verdict.
func (j *objectiveJudge) judgeOutlook(status *v1alpha1.ObjectiveStatus) {
	now, known := j.chance(func(o odds) float64 { return o.now })
	if !known {
		status.Outlook = j.worst()
		return
	}
	own := scoring.ByProbability(now, j.outlookBefore())
	calm, today, carries := j.calm(), !j.evaluated.Before(j.midnight), j.carries()
	if calm && today && carries {
		own = byWritten(*j.before.Probability, j.outlookBefore())
	}
	status.Outlook = j.worst(own)
	calm = calm && status.Outlook == j.before.Outlook
	switch {
	case calm && today:
		status.Probability = j.before.Probability
	case calm && !carries:
		status.Probability = j.asShown(own, now)
	default:
		status.Probability = rounded(now)
	}
	if j.unknown() {
		status.Probability = nil // it would be that of the others
	}
}

// unknown tells whether nobody knows what will become of a key result that counts.
func (j *objectiveJudge) unknown() bool {
	return slices.ContainsFunc(j.keyResults, func(kr *keyResult) bool {
		return !kr.Guardrail && !kr.frozen && kr.status.Outlook == v1alpha1.OutlookUnknown
	})
}

// outlookBefore is the outlook from which the objective's own takes more to move than to stay.
func (j *objectiveJudge) outlookBefore() scoring.Outlook {
	if j.sameJudged {
		return scoring.Outlook(j.before.Outlook)
	}
	return scoring.Unknown
}

// calm tells whether the written probability is of this spec, and no outlook of a key result has changed since.
func (j *objectiveJudge) calm() bool {
	for _, kr := range j.keyResults {
		if kr.status.Outlook != kr.before.Outlook {
			return false
		}
	}
	return j.sameJudged && !j.fresh && j.before.Probability != nil
}

// carries tells whether some key result's probability is as it was written: after a restart until its history is there,
// while its source fails, and of a share of the time between its midnights.
func (j *objectiveJudge) carries() bool {
	for _, kr := range j.keyResults {
		if kr.odds.carried {
			return true
		}
	}
	return false
}

// byWritten judges by a probability as it was written, with two decimals, so that it stays where it is as long as what
// was written may have meant that.
func byWritten(p float64, before scoring.Outlook) scoring.Outlook {
	const rounding = 0.005
	for _, may := range []float64{p - rounding, p + rounding} {
		if scoring.ByProbability(may, before) == before {
			return before
		}
	}
	return scoring.ByProbability(p, before)
}

// asShown is the probability by what is written of the key results, as of midnight, unless it does not go with the
// objective's own outlook.
func (j *objectiveJudge) asShown(own scoring.Outlook, now float64) *float64 {
	shown, _ := j.chance(func(o odds) float64 { return o.shown })
	if scoring.ByProbability(shown, own) != own {
		return rounded(now)
	}
	return rounded(shown)
}
