/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// querySeconds are the histogram's bounds, up to the default timeout of a source.
var querySeconds = []float64{0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}

// SourceMetrics counts and times what sources are asked. It is a prometheus.Collector and safe for concurrent use.
type SourceMetrics struct {
	durations *prometheus.HistogramVec
	queries   *prometheus.CounterVec

	mu    sync.RWMutex // held for writing while series are dropped, for reading while they are added to
	lives map[sourceKey]*life
}

type sourceKey struct{ kind, namespace, name string }

// life of a source, from when it is first observed until it is forgotten.
type life struct{ over bool }

// NewSourceMetrics makes SourceMetrics without series.
func NewSourceMetrics() *SourceMetrics {
	return &SourceMetrics{
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    prefix + "source_query_duration_seconds",
			Help:    "How long a MetricSource or ClusterMetricSource took to answer a query, whatever it answered, in seconds.",
			Buckets: querySeconds,
		}, []string{"kind", "namespace", "name"}),
		queries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: prefix + "source_queries_total",
			Help: "Queries sent to a MetricSource or ClusterMetricSource, by result: Success, or the reason why the answer gave no number.",
		}, []string{"kind", "namespace", "name", "result"}),
		lives: map[sourceKey]*life{},
	}
}

// Observer counts the queries to one source until that is forgotten: result is "Success" or a MeasureReason, took the
// time until the answer. A query that was under way when its source was deleted would else bring back series that nobody
// drops. A source that comes again under the same name needs a new observer.
func (m *SourceMetrics) Observer(kind, namespace, name string) func(result string, took time.Duration) {
	alive := m.life(sourceKey{kind, namespace, name})
	return func(result string, took time.Duration) {
		m.mu.RLock()
		defer m.mu.RUnlock()
		if alive.over {
			return
		}
		m.durations.WithLabelValues(kind, namespace, name).Observe(took.Seconds())
		m.queries.WithLabelValues(kind, namespace, name, result).Inc()
	}
}

// life is the present life of a source, begun where there is none.
func (m *SourceMetrics) life(key sourceKey) *life {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lives[key] == nil {
		m.lives[key] = &life{}
	}
	return m.lives[key]
}

// Forget drops all series of a source that was deleted.
func (m *SourceMetrics) Forget(kind, namespace, name string) {
	key := sourceKey{kind, namespace, name}
	m.mu.Lock()
	defer m.mu.Unlock()
	if alive := m.lives[key]; alive != nil {
		alive.over = true
		delete(m.lives, key)
	}
	m.durations.DeleteLabelValues(kind, namespace, name)
	m.queries.DeletePartialMatch(prometheus.Labels{"kind": kind, "namespace": namespace, "name": name})
}

// Describe implements prometheus.Collector.
func (m *SourceMetrics) Describe(descs chan<- *prometheus.Desc) {
	m.durations.Describe(descs)
	m.queries.Describe(descs)
}

// Collect implements prometheus.Collector.
func (m *SourceMetrics) Collect(metrics chan<- prometheus.Metric) {
	m.durations.Collect(metrics)
	m.queries.Collect(metrics)
}
