/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// The conditions and their values that most faults show in.
const (
	isTrue    = metav1.ConditionTrue
	isFalse   = metav1.ConditionFalse
	isUnknown = metav1.ConditionUnknown

	ready    = v1alpha1.GoalConditionReady
	measured = v1alpha1.GoalConditionMeasured
)

// site is shared by the whole battery.
var site *bench.Site

func TestMain(m *testing.M) {
	code, err := battery(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// battery runs all tests, and then searches what they left behind.
func battery(run func() int) (code int, err error) {
	if site, err = bench.Open(context.Background(), filepath.Join("..", "..", "config")); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, site.Close(), os.RemoveAll(programFolder)) }()
	code = run()
	return code, searchForCanaries(context.Background())
}

// lab is a bench whose default source is a rogue in front of its Prometheus.
type lab struct {
	*bench.Bench
	rogue *rogue
	seen  []string
}

// fault begins the test of a fault. The title is what is wrong, as the table shows it.
func fault(t *testing.T, title string) *lab {
	t.Helper()
	return faultWith(t, title, bench.Options{})
}

// faultWith begins it on a bench that is not the usual one.
func faultWith(t *testing.T, title string, o bench.Options) *lab {
	t.Helper()
	return faultOn(t, site, title, o)
}

// faultOn begins it on another site, for a test that harms the whole site.
func faultOn(t *testing.T, s *bench.Site, title string, o bench.Options) *lab {
	t.Helper()
	connect := !o.Unconnected
	o.Unconnected = true
	l := &lab{Bench: s.Bench(t, o)}
	name(t, title)
	l.rogue = newRogue(t, l.Prometheus.Handler())
	t.Cleanup(func() {
		collected.add("metrics of "+t.Name(), l.Metrics())
		l.tell()
	})
	if connect {
		l.Create(l.Source("default", l.rogue.URL))
	}
	return l
}

// name puts the title of a fault into the table, for a test that needs no bench.
func name(t *testing.T, title string) {
	t.Helper()
	t.Attr("fault", title)
}

// sees notes what a user sees of the fault, in a few words. Each of them must have been checked, or read off an object.
func (l *lab) sees(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !strings.Contains(strings.Join(l.seen, "\n"), text) {
		l.seen = append(l.seen, text)
	}
}

// seesOf notes a condition of an object as a user reads it: type, status, reason and message.
func (l *lab) seesOf(object client.Object, kind string) {
	l.Helper()
	l.Refresh(object)
	c := bench.Condition(object, kind)
	if c == nil {
		l.Fatalf("%s has no condition %s", object.GetName(), kind)
	}
	l.sees("%s=%s %s: %s", c.Type, c.Status, c.Reason, c.Message)
}

// mostSeen is how much of what was seen goes into the table.
const mostSeen = 5

// tell puts what was seen into the table; of much that is alike, the first few.
func (l *lab) tell() {
	if len(l.seen) == 0 {
		return
	}
	text := strings.Join(l.seen[:min(mostSeen, len(l.seen))], "; ")
	if more := len(l.seen) - mostSeen; more > 0 {
		text += fmt.Sprintf("; and %d more like these", more)
	}
	tell(l.T, text)
}

// tell puts what a user sees into the table, for a test that needs no bench.
func tell(t *testing.T, sees string) {
	t.Helper()
	t.Attr("sees", strings.ReplaceAll(sees, "\n", " "))
}

// goal creates an objective with one key result, from 0 to 10, and waits until it is measured at 4.
func (l *lab) goal(name string) *v1alpha1.Objective {
	l.Helper()
	l.Series("stays", 4)
	o := l.Objective(name, bench.Reaches("stays", bench.Asks("stays")))
	l.Create(o)
	l.Measured(o)
	return o
}

// keeps checks that a goal shows its last good value, by the reason why there is no newer one, and that no judgement flipped.
func (l *lab) keeps(before *v1alpha1.Objective, reason v1alpha1.MeasureReason) *v1alpha1.Objective {
	l.Helper()
	o := before.DeepCopy()
	l.HasMoving(5*time.Second, o, measured, isFalse, string(reason))
	l.Has(o, ready, isTrue, v1alpha1.GoalReasonSucceeded)
	was, is := before.Status.KeyResults[0], o.Status.KeyResults[0]
	switch {
	case is.Value == nil || *is.Value != *was.Value:
		l.Errorf("the last good value is gone: %+v", is)
	case is.Reason != reason || is.Message == "":
		l.Errorf("the key result says %q %q, want the reason %s", is.Reason, is.Message, reason)
	case *is.Met != *was.Met || *o.Status.Score != *before.Status.Score:
		l.Errorf("a judgement flipped: %+v, before %+v", is, was)
	}
	l.seesOf(o, measured)
	l.sees("the value %v stays", *is.Value)
	return o
}

// heals checks that a goal is measured again within an interval and a minute, once the fault is over. The clock stands still
// after these, so that a slow machine has the time that it needs.
func (l *lab) heals(o *v1alpha1.Objective) {
	l.Helper()
	last := l.Clock.Now().Add(2 * time.Minute)
	l.Eventually(o.Name+" measured within an interval and a minute", func() bool {
		l.Refresh(o)
		c := bench.Condition(o, measured)
		if c != nil && c.Status == isTrue && c.ObservedGeneration == o.Generation {
			return true
		}
		if l.Clock.Now().Before(last) && l.Clock.HasWaiters() { // else the poller would take many steps for one jump
			l.Clock.Step(5 * time.Second)
		}
		return false
	})
	l.sees("measured again within an interval and a minute")
}
