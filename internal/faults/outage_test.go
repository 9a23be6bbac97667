/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

func TestFault36APIServerDown(t *testing.T) {
	t.Parallel()
	s := ownSite(t)
	way := newGate(s)
	l := faultOn(t, s, "The API server is down for a minute, watches expire and events are missed", bench.Options{})
	standing := l.goal("standing")
	l.Between("moves", bench.Noon.Add(-2*time.Hour), bench.Noon.Add(3*time.Hour), 4)
	moving, edited, deleted := l.asks("moving", "moves"), l.asks("edited", "stays"), l.asks("deleted", "stays + 0")
	guests := newLive(t, s, "guests")
	leader := guests.start("--leader-elect")
	guests.awaits(func(o *v1alpha1.Objective) bool { return value(o) != nil }, guests.objective("goal"))

	asked := l.rogue.asked.Load()
	l.stopAPIServer()
	l.moves("moves", 6)
	l.Advance(2 * time.Minute)
	l.settles()
	if got := l.rogue.asked.Load() - asked; got > 40 {
		t.Errorf("%d requests in two intervals of three questions and some checks, want 40 at most", got)
	}
	if err := leader.Wait(bench.Patience); err == nil {
		t.Error("a leader that cannot renew its lease ended without an error")
	}
	if log := leader.Log.String(); !strings.Contains(log, "leader election lost") || strings.Contains(log, "panic") {
		t.Errorf("a leader that cannot renew its lease says:\n%s", log)
	}
	l.startAPIServer()
	l.shows(moving, 6)

	// What happens behind a cut way is missed; the second restart makes where the watches stood too old to go on from.
	way.close()
	bench.Edit(l.Bench, edited, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Target.Reach.To = 8 })
	l.Delete(deleted)
	missed := l.Objective("missed", bench.Reaches("stays", bench.Asks("stays")))
	l.Create(missed)
	l.stopAPIServer()
	l.startAPIServer()
	way.reopen()
	l.Measured(edited)
	l.Measured(missed)
	if *edited.Status.Score != 0.5 {
		t.Errorf("the edited goal has a score of %v, want 0.5", *edited.Status.Score)
	}
	l.neverAsked("stays + 0")
	l.unmoved(standing)
	l.noEvents(standing, moving, missed)
	guests.recovers()
	l.sees("nothing but what stood: no event, no transition; values and edits of meanwhile arrive; a leader without the API server ends and is started anew")
}

// asks creates an objective with a query, and waits until it is measured.
func (l *lab) asks(name, query string) *v1alpha1.Objective {
	l.Helper()
	o := l.Objective(name, bench.Reaches("asked", bench.Asks(query)))
	l.Create(o)
	l.Measured(o)
	return o
}

func (l *lab) stopAPIServer() {
	l.Helper()
	if err := l.Site.Plane.StopAPIServer(); err != nil {
		l.Fatal(err)
	}
}

func (l *lab) startAPIServer() {
	l.Helper()
	if err := l.Site.Plane.StartAPIServer(); err != nil {
		l.Fatal(err)
	}
}

// neverAsked checks that a question of a goal that was deleted meanwhile is asked no more, once that is known.
func (l *lab) neverAsked(query string) {
	l.Helper()
	l.Advance(2 * time.Minute)
	l.settles()
	before := l.asked(query)
	l.Advance(3 * time.Minute)
	l.settles()
	if got := l.asked(query); got != before {
		l.Errorf("%d queries for a goal that is no more", got-before)
	}
}

// unmoved checks that the conditions of an objective are what they were before, times included.
func (l *lab) unmoved(before *v1alpha1.Objective) {
	l.Helper()
	o := before.DeepCopy()
	l.Refresh(o)
	if diff := cmp.Diff(before.Status.Conditions, o.Status.Conditions, cmp.Comparer(sameCondition)); diff != "" {
		l.Errorf("conditions moved: -before +now:\n%s", diff)
	}
}

func sameCondition(a, b metav1.Condition) bool {
	return a.Type == b.Type && a.Status == b.Status && a.Reason == b.Reason && a.LastTransitionTime.Equal(&b.LastTransitionTime)
}
