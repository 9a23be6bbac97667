/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-logr/logr"
	"github.com/go-logr/logr/funcr"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
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

// Patience is how long a test waits for what is going to happen anyway.
const Patience = 3 * time.Minute

// Noon is when a bench starts: in the middle of the samples' quarter.
var Noon = time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)

// Options say how a bench differs from the usual one. The zero value is the usual one.
type Options struct {
	// Namespaces that the bench's manager works on beside its own; they are created.
	Namespaces []string
	// Policy of the manager; nil: loopback is allowed, and MetricSources may name 127.0.0.1.
	Policy *source.Policy
	// Unconnected leaves the namespace without its default source.
	Unconnected bool
	// Client makes the client that the controllers read and write with; nil: the manager's own. It is for failures of the API.
	Client client.NewClientFunc
}

// Bench is a namespace with a Prometheus of its own, and a manager that works on nothing else, by a clock that the test
// moves. What goes wrong ends the test.
type Bench struct {
	*testing.T
	// Site that the bench is on.
	Site *Site
	// Namespace of the bench.
	Namespace string
	// Clock that the manager and the Prometheus go by.
	Clock *clocktesting.FakeClock
	// Prometheus of the bench, and the URL that it is served at.
	Prometheus *testlab.Prometheus
	// URL of the Prometheus.
	URL string
	// Shard that the manager works on.
	Shard controllers.Shard
	// Calibration counts the verdicts of all managers of the bench.
	Calibration *telemetry.Calibration
	// Printed is what the bench's managers logged.
	Printed *Log
	// Stop ends the manager; a second call does nothing.
	Stop func()

	options Options
	metrics *prometheus.Registry // of the running manager
}

// Bench starts a bench at Noon, with the namespace's default source connected.
func (s *Site) Bench(t *testing.T, o Options) *Bench {
	t.Helper()
	b := &Bench{T: t, Site: s, Namespace: fmt.Sprintf("bench-%d", s.benches.Add(1)), Clock: clocktesting.NewFakeClock(Noon),
		Calibration: telemetry.NewCalibration(), Printed: &Log{}, options: o}
	var err error
	if b.Prometheus, err = testlab.NewPrometheus(testlab.PrometheusOptions{Clock: b.Clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Prometheus.Close() })
	if b.URL, err = b.Prometheus.Start(); err != nil {
		t.Fatal(err)
	}
	b.Shard.Namespaces = append([]string{b.Namespace}, o.Namespaces...)
	for _, name := range b.Shard.Namespaces {
		b.Create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}})
	}
	if !o.Unconnected {
		b.Create(b.Source("default", b.URL))
	}
	b.Start()
	t.Cleanup(func() { b.Stop() })
	return b
}

// In is the bench within a subtest, which what goes wrong ends.
func (b *Bench) In(t *testing.T) *Bench {
	within := *b
	within.T = t
	return &within
}

// Start runs a manager as the shipped role allows it.
func (b *Bench) Start() {
	b.Helper()
	mgr, err := ctrl.NewManager(b.Site.Operator, b.managerOptions())
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if err := b.setup(ctx, mgr); err != nil {
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- mgr.Start(ctx) }()
	b.Stop = func() {
		cancel()
		if err := <-done; err != nil {
			b.Error("the manager did not stop cleanly:", err)
		}
		b.Stop = func() {}
	}
}

func (b *Bench) managerOptions() ctrl.Options {
	unique := true
	return ctrl.Options{
		Scheme: Scheme(), Logger: b.logger(), Metrics: metricsserver.Options{BindAddress: "0"}, HealthProbeBindAddress: "0",
		Controller: config.Controller{SkipNameValidation: &unique},
		Cache:      controllers.CacheOptions(b.logger()),
		NewClient:  b.options.Client,
	}
}

// logger writes into the bench's log and into the site's.
func (b *Bench) logger() logr.Logger {
	return funcr.New(func(_, line string) {
		b.Printed.add(line)
		b.Site.Log.add(line)
	}, funcr.Options{})
}

// setup adds what the manager's program adds, with the bench's clock, shard and registry of metrics.
func (b *Bench) setup(ctx context.Context, mgr ctrl.Manager) error {
	poller := measure.NewPoller(measure.Options{Clock: b.Clock, Logger: mgr.GetLogger()})
	if err := mgr.Add(poller); err != nil {
		return err
	}
	policy := source.Policy{AllowLoopback: true, NamespacedHosts: []string{"127.0.0.1"}}
	if b.options.Policy != nil {
		policy = *b.options.Policy
	}
	queries := telemetry.NewSourceMetrics()
	b.metrics = prometheus.NewRegistry()
	goals := controllers.NewCollector(mgr.GetCache(), poller, true, mgr.GetLogger())
	for _, collector := range []prometheus.Collector{queries, b.Calibration, goals} {
		if err := b.metrics.Register(collector); err != nil {
			return err
		}
	}
	return controllers.Setup(ctx, mgr, controllers.Options{
		Poller: poller, Clock: b.Clock, Queries: queries, Calibration: b.Calibration, Shard: b.Shard, Policy: policy,
		OperatorNamespace: OperatorNamespace,
	})
}

