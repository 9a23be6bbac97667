/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// rounds is how often a goal is evaluated at most to find out all that it asks: a question may hang on the answer to
// another one, such as the share of a period on the instant at which the value crossed its bound.
const rounds = 4

// inquiry carries an evaluation's questions to the poller and the answers back.
type inquiry struct {
	world     *world
	subscribe func([]measure.Question) map[measure.Question]measure.Answer
	sources   map[sourceUse]resolved
	answers   map[measure.Question]measure.Answer
	asked     []measure.Question
}

// sourceUse is a source as it is referred to from a namespace.
type sourceUse struct {
	namespace string
	ref       v1alpha1.SourceReference
}

// settle evaluates, from the answers that stand, until every question was asked that hangs on them. It begins with the
// answers of the last time: without them it would not ask what hangs on one of them, and so give that answer up.
func (q *inquiry) settle(evaluate func()) {
	for range rounds {
		q.asked = nil
		evaluate()
		answers := q.subscribe(q.asked)
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
	found := q.resolve(sourceUse{question.Namespace, question.Source})
	if !found.found {
		return evaluate.Answer{
			Reason:  v1alpha1.MeasureReasonSourceNotFound,
			Message: "source " + question.Source.Name + " not found: is the name right, and may this namespace use it?",
		}, true
	}
	translated := measure.Question{
		Source: source.Key{Kind: found.kind, Namespace: found.name.Namespace, Name: found.name.Name},
		Query:  question.Query, Start: question.Start, End: question.End,
		Lookback: question.Lookback, Interval: question.Interval,
		At: question.At, From: question.From, Step: question.Step, Spread: question.Spread,
	}
	if source.NamespaceMatters(found.spec) {
		translated.Namespace = question.Namespace
	}
	q.asked = append(q.asked, translated)
	answer, known := q.answers[translated]
	return evaluate.Answer(answer), known
}

func (q *inquiry) resolve(use sourceUse) resolved {
	found, known := q.sources[use]
	if !known {
		found = q.world.source(use.namespace, use.ref)
		q.sources[use] = found
	}
	return found
}
