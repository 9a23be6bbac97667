/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const (
	// kills is how often the manager is killed, while users edit and values move.
	kills = 50
	// editsPerKill is how many goals are edited between two kills; each goal is edited once.
	editsPerKill = 2
	// final is where the values come to rest.
	final = 4
)

func TestFault39Kills(t *testing.T) {
	t.Parallel()
	name(t, "The manager is killed (-9) at any moment")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	killed := newLive(t, ownSite(t), "killed")
	calm := killed.beside("calm")
	calm.start("--leader-elect=false")
	m := killed.start("--leader-elect=false")
	story := newStory(killed, calm)
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range kills {
		killed.moves(2 + float64(i%2)) // what moves after a forced end is the same in both towns
		story.edits(i)
		m = killed.diesAndComes(m, time.Duration(random.IntN(100))*time.Millisecond)
	}
	killed.moves(final)
	story.ends()
	told, want := killed.events(), calm.events()
	for what, times := range told {
		if times > 1 || want[what] == 0 {
			t.Errorf("%s was told %d times, want it once at most; undisturbed %d", what, times, want[what])
		}
	}
	// An event is told after its status was written, and not again by who comes next: a kill between loses it.
	if lost := len(want) - len(told); lost < 0 || lost > kills*editsPerKill {
		t.Errorf("%d events of %d are lost, want one status' events a kill at most", lost, len(want))
	}
	if len(want) != 2*len(story.goals) {
		t.Errorf("undisturbed %d events were told of %d goals, want two each", len(want), len(story.goals))
	}
	killed.oldNewsIsNoNews(m)
	tell(t, fmt.Sprintf("after %d kills the status of %d goals is that of an undisturbed run; of %d events none was told twice, %d were lost",
		kills, len(story.goals), len(want), len(want)-len(told)))
}

// diesAndComes kills a manager a while after it began to measure, and starts another one.
func (l *live) diesAndComes(m *bench.Process, while time.Duration) *bench.Process {
	l.Helper()
	moment := time.NewTimer(while)
	<-moment.C
	m.Kill()
	before := l.rogue.asked.Load()
	m = l.start("--leader-elect=false")
	l.eventually("it to measure", func() bool { return l.rogue.asked.Load() > before })
	return m
}

// story is what happens in two towns at once: goals are there, and each is edited once.
type story struct {
	towns []*live
	goals []map[*live]*v1alpha1.Objective
}

func newStory(towns ...*live) *story {
	s := &story{towns: towns}
	for i := range kills * editsPerKill {
		goal := map[*live]*v1alpha1.Objective{}
		for _, town := range towns {
			goal[town] = town.objective(fmt.Sprintf("goal-%03d", i))
		}
		s.goals = append(s.goals, goal)
	}
	for _, goal := range s.goals {
		for town, o := range goal {
			town.awaits(func(o *v1alpha1.Objective) bool { return value(o) != nil }, o)
		}
	}
	return s
}

// edits lowers the targets of a few goals, so that they are met.
func (s *story) edits(round int) {
	for _, goal := range s.goals[round*editsPerKill : (round+1)*editsPerKill] {
		for town, o := range goal {
			town.edit(o, func(spec *v1alpha1.ObjectiveSpec) { spec.KeyResults[0].Target.Reach.To = 1 })
		}
	}
}

// ends waits until all goals have come to rest, and compares their status.
func (s *story) ends() {
	for _, goal := range s.goals {
		var timeless []v1alpha1.ObjectiveStatus
		for _, town := range s.towns {
			town.Helper()
			town.awaits(func(o *v1alpha1.Objective) bool { v := value(o); return v != nil && *v == final }, goal[town])
			timeless = append(timeless, lasting(goal[town].Status))
		}
		town := s.towns[0]
		if diff := cmp.Diff(timeless[1], timeless[0]); diff != "" {
			town.Errorf("%s differs: -undisturbed +killed:\n%s", goal[town].Name, diff)
		}
		if kr := timeless[0].KeyResults[0]; kr.Met == nil || !*kr.Met || kr.MetTime == nil {
			town.Errorf("%s is not met: %+v", goal[town].Name, kr)
		}
	}
}

// lasting is a status without what depends on when it was written: times, and messages, which alone are never written.
func lasting(s v1alpha1.ObjectiveStatus) v1alpha1.ObjectiveStatus {
	s = *s.DeepCopy()
	for i := range s.Conditions {
		s.Conditions[i].LastTransitionTime, s.Conditions[i].Message = metav1.Time{}, ""
	}
	times := []*metav1.Time{s.EvaluatedTime}
	for i := range s.KeyResults {
		s.KeyResults[i].Message = ""
		times = append(times, s.KeyResults[i].ObservedTime, s.KeyResults[i].MetTime)
	}
	for _, t := range times {
		if t != nil {
			*t = metav1.Time{}
		}
	}
	return s
}

// oldNewsIsNoNews checks that a restart in which nothing changed writes nothing and tells nothing.
func (l *live) oldNewsIsNoNews(m *bench.Process) {
	l.Helper()
	before, told := l.versions(), l.events()
	m.Kill()
	l.start("--leader-elect=false")
	last := l.objective("last")
	l.awaits(func(o *v1alpha1.Objective) bool { return value(o) != nil }, last)
	after := l.versions()
	delete(after, last.Name)
	if diff := cmp.Diff(before, after); diff != "" {
		l.Errorf("a restart wrote what had not changed: -before +after:\n%s", diff)
	}
	if diff := cmp.Diff(told, l.events()); diff != "" {
		l.Errorf("a restart told what had been told: -before +after:\n%s", diff)
	}
}

// versions of all goals.
func (l *live) versions() map[string]string {
	l.Helper()
	var list v1alpha1.ObjectiveList
	if err := l.site.Admin.List(l.Context(), &list, client.InNamespace(l.namespace)); err != nil {
		l.Fatal(err)
	}
	versions := map[string]string{}
	for o := range slices.Values(list.Items) {
		versions[o.Name] = o.ResourceVersion
	}
	return versions
}