// Metrics are those that the running manager exports of all its goals, as a Prometheus scrapes them.
func (b *Bench) Metrics() string {
	b.Helper()
	answer := httptest.NewRecorder()
	promhttp.HandlerFor(b.metrics, promhttp.HandlerOpts{}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return answer.Body.String()
}

// Series appends a value to a series, from two hours before now until two hours after it, every minute.
func (b *Bench) Series(name string, value float64) {
	b.Helper()
	now := b.Clock.Now()
	b.Between(name, now.Add(-2*time.Hour), now.Add(2*time.Hour), value)
}

// Between appends a constant value to a series, every minute of a span.
func (b *Bench) Between(name string, from, to time.Time, value float64) {
	b.Helper()
	if err := b.Prometheus.Append(name, testlab.History(from, to, time.Minute, testlab.Constant(value))...); err != nil {
		b.Fatal(err)
	}
}

// Create creates objects as an administrator.
func (b *Bench) Create(objects ...client.Object) {
	b.Helper()
	for _, object := range objects {
		if err := b.Site.Admin.Create(b.Context(), object); err != nil {
			b.Fatalf("create %T %s: %v", object, object.GetName(), err)
		}
	}
}

// Delete deletes an object as an administrator.
func (b *Bench) Delete(object client.Object) {
	b.Helper()
	if err := b.Site.Admin.Delete(b.Context(), object); err != nil {
		b.Fatal(err)
	}
}

// Edit changes an object as a user does.
func Edit[T client.Object](b *Bench, object T, change func(T)) {
	b.Helper()
	b.Eventually("an edit without a conflict", func() bool {
		b.Refresh(object)
		change(object)
		return b.Site.Admin.Update(b.Context(), object) == nil
	})
}

// Refresh reads an object anew.
func (b *Bench) Refresh(object client.Object) {
	b.Helper()
	if err := b.Site.Admin.Get(b.Context(), client.ObjectKeyFromObject(object), object); err != nil {
		b.Fatal(err)
	}
}

// Eventually polls until something holds, at a standing clock.
func (b *Bench) Eventually(what string, holds func() bool) {
	b.Helper()
	b.Moving(what, 0, holds)
}

// Moving polls until something holds, and moves the clock by a step each time that it does not.
func (b *Bench) Moving(what string, step time.Duration, holds func() bool) {
	b.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(Patience)
	for !holds() {
		select {
		case <-ticker.C:
			if step > 0 {
				b.Clock.Step(step)
			}
		case <-deadline:
			b.Fatalf("waited for %s in vain\n%s", what, b.Dump())
		}
	}
}

// Advance moves the clock in steps that the poller does not take for jumps, and lets it keep up.
func (b *Bench) Advance(d time.Duration) {
	b.Helper()
	for step := 10 * time.Second; d > 0; d -= step {
		b.Eventually("the poller to wait", b.Clock.HasWaiters)
		b.Clock.Step(min(step, d))
	}
}

// Dump shows the goals of the bench as kubectl does.
func (b *Bench) Dump() string {
	out, _ := b.Site.Plane.Kubectl(context.Background(), "get", "goals", "-n", b.Namespace, "-o", "yaml").CombinedOutput()
	return string(out)
}

// Has polls until a condition of an object has this status and reason, for its present generation.
func (b *Bench) Has(object client.Object, kind string, status metav1.ConditionStatus, reason string) {
	b.Helper()
	b.HasMoving(0, object, kind, status, reason)
}

// HasMoving does so while the clock moves.
func (b *Bench) HasMoving(step time.Duration, object client.Object, kind string, status metav1.ConditionStatus, reason string) {
	b.Helper()
	what := fmt.Sprintf("%s %s=%s %s", object.GetName(), kind, status, reason)
	b.Moving(what, step, func() bool {
		b.Refresh(object)
		c := Condition(object, kind)
		return c != nil && c.Status == status && c.Reason == reason && c.ObservedGeneration == object.GetGeneration()
	})
}

// Measured polls until an objective's present generation was evaluated and all of it measured.
func (b *Bench) Measured(o *v1alpha1.Objective) {
	b.Helper()
	b.Has(o, v1alpha1.GoalConditionReady, metav1.ConditionTrue, v1alpha1.GoalReasonSucceeded)
	b.Has(o, v1alpha1.GoalConditionMeasured, metav1.ConditionTrue, v1alpha1.GoalReasonAllMeasured)
}

// Events are the events about an object, as "Reason" counts.
func (b *Bench) Events(object client.Object) map[string]int {
	b.Helper()
	var list eventsv1.EventList
	if err := b.Site.Admin.List(b.Context(), &list, client.InNamespace(object.GetNamespace())); err != nil {
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

// Kubectl runs the real kubectl and gives its output.
func (b *Bench) Kubectl(args ...string) string {
	b.Helper()
	out, err := b.Site.Plane.Kubectl(b.Context(), args...).CombinedOutput()
	if err != nil {
		b.Fatalf("kubectl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
