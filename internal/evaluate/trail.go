/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"time"
)

// historyPoints is about how many points a history has, which goes back one period before the start.
const historyPoints = 400

// elapsedPoints is how many points of a period are asked at most of a query that means something else at each.
const elapsedPoints = 60

// historySteps are the distances of a history's points.
var historySteps = []time.Duration{
	time.Minute, 2 * time.Minute, 3 * time.Minute, 5 * time.Minute, 6 * time.Minute, 10 * time.Minute, 15 * time.Minute,
	20 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 6 * time.Hour,
	8 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// maxSpread is the longest time over which histories are asked after a new point. All goals of a quarter in one zone
// have one grid, so that thousands of histories become due in the same instant; spread over half an hour they are no
// load, and half an hour is little beside the hours between the points of a quarter.
const maxSpread = 30 * time.Minute

// trail is the past of a key result's measure, on the grid of its period.
type trail struct {
	question Question
	answer   Answer
	known    bool // there is an answer, good or bad
}

// trailOf asks for the past of a key result's measure. It is zero for measures that have none.
func (j *objectiveJudge) trailOf(kr *keyResult) trail {
	if !kr.origin.asks() {
		return trail{}
	}
	t := trail{question: j.historyQuestion(kr)}
	t.answer, t.known = j.askAs(kr.origin, t.question)
	return t
}

// historyQuestion asks for the period and as long a time before it, which tells of noise and seasons. Queries that hang
// on the period make no sense before it.
func (j *objectiveJudge) historyQuestion(kr *keyResult) Question {
	q := j.question(kr.origin, time.Time{})
	length := j.period.End.Sub(j.period.Start)
	q.Step = historyStep(length)
	q.From = j.period.Start.UTC()
	start, end, elapsed := uses(q.Query)
	if elapsed {
		q.Step *= length/(elapsedPoints*q.Step) + 1
	}
	if !start && !end && !elapsed {
		q.From = q.From.Add(-q.Step * (length / q.Step))
	}
	q.Spread = spreadOf(q.Step)
	return q
}

// historyStep is the distance of the points of a history over a period of some length.
func historyStep(length time.Duration) time.Duration {
	for _, step := range historySteps {
		if step >= length/(historyPoints/2) {
			return step
		}
	}
	return historySteps[len(historySteps)-1]
}

// loaded tells whether the past is known, be it that it holds no number.
func (t trail) loaded() bool { return t.answer.History != nil }

// settled is the time whose points count at another. A point counts once the time is over within which it is asked, so
// that everybody judges by the same points at the same time, whenever within it they asked.
func (t trail) settled(at time.Time) time.Time { return at.Add(-t.question.Spread) }

// counted is how many points count at a time.
func (t trail) counted(at time.Time) int {
	since := t.settled(at).Sub(t.question.From)
	if since < 0 {
		return 0
	}
	return int(since/t.question.Step) + 1
}

// next is when the next point will count.
func (t trail) next(now time.Time) time.Time {
	point := t.question.From.Add(time.Duration(t.counted(now)) * t.question.Step)
	return point.Add(t.question.Spread)
}

// values are those of the points that count at a time, up to the due date; NaN where there is none.
func (t trail) values(at, due time.Time) []float64 {
	if !t.loaded() {
		return nil
	}
	return t.answer.History.Values(nil, earlier(t.settled(at), due))
}

// answered counts the values at or after a start.
func (t trail) answered(values []float64, start time.Time) int {
	count := 0
	for i, v := range values {
		if finite(v) && !t.question.From.Add(time.Duration(i)*t.question.Step).Before(start) {
			count++
		}
	}
	return count
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
