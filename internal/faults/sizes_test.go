/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

func TestFault41StatusTooLarge(t *testing.T) {
	t.Parallel()
	l := fault(t, "A status that could become too large to be written")
	l.longMessages()
	l.bigObject()
}

// longMessages is an objective whose twenty key results all have much to say.
func (l *lab) longMessages() {
	l.Helper()
	o := l.wide("long-messages", 0)
	for i := range o.Spec.KeyResults {
		missing := v1alpha1.SourceReference{Name: strings.Repeat("s", 61) + fmt.Sprintf("%02d", i)}
		o.Spec.KeyResults[i].Measure = v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: "stays", SourceRef: &missing}}
	}
	for i := range 10 { // and as many queries that do not parse, each with its own complaint
		o.Spec.KeyResults[i].Measure = bench.Asks(strings.Repeat("ü", 4000) + fmt.Sprint(i))
	}
	o.Spec.OutcomeRefs = nil
	for i := range 20 {
		o.Spec.OutcomeRefs = append(o.Spec.OutcomeRefs, v1alpha1.ObjectReference{Namespace: strings.Repeat("n", 63), Name: strings.Repeat("o", 251) + fmt.Sprintf("%02d", i)})
	}
	l.Create(o)
	l.Has(o, ready, isFalse, "InvalidQuery")
	for _, c := range o.Status.Conditions {
		if len(c.Message) > 1024 {
			l.Errorf("the message of %s has %d bytes, want 1024 at most", c.Type, len(c.Message))
		}
	}
	for _, kr := range o.Status.KeyResults {
		if len(kr.Message) > 1024 {
			l.Errorf("the message of %s has %d bytes, want 1024 at most", kr.Name, len(kr.Message))
		}
	}
	l.sees("every message of 20 key results within 1024 bytes")
}

// bigObject is an objective so big that its spec alone nearly fills what etcd takes: the status has no room.
func (l *lab) bigObject() {
	l.Helper()
	beside := l.goal("beside")
	big := l.largest()
	l.Eventually("an event", func() bool { return l.Events(big)["StatusTooLarge"] > 0 })
	l.Between("moves", l.Clock.Now(), l.Clock.Now().Add(2*time.Hour), 6)
	for i := range 5 { // each has it looked at again
		bench.Edit(l.Bench, big, func(o *v1alpha1.Objective) { o.Labels = map[string]string{"look": fmt.Sprint(i)} })
	}
	bench.Edit(l.Bench, beside, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Measure = bench.Asks("moves") })
	l.shows(beside, 6)
	if told := l.Events(big); told["StatusTooLarge"] != 1 || len(told) != 1 {
		l.Errorf("told %v, want that there is no room for a status, once", told)
	}
	if got := l.Printed.Count("too large"); got > 0 {
		l.Errorf("the log tells %d times of what the event tells", got)
	}
	bench.Edit(l.Bench, big, func(o *v1alpha1.Objective) { o.Spec.KeyResults = o.Spec.KeyResults[:10] })
	l.Measured(big)
	l.sees("where a spec alone fills what can be stored: event StatusTooLarge once, others go on; measured once it is shorter")
}

// largest creates the biggest objective that the API server takes, to a kilobyte.
func (l *lab) largest() *v1alpha1.Objective {
	l.Helper()
	tooMuch := sort.Search(250, func(kilobytes int) bool {
		tried := l.padded("try", kilobytes)
		if err := l.Site.Admin.Create(l.Context(), tried); err != nil {
			return true
		}
		l.Delete(tried)
		return false
	})
	if tooMuch == 0 || tooMuch == 250 {
		l.Fatalf("the limit is not within the annotation: %d kilobytes of it are too much", tooMuch)
	}
	big := l.padded("big", tooMuch-1)
	l.Create(big)
	return big
}

// padded is a wide objective with an annotation of some kilobytes.
func (l *lab) padded(name string, kilobytes int) *v1alpha1.Objective {
	o := l.wide(name, 64)
	o.Annotations = map[string]string{"example.com/padding": strings.Repeat("a", kilobytes<<10)}
	return o
}

// wide is an objective that is as big as one can be: many key results with long names, and long notes of what was typed.
func (l *lab) wide(name string, entries int) *v1alpha1.Objective {
	o := l.Objective(name)
	for i := range 20 {
		m := v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{}}
		for range entries {
			m.CheckIn.Entries = append(m.CheckIn.Entries, v1alpha1.CheckInEntry{Date: "2026-11-09", Value: 4, Note: strings.Repeat("n", 1024)})
		}
		kr := bench.Reaches(fmt.Sprintf("%s%02d", strings.Repeat("k", 61), i), m)
		kr.Title, kr.Unit = strings.Repeat("ü", 200), strings.Repeat("ü", 32)
		o.Spec.KeyResults = append(o.Spec.KeyResults, kr)
	}
	return o
}
