/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"cmp"
	"math"
	"slices"
)

// correct corrects the p-values of trials for their number by Holm's method, which holds however the drivers hang
// together, and ranks them. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of
// Statistics 6.
func correct(trials []trial) {
	order := make([]int, 0, len(trials))
	for i := range trials {
		if trials[i].problem == None {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(trials[a].logP, trials[b].logP),
			cmp.Compare(math.Abs(trials[b].Correlation), math.Abs(trials[a].Correlation)))
	})
	most := 0.0
	for i, place := range order {
		t := &trials[place]
		most = max(most, min(1, float64(len(order)-i)*math.Exp(t.logP)))
		t.PValue, t.Rank = most, i+1
	}
}

// judge gives the verdicts.
func judge(trials []trial, c *Case) []Finding {
	findings := make([]Finding, len(trials))
	for i, t := range trials {
		f := t.Finding
		switch {
		case t.problem != None:
			f = Finding{Verdict: InsufficientData, Problem: t.problem}
		case f.PValue >= c.significance():
			f.Verdict = NotSupported
		case c.Drivers[i].Expected.against(f.Correlation):
			f.Verdict = WrongDirection
		default:
			f.Verdict = Supported
		}
		findings[i] = f
	}
	return findings
}

// against tells whether a correlation has the other sign.
func (d Direction) against(correlation float64) bool {
	return d == Increase && correlation < 0 || d == Decrease && correlation > 0
}

// significance is the p-value that evidence is below.
func (c *Case) significance() float64 {
	if c.Confidence > 0 && c.Confidence < 1 {
		return 1 - c.Confidence
	}
	return 1 - DefaultConfidence
}
