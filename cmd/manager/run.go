/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/metrics"
	"sigs.k8s.io/controller-runtime/pkg/metrics/filters"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/controllers"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
)

// gracePeriod is how long a stopping manager waits for what it has begun before it gives its lease back. With the longest
// pause of a standby between two tries (2.2 retryPeriods) that is under five seconds.
const gracePeriod = 2 * time.Second

// The lease. When a leader dies, a standby notes its last renewal up to 2.2 retryPeriods late, waits for leaseDuration, and
// tries 2.2 retryPeriods later at most: it leads after 12.4 s at worst, and has asked every question with an interval of
// 10 s before 25 s are over. A leader that cannot renew stops before another one may begin, as renewDeadline is two seconds
// shorter. Six seconds outlast the change of an etcd leader; when the API server is away for longer nobody can lead, and
// a restart costs no more than reading the cluster anew. The price is one small write a second.
const (
	leaseDuration = 8 * time.Second
	renewDeadline = 6 * time.Second
	retryPeriod   = time.Second
)

// run builds the manager and runs it until ctx ends.
func run(ctx context.Context, o *options) error {
	if err := o.validate(); err != nil {
		return err
	}
	shard, err := o.shard()
	if err != nil {
		return err
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return fmt.Errorf("no way to an API server, name one with --kubeconfig: %w", err)
	}
	if err := o.await(ctx, config, ctrl.Log.WithName("await")); err != nil {
		return nil //nolint:nilerr // asked to stop before it began
	}
	mgr, err := ctrl.NewManager(config, o.managerOptions())
	if err != nil {
		return fmt.Errorf("set up the manager: %w", err)
	}
	poller := measure.NewPoller(measure.Options{Clock: clock.RealClock{}, Logger: mgr.GetLogger().WithName("measure")})
	if err := mgr.Add(poller); err != nil {
		return err
	}
	queries, calibration := telemetry.NewSourceMetrics(), telemetry.NewCalibration()
	err = controllers.Setup(ctx, mgr, controllers.Options{
		Poller: poller, Clock: clock.RealClock{}, Queries: queries, Calibration: calibration, Shard: shard,
		Policy:            source.Policy{AllowLoopback: o.allowLoopback, NamespacedHosts: list(o.sourceHosts)},
		OperatorNamespace: ownNamespace(), MaxConcurrentReconciles: o.maxConcurrentReconciles,
	})
	if err != nil {
		return fmt.Errorf("set up the controllers: %w", err)
	}
	if err := export(mgr, o, poller, queries, calibration); err != nil {
		return err
	}
	return mgr.Start(ctx)
}

// export registers metrics and probes.
func export(mgr ctrl.Manager, o *options, poller *measure.Poller, counters ...prometheus.Collector) error {
	goals := controllers.NewCollector(mgr.GetCache(), poller, o.metrics == metricsFull, mgr.GetLogger().WithName("metrics"))
	for _, collector := range append(counters, goals) {
		if err := metrics.Registry.Register(collector); err != nil {
			return err
		}
	}
	if err := mgr.AddHealthzCheck("ping", healthz.Ping); err != nil {
		return err
	}
	return mgr.AddReadyzCheck("cache", controllers.CacheSynced(mgr.GetCache()))
}

func (o *options) managerOptions() ctrl.Options {
	options := ctrl.Options{
		Scheme:                        scheme(),
		HealthProbeBindAddress:        o.healthAddress,
		Metrics:                       metricsserver.Options{BindAddress: o.metricsAddress, SecureServing: o.metricsSecure},
		LeaderElection:                o.leaderElect,
		LeaderElectionID:              o.leaseName(),
		LeaderElectionNamespace:       ownNamespace(),
		LeaderElectionReleaseOnCancel: true,
		LeaseDuration:                 ptr(leaseDuration),
		RenewDeadline:                 ptr(renewDeadline),
		RetryPeriod:                   ptr(retryPeriod),
		GracefulShutdownTimeout:       ptr(gracePeriod),
		Cache:                         controllers.CacheOptions(ctrl.Log.WithName("cache")),
	}
	if o.metricsSecure {
		options.Metrics.FilterProvider = filters.WithAuthenticationAndAuthorization
	}
	return options
}

func ptr[T any](v T) *T { return &v }

// leaseName is one for all managers that evaluate the same goals.
func (o *options) leaseName() string {
	shard := fmt.Sprint(list(o.watchNamespaces), o.watchSelector)
	if o.watchNamespaces == "" && o.watchSelector == "" {
		return "truenorth.goals.truenorth.dev"
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(shard)) // a hash takes everything
	return fmt.Sprintf("truenorth-%08x.goals.truenorth.dev", h.Sum32())
}

func scheme() *runtime.Scheme {
	s := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(s); err != nil {
			panic(err) // two types of one name: a mistake of this program
		}
	}
	return s
}
