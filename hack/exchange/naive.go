/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// askNaively is what spreadsheets and dashboards do: correlate the series as they are at every lag, and take the best
// lag for a link where its textbook p-value is under 0.05.
func askNaively(c exchange.Case) []exchange.Finding {
	findings := make([]exchange.Finding, len(c.Drivers))
	for i, d := range c.Drivers {
		f := exchange.Finding{Verdict: exchange.NotSupported, PValue: 1}
		for lag := range c.MaxLag + 1 {
			r, n := pearson(c.Result[lag:], d.Values[:len(d.Values)-lag])
			if p := significance(r, n); p < f.PValue {
				f.Lag, f.Correlation, f.PValue = lag, r, p
			}
		}
		if f.PValue < 1-confidence {
			f.Verdict = exchange.Supported
		}
		findings[i] = f
	}
	return findings
}

// pearson is the correlation of two series, and from how many pairs.
func pearson(a, b []float64) (r, n float64) {
	var meanA, meanB, aa, bb, ab float64
	for i := range a {
		if math.IsNaN(a[i]) || math.IsNaN(b[i]) {
			continue
		}
		n++
		da, db := a[i]-meanA, b[i]-meanB
		meanA += da / n
		meanB += db / n
		aa += da * (a[i] - meanA)
		bb += db * (b[i] - meanB)
		ab += da * (b[i] - meanB)
	}
	if aa*bb == 0 {
		return 0, n
	}
	return ab / math.Sqrt(aa*bb), n
}

// significance is the p-value of a correlation of n independent pairs.
func significance(r, n float64) float64 {
	if n < 4 || r == 0 {
		return 1
	}
	t := math.Abs(r) * math.Sqrt((n-2)/max(1-r*r, 1e-300))
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 2}.Survival(t)
}
