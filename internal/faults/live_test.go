/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// programFolder is where the manager's program is, and goes with the battery; empty where none was built.
var programFolder string

// program is the manager's, built once as the test itself is built.
var program = sync.OnceValues(func() (path string, err error) {
	if programFolder, err = os.MkdirTemp("", "truenorth-manager-"); err != nil {
		return "", err
	}
	path = filepath.Join(programFolder, "manager")
	args := append(append([]string{"build"}, raceFlags...), "-o", path, "../../cmd/manager")
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the manager: %w: %s", err, out)
	}
	return path, nil
})

// live is a namespace whose goals are measured by processes, by the real clock.
type live struct {
	*testing.T
	site       *bench.Site
	namespace  string
	prometheus *testlab.Prometheus
	rogue      *rogue
	running    int
	goals      int
}

// newLive makes a namespace with a source, and a series "stays" that stands at 4.
func newLive(t *testing.T, s *bench.Site, namespace string) *live {
	t.Helper()
	prometheus, err := testlab.NewPrometheus(testlab.PrometheusOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = prometheus.Close() })
	l := &live{T: t, site: s, namespace: namespace, prometheus: prometheus}
	l.moves(4)
	l.namespaced(namespace)
	return l
}

// beside is another namespace with a source of its own, behind which is the same Prometheus.
func (l *live) beside(namespace string) *live {
	l.Helper()
	other := *l
	other.namespace = namespace
	other.namespaced(namespace)
	return &other
}

func (l *live) namespaced(namespace string) {
	l.Helper()
	l.rogue = newRogue(l.T, l.prometheus.Handler())
	l.create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}})
	source := &v1alpha1.MetricSource{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "default"}}
	source.Spec.Prometheus.URL = v1alpha1.URL(l.rogue.URL)
	l.create(source)
}

func (l *live) create(object client.Object) {
	l.Helper()
	if err := l.site.Admin.Create(l.Context(), object); err != nil {
		l.Fatal(err)
	}
}

// moves lets the series have a value from now on.
func (l *live) moves(value float64) {
	l.Helper()
	if err := l.prometheus.Append("stays", testlab.Sample{Time: time.Now(), Value: value}); err != nil {
		l.Fatal(err)
	}
}

// objective wants stays to go from 0 to 10 this year and the next.
func (l *live) objective(name string) *v1alpha1.Objective {
	l.Helper()
	l.goals++
	year := time.Now().UTC().Year()
	o := &v1alpha1.Objective{
		ObjectMeta: metav1.ObjectMeta{Namespace: l.namespace, Name: name},
		Spec: v1alpha1.ObjectiveSpec{
			Title: name, Interval: "10s",
			Period:     v1alpha1.Period{Start: v1alpha1.Date(fmt.Sprintf("%d-01-01", year)), End: v1alpha1.Date(fmt.Sprintf("%d-12-31", year+1))},
			KeyResults: []v1alpha1.KeyResult{bench.Reaches("stays", bench.Asks(fmt.Sprintf("stays + 0 * %d", l.goals)))},
		},
	}
	l.create(o)
	return o
}

// start runs a manager that works on the namespace alone.
func (l *live) start(flags ...string) *bench.Process {
	l.Helper()
	path, err := program()
	if err != nil {
		l.Fatal(err)
	}
	flags = append([]string{
		"--metrics-bind-address=0", "--health-probe-bind-address=0", "--namespaced-source-hosts=127.0.0.1", "--watch-namespaces=" + l.namespace,
	}, flags...)
	p := l.site.Start(l.T, path, nil, flags...)
	l.running++
	what := fmt.Sprintf("log of %s %d", l.Name(), l.running)
	l.Cleanup(func() {
		p.Kill()
		collected.add(what, p.Log.String())
	})
	return p
}

// eventually polls until something holds.
func (l *live) eventually(what string, holds func() bool) {
	l.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(bench.Patience)
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			l.Fatalf("waited for %s in vain", what)
		}
	}
}

// awaits polls until something holds for each of some objectives, whose present generation was evaluated.
func (l *live) awaits(holds func(*v1alpha1.Objective) bool, goals ...*v1alpha1.Objective) {
	l.Helper()
	for _, o := range goals {
		l.eventually(o.Name, func() bool {
			return l.site.Admin.Get(l.Context(), client.ObjectKeyFromObject(o), o) == nil &&
				o.Status.ObservedGeneration == o.Generation && holds(o)
		})
	}
}

// edit changes the spec of an objective as a user does.
func (l *live) edit(o *v1alpha1.Objective, change func(*v1alpha1.ObjectiveSpec)) {
	l.Helper()
	l.eventually("an edit without a conflict", func() bool {
		if err := l.site.Admin.Get(l.Context(), client.ObjectKeyFromObject(o), o); err != nil {
			l.Fatal(err)
		}
		change(&o.Spec)
		return l.site.Admin.Update(l.Context(), o) == nil
	})
}

// events counts the events of the namespace, as "object Reason".
func (l *live) events() map[string]int {
	l.Helper()
	var list eventsv1.EventList
	if err := l.site.Admin.List(l.Context(), &list, client.InNamespace(l.namespace)); err != nil {
		l.Fatal(err)
	}
	told := map[string]int{}
	for _, e := range list.Items {
		what := e.Regarding.Name + " " + e.Reason
		told[what]++
		if e.Series != nil {
			told[what] += int(e.Series.Count) - 1
		}
	}
	return told
}

// recovers starts a leader where another one ended, and checks that it goes on from what it finds.
func (l *live) recovers() {
	l.Helper()
	l.start("--leader-elect")
	l.moves(6)
	var o v1alpha1.Objective
	o.Namespace, o.Name = l.namespace, "goal"
	l.awaits(func(o *v1alpha1.Objective) bool { v := value(o); return v != nil && *v == 6 }, &o)
	if told := l.events(); len(told) > 0 {
		l.Errorf("told %v, want nothing", told)
	}
}
