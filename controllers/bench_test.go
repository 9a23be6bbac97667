/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-logr/logr"
	"github.com/go-logr/logr/funcr"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/controllers"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// patience is how long a test waits for what is going to happen anyway.
const patience = 60 * time.Second

// operatorNamespace is where config/default puts the operator.
const operatorNamespace = "truenorth-system"

// The control plane that all tests of this package share, and the ways into it.
var (
	plane    *testlab.ControlPlane
	admin    client.Client
	operator *rest.Config // the service account that config/rbac gives its role to
)

func TestMain(m *testing.M) {
	ctrl.SetLogger(funcr.New(func(_, line string) { logged.add(line) }, funcr.Options{}))
	klog.SetLogger(logr.Discard())
	code, err := withControlPlane(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// logged is what the controllers logged so far.
var logged lines

type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, line)
}

func (l *lines) count(part string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	count := 0
	for _, line := range l.all {
		if strings.Contains(line, part) {
			count++
		}
	}
	return count
}

func withControlPlane(run func() int) (code int, err error) {
	ctx := context.Background()
	root := filepath.Join("..", "config")
	plane, err = testlab.StartControlPlane(ctx, testlab.ControlPlaneOptions{CRDDirs: []string{filepath.Join(root, "crd", "bases")}})
	if err != nil {
		return 1, err
	}
	defer func() { err = plane.Stop() }()
	if out, err := plane.Kubectl(ctx, "apply", "-k", filepath.Join(root, "default")).CombinedOutput(); err != nil {
		return 1, fmt.Errorf("install the operator's role: %w: %s", err, out)
	}
	if admin, err = client.New(plane.Config(), client.Options{Scheme: scheme()}); err != nil {
		return 1, err
	}
	if operator, err = plane.ServiceAccount(ctx, operatorNamespace, "truenorth-controller-manager"); err != nil {
		return 1, err
	}
	return run(), nil
}

func scheme() *runtime.Scheme {
	s := runtime.NewScheme()
	_ = clientgoscheme.AddToScheme(s)
	_ = v1alpha1.AddToScheme(s)
	return s
}

// bench is a namespace with a Prometheus of its own, and a manager that works on nothing else, by a clock that the test
// moves.
type bench struct {
	*testing.T
	namespace  string
	clock      *clocktesting.FakeClock
	prometheus *testlab.Prometheus
	url        string
	shard      controllers.Shard
	stop       func()
	// calibration counts the verdicts of all managers of the bench.
	calibration *telemetry.Calibration
}

var benches atomic.Int32

// noon is in the middle of the samples' quarter.
var noon = time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)

// newBench starts a bench at noon, with the namespace's default source connected.
func newBench(t *testing.T, others ...string) *bench {
	t.Helper()
	b := &bench{T: t, namespace: fmt.Sprintf("bench-%d", benches.Add(1)), clock: clocktesting.NewFakeClock(noon),
		calibration: telemetry.NewCalibration()}
	var err error
	if b.prometheus, err = testlab.NewPrometheus(testlab.PrometheusOptions{Clock: b.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.prometheus.Close() })
	if b.url, err = b.prometheus.Start(); err != nil {
		t.Fatal(err)
	}
	b.shard.Namespaces = append([]string{b.namespace}, others...)
	for _, name := range b.shard.Namespaces {
		b.create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}})
	}
	b.create(b.source("default", b.url))
	b.start()
	t.Cleanup(func() { b.stop() })
	return b
}

// start runs a manager as the shipped role allows it.
func (b *bench) start() {
	b.Helper()
	unique := true
	shared := true
	mgr, err := ctrl.NewManager(operator, ctrl.Options{
		Scheme: scheme(), Metrics: metricsserver.Options{BindAddress: "0"}, HealthProbeBindAddress: "0",
		Controller: config.Controller{SkipNameValidation: &unique},
		Cache:      cache.Options{DefaultTransform: cache.TransformStripManagedFields(), DefaultUnsafeDisableDeepCopy: &shared},
	})
	if err != nil {
		b.Fatal(err)
	}
	poller := measure.NewPoller(measure.Options{Clock: b.clock, Logger: logr.Discard()})
	if err := mgr.Add(poller); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = controllers.Setup(ctx, mgr, controllers.Options{
		Poller: poller, Clock: b.clock, Queries: telemetry.NewSourceMetrics(), Calibration: b.calibration, Shard: b.shard,
		Policy:            source.Policy{AllowLoopback: true, NamespacedHosts: []string{"127.0.0.1"}},
		OperatorNamespace: operatorNamespace,
	})
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- mgr.Start(ctx) }()
	b.stop = func() {
		cancel()
		if err := <-done; err != nil {
			b.Error("the manager did not stop cleanly:", err)
		}
		b.stop = func() {}
	}
}

