/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay

import (
	"context"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// mostSampled is how many points a range may have of a query with $__elapsed that is asked for each of them.
const mostSampled = 60

// reel is what a fold learned ahead of its times. An answer as of a time is cut from it such that it is the one which a
// question has that is put as of then.
type reel struct {
	desks *desks
	to    time.Time
	step  time.Duration

	mu    sync.Mutex // guards tapes; each tape is used by one at a time, as a question is asked once for a time
	tapes map[measure.Question]*tape
}

// tape is what is known ahead of one question.
type tape struct {
	pinned bool // the points of a range do not follow from their own times alone
	// values from a time on, a step apart, up to another; nil: none could be had.
	from, until time.Time
	values      []float64
	whole       measure.Answer         // of a history: what was said when its values were asked for
	kept        map[int]measure.Answer // by the newest point of a history, or of a fixed question: answers that stand
}

func newReel(d *desks, to time.Time, step time.Duration) *reel {
	return &reel{desks: d, to: to, step: step, tapes: map[measure.Question]*tape{}}
}

func (r *reel) tape(q measure.Question) *tape {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.tapes[q]
	if t == nil {
		t = &tape{pinned: look(q, r.to).Pinned, kept: map[int]measure.Answer{}}
		r.tapes[q] = t
	}
	return t
}

// answer is what stands for a question as of a time, after what stood as of the step before.
func (r *reel) answer(ctx context.Context, q measure.Question, now time.Time, last measure.Answer) measure.Answer {
	t := r.tape(q)
	switch {
	case !q.At.IsZero():
		return r.keep(ctx, t, q, 0, now).After(last)
	case q.Step > 0:
		return r.past(ctx, t, q, now).After(last)
	}
	got := r.live(ctx, t, q, now)
	if noNumber(got.Reason) && last.Reason == "" && now.Sub(last.Time) > q.Interval {
		last.LastGood = r.lastGood(ctx, q, now, last.LastGood)
	}
	return got.After(last)
}

// live is the answer to a live question, from the points of a range if it is the same there.
func (r *reel) live(ctx context.Context, t *tape, q measure.Question, now time.Time) measure.Answer {
	if t.pinned || elapses(q) {
		return r.desks.put(ctx, q, now)
	}
	if now.After(t.until) || now.Sub(t.from)%r.step != 0 { // there was a day with an hour more or less
		r.record(ctx, t, q, now)
	}
	since := now.Sub(t.from)
	if i := int(since / r.step); since%r.step == 0 && i < len(t.values) && !math.IsNaN(t.values[i]) {
		return measure.Answer{Value: t.values[i], Time: now}
	}
	return r.desks.put(ctx, q, now) // for the reason why there is none
}

// record asks for the points of the steps to come, as many as one range may have.
func (r *reel) record(ctx context.Context, t *tape, q measure.Question, now time.Time) {
	steps := min(r.to.Sub(now)/r.step, source.MostPoints-1)
	q.From, q.Step = now, r.step
	q.At = now.Add(steps * r.step)
	t.from, t.until, t.values = now, q.At, nil
	if steps > 0 {
		t.values = r.desks.put(ctx, q, r.to).Values
	}
}

// past is a history's answer: what was recorded of it, up to a time.
func (r *reel) past(ctx context.Context, t *tape, q measure.Question, now time.Time) measure.Answer {
	newest, last := newest(q, now), newest(q, r.to)
	if newest < 0 || t.pinned || elapses(q) && last >= mostSampled {
		return r.keep(ctx, t, q, newest, now)
	}
	if t.until.IsZero() {
		whole := q
		whole.At = q.From.Add(time.Duration(last) * q.Step)
		t.whole = r.desks.put(ctx, whole, r.to)
		t.until = whole.At
	}
	if t.whole.Reason == v1alpha1.MeasureReasonNoData {
		none := make([]float64, newest+1)
		for i := range none {
			none[i] = math.NaN()
		}
		return measure.Answer{Reason: t.whole.Reason, Message: t.whole.Message, Time: now, History: history.New(q.From, q.Step, none)}
	}
	if t.whole.Reason == "" {
		if known := history.New(q.From, q.Step, t.whole.Values[:newest+1]); known.LastAnswered() >= 0 {
			return measure.Answer{Time: now, History: known}
		}
	}
	return r.keep(ctx, t, q, newest, now) // for the reason why there is none
}

// keep asks once for what stays the same, unless there was no answer.
func (r *reel) keep(ctx context.Context, t *tape, q measure.Question, which int, now time.Time) measure.Answer {
	got, known := t.kept[which]
	if !known {
		got = r.desks.put(ctx, q, now)
		if got.Reason == "" || noNumber(got.Reason) || got.Reason == v1alpha1.MeasureReasonInvalidQuery {
			t.kept[which] = got
		}
	}
	got.Time, got.LastGood, got.FailingSince = now, time.Time{}, time.Time{}
	return got
}

// lastGood is when a live question that has no number now had one last, had it been asked every interval since the last
// step. Further back than three intervals, or an hour, nobody looks.
func (r *reel) lastGood(ctx context.Context, q measure.Question, now, before time.Time) time.Time {
	reach := max(time.Hour, 3*q.Interval)
	count := min(now.Sub(before), reach) / q.Interval
	if count < 1 {
		return before
	}
	between := q
	between.From, between.Step, between.At = now.Add(-count*q.Interval), q.Interval, now.Add(-q.Interval)
	values := r.desks.put(ctx, between, now).Values
	for i := len(values) - 1; i >= 0; i-- {
		if !math.IsNaN(values[i]) {
			return between.From.Add(time.Duration(i) * between.Step)
		}
	}
	return before
}

// newest is the index of the newest point of a history at a time; negative: there is none yet.
func newest(q measure.Question, now time.Time) int {
	if now.Before(q.From) {
		return -1
	}
	return int(min(now.Sub(q.From)/q.Step, source.MostPoints-1))
}

func elapses(q measure.Question) bool { return strings.Contains(q.Query, "$__elapsed") }

// noNumber tells whether a reason says that the server answered and had no one number.
func noNumber(reason v1alpha1.MeasureReason) bool {
	switch reason {
	case v1alpha1.MeasureReasonNoData, v1alpha1.MeasureReasonMultipleSeries, v1alpha1.MeasureReasonNotANumber,
		v1alpha1.MeasureReasonUnsupportedResult:
		return true
	}
	return false
}
