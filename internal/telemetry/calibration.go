/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import "github.com/prometheus/client_golang/prometheus"

// The values of the label outcome.
const (
	outcomeSucceeded = "succeeded"
	outcomeFailed    = "failed"
)

const calibrationName = prefix + "key_result_forecast_probability"

// calibrationHelp says how to read the histogram. Forecasts are right if they come true as often as they say.
const calibrationHelp = "Probability of success that was forecast for a key result when a quarter of its time was left, by how it ended. " +
	"Those forecast at 0.6 to 0.7, of which about 65 % should have succeeded: " +
	"sum by (outcome) (increase(" + calibrationName + `_bucket{le="0.7"}[1y]))` +
	" - sum by (outcome) (increase(" + calibrationName + `_bucket{le="0.6"}[1y]))`

// calibrationBounds are tenths.
var calibrationBounds = []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1}

// Calibration counts what had been forecast, and how it ended. It is a prometheus.Collector and safe for concurrent use.
// It has no label for goals: forecasts of one goal are too few to tell anything, and series would add up for ever.
type Calibration struct{ forecasts *prometheus.HistogramVec }

// NewCalibration makes a Calibration that counted nothing yet. Its series are there from the start, or their increase
// would miss the first forecast.
func NewCalibration() *Calibration {
	c := &Calibration{prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    calibrationName,
		Help:    calibrationHelp,
		Buckets: calibrationBounds,
	}, []string{"outcome"})}
	for _, outcome := range []string{outcomeSucceeded, outcomeFailed} {
		c.forecasts.WithLabelValues(outcome)
	}
	return c
}

// Observe counts one key result at its verdict: the probability of success that had been forecast, 0..1, and whether it
// succeeded.
func (c *Calibration) Observe(probability float64, succeeded bool) {
	outcome := outcomeFailed
	if succeeded {
		outcome = outcomeSucceeded
	}
	c.forecasts.WithLabelValues(outcome).Observe(probability)
}

// Describe implements prometheus.Collector.
func (c *Calibration) Describe(descs chan<- *prometheus.Desc) { c.forecasts.Describe(descs) }

// Collect implements prometheus.Collector.
func (c *Calibration) Collect(metrics chan<- prometheus.Metric) { c.forecasts.Collect(metrics) }
