/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

func TestFault42Removal(t *testing.T) {
	t.Parallel()
	l := faultOn(t, ownSite(t), "The namespace terminates, or a CRD is deleted", bench.Options{})
	l.terminatingNamespace()
	l.deletedDefinitions()
}

// terminatingNamespace is one that is being deleted: nothing may be created in it, events neither.
func (l *lab) terminatingNamespace() {
	l.Helper()
	const leaving = "leaving"
	l.Shard.Namespaces = append(l.Shard.Namespaces, leaving)
	l.Stop()
	l.Create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: leaving}})
	l.Start()
	source := l.Source("default", l.rogue.URL)
	source.Namespace = leaving
	l.Between("leaves", bench.Noon.Add(-2*time.Hour), bench.Noon.Add(3*time.Hour), 4)
	o := l.Objective("goal", bench.Reaches("leaves", bench.Asks("leaves")))
	o.Namespace = leaving
	l.Create(source, o)
	l.Measured(o)
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: leaving}}
	l.Delete(namespace)
	l.Refresh(namespace)
	if namespace.Status.Phase != corev1.NamespaceTerminating {
		l.Fatalf("the namespace is %s, want it to terminate", namespace.Status.Phase)
	}
	l.moves("leaves", 10) // an event is due
	l.shows(o, 10)
	l.Advance(5 * time.Minute)
	l.settles()
	if got := len(l.errors()); got > 2 {
		l.Errorf("the log complains %d times, want once of the event that had no place:\n%s", got, l.errors())
	}
	for _, object := range []client.Object{o, source} {
		if len(object.GetFinalizers()) > 0 {
			l.Errorf("%s has finalizers %v, want none", object.GetName(), object.GetFinalizers())
		}
		l.Delete(object)
		if !l.gone(object) {
			l.Errorf("%s sticks", object.GetName())
		}
	}
	l.sees("in a terminating namespace goals are judged until they go, and nothing sticks")
}

// errors are the lines of the log that complain.
func (l *lab) errors() []string {
	return slices.DeleteFunc(l.Printed.Lines(), func(line string) bool { return !strings.Contains(line, `"error"=`) })
}

// deletedDefinitions deletes the definition of one kind after the other, and then brings them back.
func (l *lab) deletedDefinitions() {
	l.Helper()
	o := l.goal("stays")
	before := len(l.errors())
	kinds := []string{"scorecards", "valueexchanges", "indicators", "customeroutcomes", "clustermetricsources"}
	for _, kind := range kinds {
		l.Kubectl("delete", "crd", kind+"."+v1alpha1.GroupVersion.Group, "--wait")
	}
	l.Has(o, measured, isTrue, v1alpha1.GoalReasonAllMeasured)
	bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Target.Reach.To = 20 })
	l.Measured(o)
	l.Eventually("complaints", func() bool { return l.Printed.Count("Cannot watch") >= len(kinds) })
	for _, kind := range []string{"objectives", "metricsources"} {
		l.Kubectl("delete", "crd", kind+"."+v1alpha1.GroupVersion.Group, "--wait")
	}
	l.Eventually("the last complaints", func() bool { return l.Printed.Count("Cannot watch") >= len(kinds)+2 })
	l.Advance(5 * time.Minute)
	l.settles()
	asked := l.asked("stays")
	l.Advance(5 * time.Minute)
	l.settles()
	if got := l.asked("stays"); got > asked {
		l.Errorf("%d queries for goals that are no more", got-asked)
	}
	if got, most := len(l.errors())-before, 3*(len(kinds)+2); got > most {
		l.Errorf("the log complains %d times, want %d at most:\n%q", got, most, l.errors())
	}
	l.restoresDefinitions()
}

func (l *lab) restoresDefinitions() {
	l.Helper()
	l.Kubectl("apply", "--server-side", "-f", filepath.Join("..", "..", "config", "crd", "bases"))
	l.Kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
	o := l.Objective("again", bench.Reaches("stays", bench.Asks("stays")))
	l.Create(l.Source("default", l.rogue.URL), o)
	l.Measured(o)
	l.sees("without its CRD a kind is gone, said once in the log; the others go on; applied again it works again")
}
