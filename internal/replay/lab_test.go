/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/klog/v2"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/controllers"
	"github.com/truenorth-dev/truenorth/hack/story"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/replay"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/world"
)

const (
	patience = 90 * time.Second
	day      = 24 * time.Hour
)

// evening is on the day of the samples' story, before the midnight of their zone, which is at 23:00. No point of any history
// begins to count within the hour after it.
var evening = time.Date(2026, 11, 22, 22, 37, 30, 0, time.UTC)

// watch is how long an operator is watched at work.
const watch = 36 * time.Minute

// lab is a cluster with the samples and a Prometheus that tells their story, for an operator and for a replay.
type lab struct {
	*testing.T
	plane      *testlab.ControlPlane
	admin      client.Client
	prometheus *testlab.Prometheus
	url        string
	now        *clocktesting.FakeClock // the operator's
	server     *clocktesting.FakeClock // Prometheus'
}

func newLab(t *testing.T) *lab {
	ctrl.SetLogger(logr.Discard())
	klog.SetLogger(logr.Discard())
	l := &lab{T: t, now: clocktesting.NewFakeClock(evening), server: clocktesting.NewFakeClock(evening)}
	var err error
	if l.prometheus, err = testlab.NewPrometheus(testlab.PrometheusOptions{Clock: l.server}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.prometheus.Close() })
	if l.url, err = l.prometheus.Start(); err != nil {
		t.Fatal(err)
	}
	crds := filepath.Join("..", "..", "config", "crd", "bases")
	if l.plane, err = testlab.StartControlPlane(t.Context(), testlab.ControlPlaneOptions{CRDDirs: []string{crds}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.plane.Stop() })
	scheme := runtime.NewScheme()
	_ = clientgoscheme.AddToScheme(scheme)
	_ = v1alpha1.AddToScheme(scheme)
	if l.admin, err = client.New(l.plane.Config(), client.Options{Scheme: scheme}); err != nil {
		t.Fatal(err)
	}
	return l
}

// operate runs an operator until the test or the returned function ends it.
func (l *lab) operate() (stop func()) {
	l.Helper()
	unique := true
	mgr, err := ctrl.NewManager(l.plane.Config(), ctrl.Options{
		Scheme: l.admin.Scheme(), Metrics: metricsserver.Options{BindAddress: "0"}, HealthProbeBindAddress: "0",
		Controller: config.Controller{SkipNameValidation: &unique},
	})
	if err != nil {
		l.Fatal(err)
	}
	poller := measure.NewPoller(measure.Options{Clock: l.now, Logger: logr.Discard()})
	if err := mgr.Add(poller); err != nil {
		l.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = controllers.Setup(ctx, mgr, controllers.Options{
		Poller: poller, Clock: l.now, Queries: telemetry.NewSourceMetrics(), Calibration: telemetry.NewCalibration(),
		Policy: source.Policy{AllowLoopback: true}, OperatorNamespace: "truenorth-system",
	})
	if err != nil {
		l.Fatal(err)
	}
	l.prometheus.ResetQueries()
	done := make(chan error, 1)
	go func() { done <- mgr.Start(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			l.Error("the manager did not stop cleanly:", err)
		}
	}
	l.Cleanup(stop)
	l.eventually("the source to be checked", func() bool {
		return slices.ContainsFunc(l.prometheus.Queries(), func(r testlab.Request) bool { return r.Query == "vector(1)" })
	})
	// What $__elapsed counts to is the source's clock, which is the real one in an operator, and so has to be ours.
	for _, key := range []source.Key{{Kind: v1alpha1.SourceKindCluster, Name: "default"}} {
		poller.SetSource(key, l.client(key))
	}
	return stop
}

// client asks the Prometheus of the lab.
func (l *lab) client(key source.Key) measure.Source {
	l.Helper()
	c, problem := source.New(
		v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(l.url)}},
		source.Options{Key: key, Policy: source.Policy{AllowLoopback: true}, Clock: l.server},
	)
	if problem != nil {
		l.Fatal(problem)
	}
	l.Cleanup(c.Close)
	return measure.FromClient(c)
}

func (l *lab) eventually(what string, holds func() bool) {
	l.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			out, _ := l.plane.Kubectl(context.Background(), "get", "goals", "-A", "-o", "wide").CombinedOutput()
			l.Fatalf("waited for %s in vain\n%s", what, out)
		}
	}
}

// lists are empty lists of all kinds of goal.
func lists() []client.ObjectList {
	return []client.ObjectList{
		&v1alpha1.ObjectiveList{}, &v1alpha1.CustomerOutcomeList{}, &v1alpha1.IndicatorList{}, &v1alpha1.ValueExchangeList{},
		&v1alpha1.ScorecardList{},
	}
}

// snapshot is everything that the cluster holds, as a set.
func (l *lab) snapshot() *world.Set {
	l.Helper()
	set := &world.Set{}
	namespaces := &metav1.PartialObjectMetadataList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "NamespaceList"}}
	for _, list := range append(lists(), &v1alpha1.ClusterMetricSourceList{}, namespaces) {
		if err := l.admin.List(l.Context(), list); err != nil {
			l.Fatal(err)
		}
		items, err := itemsOf(list)
		if err != nil {
			l.Fatal(err)
		}
		for _, item := range items {
			if namespace, ok := item.(*metav1.PartialObjectMetadata); ok {
				namespace.TypeMeta = world.NamespaceMetadata().TypeMeta
			}
			if !set.Put(item) {
				l.Fatalf("a set takes no %T", item)
			}
		}
	}
	return set
}

