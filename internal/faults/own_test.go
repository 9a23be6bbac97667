/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// ownSite is a site for one test, which may harm it.
func ownSite(t *testing.T) *bench.Site {
	t.Helper()
	s, err := bench.Open(t.Context(), filepath.Join("..", "..", "config"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(collectFrom(context.Background(), s), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// gate is the way of a site's in-process managers to the API server, which a test can shut.
type gate struct {
	mu   sync.Mutex
	shut bool
	open []net.Conn
}

// newGate puts a gate before the managers that start from now on.
func newGate(s *bench.Site) *gate {
	g := &gate{}
	s.Operator.Dial = g.dial
	return g
}

func (g *gate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return nil, errors.New("the way to the API server is shut")
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err == nil {
		g.open = append(g.open, conn)
	}
	return conn, err
}

// cut ends all connections, and with them all watches.
func (g *gate) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, conn := range g.open {
		_ = conn.Close()
	}
	g.open = nil
}

// close cuts the way until the gate is opened.
func (g *gate) close() {
	g.setShut(true)
	g.cut()
}

func (g *gate) reopen() { g.setShut(false) }

func (g *gate) setShut(shut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = shut
}

// still holds when a count was the same for ten looks.
func still(count func() int) func() bool {
	last, same := -1, 0
	return func() bool {
		now := count()
		if now == last {
			same++
		} else {
			last, same = now, 0
		}
		return same >= 10
	}
}

// settles waits until the source is asked no more, at a standing clock.
func (l *lab) settles() {
	l.Helper()
	l.Eventually("rest", still(func() int { return int(l.rogue.asked.Load()) }))
}

// versions collects every version of the objectives of a namespace that the API server ever had, from now on.
type versions struct {
	mu  sync.Mutex
	all map[string][]*v1alpha1.Objective // by name
}

func (l *lab) record() *versions {
	l.Helper()
	var present v1alpha1.ObjectiveList
	if err := l.Site.Admin.List(l.Context(), &present, client.InNamespace(l.Namespace)); err != nil {
		l.Fatal(err)
	}
	from := &metav1.ListOptions{ResourceVersion: present.ResourceVersion}
	changes, err := l.Site.Admin.Watch(l.Context(), &v1alpha1.ObjectiveList{}, client.InNamespace(l.Namespace), &client.ListOptions{Raw: from})
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(changes.Stop)
	v := &versions{all: map[string][]*v1alpha1.Objective{}}
	go func() {
		for change := range changes.ResultChan() {
			v.add(change)
		}
	}()
	return v
}

func (v *versions) add(change watch.Event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if o, ok := change.Object.(*v1alpha1.Objective); ok && change.Type != watch.Deleted {
		v.all[o.Name] = append(v.all[o.Name], o)
	}
}

// of are the versions of one objective.
func (v *versions) of(name string) []*v1alpha1.Objective {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.all[name])
}

// countOf is how many versions there are of all objectives whose names begin so.
func (v *versions) countOf(prefix string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	total := 0
	for name, each := range v.all {
		if strings.HasPrefix(name, prefix) {
			total += len(each)
		}
	}
	return total
}

// asked counts the queries that hold a text.
func (l *lab) asked(text string) int {
	count := 0
	for _, q := range l.Prometheus.Queries() {
		if strings.Contains(q.Query, text) {
			count++
		}
	}
	return count
}

// noEvents checks that nothing was told about objects.
func (l *lab) noEvents(objects ...client.Object) {
	l.Helper()
	for _, object := range objects {
		if told := l.Events(object); len(told) > 0 {
			l.Errorf("events were told of %s: %v, want none", object.GetName(), told)
		}
	}
}

// value is an objective's one value, or nil.
func value(o *v1alpha1.Objective) *float64 {
	if len(o.Status.KeyResults) == 0 {
		return nil
	}
	return o.Status.KeyResults[0].Value
}

// shows waits until an objective's present generation was evaluated and shows a value, while the clock moves.
func (l *lab) shows(o *v1alpha1.Objective, want float64) {
	l.Helper()
	l.Moving(o.Name+" to show its value", 5*time.Second, func() bool {
		l.Refresh(o)
		got := value(o)
		return o.Status.ObservedGeneration == o.Generation && got != nil && *got == want
	})
}
