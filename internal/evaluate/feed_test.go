/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"encoding/json"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/history"
)

// feed plays a source: what each query gives at each instant, and what goes wrong now.
type feed struct {
	now     time.Time
	series  map[string]func(time.Time) float64
	pasts   map[string]func(time.Time) float64 // what histories hold, where that is not the series as it is now
	down    map[string]v1alpha1.MeasureReason  // queries that fail now, at whatever instant they are asked
	silent  map[string]bool                    // queries that have no answer yet
	good    map[Question]time.Time             // when a question was last answered well, forgotten by a restart
	failing map[Question]time.Time             // since when it fails, forgotten likewise
	asked   []Question

	complain string // what failures say

	rangeFails   v1alpha1.MeasureReason // why questions for a range fail now
	historyFails v1alpha1.MeasureReason // why those for a history do
	unloaded     bool                   // no history has an answer yet
	loading      map[string]bool        // queries whose histories have none yet
	loaded       map[Question]*history.History
}

func newFeed() *feed {
	h := &feed{
		series: map[string]func(time.Time) float64{}, pasts: map[string]func(time.Time) float64{},
		down: map[string]v1alpha1.MeasureReason{}, silent: map[string]bool{}, complain: "no number to be had",
	}
	h.restart()
	return h
}

// restart forgets what an operator keeps in memory.
func (h *feed) restart() {
	h.good, h.failing = map[Question]time.Time{}, map[Question]time.Time{}
	h.loaded = map[Question]*history.History{}
}

// set lets a query give one value at all times.
func (h *feed) set(query string, v float64) {
	h.series[query] = func(time.Time) float64 { return v }
}

// always is a past that stands still.
func always(v float64) func(time.Time) float64 { return func(time.Time) float64 { return v } }

// value that a query gives at an instant; NaN: none.
func (h *feed) value(query string, at time.Time) float64 {
	if f := h.series[query]; f != nil {
		return f(at)
	}
	return math.NaN()
}

func (h *feed) ask(q Question) (Answer, bool) {
	h.asked = append(h.asked, q)
	if h.silent[q.Query] {
		return Answer{}, false
	}
	if q.Spread > 0 {
		return h.past(q)
	}
	at := q.At
	if at.IsZero() {
		at = h.now
	}
	a := Answer{Time: h.now, Reason: h.down[q.Query]}
	if q.Step > 0 && a.Reason == "" {
		a.Reason = h.rangeFails
	}
	for t := q.From; q.Step > 0 && a.Reason == "" && !t.After(at); t = t.Add(q.Step) {
		a.Values = append(a.Values, h.value(q.Query, t))
	}
	if q.Step == 0 {
		if a.Value = h.value(q.Query, at); a.Reason == "" && math.IsNaN(a.Value) {
			a.Reason = v1alpha1.MeasureReasonNoData
		}
	}
	return h.remember(q, a), true
}

// past answers a history. What was known of it stays known while it fails.
func (h *feed) past(q Question) (Answer, bool) {
	if h.unloaded || h.loading[q.Query] {
		return Answer{}, false
	}
	reason := h.historyFails
	if reason == "" {
		reason = h.down[q.Query]
	}
	if reason == "" {
		past := h.pasts[q.Query]
		if past == nil {
			past = func(at time.Time) float64 { return h.value(q.Query, at) }
		}
		var values []float64
		for t := q.From; !t.After(h.now); t = t.Add(q.Step) {
			values = append(values, past(t))
		}
		h.loaded[q] = history.New(q.From, q.Step, values)
		if h.loaded[q].LastAnswered() < 0 {
			reason = v1alpha1.MeasureReasonNoData
		}
	}
	return Answer{Time: h.now, Reason: reason, Message: "no history to be had", History: h.loaded[q]}, true
}

func (h *feed) remember(q Question, a Answer) Answer {
	if a.Reason == "" {
		h.good[q] = h.now
		delete(h.failing, q)
		return a
	}
	a.Value, a.Message = 0, h.complain
	if h.failing[q].IsZero() {
		h.failing[q] = h.now
	}
	a.LastGood, a.FailingSince = h.good[q], h.failing[q]
	return a
}

// operator folds evaluations of one objective over time, as the operator does.
type operator struct {
	t      rapidT
	goal   *v1alpha1.Objective
	source *feed
	scores map[string]Answer // of the objectives that it refers to
	world  cluster           // of the indicators that it refers to
	align  Alignment
	writes int
	last   ObjectiveResult
}

// rapidT is what *testing.T and *rapid.T have in common.
type rapidT interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func newOperator(t rapidT, goal *v1alpha1.Objective, source *feed) *operator {
	return &operator{
		t: t, goal: goal, source: source, scores: map[string]Answer{}, world: newCluster(),
		align: Alignment{v1alpha1.ObjectiveReasonNoCustomerOutcome, "none"},
	}
}

func (op *operator) evaluate(now time.Time) ObjectiveResult {
	op.source.now = now
	return Objective(ObjectiveInput{
		Objective: op.goal, Now: now, Ask: op.source.ask, Alignment: op.align,
		Refer: op.refer, Define: DefineIn(op.world, op.goal.Namespace),
	})
}

