/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

func TestFault44ClockJumps(t *testing.T) {
	t.Parallel()
	l := fault(t, "The clock jumps ten minutes either way")
	const many = 30
	l.Series("stays", 4)
	var goals []*v1alpha1.Objective
	for i := range many {
		o := l.Objective(fmt.Sprintf("goal-%d", i), bench.Reaches("stays", bench.Asks(fmt.Sprintf("stays + 0 * %d", i))))
		l.Create(o)
		goals = append(goals, o)
	}
	for _, o := range goals {
		l.Measured(o)
	}
	l.Advance(2 * time.Minute)
	l.settles()
	all := l.record()
	for _, jump := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		l.jumps(jump, many)
	}
	if got := all.countOf("goal-"); got > 0 {
		t.Errorf("%d statuses were written while only the clock moved, want none", got)
	}
	for _, o := range goals {
		l.Has(o, measured, isTrue, v1alpha1.GoalReasonAllMeasured)
		l.noEvents(o)
	}
	l.evaluatedNow(goals[0])
	l.sees("nothing: %s stays %s, no event, no burst of queries", measured, v1alpha1.GoalReasonAllMeasured)
}

// jumps moves the clock at once, and checks that the questions stay spread over the interval.
func (l *lab) jumps(by time.Duration, questions int) {
	l.Helper()
	before := l.asked("stays")
	l.Eventually("the poller to wait", l.Clock.HasWaiters)
	l.Clock.SetTime(l.Clock.Now().Add(by))
	// A real timer counts on while the clock is set back; the fake one has to be woken, by a goal that is soon gone.
	waking := l.Objective("waking", bench.Reaches("stays", bench.Asks("1 + 3")))
	l.Create(waking)
	l.Measured(waking)
	l.Delete(waking)
	for range 3 { // the poller looks at the clock every 30 s
		l.Advance(10 * time.Second)
		l.settles()
	}
	if got := l.asked("stays") - before; got > questions {
		l.Errorf("%d queries in 30 s after a jump by %s, want %d at most", got, by, questions)
	}
	l.Advance(2 * time.Minute)
	l.settles()
	switch got := l.asked("stays") - before; {
	case got < questions:
		l.Errorf("%d queries in the two intervals after a jump by %s, want every question asked", got, by)
	case got > 4*questions:
		l.Errorf("%d queries of %d questions in 150 s after a jump by %s, want no burst", got, questions, by)
	}
}

// evaluatedNow checks that the next write carries the present time.
func (l *lab) evaluatedNow(o *v1alpha1.Objective) {
	l.Helper()
	bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Target.Reach.To = 20 })
	l.Measured(o)
	evaluated := o.Status.EvaluatedTime
	if age := l.Clock.Since(evaluated.Time); age < 0 || age > time.Minute {
		l.Errorf("evaluated at %v, want the present time %v", evaluated, l.Clock.Now())
	}
}

// holding answers queries that contain a text only once it is let go, and tells when one came.
type holding struct {
	text    string
	came    chan struct{}
	release chan struct{}
}

func (l *lab) holds(text string) *holding {
	h := &holding{text: text, came: make(chan struct{}, 100), release: make(chan struct{})}
	l.rogue.misbehaves(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err == nil && strings.Contains(r.Form.Get("query"), h.text) {
			h.came <- struct{}{}
			<-h.release
		}
		l.rogue.real.ServeHTTP(w, r)
	})
	return h
}

func TestFault45InFlight(t *testing.T) {
	t.Parallel()
	l := fault(t, "The spec changes, or is suspended, while its query is in flight")
	for _, tc := range []struct {
		name, reason string
		edit         func(*v1alpha1.ObjectiveSpec)
		want         *float64
	}{
		{
			"query", "the new question's answer counts, not the old one's",
			func(s *v1alpha1.ObjectiveSpec) { s.KeyResults[0].Measure = bench.Asks("fresh") }, bench.Ptr(7.0),
		},
		{"suspend", "what is suspended stays as it was", func(s *v1alpha1.ObjectiveSpec) { s.Suspend = true }, bench.Ptr(4.0)},
		{
			"source", "a source's answer does not count for another",
			func(s *v1alpha1.ObjectiveSpec) {
				s.KeyResults[0].Measure.Prometheus.SourceRef = &v1alpha1.SourceReference{Name: "elsewhere"}
			}, nil,
		},
		{"deleted", "an answer for what is no more is dropped", nil, nil},
	} {
		old := "old_" + tc.name
		l.Series("fresh", 7)
		l.Between(old, bench.Noon.Add(-2*time.Hour), bench.Noon.Add(3*time.Hour), 4)
		o := l.Objective(tc.name, bench.Reaches("stays", bench.Asks(old)))
		l.Create(o)
		l.Measured(o)
		all := l.record()
		l.moves(old, 9)
		h := l.holds(old)
		l.Moving("the query in flight", 5*time.Second, func() bool { return len(h.came) > 0 })
		l.overtakes(o, tc.edit)
		close(h.release)
		l.rogue.behaves()
		l.settles()
		l.Advance(2 * time.Minute)
		l.settles()
		for _, version := range all.of(tc.name) {
			if v := value(version); v != nil && *v == 9 {
				t.Errorf("%s: %s; the overtaken answer 9 was written: %+v", tc.name, tc.reason, version.Status)
			}
		}
		if tc.edit != nil {
			l.Refresh(o)
			if diff := cmp.Diff(tc.want, value(o)); diff != "" {
				t.Errorf("%s: %s; the value: -want +got:\n%s", tc.name, tc.reason, diff)
			}
			l.Delete(o)
		}
	}
	l.sees("the overtaken answer is never shown; with another query the new one's, suspended the value as it was")
}

// overtakes edits an objective whose query is in flight, or deletes it, and waits until that is taken note of.
func (l *lab) overtakes(o *v1alpha1.Objective, edit func(*v1alpha1.ObjectiveSpec)) {
	l.Helper()
	if edit == nil {
		l.Delete(o)
		l.Eventually("it to be gone", func() bool { return l.gone(o) })
		return
	}
	bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { edit(&o.Spec) })
	l.Eventually("the edit to be judged", func() bool {
		l.Refresh(o)
		c := bench.Condition(o, ready)
		return o.Status.ObservedGeneration == o.Generation && c.ObservedGeneration == o.Generation
	})
}

// gone tells whether an object is no more.
func (l *lab) gone(object client.Object) bool {
	copied, _ := object.DeepCopyObject().(client.Object)
	return client.IgnoreNotFound(l.Site.Admin.Get(l.Context(), client.ObjectKeyFromObject(object), copied)) == nil &&
		l.Site.Admin.Get(l.Context(), client.ObjectKeyFromObject(object), copied) != nil
}
