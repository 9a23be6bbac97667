/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// confidence of all exchanges.
const confidence = 0.95

// method is a way to test an exchange.
type method struct {
	name string
	test func(exchange.Case) []exchange.Finding
}

// The places of the methods in every table.
const (
	truenorth = iota
	naive
	methodCount
)

var methods = [methodCount]method{{"truenorth", exchange.Test}, {"best lag, p < 0.05", askNaively}}

// result is what the methods said of the exchanges of a process.
type result struct {
	process string
	linked  bool
	by      [methodCount]tally
}

// tally is what is counted over exchanges; the measures are shares of it.
type tally struct {
	exchanges int
	alarms    int       // exchanges in which a driver that does not move the result was Supported
	found     int       // exchanges in which the one that does was, with the right sign
	untested  int       // drivers with InsufficientData
	tested    int       // drivers without
	smallest  []float64 // of each exchange, the p-value of the drivers that do not move the result; none: 1
	lags      []float64 // of each that was found, by how many steps the lag is wrong
	responses []float64 // of each that was found, the response over the true one
	skills    []float64 // of each that was found
}

// simulate draws exchanges of a process and tests them, on all cores.
func simulate(p process, seed uint64, runs int) result {
	tallies, linked := make([][methodCount]tally, runs), make([]bool, runs)
	var workers sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		workers.Go(func() {
			for i := core; i < runs; i += cores {
				h := p.exchange(seed, i)
				linked[i] = h.linked
				for m, method := range methods {
					tallies[i][m] = tallyOf(h, method.test(h.asked()))
				}
			}
		})
	}
	workers.Wait()
	r := result{process: p.name, linked: linked[0]}
	for _, t := range tallies {
		for m := range methods {
			r.by[m].add(t[m])
		}
	}
	return r
}

// tallyOf counts one exchange.
func tallyOf(h history, findings []exchange.Finding) tally {
	t := tally{exchanges: 1}
	smallest, alarm := 1.0, false
	for i, f := range findings {
		if f.Verdict == exchange.InsufficientData {
			t.untested++
			continue
		}
		t.tested++
		if h.linked && i == 0 {
			t.countLink(h, f)
			continue
		}
		smallest = min(smallest, f.PValue)
		alarm = alarm || f.Verdict == exchange.Supported
	}
	if alarm {
		t.alarms = 1
	}
	t.smallest = []float64{smallest}
	return t
}

// countLink counts the driver that moves the result.
func (t *tally) countLink(h history, f exchange.Finding) {
	if f.Verdict != exchange.Supported || f.Correlation*h.response <= 0 {
		return
	}
	t.found = 1
	t.lags = []float64{math.Abs(float64(f.Lag - h.lag))}
	t.responses = []float64{f.Elasticity / h.response}
	t.skills = []float64{f.Skill}
}

// add adds what another tally counted.
func (t *tally) add(o tally) {
	t.exchanges += o.exchanges
	t.alarms += o.alarms
	t.found += o.found
	t.untested += o.untested
	t.tested += o.tested
	t.smallest = append(t.smallest, o.smallest...)
	t.lags = append(t.lags, o.lags...)
	t.responses = append(t.responses, o.responses...)
	t.skills = append(t.skills, o.skills...)
}

// falseShare is the share of exchanges in which a driver that does not move the result is Supported.
func (t tally) falseShare() float64 { return float64(t.alarms) / float64(t.exchanges) }

// foundShare is the share of exchanges in which the driver that does is.
func (t tally) foundShare() float64 { return float64(t.found) / float64(t.exchanges) }

// untestedShare is the share of drivers that there were not enough data of.
func (t tally) untestedShare() float64 { return float64(t.untested) / float64(t.untested+t.tested) }

// below is the share of exchanges whose smallest p-value of a driver that does not move the result is under a level.
func (t tally) below(level float64) float64 {
	n := 0
	for _, p := range t.smallest {
		if p < level {
			n++
		}
	}
	return float64(n) / float64(len(t.smallest))
}

// quantile is the value that a share of the values is not above; NaN of none.
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(share*float64(len(sorted)-1))]
}
