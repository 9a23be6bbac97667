/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// odds are how probable the success of a running key result is.
type odds struct {
	known   bool
	carried bool    // as it was written, with two decimals: there is no forecast of this evaluation
	now     float64 // what outlooks are judged by
	shown   float64 // what the written probability comes from
}

// outlook judges what will become of a running key result.
func (j *objectiveJudge) outlook(kr *keyResult) {
	kr.status.Outlook = v1alpha1.OutlookUnknown
	switch {
	case !kr.measured:
	case kr.held && kr.sameTarget && kr.before.Probability == nil && underway(kr.before.Outlook):
		kr.status.Outlook = kr.before.Outlook
	case !kr.origin.remembers():
		kr.status.Outlook = v1alpha1.Outlook(scoring.ByPace(kr.score, kr.expected))
		kr.say(fmt.Sprintf("judged by pace and without a probability, for lack of a history: score %s, %s expected by now",
			number(*kr.status.Score), number(*kr.status.Expected)))
	case kr.spent:
		kr.giveUp()
	case kr.judgedBefore() && (failing(kr.status.Reason) || kr.shareStands() || kr.held):
		kr.carryOutlook()
	default:
		j.judgeByForecast(kr)
	}
	if kr.status.Forecast != nil {
		kr.say(j.explain(kr))
	}
}

// judgedBefore tells whether the written outlook is by a forecast, for this measure and target.
func (kr *keyResult) judgedBefore() bool { return kr.sameTarget && kr.before.Forecast != nil }

// carryOutlook lets the written outlook and forecast stand.
func (kr *keyResult) carryOutlook() {
	kr.status.Outlook = kr.before.Outlook
	kr.status.Probability, kr.status.Forecast = kr.before.Probability, kr.before.Forecast
	kr.odds = odds{known: true, carried: true, now: *kr.before.Probability, shown: *kr.before.Probability}
}

// judgeByForecast judges a key result by its history; without one by what is written.
func (j *objectiveJudge) judgeByForecast(kr *keyResult) {
	f, ok := j.foresee(kr, j.now, kr.soFar())
	switch {
	case ok:
		j.believe(kr, f)
	case kr.trail.loaded():
		kr.lack(j.tooShort(kr))
	case noNumber(kr.trail.answer.Reason):
		kr.lack("no outlook: the history holds no number to forecast from: " + kr.trail.answer.Message)
	case kr.judgedBefore():
		kr.carryOutlook()
	default:
		j.awaitHistory(kr)
	}
}

// believe judges a key result by a forecast. Its numbers move once a day, as of midnight, and with the outlook; between
// those the written ones stand.
func (j *objectiveJudge) believe(kr *keyResult, f forecast.Forecast) {
	kr.status.Outlook = v1alpha1.Outlook(scoring.ByProbability(f.Probability, kr.outlookBefore()))
	kr.odds = odds{known: true, now: f.Probability}
	if calm := kr.judgedBefore() && kr.before.Outlook == kr.status.Outlook && !j.fresh; calm {
		if !j.evaluated.Before(j.midnight) {
			kr.odds.shown = *kr.before.Probability
			kr.status.Probability, kr.status.Forecast = kr.before.Probability, kr.before.Forecast
			return
		}
		f = j.asOfMidnight(kr, f)
	}
	kr.odds.shown = f.Probability
	kr.status.Probability, kr.status.Forecast = rounded(f.Probability), kr.tidy(f)
}

// outlookBefore is the outlook from which it takes more to move than to stay: the written one, if it was made for this
// measure and target, whatever else of the objective was edited.
func (kr *keyResult) outlookBefore() scoring.Outlook {
	if kr.sameMeasure && kr.before.Target == kr.status.Target {
		return scoring.Outlook(kr.before.Outlook)
	}
	return scoring.Unknown
}

// asOfMidnight is the forecast by what counted at the last midnight, so that a day has one, whenever it is made. Where
// it does not go with the outlook, it is the present one, now.
func (j *objectiveJudge) asOfMidnight(kr *keyResult, now forecast.Forecast) forecast.Forecast {
	if kr.trail.counted(j.midnight) == kr.trail.counted(j.now) {
		return now
	}
	f, ok := j.foresee(kr, j.midnight, kr.soFar())
	outlook := scoring.Outlook(kr.status.Outlook)
	if !ok || scoring.ByProbability(f.Probability, outlook) != outlook {
		return now
	}
	return f
}

// soFar is the share of the time that was measured in this evaluation; NaN: none.
func (kr *keyResult) soFar() float64 {
	if kr.share == nil {
		return math.NaN()
	}
	return *kr.share
}

// tooShort says what a history lacks.
func (j *objectiveJudge) tooShort(kr *keyResult) string {
	answered := kr.trail.answered(kr.trail.values(j.now, kr.plan.Due), kr.plan.Start)
	return fmt.Sprintf("no outlook yet: %d of the %d points of history that a forecast takes; since the start there is one every %s",
		answered, forecast.MinPoints, spell(kr.trail.question.Step))
}

// lack says that there is too little history to judge by.
func (kr *keyResult) lack(message string) {
	kr.say(message)
	if kr.status.Reason == "" {
		kr.status.Reason = v1alpha1.MeasureReasonInsufficientData
	}
}

// awaitHistory leaves a key result without an outlook until its history is there. A goal that is new is told its numbers
// at once and its outlook later. One that had an outlook keeps it until it has the next: an edit waits for the history,
// good or bad.
func (j *objectiveJudge) awaitHistory(kr *keyResult) {
	message := "no outlook yet: the history is being loaded"
	if kr.trail.known {
		message = "no outlook yet: the history cannot be loaded: " + kr.trail.answer.Message
	} else if j.fresh && j.before.JudgedHash != "" && !kr.sameTarget {
		j.incomplete = true
	}
	kr.say(message)
	if written := kr.before.Reason; kr.sameTarget && written == v1alpha1.MeasureReasonInsufficientData && kr.status.Reason == "" {
		kr.status.Reason = written // what it lacked before a restart it lacks still
	}
}

// say adds to the message of a key result that has nothing worse to say.
func (kr *keyResult) say(message string) {
	if kr.status.Reason != "" {
		return
	}
	if kr.status.Message != "" {
		message = kr.status.Message + "; " + message
	}
	kr.status.Message = message
}
