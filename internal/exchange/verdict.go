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
// together. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
func correct(trials []trial) {
	most, order := 0.0, sorted(trials, byEvidence)
	for i, t := range order {
		most = max(most, min(1, float64(len(order)-i)*math.Exp(t.logP)))
		t.PValue = most
	}
}

// rank orders trials: first those with evidence, by their correlation, then the others, by what evidence there is. That
// a p-value is ten times as small as another tiny one does not make a link ten times as close.
func rank(trials []trial, significance float64) {
	order := sorted(trials, func(a, b *trial) int {
		switch evidentA, evidentB := a.PValue < significance, b.PValue < significance; {
		case evidentA && evidentB:
			return byCorrelation(a, b)
		case evidentA:
			return -1
		case evidentB:
			return 1
		}
		return cmp.Or(byEvidence(a, b), byCorrelation(a, b))
	})
	for i, t := range order {
		t.Rank = i + 1
	}
}

func byEvidence(a, b *trial) int { return cmp.Compare(a.logP, b.logP) }

func byCorrelation(a, b *trial) int {
	return cmp.Compare(math.Abs(b.Correlation), math.Abs(a.Correlation))
}

// sorted are the trials of what can be tested, in an order.
func sorted(trials []trial, compare func(a, b *trial) int) []*trial {
	order := make([]*trial, 0, len(trials))
	for i := range trials {
		if trials[i].problem == None {
			order = append(order, &trials[i])
		}
	}
	slices.SortStableFunc(order, compare)
	return order
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
