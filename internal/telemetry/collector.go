/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// The kinds that label values and LastMeasured name.
const (
	kindObjective           = "Objective"
	kindCustomerOutcome     = "CustomerOutcome"
	kindIndicator           = "Indicator"
	kindValueExchange       = "ValueExchange"
	kindScorecard           = "Scorecard"
	kindMetricSource        = string(v1alpha1.SourceKindNamespaced)
	kindClusterMetricSource = string(v1alpha1.SourceKindCluster)
)

// Lister lists the objects that metrics are made of, as they stand in the operator's cache. They are only read, so they
// may be shared with the cache. Its methods are called at each scrape, possibly concurrently.
type Lister interface {
	// Objectives of all namespaces.
	Objectives() ([]v1alpha1.Objective, error)
	// CustomerOutcomes of all namespaces.
	CustomerOutcomes() ([]v1alpha1.CustomerOutcome, error)
	// Indicators of all namespaces.
	Indicators() ([]v1alpha1.Indicator, error)
	// ValueExchanges of all namespaces.
	ValueExchanges() ([]v1alpha1.ValueExchange, error)
	// Scorecards of all namespaces.
	Scorecards() ([]v1alpha1.Scorecard, error)
	// MetricSources of all namespaces.
	MetricSources() ([]v1alpha1.MetricSource, error)
	// ClusterMetricSources of the cluster.
	ClusterMetricSources() ([]v1alpha1.ClusterMetricSource, error)
}

// Options say what a collector exports. All but Full are required.
type Options struct {
	// Lister of the objects.
	Lister Lister
	// LastMeasured is when the numbers of an object of a kind ("Objective") were last all answered for, changed or not;
	// false: not since the operator started. Status cannot tell, as it is not written while nothing changes.
	LastMeasured func(kind, namespace, name string) (time.Time, bool)
	// OnError is called for each list that failed. Its series are absent from that scrape, and the rest is not held up.
	OnError func(error)
	// Full exports the series of each key result too (--metrics=full): up to 20 times as many.
	Full bool
}

// NewCollector makes the collector of the metrics that come from status. It holds nothing: each scrape streams what the
// lister gives, so the series of a deleted object are gone with it.
func NewCollector(o Options) prometheus.Collector { return &collector{o} }

type collector struct{ Options }

