/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// said is a finding.
func said(v exchange.Verdict, p float64) exchange.Finding {
	return exchange.Finding{Verdict: v, PValue: p}
}

func TestTallyOf(t *testing.T) {
	link := history{linked: true, lag: 20, response: 2}
	right := exchange.Finding{Verdict: exchange.Supported, PValue: 0.001, Lag: 18, Correlation: 0.4, Elasticity: 3, Skill: 0.2}
	wrongSign := right
	wrongSign.Correlation = -0.4
	for _, tc := range []struct {
		reason   string
		h        history
		findings []exchange.Finding
		want     tally
	}{
		{"nothing is said", history{}, []exchange.Finding{said(exchange.NotSupported, 0.7), said(exchange.NotSupported, 0.3)},
			tally{exchanges: 1, tested: 2, smallest: []float64{0.3}}},
		{"two false ones are one exchange", history{}, []exchange.Finding{said(exchange.Supported, 0.01), said(exchange.Supported, 0.02)},
			tally{exchanges: 1, tested: 2, alarms: 1, smallest: []float64{0.01}}},
		{"what cannot be tested says nothing", history{}, []exchange.Finding{said(exchange.InsufficientData, 0)},
			tally{exchanges: 1, untested: 1, smallest: []float64{1}}},
		{"a link is found", link, []exchange.Finding{right, said(exchange.NotSupported, 0.4)},
			tally{exchanges: 1, tested: 2, found: 1, smallest: []float64{0.4}, lags: []float64{2}, responses: []float64{1.5}, skills: []float64{0.2}}},
		{"another is said beside it", link, []exchange.Finding{right, said(exchange.Supported, 0.04)},
			tally{exchanges: 1, tested: 2, found: 1, alarms: 1, smallest: []float64{0.04}, lags: []float64{2}, responses: []float64{1.5}, skills: []float64{0.2}}},
		{"with the wrong sign it is not found", link, []exchange.Finding{wrongSign}, tally{exchanges: 1, tested: 1, smallest: []float64{1}}},
		{"it is not found", link, []exchange.Finding{said(exchange.NotSupported, 0.4)}, tally{exchanges: 1, tested: 1, smallest: []float64{1}}},
		{"it cannot be tested", link, []exchange.Finding{said(exchange.InsufficientData, 0)}, tally{exchanges: 1, untested: 1, smallest: []float64{1}}},
	} {
		got := tallyOf(tc.h, tc.findings)
		if !sameTally(got, tc.want) {
			t.Errorf("%s: %+v, want %+v", tc.reason, got, tc.want)
		}
	}
}

func sameTally(a, b tally) bool {
	return a.exchanges == b.exchanges && a.alarms == b.alarms && a.found == b.found && a.untested == b.untested && a.tested == b.tested &&
		slices.Equal(a.smallest, b.smallest) && slices.Equal(a.lags, b.lags) && slices.Equal(a.responses, b.responses) && slices.Equal(a.skills, b.skills)
}

func TestShares(t *testing.T) {
	var all tally
	for _, p := range []float64{0.5, 0.009, 0.04, 1} {
		all.add(tally{exchanges: 1, tested: 3, smallest: []float64{p}})
	}
	all.add(tally{exchanges: 4, alarms: 2, found: 6, untested: 8, smallest: []float64{0.05, 0.2, 0.3, 0.4}, lags: []float64{3}, responses: []float64{1}, skills: []float64{0.1}})
	for _, tc := range []struct {
		reason    string
		got, want float64
	}{
		{"false", all.falseShare(), 2.0 / 8},
		{"found", all.foundShare(), 6.0 / 8},
		{"untested", all.untestedShare(), 8.0 / 20},
		{"under 0.05, not at it", all.below(0.05), 2.0 / 8},
		{"under 0.01", all.below(0.01), 1.0 / 8},
		{"lags are kept", all.lags[0], 3},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.reason, tc.got, tc.want)
		}
	}
}

func TestQuantile(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3}
	for _, tc := range []struct{ share, want float64 }{{0, 1}, {0.5, 3}, {0.9, 4}, {1, 5}} {
		if got := quantile(values, tc.share); got != tc.want {
			t.Errorf("quantile %v is %v, want %v", tc.share, got, tc.want)
		}
	}
	if got := quantile(nil, 0.5); !math.IsNaN(got) {
		t.Errorf("the median of none is %v", got)
	}
	if values[0] != 5 {
		t.Error("the values were sorted")
	}
}

// However many workers there are, each exchange is tested once, in its place.
func TestSimulate(t *testing.T) {
	p := unrelated("white", func(d dice) func() []float64 { return func() []float64 { return d.white(150) } })
	r := simulate(p, 3, 9)
	if r.process != "white" || r.linked {
		t.Errorf("%q, linked %t", r.process, r.linked)
	}
	var want tally
	for i := range 9 {
		h := p.exchange(3, i)
		want.add(tallyOf(h, exchange.Test(h.asked())))
	}
	if !sameTally(r.by[truenorth], want) {
		t.Errorf("%+v, want %+v", r.by[truenorth], want)
	}
	if r.by[naive].exchanges != 9 || r.by[naive].falseShare() < 0.5 {
		t.Errorf("the naive way found something in %v of %d exchanges", r.by[naive].falseShare(), r.by[naive].exchanges)
	}
}

func TestPearson(t *testing.T) {
	d := diceOf("pearson", 1, 0)
	a, b := d.white(50), d.white(50)
	if r, n := pearson(a, b); !about(r, stat.Correlation(a, b, nil), 1e-12) || n != 50 {
		t.Errorf("correlation %v of %v", r, n)
	}
	a[3], b[4] = math.NaN(), math.NaN()
	some := func(values []float64) []float64 { return slices.Delete(slices.Clone(values), 3, 5) }
	if r, n := pearson(a, b); !about(r, stat.Correlation(some(a), some(b), nil), 1e-12) || n != 48 {
		t.Errorf("correlation %v of %v with gaps", r, n)
	}
	if r, _ := pearson([]float64{1, 1, 1}, []float64{1, 2, 3}); r != 0 {
		t.Errorf("correlation %v with a constant", r)
	}
}

func TestSignificance(t *testing.T) {
	for _, tc := range []struct{ r, n, want float64 }{
		{0.5, 20, 0.0247}, {-0.5, 20, 0.0247}, {0.1, 100, 0.322}, {0, 100, 1}, {1, 3, 1}, {1, 50, 0},
	} {
		if got := significance(tc.r, tc.n); !about(got, tc.want, 0.001) {
			t.Errorf("correlation %v of %v has p %v, want %v", tc.r, tc.n, got, tc.want)
		}
	}
}

func TestAskNaively(t *testing.T) {
	h := linkedSeries[0].exchange(1, 1)
	findings := askNaively(h.asked())
	if got := findings[0]; got.Verdict != exchange.Supported || got.Lag != h.lag || got.Correlation < 0.5 {
		t.Errorf("%+v of a link after %d days", got, h.lag)
	}
	short := exchange.Case{Result: []float64{1, 2, 3}, Drivers: []exchange.Driver{{Values: []float64{3, 1, 2}}}}
	if got := askNaively(short)[0]; got.Verdict != exchange.NotSupported || got.PValue != 1 {
		t.Errorf("%+v of three points", got)
	}
}
