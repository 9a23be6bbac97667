/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package catalog_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/api"
	promapi "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// ruleTests is what is read here of promtool's format.
type ruleTests struct {
	EvaluationInterval string `json:"evaluation_interval"`
	Tests              []example
}

// example is one group of tests: series, and what queries answer.
type example struct {
	Name        string
	InputSeries []struct{ Series, Values string } `json:"input_series"`
	ExprTests   []struct {
		Expr       string
		EvalTime   string                    `json:"eval_time"`
		ExpSamples []struct{ Value float64 } `json:"exp_samples"`
	} `json:"promql_expr_test"`
}

// start of every example; promtool's is 1970.
var start = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// TestIndicatorsGiveTheNumberOfTheWorkedExample asks as the operator does: over HTTP, with the Indicator's lookback.
func TestIndicatorsGiveTheNumberOfTheWorkedExample(t *testing.T) {
	for _, metric := range metrics(t) {
		worked, step := workedExample(t, metric)
		for _, indicator := range indicators(t, metric) {
			t.Run(indicator.Name, func(t *testing.T) {
				question := indicator.Spec.Measure.Prometheus
				at, want := worked.answer(t, question.Query)
				prometheus := newPrometheus(t)
				prometheus.load(worked, step)
				prometheus.record(metric, at)

				// The next evaluation may be late; the answer stays.
				late := at.Add(seconds(t, string(question.Lookback)) - time.Second)
				got := prometheus.ask(question.Query, late, seconds(t, string(question.Lookback)))
				if len(got) != 1 {
					t.Fatalf("%s: want exactly one sample, got %v", question.Query, got)
				}
				if math.Abs(float64(got[0].Value)-want) > 1e-9*math.Abs(want) {
					t.Errorf("%s: want %v, got %v", question.Query, want, got[0].Value)
				}
				if got := newPrometheus(t).ask(question.Query, at, time.Minute); len(got) != 0 {
					t.Errorf("without the rules: want no data, got %v", got)
				}
			})
		}
	}
}

func workedExample(t *testing.T, metric string) (worked example, step time.Duration) {
	t.Helper()
	var all ruleTests
	if err := sigsyaml.Unmarshal([]byte(read(t, metric, "rules_test.yaml")), &all); err != nil {
		t.Fatal(err)
	}
	for _, test := range all.Tests {
		if test.Name == "worked example" {
			return test, seconds(t, all.EvaluationInterval)
		}
	}
	t.Fatalf("%s/rules_test.yaml has no test that is named worked example", metric)
	return example{}, 0
}

// answer is what the example says that a query answers, and when.
func (e example) answer(t *testing.T, query string) (at time.Time, want float64) {
	t.Helper()
	for _, test := range e.ExprTests {
		if test.Expr == query && len(test.ExpSamples) == 1 {
			return start.Add(seconds(t, test.EvalTime)), test.ExpSamples[0].Value
		}
	}
	t.Fatalf("the worked example does not say what %s answers", query)
	return time.Time{}, 0
}

// prometheus is an embedded one and its API.
type prometheus struct {
	t   *testing.T
	lab *testlab.Prometheus
	api promapi.API
}

func newPrometheus(t *testing.T) prometheus {
	t.Helper()
	lab, err := testlab.NewPrometheus(testlab.PrometheusOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lab.Close(); err != nil {
			t.Error(err)
		}
	})
	url, err := lab.Start()
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.NewClient(api.Config{Address: url})
	if err != nil {
		t.Fatal(err)
	}
	return prometheus{t: t, lab: lab, api: promapi.NewAPI(client)}
}

// load appends the series of an example.
func (p prometheus) load(e example, step time.Duration) {
	p.t.Helper()
	for _, series := range e.InputSeries {
		_, values, err := promql.ParseSeriesDesc(series.Series + " " + series.Values)
		if err != nil {
			p.t.Fatal(err)
		}
		var samples []testlab.Sample
		for i, value := range values {
			if !value.Omitted {
				samples = append(samples, testlab.Sample{Time: start.Add(time.Duration(i) * step), Value: value.Value})
			}
		}
		if err := p.lab.Append(series.Series, samples...); err != nil {
			p.t.Fatal(err)
		}
	}
}

// record evaluates a metric's rules once, in their order, as Prometheus does.
func (p prometheus) record(metric string, at time.Time) {
	p.t.Helper()
	for _, rule := range rules(p.t, metric) {
		for _, sample := range p.ask(rule.Expr, at, 5*time.Minute) {
			labels := sample.Metric.Clone()
			labels[model.MetricNameLabel] = model.LabelValue(rule.Record)
			if err := p.lab.Append(labels.String(), testlab.Sample{Time: at, Value: float64(sample.Value)}); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

func (p prometheus) ask(query string, at time.Time, lookback time.Duration) model.Vector {
	p.t.Helper()
	answer, warnings, err := p.api.Query(context.Background(), query, at, promapi.WithLookbackDelta(lookback))
	if err != nil {
		p.t.Fatalf("%s: %v", query, err)
	}
	for _, warning := range warnings {
		if !strings.HasPrefix(warning, "PromQL info") {
			p.t.Errorf("%s: %s", query, warning)
		}
	}
	vector, ok := answer.(model.Vector)
	if !ok {
		p.t.Fatalf("%s: want a vector, got %s", query, answer.Type())
	}
	return vector
}

func seconds(t *testing.T, text string) time.Duration {
	t.Helper()
	duration, err := model.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(duration)
}
