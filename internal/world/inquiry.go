/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world

import (
	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// rounds is how often a goal is evaluated at most to find out all that it asks: a question may hang on the answer to
// another one, such as the share of a period on the instant at which the value crossed its bound.
const rounds = 4

// Answers are what stands for questions; one without an answer is left out.
type Answers = map[measure.Question]measure.Answer

// inquiry carries an evaluation's questions to who answers them, and the answers back.
type inquiry struct {
	world   *World
	answers Answers
	asked   []measure.Question
}

// Inquire evaluates a goal, by evaluate, until every question was asked that hangs on the answers to others. It begins
// with the answers of the last time: without them it would not ask what hangs on one of them, and so give that answer
// up. subscribe is given all that is asked, each time, and gives the answers that there are.
func (w *World) Inquire(standing Answers, subscribe func([]measure.Question) Answers, evaluate func(evaluate.Ask)) {
	q := inquiry{world: w, answers: standing}
	for range rounds {
		q.asked = nil
		evaluate(q.ask)
		answers := subscribe(q.asked)
		same := true
		for _, question := range q.asked {
			_, before := q.answers[question]
			_, now := answers[question]
			same = same && before == now
		}
		q.answers = answers
		if same {
			return
		}
	}
}

// ask implements evaluate.Ask.
func (q *inquiry) ask(question evaluate.Question) (evaluate.Answer, bool) {
	found := q.world.Source(question.Namespace, question.Source)
	if !found.Found {
		return evaluate.Answer{
			Reason:  v1alpha1.MeasureReasonSourceNotFound,
			Message: "source " + question.Source.Name + " not found: is the name right, and may this namespace use it?",
		}, true
	}
	translated := measure.Question{
		Source: found.Key,
		Query:  question.Query, Start: question.Start, End: question.End,
		Lookback: question.Lookback, Interval: question.Interval,
		At: question.At, From: question.From, Step: question.Step, Spread: question.Spread,
	}
	if source.NamespaceMatters(found.Spec) {
		translated.Namespace = question.Namespace
	}
	q.asked = append(q.asked, translated)
	answer, known := q.answers[translated]
	return evaluate.Answer(answer), known
}