// settled waits until the operator has nothing left to do at this time: the statuses stay the same, all are of the present
// generation, and the Prometheus is asked no more.
func (l *lab) settled() *world.Set {
	l.Helper()
	var last []world.Object
	quietSince := time.Now()
	l.eventually("the operator to be at rest", func() bool {
		queries := l.prometheus.QueryCount()
		now := goalsOf(l.snapshot())
		if !slices.EqualFunc(last, now, func(a, b world.Object) bool { return a.GetResourceVersion() == b.GetResourceVersion() }) ||
			queries != l.prometheus.QueryCount() || slices.ContainsFunc(now, unread) {
			quietSince = time.Now()
		}
		last = now
		return time.Since(quietSince) > 3*time.Second // a scorecard gathers changes for one
	})
	return l.snapshot()
}

func (l *lab) engine(set *world.Set) *replay.Engine {
	return replay.New(set, replay.Options{
		Source: func(key source.Key, _ v1alpha1.MetricSourceSpec) (measure.Source, error) {
			return standing{l.client(key), l.now.Now(), l.server.Now()}, nil
		},
	})
}

// tell writes the story of the samples.
func (l *lab) tell(until time.Time) {
	l.Helper()
	if err := story.Tell(l.prometheus, until); err != nil {
		l.Fatal(err)
	}
}

// apply creates the samples, with a source that is the lab's Prometheus.
func (l *lab) apply() {
	l.Helper()
	samples := filepath.Join("..", "..", "config", "samples")
	if out, err := l.plane.Kubectl(l.Context(), "apply", "-k", samples).CombinedOutput(); err != nil {
		l.Fatalf("apply the samples: %v\n%s", err, out)
	}
	var s v1alpha1.ClusterMetricSource
	if err := l.admin.Get(l.Context(), client.ObjectKey{Name: "default"}, &s); err != nil {
		l.Fatal(err)
	}
	s.Spec.Prometheus.URL = v1alpha1.URL(l.url)
	if err := l.admin.Update(l.Context(), &s); err != nil {
		l.Fatal(err)
	}
}

// standing is a source that is asked for the present as of the time at which the Prometheus' clock stands.
type standing struct {
	measure.Source
	now, server time.Time
}

func (s standing) Prepare(q source.Query) (measure.Prepared, *source.Answer) {
	prepared, refusal := s.Source.Prepare(q)
	return standingQuery{prepared, s}, refusal
}

type standingQuery struct {
	measure.Prepared
	at standing
}

func (q standingQuery) Instant(ctx context.Context, at time.Time) source.Answer {
	if at.Equal(q.at.now) {
		at = q.at.server
	}
	return q.Prepared.Instant(ctx, at)
}

// copyOf is a set of its own with the same objects, which no evaluation changes in place.
func copyOf(set *world.Set) *world.Set {
	next := &world.Set{}
	put := func(o world.Object) { next.Put(o) }
	for _, o := range goalsOf(set) {
		next.Put(o)
	}
	each(set.MetricSources(), put)
	each(set.ClusterMetricSources(), put)
	each(set.Namespaces(), put)
	return next
}

// goalsOf are all goals of a set.
func goalsOf(set *world.Set) []world.Object {
	var all []world.Object
	add := func(o world.Object) { all = append(all, o) }
	each(set.Objectives(), add)
	each(set.CustomerOutcomes(), add)
	each(set.Indicators(), add)
	each(set.ValueExchanges(), add)
	each(set.Scorecards(), add)
	return all
}

func each[O world.Object](objects []O, do func(world.Object)) {
	for _, o := range objects {
		do(o)
	}
}

// statuses are those of all goals of a set.
func statuses(set *world.Set) map[string]any {
	all := map[string]any{}
	for _, o := range goalsOf(set) {
		all[fmt.Sprintf("%T %s", o, world.Key(o))] = status(o)
	}
	return all
}

func status(object world.Object) any {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Status
	case *v1alpha1.CustomerOutcome:
		return o.Status
	case *v1alpha1.Indicator:
		return o.Status
	case *v1alpha1.ValueExchange:
		return o.Status
	case *v1alpha1.Scorecard:
		return o.Status
	}
	return nil
}

// unread tells whether a goal's present generation was not evaluated yet.
func unread(object world.Object) bool {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Status.ObservedGeneration != o.Generation
	case *v1alpha1.CustomerOutcome:
		return o.Status.ObservedGeneration != o.Generation
	case *v1alpha1.Indicator:
		return o.Status.ObservedGeneration != o.Generation
	case *v1alpha1.ValueExchange:
		return o.Status.ObservedGeneration != o.Generation
	case *v1alpha1.Scorecard:
		return o.Status.ObservedGeneration != o.Generation
	}
	return false
}

func itemsOf(list client.ObjectList) ([]world.Object, error) {
	var items []world.Object
	err := meta.EachListItem(list, func(item runtime.Object) error {
		object, ok := item.DeepCopyObject().(world.Object)
		if !ok {
			return fmt.Errorf("%T is no object", item)
		}
		items = append(items, object)
		return nil
	})
	return items, err
}