// series appends a value to a series, from two hours before now until two hours after it, every minute.
func (b *bench) series(name string, value float64) {
	b.Helper()
	now := b.clock.Now()
	b.between(name, now.Add(-2*time.Hour), now.Add(2*time.Hour), value)
}

// between appends a constant value to a series, every minute of a span.
func (b *bench) between(name string, from, to time.Time, value float64) {
	b.Helper()
	if err := b.prometheus.Append(name, testlab.History(from, to, time.Minute, testlab.Constant(value))...); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) create(objects ...client.Object) {
	b.Helper()
	for _, object := range objects {
		if err := admin.Create(b.Context(), object); err != nil {
			b.Fatalf("create %T %s: %v", object, object.GetName(), err)
		}
	}
}

func (b *bench) delete(object client.Object) {
	b.Helper()
	if err := admin.Delete(b.Context(), object); err != nil {
		b.Fatal(err)
	}
}

// edit changes an object as a user does.
func edit[T client.Object](b *bench, object T, change func(T)) {
	b.Helper()
	b.eventually("an edit without a conflict", func() bool {
		b.refresh(object)
		change(object)
		return admin.Update(b.Context(), object) == nil
	})
}

func (b *bench) refresh(object client.Object) {
	b.Helper()
	if err := admin.Get(b.Context(), client.ObjectKeyFromObject(object), object); err != nil {
		b.Fatal(err)
	}
}

// eventually polls until something holds, at a standing clock.
func (b *bench) eventually(what string, holds func() bool) {
	b.Helper()
	b.moving(what, 0, holds)
}

// moving polls until something holds, and moves the clock by a step each time that it does not.
func (b *bench) moving(what string, step time.Duration, holds func() bool) {
	b.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-ticker.C:
			if step > 0 {
				b.clock.Step(step)
			}
		case <-deadline:
			b.Fatalf("waited for %s in vain\n%s", what, b.dump())
		}
	}
}

// advance moves the clock in steps that the poller does not take for jumps, and lets it keep up.
func (b *bench) advance(d time.Duration) {
	b.Helper()
	for step := 10 * time.Second; d > 0; d -= step {
		b.eventually("the poller to wait", b.clock.HasWaiters)
		b.clock.Step(min(step, d))
	}
}

// dump shows the goals of the bench as kubectl does.
func (b *bench) dump() string {
	out, _ := plane.Kubectl(context.Background(), "get", "goals", "-n", b.namespace, "-o", "yaml").CombinedOutput()
	return string(out)
}

// has polls until a condition of an object has this status and reason, for its present generation.
func (b *bench) has(object client.Object, kind string, status metav1.ConditionStatus, reason string) {
	b.Helper()
	b.hasMoving(0, object, kind, status, reason)
}

// hasMoving does so while the clock moves.
func (b *bench) hasMoving(step time.Duration, object client.Object, kind string, status metav1.ConditionStatus, reason string) {
	b.Helper()
	what := fmt.Sprintf("%s %s=%s %s", object.GetName(), kind, status, reason)
	b.moving(what, step, func() bool {
		b.refresh(object)
		c := condition(object, kind)
		return c != nil && c.Status == status && c.Reason == reason && c.ObservedGeneration == object.GetGeneration()
	})
}

func conditionsOf(object client.Object) []metav1.Condition {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return o.Status.Conditions
	case *v1alpha1.CustomerOutcome:
		return o.Status.Conditions
	case *v1alpha1.Indicator:
		return o.Status.Conditions
	case *v1alpha1.ValueExchange:
		return o.Status.Conditions
	case *v1alpha1.Scorecard:
		return o.Status.Conditions
	case *v1alpha1.MetricSource:
		return o.Status.Conditions
	case *v1alpha1.ClusterMetricSource:
		return o.Status.Conditions
	}
	return nil
}