// refer gives the scores by hand, or those of the objectives that there are.
func (op *operator) refer(ref v1alpha1.ObjectReference, due time.Time) (Answer, bool) {
	switch _, there := op.world.objectives[op.goal.Namespace+"/"+ref.Name]; {
	case !there:
		return op.scores[ref.Name], true
	case due.IsZero():
		return Reference(op.world, op.goal.Namespace, op.goal, ref), true
	}
	return FinalReference(op.world, op.goal.Namespace, op.goal, ref, due)
}

// at evaluates at an instant, keeps what is to be written, and checks what must hold always.
func (op *operator) at(when string) *v1alpha1.ObjectiveStatus {
	op.t.Helper()
	return op.on(moment(when))
}

func (op *operator) on(now time.Time) *v1alpha1.ObjectiveStatus {
	op.t.Helper()
	generation, spec := op.goal.Generation, op.goal.DeepCopy()
	op.last = op.evaluate(now)
	if diff := cmp.Diff(spec, op.goal); diff != "" {
		op.t.Fatalf("an evaluation changed its input:\n%s", diff)
	}
	if op.last.Incomplete {
		return &op.goal.Status
	}
	if op.last.Changed {
		op.writes++
	} else if diff := cmp.Diff(op.goal.Status, op.last.Status); diff != "" {
		op.t.Fatalf("unchanged, but not the previous status:\n%s", diff)
	}
	op.goal.Status = op.last.Status
	checkStatus(op.t, op.goal.Status, generation)
	if again := op.evaluate(now); again.Changed || again.Incomplete || !again.Next.Equal(op.last.Next) {
		op.t.Errorf("at %s: a second evaluation gives something else: %s", now, cmp.Diff(op.goal.Status, again.Status))
	}
	if next := op.last.Next; !next.IsZero() && !next.After(now) {
		op.t.Errorf("at %s: next is %s, which is not later", now, next)
	}
	return &op.goal.Status
}

// edit changes the spec, as a user does.
func (op *operator) edit(change func(*v1alpha1.ObjectiveSpec)) {
	change(&op.goal.Spec)
	op.goal.Generation++
}

// restart forgets what is not in the status.
func (op *operator) restart() { op.source.restart() }

// checkStatus checks what must hold of every status of an objective.
func checkStatus(t rapidT, status v1alpha1.ObjectiveStatus, generation int64) {
	t.Helper()
	checkJSON(t, status)
	checkConditions(t, "Objective", status.Conditions, generation, "KeyResultsMet", "OnTrack", "CustomerAligned")
	if status.ObservedGeneration != generation {
		t.Errorf("observedGeneration = %d, want %d", status.ObservedGeneration, generation)
	}
	if status.Grade != "" && !decided(status.Outlook) {
		t.Errorf("grade %s before the verdict", status.Grade)
	}
	for _, kr := range status.KeyResults {
		checkMessage(t, kr.Message)
		if kr.Score != nil && (*kr.Score < 0 || *kr.Score > 1) {
			t.Errorf("%s: score = %v", kr.Name, *kr.Score)
		}
		if (kr.Score == nil) != (kr.Met == nil) || (kr.Score == nil) != (kr.Progress == nil) || kr.Score != nil && kr.Value == nil {
			t.Errorf("%s: score, progress and met go together, and with a value", kr.Name)
		}
		if kr.Met != nil && *kr.Met && kr.MetTime == nil {
			t.Errorf("%s: met without metTime", kr.Name)
		}
	}
}

func checkJSON(t rapidT, status any) {
	t.Helper()
	if _, err := json.Marshal(status); err != nil {
		t.Errorf("not JSON: %v", err)
	}
}

func checkMessage(t rapidT, message string) {
	t.Helper()
	if len(message) > messageLimit || !utf8.ValidString(message) || strings.ContainsFunc(message, unicode.IsControl) {
		t.Errorf("message of %d bytes, valid %t: %q", len(message), utf8.ValidString(message), message)
	}
}

// moment reads "10-05" and "10-05T12:30" as instants of 2026, UTC.
func moment(when string) time.Time {
	if len(when) == len("10-05") {
		when += "T00:00"
	}
	if len(when) == len("10-05T12:30") {
		when += ":00"
	}
	t, err := time.Parse(time.RFC3339, "2026-"+when+"Z")
	if err != nil {
		panic(err)
	}
	return t
}

// show writes a number that may be missing.
func show(v *float64) string {
	if v == nil {
		return "-"
	}
	return number(*v)
}

// reasons of some conditions: "Ready=Succeeded".
func reasons(list []metav1.Condition, kinds ...string) string {
	var text []string
	for _, kind := range kinds {
		text = append(text, kind+"="+reasonOf(list, kind))
	}
	return strings.Join(text, " ")
}

func result(t rapidT, status *v1alpha1.ObjectiveStatus, name string) v1alpha1.KeyResultStatus {
	t.Helper()
	for _, kr := range status.KeyResults {
		if kr.Name == name {
			return kr
		}
	}
	t.Fatalf("no key result %s in status", name)
	return v1alpha1.KeyResultStatus{}
}
