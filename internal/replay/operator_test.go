/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// compare holds the statuses of two sets against each other, field by field.
func (l *lab) compare(t *testing.T, operator, replayed *world.Set, options ...cmp.Option) {
	t.Helper()
	want, got := statuses(operator), statuses(replayed)
	for name := range want {
		if diff := cmp.Diff(want[name], got[name], append(options, cmpopts.EquateEmpty())...); diff != "" {
			t.Errorf("%s: -operator, +replay:\n%s", name, diff)
		}
	}
	if len(want) != len(got) || len(want) < 20 {
		t.Errorf("%d goals of the operator, %d of the replay", len(want), len(got))
	}
}

func TestReplayIsWhatTheOperatorWrites(t *testing.T) {
	l := newLab(t)
	l.tell(evening.Add(2 * day))
	l.apply()
	created := l.snapshot()
	stop := l.operate()
	first := l.settled()
	t.Run("FirstEvaluation", func(t *testing.T) {
		l.replay(created, evening)
		l.compare(t, first, created)
	})
	t.Run("AtRest", func(t *testing.T) {
		again := l.snapshot()
		l.replay(again, evening)
		l.compare(t, first, again)
	})
	t.Run("OverMidnight", func(t *testing.T) {
		replayed := l.snapshot()
		l.work(watch)
		l.replay(replayed, l.now.Now())
		l.compare(t, l.settled(), replayed, lately(l.now.Now()))
	})
	t.Run("Edited", func(t *testing.T) {
		l.edit()
		replayed := l.snapshot()
		l.replay(replayed, l.now.Now())
		l.compare(t, l.settled(), replayed, lately(l.now.Now()))
	})
	t.Run("Restarted", func(t *testing.T) {
		stop()
		next := evening.Add(watch + 3*time.Minute)
		l.now.SetTime(next)
		l.server.SetTime(next)
		replayed := l.snapshot()
		l.operate()
		l.work(watch)
		l.replay(replayed, l.now.Now())
		// What is no news is not written: a value that stands, with the time at which it was seen again.
		l.compare(t, l.settled(), replayed, lately(l.now.Now()),
			cmpopts.IgnoreFields(v1alpha1.KeyResultStatus{}, "ObservedTime", "Message"),
			cmpopts.IgnoreFields(v1alpha1.OutcomeIndicatorStatus{}, "ObservedTime", "Message"),
			cmpopts.IgnoreFields(v1alpha1.IndicatorStatus{}, "ObservedTime"))
	})
	t.Run("Folded", func(t *testing.T) { l.fold(t, created) })
}

// edit gives each goal a new generation that says the same: a default written out.
func (l *lab) edit() {
	l.Helper()
	for _, object := range goalsOf(l.snapshot()) {
		switch o := object.(type) {
		case *v1alpha1.Objective:
			o.Spec.Interval = "5m"
		case *v1alpha1.CustomerOutcome:
			o.Spec.Interval = "5m"
		case *v1alpha1.Indicator:
			o.Spec.Interval = "5m"
		case *v1alpha1.ValueExchange:
			o.Spec.Interval = "24h"
		case *v1alpha1.Scorecard:
			o.Spec.Interval = "5m"
		}
		if err := l.admin.Update(l.Context(), object); err != nil {
			l.Fatal(err)
		}
	}
}

// work moves the operator's clock in steps that its poller does not take for jumps. The Prometheus' stands, so that each
// question has one answer, whenever within its interval it is asked.
func (l *lab) work(long time.Duration) {
	l.Helper()
	for ; long > 0; long -= 10 * time.Second {
		l.eventually("the poller to wait", l.now.HasWaiters)
		l.now.Step(10 * time.Second)
	}
}

// lately lets two times be the same that are both within what an operator was just watched for: it evaluates goals as their
// answers come, and not all of them at the end.
func lately(now time.Time) cmp.Option {
	same := func(a, b *metav1.Time) bool {
		began := now.Add(-watch)
		return a.Equal(b) || a != nil && b != nil && a.After(began) && b.After(began)
	}
	return cmp.Options{cmp.Comparer(same), cmp.Comparer(func(a, b metav1.Time) bool { return same(&a, &b) })}
}

// forgetful lets it be the same whether a measure is given up at once or not, as an evaluation by itself does not know since
// when there is no number.
func forgetful() cmp.Option {
	return cmp.Comparer(func(a, b string) bool {
		const abandoned = "without a good value for too long to be judged: "
		return strings.Replace(a, abandoned, "", 1) == strings.Replace(b, abandoned, "", 1)
	})
}

func (l *lab) replay(set *world.Set, now time.Time) {
	l.Helper()
	if err := l.engine(set).Evaluate(l.Context(), now); err != nil {
		l.Fatal(err)
	}
}

// fold folds the samples over three weeks and holds each step against an evaluation of its own.
func (l *lab) fold(t *testing.T, folded *world.Set) {
	single := copyOf(folded)
	from, step := evening.Add(-21*day), day
	l.prometheus.ResetQueries()
	queries := 0
	err := l.engine(folded).Fold(t.Context(), from, evening.Add(time.Hour), step, func(at time.Time) error {
		before := l.prometheus.QueryCount()
		l.replay(single, at)
		queries += l.prometheus.QueryCount() - before
		l.compare(t, single, folded, forgetful())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if saved := l.prometheus.QueryCount() - queries; saved*3 > queries {
		t.Errorf("a fold asks %d queries where evaluations ask %d, want a third of them at most", saved, queries)
	}
}
