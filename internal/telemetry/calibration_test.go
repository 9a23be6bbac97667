/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// numbers are the series of a calibration, without those that are 0.
func numbers(t *testing.T, c *Calibration) string {
	t.Helper()
	var lines []string
	for _, line := range series(t, c) {
		if !strings.HasSuffix(line, " 0") {
			lines = append(lines, strings.TrimPrefix(line, "truenorth_key_result_forecast_probability_"))
		}
	}
	return strings.Join(lines, "\n")
}

func TestCalibration(t *testing.T) {
	t.Parallel()
	c := NewCalibration()
	lint(t, c)
	if got := testutil.CollectAndCount(c); got != 2 {
		t.Errorf("%d histograms before the first forecast, want both, or an increase would miss it", got)
	}
	c.Observe(0.75, true)
	c.Observe(0.95, true)
	c.Observe(1, true)
	c.Observe(0.95, false)
	want := `
bucket{outcome="failed",le="1"} 1
bucket{outcome="failed",le="+Inf"} 1
sum{outcome="failed"} 0.95
count{outcome="failed"} 1
bucket{outcome="succeeded",le="0.8"} 1
bucket{outcome="succeeded",le="0.9"} 1
bucket{outcome="succeeded",le="1"} 3
bucket{outcome="succeeded",le="+Inf"} 3
sum{outcome="succeeded"} 2.7
count{outcome="succeeded"} 3
`
	if got := numbers(t, c); got != strings.TrimSpace(want) {
		t.Errorf("the calibration says\n%s\nwant%s", got, want)
	}
}

func TestCalibrationSaysHowToReadIt(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(NewCalibration())
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		query := "sum by (outcome) (increase(" + family.GetName() + `_bucket{le="0.7"}[1y]))`
		if !strings.Contains(family.GetHelp(), query) {
			t.Errorf("help of %s does not say how to read it: %s", family.GetName(), family.GetHelp())
		}
	}
}
