/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/healthz"

	"github.com/go-logr/logr"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
)

// probeTimeout is how long a readiness probe waits for the cache.
const probeTimeout = time.Second

// scrapeTimeout bounds what one scrape may wait for the cache.
const scrapeTimeout = 5 * time.Second

// CacheSynced is the readiness check: the manager knows the objects of the cluster.
func CacheSynced(c cache.Cache) healthz.Checker {
	return func(request *http.Request) error {
		ctx, cancel := context.WithTimeout(request.Context(), probeTimeout)
		defer cancel()
		if !c.WaitForCacheSync(ctx) {
			return errors.New("the cache has not caught up with the API server yet")
		}
		return nil
	}
}

// NewCollector exports what the status of goals and sources says, from the cache. full adds the series of key results.
func NewCollector(c cache.Cache, poller *measure.Poller, full bool, log logr.Logger) prometheus.Collector {
	return telemetry.NewCollector(telemetry.Options{
		Lister: lister{c},
		LastMeasured: func(kind, namespace, name string) (time.Time, bool) {
			return poller.LastMeasured(measure.Goal{Kind: kind, Namespace: namespace, Name: name})
		},
		OnError: func(err error) { log.Error(err, "Scrape left something out") },
		Full:    full,
	})
}

// lister lists the objects that metrics are made of, from the cache.
type lister struct{ reader client.Reader }

func (l lister) list(into client.ObjectList) error {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	return l.reader.List(ctx, into)
}

// Objectives implements telemetry.Lister.
func (l lister) Objectives() ([]v1alpha1.Objective, error) {
	var list v1alpha1.ObjectiveList
	err := l.list(&list)
	return list.Items, err
}

// CustomerOutcomes implements telemetry.Lister.
func (l lister) CustomerOutcomes() ([]v1alpha1.CustomerOutcome, error) {
	var list v1alpha1.CustomerOutcomeList
	err := l.list(&list)
	return list.Items, err
}

// Indicators implements telemetry.Lister.
func (l lister) Indicators() ([]v1alpha1.Indicator, error) {
	var list v1alpha1.IndicatorList
	err := l.list(&list)
	return list.Items, err
}

// ValueExchanges implements telemetry.Lister.
func (l lister) ValueExchanges() ([]v1alpha1.ValueExchange, error) {
	var list v1alpha1.ValueExchangeList
	err := l.list(&list)
	return list.Items, err
}

// Scorecards implements telemetry.Lister.
func (l lister) Scorecards() ([]v1alpha1.Scorecard, error) {
	var list v1alpha1.ScorecardList
	err := l.list(&list)
	return list.Items, err
}

// MetricSources implements telemetry.Lister.
func (l lister) MetricSources() ([]v1alpha1.MetricSource, error) {
	var list v1alpha1.MetricSourceList
	err := l.list(&list)
	return list.Items, err
}

// ClusterMetricSources implements telemetry.Lister.
func (l lister) ClusterMetricSources() ([]v1alpha1.ClusterMetricSource, error) {
	var list v1alpha1.ClusterMetricSourceList
	err := l.list(&list)
	return list.Items, err
}