// Describe implements prometheus.Collector.
func (c *collector) Describe(descs chan<- *prometheus.Desc) {
	for _, desc := range basicDescs {
		descs <- desc
	}
	if c.Full {
		for _, desc := range fullDescs {
			descs <- desc
		}
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(metrics chan<- prometheus.Metric) {
	s := stream(metrics)
	each(c, "objectives", c.Lister.Objectives, func(o *v1alpha1.Objective) { c.objective(s, o) })
	each(c, "customer outcomes", c.Lister.CustomerOutcomes, s.customerOutcome)
	each(c, "indicators", c.Lister.Indicators, s.indicator)
	each(c, "value exchanges", c.Lister.ValueExchanges, func(o *v1alpha1.ValueExchange) {
		s.conditions(kindValueExchange, o.Namespace, o.Name, o.Status.Conditions)
	})
	each(c, "scorecards", c.Lister.Scorecards, func(o *v1alpha1.Scorecard) {
		s.conditions(kindScorecard, o.Namespace, o.Name, o.Status.Conditions)
	})
	each(c, "metric sources", c.Lister.MetricSources, func(m *v1alpha1.MetricSource) {
		s.source(kindMetricSource, m.Namespace, m.Name, m.Status.Conditions)
	})
	each(c, "cluster metric sources", c.Lister.ClusterMetricSources, func(m *v1alpha1.ClusterMetricSource) {
		s.source(kindClusterMetricSource, "", m.Name, m.Status.Conditions)
	})
}

// each does something with each object of a list.
func each[T any](c *collector, kinds string, list func() ([]T, error), do func(*T)) {
	items, err := list()
	if err != nil {
		c.OnError(fmt.Errorf("cannot list %s for the exported metrics: %w", kinds, err))
		return
	}
	for i := range items {
		do(&items[i])
	}
}

func (c *collector) objective(s stream, o *v1alpha1.Objective) {
	status := &o.Status
	s.known(objectiveScore, status.Score, o.Namespace, o.Name)
	s.known(objectiveExpectedScore, status.ExpectedScore, o.Namespace, o.Name)
	s.known(objectiveProbability, status.Probability, o.Namespace, o.Name)
	if at, ok := c.LastMeasured(kindObjective, o.Namespace, o.Name); ok {
		s.gauge(objectiveLastEvaluated, float64(at.UnixMilli())/1000, o.Namespace, o.Name)
	}
	if status.Outlook != "" {
		s.gauge(objectiveOutlook, 1, o.Namespace, o.Name, string(status.Outlook))
	}
	s.conditions(kindObjective, o.Namespace, o.Name, status.Conditions)
	if !c.Full {
		return
	}
	for i := range status.KeyResults {
		s.keyResult(o.Namespace, o.Name, &status.KeyResults[i])
	}
}

// stream is where the metrics of one scrape go.
type stream chan<- prometheus.Metric

func (s stream) gauge(desc *prometheus.Desc, value float64, labels ...string) {
	s <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
}

// known sends a value, if there is one.
func (s stream) known(desc *prometheus.Desc, value *float64, labels ...string) {
	if value != nil {
		s.gauge(desc, *value, labels...)
	}
}

// truth sends 1 or 0.
func (s stream) truth(desc *prometheus.Desc, holds bool, labels ...string) {
	value := 0.0
	if holds {
		value = 1
	}
	s.gauge(desc, value, labels...)
}

// verdict sends 1 or 0 for a condition that is True or False, and nothing for one that is unknown.
func (s stream) verdict(desc *prometheus.Desc, conditions []metav1.Condition, kind string, labels ...string) {
	for _, c := range conditions {
		if c.Type == kind && c.Status != metav1.ConditionUnknown {
			s.truth(desc, c.Status == metav1.ConditionTrue, labels...)
		}
	}
}

func (s stream) conditions(kind, namespace, name string, conditions []metav1.Condition) {
	for _, c := range conditions {
		s.gauge(condition, 1, kind, namespace, name, c.Type, string(c.Status))
	}
}

// keyResult sends what is known of a key result. One that was given up for want of numbers is unknown, even where its
// status still shows the last good value: a scrape would make a current one of it.
func (s stream) keyResult(namespace, objective string, kr *v1alpha1.KeyResultStatus) {
	if kr.Outlook == v1alpha1.OutlookUnknown && failing(kr.Reason) {
		return
	}
	s.known(keyResultValue, kr.Value, namespace, objective, kr.Name)
	s.known(keyResultProgress, kr.Progress, namespace, objective, kr.Name)
	s.known(keyResultProbability, kr.Probability, namespace, objective, kr.Name)
	if kr.Met != nil {
		s.truth(keyResultMet, *kr.Met, namespace, objective, kr.Name)
	}
}

func (s stream) customerOutcome(o *v1alpha1.CustomerOutcome) {
	s.known(outcomeScore, o.Status.Score, o.Namespace, o.Name)
	s.verdict(outcomeDelivered, o.Status.Conditions, v1alpha1.CustomerOutcomeConditionDelivered, o.Namespace, o.Name)
	s.conditions(kindCustomerOutcome, o.Namespace, o.Name, o.Status.Conditions)
}

// indicator sends the value of an indicator that is measured, now and not before it was suspended: a scrape would make a current one of its last good value.
func (s stream) indicator(o *v1alpha1.Indicator) {
	if meta.IsStatusConditionTrue(o.Status.Conditions, v1alpha1.GoalConditionMeasured) &&
		!meta.IsStatusConditionTrue(o.Status.Conditions, v1alpha1.GoalConditionSuspended) {
		s.known(indicatorValue, o.Status.Value, o.Namespace, o.Name)
	}
	s.conditions(kindIndicator, o.Namespace, o.Name, o.Status.Conditions)
}

func (s stream) source(kind, namespace, name string, conditions []metav1.Condition) {
	s.verdict(sourceUp, conditions, v1alpha1.MetricSourceConditionReady, kind, namespace, name)
	s.conditions(kind, namespace, name, conditions)
}