func condition(object client.Object, kind string) *metav1.Condition {
	return meta.FindStatusCondition(conditionsOf(object), kind)
}

// measured polls until an objective's present generation was evaluated and all of it measured.
func (b *bench) measured(o *v1alpha1.Objective) {
	b.Helper()
	b.has(o, v1alpha1.GoalConditionReady, metav1.ConditionTrue, v1alpha1.GoalReasonSucceeded)
	b.has(o, v1alpha1.GoalConditionMeasured, metav1.ConditionTrue, v1alpha1.GoalReasonAllMeasured)
}

// events are the events about an object, as "Reason" counts.
func (b *bench) events(object client.Object) map[string]int {
	b.Helper()
	var list eventsv1.EventList
	if err := admin.List(b.Context(), &list, client.InNamespace(object.GetNamespace())); err != nil {
		b.Fatal(err)
	}
	counts := map[string]int{}
	for _, e := range list.Items {
		if e.Regarding.Name != object.GetName() {
			continue
		}
		counts[e.Reason]++
		if e.Series != nil {
			counts[e.Reason] += int(e.Series.Count) - 1
		}
	}
	return counts
}

// kubectl runs the real kubectl and gives its output.
func (b *bench) kubectl(args ...string) string {
	b.Helper()
	out, err := plane.Kubectl(b.Context(), args...).CombinedOutput()
	if err != nil {
		b.Fatalf("kubectl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// source is a MetricSource of the bench.
func (b *bench) source(name, url string) *v1alpha1.MetricSource {
	return &v1alpha1.MetricSource{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.namespace, Name: name},
		Spec: v1alpha1.MetricSourceSpec{
			Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(url), Timeout: "5s"},
			Interval:   "10s",
		},
	}
}

// objective is one whose key results are given, in the quarter around noon.
func (b *bench) objective(name string, keyResults ...v1alpha1.KeyResult) *v1alpha1.Objective {
	return &v1alpha1.Objective{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.namespace, Name: name},
		Spec: v1alpha1.ObjectiveSpec{
			Title:      name,
			Period:     v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"},
			Interval:   "1m",
			KeyResults: keyResults,
		},
	}
}

// outcome is one whose indicators are given.
func (b *bench) outcome(name string, indicators ...v1alpha1.OutcomeIndicator) *v1alpha1.CustomerOutcome {
	return &v1alpha1.CustomerOutcome{
		ObjectMeta: metav1.ObjectMeta{Namespace: b.namespace, Name: name},
		Spec:       v1alpha1.CustomerOutcomeSpec{Statement: "When I arrive, I am known.", Interval: "1m", Indicators: indicators},
	}
}

func ptr[T any](v T) *T { return &v }

// asks measures a query.
func asks(query string) v1alpha1.Measure {
	return v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: query}}
}

// scoreOf measures the score of an objective.
func scoreOf(namespace, name string) v1alpha1.Measure {
	return v1alpha1.Measure{ObjectiveRef: &v1alpha1.ObjectReference{Namespace: namespace, Name: name}}
}

// checkedIn measures what was typed on a day.
func checkedIn(day string, value float64) v1alpha1.Measure {
	return v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{Entries: []v1alpha1.CheckInEntry{{Date: v1alpha1.Date(day), Value: value}}}}
}

// reaches is a key result from 0 to 10.
func reaches(name string, m v1alpha1.Measure) v1alpha1.KeyResult {
	return v1alpha1.KeyResult{Name: name, Measure: m, Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: ptr(0.0), To: 10}}}
}

// keeps is a key result of at least 5.
func keeps(name string, m v1alpha1.Measure) v1alpha1.KeyResult {
	return v1alpha1.KeyResult{Name: name, Measure: m, Target: v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: ptr(5.0)}}}
}

// shows is an indicator of at least 5.
func shows(name string, m v1alpha1.Measure) v1alpha1.OutcomeIndicator {
	return v1alpha1.OutcomeIndicator{Name: name, Measure: m, Target: v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: ptr(5.0)}}}
}
